"""What the words of a query may have been meant to be: the words that may be wrong, and the candidates for each.

A word's candidates are the words of the analyser's model one slip away (`arabic.typos`), long words' also two, with the
proclitics as typed; two words where a space is missing, one where a space is too many; the same keys on the other keyboard
layout; and for words of no model (new names, Latin script) the likeliest slips as they are. `index.suggest` chooses.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from arabic.letters import fold, fold_spelt, spell
from arabic.stem import splits
from arabic.stopwords import QUESTION, STOP
from arabic.typos import ALIKE, OTHER, double_slips, on_other_layout, seated, slips
from index.analysis import Analyser
from index.query import Field
from index.query_lexer import Kind, Token

_MOST_WORDS = 4  # that are corrected in one query
_LONGEST_WORD = 24  # letters; what is longer is no slip of one or two letters
_SHORTEST = 3
_LONG = 6  # letters of a stem in which two slips are believed
_CLITIC = 4  # letters at the beginning of a word that may be proclitics
_MOST_KNOWN = 40  # candidates of one word from the model,
_MOST_UNKNOWN = 40  # those that no model knows,
_MOST_LATIN = 400  # and of Latin letters, which it never does:
_LATIN_MET = 100  # they count as if they had been met so often

_SOUND = 12  # a word that the model met so often is none that needs correcting, be it in an index or not
_MET_TIMES = 100  # a word met so much rarer than what it is one slip away from is a slip that others made too
_COMMON = 60  # so often for each of two words that are written as one

# Weights: natural logarithms of the model's count and of the form's share of its class, less the slip's cost.
_SHARE, _MODEL, _COST = 0.5, 0.35, 2.6
_SPACE = 2.4  # cost of a missing space,
_PARTICLE = 1.0  # of one that is missing after a particle: لايزال,
_TORN = 1.2  # and of one too many
_LAYOUT = 0.5
_PROCLITIC = 0.25  # cost of proclitics that were not typed, for each natural logarithm by which they are rarer
_INFLECTED = 3.0  # doubt where what was typed may be a form of a known word

_PARTICLES = frozenset(("لا", "ما", "لم", "لن", "يا"))

_RUN = re.compile(r"\S+")
_NO_WORD = re.compile(r"[\d_/@\\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A word that may be corrected: `text[start:end]`."""

    start: int
    end: int
    spelt: str
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What `text[start:end]` may have been meant to be."""

    start: int
    end: int
    text: str
    classes: tuple[str, ...]
    replaces: tuple[str, ...]  # the classes of what was typed
    doubt: float  # how much what was typed may be sound: a form of a known word, or one the model has met
    worth: float  # what model and slip say for it; more is better


def typed_words(text: str, tokens: Sequence[Token], analyser: Analyser) -> Iterator[Typed]:
    """The plain words of a query that are neither negated nor a label's value."""
    barred, groups = False, [False]  # whether what comes next, and what is in these parentheses, is no plain word
    for token in tokens:
        match token.kind:
            case Kind.FIELD:
                barred = barred or token.field != Field.TITLE
            case Kind.MINUS | Kind.NOT:
                barred = True
            case Kind.OPEN:
                groups.append(barred or groups[-1])
                barred = False
            case Kind.CLOSE:
                groups = groups[:-1] or [False]
            case Kind.WORD | Kind.PHRASE:
                if not (barred or groups[-1] or token.exact or token.star):
                    if token.kind is Kind.PHRASE:
                        yield from _words(text, token.position + 1, token.position + 1 + len(token.text), analyser)
                    elif token.number is None and not _NO_WORD.search(token.text):
                        yield from _words(text, token.position, token.position + token.length, analyser)
                barred = False
            case _:
                barred = False


