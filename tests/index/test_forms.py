"""Beginnings of words and words that nearly match: the highlighter and the engine must agree."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.engine import SearchRequest
from index.forms import distance_allowed, is_near, prefix_pattern
from index.query import Fuzzy, Prefix
from tests.support.indexed import make_document


@pytest.mark.parametrize(
    ("word", "other", "distance"),
    [("مصر", "مصر", 0), ("مصر", "مصرر", 1), ("مصر", "صر", 1), ("مصر", "مضر", 1), ("مصر", "صمر", 1), ("مصر", "رصم", 2)],
)
def test_a_word_is_so_many_letters_away(word, other, distance):
    assert is_near(word, other, distance)
    assert is_near(other, word, distance)
    assert distance == 0 or not is_near(word, other, distance - 1)


def test_fewer_than_half_of_the_letters_may_differ():
    assert [distance_allowed("كتابات"[:length], 2) for length in range(7)] == [0, 0, 0, 1, 1, 2, 2]
    assert distance_allowed("كتابات", 1) == 1


@pytest.mark.parametrize(
    ("word", "begins"),
    [
        ("كتاب", True),
        ("الكتابات", True),
        ("وبالكتاب", True),
        ("للكتاب", True),
        ("فكتابه", True),
        ("مكتب", False),
        ("اكتاب", False),
    ],
)
def test_a_prefix_passes_over_article_and_conjunction(word, begins):
    assert bool(re.fullmatch(prefix_pattern("كِتَاب"), word)) is begins


LETTERS = st.text(alphabet="مصرو", min_size=2, max_size=5)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LETTERS, st.sampled_from([1, 2]))
def test_the_engine_and_the_highlighter_agree(words, word, distance):
    engine, surfaces, classes = words

    def hits(query):
        return {hit.article for hit in engine.search(SearchRequest(query=query, limit=100)).hits}

    allowed = distance_allowed(word, distance)
    near = {n for n in surfaces if is_near(surfaces[n], word, allowed) or is_near(classes[n], word, allowed)}
    assert hits(Fuzzy(text=word, distance=distance)) == near
    assert hits(Prefix(text=word)) == {n for n in surfaces if re.fullmatch(prefix_pattern(word), surfaces[n])}


@pytest.fixture
def words(engine, analyser):
    """One article for each of some invented words."""
    rows = ("مصرومصرو", "صرومصروص", "روصمرومص")
    texts = ["".join(letters) for letters in zip(*rows, strict=True)] + ["مص", "صرور", "المصرر", "وصم"]
    engine.apply([make_document(n, text=text) for n, text in enumerate(texts, 1)], [], checkpoint=1)
    analysed = {n: analyser.analyse(text) for n, text in enumerate(texts, 1)}
    return engine, {n: a.surface for n, a in analysed.items()}, {n: a.cls for n, a in analysed.items()}
