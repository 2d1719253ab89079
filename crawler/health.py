"""How an outlet fares, from a round's numbers, with the cause by name. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from archive.model import OutletState

DRIFT = "rule-drift"  # a state that crawler.drift gives and takes: the outlet is well but for its rule
QUIET_FOR = timedelta(days=3)  # an outlet that has brought nothing new for so long is not well, whatever it answers


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletRound:
    """What one round saw of one outlet."""

    outlet: str
    blocked: str = ""  # the block's cause, e.g. "challenge-page 403"
    new: int = 0  # URLs that its endpoints brought and nobody knew
    read: int = 0  # pages that gave an article, new or unchanged
    refused: int = 0
    answered: int = 0  # endpoints read, or unchanged since the last poll
    empty: int = 0  # endpoints that answered 200 and held nothing
    failed: Mapping[str, int] = field(default_factory=dict)  # endpoints and pages that failed, by reason


def outlet_state(before: OutletState | None, seen: OutletRound, now: datetime) -> OutletState | None:
    """The outlet's state after the round; None when the round had nothing to do with it and nothing was known of it.

    blocked: a challenge page or a firewall stood before it. failing: what was asked for failed, or every page was refused.
    silent: it answers, but its endpoints are empty or have brought nothing for three days. well: all else. `since` is when
    the present state began.
    """
    success = seen.new > 0 or seen.read > 0
    last_success = now if success else before.last_success_at if before else None
    state, reason = _judged(before, seen, success, last_success, now)
    if not state:
        return before
    if state == "well" and before is not None and before.state == DRIFT:
        state, reason = DRIFT, before.reason
    kept_since = before is not None and before.state == state
    return OutletState(
        outlet=seen.outlet,
        state=state,
        reason=reason,
        since=before.since if before and kept_since else now,
        last_success_at=last_success,
    )


def _judged(
    before: OutletState | None, seen: OutletRound, success: bool, last_success: datetime | None, now: datetime
) -> tuple[str, str]:
    if seen.blocked:
        return "blocked", seen.blocked
    if before is not None and before.state == "blocked" and not success:
        return "blocked", before.reason  # nothing has come through the wall yet, whatever stands in front of it answers
    failures = sum(seen.failed.values())
    answers = seen.read + seen.answered + seen.refused
    if failures > answers:
        worst = max(seen.failed, key=lambda reason: (seen.failed[reason], reason))
        return "failing", f"{worst} ({seen.failed[worst]} of {failures + answers + seen.empty})"
    if seen.refused and not seen.read and seen.refused >= 3:
        return "failing", f"nothing readable ({seen.refused} pages refused)"
    if success:
        return "well", ""
    if seen.empty and not seen.answered:
        return "silent", "no-entries"
    if seen.answered or seen.refused:
        known_since = last_success or (before.since if before else None)
        if known_since is not None and now - known_since >= QUIET_FOR:
            return "silent", f"nothing new since {known_since:%Y-%m-%d}"
        return "well", ""
    return "", ""
