"""What counts how much when hits are ranked. One place, so that every engine ranks alike.

Whether an article is a hit and how good a hit it is are two questions. The query's shape answers the first alone; a hit's score
is the sum of what the query's words count by BM25 in each field, whatever the shape. Prefixes, misspelt words, labels and dates
count nothing.
"""

from collections.abc import Iterator, Mapping

from index.analysis import WEIGHTS, Analyser, QueryTerm
from index.fields import EVERYWHERE
from index.query import Exact, Phrase, Query, Words, wanted

SURFACE = WEIGHTS["surface"]
CLS = WEIGHTS["cls"]

# Every second gram of a word is asked for and counts half as much again: nDCG@10 on the development queries is .8809 instead of
# .8813 with all of them, at .6 of the postings, which are what a ranked query costs.
_GRAM_STEP = 2
GRAM = WEIGHTS["gram"] * 1.5

# A word of the language has under twenty letters; grams of a longer string (an address, noise) would only cost.
MOST_GRAMS = 32

# A word of the title says what the article is about: it counts in the body, where the title's words stand too, and again here.
# BM25 already favours short fields; twice is a choice, not a measurement: the judged queries we have carry no titles.
FIELD_WEIGHTS = {"title": 2.0, "body": 1.0, "author": 1.0, "section": 1.0}

SCORE_DIGITS = 4
"""Sums of the same numbers in another order differ in their last bits: scores are the same when these decimals are."""

Weights = Mapping[tuple[str, str], float]
"""(field, token) -> what it counts."""


def weights(query: Query, analyser: Analyser) -> Weights:
    """Every token that can raise a hit's score, negated ones left out; a token asked for twice counts twice."""
    found: dict[tuple[str, str], float] = {}
    for scope, leaf in wanted(query):
        name = EVERYWHERE if scope is None else str(scope)
        for field, token, weight in _leaf(leaf, name, analyser):
            found[field, token] = found.get((field, token), 0.0) + weight
    return found


def classes(terms: list[QueryTerm]) -> list[str]:
    """The classes of a query's words, each once, in order: what the yes/no field is asked for."""
    return list(dict.fromkeys(cls for term in terms for cls in term.cls.split()))


def _leaf(leaf: Query, name: str, analyser: Analyser) -> Iterator[tuple[str, str, float]]:
    match leaf:
        case Words(text=text):
            # Terms of one class are one word of the query.
            terms = list({term.cls: term for term in analyser.query_terms(text) if term.cls}.values())
            yield from _classes(classes(terms), name)
            yield from _surfaces([word for term in terms for word in term.surface.split()], name)
            if name == EVERYWHERE:
                for term in terms:
                    for gram in term.grams[:MOST_GRAMS:_GRAM_STEP]:
                        yield f"{name}_gram", gram, GRAM
        case Phrase(text=text):
            analysed = analyser.analyse(text)
            yield from _classes(dict.fromkeys(analysed.cls.split()), name)
            yield from _surfaces(dict.fromkeys(analysed.surface.split()), name)
        case Exact(text=text):
            yield from _surfaces(dict.fromkeys(analyser.analyse(text).surface.split()), name, 1.0)
        case _:
            return


def _classes(tokens: "list[str] | dict[str, None]", name: str) -> Iterator[tuple[str, str, float]]:
    for token in tokens:
        yield f"{name}_cls", token, CLS * FIELD_WEIGHTS[name]
        if name == EVERYWHERE:
            yield "title_cls", token, CLS * FIELD_WEIGHTS["title"]


def _surfaces(
    tokens: "list[str] | dict[str, None]", name: str, weight: float = SURFACE
) -> Iterator[tuple[str, str, float]]:
    for token in tokens:
        yield f"{name}_surface", token, weight * FIELD_WEIGHTS[name]
