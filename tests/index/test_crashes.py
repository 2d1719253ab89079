"""A process killed with signal 9 while it indexes: the index opens, says how far it is, and the next sync brings the rest."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.sql.open import open_store
from index.engine import SearchRequest
from index.engines.embedded import EmbeddedEngine
from index.query import MatchAll
from index.sync import rebuild, sync
from tests.support.kept import make_content, make_record, make_visit

HOME = Path(__file__).parents[2]
ARTICLES = 240

# Tells that it is ready, then brings the archive into the index in commits of few articles (so that segments are merged as well),
# or builds the whole index anew again and again.
WORKER = """
import sys
from pathlib import Path
from archive.sql.open import open_store
from index.analysis import default_analyser
from index.engines.embedded import EmbeddedEngine
from index.sync import rebuild, sync

what, folder, archive = sys.argv[1:]
store, engine = open_store(archive), EmbeddedEngine(Path(folder), default_analyser())
print("ready", flush=True)
told = lambda checkpoint: print(checkpoint, flush=True)
if what == "sync":
    sync(store, engine, batch=2, progress=told)
while what == "rebuild":
    rebuild(store, engine, batch=20, progress=told)
    print("switched", flush=True)
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """The address of an archive of 240 articles, a third of them in two versions."""
    address = f"sqlite:///{tmp_path_factory.mktemp('archive') / 'archive.sqlite'}"
    store = open_store(address)
    for number in [*range(1, ARTICLES + 1), *range(3, ARTICLES + 1, 3)]:
        url = f"https://arz.example/{number}"
        content = make_content(f"خبر {number}", f"عن المياه رقم {number}")
        store.record([make_visit(url, content=content, captures=(make_record(url, offset=number),))])
    yield address
    store.close()


def start(what, folder, archive):
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, what, str(folder), archive],
        stdout=subprocess.PIPE,
        text=True,
        cwd=HOME,
        env=os.environ | {"PYTHONPATH": str(HOME)},
    )
    assert worker.stdout.readline() == "ready\n"
    return worker


def kill(worker, lines, pause):
    """After so many lines and a pause; returns the last line but what is only half written."""
    last = ""
    for _ in range(lines):
        last = worker.stdout.readline().strip() or last
    time.sleep(pause)
    worker.send_signal(signal.SIGKILL)
    rest = worker.stdout.read().split("\n")[:-1]
    worker.wait()
    worker.stdout.close()
    return rest[-1] if rest else last


def articles(engine):
    return sorted(hit.article for hit in engine.every(SearchRequest(query=MatchAll())))


@pytest.mark.parametrize("seed", range(4))
def test_killed_while_it_applies_commits_or_merges(archive, analyser, tmp_path, seed):
    drawn = random.Random(seed)
    folder = tmp_path / "index"
    store, engine = open_store(archive), EmbeddedEngine(folder, analyser)
    reached = 0
    for _ in range(2):
        told = int(kill(start("sync", folder, archive), drawn.randint(1, 6), drawn.random() / 10) or 0)
        assert engine.checkpoint() >= max(told, reached)  # what was told is kept
        reached = engine.checkpoint()
        held = {change.article for change in store.changes(after=0, limit=10_000) if change.number <= reached}
        assert articles(engine) == sorted(held)  # documents and checkpoint are of one commit
    sync(store, engine)
    assert (engine.checkpoint(), engine.count()) == (store.last_change(), ARTICLES)
    assert articles(engine) == list(range(1, ARTICLES + 1))
    store.close()


@pytest.mark.parametrize("seed", range(4))
def test_killed_while_it_builds_anew_or_switches(archive, analyser, tmp_path, seed):
    drawn = random.Random(seed)
    folder = tmp_path / "index"
    store, engine = open_store(archive), EmbeddedEngine(folder, analyser)
    sync(store, engine)
    for _ in range(2):
        kill(start("rebuild", folder, archive), drawn.randint(1, 12), drawn.random() / 10)
        assert (engine.checkpoint(), engine.count()) == (store.last_change(), ARTICLES)
        assert articles(engine) == list(range(1, ARTICLES + 1))
    rebuild(store, engine)
    assert (engine.checkpoint(), engine.count()) == (store.last_change(), ARTICLES)
    assert len([path for path in folder.iterdir() if path.is_dir()]) == 1  # what the killed ones left is cleared away
    store.close()
