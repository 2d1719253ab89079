"""Dates that programs write for programs: ISO 8601 and Unix time."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from arabic.dates.reading import OLDEST_YEAR, DateReading
from arabic.dates.zones import fixed

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[Tt ](\d{2})(?::(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)?"
    r" ?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?"
)
_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[Tt](\d{2})(\d{2})(\d{2})?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?")
_SECONDS = re.compile(r"[1-9]\d{9}(?:\.\d{1,9})?")
_MILLISECONDS = re.compile(r"[1-9]\d{12}")
_JSON_DATE = re.compile(r"\\?/Date\(([1-9]\d{12})(?:[+-]\d{4})?\)\\?/")


def read_machine(text: str, zone: ZoneInfo) -> DateReading | None:
    """The reading of a stripped ISO or Unix time; years are not checked.

    Unix seconds have ten digits and milliseconds thirteen: September 2001 and later. Shorter
    numbers are as likely to be an article's number and are refused.
    """
    match = _ISO.fullmatch(text) or _BASIC.fullmatch(text)
    if match:
        return _iso(match, zone)
    if _SECONDS.fullmatch(text):
        return _epoch(int(text[:10]), "epoch-s")
    match = _JSON_DATE.fullmatch(text)
    if match or _MILLISECONDS.fullmatch(text):
        return _epoch(int(match[1] if match else text) // 1000, "epoch-ms")
    return None


def _epoch(seconds: int, rule: str) -> DateReading:
    value = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return DateReading(value=value, precision="second", zone="given", rule=rule)


def _iso(match: re.Match[str], zone: ZoneInfo) -> DateReading | None:
    year, month, day, hour, minute, second, offset = match.groups()
    if int(year) < OLDEST_YEAR:  # a Hijri year, or nothing
        return None
    east = 0
    if offset and offset not in "Zz":
        digits = offset[1:].replace(":", "")
        east = int(digits[:2]) * 60 + int(digits[2:] or 0)
        if int(digits[2:] or 0) > 59 or east > 14 * 60:
            return None
        east = -east if offset[0] == "-" else east
    try:
        value = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            tzinfo=fixed(east) if offset else zone,
        )
    except ValueError:
        return None
    precision = "second" if second else "minute" if minute else "hour" if hour else "day"
    return DateReading(value=value, precision=precision, zone="given" if offset else "assumed", rule="iso")
