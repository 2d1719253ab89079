"""The only place that turns settings into a store, an engine, a catalogue, workers and rounds."""

import difflib
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive.store import Store
from rasid import __version__
from rasid.settings import Settings, SettingsError, without_password

if TYPE_CHECKING:  # heavy rooms are imported when they are opened
    from archive.warc import WarcWriter
    from crawler.catalogue import Catalogue
    from crawler.fetch.round import Rounds
    from crawler.fetch.settings import FetchOptions
    from crawler.workers import Workers
    from index.analysis import Analyser
    from index.engine import Engine

log = logging.getLogger(__name__)

SOFTWARE = f"rasid/{__version__}"


def now() -> datetime:
    """The one clock of the program, aware UTC."""
    return datetime.now(UTC)


def open_catalogue(settings: Settings) -> "Catalogue":
    """The shipped catalogue, the settings' own folders and `outlets` in the data folder.

    A file with a mistake is named in a warning and left out: one outlet never stops the others. Raises CatalogueError where a
    folder is missing.
    """
    from crawler.catalogue import SHIPPED, load_catalogue

    folders = [SHIPPED] if settings.shipped_outlets else []
    catalogue = load_catalogue([*folders, *(Path(folder) for folder in outlet_folders(settings))], lenient=True)
    for outlet, mistake in catalogue.mistakes.items():
        log.warning("outlet %s is left out until its file is mended: %s", outlet, mistake)
    return catalogue


def own_outlets(settings: Settings) -> Path:
    """The folder that new outlets are written into: the first of the setting `outlets`, else `outlets` in the data folder."""
    return Path(settings.outlets[0]).expanduser() if settings.outlets else settings.data / "outlets"


def outlet_folders(settings: Settings) -> tuple[str, ...]:
    """The folders of outlets beside the shipped ones: those of the setting, and `outlets` in the data folder if it is there."""
    given = [Path(folder).expanduser() for folder in settings.outlets]
    kept = settings.data / "outlets"
    if kept.is_dir() and kept.resolve() not in {folder.resolve() for folder in given}:
        given.append(kept)
    return tuple(str(folder) for folder in given)


def fetch_options(settings: Settings) -> "FetchOptions":
    """How the settings want pages to be fetched."""
    from crawler.fetch.settings import FetchOptions

    crawl = settings.crawl
    return FetchOptions(
        user_agent=user_agent(settings),
        proxy=crawl.proxy,
        min_delay_seconds=None if crawl.delay_seconds < 0 else crawl.delay_seconds,
        concurrency=crawl.hosts_at_once,
        poll_min_seconds=crawl.poll_min_seconds,
        poll_max_seconds=crawl.poll_max_seconds,
    )


def open_store_for(settings: Settings) -> Store:
    """The archive's database, made or migrated where needed. Raises StoreError."""
    from archive.sql.open import open_store

    settings.data.mkdir(parents=True, exist_ok=True)
    return open_store(settings.store_url)


def open_existing_store(settings: Settings) -> Store | None:
    """The archive's database if there is one: looking at an archive must not make one."""
    if not settings.store and not (settings.data / "rasid.sqlite").exists():
        return None
    return open_store_for(settings)


def open_warc(settings: Settings) -> "WarcWriter":
    """A writer into the archive's WARC folder, after cutting what a crash left torn there. Raises ArchiveError."""
    from archive.warc import WarcWriter, recover

    settings.warc_folder.mkdir(parents=True, exist_ok=True)
    for sentence in recover(settings.warc_folder):
        log.warning("warc-recovered %s", sentence)
    return WarcWriter(settings.warc_folder, software=SOFTWARE)


def open_engine(settings: Settings, analyser: "Analyser") -> "Engine":
    """The search engine that the settings choose; it is not asked anything yet. Raises SettingsError and EngineError."""
    if settings.index.startswith("elasticsearch+"):
        return _open_elastic(settings, analyser)
    if settings.index:
        raise SettingsError(
            f"index: {without_password(settings.index)!r} is not known; leave it empty for the embedded engine, or write "
            "elasticsearch+https://user:password@host:9200/"
        )
    from index.engines.embedded import EmbeddedEngine

    return EmbeddedEngine(settings.index_folder, analyser)


def _open_elastic(settings: Settings, analyser: "Analyser") -> "Engine":
    try:
        from index.engines.elastic import ElasticEngine
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in {"elasticsearch", "elastic_transport"}:
            raise
        raise SettingsError(
            "index: the Elasticsearch client is not installed; run `pip install 'rasid[elastic]'`, or leave the setting "
            "empty for the embedded engine"
        ) from error
    try:
        return ElasticEngine(settings.index, analyser)
    except ValueError as error:
        raise SettingsError(f"index: {without_password(settings.index)}: {error}") from error


def open_workers(settings: Settings) -> "Workers":
    from crawler.workers import Workers

    return Workers(settings.crawl.workers or os.cpu_count() or 1)


def user_agent(settings: Settings) -> str:
    """Who we say we are: the program, its version and how to reach whoever runs it."""
    if settings.crawl.user_agent:
        return settings.crawl.user_agent
    contact = f"; +{settings.crawl.contact}" if settings.crawl.contact else ""
    return f"RasidBot/{__version__} (press archive{contact})"


def close_names(name: str, names: Iterable[str]) -> str:
    """ ", did you mean …?" or "", for messages."""
    close = difflib.get_close_matches(name, list(names), 3, 0.5)
    return f" (did you mean {', '.join(close)}?)" if close else ""


@contextmanager
def open_rounds(settings: Settings) -> Iterator["Rounds"]:
    """Everything a round of crawling needs, opened and closed again: store, WARC writer, catalogue, workers."""
    from crawler.fetch.round import Rounds

    catalogue = open_catalogue(settings)
    store = open_store_for(settings)
    store.save_outlets([outlet.card() for outlet in catalogue.outlets.values()])
    warc, workers = open_warc(settings), open_workers(settings)
    options = fetch_options(settings)
    try:
        yield Rounds(store=store, warc=warc, catalogue=catalogue, workers=workers, options=options, clock=now)
    finally:
        workers.close()
        warc.close()
        store.close()
