"""Borders of calendar days, weeks, months and years in a reader's zone, for timelines."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

UNITS = ("day", "week", "month", "year")


def borders(first: datetime, last: datetime, unit: str, zone: str) -> list[datetime]:
    """Starts of the units from the one that holds `first` to the one after `last`, in the zone. Weeks begin on Monday (ISO 8601).

    Both are aware and `first <= last`. A day on which the clock changes has 23 or 25 hours; one whose midnight does not exist
    (Cairo and Beirut change at midnight) begins when its first hour does.
    """
    home = ZoneInfo(zone)
    day = _start(first.astimezone(home).date(), unit)
    over = last.astimezone(home).date()
    found = [_midnight(day, home)]
    while day <= over:
        day = _next(day, unit)
        found.append(_midnight(day, home))
    return found


def _start(day: date, unit: str) -> date:
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


def _midnight(day: date, home: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), home).astimezone(UTC).astimezone(home)
