"""How rounds end: by budget, stop, cancellation, a full disk or another process, with nothing lost."""

import asyncio
import gc
import time
from dataclasses import replace

import pytest
from scrapy.crawler import Crawler

from archive.store import StoreError
from tests.support.rounds import ARTICLES, ATLAS, BOTH, COUNTS, HOST, SADIM, PlainReader, asked, path_of, written


def test_what_a_budget_leaves_undone_stays_due(archive, room):
    archive.new_rounds(min_delay_seconds=0.2)
    report = archive.crawl(outlets=[ATLAS], budget_seconds=2.5)
    assert 0 < report.due < ARTICLES
    assert archive.store.open_work([ATLAS]) == report.due
    archive.new_rounds(min_delay_seconds=0.0)
    assert archive.crawl(outlets=[ATLAS]).kept == ARTICLES - report.kept


def test_a_round_told_to_stop_ends_soon_and_its_numbers_add_up(archive, room):
    rounds = archive.new_rounds(min_delay_seconds=0.1)

    async def main():
        running = asyncio.create_task(rounds.run(outlets=[ATLAS, SADIM]))
        while len(room.requests()) < 20:
            await asyncio.sleep(0.05)
        rounds.stop()
        return await running

    report = asyncio.run(main())
    archive.check(report, [ATLAS, SADIM])
    assert report.due > 0
    assert archive.store.open_work([ATLAS, SADIM]) == report.due
    archive.new_rounds(min_delay_seconds=0.0)
    assert archive.crawl(outlets=[ATLAS, SADIM]).due == 0
    assert archive.store.stats().articles == BOTH


def test_a_page_in_flight_when_the_round_is_stopped_stays_due(archive, room):
    archive.crawl(outlets=[ATLAS])
    told = room.publish("atlas")
    room.set(HOST, "slow", path=path_of(written(told["address"])), drip_bytes=1, drip_seconds=0.5)
    archive.wait(minutes=8)
    rounds = archive.new_rounds(timeout_seconds=300.0)

    async def main():
        archive.wait(minutes=40)
        running = asyncio.create_task(rounds.run(outlets=[ATLAS]))
        while path_of(written(told["address"])) not in asked(room):
            await asyncio.sleep(0.05)
        rounds.stop()
        return await running

    began = time.monotonic()
    report = asyncio.run(main())
    assert report.due >= 1
    assert time.monotonic() - began < 60


def test_a_cancelled_round_ends_in_order(archive, room):
    rounds = archive.new_rounds(min_delay_seconds=0.1)

    async def main():
        running = asyncio.create_task(rounds.run(outlets=[ATLAS]))
        while len(room.requests()) < 5:
            await asyncio.sleep(0.05)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        await rounds.run(outlets=[ATLAS])

    asyncio.run(main())
    assert archive.store.open_work([ATLAS]) == 0


class ClosedStore:
    """A store whose `record` fails from the second batch on, as when the disk is full."""

    def __init__(self, store):
        self._store = store
        self._records = 0

    def __getattr__(self, name):
        return getattr(self._store, name)

    def record(self, visits, *, progress=None):
        self._records += 1
        if self._records > 1:
            raise StoreError("rasid.sqlite: record: disk is full")
        return self._store.record(visits, progress=progress)


def test_a_full_disk_ends_the_round_and_loses_nothing(archive, room):
    whole = archive.store
    archive.store = ClosedStore(whole)
    rounds = archive.new_rounds(min_delay_seconds=0.1)  # slow enough for a second batch
    with pytest.raises(StoreError, match="disk is full"):
        asyncio.run(rounds.run(outlets=[ATLAS]))
    archive.store = whole
    archive.new_rounds()
    report = archive.crawl(outlets=[ATLAS])
    assert report.due == 0
    assert whole.stats().articles == ARTICLES


def test_two_rounds_at_once_are_refused(archive, room):
    rounds = archive.new_rounds()

    async def main():
        first = asyncio.create_task(rounds.run(outlets=[ATLAS]))
        await asyncio.sleep(0)
        with pytest.raises(RuntimeError, match="already"):
            await rounds.run(outlets=[SADIM])
        return await first

    assert asyncio.run(main()).kept == ARTICLES


def test_two_processes_never_visit_a_host_at_once_and_keep_everything_once(archive, room):
    one, two = archive.new_rounds(owner="one"), archive.new_rounds(owner="two")

    async def main():
        return await asyncio.gather(one.run(), two.run())

    reports = asyncio.run(main())
    assert sum(report.kept for report in reports) == COUNTS.total()
    assert archive.store.stats().articles == COUNTS.total()
    for host in {line["host"] for line in room.requests()}:
        lines = room.requests(host)
        ends = [line["time"] + line["seconds"] for line in lines]
        assert all(end <= line["time"] for end, line in zip(ends, lines[1:], strict=False)), host


def test_round_after_round_leaves_nothing_behind(archive, room):
    rounds = archive.new_rounds()

    async def main():
        for _ in range(4):
            await rounds.run(outlets=[ATLAS])
            archive.wait(minutes=40)
        gc.collect()
        return sum(isinstance(thing, Crawler) for thing in gc.get_objects())

    assert asyncio.run(main()) <= 1
    assert len(archive.store.rounds(10)) == 4


def test_progress_tells_where_the_round_stands(archive, room):
    told = []
    rounds = archive.new_rounds()
    report = asyncio.run(rounds.run(outlets=[ATLAS], progress=told.append))
    assert told[-1].kept == report.kept == ARTICLES
    assert told[-1].counts()["requests"] == len(room.requests(HOST))


def test_addresses_longer_than_the_archive_takes_are_counted_as_refused(archive, room):
    long = f"http://{HOST}/politique/" + "a" * 2100
    feed = f"<rss version='2.0'><channel><item><title>t</title><link>{long}</link></item></channel></rss>"
    endpoint = next(e for e in archive.catalogue.outlets[ATLAS].endpoints if e.kind == "feed")
    room.set(HOST, "replace", path=path_of(endpoint.url), text=feed, content_type="application/rss+xml")
    report = archive.crawl(outlets=[ATLAS])
    assert report.refused in ({"url-too-long": 1}, {})
    assert report.found == report.kept + sum(report.refused.values())


def test_a_reader_that_fails_ends_the_round_and_loses_nothing(archive, room):
    class Broken(PlainReader):
        async def process(self, items, *, now):
            raise OSError("no more processes")

    rounds = archive.new_rounds()
    rounds.workers = Broken()
    with pytest.raises(OSError, match="no more processes"):
        asyncio.run(rounds.run(outlets=[ATLAS]))
    archive.new_rounds()
    assert archive.crawl(outlets=[ATLAS]).kept == ARTICLES


def test_outlets_that_are_not_active_are_left_alone(archive, room):
    sleeping = replace(archive.catalogue.outlets[ATLAS], active=False)
    archive.catalogue.outlets[ATLAS] = sleeping
    archive.crawl()
    assert asked(room) == []
