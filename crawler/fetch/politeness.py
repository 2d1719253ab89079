"""One slow visitor per host: when the next request may start. `HostClock` counts seconds of the event loop's clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_CRAWL_DELAY = 120.0  # seconds; a robots.txt that asks for more is taken to ask for this
BACK_OFF_SECONDS = 60.0  # after a 429 or 503 that does not say how long
LONGEST_RETRY_AFTER = timedelta(days=1)  # a Retry-After of a year is no reason to forget an outlet
PUSHBACKS_END_ROUND = 3  # "not now" so often in a row: the host is left alone for this round
HOST_DOWN_AFTER = 3  # failures of the network in a row: the host is left alone for this round


@dataclass(slots=True)
class HostClock:
    """What must be remembered of a host between two requests, and between two rounds."""

    host: str
    next_start: float = 0.0  # not before this moment of the loop's clock
    asleep_until: datetime | None = None  # the server asked for this (429, 503), in wall time
    pushbacks: int = 0  # answers in a row that said "not now"
    network_failures: int = 0  # in a row
    robots_failures: int = 0  # in a row
    last_used: float = 0.0

    def wait_seconds(self, loop_time: float, now: datetime) -> float:
        """How long until the next request may start."""
        asleep = (self.asleep_until - now).total_seconds() if self.asleep_until else 0.0
        return max(0.0, self.next_start - loop_time, asleep)

    def is_asleep(self, now: datetime) -> bool:
        return self.asleep_until is not None and self.asleep_until > now

    def asked(self, loop_time: float, delay_seconds: float) -> None:
        """A request was answered, or failed, at this moment; the next one may start `delay_seconds` later.

        Counted from the answer's first bytes, so that two requests never reach the server closer to each other than that.
        """
        self.next_start = max(self.next_start, loop_time + delay_seconds)
        self.last_used = loop_time

    def answered(self, status: int, asked_seconds: float | None, now: datetime) -> None:
        """An answer came, with a Retry-After of so many seconds or without one.

        A 429 or 503 puts the host to sleep for as long as it asked, or for BACK_OFF_SECONDS, doubled with each in a row.
        """
        self.network_failures = 0
        pushed_back = status in {429, 503}
        seconds = asked_seconds if status >= 400 else None
        if seconds is None and pushed_back:
            seconds = BACK_OFF_SECONDS * 2 ** min(self.pushbacks, 10)
        self.pushbacks = self.pushbacks + 1 if pushed_back else 0
        if seconds:
            until = now + min(timedelta(seconds=seconds), LONGEST_RETRY_AFTER)
            self.asleep_until = max(self.asleep_until or until, until)

    def unanswered(self, *, network: bool) -> None:
        """The request failed; `network` says that the host could not be reached at all."""
        self.network_failures = self.network_failures + 1 if network else 0


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds to wait for a Retry-After header's value (RFC 9110 10.2.3: seconds or an HTTP date); None if it is neither.

    Dates in the past give 0; nothing gives more than 24 hours.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(min(int(value[:9]), int(LONGEST_RETRY_AFTER.total_seconds())))
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    try:
        wait = min(at - now, LONGEST_RETRY_AFTER)
    except OverflowError:
        return None
    return max(0.0, wait.total_seconds())


def delay_between(outlet_seconds: float, crawl_delay: float | None, override: float | None) -> float:
    """Seconds between the starts of two requests: the outlet's, or the host's Crawl-delay if longer.

    `override` replaces the outlet's (tests and the demonstration on loopback), never the Crawl-delay.
    """
    wanted = outlet_seconds if override is None else override
    return max(wanted, min(crawl_delay or 0.0, LONGEST_CRAWL_DELAY))
