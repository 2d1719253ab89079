"""Month names: the four Gregorian systems of the Arabic press, English, and the Hijri months.

Names to look up are written folded, as `arabic.dates.tokens.fold` leaves them: no marks or
tatweel, bare alef, yeh for alef maqsura, heh for teh marbuta, Latin letters in lower case.
"""

from typing import Final

LEVANTINE: Final = (
    "كانون الثاني",
    "شباط",
    "آذار",
    "نيسان",
    "أيار",
    "حزيران",
    "تموز",
    "آب",
    "أيلول",
    "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول",
)
"""January to December as Iraq, Syria, Lebanon, Jordan and Palestine print them."""

EGYPTIAN: Final = (
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
)
"""Egypt, Sudan, the Gulf, Yemen, Libya and most pan-Arab outlets."""

ALGERIAN: Final = (
    "جانفي",
    "فيفري",
    "مارس",
    "أفريل",
    "ماي",
    "جوان",
    "جويلية",
    "أوت",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
)
"""Algeria and Tunisia."""

MOROCCAN: Final = (
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "ماي",
    "يونيو",
    "يوليوز",
    "غشت",
    "شتنبر",
    "أكتوبر",
    "نونبر",
    "دجنبر",
)

HIJRI: Final = (
    "محرم",
    "صفر",
    "ربيع الأول",
    "ربيع الآخر",
    "جمادى الأولى",
    "جمادى الآخرة",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "ذو القعدة",
    "ذو الحجة",
)

GREGORIAN_NAMES: Final[dict[str, int]] = {
    name: month
    for month, names in enumerate(
        (
            ("يناير", "ينائر", "جانفي", "جانفيي", "january", "jan"),
            ("فبراير", "فبرائر", "شباط", "فيفري", "فيفيري", "february", "feb"),
            ("مارس", "اذار", "march", "mar"),
            ("ابريل", "نيسان", "افريل", "april", "apr"),
            ("مايو", "ايار", "ماي", "may"),
            ("يونيو", "يونيه", "حزيران", "جوان", "june", "jun"),
            ("يوليو", "يوليه", "يوليوز", "تموز", "جويليه", "july", "jul"),
            ("اغسطس", "اب", "اوت", "غشت", "اغشت", "august", "aug"),
            ("سبتمبر", "ايلول", "شتنبر", "شتمبر", "september", "sept", "sep"),
            ("اكتوبر", "اوكتوبر", "october", "oct"),
            ("نوفمبر", "نونبر", "نوفنبر", "november", "nov"),
            ("ديسمبر", "دسمبر", "دجنبر", "دجمبر", "december", "dec"),
        ),
        start=1,
    )
    for name in names
}
"""Folded one-word Gregorian names to month number."""

TWO_WORD_GREGORIAN: Final[dict[str, tuple[int, int]]] = {"كانون": (12, 1), "تشرين": (10, 11)}
"""First words that mean nothing alone: the month with "the first", the one with "the second"."""

SHORT_GREGORIAN: Final[dict[str, tuple[int, int]]] = {"ك": (12, 1), "ت": (10, 11)}
"""The same as one letter before a glued 1 or 2, a Lebanese shorthand."""

HIJRI_NAMES: Final[dict[str, int]] = {
    name: month
    for month, names in (
        (1, ("محرم", "المحرم")),
        (2, ("صفر",)),
        (7, ("رجب",)),
        (8, ("شعبان",)),
        (9, ("رمضان",)),
        (10, ("شوال",)),
        (11, ("ذوالقعده", "ذيالقعده")),
        (12, ("ذوالحجه", "ذيالحجه")),
    )
    for name in names
}

TWO_WORD_HIJRI: Final[dict[str, tuple[int, int]]] = {
    "ربيع": (3, 4),
    "جمادي": (5, 6),
    "جماد": (5, 6),
    "جمادا": (5, 6),
}

DHU: Final[frozenset[str]] = frozenset(("ذو", "ذي", "ذا"))
DHU_NAMES: Final[dict[str, int]] = {"القعده": 11, "قعده": 11, "الحجه": 12, "حجه": 12}

HIJRI_EPITHETS: Final[frozenset[str]] = frozenset(("المبارك", "الحرام", "الخير", "المكرم", "المعظم", "الفرد"))
"""Words of respect that may follow a Hijri month's name."""

FIRST: Final[frozenset[str]] = frozenset(("الاول", "اول", "الاولي", "اولي", "الاوله"))
SECOND: Final[frozenset[str]] = frozenset(
    ("الثاني", "ثاني", "ثان", "الثان", "الثانيه", "ثانيه", "الاخر", "الاخره", "اخر", "اخره")
)
"""The second words of two-word months."""