def _words(text: str, start: int, end: int, analyser: Analyser) -> Iterator[Typed]:
    terms = analyser.terms(text[start:end])
    places = [(term.start, term.end) for term in terms]
    for term, place in zip(terms, places, strict=True):
        shown = text[start + term.start : start + term.end]
        spelt = spell(shown)
        # Names of two words and hashtags are known as they are; what has two classes has been taken apart already.
        if places.count(place) > 1 or _NO_WORD.search(shown) or not spelt.isalpha():
            continue
        yield Typed(start=start + term.start, end=start + term.end, spelt=spelt, classes=tuple(term.cls.split()))


def _may_be_wrong(word: Typed, analyser: Analyser) -> bool:
    """Neither too short or long, nor a function word, nor one that the model has met so often that it is no slip."""
    if not _SHORTEST <= len(word.spelt) <= _LONGEST_WORD or fold_spelt(word.spelt) in STOP | QUESTION:
        return False
    lexicon = analyser.lexicon
    return lexicon.met(lexicon.stem(word.spelt)) < _SOUND


def candidates_of(text: str, typed: Sequence[Typed], analyser: Analyser) -> list[Candidate]:
    """What each of the first words that may be wrong, each torn word and each run of keys may have been meant to be."""
    return [*_misspelt(text, typed, analyser), *_retyped(text, typed, analyser)]


def _misspelt(text: str, typed: Sequence[Typed], analyser: Analyser) -> list[Candidate]:
    lexicon = analyser.lexicon
    suspects = [word for word in typed if _may_be_wrong(word, analyser)][:_MOST_WORDS]
    found: list[Candidate] = []
    for word in suspects:
        shown = text[word.start : word.end]
        for form, (cost, stem) in _forms(word.spelt, analyser).items():
            met, share = (
                (lexicon.met(stem), lexicon.share(stem)) if stem else (_LATIN_MET if form.isascii() else 0, 1.0)
            )
            made = _candidate(word, word, _shown(form, shown), cost, met, analyser, share)
            # A word that no model knows is asked for as it is, not for what it might be an inflection of.
            found.extend(c for c in made if stem or fold(c.text).endswith(c.classes))
        for cut in range(2, len(word.spelt) - _SHORTEST + 1):
            halves = word.spelt[:cut], word.spelt[cut:]
            is_particle = halves[0] in _PARTICLES
            if cut >= _SHORTEST or is_particle:
                met = min(lexicon.met(lexicon.stem(half)) for half in halves[is_particle:])
                if met >= _COMMON:
                    cost = _PARTICLE if is_particle else _SPACE
                    found.extend(_candidate(word, word, " ".join(map(seated, halves)), cost, met, analyser))
    for one, other in pairwise(typed):
        if (one in suspects or other in suspects) and text[one.end : other.start].isspace():
            met = lexicon.met(lexicon.stem(one.spelt + other.spelt))
            if met >= _SOUND:
                glued = text[one.start : one.end] + text[other.start : other.end]
                found.extend(_candidate(one, other, glued, _TORN, met, analyser))
    return found


def _candidate(
    first: Typed, last: Typed, text: str, cost: float, met: int, analyser: Analyser, share: float = 1.0
) -> Iterator[Candidate]:
    """Nothing where the text means the same as what was typed, or nothing at all."""
    classes = _classes(text, analyser)
    replaces = first.classes if first is last else (*first.classes, *last.classes)
    if classes and set(classes) != set(replaces):
        worth = _SHARE * math.log(share) + _MODEL * math.log(1 + met) - _COST * cost
        lexicon = analyser.lexicon
        sound = max(lexicon.met(lexicon.stem(word.spelt)) for word in (first, last))
        may_be_form = all(fold_spelt(cls) in lexicon.spellings for cls in replaces)
        if may_be_form:
            sound = max(sound, *(lexicon.met(lexicon.spellings[fold_spelt(cls)]) for cls in replaces))
        is_known_slip = met >= _MET_TIMES * sound
        yield Candidate(
            start=first.start,
            end=last.end,
            text=text,
            classes=classes,
            replaces=replaces,
            doubt=0.0 if is_known_slip else _INFLECTED * may_be_form + math.log(1 + sound),
            worth=worth,
        )


