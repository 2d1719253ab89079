"""Several threads and processes on one database: numbers without gaps, no work twice, readers that miss nothing."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from archive.sql.open import open_store
from tests.support.kept import NOON, make_content, make_found, make_record, make_visit

_WRITER = """
import sys
from datetime import UTC, datetime
from archive.model import Content, Outcome, OutcomeKind, Visit
from archive.sql.open import open_store
store = open_store(sys.argv[1])
for n in range(10):
    store.record([
        Visit(url=f"https://{sys.argv[2]}.example/{n}/{m}", outlet="xx.a", at=datetime(2026, 3, 1, tzinfo=UTC),
              outcome=Outcome(kind=OutcomeKind.KEPT), content=Content(title=f"{n}", text=f"{m}"),
              address=f"https://{'both' if m else sys.argv[2]}.example/{n}/{m}")
        for m in range(3)
    ])
"""


def test_changes_of_several_processes_are_numbered_without_gaps_in_commit_order(store, store_url):
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, store_url, name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for name in ("one", "two")
    ]
    seen = []
    while True:  # a reader that remembers the last number, as the index does
        has_ended = all(writer.poll() is not None for writer in writers)
        batch = store.changes(after=seen[-1] if seen else 0, limit=7)
        seen += [change.number for change in batch]
        if has_ended and not batch:
            break
    assert [writer.communicate()[0] for writer in writers] == [b"", b""]
    assert seen == list(range(1, store.last_change() + 1))
    stats = store.stats()
    assert stats.articles == 40  # ten of each alone, twenty that both found
    assert stats.changes == 40


def test_threads_share_a_store(store):
    def write(number):
        return store.record(
            [
                make_visit(
                    f"https://news.example/{number}/{n}",
                    content=make_content(title=f"{number} {n}"),
                    captures=(make_record(file=f"{number}.warc.gz", offset=n),),
                )
                for n in range(5)
            ]
        )

    with ThreadPoolExecutor(8) as pool:
        written = list(pool.map(write, range(16)))
        read = list(pool.map(lambda number: store.articles([number]), range(1, 81)))
    assert sum(map(len, written)) == 80
    assert all(read)
    assert [change.number for change in store.changes(after=0, limit=100)] == list(range(1, 81))
    assert len({capture.id for capture in store.captures()}) == 80


def test_owners_that_claim_at_the_same_moment_never_share_a_host(store):
    store.add_found(
        [make_found(f"https://{chr(97 + host)}.example/{n}") for host in range(12) for n in range(3)], now=NOON
    )
    start = Event()

    def claim(owner):
        start.wait()
        claimed = []
        while due := store.claim(owner=owner, now=NOON, limit=3, lease_seconds=60):
            claimed += [(owner, item.url) for item in due]
        return claimed

    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(claim, f"owner {n}") for n in range(4)]
        start.set()
        claimed = [pair for future in futures for pair in future.result()]
    owners_of = {}
    for owner, url in claimed:
        owners_of.setdefault(url[8], set()).add(owner)
    assert len({url for _, url in claimed}) == len(claimed) == 36
    assert all(len(owners) == 1 for owners in owners_of.values())


def test_a_reader_in_another_store_sees_a_record_as_soon_as_it_is_made(store, store_url):
    other = open_store(store_url)
    try:
        for number in range(1, 4):
            store.record([make_visit(f"https://news.example/{number}", content=make_content())])
            assert other.last_change() == number
            assert len(other.changes(after=0, limit=10)) == number
    finally:
        other.close()
