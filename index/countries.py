"""Countries as people write them in a query, to the two letters the catalogue uses (ISO 3166-1)."""

from arabic.letters import fold

_TABLE: dict[str, tuple[str, ...]] = {
    "ae": ("الإمارات", "الإمارات العربية المتحدة", "emirates", "uae"),
    "bh": ("البحرين", "bahrain"),
    "dj": ("جيبوتي", "djibouti"),
    "dz": ("الجزائر", "algeria"),
    "eg": ("مصر", "egypt"),
    "eh": ("الصحراء الغربية", "western sahara"),
    "fr": ("فرنسا", "france"),
    "gb": ("بريطانيا", "المملكة المتحدة", "britain", "uk", "united kingdom"),
    "iq": ("العراق", "iraq"),
    "jo": ("الأردن", "jordan"),
    "km": ("جزر القمر", "comoros"),
    "kw": ("الكويت", "kuwait"),
    "lb": ("لبنان", "lebanon"),
    "ly": ("ليبيا", "libya"),
    "ma": ("المغرب", "morocco"),
    "mr": ("موريتانيا", "mauritania"),
    "om": ("عمان", "سلطنة عمان", "oman"),
    "ps": ("فلسطين", "palestine"),
    "qa": ("قطر", "qatar"),
    "sa": ("السعودية", "المملكة العربية السعودية", "saudi arabia", "saudi", "ksa"),
    "sd": ("السودان", "sudan"),
    "so": ("الصومال", "somalia"),
    "sy": ("سوريا", "سورية", "syria"),
    "tn": ("تونس", "tunisia"),
    "tr": ("تركيا", "turkey"),
    "us": ("أمريكا", "أميركا", "الولايات المتحدة", "usa", "united states"),
    "ye": ("اليمن", "yemen"),
}
_CODES = {fold(name): code for code, names in _TABLE.items() for name in names}


def country_code(name: str) -> str:
    """The two letters of a country given by its name or its letters; the text in lower case where it is neither."""
    return _CODES.get(fold(name).strip(), name.strip().lower())
