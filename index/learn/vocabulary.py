"""From words to stems: spellings corrected, clitics off, and the texts as stem numbers."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from arabic.letters import fold_spelt
from arabic.stopwords import STOP
from index.learn.clitics import learn_clitics
from index.learn.counts import ARABIC, Corpus, careful_spellings

_LEAST_WORD = 2  # words met once are left out
_WHOLE = frozenset({"الله"})  # looks like an article and a stem


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Stems of a corpus, the most frequent first."""

    stems: list[str]
    counts: list[int]
    nominal: dict[str, int]  # stem -> how often it has a clitic that verbs never have
    clitics: dict[str, float]  # proclitics -> natural logarithm of their share
    texts: Any  # array of stem numbers, -1 between texts; function words and rare words are left out


def make_vocabulary(corpus: Corpus, progress: Callable[[str], None]) -> Vocabulary:
    """The stems of a corpus and its texts in them."""
    import numpy as np

    careful = careful_spellings(dict(zip(corpus.words, corpus.counts, strict=True)))
    merged: Counter[str] = Counter()
    for word, n in zip(corpus.words, corpus.counts, strict=True):
        merged[careful.get(word, word)] += n
    words = {word: n for word, n in sorted(merged.items()) if n >= _LEAST_WORD and ARABIC.fullmatch(word)}
    clitics = learn_clitics(words, {word for word in words if fold_spelt(word) in STOP} | _WHOLE)
    respelt = careful_spellings(clitics.counts)
    counts: Counter[str] = Counter()
    nominal: Counter[str] = Counter()
    for stem, n in clitics.counts.items():
        counts[respelt.get(stem, stem)] += n
        nominal[respelt.get(stem, stem)] += clitics.nominal.get(stem, 0)
    stems = sorted(counts, key=lambda stem: (-counts[stem], stem))
    progress(f"{len(stems):,} stems")

    number = {stem: i for i, stem in enumerate(stems) if fold_spelt(stem) not in STOP}
    numbers = np.full(len(corpus.words) + 1, -1, np.int32)  # the last stands for the end of a text
    for i, word in enumerate(corpus.words):
        read = clitics.stem_of.get(careful.get(word, word), "")
        numbers[i] = number.get(respelt.get(read, read), -1)
    ids = np.frombuffer(corpus.texts, dtype=np.int32)
    texts = numbers[ids]
    return Vocabulary(
        stems=stems,
        counts=[counts[stem] for stem in stems],
        nominal=dict(nominal),
        clitics=clitics.log_probability,
        texts=texts[(texts >= 0) | (ids < 0)],
    )
