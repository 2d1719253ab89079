"""Rounds over the newsroom: what is kept, what every trouble is called, and that the numbers always add up."""

import asyncio
import gc
import itertools
import re
import time
from collections import Counter
from dataclasses import replace

import pytest
from scrapy.crawler import Crawler

from archive.decoding import decoded_body
from archive.store import StoreError
from archive.warc import iterate_warc
from rasid.newsroom.articles import SHIPPED, load_articles
from tests.support.newsroom import clean, running_newsroom
from tests.support.rounds import PlainReader, new_archive

SADIM, ATLAS, DIFFATAN, NAKHEEL = "gb.sadim", "ma.atlas", "iq.diffatan", "sa.nakheel"
HOST = "www.atlas.example"
COUNTS = Counter({slug: len(pieces) for slug, pieces in load_articles(SHIPPED).items()})
ARTICLES = COUNTS["atlas"]
BOTH = COUNTS["atlas"] + COUNTS["sadim"]


@pytest.fixture(scope="module")
def newsroom():
    with running_newsroom() as room:
        yield room


@pytest.fixture
def room(newsroom):
    """The newsroom for one test: what the test publishes is withdrawn afterwards."""
    before = {article["id"] for article in newsroom.articles()}
    with clean(newsroom) as room:
        yield room
    for article in newsroom.articles():
        if article["id"] not in before:
            newsroom.delete(article["outlet"], article["id"])


@pytest.fixture
def archive(tmp_path, room):
    with new_archive(tmp_path, proxy=room.proxy) as archive:
        yield archive


def addresses(room, outlet="atlas"):
    """Of an outlet's articles, newest first, as the crawler writes them: the newsroom's `%d8` is `%D8`."""
    return [written(article["address"]) for article in room.articles(outlet)]


def written(address):
    return re.sub("%[0-9a-f]{2}", lambda match: match[0].upper(), address)


def path_of(url):
    return "/" + url.split("/", 3)[3]


def asked(room, host=HOST):
    return [line["path"] for line in room.requests(host)]


# ---- all well


def test_a_round_keeps_every_article_and_the_next_one_asks_only_what_is_new(archive, room):
    first = archive.crawl()
    assert (first.found, first.kept, first.due) == (COUNTS.total(), COUNTS.total(), 0)
    assert archive.store.stats().articles == COUNTS.total()
    room.forget_requests()
    archive.wait(minutes=5)
    second = archive.crawl()
    assert (second.found, second.endpoints, room.requests()) == (0, {}, [])


def test_robots_txt_comes_first_and_no_host_is_asked_twice_at_once(archive, room):
    archive.crawl()
    lines = room.requests()
    for host in {line["host"] for line in lines}:
        of_host = [line for line in lines if line["host"] == host]
        assert of_host[0]["path"] == "/robots.txt"
        assert Counter(line["path"] for line in of_host)["/robots.txt"] == 1
        ends = [line["time"] + line["seconds"] for line in of_host]
        assert all(end <= line["time"] for end, line in zip(ends, of_host[1:], strict=False))
    assert {line["user_agent"] for line in lines} == {archive.options.user_agent}


def test_the_delay_lies_between_the_starts_of_two_requests(archive, room):
    archive.new_rounds(min_delay_seconds=0.2)
    archive.crawl(outlets=[ATLAS], budget_seconds=2.0)
    times = [line["time"] for line in room.requests(HOST)]
    assert len(times) >= 3
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) > 0.19


def test_crawl_delay_is_obeyed_when_it_is_longer(archive, room):
    room.set(HOST, "robots", text="User-agent: *\nCrawl-delay: 1\n")
    archive.crawl(outlets=[ATLAS], budget_seconds=2.5)
    times = [line["time"] for line in room.requests(HOST)]
    assert len(times) >= 2
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) > 0.99


def test_the_second_poll_is_conditional_and_brings_only_news(archive, room):
    archive.crawl(outlets=[ATLAS])
    told = room.publish("atlas")
    room.forget_requests()
    archive.wait(minutes=40)
    report = archive.crawl(outlets=[ATLAS])
    lines = [line for line in room.requests(HOST) if line["path"] != path_of(written(told["address"]))]
    assert all(line["if_none_match"] or line["if_modified_since"] for line in lines)
    assert (report.kept, report.unchanged) == (1, ARTICLES)


def test_a_hurried_round_polls_before_the_interval_is_over_and_asks_conditionally(archive, room):
    archive.crawl()
    room.forget_requests()
    archive.crawl()
    assert room.requests() == []
    archive.crawl(hurry=True)
    polls = [request for request in room.requests() if request["path"] != "/robots.txt"]
    assert polls
    assert all(request["if_none_match"] or request["if_modified_since"] for request in polls)


