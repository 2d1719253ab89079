"""Where words end and clitics begin: stems and their counts, by expectation-maximisation.

Every reading (proclitics, stem) of a word is weighed by how often those proclitics and that stem
explain the rest of the corpus. No letter is cut off on faith: بالون stays whole, because nothing
else in the corpus needs a stem ون.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass

from arabic.stem import PROCLITICS, splits

_ROUNDS = 6
# Words count by this power of their frequency: a stem met in many combinations is worth more than
# one frequent word.
_DAMPING = 0.75
# How much of a word's own weight does not count as evidence for its reading. Without this every word
# explains itself best, as a stem of its own.
_DISTRUST = 0.9
_ARTICLES = ("ال", "لل")
_SHORT_STEM_COUNT = 3  # a stem of two letters must be met alone this often: يد, دم


@dataclass(frozen=True, slots=True)
class Clitics:
    stem_of: dict[str, str]  # word -> stem of its best reading
    counts: dict[str, int]  # stem -> words of the corpus it explains
    nominal: dict[str, int]  # stem -> how many of those had the article, ب or ك: verbs take none
    log_probability: dict[str, float]  # proclitics -> natural logarithm of their share


def learn_clitics(counts: Mapping[str, int], whole: Set[str]) -> Clitics:
    """The best reading of every word in `counts`; words in `whole` are never split."""
    readings = {word: _readings(word, counts, whole) for word in counts}
    mass = {word: n**_DAMPING for word, n in counts.items()}
    shares = {word: [1.0 / len(found)] * len(found) for word, found in readings.items()}
    stems: dict[str, float] = {}
    clitics: dict[str, float] = {}
    for _ in range(_ROUNDS):
        stems, clitics = defaultdict(float), defaultdict(float)
        for word, found in readings.items():
            weight = mass[word]
            for (clitic, stem), share in zip(found, shares[word], strict=True):
                stems[stem] += weight * share
                clitics[clitic] += weight * share
        for word, found in readings.items():
            if len(found) > 1:
                own = _DISTRUST * mass[word]
                scores = [
                    clitics[clitic] * (stems[stem] - own * share)
                    for (clitic, stem), share in zip(found, shares[word], strict=True)
                ]
                total = sum(scores) or 1.0
                shares[word] = [score / total for score in scores]
    stem_of: dict[str, str] = {}
    by_stem: dict[str, int] = defaultdict(int)
    nominal: dict[str, int] = defaultdict(int)
    for word, found in readings.items():
        best = max(range(len(found)), key=lambda i: (shares[word][i], -i))
        clitic, stem = found[best]
        stem_of[word] = stem
        by_stem[stem] += counts[word]
        if clitic.endswith((*_ARTICLES, "ب", "ك")):
            nominal[stem] += counts[word]
    total = sum(clitics.values()) or 1.0
    logs = {clitic: math.log(value / total) for clitic, value in clitics.items() if value > 0}
    return Clitics(stem_of, dict(by_stem), dict(nominal), _combined(logs))


def _combined(logs: Mapping[str, float]) -> dict[str, float]:
    """The logarithms, where a run of clitics is at least as likely as its parts one after the other."""
    least = min(logs.values(), default=0.0)
    known = {clitic: logs.get(clitic, least) for clitic in PROCLITICS}
    for clitic in sorted(known, key=lambda clitic: (len(clitic), clitic)):
        parts = [
            known[clitic[:cut]] + known[clitic[cut:]]
            for cut in range(1, len(clitic))
            if clitic[:cut] in known and clitic[cut:] in known
        ]
        known[clitic] = max([known[clitic], *parts])
    return known


def _readings(word: str, counts: Mapping[str, int], whole: Set[str]) -> list[tuple[str, str]]:
    # A word that itself takes the article (الالتهاب, البالون) begins with its own letters.
    if word in whole or _takes_article(word, counts):
        return [("", word)]
    found: list[tuple[str, str]] = []
    certain = False
    for clitic, stem in splits(word):
        if not clitic:
            found.append((clitic, stem))
        elif clitic.endswith(_ARTICLES):
            if stem not in whole and _is_article(stem, counts, counts[word]):
                found.append((clitic, stem))
                # ال begins no Arabic root but a few; longer runs need the stem with the article.
                certain |= clitic == "ال" or _ARTICLES[0] + stem in counts
        elif clitic.endswith("س"):
            # The future is too rare a clitic to win by weight; a verb that is met without it is proof.
            if len(stem) > 2 and counts.get(stem, 0) >= 0.5 * counts[word]:
                return [(clitic, stem)]
        elif stem.startswith(_ARTICLES[0]) and stem not in whole:
            if _takes_article(stem, counts) or not _is_article(stem[2:], counts, counts[word]):
                found.append((clitic, stem))  # else و + الكتاب is read as وال + كتاب
        elif len(stem) > 2 or counts.get(stem, 0) >= _SHORT_STEM_COUNT:
            found.append((clitic, stem))
    if certain:
        return [reading for reading in found if reading[0].endswith(_ARTICLES)]
    return found


def _takes_article(word: str, counts: Mapping[str, int]) -> bool:
    met = sum(counts.get(clitic + word, 0) for clitic in ("ال", "وال", "بال", "لل"))
    return met >= max(2, 0.02 * counts.get(word, 0))


def _is_article(stem: str, counts: Mapping[str, int], with_article: int) -> bool:
    """Whether ال before this stem is the article, not the beginning of the word.

    It is where the stem is met without it, as nearly every noun is, or after ل, which swallows the alef
    of the article only (للكويت, but لالتقاط). Else it is unless the word looks like a verb of the eighth
    form (التقى).
    """
    bare = sum(counts.get(clitic + stem, 0) for clitic in ("", "و", "ب", "ل", "ف"))
    if bare >= 0.01 * with_article or counts.get("لل" + stem, 0) > counts.get("لال" + stem, 0):
        return True
    return len(stem) > 3 and not stem.startswith("ت") and counts.get("لال" + stem, 0) == 0
