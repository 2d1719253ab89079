"""Borders of calendar days, weeks, months and years in a reader's zone, for timelines."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

UNITS = ("day", "week", "month", "year")

# No zone has changed its clock twice within two weeks since 1970; Morocco's Ramadan, the shortest stretch, lasts four.
_STEP = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Time during which a zone keeps one distance from UTC; `start` inclusive, `end` exclusive."""

    start: datetime
    end: datetime
    offset: timedelta


def borders(first: datetime, last: datetime, unit: str, zone: str) -> list[datetime]:
    """Starts of the units from the one that holds `first` to the one after `last`, in the zone. Weeks begin on Monday (ISO 8601).

    Both are aware and `first <= last`. A day on which the clock changes has 23 or 25 hours; one whose midnight does not exist
    (Cairo and Beirut change at midnight) begins when its first hour does.
    """
    home = ZoneInfo(zone)
    day = unit_of(first.astimezone(home).date(), unit)
    over = last.astimezone(home).date()
    found = [midnight(day, home)]
    while day <= over:
        day = _next(day, unit)
        found.append(midnight(day, home))
    return found


def stretches(first: datetime, last: datetime, zone: str) -> list[Stretch]:
    """The time from `first` to `last`, both aware and included, cut where the zone's distance from UTC changes."""
    home = ZoneInfo(zone)
    at, over = first.astimezone(UTC), last.astimezone(UTC) + timedelta(microseconds=1)
    found: list[Stretch] = []
    start = at
    while at < over:
        after = min(at + _STEP, over)
        offset = _offset(at, home)
        if _offset(after, home) != offset:
            after = _change(at, after, home)
            found.append(Stretch(start=start, end=after, offset=offset))
            start = after
        at = after
    if start < over:
        found.append(Stretch(start=start, end=over, offset=_offset(start, home)))
    return found


def _change(before: datetime, after: datetime, home: ZoneInfo) -> datetime:
    """The moment, to the second, at which the distance from UTC changes."""
    offset = _offset(before, home)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        before, after = (middle, after) if _offset(middle, home) == offset else (before, middle)
    return after.replace(microsecond=0)


def _offset(moment: datetime, home: ZoneInfo) -> timedelta:
    return moment.astimezone(home).utcoffset() or timedelta()


def unit_of(day: date, unit: str) -> date:
    """The first day of the week, month or year that holds the day; the day itself for "day"."""
    match unit:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
        case _:
            return day


def _next(day: date, unit: str) -> date:
    match unit:
        case "week":
            return day + timedelta(days=7)
        case "month":
            return (day + timedelta(days=31)).replace(day=1)
        case "year":
            return day.replace(year=day.year + 1)
        case _:
            return day + timedelta(days=1)


def midnight(day: date, home: ZoneInfo) -> datetime:
    """The moment a day begins in a zone: its first, where the clock jumps over midnight."""
    return datetime.combine(day, time(), home).astimezone(UTC).astimezone(home)
