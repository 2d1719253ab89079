"""`rasid run`, put together: the portal first, then the crawl process beside it, and an index that follows the archive."""

import logging
import os
import signal
import threading
from contextlib import ExitStack, closing
from datetime import UTC
from pathlib import Path

from apscheduler.schedulers.background import BackgroundScheduler

from archive.store import Store, StoreError
from index.analysis import Analyser, default_analyser
from index.engine import Engine, EngineError
from index.sync import rebuild, sync
from rasid.commands.options import Desk
from rasid.crawl_process import CrawlProcess
from rasid.progress import RunProgress
from rasid.service import open_portal, say_port
from rasid.settings import load_settings
from rasid.wiring import open_catalogue, open_engine, open_store_for

log = logging.getLogger(__name__)

NEWSROOM_OUTLETS = Path(__file__).parent / "newsroom" / "outlets"
# Practice happens on loopback with nobody to be polite to, and a person is waiting to see it happen.
NEWSROOM_PACE = {
    "RASID_SHIPPED_OUTLETS": "false",
    "RASID_CRAWL_DELAY_SECONDS": "0",
    "RASID_CRAWL_POLL_MIN_SECONDS": "5",
    "RASID_CRAWL_POLL_MAX_SECONDS": "15",
    "RASID_CRAWL_PAUSE_SECONDS": "1",
}


class Watch:
    """The running program. `run` returns when a signal has ended it and everything is closed."""

    def __init__(self, desk: Desk, *, newsroom: bool, port: int | None) -> None:
        self.desk = desk
        self.newsroom = newsroom
        self.port = port
        self.environment: dict[str, str] = {}
        self.stopped = threading.Event()

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stopped.set())
        with ExitStack() as stack:  # closed in the opposite order: crawling first, the portal after the last sync
            if self.newsroom:
                self._open_newsroom(stack)
            settings = self.desk.settings
            store = stack.enter_context(closing(open_store_for(settings)))
            store.save_outlets([outlet.card() for outlet in open_catalogue(settings).outlets.values()])
            analyser = default_analyser()
            engine = stack.enter_context(closing(open_engine(settings, analyser)))
            portal = open_portal(settings, port=self.port, store=store, engine=engine)
            portal.start()
            stack.callback(portal.stop)
            say_port(self.desk, portal, self.port)
            self.desk.say(f"The portal is open at {portal.url}  ({_searchable(engine)}; Ctrl-C ends it)")
            progress = RunProgress(self.desk, portal.url)
            follower = Follower(store, engine, analyser, progress)
            scheduler = BackgroundScheduler(timezone=UTC)
            scheduler.add_job(
                follower.follow, "interval", seconds=settings.sync_seconds, coalesce=True, misfire_grace_time=None
            )
            scheduler.start()
            stack.callback(scheduler.shutdown)
            stack.callback(follower.follow)
            crawl = CrawlProcess(
                data=settings.data,
                environment=self.environment,
                memory_limit_mb=settings.crawl.memory_limit_mb,
                on_event=progress.heard,
            )
            stack.callback(crawl.stop)
            with progress:
                while not self.stopped.wait(0.5):
                    crawl.tend()
            self.desk.say("Stopping: what is in flight is finished, the rest is due at the next start …")
        self.desk.say("Stopped.")

    def _open_newsroom(self, stack: ExitStack) -> None:
        from rasid.newsroom.process import running_newsroom

        room = stack.enter_context(running_newsroom())
        self.environment = {**NEWSROOM_PACE, "RASID_OUTLETS": str(NEWSROOM_OUTLETS), "RASID_CRAWL_PROXY": room.proxy}
        everything = {**os.environ, **self.environment}  # what else was set (store, index, portal) still counts
        self.desk.settings, _ = load_settings(
            data=self.desk.settings.data, file=self.desk.config, environment=everything
        )
        self.desk.say(
            f"The practice newsroom is open at {room.proxy}/  ({len(room.articles())} articles, four outlets)"
        )


def _searchable(engine: Engine) -> str:
    try:
        return f"{engine.count()} articles searchable"
    except EngineError as error:  # crawling and keeping need no index; it is tried again with every sync
        return f"no search yet: {error}"


class Follower:
    """Brings the archive's changes into the index, one caller at a time. Trouble is said once and tried again."""

    def __init__(self, store: Store, engine: Engine, analyser: Analyser, progress: RunProgress) -> None:
        self._store, self._engine, self._analyser, self._progress = store, engine, analyser, progress
        self._lock = threading.Lock()
        self._trouble = ""

    def follow(self) -> None:
        with self._lock:
            try:
                if self._engine.model() not in ("", self._analyser.version):
                    log.warning("index-rebuild reason=another-analyser built_by=%s", self._engine.model())
                    rebuild(self._store, self._engine)
                elif self._store.last_change() > self._engine.checkpoint():
                    sync(self._store, self._engine)
                else:
                    return
                count = self._engine.count()
            except (EngineError, StoreError) as error:
                cause = error.cause if isinstance(error, EngineError) else str(error)
                if cause != self._trouble:
                    log.error("index-sync-failed error=%s; it is tried again until it works", error)  # noqa: TRY400 - a sentence
                self._trouble = cause
                return
            if self._trouble:
                log.warning("index-sync-recovered documents=%s", count)
                self._trouble = ""
            self._progress.indexed(count)