def _shown(form: str, typed: str) -> str:
    """A form in plain spelling as it is written: hamzas on their seats, a Latin name with its capital."""
    return form.capitalize() if typed[:1].isupper() else seated(form, typed)


def _classes(text: str, analyser: Analyser) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cls for term in analyser.query_terms(text) for cls in term.cls.split()))


def _forms(spelt: str, analyser: Analyser) -> dict[str, tuple[float, str]]:
    """The words that were perhaps meant, in plain spelling: the least cost of getting there, and the stem in the model, or ""."""
    folded, lexicon = fold_spelt(spelt), analyser.lexicon
    known: dict[str, tuple[float, str]] = {}
    if not folded.isascii():
        for form, stem, cost in _known(folded, analyser):
            if form not in known or cost < known[form][0]:
                known[form] = cost, stem
    worth = {form: _MODEL * math.log(1 + lexicon.met(stem)) - _COST * cost for form, (cost, stem) in known.items()}
    forms = {form: known[form] for form in sorted(known, key=lambda form: (-worth[form], form))[:_MOST_KNOWN]}
    unknown: dict[str, float] = {}
    for form, cost in slips(folded, most=OTHER if folded.isascii() else ALIKE):
        if form not in known and cost < unknown.get(form, math.inf):
            unknown[form] = cost
    likely = sorted(unknown, key=lambda form: (unknown[form], form))
    return forms | {form: (unknown[form], "") for form in likely[: _MOST_LATIN if folded.isascii() else _MOST_UNKNOWN]}


def _known(folded: str, analyser: Analyser) -> Iterator[tuple[str, str, float]]:
    """(form, its stem, cost) of words of the model: near under each reading of the proclitics, or near the proclitics."""
    spellings = analyser.lexicon.spellings
    readings = [(clitic, stem) for clitic, stem in splits(folded) if len(stem) >= _SHORTEST]
    is_near = False
    for clitic, stem in readings:
        for edited, cost in slips(stem, is_begun=bool(clitic)):
            if edited in spellings and edited != stem:
                is_near = is_near or analyser.lexicon.met(spellings[edited]) >= _SOUND
                yield clitic + spellings[edited], spellings[edited], cost
    usual = max(analyser.lexicon.clitic_weight(clitic) for clitic, _ in readings or [("", "")])
    for edited, slip in slips(folded, until=_CLITIC):
        for clitic, stem in splits(edited)[:-1]:
            cost = slip + _PROCLITIC * max(0.0, usual - analyser.lexicon.clitic_weight(clitic))
            if stem in spellings and len(stem) >= _SHORTEST and edited != folded:
                is_near = is_near or analyser.lexicon.met(spellings[stem]) >= _SOUND
                yield clitic + spellings[stem], spellings[stem], cost
    if is_near:
        return
    for clitic, stem in readings:
        for edited, cost in double_slips(stem, is_begun=bool(clitic)) if len(stem) >= _LONG else ():
            if edited in spellings and edited != stem:
                yield clitic + spellings[edited], spellings[edited], cost


def _retyped(text: str, typed: Sequence[Typed], analyser: Analyser) -> Iterator[Candidate]:
    """Runs between spaces typed on the other keyboard layout. The layout's punctuation is letters on the other one: hgpv;m."""
    for run in _RUN.finditer(text):
        inside = [word for word in typed if run.start() <= word.start and word.end <= run.end()]
        if not inside or len(run[0]) > _LONGEST_WORD:
            continue
        for other in on_other_layout(run[0]):
            classes = _classes(other, analyser)
            if classes and other.isalpha() and len(other) >= _SHORTEST:
                yield Candidate(
                    start=run.start(),
                    end=run.end(),
                    text=other,
                    classes=classes,
                    replaces=tuple(cls for word in inside for cls in word.classes),
                    doubt=0.0,
                    worth=-_COST * _LAYOUT,
                )
