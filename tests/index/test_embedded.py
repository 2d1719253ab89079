"""What only the embedded engine can go through: crashes, several processes, damage, a switch of generations."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
import tantivy

from index.engine import EngineError, SearchRequest, Sort
from index.engines.embedded import EmbeddedEngine
from index.engines.embedded_hits import walk
from index.engines.embedded_query import Compiler
from index.query import MatchAll
from tests.support.indexed import NOON, ask, found, make_document, unlearned_analyser

HOME = Path(__file__).parents[2]

# Applies batches of ten articles as fast as it can, and tells every commit.
WRITER = """
import sys
from pathlib import Path
from index.analysis import default_analyser
from index.engines.embedded import EmbeddedEngine
from tests.support.indexed import make_document

engine = EmbeddedEngine(Path(sys.argv[1]), default_analyser())
done = engine.checkpoint()
print("ready", done, flush=True)
while done < int(sys.argv[2]):
    batch = [make_document(done + n, "خبر", f"عن المياه رقم {done + n}") for n in range(1, 11)]
    engine.apply(batch, [], checkpoint=done + 10, after=done)
    done += 10
    print("committed", done, flush=True)
"""


def start_writer(folder, until):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(until)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=HOME,
        env=os.environ | {"PYTHONPATH": str(HOME)},
    )


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def embedded(folder, analyser):
    opened = EmbeddedEngine(folder, analyser)
    yield opened
    opened.close()


def test_reading_makes_no_folder(embedded, folder):
    assert ask(embedded, "مصر").total == 0
    assert not folder.exists()


def test_a_killed_writer_leaves_documents_and_checkpoint_of_one_commit_and_the_lock_free(embedded, folder):
    for _ in range(3):
        writer = start_writer(folder, 1_000_000)
        ready = int(writer.stdout.readline().split()[1])
        assert ready == embedded.checkpoint() == embedded.count()
        while int(writer.stdout.readline().split()[1]) < ready + 30:
            pass
        writer.send_signal(signal.SIGKILL)  # most likely while it analyses or commits the next batch
        writer.wait()
        writer.stdout.close()
        checkpoint = embedded.checkpoint()
        assert checkpoint >= ready + 30
        assert ask(embedded, "المياه", limit=0).total == embedded.count() == checkpoint
    embedded.apply([make_document(checkpoint + 1, "بعد الانقطاع")], [], checkpoint=checkpoint + 1, after=checkpoint)
    assert found(embedded, "الانقطاع") == [checkpoint + 1]


def test_a_reader_sees_every_commit_of_another_process_at_once(embedded, folder):
    writer = start_writer(folder, 100)
    writer.stdout.readline()
    for line in writer.stdout:
        committed = int(line.split()[1])
        assert embedded.checkpoint() >= committed
        assert ask(embedded, "المياه", limit=0).total >= committed
    assert writer.wait() == 0
    writer.stdout.close()
    assert embedded.count() == 100


def test_two_writers_take_turns(embedded, folder):
    first = start_writer(folder, 100)
    first.stdout.readline()
    for number in range(1001, 1006):
        embedded.apply([make_document(number, "من العملية الأخرى")], [], checkpoint=100)
    rest = first.stdout.read()
    first.wait()
    first.stdout.close()
    assert "committed 100" in rest
    assert ask(embedded, "العملية").total == 5


def test_a_writer_that_waits_in_vain_says_so_and_searches_go_on(embedded, folder, analyser):
    embedded.apply([make_document(1, "خبر")], [], checkpoint=1)
    other = tantivy.Index.open(str(folder / "1")).writer(15_000_000, 1)
    hurried = EmbeddedEngine(folder, analyser, lock_wait_seconds=0.1)
    with pytest.raises(EngineError, match="another process"):
        hurried.apply([make_document(2)], [], checkpoint=2)
    assert found(hurried, "خبر") == [1]
    other.wait_merging_threads()
    hurried.apply([make_document(2)], [], checkpoint=2)
    assert hurried.count() == 2


def test_an_index_of_another_analyser_is_stale_and_takes_no_documents(embedded, folder):
    embedded.apply([make_document(1, "وزير")], [], checkpoint=1)
    other = EmbeddedEngine(folder, unlearned_analyser())
    assert other.is_stale()
    assert other.model() == embedded.model()
    with pytest.raises(EngineError, match="rasid index rebuild"):
        other.apply([make_document(2, "وزير")], [], checkpoint=2)
    assert embedded.count() == 1


def test_what_is_built_aside_is_unseen_until_it_is_adopted(embedded, folder, analyser):
    embedded.apply([make_document(1, "قديم")], [], checkpoint=5)
    reader = EmbeddedEngine(folder, analyser)
    aside = embedded.aside()
    aside.apply([make_document(2, "حديث")], [], checkpoint=7)
    aside.apply([make_document(3, "حديث")], [], checkpoint=8, after=7)
    assert (aside.count(), aside.checkpoint()) == (2, 8)
    assert (found(reader, ""), reader.checkpoint()) == ([1], 5)
    embedded.adopt(aside)
    aside.close()
    assert (found(reader, ""), reader.checkpoint()) == ([3, 2], 8)
    assert (found(embedded, "title:حديث"), embedded.count()) == ([3, 2], 2)
    embedded.apply([make_document(4, "حديث")], [], checkpoint=9, after=8)
    assert found(reader, "title:حديث") == [4, 3, 2]
    assert sorted(path.name for path in folder.iterdir()) == ["2", "current"]


def test_what_is_built_aside_can_be_given_up_and_the_next_rebuild_clears_it_away(embedded, folder):
    embedded.apply([make_document(1, "قديم")], [], checkpoint=5)
    given_up = embedded.aside()
    given_up.apply([make_document(2)], [], checkpoint=7)
    given_up.close()
    assert found(embedded, "") == [1]
    aside = embedded.aside()
    embedded.adopt(aside)
    assert sorted(path.name for path in folder.iterdir()) == ["3", "current"]


def test_searches_go_on_while_generations_are_switched(embedded, folder, analyser):
    embedded.apply([make_document(n, "المياه") for n in range(1, 51)], [], checkpoint=50)
    totals, problems, stop = [], [], threading.Event()

    def search():
        reader = EmbeddedEngine(folder, analyser)
        while not stop.is_set():
            try:
                totals.append(ask(reader, "المياه").total)
            except EngineError as error:
                problems.append(error)

    readers = [threading.Thread(target=search) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for _ in range(4):
            aside = embedded.aside()
            aside.apply([make_document(n, "المياه") for n in range(1, 51)], [], checkpoint=50)
            embedded.adopt(aside)
            aside.close()
        while len(totals) < 20 and not problems:
            time.sleep(0.01)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert problems == []
    assert set(totals) == {50}


def test_one_engine_can_be_shared_by_threads(embedded):
    embedded.apply([make_document(n, f"المياه {n}") for n in range(1, 21)], [], checkpoint=20)
    totals = []

    def search():
        totals.extend(
            ask(embedded, query).total for query in ("المياه", '"المياه 7"', "ميا*", "-المياه") for _ in range(5)
        )

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(21, 26):
        embedded.apply([make_document(number, "الهواء")], [], checkpoint=number)
    for thread in threads:
        thread.join()
    assert len(totals) == 80
    assert max(totals) <= 25
    assert embedded.count() == 25


@pytest.mark.parametrize("sort", list(Sort))
def test_a_walk_in_many_steps_has_every_hit_once_and_in_order(embedded, folder, analyser, sort):
    moments = [NOON - timedelta(days=30_000 * (n % 2) + n % 7) for n in range(1, 61)]  # half of them before 1970
    for start in (0, 20, 40):
        documents = [make_document(n + 1, "ماء", published=moments[n]) for n in range(start, start + 20)]
        embedded.apply(documents, [], checkpoint=start + 20)
    request = SearchRequest(query=MatchAll(), sort=sort, limit=60)
    index = tantivy.Index.open(str(folder / "1"))
    searcher = index.searcher()
    walked = list(walk(searcher, Compiler(index.schema, searcher, analyser), request, step=7))
    assert walked == list(embedded.search(request).hits)
    assert len(walked) == 60


@pytest.mark.parametrize("damage", ["current", "meta.json", "segment", "folder"])
def test_a_damaged_index_says_what_to_do_and_a_rebuild_makes_it_good(embedded, folder, analyser, damage):
    embedded.apply([make_document(1, "خبر")], [], checkpoint=1)
    embedded.close()
    match damage:
        case "current":
            (folder / "current").write_bytes(b"\xff?")
        case "meta.json":
            (folder / "1" / "meta.json").write_text("{")
        case "segment":
            for path in (folder / "1").glob("*.term"):
                path.write_bytes(b"")
        case "folder":
            for path in (folder / "1").iterdir():
                path.unlink()
    damaged = EmbeddedEngine(folder, analyser)
    with pytest.raises(EngineError, match="rasid index rebuild"):
        ask(damaged, "خبر")
    with pytest.raises(EngineError, match="rasid index rebuild"):
        damaged.apply([make_document(2)], [], checkpoint=2)
    aside = damaged.aside()
    aside.apply([make_document(1, "خبر")], [], checkpoint=1)
    damaged.adopt(aside)
    assert found(damaged, "خبر") == [1]


def test_an_index_of_another_schema_says_what_to_do(embedded, folder, analyser):
    path = folder / "1"
    path.mkdir(parents=True)
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("meta", stored=True, tokenizer_name="raw", index_option="basic")
    index = tantivy.Index(builder.build(), path=str(path))
    writer = index.writer(15_000_000, 1)
    document = tantivy.Document()
    document.add_text("kind", "meta")
    document.add_text("meta", '{"checkpoint": 7, "analyser": "1-abc", "schema": 99}')
    writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    (folder / "current").write_text("1")
    assert (embedded.checkpoint(), embedded.model(), embedded.is_stale()) == (7, "schema 99, 1-abc", True)
    with pytest.raises(EngineError, match="rasid index rebuild"):
        ask(embedded, "خبر")
