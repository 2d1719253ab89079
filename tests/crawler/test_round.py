"""Rounds over the newsroom: what is kept, what every trouble of an article is called, and that the numbers add up."""

import itertools
from collections import Counter

import pytest

from archive.decoding import decoded_body
from archive.warc import iterate_warc
from tests.support.rounds import ARTICLES, ATLAS, COUNTS, HOST, addresses, asked, path_of, written

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
