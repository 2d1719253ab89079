"""The stretch of time that a date stands for: "2026" is a year, "أمس" a day."""

from datetime import datetime, timedelta

from arabic.dates.reading import DateReading

_FLOORS: dict[str, dict[str, int]] = {
    "second": {"microsecond": 0},
    "minute": {"second": 0, "microsecond": 0},
    "hour": {"minute": 0, "second": 0, "microsecond": 0},
    "day": {"hour": 0, "minute": 0, "second": 0, "microsecond": 0},
    "month": {"day": 1, "hour": 0, "minute": 0, "second": 0, "microsecond": 0},
    "year": {"month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0, "microsecond": 0},
}


def period_of(reading: DateReading) -> tuple[datetime, datetime]:
    """The first moment of the second, minute, hour, day, month or year that was read, and the moment it is over.

    Both in the reading's zone; days are calendar days there, so one with a change of the clock has 23 or 25 hours.
    """
    start = reading.value.replace(**_FLOORS[reading.precision])  # type: ignore[arg-type]
    match reading.precision:
        case "year":
            return start, start.replace(year=start.year + 1)
        case "month":
            return start, (start + timedelta(days=31)).replace(day=1)
        case unit:
            return start, start + timedelta(**{f"{unit}s": 1})
