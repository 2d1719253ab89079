"""Compiles a Query into tantivy's query objects.

tantivy's own query parser is not used: it cannot run our analysis, and takes "وزير:" in a headline for a field
(see docs/decisions/0007). Limits of the library that this works around: a phrase of one word panics, a query of negations
alone finds nothing, and prefixes, fuzzy words, ranges and sets score a constant 1.

What decides about a hit and what counts for it are compiled apart, so that counts, facets and lists by date cost nothing for
the ranking: see index/ranking.py.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import tantivy

from arabic.letters import fold
from index.analysis import Analyser
from index.engine import SearchRequest
from index.engines.embedded_schema import ARTICLE_KIND, FORMER_KIND, microseconds
from index.fields import EVERYWHERE
from index.forms import distance_allowed, has_letters, near_pairs, prefix_pattern
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

_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
# "n of m words" as a tree of intersections is three times as fast as the library's own, and grows too fast beyond so many.
_MOST_AS_TREE = 5
# Up to so many values are looked through together with the other clauses; a set of more is collected first.
_MOST_AS_TERMS = 50
_MOST_NESTED = 64  # clauses in one another; the library calls itself for each
_SMALL_SHARE = 0.1  # of all articles: an outlet that has less makes the hits few

_Clause = tuple[tantivy.Occur, tantivy.Query]


class Compiler:
    """Turns the queries of one request into tantivy's, for one searcher."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, analyser: Analyser) -> None:
        self._schema = schema
        self._searcher = searcher
        self._analyser = analyser

    def hits(self, request: SearchRequest) -> tantivy.Query:
        """What the request finds, filters included. Its scores mean nothing."""
        clauses = self._hits(request)
        return clauses[0][1] if len(clauses) == 1 else tantivy.Query.boolean_query(clauses)

    def beyond(self, request: SearchRequest, field: str, value: int, *, below: bool) -> tantivy.Query:
        """The hits whose number in a field is below a value, or above it."""
        kind = tantivy.FieldType.Unsigned if field == "article" else tantivy.FieldType.Integer
        lower, upper = (None, value) if below else (value, None)
        rest = tantivy.Query.range_query(
            self._schema, field, kind, lower, upper, include_lower=below, include_upper=not below
        )
        return tantivy.Query.boolean_query([*self._hits(request), (_MUST, rest)])

    def ranked(self, request: SearchRequest) -> tantivy.Query:
        """The same hits, each scored by what its words count; filters count nothing."""
        counted = [
            (_SHOULD, tantivy.Query.boost_query(self._term(field, token), weight))
            for (field, token), weight in weights(request.query, self._analyser).items()
        ]
        decide: list[_Clause] = [
            (occur, tantivy.Query.const_score_query(query, 0.0)) for occur, query in self._hits(request)
        ]
        if len(counted) > _MOST_NESTED or not self._finds_few(request):
            return tantivy.Query.boolean_query([*decide, *counted])
        # Optional clauses side by side are gone through whole, whatever the hits are; one in another, each is only looked up
        # at the hits: two fifths off the slowest phrases, and dearer as soon as a twentieth of what they hold are hits.
        query = tantivy.Query.boolean_query(decide)
        for clause in counted:
            query = tantivy.Query.boolean_query([(_MUST, query), clause])
        return query

    def articles(self) -> tantivy.Query:
        """Every version of every article; the index also holds a document about itself."""
        return self._term("kind", ARTICLE_KIND, "basic")

    def former(self) -> tantivy.Query | None:
        """The former versions; None where the index holds none."""
        if not self._searcher.doc_freq("kind", FORMER_KIND):
            return None
        return self._term("kind", FORMER_KIND, "basic")

    def _finds_few(self, request: SearchRequest) -> bool:
        """Whether the shape of a request says that its hits are few beside the articles that hold its words."""
        parts = request.query.parts if isinstance(request.query, And) else (request.query,)
        if any(isinstance(part, Phrase) for part in parts):
            return True
        for field, values in (("outlet", request.outlets), ("country", request.countries)):
            held = sum(int(self._searcher.doc_freq(field, value)) for value in _encodable(values)[:_MOST_AS_TERMS])
            if values and held < self._searcher.num_docs * _SMALL_SHARE:
                return True
        return False

    def _hits(self, request: SearchRequest) -> list[_Clause]:
        """Finds nothing where the query holds no word, as "؟" does."""
        clauses: list[_Clause] = [(_MUST, self._compile(request.query, EVERYWHERE) or tantivy.Query.empty_query())]
        for field, values in (("outlet", request.outlets), ("country", request.countries)):
            if values:
                clauses.append((_MUST, self._one_of(field, values)))
        if request.published_from is not None or request.published_to is not None:
            clauses.append((_MUST, self._published(request.published_from, request.published_to)))
        return clauses + self._held(request.as_of)

    def _held(self, as_of: datetime | None) -> list[_Clause]:
        """Of each article the version that holds now, or the one that held at a moment."""
        if as_of is not None:
            return [(_MUST, self._until("held_from", as_of)), (_NOT, self._until("held_until", as_of))]
        former = self.former()
        return [(_NOT, former)] if former else []

    def _until(self, field: str, moment: datetime) -> tantivy.Query:
        return tantivy.Query.range_query(
            self._schema, field, tantivy.FieldType.Integer, None, microseconds(moment), include_upper=True
        )

    def _compile(self, query: Query, name: str) -> tantivy.Query | None:
        """None where nothing is asked: punctuation beside words must not empty the result."""
        match query:
            case MatchAll():
                return self.articles()
            case Words(text=text):
                return self._words(text, name)
            case Phrase(text=text, slop=slop):
                return self._phrase(text, slop, name)
            case Exact(text=text):
                return self._exact(text, name)
            case Prefix(text=text) | Fuzzy(text=text) if not has_letters(text):
                return None
            case Prefix(text=text):
                return tantivy.Query.regex_query(self._schema, f"{name}_surface", prefix_pattern(text))
            case Fuzzy(text=text, distance=distance):
                word = fold(text)
                allowed = distance_allowed(word, distance)
                return _any(
                    tantivy.Query.fuzzy_term_query(self._schema, f"{name}_{part}", word, allowed)
                    for part in ("surface", "cls")
                )
            case DateRange(start=start, end=end):
                return self._published(start, end)
            case Is(label=label, values=values):
                return self._one_of(label, values)
            case Scoped(field=field, part=part):
                return self._compile(part, str(field))
            case Not(part=part):
                return self._all((query,), name)
            case And(parts=parts):
                return self._all(parts, name)
            case Or(parts=parts):
                return _any(self._compile(part, name) for part in parts)

    def _all(self, parts: Iterable[Query], name: str) -> tantivy.Query | None:
        clauses: list[_Clause] = []
        for part in parts:
            occur, inner = (_NOT, part.part) if isinstance(part, Not) else (_MUST, part)
            if compiled := self._compile(inner, name):
                clauses.append((occur, compiled))
        if not clauses:
            return None
        if all(occur is _NOT for occur, _ in clauses):
            clauses.append((_MUST, self.articles()))
        return tantivy.Query.boolean_query(clauses)

    def _words(self, text: str, name: str) -> tantivy.Query | None:
        """Enough of the words, as the yes/no field knows them."""
        field = f"{name}_cls"
        asked = classes(self._analyser.query_terms(text))
        needed = words_needed(len(asked))
        if needed < len(asked) > _MOST_AS_TREE:
            held = [(_SHOULD, self._term(field, cls)) for cls in asked]
            return tantivy.Query.boolean_query(held, minimum_number_should_match=needed)
        if needed < len(asked):  # the rarest first, so that the branches are small
            asked.sort(key=lambda cls: (int(self._searcher.doc_freq(field, cls)), cls))
        return self._at_least(needed, [self._term(field, cls) for cls in asked])

    def _at_least(self, needed: int, queries: Sequence[tantivy.Query]) -> tantivy.Query | None:
        """Finds what `needed` of the queries find: with the first, one less of the others; without it, as many of the others."""
        if needed == len(queries):
            return _both(queries)
        if needed == 1:
            return _any(queries)
        first, *others = queries
        with_first = _both([first, *filter(None, [self._at_least(needed - 1, others)])])
        return _any([with_first, self._at_least(needed, others)])

    def _phrase(self, text: str, slop: int, name: str) -> tantivy.Query | None:
        """The classes in order; with slop, every two of them near each other."""
        field, asked = f"{name}_cls", self._analyser.analyse(text).cls.split()
        if not slop:
            return self._in_order(field, asked)
        return _both(
            [
                self._in_order(field, list(dict.fromkeys((one, other))), allowed) or tantivy.Query.empty_query()
                for one, other, allowed in near_pairs(asked, slop)
            ]
        )

    def _exact(self, text: str, name: str) -> tantivy.Query | None:
        """A word's very form. Of several words: in order in some form, and each in its very form somewhere."""
        analysed = self._analyser.analyse(text)
        parts = [self._term(f"{name}_surface", word, "basic") for word in dict.fromkeys(analysed.surface.split())]
        if len(parts) > 1 and (order := self._in_order(f"{name}_cls", analysed.cls.split())):
            parts.append(order)
        return _both(parts)

    def _in_order(self, field: str, words: list[str], slop: int = 0) -> tantivy.Query | None:
        if len(words) <= 1:
            return self._term(field, words[0]) if words else None
        return tantivy.Query.phrase_query(self._schema, field, list(words), slop=slop)

    def _term(self, field: str, token: str, option: str = "freq") -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, token, option)

    def _one_of(self, field: str, values: Sequence[str]) -> tantivy.Query:
        encodable = _encodable(values)
        if len(encodable) <= _MOST_AS_TERMS:
            return _any(self._term(field, value, "basic") for value in encodable) or tantivy.Query.empty_query()
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


def _encodable(values: Sequence[str]) -> list[str]:
    return [value.encode("utf-8", "replace").decode() for value in dict.fromkeys(values)]


def _any(queries: Iterable[tantivy.Query | None]) -> tantivy.Query | None:
    return _joined(_SHOULD, queries)


def _both(queries: Iterable[tantivy.Query | None]) -> tantivy.Query | None:
    return _joined(_MUST, queries)


def _joined(occur: tantivy.Occur, queries: Iterable[tantivy.Query | None]) -> tantivy.Query | None:
    found = [query for query in queries if query is not None]
    if len(found) <= 1:
        return found[0] if found else None
    return tantivy.Query.boolean_query([(occur, query) for query in found])
