"""Compiles a Query into Elasticsearch's query language, clause by clause as the embedded engine's compiler does.

The server analyses nothing: terms and phrases are words that our analyser made. What decides about a hit stands in filters, which
score nothing; what counts for it is added up beside them, see index/ranking.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from arabic.letters import fold
from index.analysis import LONGEST, Analyser
from index.engine import SearchRequest
from index.engines.elastic_schema import ARTICLE_KIND, FORMER_KIND, clean, microseconds
from index.fields import EVERYWHERE
from index.forms import PROCLITICS, distance_allowed, has_letters, near_pairs
from index.query import (
    And,
    DateRange,
    Exact,
    Fuzzy,
    Is,
    MatchAll,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Scoped,
    Words,
    words_needed,
)
from index.ranking import classes, weights

Clause: TypeAlias = Mapping[str, Any]

ARTICLES: Clause = {"term": {"kind": ARTICLE_KIND}}
"""Every version of every article; the index also holds documents about itself."""

FORMER: Clause = {"term": {"kind": FORMER_KIND}}

_NOTHING: Clause = {"match_none": {}}


class Compiler:
    """Turns the queries of one request into the server's."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser

    def hits(self, request: SearchRequest) -> Clause:
        """What the request finds, filters included, without scores."""
        return {"bool": {"filter": self._hits(request), "must_not": _not_held(request.as_of)}}

    def ranked(self, request: SearchRequest) -> Clause:
        """The same hits, each scored by what its words count; filters count nothing."""
        counted = [
            _term(field, token, weight) for (field, token), weight in weights(request.query, self._analyser).items()
        ]
        return {"bool": {"filter": self._hits(request), "must_not": _not_held(request.as_of), "should": counted}}

    def _hits(self, request: SearchRequest) -> list[Clause]:
        """Finds nothing where the query holds no word, as "؟" does."""
        clauses = [self._compile(request.query, EVERYWHERE) or _NOTHING]
        for field, values in (("outlet", request.outlets), ("country", request.countries)):
            if values:
                clauses.append(_one_of(field, values))
        if request.published_from is not None or request.published_to is not None:
            clauses.append(_published(request.published_from, request.published_to))
        if request.as_of is not None:
            clauses.append({"range": {"held_from": {"lte": microseconds(request.as_of)}}})
        return clauses

    def _compile(self, query: Query, name: str) -> Clause | None:
        """None where nothing is asked: punctuation beside words must not empty the result."""
        match query:
            case MatchAll():
                return ARTICLES
            case Words(text=text):
                return self._words(text, name)
            case Phrase(text=text, slop=slop):
                return self._phrase(text, slop, name)
            case Exact(text=text):
                return self._exact(text, name)
            case Prefix(text=text) | Fuzzy(text=text) if not has_letters(text):
                return None
            case Prefix(text=text):
                return _prefix(f"{name}_surface", text)
            case Fuzzy(text=text, distance=distance):
                return _any(_fuzzy(f"{name}_{part}", text, distance) for part in ("surface", "cls"))
            case DateRange(start=start, end=end):
                return _published(start, end)
            case Is(label=label, values=values):
                return _one_of(str(label), values)
            case Scoped(field=field, part=part):
                return self._compile(part, str(field))
            case Not(part=part):
                return self._all((query,), name)
            case And(parts=parts):
                return self._all(parts, name)
            case Or(parts=parts):
                return _any(self._compile(part, name) for part in parts)

    def _all(self, parts: Iterable[Query], name: str) -> Clause | None:
        held: list[Clause] = []
        lacked: list[Clause] = []
        for part in parts:
            into, inner = (lacked, part.part) if isinstance(part, Not) else (held, part)
            if compiled := self._compile(inner, name):
                into.append(compiled)
        if lacked:
            return {"bool": {"filter": held or [ARTICLES], "must_not": lacked}}
        return _both(held)

    def _words(self, text: str, name: str) -> Clause | None:
        """Enough of the words, as the yes/no field knows them."""
        asked = classes(self._analyser.query_terms(text))
        held = [_term(f"{name}_cls", cls) for cls in asked]
        return _any(held, words_needed(len(held)))

    def _phrase(self, text: str, slop: int, name: str) -> Clause | None:
        """The classes in order; with slop, every two of them near each other."""
        field, asked = f"{name}_cls", self._analyser.analyse(text).cls.split()
        if not slop:
            return _in_order(field, asked)
        return _both(
            _in_order(field, list(dict.fromkeys((one, other))), allowed)
            for one, other, allowed in near_pairs(asked, slop)
        )

    def _exact(self, text: str, name: str) -> Clause | None:
        """A word's very form. Of several words: in order in some form, and each in its very form somewhere."""
        analysed = self._analyser.analyse(text)
        parts: list[Clause | None] = [
            _term(f"{name}_surface", word) for word in dict.fromkeys(analysed.surface.split())
        ]
        if len(parts) > 1:
            parts.append(_in_order(f"{name}_cls", analysed.cls.split()))
        return _both(parts)


def _not_held(as_of: datetime | None) -> Clause:
    """The versions that do not hold now, or that held no longer at a moment."""
    return FORMER if as_of is None else {"range": {"held_until": {"lte": microseconds(as_of)}}}


def _any(clauses: Iterable[Clause | None], needed: int = 1) -> Clause | None:
    found = [clause for clause in clauses if clause is not None]
    if len(found) <= 1:
        return found[0] if found else None
    return {"bool": {"should": found, "minimum_should_match": needed}}


def _both(clauses: Iterable[Clause | None]) -> Clause | None:
    found = [clause for clause in clauses if clause is not None]
    if len(found) <= 1:
        return found[0] if found else None
    return {"bool": {"filter": found}}


def _term(field: str, word: str, weight: float = 1.0) -> Clause:
    if len(word) > LONGEST:
        return _NOTHING
    return {"term": {field: {"value": clean(word), "boost": weight}}}


def _in_order(field: str, words: Sequence[str], slop: int = 0) -> Clause | None:
    if len(words) <= 1:
        return _term(field, words[0]) if words else None
    if max(map(len, words)) > LONGEST:
        return _NOTHING
    return {"match_phrase": {field: {"query": clean(" ".join(words)), "slop": slop}}}


def _prefix(field: str, text: str) -> Clause:
    if len(text) > LONGEST:
        return _NOTHING
    # What `forms.prefix_pattern` says, in Lucene's words: its groups never capture, and quotation marks mean something to it.
    begin = "".join(letter if letter.isalnum() else f"\\{letter}" for letter in clean(fold(text)))
    pattern = f"{PROCLITICS.replace('?:', '')}{begin}.*"
    return {"regexp": {field: {"value": pattern, "flags": "NONE", "rewrite": "constant_score"}}}


def _fuzzy(field: str, text: str, distance: int) -> Clause:
    if len(text) > LONGEST + distance:
        return _NOTHING
    word = fold(text)
    allowed = distance_allowed(word, distance)
    return {"fuzzy": {field: {"value": clean(word), "fuzziness": allowed, "rewrite": "constant_score"}}}


def _one_of(field: str, values: Sequence[str]) -> Clause:
    return {"terms": {field: [clean(value) for value in values]}}


def _published(start: datetime | None, end: datetime | None) -> Clause:
    if start is None and end is None:
        return {"exists": {"field": "published"}}
    bounds = {"gte": start, "lt": end}
    return {"range": {"published": {name: microseconds(value) for name, value in bounds.items() if value is not None}}}
