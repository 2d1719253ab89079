"""From what a text says to one moment, or None where what it says does not settle one."""

import html
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from arabic.dates.facts import Facts, gather
from arabic.dates.machine import read_machine
from arabic.dates.phrases import join
from arabic.dates.reading import YEARS_AHEAD, DateReading, Order
from arabic.dates.tokens import Token, fold, scan
from arabic.dates.words import DAY, HOUR, MINUTE
from arabic.dates.zones import fixed, place_zone, zone_of

LONGEST = 200
"""Characters; a longer text is a sentence, not a date."""

_PRECISION = {1: "hour", 2: "minute", 3: "second"}
_UNIT_PRECISION = {1: "second", MINUTE: "minute", HOUR: "hour", DAY: "day"}

# Gregorian minus Persian solar year, in the larger part of the year.
_PERSIAN_SOLAR = 621


def read_date(text: str, *, now: datetime, zone: str, order: Order = "dmy") -> DateReading | None:
    """The date that a text of a page, a feed or an API states; None where it is not certain.

    text: the date alone, with at most the labels and separators that stand around one
        ("published:", week day, issue number). One foreign word and it is no date.
    now: aware; what "yesterday" and "5 hours ago" count from, and the bound on future years.
    zone: IANA name of the outlet's zone, for times that carry none of their own.
    order: what "4/5/2026" means: day first, or month first where the outlet is known to.

    Refused: a date without its year, two-digit years, a week day that does not fit, two dates
    or times that differ (a Hijri date may differ from the Gregorian beside it by one day),
    weeks, months and years counted back from now, a Hijri month without its day, days that do
    not exist, years before 1900 or more than two ahead.

    Raises ValueError where `now` is naive or `zone` is no time zone: mistakes of the caller.
    """
    home = zone_of(zone)
    if now.tzinfo is None:
        raise ValueError("now must carry a time zone, for example datetime.now(UTC)")
    if "&" in text and len(text) <= LONGEST * 2:
        text = html.unescape(text)
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    reading = read_machine(text, home)
    if reading is None:
        reading = read_tokens(join(scan(fold(text).strip())), now=now, home=home, order=order)
    return reading if reading is not None and reading.plausible(now) else None


def read_tokens(tokens: Sequence[Token], *, now: datetime, home: ZoneInfo, order: Order) -> DateReading | None:
    """The reading of joined tokens, years not checked; None where they settle nothing."""
    facts = gather(tokens, order)
    if facts is None or len(set(facts.times)) > 1 or len(set(facts.weekdays)) > 1:
        return None
    if facts.partial or facts.years:
        _add_year(facts)
    if facts.partial or (facts.years and (facts.days or facts.hijri or facts.months)):
        return None
    try:
        if facts.days or facts.hijri or facts.relative_days:
            return _day_reading(facts, now, home)
        if facts.since:
            return _since_reading(facts, now, home)
        return _long_reading(facts, home)
    except (OverflowError, ValueError):
        return None


def _add_year(facts: Facts) -> None:
    """Joins the one yearless day with the one year that stands apart ("Nov 6 08:49 1994")."""
    if len(facts.partial) == len(facts.years) == 1 and not (facts.days or facts.months):
        (month, day), year = facts.partial.pop(), facts.years.pop()
        try:
            facts.days.append(date(year, month, day))
        except ValueError:
            facts.partial.append((month, day))


def _day_reading(facts: Facts, now: datetime, home: ZoneInfo) -> DateReading | None:
    day = _agreed_day(facts, now, home)
    if day is None or facts.months or (facts.weekdays and facts.weekdays[0] != day.weekday()):
        return None
    time = facts.times[0] if facts.times else ()
    hour, minute, second = (*time, 0, 0, 0)[:3]
    # The zone comes next: a named place is needed to know its offset at this hour.
    local = datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001
    zone = _zone(facts, local, home)
    if zone is None:
        return None
    value = local.replace(tzinfo=zone)
    if facts.since and not _fits(value, facts, now, home, exact=bool(time)):
        return None
    precision = _PRECISION[len(time)] if time else "day"
    rule = facts.rule or "relative"
    given = zone is not home
    if rule == "english-month" and time and given:
        rule = "rfc2822"
    return DateReading(value=value, precision=precision, zone="given" if given else "assumed", rule=rule)


def _agreed_day(facts: Facts, now: datetime, home: ZoneInfo) -> date | None:
    """The one day on which every date of the text agrees."""
    days, hijri = set(facts.days), set(facts.hijri)
    if len(days) > 1 or len(hijri) > 1:
        return None
    day = facts.days[0] if days else None
    if hijri:
        moon = facts.hijri[0]
        if day is None:
            ahead = now.year + YEARS_AHEAD
            if any(year + _PERSIAN_SOLAR <= ahead for year in facts.hijri_unmarked):
                return None
            day = moon
        elif abs((day - moon).days) > 1:
            return None
    if facts.relative_days:
        today = now.astimezone(home).date()
        meant = {today + timedelta(days=number) for number in facts.relative_days}
        if len(meant) > 1 or (day is not None and day not in meant):
            return None
        day = meant.pop()
    return day


def _fits(value: datetime, facts: Facts, now: datetime, home: ZoneInfo, *, exact: bool) -> bool:
    """Whether "5 hours ago" beside a date means that date."""
    for since in facts.since:
        moment = now.astimezone(UTC) - timedelta(seconds=since.number)
        if exact:
            slack = timedelta(seconds=2 * since.extra + 2 * MINUTE)
            if abs(moment - value) > slack:
                return False
        elif abs((moment.astimezone(home).date() - value.date()).days) > 1:
            return False
    return True


def _since_reading(facts: Facts, now: datetime, home: ZoneInfo) -> DateReading | None:
    if len(facts.since) > 1 or facts.times or facts.zones or facts.weekdays:
        return None
    if facts.months or facts.years:
        return None
    seconds, unit = facts.since[0].number, facts.since[0].extra
    if unit == DAY:
        day = now.astimezone(home).date() - timedelta(days=seconds // DAY)
        value = datetime(day.year, day.month, day.day, tzinfo=home)
    else:
        # Through UTC: hours counted back across a change of the clock are real hours.
        value = (now.astimezone(UTC) - timedelta(seconds=seconds)).astimezone(home)
    return DateReading(value=value, precision=_UNIT_PRECISION[unit], zone="assumed", rule="relative")


def _long_reading(facts: Facts, home: ZoneInfo) -> DateReading | None:
    """A month or a year alone."""
    if facts.times or facts.weekdays or facts.zones:
        return None
    if len(set(facts.months)) == 1:
        year, month = facts.months[0]
        value = datetime(year, month, 1, tzinfo=home)
        return DateReading(value=value, precision="month", zone="assumed", rule=facts.rule)
    if len(facts.years) == 1 and not facts.months:
        value = datetime(facts.years[0], 1, 1, tzinfo=home)
        return DateReading(value=value, precision="year", zone="assumed", rule="year")
    return None


def _zone(facts: Facts, local: datetime, home: ZoneInfo) -> tzinfo | None:
    """The zone the text names, `home` where it names none; None where its names disagree."""
    zones: list[tzinfo] = []
    for token in facts.zones:
        if token.kind == "place":
            place = place_zone(token.text, local)
            if place is None:
                return None
            zones.append(place)
        else:
            zones.append(home if token.kind == "local" else fixed(token.number))
    if len({local.replace(tzinfo=zone).utcoffset() for zone in zones}) > 1:
        return None
    return zones[0] if zones else home
