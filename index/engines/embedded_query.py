"""Compiles a Query into tantivy's query objects.

tantivy's own query parser is not used: it cannot run our analysis, and takes "وزير:" in a headline for a field
(see docs/decisions/0007). Limits of the library that this works around: a phrase of one word panics, a query of negations
alone finds nothing, and prefixes, fuzzy words, ranges and sets score a constant 1.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import tantivy

from arabic.letters import fold
from index.analysis import Analyser, QueryTerm
from index.engine import SearchRequest
from index.engines.embedded_schema import ANALYSED, ARTICLE_KIND, microseconds
from index.forms import prefix_pattern
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
from index.ranking import CLS, FIELD_WEIGHTS, GRAM, SURFACE

_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
# A word of the language has under twenty letters; grams of a longer string (an address, noise) would only cost.
_MOST_GRAMS = 32

_Clause = tuple[tantivy.Occur, tantivy.Query]


class Compiler:
    """Turns the queries of one request into one of tantivy's."""

    def __init__(self, schema: tantivy.Schema, analyser: Analyser) -> None:
        self._schema = schema
        self._analyser = analyser

    def request(self, request: SearchRequest) -> tantivy.Query:
        """The request's query with its filters, which count nothing in the ranking."""
        clauses: list[_Clause] = [(_MUST, self.query(request.query))]
        for field, values in (("outlet", request.outlets), ("country", request.countries)):
            if values:
                clauses.append((_MUST, self._silent(self._one_of(field, values))))
        if request.published_from is not None or request.published_to is not None:
            clauses.append((_MUST, self._silent(self._published(request.published_from, request.published_to))))
        return clauses[0][1] if len(clauses) == 1 else tantivy.Query.boolean_query(clauses)

    def query(self, query: Query) -> tantivy.Query:
        """Finds nothing where the query holds no word, as "؟" does."""
        return self._compile(query, ANALYSED) or tantivy.Query.empty_query()

    def articles(self) -> tantivy.Query:
        """Every article; the index also holds a document about itself."""
        return tantivy.Query.const_score_query(self._term("kind", ARTICLE_KIND, "basic"), 1.0)

    def _compile(self, query: Query, fields: Sequence[str]) -> tantivy.Query | None:
        """None where nothing is asked: punctuation beside words must not empty the result."""
        match query:
            case MatchAll():
                return self.articles()
            case Words(text=text):
                return self._words(text, fields)
            case Phrase(text=text, slop=slop):
                return self._phrase(text, slop, fields)
            case Exact(text=text):
                return self._any(
                    self._in_order(f"{field}_surface", fold_words(self._analyser, text), 0) for field in fields
                )
            case Prefix(text=text):
                pattern = prefix_pattern(text)
                return self._any(
                    tantivy.Query.regex_query(self._schema, f"{field}_surface", pattern) for field in fields
                )
            case Fuzzy(text=text, distance=distance):
                return self._fuzzy(text, distance, fields)
            case DateRange(start=start, end=end):
                return self._silent(self._published(start, end))
            case Is(label=label, values=values):
                return self._silent(self._one_of(label, values))
            case Scoped(field=field, part=part):
                return self._compile(part, (str(field),))
            case Not(part=part):
                return self._all((query,), fields)
            case And(parts=parts):
                return self._all(parts, fields)
            case Or(parts=parts):
                return self._any(self._compile(part, fields) for part in parts)

    def _all(self, parts: Iterable[Query], fields: Sequence[str]) -> tantivy.Query | None:
        clauses: list[_Clause] = []
        for part in parts:
            occur, inner = (_NOT, part.part) if isinstance(part, Not) else (_MUST, part)
            if compiled := self._compile(inner, fields):
                clauses.append((occur, compiled))
        if not clauses:
            return None
        if all(occur is _NOT for occur, _ in clauses):
            clauses.append((_MUST, self.articles()))
        return tantivy.Query.boolean_query(clauses)

    def _any(self, queries: Iterable[tantivy.Query | None]) -> tantivy.Query | None:
        found = [query for query in queries if query is not None]
        if len(found) <= 1:
            return found[0] if found else None
        return tantivy.Query.boolean_query([(_SHOULD, query) for query in found])

    def _words(self, text: str, fields: Sequence[str]) -> tantivy.Query | None:
        """Enough of the words in the yes/no field; their surfaces and grams only add to the score."""
        terms = {term.cls: term for term in self._analyser.query_terms(text) if term.cls}
        if not terms:
            return None
        held = [
            (_SHOULD, self._weighed_any([(f"{field}_cls", cls, CLS * FIELD_WEIGHTS[field]) for field in fields]))
            for cls in terms
        ]
        needed = tantivy.Query.boolean_query(held, minimum_number_should_match=words_needed(len(held)))
        extras = [self._weighed(*extra) for extra in _extras(terms.values(), fields)]
        return tantivy.Query.boolean_query([(_MUST, needed), *((_SHOULD, extra) for extra in extras)])

    def _phrase(self, text: str, slop: int, fields: Sequence[str]) -> tantivy.Query | None:
        """The classes in order decide; the very words in order add to the score."""
        analysed = self._analyser.analyse(text)
        clauses: list[_Clause] = []
        held = []
        for field in fields:
            weight = FIELD_WEIGHTS[field]
            if found := self._in_order(f"{field}_cls", analysed.cls.split(), slop):
                held.append(tantivy.Query.boost_query(found, CLS * weight))
            if found := self._in_order(f"{field}_surface", analysed.surface.split(), slop):
                clauses.append((_SHOULD, tantivy.Query.boost_query(found, SURFACE * weight)))
        must = self._any(held)
        return must and tantivy.Query.boolean_query([(_MUST, must), *clauses])

    def _in_order(self, field: str, words: list[str], slop: int) -> tantivy.Query | None:
        if len(words) <= 1:
            return self._term(field, words[0]) if words else None
        return tantivy.Query.phrase_query(self._schema, field, list(words), slop=slop)

    def _fuzzy(self, text: str, distance: int, fields: Sequence[str]) -> tantivy.Query | None:
        word = fold(text)
        return self._any(
            tantivy.Query.fuzzy_term_query(self._schema, f"{field}_{part}", word, distance)
            for field in fields
            for part in ("surface", "cls")
        )

    def _weighed_any(self, weighed: Sequence[tuple[str, str, float]]) -> tantivy.Query:
        queries = [self._weighed(*one) for one in weighed]
        return self._any(queries) or tantivy.Query.empty_query()

    def _weighed(self, field: str, token: str, weight: float) -> tantivy.Query:
        return tantivy.Query.boost_query(self._term(field, token), weight)

    def _term(self, field: str, token: str, option: str = "freq") -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, token, option)

    def _one_of(self, field: str, values: Sequence[str]) -> tantivy.Query:
        encodable = [value.encode("utf-8", "replace").decode() for value in values]
        return tantivy.Query.term_set_query(self._schema, field, encodable)

    def _published(self, start: datetime | None, end: datetime | None) -> tantivy.Query:
        if start is None and end is None:
            return tantivy.Query.exists_query("published")
        return tantivy.Query.range_query(
            self._schema,
            "published",
            tantivy.FieldType.Integer,
            None if start is None else microseconds(start),
            None if end is None else microseconds(end),
            include_upper=end is None,  # `end` itself is outside; an open side must be called inclusive
        )

    @staticmethod
    def _silent(query: tantivy.Query) -> tantivy.Query:
        return tantivy.Query.const_score_query(query, 0.0)


def fold_words(analyser: Analyser, text: str) -> list[str]:
    """The folded words of a text as the surface fields hold them."""
    return analyser.analyse(text).surface.split()


def _extras(terms: Iterable[QueryTerm], fields: Sequence[str]) -> list[tuple[str, str, float]]:
    """(field, token, weight) of what only ranks. Names of authors and sections have no grams."""
    found = []
    for field in fields:
        weight = FIELD_WEIGHTS[field]
        for term in terms:
            found += [(f"{field}_surface", word, SURFACE * weight) for word in term.surface.split()]
            if field in ANALYSED:
                found += [(f"{field}_gram", gram, GRAM * weight) for gram in term.grams[:_MOST_GRAMS]]
    return found
