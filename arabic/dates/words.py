"""The words of dates, folded, each with its kind and number for `arabic.dates.tokens`."""

from typing import Final

from arabic.dates.zones import FIXED_HOURS, UTC_NAMES
from arabic.months import (
    DHU,
    GREGORIAN_NAMES,
    HIJRI_NAMES,
    SHORT_GREGORIAN,
    TWO_WORD_GREGORIAN,
    TWO_WORD_HIJRI,
)

MINUTE, HOUR, DAY = 60, 3600, 86400

_WEEKDAYS = (
    ("الاثنين", "الاتنين", "monday", "mon"),
    ("الثلاثاء", "الثلثاء", "الثلاثا", "tuesday", "tue", "tues"),
    ("الاربعاء", "الاربعا", "wednesday", "wed"),
    ("الخميس", "thursday", "thu", "thur", "thurs"),
    ("الجمعه", "friday", "fri"),
    ("السبت", "saturday", "sat"),
    ("الاحد", "sunday", "sun"),
)

# Halves of the day; `arabic.dates.clock.hour_of` says which hours each may stand beside.
_HALVES = {
    "am": ("ص", "صباحا", "صباح", "am", "ضحي"),
    "pm": ("مساء", "مساءا", "مسا", "pm"),
    "noon": ("ظهرا", "الظهر", "ظهر"),
    "afternoon": ("عصرا", "العصر"),
    "dawn": ("فجرا", "الفجر"),
    "night": ("ليلا",),
}

_COUNTS = (
    (1, ("واحد", "واحده")),
    (2, ("اثنان", "اثنتان", "اثنين", "اثنتين")),
    (3, ("ثلاث", "ثلاثه")),
    (4, ("اربع", "اربعه")),
    (5, ("خمس", "خمسه")),
    (6, ("ست", "سته")),
    (7, ("سبع", "سبعه")),
    (8, ("ثماني", "ثمانيه", "ثمان")),
    (9, ("تسع", "تسعه")),
    (10, ("عشر", "عشره")),
    (20, ("عشرين", "عشرون")),
    (30, ("ثلاثين", "ثلاثون")),
    (40, ("اربعين", "اربعون")),
    (50, ("خمسين", "خمسون")),
)

# Unit words: seconds in one, and how many the word itself says (2 for a dual, 0 for a form
# that needs a number before it).
_UNITS = (
    (1, 1, ("ثانيه",)),
    (1, 2, ("ثانيتين", "ثانيتان")),
    (1, 0, ("ثواني", "ثوان", "ث", "seconds", "secs", "second", "sec")),
    (MINUTE, 1, ("دقيقه",)),
    (MINUTE, 2, ("دقيقتين", "دقيقتان")),
    (MINUTE, 0, ("دقائق", "دقايق", "د", "minutes", "mins", "minute", "min")),
    (HOUR, 1, ("ساعه",)),
    (HOUR, 2, ("ساعتين", "ساعتان")),
    (HOUR, 0, ("ساعات", "س", "hours", "hrs", "hour", "hr")),
    (DAY, 2, ("يومين", "يومان")),
    (DAY, 0, ("ايام", "يوما", "ي", "days", "day")),
)

# Ordinals of the day of the month; the tens and "عشر" are joined in `arabic.dates.phrases`.
ORDINALS: Final[dict[str, int]] = {
    word: value
    for value, words in enumerate(
        (
            ("الاول", "غره", "فاتح", "الفاتح"),
            ("الثاني",),
            ("الثالث",),
            ("الرابع",),
            ("الخامس",),
            ("السادس",),
            ("السابع",),
            ("الثامن",),
            ("التاسع",),
            ("العاشر",),
            ("الحادي",),
        ),
        start=1,
    )
    for word in words
}
TENS: Final[dict[str, int]] = {
    "العشرين": 20,
    "العشرون": 20,
    "والعشرين": 20,
    "والعشرون": 20,
    "الثلاثين": 30,
    "الثلاثون": 30,
    "والثلاثين": 30,
    "والثلاثون": 30,
}

# May stand between a day, its month and its year.
_LINKS = ("من", "شهر", "لشهر", "عام", "سنه", "لسنه", "لعام", "العام", "للعام", "of")

