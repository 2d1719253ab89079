"""Lexicon: reads single words with a model. Clitics off, then the class of the stem."""

import math
from collections.abc import Mapping
from functools import cached_property

from arabic.letters import fold_spelt
from arabic.patterns import is_native, skeleton, spelling_difference
from arabic.plurals import singulars
from arabic.stem import endings, reductions, splits
from arabic.stopwords import STOP
from index.model import STEPS_PER_DOUBLING, Model

_LEAST_CLITIC = -12.0  # natural logarithm: a run of clitics that was never met
# Natural logarithm of the count of a stem that was never met: the longer, the less believable whole.
_UNMET = -1.2
_UNMET_LETTER = -1.0  # for each letter beyond three
_RESPELT = math.log(0.5)  # a stem found only after correcting its spelling counts for less
_STEP = math.log(2) / STEPS_PER_DOUBLING
_TRUSTED = 0.35  # rules less reliable than this do not touch a word that was never judged
_DEPTH = 3
_FREQUENT = 6 * STEPS_PER_DOUBLING  # met some 64 times
_KNOWN_NAME = 4 * STEPS_PER_DOUBLING  # a name met some 16 times may be what a rarer one stands for
_MUCH_MORE = 2 * STEPS_PER_DOUBLING  # if it is met four times as often
_NAME_LETTERS = 5
_FEW_LETTERS = 2  # in which a rare spelling may differ from the common one
_ARTICLES = ("ال", "لل")
_STEM_LETTERS = 3  # the fewest that an unknown word keeps


def _names_by_sound(model: Model) -> dict[tuple[str, str], list[str]]:
    """(first letter, skeleton) -> words met often, the most frequent first."""
    found: dict[tuple[str, str], list[str]] = {}
    for stem, steps in model.stems.items():
        if steps >= _KNOWN_NAME and len(stem) >= _NAME_LETTERS and stem in model.classes:
            sound = skeleton(stem)
            if len(sound) >= 3:
                found.setdefault((stem[0], sound), []).append(stem)
    for names in found.values():
        names.sort(key=lambda name: (-model.stems[name], name))
    return found


