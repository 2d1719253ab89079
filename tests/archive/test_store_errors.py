"""What the world does to a database becomes a StoreError with a sentence; our own mistakes stay visible."""

import sqlite3
from contextlib import closing

import psycopg
import pytest
import sqlalchemy

from archive.model import EndpointState, OutletCard, OutletState, RoundReport
from archive.sql.open import make_engine, name_of, open_store
from archive.sql.store import SqlStore
from archive.store import Store, StoreError
from tests.support.kept import NOON, make_content, make_found, make_record, make_visit

REPORT = RoundReport(started_at=NOON, seconds=1, found=0, kept=0, unchanged=0, refused={}, failed={}, due=0)
WRITING = {
    "add_found": lambda store: store.add_found([make_found()], now=NOON),
    "claim": lambda store: store.claim(owner="one", now=NOON, limit=1, lease_seconds=1),
    "lease_hosts": lambda store: store.lease_hosts(["a.example"], owner="one", now=NOON, lease_seconds=1),
    "release": lambda store: store.release(owner="one"),
    "postpone": lambda store: store.postpone(["https://a.example/"], until=NOON, reason="", failed=False),
    "record": lambda store: store.record([make_visit(content=make_content())]),
    "add_captures": lambda store: store.add_captures([make_record()]),
    "save_outlets": lambda store: store.save_outlets(
        [OutletCard(id="xx.a", name_ar="", name_en="", country="", home="", zone="UTC")]
    ),
    "save_endpoints": lambda store: store.save_endpoints([EndpointState(url="https://a.example/", outlet="xx.a")]),
    "save_outlet_states": lambda store: store.save_outlet_states([OutletState(outlet="xx.a", state="well")]),
    "add_round": lambda store: store.add_round(REPORT),
}
READING = {
    "lease_owners": lambda store: store.lease_owners(),
    "open_work": lambda store: store.open_work(),
    "import_position": lambda store: store.import_position("x"),
    "find_article": lambda store: store.find_article("1"),
    "articles": lambda store: store.articles([1]),
    "versions": lambda store: store.versions(1),
    "versions_of": lambda store: store.versions_of([1]),
    "captures_of": lambda store: store.captures_of(1),
    "capture": lambda store: store.capture(1),
    "captures": lambda store: store.captures(),
    "story_members": lambda store: store.story_members([1]),
    "recent_versions": lambda store: store.recent_versions("xx.a", limit=1),
    "read_from": lambda store: store.read_from([1]),
    "stats": lambda store: store.stats(),
    "changes": lambda store: store.changes(after=0, limit=1),
    "last_change": lambda store: store.last_change(),
    "outlets": lambda store: store.outlets(),
    "endpoints": lambda store: store.endpoints(),
    "outlet_states": lambda store: store.outlet_states(),
    "rounds": lambda store: store.rounds(),
    "outcomes": lambda store: store.outcomes(),
}
EVERY = WRITING | READING


def test_the_tables_here_name_every_method_of_the_contract():
    methods = {name for name, value in vars(Store).items() if callable(value) and not name.startswith("_")}
    assert EVERY.keys() == methods - {"close"}


@pytest.fixture
def unconnected(tmp_path):
    """A store on a file with tables, not connected yet, that waits for no lock."""
    path = tmp_path / "archive.db"
    open_store(f"sqlite:///{path}").close()
    engine = make_engine(f"sqlite:///{path}?timeout=0")
    store = SqlStore(engine, name_of(engine))
    yield store, path
    store.close()


@pytest.mark.parametrize("method", EVERY)
def test_a_wholly_locked_sqlite_file_is_a_store_error(unconnected, method):
    store, path = unconnected
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match=r"archive\.db: could not .*: another process holds it locked: wait"):
            EVERY[method](store)


@pytest.mark.parametrize("method", EVERY)
def test_readers_go_on_while_another_process_writes(unconnected, method):
    store, path = unconnected
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        if method in WRITING:
            with pytest.raises(StoreError, match="another process holds it locked"):
                EVERY[method](store)
        else:
            assert not EVERY[method](store) or method == "stats"


@pytest.mark.parametrize("method", EVERY)
def test_a_file_that_is_no_database_is_a_store_error(unconnected, method):
    store, path = unconnected
    path.write_bytes(b"<html>" * 1000)
    with pytest.raises(StoreError, match=r"is no SQLite database|damaged"):
        EVERY[method](store)


@pytest.mark.postgres
@pytest.mark.parametrize("method", EVERY)
def test_a_postgres_database_that_goes_away_is_a_store_error(lost_postgres, method):
    with pytest.raises(
        StoreError,
        match=r"postgresql.*: could not .*: (the database does not exist|it cannot be reached|the connection)",
    ):
        EVERY[method](lost_postgres)


@pytest.fixture
def lost_postgres(fresh_postgres):
    store = open_store(fresh_postgres)
    store.last_change()
    url = sqlalchemy.make_url(fresh_postgres)
    with psycopg.connect(host=url.query["host"], user="rasid", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {url.database} WITH (FORCE)")
    yield store
    store.close()


@pytest.mark.postgres
def test_a_postgres_writer_waits_for_another_and_says_locked_when_it_takes_too_long(fresh_postgres):
    holder = open_store(fresh_postgres)
    waiting = open_store(fresh_postgres + "&options=-c lock_timeout=50")
    try:
        with holder._write("hold the lock"), pytest.raises(StoreError, match="another process holds it locked"):
            waiting.add_found([make_found()], now=NOON)
        assert waiting.add_found([make_found()], now=NOON) == 1
    finally:
        holder.close()
        waiting.close()


def test_a_mistake_in_our_sql_is_not_called_the_databases_fault(unconnected):
    store, _ = unconnected
    with pytest.raises(sqlalchemy.exc.OperationalError, match="no such table"), store._read("test") as connection:
        connection.exec_driver_sql("SELECT * FROM nowhere")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "is not the address of a database"),
        ("archive.db", "is not the address of a database: write sqlite:///"),
        ("mysql://u:secret@h/d", "mysql://u:\\*\\*\\*@h/d"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("postgresql://nobody:secret@127.0.0.1:1/none", "could not open the archive: it cannot be reached"),
    ],
)
def test_an_address_that_cannot_be_opened_is_told_of_without_its_password(url, words):
    with pytest.raises(StoreError, match=words) as caught:
        open_store(url)
    assert "secret" not in str(caught.value)


def test_a_path_that_is_a_folder_is_a_store_error(tmp_path):
    with pytest.raises(StoreError, match="the file cannot be opened: check that its folder exists"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_folder_that_is_a_file_is_a_store_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="its folder cannot be made"):
        open_store(f"sqlite:///{tmp_path / 'file' / 'archive.db'}")


def test_a_full_disk_is_a_store_error_and_keeps_what_was_there(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'archive.db'}")
    store.record([make_visit(content=make_content())])
    engine = make_engine(f"sqlite:///{tmp_path / 'archive.db'}")
    sqlalchemy.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1"))
    full = SqlStore(engine, name_of(engine))
    try:
        with pytest.raises(StoreError, match="the disk is full: make room"):
            full.record(
                [make_visit(f"https://a.example/{n}", content=make_content(text="نص " * 5000)) for n in range(9)]
            )
        assert store.stats().articles == 1
    finally:
        full.close()
        store.close()
