"""Marks in a text what a query found there: the words' other forms too, as the index sees them (ولافروف for لافروف)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from arabic.letters import fold
from index.analysis import Analyser, Term
from index.forms import distance_allowed, is_near, prefix_pattern
from index.query import Exact, Field, Fuzzy, Leaf, Phrase, Prefix, Query, Words, wanted

# Longer texts than any article are looked through this far only, so that a page of hits is never slow to show.
_FAR_ENOUGH = 100_000

Span = tuple[int, int]
"""Start and end in a text: `text[start:end]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A text, as it was, and what is marked in it: spans in order that do not touch each other's letters."""

    text: str
    spans: tuple[Span, ...]

    @property
    def parts(self) -> tuple[tuple[str, bool], ...]:
        """The text in pieces, each with whether it is marked. Joined they are the text."""
        return pieces(self.text, self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One place where a query's word stands: `word` as typed in the query, `text[start:end]` as it stands here."""

    start: int
    end: int
    word: str


def highlight(
    text: str, query: Query, analyser: Analyser, *, field: Field | None = None, limit: int | None = None
) -> Marked:
    """The text with what the query looks for marked, at most `limit` marks. Negated words and other fields' are not.

    field: which field the text is; None for the body, where only parts not limited to a field count.
    """
    found = Finder(query, analyser, field=field).find(text)
    return Marked(text=text, spans=joined(found)[:limit])


def joined(found: Iterable[Found]) -> tuple[Span, ...]:
    """The places as spans in order; those that overlap become one."""
    spans: list[Span] = []
    for place in sorted(found, key=lambda one: (one.start, one.end)):
        if spans and place.start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], place.end))
        else:
            spans.append((place.start, place.end))
    return tuple(spans)


def pieces(text: str, spans: Sequence[Span]) -> tuple[tuple[str, bool], ...]:
    """The text cut at the spans' borders, each piece with whether it is marked; no piece is empty."""
    cut: list[tuple[str, bool]] = []
    at = 0
    for start, end in spans:
        cut += [(text[at:start], False), (text[start:end], True)]
        at = end
    cut.append((text[at:], False))
    return tuple(piece for piece in cut if piece[0])


class Finder:
    """Finds one query's words in texts of one field; made once for a page of hits."""

    def __init__(self, query: Query, analyser: Analyser, *, field: Field | None = None) -> None:
        self._analyser = analyser
        self._classes: dict[str, str] = {}  # class or surface -> word of the query
        self._orders: list[_Order] = []
        self._prefixes: list[tuple[re.Pattern[str], str]] = []
        self._near: list[tuple[str, int, str]] = []
        for scope, leaf in wanted(query):
            if scope is field or (scope is None and field is Field.TITLE):
                self._add(leaf)

    def find(self, text: str) -> list[Found]:
        """Every place where something of the query stands, in order of the text; places may overlap."""
        if not (self._classes or self._orders or self._prefixes or self._near):
            return []
        terms = self._analyser.terms(text[:_FAR_ENOUGH])
        found = [
            Found(start=term.start, end=_whole(text, term.end), word=word)
            for term in terms
            if (word := self._word_of(term))
        ]
        for order in self._orders:
            found += [
                Found(start=terms[first].start, end=_whole(text, terms[last].end), word=order.typed)
                for first, last in order.places(terms)
            ]
        return sorted(found, key=lambda one: (one.start, one.end))

    def _add(self, leaf: Leaf) -> None:
        match leaf:
            case Words(text=text):
                asked = {term.surface for term in self._analyser.query_terms(text)}
                for term in self._analyser.terms(text):
                    if term.surface in asked:
                        typed = text[term.start : term.end]
                        self._classes.setdefault(term.cls, typed)
                        self._classes.setdefault(term.surface, typed)
            case Phrase(text=text, slop=slop):
                self._add_order(text, self._analyser.analyse(text).cls.split(), slop, exact=False)
            case Exact(text=text):
                self._add_order(text, self._analyser.analyse(text).surface.split(), 0, exact=True)
            case Prefix(text=text):
                self._prefixes.append((re.compile(prefix_pattern(text)), f"{text}*"))
            case Fuzzy(text=text, distance=distance):
                word = fold(text)
                self._near.append((word, distance_allowed(word, distance), f"{text}~{distance}"))
            case _:
                return

    def _add_order(self, typed: str, tokens: list[str], slop: int, *, exact: bool) -> None:
        if tokens:
            self._orders.append(_Order(typed=" ".join(typed.split()), tokens=tuple(tokens), slop=slop, exact=exact))

    def _word_of(self, term: Term) -> str:
        """The word of the query that a word of the text answers to, or ""."""
        if word := self._classes.get(term.cls) or self._classes.get(term.surface):
            return word
        for pattern, typed in self._prefixes:
            if pattern.fullmatch(term.surface):
                return typed
        for wanted_word, distance, typed in self._near:
            if is_near(term.surface, wanted_word, distance) or is_near(term.cls, wanted_word, distance):
                return typed
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """Words that stand one after the other, or close together with slop."""

    typed: str
    tokens: tuple[str, ...]
    slop: int
    exact: bool

    def places(self, terms: Sequence[Term]) -> list[tuple[int, int]]:
        """(first, last) of the terms to mark: the whole phrase, or with slop each of its words."""
        tokens = [term.surface if self.exact else term.cls for term in terms]
        width = len(self.tokens)
        if not self.slop:
            return [
                (at, at + width - 1)
                for at in range(len(tokens) - width + 1)
                if tokens[at] == self.tokens[0] and tuple(tokens[at : at + width]) == self.tokens
            ]
        asked = set(self.tokens)
        hits = [at for at, token in enumerate(tokens) if token in asked]
        marked: dict[int, None] = {}
        for at in hits:
            near = [other for other in hits if at <= other < at + width + self.slop]
            if {tokens[other] for other in near} == asked:
                marked.update(dict.fromkeys(near))
        return [(at, at) for at in marked]


def _whole(text: str, end: int) -> int:
    """The end of a word with the combining marks that sit on its last letter."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end
