"""The bars over the hits: how many a day, week, month or year, each a link that narrows the search to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from index.calendar import UNITS, borders
from portal.search_form import SearchForm
from portal.words import Reader

MOST_BARS = 31
_LABEL_BARS = 4  # a month's name is as wide as so many bars on a phone
_HEIGHT = 96  # of the peak, in hundredths of the drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    iso: str  # first day
    label: str  # under the bar; "" where it would stand too close to the one before
    title: str  # "الأحد ١ نوفمبر: ٤١ مادة"
    number: str
    height: int  # 0 to 100
    href: str
    peak: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    bars: tuple[Bar, ...]
    unit: str
    units: tuple[str, ...]  # those that would give at most MOST_BARS bars
    peak: str  # "الثلاثاء ١٧ نوفمبر، ١٤٢ مادة"
    peak_href: str


def make_timeline(counts: Sequence[tuple[datetime, int]], form: SearchForm, reader: Reader) -> Timeline | None:
    """From counts by day, oldest first (or by month, where weeks would not fit); None where there is nothing to compare.

    The finest unit with at most MOST_BARS bars is taken, unless the form names one that fits as well.
    """
    if len(counts) < 2:
        return None
    edges = {unit: borders(counts[0][0], counts[-1][0], unit, reader.zone) for unit in UNITS}
    fitting = tuple(unit for unit in UNITS if 2 <= len(edges[unit]) - 1 <= MOST_BARS)
    if not fitting:
        return None
    unit = form.unit if form.unit in fitting else fitting[0]
    sums = _sums(counts, edges[unit])
    most = max(sums)
    peak = sums.index(most)
    home = ZoneInfo(reader.zone)
    starts = [edge.astimezone(home).date() for edge in edges[unit]]
    labels = [_label(day, starts[at - 1] if at else None, unit, reader) for at, day in enumerate(starts[:-1])]
    if unit != "day" and any(labels[1:_LABEL_BARS]):
        labels[0] = ""  # the next one would stand on it
    bars = []
    for at, number in enumerate(sums):
        first, last = starts[at], starts[at + 1] - timedelta(days=1)
        bars.append(
            Bar(
                iso=first.isoformat(),
                label=labels[at],
                title=f"{_name(first, last, unit, reader)}: {reader.count('article', number)}",
                number=reader.number(number),
                height=max(round(number * _HEIGHT / most), 1 if number else 0),
                href=form.but(start=first.isoformat(), end=last.isoformat(), unit="").address(),
                peak=at == peak,
            )
        )
    return Timeline(
        bars=tuple(bars),
        unit=unit,
        units=fitting,
        peak=f"{_name(starts[peak], starts[peak + 1] - timedelta(days=1), unit, reader)}"
        f"{reader.say('، ', ', ')}{reader.count('article', most)}",
        peak_href=bars[peak].href,
    )


def _sums(counts: Sequence[tuple[datetime, int]], edges: Sequence[datetime]) -> list[int]:
    sums = [0] * (len(edges) - 1)
    at = 0
    for moment, number in counts:
        while moment >= edges[at + 1]:
            at += 1
        sums[at] += number
    return sums


def _name(first: date, last: date, unit: str, reader: Reader) -> str:
    match unit:
        case "day":
            return reader.day(first, weekday=True)
        case "week":
            return reader.say("أسبوع ", "week of ") + reader.day(first)
        case "month":
            return reader.month(first)
        case _:
            return reader.figures(str(last.year))


def _label(day: date, before: date | None, unit: str, reader: Reader) -> str:
    """Every day and year; of weeks and months the first, and those with which a month or a year begins."""
    match unit:
        case "day":
            return reader.figures(str(day.day))
        case "week":
            return reader.month_name(day) if before is None or before.month != day.month else ""
        case "month":
            return reader.figures(str(day.year)) if before is None or before.year != day.year else ""
        case _:
            return reader.figures(str(day.year))
