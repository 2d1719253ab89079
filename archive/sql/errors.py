"""Which of the database's errors are the world's doing. Only those become StoreError; a mistake of ours stays visible."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from archive.store import StoreError

# Primary result codes of SQLite that the environment causes (https://sqlite.org/rescode.html), with what to do about them.
# SQLITE_ERROR (1), a mistake in SQL, is not among them.
_SQLITE_CAUSES = {
    3: "access to it is denied: check the file's owner and mode",
    5: "another process holds it locked: wait, or end the process that does",
    6: "another connection holds it locked: wait, or end the process that does",
    7: "out of memory",
    8: "it can only be read: check the file's owner and mode",
    10: "the disk reports an error: check the disk",
    11: "the file is damaged: bring back a backup, or build a new archive from the WARC files",
    13: "the disk is full: make room",
    14: "the file cannot be opened: check that its folder exists and may be written to",
    15: "locking failed: keep the database on a local disk",
    23: "access to it is denied",
    26: "the file is no SQLite database: check the path",
}

# SQLSTATE classes and codes of PostgreSQL that the environment causes (its manual, appendix A).
_POSTGRES_CLASSES = {
    "08": "the connection broke",
    "28": "it refuses the user name or password",
    "40": "it gave up a transaction that stood in another's way: try again",
    "53": "it lacks room or connections",
    "55": "another process holds it locked: wait, or end the process that does",
    "57": "it is shutting down or stopped the query",
    "58": "its disk or system reports an error",
    "25006": "it can only be read: connect to the primary server",
    "42501": "the user lacks a permission",
    "3D000": "the database does not exist: create it first",
}


@contextmanager
def translating(database: str, operation: str) -> Iterator[None]:
    """What the environment causes inside leaves as a StoreError naming the database, the operation and the cause."""
    try:
        yield
    except DBAPIError as error:
        # Commands that fail while a connection is being made or given back arrive bare, without SQLAlchemy's wrapping.
        cause = _cause(error.orig) if error.orig is not None else ""
        if not cause and error.connection_invalidated:
            cause = "the connection broke"
        if not cause:
            raise
        raise StoreError(_sentence(database, operation, cause, error.orig)) from error
    except sqlite3.Error as error:
        cause = _cause(error)
        if not cause:
            raise
        raise StoreError(_sentence(database, operation, cause, error)) from error
    except PoolTimeout as error:
        raise StoreError(
            _sentence(database, operation, "every connection has been busy for half a minute: try again", None)
        ) from error


def _cause(error: BaseException) -> str:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        return "" if code is None else _SQLITE_CAUSES.get(code & 0xFF, "")
    sqlstate = getattr(error, "sqlstate", None)
    if isinstance(sqlstate, str):
        return _POSTGRES_CLASSES.get(sqlstate) or _POSTGRES_CLASSES.get(sqlstate[:2], "")
    # psycopg has no SQLSTATE for a server it cannot reach or that went away.
    if type(error).__name__ in {"OperationalError", "ConnectionTimeout"}:
        return "it cannot be reached: check that the server runs and the address is right"
    return ""


def _sentence(database: str, operation: str, cause: str, error: BaseException | None) -> str:
    said = " ".join(str(error).split()) if error is not None else ""
    return f"{database}: could not {operation}: {cause}" + (f" ({said})" if said else "")
