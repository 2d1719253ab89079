"""Rules over every file of the shipped catalogue. A new outlet needs no test of its own."""

import re
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

import pytest

from crawler.catalogue import SHIPPED, load_catalogue
from crawler.discover.addresses import canonical_address, is_article_url, may_be_article
from crawler.discover.countries import ZONES

CATALOGUE = load_catalogue([SHIPPED])
OUTLETS = list(CATALOGUE.outlets.values())
# Newsrooms that keep another country's time, because that is where their news and readers are.
ABROAD = {"nl.dabanga", "gb.syriahr", "fr.sudantribune", "ae.sputnik"}


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
def test_every_one_of_its_patterns_has_an_example(outlet):
    # By address and as found: a form that only stands in old links is rewritten before it is kept.
    for pattern in outlet.articles.include:
        assert any(
            is_article_url(url, only(outlet, pattern))
            or is_article_url(canonical_address(url, outlet), only(outlet, pattern))
            for url in outlet.articles.examples
        ), pattern


def only(outlet, pattern):
    return replace(outlet, articles=replace(outlet.articles, include=(pattern,)))


@pytest.mark.parametrize("outlet", OUTLETS, ids=ids)
def test_it_says_who_it_is_and_how_sure_its_endpoints_are(outlet):
    assert any("\u0621" <= c <= "\u064a" for c in outlet.names.ar)
    assert outlet.names.en.isascii()
    assert outlet.evidence[:2] in {"A,", "B,", "C,"}
    assert re.search(r"\b20[12]\d\b", outlet.evidence)
    assert outlet.active == bool(outlet.endpoints)
    assert outlet.evidence[0] != "C" or not outlet.active
    assert not may_be_article(outlet.home, outlet)
    assert CATALOGUE.of_url(outlet.home) is outlet


@pytest.mark.parametrize("outlet", OUTLETS, ids=ids)
def test_it_is_visited_slowly_and_with_plain_headers(outlet):
    assert outlet.politeness.delay_seconds >= 5.0
    sent = {name.lower() for endpoint in outlet.endpoints for name in endpoint.headers}
    assert not sent & {"user-agent", "cookie", "authorization", "from"}  # Rasid says who it is


@pytest.mark.parametrize("outlet", OUTLETS, ids=ids)
def test_its_zone_is_its_country_s(outlet):
    assert outlet.country in ZONES
    assert outlet.zone == ZONES[outlet.country] or outlet.id in ABROAD


@pytest.mark.parametrize("outlet", OUTLETS, ids=ids)
def test_its_endpoints_are_plain_urls_that_differ(outlet):
    urls = [endpoint.url for endpoint in outlet.endpoints]
    assert len(set(urls)) == len(urls)
    for endpoint in outlet.endpoints:
        assert endpoint.url.isascii()
        assert urlsplit(endpoint.url).hostname
        if endpoint.kind == "front":
            assert not is_article_url(endpoint.url, outlet)
            assert outlet.articles.include, "every link of a front would be an article"


@pytest.mark.parametrize("outlet", OUTLETS, ids=ids)
def test_its_rules_end_in_order_and_say_something(outlet):
    ends = [rule.until or date.max for rule in outlet.rules]
    assert ends == sorted(set(ends))
    for rule in outlet.rules:
        assert any((rule.title, rule.body, rule.published, rule.lead))
        for selector in rule.body:  # a bare tag would be the whole page one day
            assert re.search(r"[.#\[]", selector), selector


def test_no_endpoint_is_read_for_two_outlets():
    urls = [endpoint.url for outlet in OUTLETS for endpoint in outlet.endpoints]
    assert len(set(urls)) == len(urls)


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


def test_more_than_a_hundred_outlets_of_more_than_twenty_countries_are_watched():
    watched = [outlet for outlet in OUTLETS if outlet.active]
    assert len(watched) >= 130
    assert len({outlet.country for outlet in watched}) >= 25
    assert sum(bool(outlet.rules) for outlet in OUTLETS) >= 20
