"""The query guide's examples, run as a reader would."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.query_parser import QueryError
from tests.support.indexed import ask, found, make_document

GUIDE = (Path(__file__).parents[2] / "docs" / "query.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| `([^`]+)` \| ([\d, ]*) ?\|(?! `error`)", GUIDE, re.MULTILINE)
MISTAKES = re.findall(r"^\| `([^`]+)` \| (\d+) \| `error`", GUIDE, re.MULTILINE)


@pytest.fixture
def guide(engine):
    documents = []
    for row in re.findall(r"^\| (\d \|.*) \|$", GUIDE, re.MULTILINE):
        number, outlet, published, author, section, title, text = (cell.strip() for cell in row.split("|"))
        documents.append(
            make_document(
                int(number),
                title,
                text,
                outlet=outlet,
                country=outlet[:2],
                authors=(author,),
                section=section,
                published=datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None,
            )
        )
    engine.apply(documents, [], checkpoint=6)
    return engine


def test_the_guide_has_its_articles_and_examples(guide):
    assert guide.count() == 6
    assert len(EXAMPLES) > 50
    assert len(MISTAKES) == 5


def test_every_example_finds_what_the_guide_says(guide):
    wrong = []
    for query, numbers in EXAMPLES:
        hits = found(guide, query)
        if hits != [int(number) for number in numbers.split(",") if number.strip()]:
            wrong.append((query, numbers, hits))
    assert wrong == []


def test_every_mistake_is_told_at_the_place_the_guide_says(guide):
    for query, place in MISTAKES:
        with pytest.raises(QueryError) as caught:
            ask(guide, query)
        assert caught.value.position + 1 == int(place), query
