"""Names of time zones in dates: places after "by the time of", and the letters of mail headers."""

from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

UTC_NAMES: Final = frozenset(
    ("gmt", "utc", "ut", "z", "غرينتش", "جرينتش", "غرينيتش", "جرينيتش", "غرنتش", "جرنتش", "قرينتش")
)

# RFC 5322 names the American ones; the European ones are what Arabic mail and feeds carry.
# AST, BST, IST, CST in Asia and their like mean several zones and are not here.
FIXED_HOURS: Final[dict[str, int]] = {
    "est": -5,
    "edt": -4,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
    "cet": 1,
    "cest": 2,
    "eet": 2,
    "eest": 3,
    "msk": 3,
    "gst": 4,
}

PLACES: Final[dict[str, tuple[str, ...]]] = {
    name: zones
    for zones, names in (
        (("Asia/Riyadh",), ("مكه", "مكه المكرمه", "الرياض", "السعوديه", "جده")),
        (("Africa/Cairo",), ("القاهره", "مصر")),
        (("Asia/Beirut",), ("بيروت", "لبنان")),
        (("Asia/Damascus",), ("دمشق", "سوريا", "سوريه")),
        (("Asia/Baghdad",), ("بغداد", "العراق")),
        (("Asia/Amman",), ("الاردن",)),
        # Amman and Oman are spelled alike without vowel marks.
        (("Asia/Amman", "Asia/Muscat"), ("عمان",)),
        (("Asia/Muscat",), ("مسقط", "سلطنه عمان")),
        # Both clocks are called so; their summer times begin and end on different days.
        (
            ("Asia/Jerusalem", "Asia/Hebron", "Asia/Gaza"),
            ("القدس", "القدس المحتله", "فلسطين", "غزه", "رام الله"),
        ),
        (("Asia/Dubai",), ("دبي", "ابوظبي", "ابو ظبي", "الامارات")),
        (("Asia/Kuwait",), ("الكويت",)),
        (("Asia/Qatar",), ("الدوحه", "قطر")),
        (("Asia/Bahrain",), ("المنامه", "البحرين")),
        (("Asia/Aden",), ("صنعاء", "عدن", "اليمن")),
        (("Africa/Khartoum",), ("الخرطوم", "السودان")),
        (("Africa/Tripoli",), ("ليبيا",)),
        (("Africa/Tripoli", "Asia/Beirut"), ("طرابلس",)),
        (("Africa/Tunis",), ("تونس",)),
        (("Africa/Algiers",), ("الجزائر",)),
        (("Africa/Casablanca",), ("الرباط", "المغرب", "الدار البيضاء")),
        (("Africa/Nouakchott",), ("نواكشوط", "موريتانيا")),
        (("Africa/Mogadishu",), ("مقديشو", "الصومال")),
        (("Africa/Djibouti",), ("جيبوتي",)),
        (("Europe/Istanbul",), ("اسطنبول", "انقره", "تركيا")),
        (("Asia/Tehran",), ("طهران", "ايران")),
        (("Europe/London",), ("لندن", "بريطانيا")),
        (("Europe/Paris",), ("باريس", "فرنسا")),
        (("Europe/Berlin",), ("برلين", "المانيا")),
        (("Europe/Moscow",), ("موسكو",)),
        (("America/New_York",), ("واشنطن", "نيويورك")),
    )
    for name in names
}
"""Folded place names after "بتوقيت" to the zones they may mean."""

LOCAL: Final = frozenset(("المحلي", "محلي"))
"""The word of "local time": the zone passed in."""


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of that name; ValueError with a sentence where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"unknown time zone {name!r}; give an IANA name such as 'Asia/Beirut'") from error


@lru_cache(maxsize=128)
def fixed(minutes: int) -> timezone:
    """A zone that many minutes east of Greenwich."""
    return timezone(timedelta(minutes=minutes))


def place_zone(name: str, local: datetime) -> tzinfo | None:
    """The clock of a place at that local time; None where the name leaves more than one."""
    zones = [zone_of(zone) for zone in PLACES[name]]
    if len({local.replace(tzinfo=zone).utcoffset() for zone in zones}) > 1:
        return None
    return zones[0]
