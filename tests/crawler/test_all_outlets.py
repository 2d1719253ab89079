from urllib.parse import urlsplit

import pytest

from crawler.catalogue import SHIPPED, load_catalogue
from crawler.discover.addresses import canonical_address, is_article_url, may_be_article

CATALOGUE = load_catalogue([SHIPPED])
OUTLETS = list(CATALOGUE.outlets.values())


def ids(outlet):
    return outlet.id


@pytest.mark.parametrize("outlet", OUTLETS, ids=ids)
def test_its_patterns_fit_its_own_examples(outlet):
    assert outlet.articles.examples
    assert outlet.articles.counterexamples
    for url in outlet.articles.examples:
        address = canonical_address(url, outlet)
        assert is_article_url(url, outlet), url
        assert is_article_url(address, outlet), address
        assert canonical_address(address, outlet) == address
        assert CATALOGUE.of_url(url) is outlet
    for url in outlet.articles.counterexamples:
        assert not is_article_url(url, outlet), url


@pytest.mark.parametrize("outlet", OUTLETS, ids=ids)
def test_it_says_who_it_is_and_how_sure_its_endpoints_are(outlet):
    assert any("\u0621" <= c <= "\u064a" for c in outlet.names.ar)
    assert outlet.names.en.isascii()
    assert outlet.evidence[:2] in {"A,", "B,", "C,"}
    assert outlet.active == bool(outlet.endpoints)
    assert outlet.evidence[0] != "C" or not outlet.active
    assert outlet.politeness.delay_seconds >= 5.0
    assert not may_be_article(outlet.home, outlet)
    assert CATALOGUE.of_url(outlet.home) is outlet


@pytest.mark.parametrize("outlet", OUTLETS, ids=ids)
def test_its_endpoints_are_plain_urls_that_differ(outlet):
    urls = [endpoint.url for endpoint in outlet.endpoints]
    assert len(set(urls)) == len(urls)
    for endpoint in outlet.endpoints:
        assert endpoint.url.isascii()
        assert urlsplit(endpoint.url).hostname
        if endpoint.kind == "front":
            assert not is_article_url(endpoint.url, outlet)


def test_elaph_is_there_with_its_sitemap_first():
    elaph = CATALOGUE.outlets["gb.elaph"]
    assert [e.kind for e in elaph.endpoints] == ["news-sitemap", "json"]
    twins = [
        "http://www.elaph.com/amp/Web/News/2021/01/1315892.html?x=1",
        "https://elaph.com/Web/News/2021/01/1315892.html",
    ]
    assert {canonical_address(url, elaph) for url in twins} == {twins[1]}
    glued = "https://elaph.com/Web/News/2013/4/806965.html&entry%3Dfootball"
    assert canonical_address(glued, elaph) == "https://elaph.com/Web/News/2013/4/806965.html"


def test_twenty_countries_and_more():
    assert len({outlet.country for outlet in OUTLETS}) >= 20
    assert len([outlet for outlet in OUTLETS if outlet.active]) >= 60
