"""Processes that turn captures into content while the parent waits for the network. A page that hangs one is set aside."""

import asyncio
import gc
import multiprocessing
import pickle
import queue
import resource
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from archive.model import Capture, Found, Outcome, OutcomeKind
from crawler.catalogue import Outlet, unlisted_outlet
from crawler.processed import Processed

Item = tuple[Capture, Outlet, Found]

TIME_LIMIT_SECONDS = 15.0  # of one page; the slowest real page takes under a second
MEMORY_LIMIT_BYTES = 1_500_000_000  # address space of one worker; a page of 10 MB needs about 400 MB
_START_SECONDS = 60.0  # a worker that has not answered by then will not
_CLOSE_SECONDS = 2.0
_SHARE_AT_MOST = 8  # captures in one message to a worker
_OUTLETS_KEPT = 1_000  # by each worker; then it forgets them all

_CONTEXT = multiprocessing.get_context("forkserver")
# Read once by the fork server, shared by all workers. Trafilatura is read by the first page that needs it: with outlets' rules
# most runs need it never, and it costs as much as two hundred pages.
_PRELOADED = ["crawler.pipeline", "crawler.workers"]

_WARMING = (
    "<html><head><title>عنوان الخبر</title></head><body><h1>عنوان الخبر</h1><p>1 يناير 2025</p><div>"
    + "<p>قال المسؤول إن المدينة ستفتح مدرسة جديدة في الحي الغربي مطلع الشهر المقبل بعد سنتين من العمل.</p>" * 3
    + "</div></body></html>"
).encode()


class Workers:
    """A pool of extraction processes. `count` 0 works in this process instead: for tests and small imports.

    Use it as a context manager, or call `close`. The processes end by themselves when this one dies.
    """

    def __init__(
        self,
        count: int,
        *,
        time_limit_seconds: float = TIME_LIMIT_SECONDS,
        memory_limit_bytes: int = MEMORY_LIMIT_BYTES,
    ) -> None:
        self.count = count
        self._time_limit = time_limit_seconds
        self._memory_limit = memory_limit_bytes
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._all: set[_Worker] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._threads: ThreadPoolExecutor | None = None
        if count:
            _CONTEXT.set_forkserver_preload(_PRELOADED)
            self._threads = ThreadPoolExecutor(count, thread_name_prefix="workers")
            for _ in range(count):
                self._idle.put(self._started())

    async def process(self, items: Sequence[Item], *, now: datetime) -> list[Processed]:
        """What became of each capture, in the order given. Every item gets an answer, also when its page kills a worker."""
        if self._threads is None:
            return _processed_here(items, now)
        loop = asyncio.get_running_loop()
        shares = _shares(items, self.count)
        done = await asyncio.gather(*(loop.run_in_executor(self._threads, self._ask, share, now) for share in shares))
        return [answer for answers in done for answer in answers]

    def process_now(self, items: Sequence[Item], *, now: datetime) -> list[Processed]:
        """`process` for callers without an event loop (imports, re-extraction)."""
        if self._threads is None:
            return _processed_here(items, now)
        shares = [items[start : start + _SHARE_AT_MOST] for start in range(0, len(items), _SHARE_AT_MOST)]
        done = self._threads.map(lambda share: self._ask(share, now), shares)
        return [answer for answers in done for answer in answers]

    def close(self) -> None:
        """Ends all processes. What is being worked on is finished first, within its time limit. Closing twice is nothing."""
        if self._closed:
            return
        self._closed = True
        if self._threads is not None:
            self._threads.shutdown(wait=True, cancel_futures=True)
        for worker in list(self._all):
            worker.close()
        self._all.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _started(self) -> "_Worker":
        worker = _Worker(self._time_limit, self._memory_limit)
        with self._lock:
            self._all.add(worker)
        return worker

    def _ask(self, items: Sequence[Item], now: datetime) -> list[Processed]:
        """Runs in a thread of its own: hands captures to an idle worker and waits for each answer or for its limit.

        What a page that kills its worker leaves undone goes to the next worker.
        """
        answers: list[Processed] = []
        while len(answers) < len(items):
            worker = self._idle.get()
            trouble = "crashed"
            try:
                trouble = worker.ask(items[len(answers) :], now, self._time_limit, answers)
            finally:
                if trouble:
                    worker.kill()
                    with self._lock:
                        self._all.discard(worker)
                    worker = self._started()
                self._idle.put(worker)
            if trouble:
                answers.append(_failed(items[len(answers)], trouble))
        return answers


