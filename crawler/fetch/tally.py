"""What a round has come to so far. Every URL is counted once: found == kept + unchanged + refused + failed + due."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from archive.model import Content, Outcome, OutcomeKind, RoundReport
from crawler.health import OutletRound

EXPECTED_FIELDS = ("authors", "published_at", "section", "image")  # counted when a kept article lacks them


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a running round stands."""

    found: int
    kept: int
    unchanged: int
    refused: int
    failed: int
    due: int
    requests: int
    seconds: float

    def counts(self) -> dict[str, int]:
        return {
            "found": self.found, "kept": self.kept, "unchanged": self.unchanged, "refused": self.refused,
            "failed": self.failed, "due": self.due, "requests": self.requests,
        }  # fmt: skip


class Tally:
    """Counts of one round. `open_before` URLs were open when it began."""

    def __init__(self, *, started_at: datetime, open_before: int, loop_time: Callable[[], float]) -> None:
        self._started_at = started_at
        self._loop_time = loop_time
        self._began = loop_time()
        self.found = open_before
        self.requests: Callable[[], int] = lambda: 0
        self._decided: dict[OutcomeKind, Counter[str]] = {kind: Counter() for kind in OutcomeKind}
        self._endpoints: Counter[str] = Counter()
        self._missing: Counter[str] = Counter()
        self._outlets: dict[str, Counter[str]] = defaultdict(Counter)
        self._failures: dict[str, Counter[str]] = defaultdict(Counter)

    def new(self, outlet: str, count: int) -> None:
        """An endpoint brought so many URLs that nobody knew."""
        self.found += count
        self._outlets[outlet]["new"] += count

    def revisits(self, count: int) -> None:
        """So many re-visits were claimed."""
        self.found += count

    def decided(self, outlet: str, outcome: Outcome, content: Content | None = None) -> None:
        """One URL has ended."""
        self._decided[outcome.kind][outcome.reason] += 1
        if outcome.kind in {OutcomeKind.KEPT, OutcomeKind.UNCHANGED}:
            self._outlets[outlet]["read"] += 1
        elif outcome.kind is OutcomeKind.REFUSED:
            self._outlets[outlet]["refused"] += 1
        elif outcome.reason not in {"gone", "moved"}:
            self._failures[outlet][outcome.reason] += 1
        if outcome.kind is OutcomeKind.KEPT and content is not None:
            self._missing.update(name for name in EXPECTED_FIELDS if not getattr(content, name))

    def tried(self, outlet: str, reason: str) -> None:
        """A try failed and the URL stays due."""
        self._failures[outlet][reason] += 1

    def polled(self, outlet: str, outcome: str, reason: str) -> None:
        self._endpoints[outcome] += 1
        if outcome in {"read", "unchanged"}:
            self._outlets[outlet]["answered"] += 1
        elif outcome == "empty":
            self._outlets[outlet]["empty"] += 1
        else:
            self._failures[outlet][reason] += 1

    def outlet_rounds(self, blocked: Mapping[str, str]) -> list[OutletRound]:
        """The numbers of every outlet that the round had to do with, for `crawler.health`."""
        return [
            OutletRound(
                outlet=outlet, blocked=blocked.get(outlet, ""), failed=dict(self._failures[outlet]),
                **{key: self._outlets[outlet][key] for key in ("new", "read", "refused", "answered", "empty")},
            )
            for outlet in sorted({*self._outlets, *self._failures, *blocked})
        ]  # fmt: skip

    def progress(self) -> Progress:
        kept, unchanged, refused, failed = (
            self._decided[kind].total()
            for kind in (OutcomeKind.KEPT, OutcomeKind.UNCHANGED, OutcomeKind.REFUSED, OutcomeKind.FAILED)
        )
        return Progress(
            found=self.found, kept=kept, unchanged=unchanged, refused=refused, failed=failed,
            due=self.found - kept - unchanged - refused - failed,
            requests=self.requests(), seconds=self._loop_time() - self._began,
        )  # fmt: skip

    def report(self, blocked: Mapping[str, str]) -> RoundReport:
        progress = self.progress()
        return RoundReport(
            started_at=self._started_at, seconds=progress.seconds, found=progress.found, kept=progress.kept,
            unchanged=progress.unchanged, refused=dict(self._decided[OutcomeKind.REFUSED]),
            failed=dict(self._decided[OutcomeKind.FAILED]), due=progress.due, endpoints=dict(self._endpoints),
            blocked=dict(blocked), missing=dict(self._missing),
        )  # fmt: skip
