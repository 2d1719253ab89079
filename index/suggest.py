"""Suggestions for misspelt words: "did you mean …?". Only words that this index (nearly) lacks are corrected.

The engine is asked once how often each candidate (`index.corrections`) stands in this index. A candidate wins by that, by how
often the model met it, and by what the slip costs; and only if the query then finds clearly more.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from arabic.letters import fold
from index.analysis import Analyser
from index.corrections import Candidate, candidates_of, typed_words
from index.engine import Engine
from index.query_errors import QueryError
from index.query_lexer import tokens_of

FEW = 5
"""A search that finds more is left alone: whoever looks for rare words finds few articles, and the right ones."""

_LONGEST = 1_000  # characters, as in `index.query_parser`
_MOST_READ = 24  # words that are looked at
_TRIES = 4  # corrected queries that are tried, each a search
_RARE = FEW  # a word that stands in so few articles is corrected
_TIMES = 100  # to one in so many times as many
_CLEARLY = 3  # times as many hits, where there were some

# Weights of the choice: natural logarithms of the articles that have the word, and of the hits of a query of several words.
_ARTICLES, _TOGETHER = 1.0, 1.0
_LEAST = -2.2  # what is worth less is no better than what was typed
_HAD = 4.0  # more, where some article has what was typed


def suggest(text: str, analyser: Analyser, engine: Engine, *, found: int, count: Callable[[str], int]) -> str | None:
    """The query as it was perhaps meant, or None. Everything but the corrected words is as typed, character by character.

    text: the query as typed; any text, also one that is no query.
    found: hits of that query. With more than `FEW` nothing is suggested.
    count: hits of a corrected query under the same filters; asked at most four times.

    Operators, labels, dates, prefixes, exact and fuzzy words, negated words, numbers and function words are never changed.
    Raises EngineError, and what `count` raises.
    """
    if found > FEW or len(text) > _LONGEST:
        return None
    try:
        tokens = tokens_of(text)
    except QueryError:
        return None
    typed = list(islice(typed_words(text, tokens, analyser), _MOST_READ))
    if not typed:
        return None
    candidates = candidates_of(text, typed, analyser)
    asked = list(dict.fromkeys(cls for c in candidates for cls in (*c.classes, *c.replaces)))
    articles = dict(zip(asked, engine.frequencies(asked), strict=True))
    best: tuple[float, str] | None = None
    for score, chosen in islice(_choices(_ranked(candidates, articles)), _TRIES):
        corrected = _replaced(text, chosen)
        hits = count(corrected) if fold(corrected) != fold(text) else 0
        if hits and hits >= _CLEARLY * found:
            if len(typed) == 1:
                return corrected
            whole = score + _TOGETHER * math.log(hits)
            if best is None or whole > best[0]:
                best = whole, corrected
    return best[1] if best else None


def _ranked(candidates: Sequence[Candidate], articles: Mapping[str, int]) -> list[tuple[float, Candidate]]:
    """Those that this index has and that beat what was typed, the best first."""
    scored: list[tuple[float, Candidate]] = []
    for candidate in candidates:
        has = min(articles[cls] for cls in candidate.classes)
        had = min((articles[cls] for cls in candidate.replaces), default=0)
        if has > 0 and had <= _RARE and has >= _TIMES * had:
            needed = _LEAST + candidate.doubt + (_HAD if had else 0.0)
            score = (
                _ARTICLES * math.log(has) + candidate.worth - needed
            )  # above nothing: more corrections are not worse
            if score >= 0:
                scored.append((score, candidate))
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].text))


def _choices(ranked: Sequence[tuple[float, Candidate]]) -> Iterator[tuple[float, list[Candidate]]]:
    """What to put in at once, with its score: the best of every word; these with another one's next best; the best alone."""
    chosen: list[tuple[float, Candidate]] = []
    for scored in ranked:
        if all(_are_apart(scored[1], other) for _, other in chosen):
            chosen.append(scored)
    if not chosen:
        return
    yield sum(score for score, _ in chosen), [candidate for _, candidate in chosen]
    others = [scored for scored in ranked if scored not in chosen][: _TRIES - 2]
    for other in others:
        swapped = [other, *(scored for scored in chosen if _are_apart(scored[1], other[1]))]
        yield sum(score for score, _ in swapped), [candidate for _, candidate in swapped]
    if len(chosen) > 1:
        yield chosen[0][0], [chosen[0][1]]


def _are_apart(one: Candidate, other: Candidate) -> bool:
    return one.end <= other.start or other.end <= one.start


def _replaced(text: str, chosen: Sequence[Candidate]) -> str:
    for candidate in sorted(chosen, key=lambda c: -c.start):
        text = text[: candidate.start] + candidate.text + text[candidate.end :]
    return text