class Lexicon:
    """Stems and classes of words in plain spelling. Keeps no memory of words: the analyser does."""

    def __init__(self, model: Model) -> None:
        self._stems = model.stems
        self._classes = model.classes
        self._clitics = model.clitics
        self._rules = {rule: trust for rule, trust in model.rules.items() if trust >= _TRUSTED}
        self._endings = endings(self._rules)
        self._singulars = singulars()
        self._careful: dict[str, str] = {}
        folded_stems = fold_spelt("\n".join(model.stems)).split("\n")  # all at once: a fifth of the time
        for (stem, steps), folded in zip(model.stems.items(), folded_stems, strict=bool(model.stems)):
            other = self._careful.get(folded)
            if other is None or steps > model.stems[other]:
                self._careful[folded] = stem
        self._sounds = _names_by_sound(model)

    def stem(self, word: str) -> str:
        """The word without proclitics, in its careful spelling where the model knows one."""
        if fold_spelt(word) in STOP:
            return word
        readings = splits(word)
        best, best_score, is_known = word, -math.inf, False
        for clitic, stem in readings:
            known, score = self._known(stem)
            if clitic and (known is None or not self._may_precede(clitic, stem, score)):
                continue
            score += self._weight(clitic)
            if score > best_score:
                best, best_score, is_known = known or stem, score, known is not None
        return best if is_known else self._stem_of_unmet(word, readings)

    def _stem_of_unmet(self, word: str, readings: list[tuple[str, str]]) -> str:
        """For a word no reading of which was ever met: the one whose stem is an inflection of a met word."""
        best, best_score = word, -math.inf
        for clitic, stem in readings:
            reduced = self._reduced(stem)
            if reduced is not None and len(stem) > 3:
                score = self._known(reduced)[1] + self._weight(clitic)
                if score > best_score:
                    best, best_score = stem, score
        return best if best_score > -math.inf else _without_article(word, readings)

    def _weight(self, clitic: str) -> float:
        return max(_LEAST_CLITIC, self._clitics.get(clitic, _LEAST_CLITIC))

    def _may_precede(self, clitic: str, stem: str, score: float) -> bool:
        if len(stem) == 2 and score < 1.0:
            return False
        # و + الكتاب is read as وال + كتاب, unless the article is known as part of the stem.
        return clitic.endswith(_ARTICLES) or not stem.startswith("ال") or len(stem) <= 4 or stem in self._stems

    def class_of(self, stem: str) -> str:
        """The name of the stem's class: itself, where nothing else is known."""
        seen = {stem}
        for _ in range(_DEPTH):
            label = self._classes.get(stem)
            if label is not None:
                # A rare name with a class of its own may still be another spelling of a frequent one.
                name = self._same_sound(stem) if label == stem and self._stems[stem] < _FREQUENT else None
                return self._classes.get(name, name) if name is not None else label
            singular = self._singulars.get(stem)
            if singular is not None and singular not in seen:
                seen.add(singular)
                stem = singular
                continue
            simpler = self._reduced(stem) or self._same_sound(stem)
            if simpler is None or simpler in seen:
                break
            seen.add(simpler)
            stem = simpler
        return stem if stem in self._stems else _plain_class(stem)

    @property
    def spellings(self) -> Mapping[str, str]:
        """Folded stem -> the stem in the spelling met most often."""
        return self._careful

    def met(self, stem: str) -> int:
        """About how often a stem was met when the model was learned; 0 for one that is not in the model."""
        steps = self._stems.get(stem)
        return 0 if steps is None else round(math.exp(steps * _STEP))

    def clitic_weight(self, clitic: str) -> float:
        """Natural logarithm of the share of words that have these proclitics."""
        return self._weight(clitic)

    def share(self, stem: str) -> float:
        """Which part of its class's occurrences a stem has, 0 to 1; 0 for one that is not in the model."""
        return self.met(stem) / self._totals[self._classes.get(stem, stem)] if stem in self._stems else 0.0

    @cached_property
    def _totals(self) -> Mapping[str, int]:
        """How often the stems of each class were met together; made when first asked for."""
        totals: dict[str, int] = {}
        for stem in self._stems:
            label = self._classes.get(stem, stem)
            totals[label] = totals.get(label, 0) + self.met(stem)
        return totals

    def glued(self, word: str) -> tuple[str, str] | None:
        """The two words of a run that lacks a space before an article: كورياالشمالية. None for any other."""
        cut = word.find("ال", 3)
        if cut < 0 or len(word) - cut < 5:
            return None
        one, other = word[:cut], word[cut:]
        halves = min(self._stems.get(self.stem(half), 0) for half in (one, other))
        met = self._stems.get(self.stem(word), 0)
        return (one, other) if halves >= _FREQUENT and halves - met >= _FREQUENT else None

    def _known(self, stem: str) -> tuple[str | None, float]:
        steps = self._stems.get(stem)
        if steps is not None:
            return stem, steps * _STEP
        careful = self._careful.get(fold_spelt(stem))
        if careful is not None:
            return careful, self._stems[careful] * _STEP + _RESPELT
        return None, _UNMET + _UNMET_LETTER * max(0, len(stem) - 3)

    def _same_sound(self, stem: str) -> str | None:
        """The frequent name that a rare foreign name is a spelling of: تويتير is تويتر."""
        if len(stem) < _NAME_LETTERS or is_native(stem):
            return None
        least = self._stems.get(stem, 0) + _MUCH_MORE
        for name in self._sounds.get((stem[0], skeleton(stem)), ()):
            if self._stems[name] >= least and len(spelling_difference(stem, name)) <= _FEW_LETTERS:
                return name
        return None

    def _reduced(self, stem: str) -> str | None:
        best, best_score = None, 0.0
        for rule, target in reductions(stem, self._endings):
            trust = self._rules.get(rule, 0.0)
            if trust > 0.0:
                known, count = self._known(target)
                if known is not None and trust * count > best_score:
                    best, best_score = known, trust * count
        return best


def _without_article(word: str, readings: list[tuple[str, str]]) -> str:
    """A word that nothing is known of loses the longest run of proclitics that ends in an article: وبالزرافة is زرافة.

    Without proof a lone و, ب or ل stays: it may be the word's own first letter, an article hardly ever is.
    """
    cut = [stem for clitic, stem in readings if clitic.endswith(_ARTICLES) and len(stem) >= _STEM_LETTERS]
    return min(cut, key=len, default=word)


def _plain_class(stem: str) -> str:
    """The class of a stem that was never met: its folded letters, the regular feminine plural as its singular."""
    folded = fold_spelt(stem)
    return folded[:-2] + "ه" if folded.endswith("ات") and len(folded) > _STEM_LETTERS + 2 else folded
