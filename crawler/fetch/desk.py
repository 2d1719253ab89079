"""Pages to the workers in small batches, and what came of them to the archive in larger ones: one fsync and one transaction each.

Only this process writes. Whoever hands in a page waits while too many are under way, so that fetching holds back.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
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
RECORD_VISITS = 32  # a transaction costs as much as ten visits in it
RECORD_SECONDS = 0.5
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
    _read: list[tuple[Task, Visit]] = field(default_factory=list)  # to be recorded
    _batches: set[asyncio.Task[None]] = field(default_factory=set)  # being read
    _writes: set[asyncio.Task[None]] = field(default_factory=set)
    _timer: asyncio.TimerHandle | None = None
    _write_timer: asyncio.TimerHandle | None = None
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_UNDER_WAY))

    async def hand_in(self, item: Page | tuple[Task, Visit]) -> None:
        """A page to be read and recorded, or a visit that needs only to be recorded. Waits for room, not for the result."""
        await self._room.acquire()
        self._waiting.append(item)
        if len(self._waiting) >= BATCH_PAGES:
            self._send()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(BATCH_SECONDS, self._send)

    def note(self, records: Sequence[CaptureRecord]) -> None:
        """Captures that were read for no article (robots.txt, feeds, sitemaps): recorded with the next visits."""
        if records:
            self._loose += records
            self._write_soon()

    async def finish(self) -> None:
        """Sends what waits and returns when everything is recorded."""
        self._send()
        while self._batches:
            await asyncio.wait(self._batches)
        self._write()
        while self._writes:
            await asyncio.wait(self._writes)

    def _send(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            batch, self._waiting = self._waiting, []
            _keep(self._batches, self._batch(batch))

    async def _batch(self, items: list[Page | tuple[Task, Visit]]) -> None:
        try:
            visits = [item for item in items if isinstance(item, tuple)]
            pages = [item for item in items if isinstance(item, Page)]
            visits += await self._visits_of(pages)
        except Exception as error:  # noqa: BLE001  # ends the round, which raises it again
            self._make_room(len(items))
            self.on_trouble(error)
            return
        self._read += visits
        if len(self._read) >= RECORD_VISITS:
            self._write()
        else:
            self._write_soon()

    def _write_soon(self) -> None:
        if self._write_timer is None:
            self._write_timer = asyncio.get_running_loop().call_later(RECORD_SECONDS, self._write)

    def _write(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None
        if self._read or self._loose:
            visits, self._read = self._read, []
            loose, self._loose = self._loose, []
            _keep(self._writes, self._written(visits, loose))

    async def _written(self, visits: list[tuple[Task, Visit]], loose: list[CaptureRecord]) -> None:
        try:
            outcomes = await self._record([visit for _, visit in visits], loose)
            for (task, visit), outcome in zip(visits, outcomes, strict=True):
                self.on_visit(task, visit, outcome)
        except Exception as error:  # noqa: BLE001  # ends the round, which raises it again
            self.on_trouble(error)
        finally:
            self._make_room(len(visits))

    def _make_room(self, count: int) -> None:
        for _ in range(count):
            self._room.release()

    async def _visits_of(self, pages: list[Page]) -> list[tuple[Task, Visit]]:
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


def _keep(tasks: set[asyncio.Task[None]], work: Coroutine[None, None, None]) -> None:
    """Starts it, and holds on to it until it has ended."""
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
