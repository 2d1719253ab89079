"""The catalogue's rules for the practice outlets find, on every page, what was written."""

from pathlib import Path

import pytest

import rasid.newsroom
from crawler.catalogue import load_catalogue
from crawler.discover.addresses import canonical_address, is_article_url
from crawler.extract.page import read_page
from crawler.extract.selectors import matches, text_of
from rasid.newsroom.mastheads import MASTHEADS
from tests.support.newsroom import running_newsroom, visit

OUTLETS = Path(rasid.newsroom.__file__).parent / "outlets"


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue([OUTLETS])


@pytest.fixture(scope="module")
def room():
    with running_newsroom() as room:
        yield room


def test_there_is_a_file_for_every_outlet(catalogue):
    assert set(catalogue.outlets) == {f"{head.country}.{slug}" for slug, head in MASTHEADS.items()}
    for slug, head in MASTHEADS.items():
        outlet = catalogue.outlets[f"{head.country}.{slug}"]
        assert (outlet.names.ar, outlet.names.en, outlet.zone) == (head.name, head.english, head.zone.key)
        assert outlet.hosts == (head.host,)


def test_examples_are_articles_and_counterexamples_are_not(catalogue):
    for outlet in catalogue.outlets.values():
        assert outlet.articles.examples
        assert [url for url in outlet.articles.examples if not is_article_url(url, outlet)] == []
        assert [url for url in outlet.articles.counterexamples if is_article_url(url, outlet)] == []


def test_every_endpoint_answers(catalogue, room):
    for outlet in catalogue.outlets.values():
        for endpoint in outlet.endpoints:
            assert visit(room, endpoint.url.replace("{page}", "1")).status == 200, endpoint.url


@pytest.mark.parametrize("slug", list(MASTHEADS))
def test_the_rules_find_title_lead_author_and_caption_on_every_page(catalogue, room, slug):
    for listed in room.articles(slug):
        article = room.article(slug, listed["id"])
        outlet = catalogue.outlet_for(article["address"])
        answer = visit(room, article["address"])
        tree = read_page(answer.body, article["address"], answer.headers).tree
        rule = outlet.rules[0]

        def said(field, tree=tree, rule=rule):
            return [text_of(found) for found in matches(tree, getattr(rule, field))[1]]

        assert is_article_url(article["address"], outlet)
        assert said("title") == [" ".join(article["title"].split())]
        assert len(matches(tree, rule.body)[1]) == 1
        for field in ("lead", "caption"):
            if getattr(rule, field):
                assert said(field) == ([" ".join(article[field].split())] if article[field] else [])
        if rule.author:
            assert said("author") in ([article["author"]], [], list(outlet.desks))
            assert article["author"] in {"", *said("author")}
        if rule.tags:
            assert said("tags") == article["tags"]


def test_amp_twins_have_the_address_of_their_article(catalogue, room):
    for slug, twin in (("sadim", ("/Web/", "/amp/Web/")), ("nakheel", ("", "?amp=1"))):
        address = room.articles(slug, stop=1)[0]["address"]
        outlet = catalogue.outlet_for(address)
        other = address.replace(*twin) if twin[0] else address + twin[1]
        assert visit(room, other).status == 200
        assert canonical_address(other, outlet) == canonical_address(address, outlet) == address
