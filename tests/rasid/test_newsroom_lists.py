"""Feeds, sitemaps and listings of the newsroom: readable by others' parsers, complete, in order."""

import json
from calendar import timegm
from datetime import datetime, timedelta

import feedparser
import pytest
from lxml import etree

from tests.support.newsroom import ATLAS, NAKHEEL, SADIM, running_newsroom, visit

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@pytest.fixture(scope="module")
def room():
    with running_newsroom() as room:
        yield room


@pytest.fixture(scope="module")
def large():
    with running_newsroom(articles=4500) as room:
        yield room


def tree_of(room, url):
    answer = visit(room, url)
    assert answer.status == 200, url
    return etree.fromstring(answer.body)


def locations(tree):
    return [element.text for element in tree.iter(f"{MAP}loc")]


def of(room, outlet):
    return room.articles(outlet)


def test_the_wordpress_feed_holds_the_ten_newest_with_their_whole_text(room):
    feed = feedparser.parse(visit(room, f"{ATLAS}/feed/").body)
    assert not feed.bozo
    newest = of(room, "atlas")[:10]
    assert [entry.link for entry in feed.entries] == [article["address"] for article in newest]
    for entry, article in zip(feed.entries, newest, strict=True):
        whole = entry.content[0].value
        assert room.article("atlas", article["id"])["body"][-1].removeprefix("## ").split()[0] in whole
        assert "appeared first on" in whole
        assert timegm(entry.published_parsed) == datetime.fromisoformat(article["published"]).timestamp()


def test_the_wordpress_feed_goes_back_page_by_page(room):
    links = []
    for number in range(1, 9):
        answer = visit(room, f"{ATLAS}/feed/?paged={number}")
        if answer.status == 404:
            break
        links += [entry.link for entry in feedparser.parse(answer.body).entries]
    assert links == [article["address"] for article in of(room, "atlas")]


@pytest.mark.parametrize("path", ["/rss", "/atom.xml"])
def test_nakheels_feeds_hold_twenty_summaries(room, path):
    feed = feedparser.parse(visit(room, NAKHEEL + path).body)
    assert not feed.bozo
    assert [entry.link for entry in feed.entries] == [a["address"] for a in of(room, "nakheel")[:20]]
    assert all(entry.summary for entry in feed.entries)
    assert not any("content" in entry for entry in feed.entries)


@pytest.mark.parametrize(
    ("url", "outlet"), [(f"{SADIM}/sitemaps/google_news.xml", "sadim"), (f"{NAKHEEL}/news-sitemap.xml", "nakheel")]
)
def test_news_sitemaps_hold_the_last_two_days_before_the_newest_article(room, url, outlet):
    tree = tree_of(room, url)
    articles = of(room, outlet)
    times = {a["address"]: datetime.fromisoformat(a["published"]) for a in articles}
    limit = max(times.values()) - timedelta(days=2)
    assert set(locations(tree)) == {address for address, time in times.items() if time >= limit}
    dates = [datetime.fromisoformat(element.text) for element in tree.iter(f"{NEWS}publication_date")]
    assert dates == [times[address] for address in locations(tree)]


@pytest.mark.parametrize(
    ("url", "outlet", "parts"),
    [
        (f"{SADIM}/sitemaps/allsitemaps.xml", "sadim", 2),
        (f"{ATLAS}/wp-sitemap.xml", "atlas", 2),
        (f"{NAKHEEL}/sitemap.xml", "nakheel", 2),
    ],
)
def test_sitemap_indexes_lead_to_every_article_in_parts_of_a_thousand(large, url, outlet, parts):
    found = []
    index = [part for part in locations(tree_of(large, url)) if "categor" not in part]
    assert len(index) == parts
    for part in index:
        entries = locations(tree_of(large, part))
        assert len(entries) <= 1000
        found += entries
    assert found == [article["address"] for article in reversed(of(large, outlet))]
    assert len(found) == 1125


def test_a_small_outlet_lists_all_in_one_sitemap_with_the_last_change(room):
    tree = tree_of(room, f"{NAKHEEL}/sitemap.xml")
    assert locations(tree) == [article["address"] for article in reversed(of(room, "nakheel"))]
    changed = [datetime.fromisoformat(element.text) for element in tree.iter(f"{MAP}lastmod")]
    told = [datetime.fromisoformat(a["modified"] or a["published"]) for a in reversed(of(room, "nakheel"))]
    assert changed == told


def test_sadims_listing_goes_back_ten_by_ten_and_ends_empty(room):
    found = []
    for number in range(1, 20):
        answer = visit(room, f"{SADIM}/api/v2/web/com/marticles/index/news/{number}")
        assert answer.headers["content-type"].startswith("application/json")
        rows = json.loads(answer.body)["data"]
        if not rows:
            break
        assert len(rows) <= 10
        found += [(SADIM + row["PostingURL"], row["RelativeTime"]) for row in rows]
    wanted = [a for a in of(room, "sadim") if a["section"] == "News"]
    assert found == [(a["address"], datetime.fromisoformat(a["published"]).timestamp()) for a in wanted]


@pytest.mark.parametrize("page", ["unknown/1", "news/0", "news/x"])
def test_sadims_listing_knows_only_its_sections_and_counts_from_one(room, page):
    assert visit(room, f"{SADIM}/api/v2/web/com/marticles/index/{page}").status == 404


def test_every_robots_file_lets_articles_be_read(room):
    for host in (SADIM, ATLAS, NAKHEEL):
        text = visit(room, f"{host}/robots.txt").text
        assert text.startswith("User-agent: *")
        for line in text.splitlines():
            if line.startswith("Sitemap: "):
                assert visit(room, line.removeprefix("Sitemap: ")).status == 200
