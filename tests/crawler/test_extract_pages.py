"""Small pages in the markup of real kinds of outlets, each with what must come out of it."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.model import Capture, Found, OutcomeKind
from crawler.catalogue import unlisted_outlet
from crawler.pipeline import process

PAGES = Path(__file__).parent / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))
NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)


def processed(body: bytes, url: str, zone: str = "UTC"):
    outlet = replace(unlisted_outlet(url.split("/")[2]), zone=zone)
    capture = Capture(
        url=url, outlet=outlet.id, status=200, headers=(("Content-Type", "text/html"),), body=body, fetched_at=NOW
    )
    return process(capture, outlet, Found(url=url, outlet=outlet.id, endpoint=""), now=NOW)


def read(name: str):
    want = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    result = processed((PAGES / f"{name}.html").read_bytes(), want["url"], want.get("zone", "UTC"))
    assert result.outcome.kind is OutcomeKind.KEPT, (result.outcome, result.trouble)
    return result.content, want


@pytest.mark.parametrize("name", NAMES)
def test_the_text_is_the_article_and_nothing_else(name):
    content, want = read(name)
    assert content.text.split("\n\n") == want["paragraphs"]
    assert content.lead == want.get("lead", "")
    assert not [word for word in want["absent"] if word in content.text]


@pytest.mark.parametrize("name", NAMES)
def test_the_title_is_the_headline_as_shown(name):
    content, want = read(name)
    assert content.title == want["title"]


@pytest.mark.parametrize("name", NAMES)
def test_authors_are_the_people_named_and_nobody_else(name):
    content, want = read(name)
    assert list(content.authors) == want["authors"]
    assert content.place == want.get("place", content.place)
    assert content.agency == want.get("agency", content.agency)


@pytest.mark.parametrize("name", NAMES)
def test_the_date_is_the_article_s_own_in_its_zone(name):
    content, want = read(name)
    stated = content.published_at.isoformat()
    assert stated.startswith(want["published"]) if len(want["published"]) == 10 else stated == want["published"]
    if "modified" in want:
        assert content.modified_at is None


@pytest.mark.parametrize("name", NAMES)
def test_every_field_says_which_rule_gave_it(name):
    content, want = read(name)
    for field in ("title", "text", "published_at", "address", "encoding"):
        assert content.origins[field].rule
    assert all(
        content.origins[f].rule for f in ("authors", "place", "agency", "section", "tags") if getattr(content, f)
    )
    assert list(content.tags) == want.get("tags", list(content.tags))
    assert content.section == want.get("section", content.section)


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859-6", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("name", ["wordpress_graph", "moroccan", "short_item", "old_table"])
def test_an_undeclared_or_wrong_encoding_gives_the_same_text(name, encoding):
    content, want = read(name)
    text = (PAGES / f"{name}.html").read_bytes().decode(want.get("encoding", "utf-8"))
    again = processed(text.encode(encoding, "xmlcharrefreplace"), want["url"], want.get("zone", "UTC")).content
    assert again.text == content.text
    assert again.title == content.title
    assert again.origins["encoding"].rule != content.origins["encoding"].rule or encoding == want.get("encoding")
