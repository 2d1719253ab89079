"""What the tokens of one text say about a time, or that they say nothing certain."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from arabic.dates.clock import HALVES, hour_of
from arabic.dates.reading import OLDEST_YEAR, Order
from arabic.dates.tokens import Token
from arabic.hijri import FIRST_YEAR, LAST_YEAR, to_gregorian

Fact = TypeVar("Fact")

_IGNORED = frozenset(("separator", "label", "link", "era", "t"))
_BETWEEN = frozenset("/-.,\\")
_BETWEEN_DOUBLE = frozenset("/-,(\\|")
_BEFORE_OF = frozenset(("number", "month", "hijri-month"))
_ZONES = frozenset(("offset", "utc", "fixed", "place", "local"))


@dataclass(slots=True)
class Facts:
    """The statements found, each list in the order of the text and not yet compared."""

    days: list[date] = field(default_factory=list)
    hijri: list[date] = field(default_factory=list)
    hijri_unmarked: list[int] = field(default_factory=list)
    """Years of numeric Hijri dates without the Hijri sign; they may be Persian solar ones."""
    partial: list[tuple[int, int]] = field(default_factory=list)
    """Month and day without a year."""
    months: list[tuple[int, int]] = field(default_factory=list)
    """Year and month without a day."""
    years: list[int] = field(default_factory=list)
    times: list[tuple[int, ...]] = field(default_factory=list)
    """Hour, hour and minute, or hour, minute and second, on a 24-hour clock."""
    zones: list[Token] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    relative_days: list[int] = field(default_factory=list)
    since: list[Token] = field(default_factory=list)
    rule: str = ""


def gather(tokens: Sequence[Token], order: Order) -> Facts | None:
    """The facts of joined tokens; None where a part is no part of a date or contradicts itself."""
    merged = _merge_double_months(tokens)
    if merged is None:
        return None
    reader = _Gatherer(merged, order)
    return reader.facts if reader.run() else None


def _merge_double_months(tokens: Sequence[Token]) -> list[Token] | None:
    """ "يناير/كانون الثاني" as one month; None where two different months stand together."""
    merged: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        index += 1
        if token.kind != "month":
            merged.append(token)
            continue
        while True:
            after = index
            bracket = False
            while after < len(tokens) and tokens[after].text in _BETWEEN_DOUBLE:
                bracket = bracket or tokens[after].text == "("
                after += 1
            if after >= len(tokens) or tokens[after].kind != "month":
                break
            if tokens[after].number != token.number:
                return None
            index = after + 1
            if bracket and index < len(tokens) and tokens[index].text == ")":
                index += 1
        merged.append(token)
    return merged


class _Gatherer:
    """One pass over the tokens of one text; `used` marks what a fact has taken."""

    def __init__(self, tokens: Sequence[Token], order: Order) -> None:
        self.tokens = tokens
        self.order = order
        self.used = [token.kind in _IGNORED for token in tokens]
        self.facts = Facts()

    def run(self) -> bool:
        """Whether every token found its place."""
        for index, token in enumerate(self.tokens):
            kind = token.kind
            if kind == "unknown":
                return False
            if token.text == "من" and self._kind(index - 1) not in _BEFORE_OF:
                return False  # "from the 12th" begins a span
            if kind == "time" and not self._time(index):
                return False
            if kind in {"numeric-date", "numeric-month"} and not self._numeric(index):
                return False
            if kind in {"month", "hijri-month"} and not self._named(index):
                return False
            if kind in _ZONES and not self._zone(index):
                return False
            if kind == "weekday":
                self._take(index, self.facts.weekdays, token.number)
            elif kind == "day":
                self._take(index, self.facts.relative_days, token.number)
            elif kind == "since":
                self._take(index, self.facts.since, token)
        for index, token in enumerate(self.tokens):
            if token.kind == "number" and not self.used[index] and len(token.text) == 4:
                if not self._era(index, hijri=False):
                    return False
                self._take(index, self.facts.years, token.number)
        return all(self.used) and not self._american()

    def _take(self, index: int, facts: list[Fact], fact: Fact) -> None:
        facts.append(fact)
        self.used[index] = True

    def _kind(self, index: int) -> str:
        return self.tokens[index].kind if 0 <= index < len(self.tokens) else ""

    def _time(self, index: int) -> bool:
        token = self.tokens[index]
        parts = token.parts
        half = ""
        after = index + 1
        if self._kind(after) == "separator" and self.tokens[after].text in {",", "("}:
            after += 1
        if self._kind(after) in HALVES or self._kind(index + 1) == "meem":
            after = after if self._kind(after) in HALVES else index + 1
            half = "pm" if self._kind(after) == "meem" else self._kind(after)
            self.used[after] = True
        elif self._kind(index - 1) in HALVES and not self.used[index - 1]:
            half = self._kind(index - 1)
            self.used[index - 1] = True
        elif (
            self._kind(index - 1) == "meem"
            and not self.used[index - 1]
            # After a year the letter is the era; `_era` takes it there.
            and self._kind(index - 2) not in {"number", "numeric-date"}
        ):
            half = "pm"
            self.used[index - 1] = True
        hour: int | None = parts[0]
        if half:
            hour = hour_of(parts[0], half)
        if hour is None or hour > 23 or any(part > 59 for part in parts[1:]):
            return False
        self._take(index, self.facts.times, (hour, *parts[1:]))
        return True

    def _zone(self, index: int) -> bool:
        token = self.tokens[index]
        if token.text == "z" and not (self._kind(index - 1) == "time" and self.tokens[index - 1].end == token.start):
            return False
        if token.kind == "utc" and self._kind(index + 1) == "offset":
            self.used[index] = True  # "GMT+3": the offset says it all
        else:
            self._take(index, self.facts.zones, token)
        return True

    def _numeric(self, index: int) -> bool:
        token = self.tokens[index]
        if not token.extra:
            return False
        if token.kind == "numeric-month":
            year, month = token.parts if token.extra == 1 else token.parts[::-1]
            if not (1 <= month <= 12 and year >= OLDEST_YEAR and self._era(index, hijri=False)):
                return False
            self._take(index, self.facts.months, (year, month))
            self._rule("numeric-ymd" if token.extra == 1 else "numeric-dmy")
            return True
        if token.extra == 1:
            year, month, day = token.parts
            rule = "numeric-ymd"
        else:
            day, month, year = token.parts
            rule = "numeric-dmy"
            hijri = FIRST_YEAR <= year <= LAST_YEAR
            if not hijri and (month > 12 or (self.order == "mdy" and day <= 12)):
                day, month = month, day
                rule = "numeric-mdy"
        return self._day(index, year, month, day, rule, numeric=True)

    def _named(self, index: int) -> bool:
        """A date around a month's name: day-month-year, year-month-day or month-day-year."""
        month = self.tokens[index]
        hijri = month.kind == "hijri-month"
        latin = month.text.isascii()
        rule = "hijri" if hijri else "english-month" if latin else "arabic-month"
        left, right = self._beside(index, -1), self._beside(index, 1)
        after = self._beside(right, 1) if right is not None else None
        if left is not None and right is not None and self._is_day(left) and self._is_year(right):
            day, year, last = left, right, right
        elif left is not None and right is not None and self._is_year(left) and self._is_day(right):
            day, year, last = right, left, right
        elif left is None and right is not None and after is not None and self._is_day(right) and self._is_year(after):
            day, year, last = right, after, after
        elif left is None and right is not None and self._is_year(right):
            if hijri:  # a Hijri month lies across two Gregorian ones
                return False
            self.used[right] = self.used[index] = True
            self._rule(rule)
            self.facts.months.append((self.tokens[right].number, month.number))
            return self._era(right, hijri=False)
        else:
            only = left if left is not None and self._is_day(left) else right
            if hijri or only is None or not self._is_day(only):
                return False
            self.used[only] = self.used[index] = True
            self._rule(rule)
            self.facts.partial.append((month.number, self.tokens[only].number))
            return True
        self.used[index] = self.used[day] = self.used[year] = True
        return self._day(
            last,
            self.tokens[year].number,
            month.number,
            self.tokens[day].number,
            rule,
            hijri=hijri,
        )

    def _day(
        self,
        index: int,
        year: int,
        month: int,
        day: int,
        rule: str,
        *,
        numeric: bool = False,
        hijri: bool = False,
    ) -> bool:
        """Notes a complete day whose last token is `index`; False where there is no such day."""
        self.used[index] = True
        marked = self._kind(index + 1) == "hijri-era"
        hijri = hijri or (FIRST_YEAR <= year <= LAST_YEAR and numeric)
        if not self._era(index, hijri=hijri):
            return False
        if hijri:
            found = to_gregorian(year, month, day)
            if found is None:
                return False
            self.facts.hijri.append(found)
            if numeric and not marked:
                self.facts.hijri_unmarked.append(year)
            self._rule("hijri")
            return True
        try:
            self.facts.days.append(date(year, month, day))
        except ValueError:
            return False
        self._rule(rule)
        return True

    def _era(self, index: int, *, hijri: bool) -> bool:
        """Takes the era's sign after a year; False where it is the other calendar's.

        A letter that stands apart between year and hour ("2020 م 05:30") may as well be the
        half of the day: nobody can tell, so that is False too.
        """
        after = self._kind(index + 1)
        if (
            after == "meem"
            and self.tokens[index + 1].start > self.tokens[index].end
            and self._kind(index + 2) == "time"
            and 1 <= self.tokens[index + 2].parts[0] <= 12
            and self._kind(index + 3) not in HALVES | {"meem"}
        ):
            return False
        if after == "hijri-era":
            self.used[index + 1] = True
            return hijri
        if after in {"meem", "era"}:
            self.used[index + 1] = True
            return not hijri
        return True

    def _rule(self, rule: str) -> None:
        """The first Gregorian rule names the reading; a Hijri date only where it is alone."""
        if self.facts.rule in {"", "hijri"}:
            self.facts.rule = rule

    def _beside(self, index: int, step: int) -> int | None:
        """The unused number beside a token, across "of", "year" and at most one sign."""
        signs = 0
        index += step
        while 0 <= index < len(self.tokens):
            token = self.tokens[index]
            if token.kind == "number":
                return None if self.used[index] else index
            if token.kind == "separator" and token.text in _BETWEEN and not signs:
                signs += 1
            elif token.kind != "link":
                return None
            index += step
        return None

    def _is_day(self, index: int) -> bool:
        token = self.tokens[index]
        return len(token.text) <= 2 and 1 <= token.number <= 31

    def _is_year(self, index: int) -> bool:
        return len(self.tokens[index].text) == 4

    def _american(self) -> bool:
        """Whether a numeric date read day first stands in the default form of American software.

        "4/5/2026 6:00:00 AM" is month first on the sites that print it and nothing in it says
        so: neither order is certain.
        """
        latin_half = any(token.kind in {"am", "pm"} and token.text.isascii() for token in self.tokens)
        seconds = any(token.kind == "time" and len(token.parts) == 3 for token in self.tokens)
        return (
            latin_half
            and seconds
            and self.order == "dmy"
            and any(
                token.kind == "numeric-date"
                and token.extra == 3
                and "/" in token.text
                and token.parts[0] != token.parts[1]
                and max(token.parts[:2]) <= 12
                for token in self.tokens
            )
        )