def test_a_hurried_round_does_not_hurry_a_host_that_asked_us_to_wait(archive, room):
    room.set(HOST, "status", status=429, retry_after=7200)
    archive.crawl(outlets=[ATLAS])
    room.clear()
    room.forget_requests()
    archive.new_rounds()
    archive.crawl(outlets=[ATLAS], hurry=True)
    assert asked(room) == []


def test_every_response_is_in_the_warc_file_with_its_request(archive, room):
    archive.crawl(outlets=[ATLAS])
    kept = [capture for file in sorted((archive.folder / "warc").iterdir()) for _, capture in iterate_warc(file)]
    answered = [line for line in room.requests(HOST) if line["status"] != 304]
    assert Counter(path_of(capture.url) for capture in kept) == Counter(line["path"] for line in answered)
    assert len(archive.store.captures(limit=1000)) == len(kept), "each has its row"
    page = next(capture for capture in kept if capture.url == addresses(room)[0])
    assert "<html" in decoded_body(page, 1_000_000).decode("utf-8")


# ---- re-visits


def test_an_edit_becomes_a_version_and_a_deletion_an_observation(archive, room):
    edited, gone = room.publish("atlas"), room.publish("atlas")
    archive.crawl(outlets=[ATLAS])
    room.edit("atlas", edited["id"], title="عنوان آخر للخبر نفسه")
    room.delete("atlas", gone["id"])
    archive.wait(minutes=15)
    report = archive.crawl(outlets=[ATLAS])
    assert report.kept == 1
    assert report.failed == {"gone": 1}
    assert report.unchanged == ARTICLES
    article = archive.store.find_article(written(edited["address"]))
    assert article.versions == 2
    assert archive.store.find_article(written(gone["address"])).gone_at is None
    archive.wait(hours=3)
    archive.crawl(outlets=[ATLAS])
    assert archive.store.find_article(written(gone["address"])).gone_at is not None


def test_an_article_that_leads_to_the_front_page_has_moved_and_stays_kept(archive, room):
    url = addresses(room)[0]
    archive.crawl(outlets=[ATLAS])
    room.set(HOST, "redirect", path=path_of(url), to=f"http://{HOST}/", status=302)
    archive.wait(minutes=15)
    report = archive.crawl(outlets=[ATLAS])
    assert report.failed == {"moved": 1}
    assert archive.store.find_article(url).versions == 1


# ---- trouble with articles


@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        ("status", {"status": 404}, {"failed": {"http-404": 1}}),
        ("status", {"status": 410}, {"failed": {"http-410": 1}}),
        ("status", {"status": 500}, {"due": 1}),
        ("status", {"status": 403}, {"due": 1}),
        ("slow", {"seconds": 3}, {"due": 1}),
        ("slow", {"drip_bytes": 50, "drip_seconds": 0.2}, {"due": 1}),
        ("cut", {"after_bytes": 300}, {"due": 1}),
        ("length", {"off": 500}, {"due": 1}),
        ("reset", {}, {"due": 1}),
        ("redirect", {"hops": 3}, {"kept": ARTICLES}),
        ("redirect", {"hops": 5}, {"kept": ARTICLES}),
        ("redirect", {"hops": 6}, {"failed": {"too-many-redirects": 1}}),
        ("redirect", {"loop": True}, {"failed": {"redirect-loop": 1}}),
        ("redirect", {"to": f"http://{HOST}/"}, {"refused": {"redirected-to-front": 1}}),
        ("redirect", {"to": "http://127.0.0.1:1/secret"}, {"failed": {"private-address": 1}}),
        ("redirect", {"to": "http://169.254.169.254/latest/"}, {"failed": {"private-address": 1}}),
        ("redirect", {"to": "javascript:alert(1)"}, {"failed": {"bad-redirect": 1}}),
        ("redirect", {"to": "http://[half"}, {"failed": {"bad-redirect": 1}}),
        ("bomb", {"megabytes": 50}, {"failed": {"too-large": 1}}),
        ("endless", {}, {"failed": {"too-large": 1}}),
        ("replace", {"text": "<p>no headline</p>"}, {"refused": {"section-page": 1}}),
        ("replace", {"text": "", "status": 204}, {"failed": {"http-204": 1}}),
    ],
)
def test_one_bad_article_ends_in_one_outcome_and_harms_no_other(archive, room, kind, options, expected):
    archive.new_rounds(timeout_seconds=1.0, limit_bytes=500_000)
    room.set(HOST, kind, path=path_of(addresses(room)[3]), **options)
    report = archive.crawl(outlets=[ATLAS])
    usual = {"found": ARTICLES, "kept": ARTICLES - 1, "unchanged": 0, "refused": {}, "failed": {}, "due": 0}
    assert {name: getattr(report, name) for name in usual} == {**usual, **expected}
    assert archive.store.open_work([ATLAS]) == report.due


