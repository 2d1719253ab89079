"""A ready store for a database address: connected, and its schema brought up to date."""

import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, inspect, make_url, text
from sqlalchemy.exc import ArgumentError

from archive.sql import counters, postgres, sqlite, tables
from archive.sql.errors import translating
from archive.sql.store import SqlStore
from archive.store import Store, StoreError

# The newest revision in migrations/versions. Written here so that opening an up-to-date archive need not load Alembic.
SCHEMA = "0002"

_MIGRATIONS = Path(__file__).with_name("migrations")

# Two processes that make the same new SQLite file meet at the switch to WAL, which SQLite does not wait for.
_WAL_TRIES = 50
_WAL_PAUSE_SECONDS = 0.1


def open_store(url: str) -> Store:
    """The store at `sqlite:///path` or `postgresql+psycopg://user:password@host/name`.

    An empty database gets its tables, an older one its migrations. Raises StoreError for an address that cannot be read, a
    database that cannot be reached, and one that a newer version of Rasid has written.
    """
    engine = make_engine(url)
    try:
        with translating(name_of(engine), "open the archive"):
            _prepare(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(engine, name_of(engine))


def make_engine(url: str) -> Engine:
    """The engine for an address, not connected yet. Raises StoreError for an address that cannot be read."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(_not_an_address(url)) from error
    match parsed.drivername:
        case "sqlite":
            return sqlite.make_engine(parsed)
        case "postgresql" | "postgres" | "postgresql+psycopg":
            return postgres.make_engine(parsed.set(drivername="postgresql+psycopg"))
        case _:
            raise StoreError(_not_an_address(parsed.render_as_string(hide_password=True)))


def name_of(engine: Engine) -> str:
    """How messages call this database: its address without the password and our options."""
    return engine.url.set(query={}).render_as_string(hide_password=True)


def _not_an_address(url: str) -> str:
    return (
        f"{url!r} is not the address of a database: write sqlite:///path/to/archive.db "
        "or postgresql+psycopg://user:password@host/name"
    )


def _prepare(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        _use_wal(engine)
    with engine.connect() as connection:
        revision = _revision(connection)
    if revision == SCHEMA:
        return
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        revision = _revision(connection)
        if revision == SCHEMA:  # another process was quicker
            return
        if revision or inspect(connection).get_table_names():
            _migrate(connection)
        else:
            _create(connection)


def _use_wal(engine: Engine) -> None:
    for tries_left in reversed(range(_WAL_TRIES)):
        connection = engine.raw_connection()
        try:
            sqlite.use_wal(connection.driver_connection)  # type: ignore[arg-type]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or not tries_left:
                raise
            time.sleep(_WAL_PAUSE_SECONDS)
        else:
            return
        finally:
            connection.close()


def _revision(connection: Connection) -> str:
    """The schema the database has; "" for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def _create(connection: Connection) -> None:
    """The tables of an empty database, as the migrations would make them one after the other, in a tenth of the time."""
    tables.metadata.create_all(connection)
    connection.execute(insert(tables.counters), [{"name": name, "value": 0} for name in counters.NAMES])
    connection.execute(
        text(
            "CREATE TABLE alembic_version"
            " (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
    )
    connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": SCHEMA})


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    revision = _revision(connection)
    if revision and revision not in known:
        raise StoreError(
            f"{name_of(connection.engine)}: the archive has schema {revision}, this version of Rasid knows up to {SCHEMA}: "
            "a newer Rasid has written it; install that version or a later one"
        )
    command.upgrade(config, "head")
