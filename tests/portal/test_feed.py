"""The feed of a search, as a feed reader meets it."""

from datetime import UTC, datetime

import feedparser
import pytest

from archive.model import Visit
from index.sync import sync
from tests.support.portals import KEPT, NOW, make_content


def test_a_search_is_a_sound_feed(portal):
    answer = portal.get("/search.atom", q="مكتبة")
    feed = feedparser.parse(answer.content)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert not feed.bozo
    assert feed.feed.title == "راصد: \u2068مكتبة\u2069"
    entry = feed.entries[0]
    assert entry.title == "البلدية تفتتح مكتبتين"
    assert entry.id == "tag:localhost,2026:article:1"
    assert entry.link == f"{portal.url}articles/1"
    assert entry.published == "2026-11-22T11:40:00+02:00"
    assert entry.updated == "2026-11-22T12:40:00+00:00"
    assert entry.author == "ليلى الشامي"
    assert {link.rel: link.href for link in entry.links}["via"] == "https://marj.example/1"
    assert "صوت المرج" in entry.summary


def test_pages_of_a_feed_follow_each_other(portal):
    first = feedparser.parse(portal.get("/search.atom", q="طقس", limit=20).content)
    links = {link.rel: link.href for link in first.feed.links}
    assert links["self"].startswith(f"{portal.url}search.atom?q=")
    second = feedparser.parse(portal.client.get(links["next"]).content)
    ids = [entry.id for feed in (first, second) for entry in feed.entries]
    assert len(set(ids)) == len(ids) == 30
    assert "next" not in {link.rel for link in second.feed.links}


def test_a_reader_that_has_the_feed_is_told_so(portal):
    answer = portal.get("/search.atom", q="مكتبة")
    tag, modified = answer.headers["etag"], answer.headers["last-modified"]
    for headers in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"other", W/{tag}'},
        {"If-Modified-Since": modified},
    ):
        again = portal.get("/search.atom", q="مكتبة", headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    for headers in (
        {"If-None-Match": '"other"', "If-Modified-Since": modified},
        {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
    ):
        assert portal.get("/search.atom", q="مكتبة", headers=headers).status_code == 200


def test_a_new_article_changes_the_feed_and_nothing_else_of_it(own_portal):
    before = own_portal.get("/search.atom", q="مكتبة")
    url = "https://marj.example/new"
    content = make_content("مكتبة ثالثة", "افتتحت مكتبة ثالثة في القرية المجاورة.", NOW)
    store = own_portal.desk.store
    store.record([Visit(url=url, outlet="lb.marj", at=NOW, outcome=KEPT, address=url, content=content)])
    sync(store, own_portal.desk.engine)
    after = own_portal.get("/search.atom", q="مكتبة", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    old, new = feedparser.parse(before.content), feedparser.parse(after.content)
    assert [e.title for e in new.entries] == ["مكتبة ثالثة", *[e.title for e in old.entries]]
    assert old.feed.id == new.feed.id


def test_addresses_are_those_that_readers_use(own_portal):
    feed = feedparser.parse(own_portal.get("/search.atom", q="مكتبة").content)
    assert feed.feed.title.startswith("مرصد")
    assert feed.entries[0].link == "https://rasid.example.org/articles/1"
    assert feed.entries[0].id == "tag:rasid.example.org,2026:article:1"


def test_hostile_titles_stay_inside_the_feed(portal):
    feed = feedparser.parse(portal.get("/search.atom", q="عدائي").content)
    assert not feed.bozo
    assert [entry.title_detail.type for entry in feed.entries] == ["text/plain"]
    assert "\u202e" not in feed.entries[0].title
    assert "\x07" not in feed.entries[0].title


def test_a_feed_with_nothing_in_it_is_still_one(portal):
    answer = portal.get("/search.atom", q="زرافة")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert feed.entries == []
    assert datetime.fromisoformat(feed.feed.updated) == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("params", "field"), [({"q": "("}, "q"), ({"from": "؟"}, "from"), ({"as_of": "2027"}, "as_of")]
)
def test_a_mistake_is_answered_400(portal, params, field):
    answer = portal.get("/search.atom", **params)
    assert answer.status_code == 400
    assert answer.json()["field"] == field


def test_pages_name_their_feed(portal):
    page = portal.page(q="مكتبة", lang="en")
    href = page.xpath("//link[@rel='alternate']/@href")[0]
    feed = feedparser.parse(portal.get(href).content)
    assert feed.feed.language == "en"
    assert "Voice of the Marj" in feed.entries[0].summary
