"""What reading a date gives."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

Order = Literal["dmy", "mdy"]

OLDEST_YEAR = 1900
YEARS_AHEAD = 2

_UNIX_START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReading:
    """A date as read.

    value: aware. For precision "day", "month" and "year" midnight of the first day in the
        given zone; an hour or minute counted back from now ("5 hours ago") is not rounded.
    precision: "second", "minute", "hour", "day", "month" or "year": how much the text said.
    zone: "given" where an offset or a zone's name stood in the text, "assumed" where the
        zone passed in was used.
    rule: which rule read it: "iso", "rfc2822", "epoch-s", "epoch-ms", "numeric-ymd",
        "numeric-dmy", "numeric-mdy", "arabic-month", "english-month", "hijri", "relative",
        "year".
    """

    value: datetime
    precision: str
    zone: str
    rule: str

    def plausible(self, now: datetime) -> bool:
        """Whether a page about news can mean this date.

        Years before 1900 or more than two after now are a placeholder, a misprint or another
        calendar; the very start of Unix time is what programs print for "no date".
        """
        if not OLDEST_YEAR <= self.value.year <= now.year + YEARS_AHEAD:
            return False
        return self.zone != "given" or self.value != _UNIX_START