def test_a_passing_trouble_is_tried_again_and_ends_with_its_reason(archive, room):
    archive.new_rounds(timeout_seconds=0.5)
    room.set(HOST, "slow", path=path_of(addresses(room)[3]), seconds=2)
    reports = []
    for _ in range(6):
        reports.append(archive.crawl(outlets=[ATLAS]))
        archive.wait(hours=25)
    assert [report.failed for report in reports] == [{}, {}, {}, {}, {"timeout": 1}, {}]
    assert archive.store.open_work([ATLAS]) == 0


def test_all_hops_of_a_redirect_are_kept(archive, room):
    url = addresses(room)[0]
    room.set(HOST, "redirect", path=path_of(url), hops=2)
    archive.crawl(outlets=[ATLAS])
    hops = [record for record in archive.store.captures(limit=10_000) if record.url.startswith(url)]
    assert [record.status for record in hops] == [302, 302, 200]


# ---- a host that wants to be left alone


def test_retry_after_is_waited_out_inside_the_round(archive, room):
    room.set(HOST, "status", status=429, retry_after=2, count=1, path=path_of(addresses(room)[0]))
    report = archive.crawl(outlets=[ATLAS])
    assert (report.kept, report.due) == (ARTICLES, 0)
    lines = room.requests(HOST)
    pushed = next(i for i, line in enumerate(lines) if line["status"] == 429)
    assert lines[pushed + 1]["time"] - lines[pushed]["time"] >= 1.9


def test_a_long_retry_after_leaves_everything_of_the_host_due_until_then(archive, room):
    room.set(HOST, "status", status=503, retry_after=7200)
    report = archive.crawl(outlets=[ATLAS, SADIM])
    assert report.kept == COUNTS["sadim"]
    assert asked(room) != ["/robots.txt"]
    room.forget_requests()
    archive.new_rounds()
    archive.wait(minutes=100)
    archive.crawl(outlets=[ATLAS])
    assert asked(room) == [], "also a new process leaves it alone"
    room.clear()
    archive.wait(minutes=30)
    assert archive.crawl(outlets=[ATLAS]).kept == ARTICLES


def test_articles_of_a_sleeping_host_stay_due_without_a_failed_try(archive, room):
    room.set(HOST, "status", status=429, retry_after=7200, path=path_of(addresses(room)[0]))
    report = archive.crawl(outlets=[ATLAS])
    assert report.due >= 1
    assert report.failed == {}
    room.clear()
    archive.wait(minutes=130)
    assert report.kept + archive.crawl(outlets=[ATLAS]).kept == ARTICLES


# ---- robots.txt


def test_articles_that_robots_txt_forbids_are_not_asked_for(archive, room):
    forbidden = path_of(addresses(room)[0])
    room.set(HOST, "robots", text=f"User-agent: *\nDisallow: {forbidden}\n\nUser-agent: OtherBot\nDisallow: /\n")
    report = archive.crawl(outlets=[ATLAS])
    assert (report.kept, report.failed) == (ARTICLES - 1, {"robots": 1})
    assert forbidden not in asked(room)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_robots_txt_that_cannot_be_read_leaves_everything_due(archive, room, status):
    archive.crawl(outlets=[ATLAS])
    room.publish("atlas")
    room.forget_requests()
    room.set(HOST, "robots", status=status)
    archive.new_rounds(patience_seconds=0)
    archive.wait(minutes=40)
    report = archive.crawl(outlets=[ATLAS])
    assert (report.kept, report.failed) == (0, {})
    assert report.due == ARTICLES
    assert asked(room) == ["/robots.txt"]


@pytest.mark.parametrize("status", [401, 403])
def test_a_forbidden_robots_txt_is_reported_as_a_block(archive, room, status):
    room.set(HOST, "robots", status=status)
    report = archive.crawl(outlets=[ATLAS])
    assert report.blocked == {ATLAS: f"robots-{status}"}
    assert asked(room) == ["/robots.txt"]
    assert archive.store.outlet_states()[ATLAS].state == "blocked"


def test_a_missing_robots_txt_forbids_nothing(archive, room):
    room.set(HOST, "robots", status=404)
    report = archive.crawl(outlets=[ATLAS])
    assert report.kept == ARTICLES
    told = {record.url.endswith("/robots.txt"): record.robots for record in archive.store.captures(limit=1000)}
    assert told == {True: "not-asked", False: "absent"}


