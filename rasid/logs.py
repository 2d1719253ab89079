"""Log format and levels. Nothing else configures logging."""

import logging
import sys


def configure(*, verbose: int = 0, quiet: bool = False) -> None:
    """One line an event on standard error: time, level, module, event and its values.

    Warnings by default, `-v` adds runs, `-vv` pages; the libraries stay at warnings unless `-vvv`.
    """
    level = logging.ERROR if quiet else (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    if verbose <= 2:
        for name in (
            "scrapy",
            "twisted",
            "trafilatura",
            "htmldate",
            "asyncio",
            "uvicorn.access",
            "alembic",
        ):
            logging.getLogger(name).setLevel(max(level, logging.WARNING))
        # It warns of every single try of a server that is away; that is said once, as a sentence, when trying ends.
        logging.getLogger("elastic_transport").setLevel(logging.ERROR)
        # It warns every second that the last sync is still at work, or still waiting for that server.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
