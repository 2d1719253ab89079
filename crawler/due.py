"""When to look again: polls of endpoints, tries of URLs, re-visits of articles. Pure: `now` is an argument.

Reasons are the short hyphenated words of `archive.model.Outcome`; this module knows which of them may pass with time.
"""

import zlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from archive.model import EndpointState, OutcomeKind

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

SHORTEST_POLL = 10 * MINUTE
LONGEST_POLL = DAY
FIRST_POLL = 30 * MINUTE  # before the first comparison nothing is known of an endpoint's pace
ENTRIES_PER_POLL = 2  # a poll should bring about this many: fewer polls for the same news, none of it late

TRIES = 5  # a URL that failed this often ends as failed; with the steps below that is three days later
RETRY_STEPS = (10 * MINUTE, HOUR, 6 * HOUR, DAY)
PASSING_REASONS = frozenset(  # may pass with time; any other reason ends a URL at its first try
    {
        "timeout",
        "dns",
        "tls",
        "connection",
        "cut-off",
        "bad-response",
        "http-401",
        "http-403",
        "http-408",
        "http-425",
        "http-429",
    }
)

ASKED_TO_WAIT = frozenset({"retry-after", "http-429", "http-503"})

VISIT_AGES = (10 * MINUTE, 30 * MINUTE, 2 * HOUR, 8 * HOUR, DAY, 3 * DAY, 10 * DAY, 30 * DAY)
SECOND_LOOK = 2 * HOUR  # "gone" needs a second finding at least an hour after the first

SILENCE_ENDS = DAY  # nothing is ever left alone for longer


@dataclass(frozen=True, slots=True, kw_only=True)
class PollLimits:
    """Between which waits an endpoint's interval may move."""

    shortest: timedelta = SHORTEST_POLL
    longest: timedelta = LONGEST_POLL

    def clamp(self, wait: timedelta) -> timedelta:
        return max(self.shortest, min(wait, self.longest))


def poll_interval(
    state: EndpointState, new_entries: int, now: datetime, limits: PollLimits = PollLimits()
) -> timedelta:
    """How long to wait after a poll that brought so many new entries: 10 minutes to 24 hours, or as `limits` say.

    Follows the pace seen since the last poll towards ENTRIES_PER_POLL new entries a poll, at most halving or doubling in one
    step. A body in which every entry was new may have dropped some before we came: the interval is halved at least.
    """
    if state.polled_at is None or not state.interval_seconds:
        return limits.clamp(FIRST_POLL)
    before = timedelta(seconds=state.interval_seconds)
    if not new_entries:
        return limits.clamp(before * 3 / 2)
    wanted = (now - state.polled_at) * ENTRIES_PER_POLL / new_entries
    if new_entries >= state.entries > 0:
        wanted = min(wanted, before / 2)
    return limits.clamp(max(before / 2, min(wanted, before * 2)))


def endpoint_due(state: EndpointState | None, now: datetime) -> bool:
    """Whether to poll now; an endpoint never polled is due at once."""
    return state is None or state.next_poll_at is None or state.next_poll_at <= now


def may_hurry(state: EndpointState) -> bool:
    """Whether an endpoint may be polled before its time, because a person asks: not where its host asked us to wait."""
    return state.outcome != "blocked" and state.reason not in ASKED_TO_WAIT


def ask_plainly(state: EndpointState, now: datetime) -> bool:
    """Whether this poll should go without validators: there are none, or the last poll said "unchanged" and this is the
    endpoint's first one of its day. A feed that wrongly says 304 for ever is found out within a day.

    Days begin at an hour of the endpoint's own, so that plain polls are spread over the day and need no memory.
    """
    if state.polled_at is None or not (state.etag or state.last_modified):
        return True
    if state.outcome != "unchanged":
        return False
    own = timedelta(seconds=zlib.crc32(state.url.encode()) % 86_400)
    return _day_number(now - own) != _day_number(state.polled_at - own)


def _day_number(at: datetime) -> int:
    return int(at.timestamp() // 86_400)


def polled(
    state: EndpointState,
    *,
    outcome: str,
    new_entries: int,
    entries: int,
    now: datetime,
    limits: PollLimits = PollLimits(),
) -> EndpointState:
    """The state after a poll that was answered: `read`, `unchanged` or `empty`."""
    if outcome == "empty":  # a feed without entries is a failure until shown otherwise; the next poll must see it anew
        return failed_poll(
            replace(state, etag="", last_modified="", digest="", entries=0),
            outcome="empty",
            reason="no-entries",
            now=now,
        )
    interval = poll_interval(state, new_entries, now, limits)
    return replace(
        state,
        polled_at=now,
        next_poll_at=now + interval,
        interval_seconds=int(interval.total_seconds()),
        failures=0,
        outcome=outcome,
        reason="",
        entries=entries,
    )


def failed_poll(
    state: EndpointState, *, outcome: str, reason: str, now: datetime, not_before: datetime | None = None
) -> EndpointState:
    """The state after a poll that failed. Waits grow with failures in a row, to 24 hours and never more.

    Soft failures (5xx, 429, timeouts, no entries) start at 10 minutes, hard ones (404, 410, robots) at 6 hours, blocks at one
    hour. `not_before` is what a Retry-After asked for, honoured up to 24 hours.
    """
    first = HOUR if outcome == "blocked" else 6 * HOUR if reason in {"http-404", "http-410", "robots"} else 10 * MINUTE
    wait = min(first * 2 ** min(state.failures, 10), SILENCE_ENDS)
    due_at = now + wait
    if not_before is not None:
        due_at = min(max(due_at, not_before), now + SILENCE_ENDS)
    return replace(
        state, polled_at=now, next_poll_at=due_at, failures=state.failures + 1, outcome=outcome, reason=reason
    )


def put_off(state: EndpointState, *, until: datetime, outcome: str, reason: str) -> EndpointState:
    """The state of an endpoint that was due and could not be asked: its host sleeps, or its outlet is blocked."""
    return replace(state, next_poll_at=until, outcome=outcome, reason=reason)


def retry_at(attempts: int, reason: str, now: datetime) -> datetime | None:
    """When to try a URL again that failed with this reason, `attempts` times before; None: it ends as failed."""
    passing = reason in PASSING_REASONS or reason.startswith(("http-5", "robots-"))
    if not passing or attempts + 1 >= TRIES:
        return None
    return now + RETRY_STEPS[min(attempts, len(RETRY_STEPS) - 1)]


def host_retry_at(failures: int, now: datetime) -> datetime:
    """When to ask a host again that could not be asked at all, `failures` times in a row before."""
    return now + RETRY_STEPS[min(failures, len(RETRY_STEPS) - 1)]


def blocked_until(since: datetime | None, now: datetime) -> datetime:
    """When to try one URL of a blocked outlet again: after as long as it has been blocked, one hour to 24."""
    lasted = now - since if since is not None else HOUR
    return now + max(HOUR, min(lasted, SILENCE_ENDS))


def next_visit(age: timedelta, outcome: OutcomeKind, observed: str = "") -> timedelta | None:
    """How long until the next visit to an article first seen `age` ago; None: never again.

    Only articles are visited again. What was found gone or moved is looked at once more after SECOND_LOOK, and an article that
    could not be reached as its age says.
    """
    if outcome is OutcomeKind.DUE or (outcome in {OutcomeKind.REFUSED, OutcomeKind.FAILED} and not observed):
        return None
    step = next((s for s in VISIT_AGES if s > age), None)
    if step is None:
        return None
    wait = max(step - age, SHORTEST_POLL)
    return min(wait, SECOND_LOOK) if observed == "gone" else wait
