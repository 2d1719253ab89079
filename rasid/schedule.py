"""Inside the crawl process: round after round, started by APScheduler, until told to stop."""

import asyncio
import logging
import resource
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)


async def keep_on(
    round_of_work: Callable[[], Awaitable[None]], *, pause_seconds: float, stopped: asyncio.Event
) -> None:
    """Runs `round_of_work` at once and then `pause_seconds` after each end, never two at a time, until `stopped` is set.

    A round that raises is logged and does not end the program: its work is due again in the next one.
    """
    scheduler = AsyncIOScheduler(timezone=UTC)

    async def job() -> None:
        try:
            await round_of_work()
        except Exception:
            log.exception("round-failed")
        if not stopped.is_set():
            later = datetime.fromtimestamp(datetime.now(UTC).timestamp() + pause_seconds, UTC)
            # misfire_grace_time=None: APScheduler would drop a job that comes a second late
            scheduler.add_job(job, "date", run_date=later, id="round", misfire_grace_time=None, coalesce=True)
        else:
            finished.set()

    finished = asyncio.Event()
    scheduler.add_job(job, id="round", misfire_grace_time=None, coalesce=True, max_instances=1)
    scheduler.start()
    try:
        await stopped.wait()
        if scheduler.get_job("round") is None:  # a round is running: it has been told to stop, let it finish
            await finished.wait()
    finally:
        scheduler.shutdown(wait=False)


def memory_mb() -> int:
    """The most memory this process has held, in MB (Linux counts kilobytes, macOS bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak / (1024 * 1024 if sys.platform == "darwin" else 1024))
