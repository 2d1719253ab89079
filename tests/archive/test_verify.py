"""Every broken promise of an archive is found and named."""

from dataclasses import replace

import pytest
import sqlalchemy

from archive.replay import replay
from archive.sql.open import make_engine, open_store
from archive.verify import VerifyReport, verify
from archive.warc import WarcWriter
from tests.support.kept import HOUR, NOON, make_capture, make_content, make_visit


@pytest.fixture
def kept(tmp_path):
    """Three articles, one of them with two versions, one capture that was refused; the store and the folder."""
    folder = tmp_path / "warc"
    store = open_store(f"sqlite:///{tmp_path / 'archive.db'}")
    with WarcWriter(folder, software="rasid/test") as writer:
        for number in range(4):
            url = f"https://news.example/{number}"
            record = writer.write(make_capture(url))
            content = make_content(text=f"نص {number}") if number < 3 else None
            store.record([make_visit(url, content=content, captures=(record,))])
        again = writer.write(make_capture("https://news.example/0", fetched_at=NOON + HOUR))
        edited = make_content(text="نص آخر")
        store.record([make_visit("https://news.example/0", at=NOON + HOUR, content=edited, captures=(again,))])
    yield store, folder
    store.close()


@pytest.fixture
def engine(tmp_path, kept):
    engine = make_engine(f"sqlite:///{tmp_path / 'archive.db'}")
    yield engine
    engine.dispose()


def change(engine, statement):
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    with engine.connect().execution_options(writes=True) as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            connection.execute(sqlalchemy.text(statement))


def test_a_sound_archive_has_no_problems(kept):
    seen = []
    report = verify(*kept, lambda what, done, total: seen.append((what, done, total)))
    assert report == VerifyReport(
        captures=5, articles=3, versions=4, changes=4, files=1, not_in_database=0, problems=()
    )
    assert seen == [("files", 1, 1), ("changes", 4, 4), ("articles", 3, 3)]


def test_an_empty_archive_has_no_problems(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'archive.db'}")
    report = verify(store, tmp_path / "none")
    store.close()
    assert (report.problems, report.files, report.captures) == ((), 0, 0)


def test_a_record_without_a_row_is_counted_and_no_problem(kept):
    store, folder = kept
    with WarcWriter(folder, software="rasid/test") as writer:
        writer.write(make_capture("https://news.example/unrecorded"))
    report = verify(store, folder)
    assert (report.not_in_database, report.problems) == (1, ())


def test_a_missing_file_is_named(kept):
    store, folder = kept
    [path] = folder.glob("*.warc.gz")
    path.unlink()
    assert verify(store, folder).problems == (f"{path}: the file is missing; 5 captures lie in it",)


def test_a_damaged_record_is_named_with_its_offset_and_the_others_are_still_checked(kept):
    store, folder = kept
    [path] = folder.glob("*.warc.gz")
    record = store.capture(2)
    data = bytearray(path.read_bytes())
    data[record.offset + 300] ^= 0xFF
    path.write_bytes(data)
    [problem] = verify(store, folder).problems
    assert problem.startswith(f"{path} at offset {record.offset:,}: its bytes are damaged")


def test_a_cut_file_is_named_with_what_lay_in_it(kept):
    store, folder = kept
    [path] = folder.glob("*.warc.gz")
    record = store.capture(4)
    path.write_bytes(path.read_bytes()[: record.offset + 50])
    problems = verify(store, folder).problems
    assert f"{path} at offset {record.offset:,}: the file ends in the middle of this record" in problems
    assert any("no record begins here; capture 5 of https://news.example/0 should" in problem for problem in problems)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE captures SET digest = 'sha256:00' WHERE id = 2", "capture 2 in the database says sha256:00"),
        ("UPDATE captures SET length = 7 WHERE id = 2", "capture 2 says 7"),
        ('UPDATE captures SET "offset" = 5 WHERE id = 2', "at offset 5: no record begins here; capture 2"),
        ('UPDATE captures SET "offset" = 0 WHERE id = 2', "a record of type 'warcinfo' lies where capture 2 should"),
        ("DELETE FROM changes WHERE number = 2", "the change list jumps from 1 to 3"),
        ("DELETE FROM changes WHERE number = 4", "the change list ends at 3, the archive has counted up to 4"),
        ("UPDATE articles SET versions = 3 WHERE id = 1", "article 1 is in the change list and not in the archive"),
        ("DELETE FROM versions WHERE article = 1 AND number = 1", "article 1 should have versions 1 to 2, has [2]"),
        ("DELETE FROM captures WHERE id = 3", "article 3, version 1: its capture 3 is not in the database"),
    ],
)
def test_a_row_that_does_not_agree_is_named(kept, engine, statement, words):
    change(engine, statement)
    problems = verify(*kept).problems
    assert any(words in problem for problem in problems), problems


def test_captures_are_replayed_in_order_and_from_where_one_stopped(kept):
    store, folder = kept
    pairs = list(replay(store, folder))
    assert [record.id for record, _ in pairs] == [1, 2, 3, 4, 5]
    assert pairs[1][1] == make_capture("https://news.example/1")
    assert pairs[4][1] == replace(make_capture("https://news.example/0"), fetched_at=NOON + HOUR)
    assert [record.id for record, _ in replay(store, folder, 3)] == [4, 5]
    assert list(replay(store, folder, outlets={"xx.other"})) == []


def test_a_capture_that_cannot_be_read_is_passed_over_and_told_of(kept, caplog):
    store, folder = kept
    [path] = folder.glob("*.warc.gz")
    record = store.capture(2)
    data = bytearray(path.read_bytes())
    data[record.offset + 300] ^= 0xFF
    path.write_bytes(data)
    assert [replayed.id for replayed, _ in replay(store, folder)] == [1, 3, 4, 5]
    assert f"capture=2 url=https://news.example/1: {path} at offset {record.offset:,}" in caplog.text
