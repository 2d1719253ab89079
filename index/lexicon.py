"""Lexicon: reads single words with a model. Clitics off, then the class of the stem."""

import math

from arabic.letters import fold_spelt
from arabic.patterns import roots, skeleton, spelling_difference
from arabic.plurals import singulars
from arabic.stem import reductions, splits
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
_NAME_LETTERS = 5
_FEW_LETTERS = 2  # in which a rare spelling may differ from the common one
_ARTICLES = ("ال", "لل")


def _names_by_sound(model: Model) -> dict[tuple[str, str], list[str]]:
    """(first letter, skeleton) -> words met often, the most frequent first."""
    found: dict[tuple[str, str], list[str]] = {}
    for stem, steps in model.stems.items():
        if steps >= _FREQUENT and len(stem) >= _NAME_LETTERS and stem in model.classes:
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
        self._singulars = singulars()
        self._careful: dict[str, str] = {}
        for stem, steps in model.stems.items():
            folded = fold_spelt(stem)
            other = self._careful.get(folded)
            if other is None or steps > model.stems[other]:
                self._careful[folded] = stem
        self._sounds = _names_by_sound(model)

    def stem(self, word: str) -> str:
        """The word without proclitics, in its careful spelling where the model knows one."""
        if fold_spelt(word) in STOP:
            return word
        best, best_score = word, -math.inf
        for clitic, stem in splits(word):
            known, score = self._known(stem)
            if clitic:
                if known is None or (len(stem) == 2 and score < 1.0):
                    continue
                if not clitic.endswith(_ARTICLES) and stem.startswith("ال") and len(stem) > 4:
                    known_stem = self._stems.get(stem)
                    if known_stem is None:
                        continue
            score += max(_LEAST_CLITIC, self._clitics.get(clitic, _LEAST_CLITIC))
            if score > best_score:
                best, best_score = known or stem, score
        return best

    def class_of(self, stem: str) -> str:
        """The name of the stem's class: itself, where nothing else is known."""
        seen = {stem}
        for _ in range(_DEPTH):
            label = self._classes.get(stem)
            if label is not None:
                return label
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
        return stem

    def glued(self, word: str) -> tuple[str, str] | None:
        """The two words of a run that lacks a space before an article: كورياالشمالية. None for any other."""
        cut = word.find("ال", 3)
        if cut < 0 or len(word) - cut < 5 or self._known(word)[0] is not None:
            return None
        one, other = word[:cut], word[cut:]
        if min(self._known(self.stem(half))[1] for half in (one, other)) < _FREQUENT * _STEP:
            return None
        return one, other

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
        if len(stem) < _NAME_LETTERS or roots(stem):
            return None
        for name in self._sounds.get((stem[0], skeleton(stem)), ()):
            if name != stem and len(spelling_difference(stem, name)) <= _FEW_LETTERS:
                return name
        return None

    def _reduced(self, stem: str) -> str | None:
        best, best_score = None, 0.0
        for rule, target in reductions(stem):
            trust = self._rules.get(rule, 0.0)
            if trust > 0.0:
                known, count = self._known(target)
                if known is not None and trust * count > best_score:
                    best, best_score = known, trust * count
        return best
