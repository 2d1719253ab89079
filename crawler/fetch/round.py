"""One round: polls what is due, fetches what is found, hands it to the workers and the archive, and says what it came to.

    robots.txt -> endpoints -> Found -> store -> claim -> articles -> WARC -> workers -> store

Each host has two plain loops, one for its endpoints and one for the articles claimed for it. All requests go through
`walk.Walker`, which admits one at a time per host; all results go through `desk.Desk`, which alone writes articles.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from archive.model import Due, EndpointState, Found, Outcome, OutcomeKind, OutletState, RoundReport, Visit
from archive.store import Store
from crawler.catalogue import Catalogue, Endpoint, Outlet
from crawler.due import PollLimits, endpoint_due, may_hurry
from crawler.fetch.budget import Budget
from crawler.fetch.capture import Writer
from crawler.fetch.desk import Desk, Page, PageWorkers
from crawler.fetch.gates import Gates
from crawler.fetch.owner import is_dead, own_name
from crawler.fetch.polls import Polls
from crawler.fetch.settings import FetchOptions
from crawler.fetch.spider import Downloads, crawl
from crawler.fetch.tally import Progress, Tally
from crawler.fetch.visits import Later, Task, blocked_visit, judge_walk
from crawler.fetch.walk import Memory, Walker
from crawler.health import outlet_state
from crawler.processed import Processed

logger = logging.getLogger(__name__)

__all__ = ["Progress", "Rounds"]

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

CLAIM_AT_MOST = 512  # URLs in hand at once
URL_AT_MOST = 2048  # characters; `Store.add_found` refuses longer ones
TICK_SECONDS = 1.0  # how often a running round looks for work and says where it stands
STOP_SECONDS = 5.0  # what is in flight when the round is stopped may take so long still


class Rounds:
    """Runs round after round in one process, on whichever event loop `run` is called. Remembers hosts and robots.txt."""

    def __init__(
        self,
        *,
        store: Store,
        warc: Writer,
        catalogue: Catalogue,
        workers: PageWorkers,
        options: FetchOptions,
        clock: Callable[[], datetime],
    ) -> None:
        self.store = store
        self.warc = warc
        self.catalogue = catalogue
        self.workers = workers
        self.options = options
        self.clock = clock
        self.owner = options.owner or own_name()
        self.memory = Memory()
        self.parts: dict[str, tuple[str, ...]] = {}  # further pages that an endpoint's last body named
        self._running: Round | None = None

    async def run(
        self,
        *,
        outlets: Sequence[str] | None = None,
        budget_seconds: float | None = None,
        progress: Callable[[Progress], None] | None = None,
        hurry: bool = False,
    ) -> RoundReport:
        """One round over these outlets, or all active ones. Ends when nothing is due any more or the time is up.

        With `hurry` endpoints are polled before their interval is over, unless their host asked us to wait.
        What is not done stays due. Raises StoreError or ArchiveError when the archive cannot be written; what was recorded
        until then is kept.
        """
        if self._running is not None:
            raise RuntimeError("a round is running already; one Rounds runs one round at a time")
        ids = [o.id for o in self.catalogue.outlets.values() if o.active] if outlets is None else list(outlets)
        self.memory.forget_old(self.clock(), asyncio.get_running_loop().time())
        with ThreadPoolExecutor(1, thread_name_prefix="archive") as archive:
            self._running = running = Round(
                self, ids, Budget(budget_seconds), progress or (lambda _: None), archive, hurry=hurry
            )
            try:
                return await running.run()
            finally:
                self._running = None

    def stop(self) -> None:
        """Ends the running round soon and cleanly, from any thread. Without one it does nothing."""
        if self._running is not None:
            self._running.stop()


class Round:
    """The state of one running round."""

    def __init__(
        self,
        rounds: Rounds,
        outlets: list[str],
        budget: Budget,
        progress: Callable[[Progress], None],
        archive: ThreadPoolExecutor,
        *,
        hurry: bool,
    ) -> None:
        self._rounds = rounds
        self._hurry = hurry
        self._store = rounds.store
        self._clock = rounds.clock
        self._options = rounds.options
        self._catalogue = rounds.catalogue
        self._outlets = outlets
        self._budget = budget
        self._progress = progress
        self._archive = archive
        self._loop = asyncio.get_running_loop()
        self._states: dict[str, OutletState] = {}
        self._endpoints: dict[str, deque[tuple[Endpoint, Outlet]]] = {}  # by host
        self._queues: dict[str, deque[Task]] = {}  # by host
        self._in_hand: set[str] = set()
        self._open_revisits: set[str] = set()  # counted as found, without an outcome so far
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}  # by host and "poll" or "visit"
        self._wake = asyncio.Event()
        self._is_dry = False  # the last claim brought nothing and nothing was found since
        self._trouble: BaseException | None = None

    def stop(self) -> None:
        self._budget.stop()
        self._loop.call_soon_threadsafe(self._wake.set)

    async def run(self) -> RoundReport:
        started = self._clock()
        await self._in_archive(self._free_leases)
        cards = [self._catalogue.outlets[name].card() for name in self._outlets if name in self._catalogue.outlets]
        await self._in_archive(self._store.save_outlets, cards)
        self._states = await self._in_archive(self._store.outlet_states)
        open_before = await self._in_archive(self._store.open_work, self._outlets)
        self._tally = Tally(started_at=started, open_before=open_before, loop_time=self._loop.time)
        self._gates = Gates({name: state for name, state in self._states.items() if name in self._outlets})
        try:
            await crawl(
                options=self._options, warc=self._rounds.warc, clock=self._clock, work=self._work, stop=self.stop
            )  # the engine closes when `_work` ends
        finally:
            await self._in_archive(self._store.release, owner=self._rounds.owner)
        if self._trouble is not None:
            raise self._trouble
        still_blocked = await self._save_states()
        report = self._tally.report({**still_blocked, **self._gates.blocked})
        await self._in_archive(self._store.add_round, report)
        self._progress(self._tally.progress())
        return report

    async def _work(self, downloads: Downloads) -> None:
        """Everything between the engine's start and its end."""
        self._downloads = downloads
        self._desk = Desk(
            workers=self._rounds.workers, store=self._store, warc=self._rounds.warc, archive=self._archive,
            clock=self._clock, on_page=self._wall_in, on_visit=self._recorded, on_trouble=self._fail,
        )  # fmt: skip
        self._walker = Walker(
            downloads=downloads, memory=self._rounds.memory, gates=self._gates, budget=self._budget,
            catalogue=self._catalogue, options=self._options, clock=self._clock,
            note=self._desk.note,
        )  # fmt: skip
        self._tally.requests = lambda: self._walker.requests
        endpoint_states = await self._in_archive(self._store.endpoints)
        self._polls = Polls(
            walker=self._walker,
            tally=self._tally,
            clock=self._clock,
            limits=PollLimits(
                shortest=timedelta(seconds=self._options.poll_min_seconds),
                longest=timedelta(seconds=self._options.poll_max_seconds),
            ),
            states=endpoint_states,
            blocked_since=self._blocked_since(),
            save=lambda states: self._in_archive(self._store.save_endpoints, states),
            add_found=self._add_found,
            note=self._desk.note,
            parts=self._rounds.parts,
        )
        try:
            self._queue_endpoints(endpoint_states)
            await self._dispatch()
        except Exception as error:  # noqa: BLE001  # raised again by `run`, after what is in flight has ended
            self._fail(error)
        if self._tasks:
            if self._budget.stopped:
                downloads.hurry(STOP_SECONDS)
            await asyncio.wait(list(self._tasks.values()))
        await self._desk.finish()

    # ---- sharing out the work

    def _queue_endpoints(self, states: dict[str, EndpointState]) -> None:
        now = self._clock()
        for name in self._outlets:
            outlet = self._catalogue.outlets.get(name)
            for endpoint in outlet.endpoints if outlet else ():
                state = states.get(endpoint.url)
                if outlet and (endpoint_due(state, now) or (self._hurry and state and may_hurry(state))):
                    self._endpoints.setdefault(_host(endpoint.url), deque()).append((endpoint, outlet))
        for host in self._endpoints:
            self._start(host, "poll", self._poll_host(host))

    async def _dispatch(self) -> None:
        """Claims in slices while hosts work, until nothing is due or the budget is over."""
        while not self._budget.over:
            if not self._is_dry and len(self._in_hand) <= CLAIM_AT_MOST // 2:
                await self._claim(CLAIM_AT_MOST - len(self._in_hand))
            if self._is_dry and not self._tasks:
                await self._desk.finish()  # a page may be waiting for its batch; its outcome closes no more work
                if self._is_dry and not self._tasks:
                    return
            self._wake.clear()
            try:
                async with asyncio.timeout(TICK_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._progress(self._tally.progress())

    async def _claim(self, limit: int) -> None:
        now = self._clock()
        self._is_dry = True  # what is found while the claim runs sets it back
        claimed: list[Due] = await self._in_archive(
            self._store.claim, owner=self._rounds.owner, now=now, limit=limit,
            lease_seconds=self._options.lease_seconds, outlets=self._outlets,
        )  # fmt: skip
        fresh = [due for due in claimed if due.url not in self._in_hand]
        if fresh:
            self._is_dry = False
        known = await self._in_archive(self._store.articles, [due.article for due in fresh if due.article])
        until = now + timedelta(seconds=self._options.lease_seconds)
        for due in fresh:
            article, version = known.get(due.article, (None, None))
            if due.article and due.url not in self._open_revisits:
                self._open_revisits.add(due.url)
                self._tally.revisits(1)
            self._in_hand.add(due.url)
            host = _host(due.url)
            self._queues.setdefault(host, deque()).append(
                Task(due=due, leased_until=until, article=article, version=version)
            )
            if (host, "visit") not in self._tasks:
                self._start(host, "visit", self._visit_host(host))

    def _start(self, host: str, what: str, work: Coroutine[None, None, None]) -> None:
        self._tasks[host, what] = asyncio.create_task(self._guarded(host, what, work))

    async def _guarded(self, host: str, what: str, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001  # ends the round, which raises it again
            self._fail(error)
        finally:
            del self._tasks[host, what]
            self._wake.set()

    async def _poll_host(self, host: str) -> None:
        """A host's endpoints, one after the other, while the host is ours: another process may be visiting it."""
        endpoints = self._endpoints[host]
        while endpoints and not self._budget.over:
            ours = await self._in_archive(
                self._store.lease_hosts, [host], owner=self._rounds.owner, now=self._clock(),
                lease_seconds=self._options.lease_seconds,
            )  # fmt: skip
            if not ours:
                return
            await self._polls.poll(*endpoints.popleft())

    async def _visit_host(self, host: str) -> None:
        """A host's articles, one after the other. Between two of them the host's turn may go to an endpoint."""
        queue = self._queues[host]
        while queue and not self._budget.over:
            await self._visit(host, queue.popleft())
            if len(self._in_hand) <= CLAIM_AT_MOST // 2:
                self._wake.set()

    # ---- one URL

    async def _visit(self, host: str, task: Task) -> None:
        if self._clock() >= task.leased_until:  # no longer ours: it will be claimed again, by us or by another
            self._in_hand.discard(task.due.url)
            self._is_dry = False
            return
        outlet = self._catalogue.outlets.get(task.due.outlet) or self._catalogue.outlet_for(task.due.url)
        walk = await self._walker.walk(task.due.url, outlet, _validators(task.due) if task.is_revisit else None)
        clock = self._rounds.memory.clock(host)
        decided = judge_walk(
            task, walk, self._clock(), host_failures=max(clock.robots_failures - 1, 0),
            blocked_since=self._blocked_since().get(outlet.id),
        )  # fmt: skip
        if decided is None:
            final = self._catalogue.of_url(walk.answer.url) or outlet
            await self._desk.hand_in(Page(task=task, outlet=final, walk=walk))
        elif isinstance(decided, Visit):
            await self._desk.hand_in((task, decided))
        else:
            self._desk.note(walk.captures)
            await self._put_off(task, decided)

    async def _put_off(self, task: Task, later: Later) -> None:
        if later.until is not None:
            await self._in_archive(
                self._store.postpone, [task.due.url], until=later.until, reason=later.reason, failed=False
            )
            self._tally.tried(task.due.outlet, later.reason)
        self._in_hand.discard(task.due.url)

    def _wall_in(self, page: Page, processed: Processed) -> Visit | None:
        """The pipeline may know a wall that the headers did not show: then the outlet is closed and the URL stays due."""
        if processed.outcome.reason != "challenge-page":
            return None
        cause = f"challenge-page {page.walk.answer.status}"
        self._gates.close(page.outlet.id, cause)
        return blocked_visit(page.task, page.walk, cause, self._clock(), self._blocked_since().get(page.outlet.id))

    def _recorded(self, task: Task, visit: Visit, outcome: Outcome) -> None:
        """The archive has it: count it, once."""
        self._in_hand.discard(task.due.url)
        if outcome.kind is OutcomeKind.DUE:
            if visit.observed != "blocked":
                self._tally.tried(task.due.outlet, outcome.reason)
        else:
            self._open_revisits.discard(task.due.url)
            self._tally.decided(task.due.outlet, outcome, visit.content)

    # ---- what surrounds it

    def _free_leases(self) -> None:
        """Ours of an earlier round, and those of killed processes of this machine."""
        for owner in self._store.lease_owners():
            if owner == self._rounds.owner or is_dead(owner):
                self._store.release(owner=owner)

    async def _add_found(self, found: Sequence[Found]) -> int:
        if not found:
            return 0
        now = self._clock()
        longest = [item for item in found if len(item.url) > URL_AT_MOST]
        for item in longest:  # the store keeps them as refused, so each is counted where it was new
            if await self._in_archive(self._store.add_found, [item], now=now):
                self._tally.new(item.outlet, 1)
                self._tally.decided(item.outlet, Outcome(kind=OutcomeKind.REFUSED, reason="url-too-long"))
        usual = [item for item in found if len(item.url) <= URL_AT_MOST]
        new = await self._in_archive(self._store.add_found, usual, now=now)
        if new:
            self._is_dry = False
            self._wake.set()
        return new

    def _blocked_since(self) -> dict[str, datetime | None]:
        return {name: state.since for name, state in self._states.items() if state.state == "blocked"}

    async def _save_states(self) -> dict[str, str]:
        """Judges the outlets of this round; answers those that are blocked, with the cause, also where none was asked now."""
        now = self._clock()
        after = [
            outlet_state(self._states.get(seen.outlet), seen, now)
            for seen in self._tally.outlet_rounds(self._gates.blocked)
        ]
        changed = [state for state in after if state is not None and state != self._states.get(state.outlet)]
        for state in changed:
            before = self._states.get(state.outlet)
            if before is None or before.state != state.state:
                log = logger.info if state.state == "well" else logger.warning
                log("outlet-state outlet=%s state=%s reason=%s", state.outlet, state.state, state.reason)
        await self._in_archive(self._store.save_outlet_states, changed)
        known = self._states | {state.outlet: state for state in after if state is not None}
        return {name: known[name].reason for name in self._outlets if name in known and known[name].state == "blocked"}

    def _fail(self, error: BaseException) -> None:
        if self._trouble is None:
            self._trouble = error
        self.stop()

    async def _in_archive(
        self, call: Callable[Arguments, Result], /, *arguments: Arguments.args, **named: Arguments.kwargs
    ) -> Result:
        """One call of the store, in the archive's thread, so that a busy database never stops the event loop."""
        return await self._loop.run_in_executor(self._archive, lambda: call(*arguments, **named))


def _validators(due: Due) -> dict[str, str]:
    headers = {"If-None-Match": due.etag, "If-Modified-Since": due.last_modified}
    return {name: value for name, value in headers.items() if value}


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