def _shares(items: Sequence[Item], count: int) -> list[Sequence[Item]]:
    """The items in order, shared out evenly: one message to a worker costs about as much as a tenth of a page."""
    size = max(1, min(_SHARE_AT_MOST, -(-len(items) // count)))
    return [items[start : start + size] for start in range(0, len(items), size)]


def _processed_here(items: Sequence[Item], now: datetime) -> list[Processed]:
    from crawler.pipeline import process  # the parent of worker processes does without it

    return [process(*item, now=now) for item in items]


def _failed(item: Item, reason: str) -> Processed:
    capture, outlet, _ = item
    return Processed(url=capture.url, outlet=outlet.id, outcome=Outcome(kind=OutcomeKind.FAILED, reason=reason))


class _Worker:
    """One process and our end of the pipe to it."""

    def __init__(self, time_limit: float, memory_limit: int) -> None:
        ours, theirs = _CONTEXT.Pipe()
        self._pipe = ours
        self._ready = False
        self._outlets: dict[int, Outlet] = {}  # those the process has, by `id`; kept here so that no other gets that id
        self._process = _CONTEXT.Process(
            target=_work, args=(theirs, time_limit, memory_limit), name="extraction", daemon=True
        )
        self._process.start()
        theirs.close()

    def ask(self, items: Sequence[Item], now: datetime, seconds: float, answers: list[Processed]) -> str:
        """Adds an answer for each item. Returns "", or why the next one is missing ("timeout", "crashed")."""
        try:
            if not self._ready:
                if not self._pipe.poll(_START_SECONDS):
                    return "crashed"
                self._pipe.recv_bytes()
                self._ready = True
            self._pipe.send_bytes(self._message(items, now))
            for _ in items:
                if not self._pipe.poll(seconds):
                    return "timeout"
                answer = pickle.loads(self._pipe.recv_bytes())  # noqa: S301  from our own process
                if not isinstance(answer, Processed):
                    return "crashed"
                answers.append(answer)
        except (EOFError, OSError):
            return "crashed"
        return ""

    def _message(self, items: Sequence[Item], now: datetime) -> bytes:
        """What `_work` reads. An outlet goes to the process once: with all its rules it weighs as much as an article."""
        forget = len(self._outlets) > _OUTLETS_KEPT
        if forget:
            self._outlets.clear()
        fresh = {id(outlet): outlet for _, outlet, _ in items if id(outlet) not in self._outlets}
        self._outlets.update(fresh)
        captures = [(capture, id(outlet), found) for capture, outlet, found in items]
        return pickle.dumps((forget, fresh, captures, now), pickle.HIGHEST_PROTOCOL)

    def kill(self) -> None:
        """Ends the process at once."""
        self._process.kill()
        self._finish()

    def close(self) -> None:
        """Lets the process end by itself: it reads the end of the pipe."""
        self._pipe.close()
        self._process.join(_CLOSE_SECONDS)
        if self._process.is_alive():
            self._process.kill()
        self._finish()

    def _finish(self) -> None:
        self._pipe.close()
        self._process.join(_CLOSE_SECONDS)
        if not self._process.is_alive():
            self._process.close()


def _work(pipe: Connection, time_limit: float, memory_limit: int) -> None:
    """The worker's own loop: a capture in, what became of it out, until the pipe ends.

    The timer ends the process without Python's help when a page hangs it and nobody is left to kill it.
    """
    from crawler.pipeline import process

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (memory_limit, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _warm()
    gc.freeze()  # what is loaded stays; looking through it again and again costs a tenth of a page
    gc.set_threshold(20_000, 20, 20)
    outlets: dict[int, Outlet] = {}
    try:
        pipe.send_bytes(b"ready")
        while True:
            forget, fresh, captures, now = pickle.loads(pipe.recv_bytes())  # noqa: S301  from our own parent
            if forget:
                outlets.clear()
            outlets.update(fresh)
            for capture, outlet, found in captures:
                signal.setitimer(signal.ITIMER_REAL, time_limit * 1.5 + 1)
                answer = process(capture, outlets[outlet], found, now=now)
                signal.setitimer(signal.ITIMER_REAL, 0)
                if "MemoryError" in answer.trouble:
                    return  # the page ate the memory: the parent sees the end of the pipe
                pipe.send_bytes(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
    except (EOFError, OSError, MemoryError):
        return


def _warm() -> None:
    """Reads one page, so that no real page pays for what is made on first use."""
    from crawler.pipeline import process

    outlet = unlisted_outlet("warm.example")
    moment = datetime(2025, 1, 2, tzinfo=UTC)
    capture = Capture(
        url="http://warm.example/news/1000",
        outlet=outlet.id,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=_WARMING,
        fetched_at=moment,
    )
    process(capture, outlet, Found(url=capture.url, outlet=outlet.id, endpoint=""), now=moment)
