from datetime import UTC, datetime

import pytest

from archive.model import Found
from crawler.discover.draft import Seen, Sights, draft_outlet, slug_of
from crawler.discover.masthead import Masthead

HOME = "https://www.manara.example/"
AT = datetime(2026, 3, 14, 9, tzinfo=UTC)
MASTHEAD = Masthead(names=("المنارة", "Manara"), language="ar", links=(HOME + "politics",))


def entries(count=8, published="Sat, 14 Mar 2026 10:00:00 +0200", url=HOME + "news/91234{}"):
    return tuple(
        Found(url=url.format(i), outlet="", endpoint="x", title="افتتاح معرض الكتاب", published=published)
        for i in range(count)
    )


def seen(kind="feed", found=None, url=HOME + "rss", **more):
    return Seen(
        kind=kind, url=url, origin="named by the front page", found=entries() if found is None else found, **more
    )


def sights(*endpoints, **more):
    return Sights(**{"home": HOME, "at": AT, "masthead": MASTHEAD, "seen": endpoints, **more})


def test_an_outlet_is_drafted_from_its_feed():
    draft = draft_outlet(sights(seen()), country="lb")
    outlet = draft.outlet
    assert (outlet.id, outlet.names.ar, outlet.names.en) == ("lb.manara", "المنارة", "Manara")
    assert (outlet.zone, outlet.hosts) == ("Asia/Beirut", ("www.manara.example", "manara.example"))
    assert [(e.kind, e.url) for e in outlet.endpoints] == [("feed", HOME + "rss")]
    assert outlet.articles.include == (r"^/news/\d+$",)
    assert len(outlet.articles.examples) == 3
    assert outlet.articles.counterexamples == (HOME, HOME + "politics")
    assert outlet.evidence == "A, endpoints read on 2026-03-14"
    assert draft.doubts == ()


def test_news_sitemaps_stand_first_and_plain_sitemaps_only_where_nothing_else_is():
    news, feed, plain = seen("news-sitemap", url=HOME + "n.xml"), seen(), seen("sitemap", url=HOME + "s.xml")
    assert [e.kind for e in draft_outlet(sights(feed, plain, news)).outlet.endpoints] == ["news-sitemap", "feed"]
    assert [e.kind for e in draft_outlet(sights(plain)).outlet.endpoints] == ["sitemap"]


def test_what_lists_nothing_is_not_used_and_is_told():
    draft = draft_outlet(sights(seen(found=(), problem="empty"), seen(url=HOME + "feed")))
    assert [e.url for e in draft.outlet.endpoints] == [HOME + "feed"]
    assert [s.problem for s in draft.passed_over] == ["empty"]


@pytest.mark.parametrize(
    ("more", "given", "country"),
    [
        ({}, {"country": "jo"}, "jo"),
        ({"home": "https://manara.com.lb/"}, {}, "lb"),
        ({"wordpress_zone": "Asia/Baghdad"}, {}, "iq"),
        ({"masthead": Masthead(country="eg")}, {}, "eg"),
        ({}, {"zone": "Asia/Gaza"}, "ps"),
        ({}, {}, ""),
    ],
    ids=["said", "domain", "WordPress", "page", "zone", "nothing"],
)
def test_the_country_is_told_by_the_first_that_knows_it(more, given, country):
    assert draft_outlet(sights(seen(), **more), **given).outlet.country == country


def test_dates_that_the_zone_never_keeps_raise_a_doubt():
    draft = draft_outlet(sights(seen(found=entries(published="2026-03-14T10:00:00+05:30"))), country="lb")
    assert any("+5.5 h" in doubt and "Asia/Beirut" in doubt for doubt in draft.doubts)
    utc = draft_outlet(sights(seen(found=entries(published="2026-03-14T10:00:00Z"))), country="lb")
    assert utc.doubts == ()


def test_a_front_page_serves_where_nothing_else_lists_articles():
    masthead = Masthead(names=("المنارة",), headlines=tuple(f"{HOME}news/8123{i}" for i in range(6)))
    draft = draft_outlet(sights(masthead=masthead), country="lb")
    assert [(e.kind, e.url) for e in draft.outlet.endpoints] == [("front", HOME)]
    assert draft.outlet.articles.include == (r"^/news/\d+$",)
    assert any("front page alone" in doubt for doubt in draft.doubts)


def test_without_any_form_or_listing_there_is_no_endpoint():
    assert draft_outlet(sights(masthead=Masthead(headlines=(HOME + "about-us",))), country="lb").outlet.endpoints == ()


def test_foreign_addresses_in_a_feed_are_not_the_outlets():
    mixed = (
        *entries(),
        *entries(3, url="https://other.example/x/{}"),
        *entries(2, url="https://m.manara.example/news/5123{}"),
    )
    outlet = draft_outlet(sights(seen(found=mixed)), country="lb").outlet
    assert outlet.hosts == ("www.manara.example", "manara.example", "m.manara.example")


def test_headlines_in_another_language_raise_a_doubt():
    found = tuple(Found(url=f"{HOME}news/91{i}", outlet="", endpoint="x", title="Un titre de plus") for i in range(6))
    draft = draft_outlet(sights(seen(found=found), masthead=Masthead(names=("Manara",), language="fr")), country="lb")
    assert draft.outlet.language == "fr"
    assert any("not Arabic" in doubt for doubt in draft.doubts)


@pytest.mark.parametrize(
    ("host", "slug"),
    [
        ("www.manara.com.lb", "manara"),
        ("ar.sport.le360.ma", "le360"),
        ("al-akhbar.com", "alakhbar"),
        ("24.ae", "24"),
        ("news.com", "news"),
    ],
)
def test_the_host_gives_a_short_name(host, slug):
    assert slug_of(host) == slug
