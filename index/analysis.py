"""The one analysis of text that both engines and the highlighter use.

A word gives three things: its *surface* (folded exact form), its *class* (lemma and attested variants:
the yes/no field) and its *grams* (4-grams of the word without proclitics, for ranking only).
See docs/analysis.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from arabic.letters import fold_spelt
from arabic.stopwords import QUESTION, STOP
from arabic.tokens import RAW, Token, parts
from index.compounds import Compounds
from index.lexicon import Lexicon
from index.model import Model, parse_model, read_model

FOLDING = 2
"""Version of letters, tokens and rules. Raise it when the same text would give other tokens."""

WEIGHTS = {"surface": 0.15, "cls": 0.7, "gram": 0.1}
"""What a hit in each field counts when hits are ranked; chosen on the development queries."""

GRAM = 4
LONGEST = 80
"""Letters of a word that count. What is longer is no word, and engines refuse very long tokens."""
_EDGE = "_"
# Raw runs remembered for indexing, some 550 bytes each: this many and as many older ones. A run that is met again stays.
_KEPT_RUNS = 3 << 16
_KEPT_WORDS = 1 << 14  # words and pairs remembered for queries and highlighting, then begun anew


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a text: `text[start:end]` is what stands there."""

    start: int
    end: int
    surface: str
    cls: str


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One word of a query, as each field knows it."""

    surface: str
    cls: str
    grams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysed:
    """Tokens of a text for whitespace-tokenised fields. The grams of a stem come once, however often it stands there."""

    surface: str
    cls: str
    gram: str


_Entry = tuple[str, str, str]
_NOTHING: _Entry = ("", "", "")


class Analyser:
    """Analyses with one model. What it remembers of words met is only for speed; threads may share it."""

    version: str

    def __init__(self, model: Model) -> None:
        self.version = f"{FOLDING}-{model.digest or 'unsaved'}"
        self._lexicon = Lexicon(model)
        self._compounds = Compounds(model.compounds)
        self._entries = _Entries(self)
        self._pairs: dict[tuple[str, str], _Entry | None] = {}
        self._words: dict[str, QueryTerm] = {}

    def analyse(self, text: str) -> Analysed:
        """The tokens of a text, field by field."""
        runs = RAW.findall(text)
        entries = self._entries
        found = [entries[run] for run in runs]
        if not entries.openers.isdisjoint(runs):
            self._join(runs, found)
        if not found:
            return Analysed("", "", "")
        surface, cls, gram = zip(*found, strict=True)
        return Analysed(
            " ".join(filter(None, surface)),
            " ".join(filter(None, cls)),
            " ".join(filter(None, dict.fromkeys(gram))),
        )

    @property
    def lexicon(self) -> Lexicon:
        """What is known of single words."""
        return self._lexicon

    def terms(self, text: str) -> list[Term]:
        """The words of a text with their places, for highlighting.

        Places overlap where one run holds several words and their joined form (a hashtag).
        """
        return [
            Term(group[0].start, group[-1].end, term.surface, term.cls)
            for group in self._groups(text)
            for term in self._terms(group)
        ]

    def query_terms(self, text: str) -> list[QueryTerm]:
        """The words of a query; function and question words only if there are no others."""
        every: list[QueryTerm] = []
        read_to = 0
        for group in self._groups(text):
            if group[0].start >= read_to:  # the words of a hashtag, not their joined form as well
                every.extend(self._terms(group))
                read_to = group[-1].end
        told = [t for t in every if t.surface not in STOP and t.surface not in QUESTION]
        return told or every

    def _groups(self, text: str) -> list[list[Token]]:
        """Words of a text, those of a compound name together."""
        tokens: list[Token] = []
        for run in RAW.finditer(text):
            start = run.start()
            tokens.extend(Token(start + part.start, start + part.end, part.spelt) for part in parts(run[0]))
        groups: list[list[Token]] = []
        at = 0
        while at < len(tokens):
            width = 1
            if at + 1 < len(tokens) and self._compounds.join(tokens[at].spelt, tokens[at + 1].spelt):
                width = 2
            groups.append(tokens[at : at + width])
            at += width
        return groups

    def _terms(self, group: Sequence[Token]) -> list[QueryTerm]:
        """One term; two where a space is missing inside the word (كورياالشمالية)."""
        one = group[0].spelt
        if len(group) == 1:
            glued = self._lexicon.glued(one)
            return [self._word(word) for word in glued or (one,)]
        other = group[1].spelt
        return [self._compound(one, other, self._compounds.join(one, other) or one)]

    def _compound(self, one: str, other: str, joined: str) -> QueryTerm:
        whole = self._word(joined)
        if self._compounds.is_alias(one, other):
            return QueryTerm(f"{fold_spelt(one)} {fold_spelt(other)}", whole.cls, whole.grams)
        return whole

    def _word(self, spelt: str) -> QueryTerm:
        spelt = spelt[:LONGEST]
        term = self._words.get(spelt)
        if term is None:
            if len(self._words) >= _KEPT_WORDS:
                self._words.clear()
            surface = fold_spelt(spelt)
            canonical = self._compounds.alias(spelt)
            stems = [self._lexicon.stem(part) for part in self._lexicon.glued(canonical) or (canonical,)]
            cls = " ".join(self._lexicon.class_of(stem) for stem in stems)
            grams = () if surface in STOP else tuple(g for stem in stems for g in _grams(fold_spelt(stem)))
            term = self._words[spelt] = QueryTerm(surface, cls, grams)
        return term

    def _join(self, runs: Sequence[str], found: list[_Entry]) -> None:
        """Puts the entry of a compound in place of its first run's, and nothing for the second's."""
        openers = self._entries.openers
        at, last = 0, len(runs) - 1
        while at < last:
            if runs[at] in openers:
                pair = (runs[at], runs[at + 1])
                entry = self._pairs.get(pair, _NOTHING)
                if entry is _NOTHING:
                    entry = self._pair_entry(pair)
                if entry is not None:
                    found[at], found[at + 1] = entry, _NOTHING
                    at += 1
            at += 1

    def _pair_entry(self, pair: tuple[str, str]) -> _Entry | None:
        one, other = parts(pair[0]), parts(pair[1])
        entry = None
        if len(one) == len(other) == 1:
            joined = self._compounds.join(one[0].spelt, other[0].spelt)
            if joined:
                entry = _entry([self._compound(one[0].spelt, other[0].spelt, joined)])
        if len(self._pairs) >= _KEPT_WORDS:
            self._pairs.clear()
        self._pairs[pair] = entry
        return entry


class _Entries(dict[str, _Entry]):
    """Raw run -> its tokens, filled as runs are met."""

    def __init__(self, analyser: Analyser) -> None:
        super().__init__()
        self.openers: set[str] = set()  # runs that may begin a compound
        self._older: dict[str, _Entry] = {}
        self._analyser = analyser

    def __missing__(self, run: str) -> _Entry:
        if len(self) >= _KEPT_RUNS:
            self._older = dict(self)
            self.clear()
        entry = self._older.get(run)
        if entry is None:
            entry = self._made(run)
        self[run] = entry
        return entry

    def _made(self, run: str) -> _Entry:
        words = parts(run)
        if len(words) == 1 and self._analyser._compounds.opens(words[0].spelt):
            self.openers.add(run)
        return _entry([self._analyser._word(word.spelt) for word in words])


def _entry(known: Sequence[QueryTerm]) -> _Entry:
    if len(known) == 1:  # nearly always
        return known[0].surface, known[0].cls, " ".join(known[0].grams)
    return (
        " ".join(term.surface for term in known),
        " ".join(term.cls for term in known),
        " ".join(gram for term in known for gram in term.grams),
    )


def _grams(word: str) -> tuple[str, ...]:
    edged = _EDGE + word + _EDGE
    return tuple(edged[i : i + GRAM] for i in range(max(1, len(edged) - GRAM + 1)))


@cache
def default_analyser() -> Analyser:
    """The analyser with the model that ships with the program."""
    name = "default.model"
    return Analyser(parse_model(files("index.models").joinpath(name).read_bytes(), name))


def load_analyser(path: Path) -> Analyser:
    """An analyser with the model in a file.

    Raises:
        ModelError: the file is not a model or is damaged.
        OSError: the file cannot be read.
    """
    return Analyser(read_model(path))
