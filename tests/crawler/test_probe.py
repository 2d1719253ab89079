"""The polite visit behind `rasid outlets add`, against the newsroom."""

import json
from datetime import UTC, datetime

import pytest

from crawler.discover.draft import draft_outlet
from crawler.fetch.probe import MOST_REQUESTS, ProbeError, run_visit
from crawler.fetch.settings import FetchOptions
from tests.support.newsroom import ATLAS, NAKHEEL, SADIM

AGENT = "RasidBot/0.1 (tests; +http://www.rasid.example/bot)"


@pytest.fixture
def visit(room):
    def visit(url, **options):
        wanted = {"user_agent": AGENT, "proxy": room.proxy, "min_delay_seconds": 0.0, **options}
        return run_visit(url, options=FetchOptions(**wanted), clock=lambda: datetime.now(UTC), say=lambda _: None)

    return visit


def test_robots_comes_first_then_one_request_at_a_time_each_address_once(room, visit):
    visit(NAKHEEL + "/")
    asked = room.requests("www.nakheel.example")
    assert [line["path"] for line in asked[:3]] == ["/robots.txt", "/", "/rss"]
    assert len({line["path"] for line in asked}) == len(asked) <= MOST_REQUESTS
    assert {line["concurrent"] for line in asked} == {1}
    assert {line["user_agent"] for line in asked} == {AGENT}


def test_what_robots_forbids_is_not_asked_for(room, visit):
    room.set("www.nakheel.example", "robots", text="User-agent: *\nDisallow: /rss\n")
    sights = visit(NAKHEEL + "/")
    assert {seen.url: seen.problem for seen in sights.seen}[NAKHEEL + "/rss"] == "its robots.txt forbids this address"
    assert "/rss" not in {line["path"] for line in room.requests()}


def test_a_front_page_that_may_not_be_read_ends_the_visit(room, visit):
    room.set("www.nakheel.example", "robots", text="User-agent: *\nDisallow: /\n")
    with pytest.raises(ProbeError, match=r"robots\.txt forbids"):
        visit(NAKHEEL + "/")
    assert [line["path"] for line in room.requests()] == ["/robots.txt"]


@pytest.mark.parametrize(
    ("kind", "options", "sentence"),
    [
        ("challenge", {"status": 403}, "a wall against programs"),
        ("status", {"status": 404}, "status 404"),
        ("reset", {}, "connection"),
        ("replace", {"text": "%PDF-1.7", "content_type": "application/pdf"}, "no web page"),
        ("redirect", {"loop": True}, "redirect"),
        ("bomb", {"megabytes": 60}, "no web page"),
    ],
    ids=["wall", "not found", "broken off", "no page", "loop", "bomb"],
)
def test_a_front_page_that_cannot_be_read_is_told_in_one_sentence(room, visit, kind, options, sentence):
    room.set("www.sadim.example", kind, path="/", **options)
    with pytest.raises(ProbeError, match=sentence):
        visit(SADIM + "/")
    assert len(room.requests("www.sadim.example")) <= 8


def test_one_broken_feed_does_not_end_the_visit(room, visit):
    room.set("www.nakheel.example", "cut", path="/rss")
    room.set("www.nakheel.example", "replace", path="/atom.xml", text="<html><body>soft block</body></html>")
    sights = visit(NAKHEEL + "/")
    problems = {seen.url.rpartition("/")[2]: seen.problem for seen in sights.seen}
    assert problems["rss"]
    assert problems["atom.xml"] == "html-instead-of-feed"
    assert problems["news-sitemap.xml"] == ""


def test_addresses_of_private_networks_are_refused_by_name_and_after_a_redirect(room, visit):
    for url in ("http://127.0.0.1:9/", "http://10.0.0.1/", "http://router.lan/"):
        with pytest.raises(ProbeError, match="private network"):
            visit(url, proxy="")
    room.set("www.sadim.example", "redirect", path="/", status=302, to="http://127.0.0.1:9/")
    with pytest.raises(ProbeError, match="private network"):
        visit(SADIM + "/")


def test_a_wordpress_says_its_zone_and_lists_its_posts(room, visit):
    posts = [
        {"link": a["address"], "title": {"rendered": a["title"]}, "date": "2026-11-20T10:00:00"}
        for a in room.articles("atlas")
    ]
    about = {"name": "أوراق", "timezone_string": "Africa/Casablanca"}
    for path, answer in (("/wp-json/?*", about), ("/wp-json/wp/v2/posts*", posts)):
        text = json.dumps(answer)
        room.set("www.atlas.example", "replace", path=path, text=text, content_type="application/json")
    room.set("www.atlas.example", "status", path="/feed*", status=404)
    outlet = draft_outlet(visit(ATLAS + "/")).outlet  # nobody said the country
    assert (outlet.id, outlet.zone) == ("ma.atlas", "Africa/Casablanca")
    assert [(e.kind, e.link, e.title) for e in outlet.endpoints] == [("json", "link", "title.rendered")]
    assert len(outlet.articles.examples) == 3


@pytest.mark.parametrize("about", ["[]", "null", '{"timezone_string": 7}', "<html>", '{"timezone_string": "UTC+3"}'])
def test_a_wordpress_that_says_nonsense_is_not_believed(room, visit, about):
    room.set("www.atlas.example", "replace", path="/wp-json/?*", text=about, content_type="application/json")
    sights = visit(ATLAS + "/")
    assert sights.wordpress_zone == ""
    assert draft_outlet(sights, country="ma").outlet.zone == "Africa/Casablanca"
