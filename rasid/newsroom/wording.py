"""How the outlets write dates, digits and address slugs: months of four systems, Hijri, halves of the day."""

import re
from collections.abc import Sequence
from datetime import datetime

from hijridate import Gregorian

WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
WEEKDAYS_BARE = ("الاثنين", "الثلاثاء", "الاربعاء", "الخميس", "الجمعة", "السبت", "الاحد")

GULF_MONTHS = (
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
LEVANTINE_MONTHS = (
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
MOROCCAN_MONTHS = (
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
HIJRI_MONTHS = (
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

ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_NOT_WORD = re.compile(r"[\W_]+")


def day(moment: datetime, months: Sequence[str]) -> str:
    """ "18 نوفمبر 2026" with the month named from `months`."""
    return f"{moment.day} {months[moment.month - 1]} {moment.year}"


def clock(moment: datetime) -> str:
    """ "09:40", of 24 hours."""
    return f"{moment:%H:%M}"


def half_clock(moment: datetime, morning: str, evening: str) -> str:
    """ "9:40 صباحا": of 12 hours, with the word for the half of the day after it."""
    return f"{(moment.hour - 1) % 12 + 1}:{moment:%M} {morning if moment.hour < 12 else evening}"


def hijri_day(moment: datetime) -> str:
    """ "8 جمادى الآخرة 1448هـ" by the Umm al-Qura calendar."""
    date = Gregorian(moment.year, moment.month, moment.day).to_hijri()
    return f"{date.day} {HIJRI_MONTHS[date.month - 1]} {date.year}هـ"


def arabic_digits(text: str) -> str:
    """`text` with the digits ٠ to ٩."""
    return text.translate(ARABIC_INDIC)


def slug(title: str, words: int = 10) -> str:
    """The first words of `title` joined by hyphens, without marks and punctuation."""
    return "-".join(_NOT_WORD.sub(" ", _MARKS.sub("", title)).split()[:words])


def compact_offset(moment: datetime) -> str:
    """ISO time with an offset such as "+0300", as some content systems write it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S%z")
