"""What a person sees while a crawl or the whole program runs: one line that moves on a terminal, lines now and then elsewhere."""

import threading
import time
from types import TracebackType
from typing import Any

from rich.live import Live
from rich.text import Text

from rasid.commands.options import Desk

LINE_SECONDS = 5.0  # without a terminal, at most one line in this time


def counts_line(counts: dict[str, Any]) -> str:
    """ "12 found: 9 kept, 1 unchanged, 1 refused, 1 due" from the counts of a round; zeros left out."""
    parts = []
    for key in ("kept", "unchanged", "refused", "failed", "due"):
        value = counts.get(key, 0)
        number = sum(value.values()) if isinstance(value, dict) else value
        if number:
            parts.append(f"{number} {key}")
    return f"{counts.get('found', 0)} found" + (": " + ", ".join(parts) if parts else "")


class CrawlProgress:
    """A moving line on standard error; plain lines where standard error is no terminal; nothing when quiet."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._live: Live | None = None
        self._said_at = 0.0
        self._said = ""

    def __enter__(self) -> "CrawlProgress":
        if self._desk.err.is_terminal and not self._desk.quiet:
            self._live = Live(Text(""), console=self._desk.err, refresh_per_second=8, transient=True)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()
            self._live = None

    def show(self, line: str, *, now: bool = False) -> None:
        """Shows where the work stands; with `now` also where lines are rationed."""
        if self._live:
            self._live.update(Text(line))
        elif line != self._said and (now or time.monotonic() - self._said_at >= LINE_SECONDS):
            self._desk.say(line)
            self._said, self._said_at = line, time.monotonic()


class RunProgress(CrawlProgress):
    """The same for `rasid run`: crawl events from one process, index news from another thread."""

    def __init__(self, desk: Desk, portal: str) -> None:
        super().__init__(desk)
        self._portal = portal
        self._lock = threading.Lock()
        self._crawl = "starting to crawl …"
        self._searchable: int | None = None

    def heard(self, event: dict[str, Any]) -> None:
        """An event of the crawl process: the counts so far, or the report of a finished round."""
        with self._lock:
            if event.get("event") == "round":
                report = event["report"]
                if report["found"] or not self._crawl.startswith("last round"):
                    self._crawl = f"last round: {counts_line(report)} in {report['seconds']:.1f} s"
                for outlet, why in report["blocked"].items():
                    self._desk.say(f"{outlet} blocks us: {why}")
                self._render(now=bool(report["kept"] or report["failed"]))
            elif event.get("event") == "progress" and event["found"]:
                self._crawl = f"crawling: {counts_line(event)}"
                self._render()

    def indexed(self, count: int) -> None:
        """So many articles can be found now."""
        with self._lock:
            self._searchable = count
            self._render(now=True)

    def _render(self, *, now: bool = False) -> None:
        found = f"{self._searchable} articles searchable at {self._portal}  ·  " if self._searchable is not None else ""
        self.show(found + self._crawl, now=now)
