"""Queries that mean harm, from the text to the answer: an answer or a sentence."""

import random

import pytest

from index.engine import EngineError
from index.engines.embedded import EmbeddedEngine
from index.query_parser import LONGEST, QueryError
from tests.support.indexed import ask, make_document

PIECES = (
    *(
        "وزير",
        "الخارجية",
        "لافروف",
        "وب",
        "president",
        "2026",
        "٢٠٢٦",
        "م" * 40,
        "\u0640" * 9,
        "\u064e\u064f",
        "\ud800",
    ),
    *(
        '"',
        "'",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "«",
        "»",
        ":",
        "/",
        "\\",
        "^",
        "~",
        "~1",
        "~2",
        "~99",
        "*",
        "?",
        "=",
        "+",
        "-",
    ),
    *("AND", "OR", "NOT", "و", "أو", "ليس", "|", "&&", "\U0001f600", "date:[* TO *]", "date:[2026 TO", "x:", "title:"),
    *(
        "outlet:",
        "date:",
        "كاتب:",
        "العنوان:",
        " ",
        " ",
        " ",
        "\t",
        "\n",
        "\0",
        "\x1b[31m",
        "\u202e",
        "\u2066",
        "\u200f",
    ),
    *("\ufeff", "\xa0", "<script>", "%00", "' OR 1=1"),
)

# A query that never ends fails its test; how long queries take is measured by benchmarks/scale.py.
pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def some(engine):
    engine.apply(
        [make_document(n, "وزير الخارجية لافروف", "قال الوزير إن المياه وصلت " * 20) for n in range(1, 60)],
        [],
        checkpoint=1,
    )
    return engine


def answer(engine, text):
    """How many hits, or the refusal."""
    try:
        return ask(engine, text, facets=("outlet",), timeline="day").total
    except (QueryError, EngineError) as error:
        return str(error)


def test_fuzzed_queries_are_answered_or_refused(some):
    drawn = random.Random(7)
    for _ in range(10_000 if isinstance(some, EmbeddedEngine) else 500):
        text = "".join(drawn.choice(PIECES) for _ in range(drawn.randint(1, 25)))
        found = answer(some, text)
        assert found or found == 0, text


@pytest.mark.parametrize(
    "text",
    [
        " أو ".join(f"كلمة{n}" for n in range(2_000)),
        "(" * 2_000 + "وزير" + ")" * 2_000,
        "م" * 1_000_000,
        " " * 1_000_000 + "وزير",
        '"' * 5_001,
        "-" * 2_000,
    ],
    ids=["2,000 clauses", "2,000 parentheses", "a word of 1 MB", "1 MB of spaces", "quotes", "negations"],
)
def test_endless_queries_are_refused_with_a_sentence(some, text):
    found = answer(some, text)
    assert isinstance(found, str)
    assert len(found) < LONGEST


@pytest.mark.parametrize(
    "text",
    [
        *("*", "ال*", "م~2", "?", "ال* لل* وا* با* كا* فا*", "ا~2 ب~2 ت~2", "-ال* -وا*"),
        '"و ا ل"~50',
        "=" + "م" * 900,
    ],
)
def test_wide_queries_are_answered(some, text):
    assert isinstance(answer(some, text), int)
