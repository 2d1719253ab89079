"""How well pages are read, on pages that we wrote: below the numbers of floors.json it must not sink unseen.

Whoever lowers a number there does so on purpose, in a line of a change that others read. A number that has become better by
two points or more asks to be raised, so that what was won is held.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from urllib.request import ProxyHandler, build_opener

import pytest

from archive.model import Capture, Content, Found
from crawler.catalogue import Catalogue, Outlet, load_catalogue, unlisted_outlet
from crawler.pipeline import process
from rasid.newsroom.process import running_newsroom
from rasid.watch import NEWSROOM_OUTLETS

FLOORS = json.loads(Path(__file__).with_name("floors.json").read_text(encoding="utf-8"))
PAGES = Path(__file__).parents[1] / "crawler" / "pages"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
_CEILINGS = {"invented author"}  # lower is better
_WORD = re.compile(r"\w+")


def words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.replace("\u0640", "")))


def f1(got: str, wanted: str) -> float:
    have, want = words(got), words(wanted)
    return 2 * sum((have & want).values()) / max(1, sum(have.values()) + sum(want.values()))


def read(url: str, body: bytes, outlet: Outlet) -> Content:
    """The content of a page; an empty one where it was refused."""
    capture = Capture(
        url=url, outlet=outlet.id, status=200, headers=(("Content-Type", "text/html"),), body=body, fetched_at=NOW
    )
    processed = process(capture, outlet, Found(url=url, outlet=outlet.id, endpoint=""), now=NOW)
    return processed.content or Content(title="", text="")


def measured(pairs: Iterator[tuple[Content, dict]]) -> dict[str, float]:
    """Means over pages, each as (read, wanted: title, text, authors, place, day)."""
    marks: dict[str, list[float]] = defaultdict(list)
    for content, want in pairs:
        marks["text"].append(f1(f"{content.lead}\n{content.text}", want["text"]))
        marks["title"].append(content.title == want["title"])
        if want["authors"]:
            marks["author"].append(list(content.authors) == want["authors"])
        else:
            marks["invented author"].append(bool(content.authors))
        if want["place"] is not None:
            marks["place"].append(content.place == want["place"])
        marks["day"].append(content.published_at is not None and content.published_at.date().isoformat() == want["day"])
    return {name: round(fmean(values), 4) for name, values in marks.items()} | {
        "worst text": round(min(marks["text"]), 4)
    }


def own_pages() -> Iterator[tuple[Content, dict]]:
    for path in sorted(PAGES.glob("*.html")):
        want = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        outlet = replace(unlisted_outlet(want["url"].split("/")[2]), zone=want.get("zone", "UTC"))
        text = "\n".join((want.get("lead", ""), *want["paragraphs"]))
        content = read(want["url"], path.read_bytes(), outlet)
        day = want["published"][:10]
        yield content, want | {"text": text, "place": want.get("place"), "day": day}


@pytest.fixture(scope="module")
def newsroom() -> list[tuple[str, bytes, dict]]:
    """Every article of the newsroom as served, with what was written."""
    with running_newsroom() as room:
        opener = build_opener(ProxyHandler({"http": room.proxy}))
        found = []
        for listed in room.articles():
            written = room.article(listed["outlet"], listed["id"])
            text = "\n".join((written["lead"] or "", *written["body"]))
            authors = [written["author"]] if written["author"] else []
            want = {
                "title": written["title"],
                "text": text,
                "authors": authors,
                "place": written["place"],
                "day": listed["published"][:10],
            }
            with opener.open(listed["address"]) as answer:
                found.append((listed["address"], answer.read(), want))
        return found


def check(name: str, numbers: dict[str, float]) -> None:
    floors = FLOORS[name]
    assert numbers.keys() == floors.keys()
    sunk = {
        mark: (value, floors[mark])
        for mark, value in numbers.items()
        if (value > floors[mark] if mark in _CEILINGS else value < floors[mark])
    }
    assert sunk == {}, f"{name}: worse than floors.json allows, as (measured, allowed)"
    better = {mark: value for mark, value in numbers.items() if abs(value - floors[mark]) >= 0.02}
    assert better == {}, f"{name}: better than floors.json says; raise it there"


def test_pages_in_the_markup_of_real_kinds_of_outlets():
    check("own pages, no rule", measured(own_pages()))


def test_the_newsroom_by_its_rules(newsroom):
    catalogue: Catalogue = load_catalogue([NEWSROOM_OUTLETS])
    check(
        "newsroom, by rule",
        measured((read(url, body, catalogue.outlet_for(url)), want) for url, body, want in newsroom),
    )


def test_the_newsroom_without_a_rule(newsroom):
    """As an outlet whose file says its names and zone and nothing of its pages."""
    catalogue: Catalogue = load_catalogue([NEWSROOM_OUTLETS])
    check(
        "newsroom, no rule",
        measured((read(url, body, replace(catalogue.outlet_for(url), rules=())), want) for url, body, want in newsroom),
    )


def test_every_floor_is_a_share_that_is_still_measured():
    assert set(FLOORS) == {"own pages, no rule", "newsroom, by rule", "newsroom, no rule"}
    assert all(0 <= value <= 1 for floors in FLOORS.values() for value in floors.values())