# ---- walls


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_challenge_page_closes_the_outlet_for_the_round(archive, room, status):
    room.set(HOST, "challenge", status=status, path=path_of(addresses(room)[5]))
    for url in addresses(room)[:5]:
        room.set(HOST, "challenge", status=status, path=path_of(url))
    report = archive.crawl(outlets=[ATLAS, SADIM])
    cause = f"challenge-page {status}"
    assert report.blocked == {ATLAS: cause}
    assert report.failed == {}
    assert report.kept + report.due == report.found
    assert report.kept >= COUNTS["sadim"]
    assert report.due >= 1
    lines = room.requests(HOST)
    walls = [i for i, line in enumerate(lines) if line["condition"] == "challenge"]
    assert walls == [len(lines) - 1], "nothing is asked after the wall"
    state = archive.store.outlet_states()[ATLAS]
    assert (state.state, state.reason) == ("blocked", cause)


def test_plain_refusals_in_a_row_close_the_outlet_too(archive, room):
    room.set(HOST, "status", status=403, path="/20*")
    report = archive.crawl(outlets=[ATLAS])
    assert report.blocked == {ATLAS: "forbidden 403"}
    assert (report.kept, report.failed) == (0, {})
    assert 3 <= [line["status"] for line in room.requests(HOST)].count(403) < ARTICLES


def test_a_blocked_outlet_is_asked_for_one_url_in_the_next_round_and_recovers(archive, room):
    room.set(HOST, "challenge", status=403)
    archive.crawl(outlets=[ATLAS])
    room.forget_requests()
    archive.wait(minutes=30)
    archive.new_rounds()
    assert archive.crawl(outlets=[ATLAS]).blocked == {ATLAS: "challenge-page 403"}, "still named, though not asked"
    assert asked(room) == [], "too early"
    archive.wait(minutes=40)
    assert archive.crawl(outlets=[ATLAS]).blocked == {ATLAS: "challenge-page 403"}
    assert len([path for path in asked(room) if path != "/robots.txt"]) == 1
    room.clear()
    archive.wait(hours=25)
    report = archive.crawl(outlets=[ATLAS])
    assert (report.kept, report.blocked) == (ARTICLES, {})
    assert archive.store.outlet_states()[ATLAS].state == "well"


# ---- trouble with endpoints


def test_an_etag_that_changes_with_the_same_body_is_no_news(archive, room):
    archive.crawl(outlets=[ATLAS])
    room.set(HOST, "etag", mode="fresh")
    archive.wait(minutes=40)
    report = archive.crawl(outlets=[ATLAS])
    assert set(report.endpoints) == {"unchanged"}


def test_a_feed_that_says_304_for_ever_is_asked_plainly_once_a_day(archive, room):
    archive.crawl(outlets=[ATLAS])
    room.set(HOST, "etag", mode="stuck")
    room.publish("atlas")
    kept = 0
    for _ in range(5):
        archive.wait(hours=6)
        kept += archive.crawl(outlets=[ATLAS]).kept
    assert kept == 1


@pytest.mark.parametrize(
    ("kind", "options", "outcome", "reason"),
    [
        ("status", {"status": 404}, "failed", "http-404"),
        ("status", {"status": 500}, "failed", "http-500"),
        ("slow", {"seconds": 3}, "failed", "timeout"),
        ("cut", {}, "failed", "cut-off"),
        ("bomb", {"megabytes": 50}, "failed", "too-large"),
        ("endless", {}, "failed", "too-large"),
        ("redirect", {"loop": True}, "failed", "redirect-loop"),
        ("replace", {"text": "<rss version='2.0'><channel></channel></rss>", "content_type": "application/rss+xml"}, "empty", None),
        ("replace", {"text": "<html><body>Welcome</body></html>"}, "empty", None),
    ],
)  # fmt: skip
def test_an_endpoint_in_trouble_says_so_and_the_others_go_on(archive, room, kind, options, outcome, reason):
    archive.new_rounds(timeout_seconds=1.0, limit_bytes=500_000)
    endpoint = archive.catalogue.outlets[ATLAS].endpoints[0]
    room.set(HOST, kind, path=path_of(endpoint.url), **options)
    report = archive.crawl(outlets=[ATLAS])
    state = archive.store.endpoints(ATLAS)[endpoint.url]
    assert report.endpoints[outcome] == 1
    assert report.endpoints["read"] == len(archive.catalogue.outlets[ATLAS].endpoints) - 1
    assert state.outcome == outcome
    assert state.reason == reason or reason is None
    assert state.next_poll_at > archive.clock()


def test_a_host_that_is_down_is_left_after_a_few_tries(archive, room):
    archive.crawl(outlets=[ATLAS])
    room.set(HOST, "slow", seconds=5)
    room.forget_requests()
    archive.new_rounds(timeout_seconds=0.3)
    archive.wait(minutes=40)
    report = archive.crawl(outlets=[ATLAS])
    assert report.due == ARTICLES
    assert len(asked(room)) == 4, "robots.txt and three timeouts"


# ---- ends of rounds


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