# Say that a date comes, or when within a day; they decide nothing.
_LABELS = (
    "تاريخ", "التاريخ", "بتاريخ", "تاريخه", "النشر", "نشر", "نشرت", "نشره", "نشرها", "ينشر",
    "منشور", "تم", "في", "علي", "عند", "يوم", "ليوم", "وقت", "الوقت", "التوقيت",
    "توقيت", "اخر", "تحديث", "التحديث", "تحديثه", "محدث", "حدث", "حدثت", "تعديل", "التعديل",
    "اضيف", "اضيفت", "اضافه", "الاضافه", "ادرج", "ادراج", "الادراج", "صدر", "الموافق", "موافق",
    "الموافقه", "حسب", "تمام",
    "published", "posted", "updated", "modified", "created", "last", "update", "date", "on",
    "at", "the",
)  # fmt: skip


def _table() -> dict[str, tuple[str, int, int]]:
    words: dict[str, tuple[str, int, int]] = {}
    words.update({name: ("month", month, 0) for name, month in GREGORIAN_NAMES.items()})
    words.update({name: ("hijri-month", month, 0) for name, month in HIJRI_NAMES.items()})
    words.update({name: ("two-word", *pair) for name, pair in TWO_WORD_GREGORIAN.items()})
    words.update({name: ("letter-month", *pair) for name, pair in SHORT_GREGORIAN.items()})
    words.update({name: ("hijri-two-word", *pair) for name, pair in TWO_WORD_HIJRI.items()})
    words.update(dict.fromkeys(DHU, ("dhu", 0, 0)))
    for number, names in enumerate(_WEEKDAYS):
        words.update(dict.fromkeys(names, ("weekday", number, 0)))
    for half, names in _HALVES.items():
        words.update(dict.fromkeys(names, (half, 0, 0)))
    for value, names in _COUNTS:
        words.update(dict.fromkeys(names, ("count", value, 0)))
    for seconds, says, names in _UNITS:
        words.update(dict.fromkeys(names, ("unit", seconds, says)))
    words.update({word: ("ordinal", day, 0) for word, day in ORDINALS.items()})
    words.update({word: ("tens", day, 0) for word, day in TENS.items()})
    words.update(dict.fromkeys(_LINKS, ("link", 0, 0)))
    words.update(dict.fromkeys(_LABELS, ("label", 0, 0)))
    words.update(dict.fromkeys(UTC_NAMES, ("utc", 0, 0)))
    words.update({name: ("fixed", hours * 60, 0) for name, hours in FIXED_HOURS.items()})
    words.update(dict.fromkeys(("بتوقيت", "توقيت", "التوقيت", "بالتوقيت"), ("by-time-of", 0, 0)))
    words.update(dict.fromkeys(("هجري", "هجريه", "للهجره", "ه", "ah"), ("hijri-era", 0, 0)))
    words.update(dict.fromkeys(("ميلادي", "ميلاديه", "للميلاد", "ad", "ce"), ("era", 0, 0)))
    words.update(dict.fromkeys(("منذ", "قبل"), ("ago", 0, 0)))
    words.update(dict.fromkeys(("مضت", "ago"), ("ago-after", 0, 0)))
    words.update(dict.fromkeys(("امس", "البارحه", "yesterday"), ("day", -1, 0)))
    words.update(dict.fromkeys(("اليوم", "today"), ("day", 0, 0)))
    words.update(dict.fromkeys(("st", "nd", "rd", "th"), ("suffix", 0, 0)))
    words.update(dict.fromkeys(("الساعه", "ساعته"), ("clock", 0, 0)))
    words.update(dict.fromkeys(("العدد", "عدد"), ("issue", 0, 0)))
    words.update({"م": ("meem", 0, 0), "و": ("and", 0, 0), "ال": ("al", 0, 0)})
    words.update({"نصف": ("fraction", 30, 0), "ربع": ("fraction", 15, 0), "t": ("t", 0, 0)})
    words.update({"بعد": ("after", 0, 0), "اول": ("first", 0, 0)})
    return words


WORDS: Final = _table()
"""Folded word to its kind, its number and a second number where the kind has one."""
