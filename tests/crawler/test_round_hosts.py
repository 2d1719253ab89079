"""Rounds over hosts that want to be left alone, forbid, shut us out or lie: robots.txt, Retry-After, walls, endpoints."""

import pytest

from tests.support.rounds import ARTICLES, ATLAS, COUNTS, HOST, SADIM, addresses, asked, path_of

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
