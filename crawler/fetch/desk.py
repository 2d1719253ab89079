"""Pages to the workers in small batches, and what came of them to the archive: one fsync and one transaction a batch.

Only this process writes. Whoever hands in a page waits while too many are under way, so that fetching holds back.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from archive.model import Capture, CaptureRecord, Found, Outcome, Visit
from archive.store import Store
from crawler.catalogue import Outlet
from crawler.fetch.capture import Writer
from crawler.fetch.visits import Task, judge_page
from crawler.fetch.walk import Walk
from crawler.processed import Processed

logger = logging.getLogger(__name__)

BATCH_PAGES = 8
BATCH_SECONDS = 0.2
MOST_UNDER_WAY = 64  # pages; at 100 kB each a few megabytes


class PageWorkers(Protocol):
    """What the fetch room needs of `crawler.workers.Workers`."""

    async def process(self, items: Sequence[tuple[Capture, Outlet, Found]], *, now: datetime) -> list[Processed]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A fetched page that waits to be read."""

    task: Task
    outlet: Outlet
    walk: Walk


@dataclass(slots=True)
class Desk:
    workers: PageWorkers
    store: Store
    warc: Writer
    archive: Executor  # one thread: the store's calls, in order
    clock: Callable[[], datetime]
    on_page: Callable[[Page, Processed], Visit | None]  # the visit where the page proved to be a wall, else None
    on_visit: Callable[[Task, Visit, Outcome], None]
    on_trouble: Callable[[BaseException], None]
    _loose: list[CaptureRecord] = field(default_factory=list)  # captures that belong to no visit
    _waiting: list[Page | tuple[Task, Visit]] = field(default_factory=list)
    _batches: set[asyncio.Task[None]] = field(default_factory=set)
    _timer: asyncio.TimerHandle | None = None
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_UNDER_WAY))

    async def hand_in(self, item: Page | tuple[Task, Visit]) -> None:
        """A page to be read and recorded, or a visit that needs only to be recorded. Waits for room, not for the result."""
        await self._room.acquire()
        self._waiting.append(item)
        if len(self._waiting) >= BATCH_PAGES:
            self._send()
        else:
            self._send_soon()

    def note(self, records: Sequence[CaptureRecord]) -> None:
        """Captures that were read for no article (robots.txt, feeds, sitemaps): recorded with the next batch."""
        if records:
            self._loose += records
            self._send_soon()

    async def finish(self) -> None:
        """Sends what waits and returns when everything is recorded."""
        self._send()
        while self._batches:
            await asyncio.wait(self._batches)

    def _send_soon(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(BATCH_SECONDS, self._send)

    def _send(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting or self._loose:
            batch, self._waiting = self._waiting, []
            loose, self._loose = self._loose, []
            task = asyncio.create_task(self._batch(batch, loose))
            self._batches.add(task)
            task.add_done_callback(self._batches.discard)

    async def _batch(self, items: list[Page | tuple[Task, Visit]], loose: list[CaptureRecord]) -> None:
        try:
            visits = [item for item in items if isinstance(item, tuple)]
            pages = [item for item in items if isinstance(item, Page)]
            visits += await self._read(pages)
            outcomes = await self._record([visit for _, visit in visits], loose)
            for (task, visit), outcome in zip(visits, outcomes, strict=True):
                self.on_visit(task, visit, outcome)
        except Exception as error:  # noqa: BLE001  # ends the round, which raises it again
            self.on_trouble(error)
        finally:
            for _ in items:
                self._room.release()

    async def _read(self, pages: list[Page]) -> list[tuple[Task, Visit]]:
        if not pages:
            return []
        now = self.clock()
        items = [
            (page.walk.answer.capture, page.outlet, page.task.due.found) for page in pages if page.walk.answer.capture
        ]
        results = await self.workers.process(items, now=now)
        visits = []
        for page, processed in zip(pages, results, strict=True):
            if processed.trouble:
                logger.error("page-trouble outlet=%s url=%s\n%s", page.outlet.id, page.task.due.url, processed.trouble)
            wall = self.on_page(page, processed)
            visits.append((page.task, wall or judge_page(page.task, page.walk, processed, now)))
        return visits

    async def _record(self, visits: list[Visit], loose: list[CaptureRecord]) -> list[Outcome]:
        """In the archive's thread: the captures are on the disk before the database tells of them."""

        def record() -> list[Outcome]:
            self.warc.sync()
            if loose:
                self.store.add_captures(loose)
            return self.store.record(visits) if visits else []

        return await asyncio.get_running_loop().run_in_executor(self.archive, record)
