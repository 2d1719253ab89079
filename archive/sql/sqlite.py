"""SQLite: one file in WAL mode, any number of readers beside one writer, also from other processes."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from archive.store import StoreError

# A writer waits this long for another's transaction (a batch takes milliseconds) before it says "locked".
BUSY_SECONDS = 30.0


def make_engine(url: URL) -> Engine:
    """Connects nowhere yet. `?timeout=2` in the address sets how many seconds to wait for a lock."""
    if not url.database or url.database == ":memory:":
        raise StoreError("sqlite: the address names no file: write sqlite:///path/to/archive.db")
    folder = Path(url.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"sqlite:///{url.database}: its folder cannot be made: {error.strerror}") from error
    # Forty is what the portal's thread pool can ask for at once.
    engine = create_engine(
        url.update_query_dict({"timeout": url.query.get("timeout", str(BUSY_SECONDS))}), pool_size=5, max_overflow=40
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # sqlite3 would begin transactions where it likes; `_begin` does
    with contextlib.closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA foreign_keys = ON")
        # In WAL mode NORMAL loses no consistency: at worst a power cut undoes the last commits, whose captures stay.
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA cache_size = -16000")  # kB


def use_wal(connection: sqlite3.Connection) -> None:
    """Switches the file to WAL once; it stays so."""
    with contextlib.closing(connection.cursor()) as cursor:
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            cursor.execute("PRAGMA journal_mode = WAL")


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: one that reads first and then wants to write would fail without waiting.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
