"""What the last answer of a walk means for one URL: a page to read, an outcome, or due again. Pure decisions.

First visits and re-visits differ: what was never read fails or is refused; what is already kept was observed gone, moved,
blocked or unreachable, and stays kept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from archive.model import Article, CaptureRecord, Due, Outcome, OutcomeKind, Version, Visit
from archive.versions import content_digest
from crawler.due import blocked_until, host_retry_at, next_visit, retry_at
from crawler.fetch.walk import Walk
from crawler.processed import Processed

FRONT_PATHS = frozenset(
    {"", "/", "/index.html", "/index.htm", "/index.php", "/index.aspx", "/default.aspx", "/home", "/ar"}
)
GONE = frozenset({"http-404", "http-410", "error-page"})
WALLS = frozenset({"challenge-page", "login-page", "http-401", "http-403"})
MOVED = frozenset({"front-page", "redirected-to-front"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A claimed URL and, for a re-visit, what is kept of it."""

    due: Due
    leased_until: datetime
    article: Article | None = None
    version: Version | None = None

    @property
    def is_revisit(self) -> bool:
        return self.due.article != 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """The URL stays due and nothing came of asking for it that would be worth a visit on record."""

    reason: str
    until: datetime | None  # None: it is due as before, and nothing is to be written


def judge_walk(
    task: Task, walk: Walk, now: datetime, *, host_failures: int, blocked_since: datetime | None
) -> Visit | Later | None:
    """What the walk alone decides; None when the answer is a page that must be read."""
    if walk.blocked:
        return blocked_visit(task, walk, walk.blocked, now, blocked_since)
    if walk.due:
        until = walk.until
        if until is None and walk.reason not in {"round-over", "stopped"}:
            until = host_retry_at(host_failures, now)
        return Later(reason=walk.reason, until=until)
    if walk.reason:
        return _failed(task, walk, walk.reason, now)
    answer = walk.answer
    if answer.status == 304 and task.is_revisit:
        return _visit(task, walk.captures, now, Outcome(kind=OutcomeKind.UNCHANGED), observed="unchanged")
    if len(walk.replies) > 1 and is_front(answer.url) and not is_front(task.due.url):
        if task.is_revisit:
            return _visit(task, walk.captures, now, Outcome(kind=OutcomeKind.FAILED, reason="moved"), observed="moved")
        return _visit(task, walk.captures, now, Outcome(kind=OutcomeKind.REFUSED, reason="redirected-to-front"))
    if answer.status != 200:
        return _failed(task, walk, f"http-{answer.status}", now)
    return None


def judge_page(task: Task, walk: Walk, processed: Processed, now: datetime) -> Visit:
    """What the pipeline's reading of the page means."""
    outcome = processed.outcome
    if outcome.kind is OutcomeKind.KEPT and processed.content is not None:
        observed = ""
        if task.is_revisit:
            same = task.version is not None and task.version.digest == content_digest(processed.content)
            observed = "unchanged" if same else "edited"
        return _visit(task, walk.captures, now, outcome, observed=observed, processed=processed)
    if not task.is_revisit:
        return _visit(task, walk.captures, now, outcome)
    for reasons, observed, word in (
        (GONE, "gone", "gone"),
        (MOVED, "moved", "moved"),
        (WALLS, "blocked", outcome.reason),
    ):
        if outcome.reason in reasons:
            return _visit(task, walk.captures, now, Outcome(kind=OutcomeKind.FAILED, reason=word), observed=observed)
    # What is kept stays; that this page cannot be read any more is on record, and it is looked at again.
    return _visit(task, walk.captures, now, outcome, again=True)


def is_front(url: str) -> bool:
    """Whether the URL is a front page by its path: no path, an index, the Arabic edition's root."""
    parts = urlsplit(url)
    return parts.path.lower().rstrip("/") in FRONT_PATHS and not parts.query


def blocked_visit(task: Task, walk: Walk, cause: str, now: datetime, since: datetime | None) -> Visit:
    """The URL is due again when its blocked outlet may be tried again; a wall is no failed try of the URL."""
    until = blocked_until(since, now)
    return _due(task, walk, cause.partition(" ")[0], now, until, observed="blocked")


def _failed(task: Task, walk: Walk, reason: str, now: datetime) -> Visit:
    """A first visit is tried again while there is hope. A re-visit says what it saw."""
    again = retry_at(task.due.attempts, reason, now)
    if not task.is_revisit:
        if again is not None:
            return _due(task, walk, reason, now, again, observed="")
        return _visit(task, walk.captures, now, Outcome(kind=OutcomeKind.FAILED, reason=reason))
    if reason in GONE:
        return _visit(task, walk.captures, now, Outcome(kind=OutcomeKind.FAILED, reason="gone"), observed="gone")
    if again is not None and reason not in WALLS:
        return _due(task, walk, reason, now, again, observed="unreachable")
    observed = "blocked" if reason in WALLS or reason == "robots" else "unreachable"
    return _visit(task, walk.captures, now, Outcome(kind=OutcomeKind.FAILED, reason=reason), observed=observed)


def _due(task: Task, walk: Walk, reason: str, now: datetime, until: datetime, *, observed: str) -> Visit:
    return Visit(
        url=task.due.url,
        outlet=task.due.outlet,
        at=now,
        outcome=Outcome(kind=OutcomeKind.DUE, reason=reason),
        captures=walk.captures,
        next_visit_at=until,
        observed=observed,
    )


def _visit(
    task: Task,
    captures: tuple[CaptureRecord, ...],
    now: datetime,
    outcome: Outcome,
    *,
    observed: str = "",
    processed: Processed | None = None,
    again: bool = False,
) -> Visit:
    first_seen = task.article.first_seen_at if task.article else now
    look_again = bool(observed) or again or outcome.kind in {OutcomeKind.KEPT, OutcomeKind.UNCHANGED}
    seen_gone = observed == "gone" and not (task.article and task.article.gone_at)
    wait: timedelta | None = None
    if look_again:
        wait = next_visit(now - first_seen, outcome.kind, "gone" if seen_gone else observed or "unreadable")
    return Visit(
        url=task.due.url,
        outlet=processed.outlet if processed else task.due.outlet,
        at=now,
        outcome=outcome,
        captures=captures,
        address=processed.address if processed else "",
        content=processed.content if processed else None,
        next_visit_at=now + wait if wait is not None else None,
        observed=observed,
    )
