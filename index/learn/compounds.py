"""Names that a corpus writes both as two words and as one."""

from collections import Counter
from itertools import pairwise

from arabic.letters import fold_spelt
from arabic.stopwords import STOP
from index.learn.counts import ARABIC, Corpus

_LEAST_COUNT = 3  # of the pair and of the joined word
_LEAST_LETTERS = 5


def find_compounds(corpus: Corpus) -> dict[tuple[str, str], str]:
    """Two words in a row that are also written as one, at least a tenth as often: بور سعيد, بورسعيد."""
    counts = dict(zip(corpus.words, corpus.counts, strict=True))
    joined = {
        word
        for word, n in counts.items()
        if n >= _LEAST_COUNT and len(word) >= _LEAST_LETTERS and ARABIC.fullmatch(word)
    }
    # A joined word begins with four of its own letters: a cheap way to pass over most pairs.
    begins = {word[:4] for word in joined}
    pairs: Counter[tuple[int, int]] = Counter(pairwise(corpus.texts))
    found = {}
    for (a, b), n in pairs.items():
        if n < _LEAST_COUNT or a < 0 or b < 0:
            continue
        one, other = corpus.words[a], corpus.words[b]
        if len(one) < 2 or len(other) < 2 or (one + other)[:4] not in begins:
            continue
        together = counts[one + other] if one + other in joined else 0
        if (
            0.1 * n <= together <= 20 * n  # تمديد is not تمد يد
            and n >= 0.05 * min(counts[one], counts[other])
            and fold_spelt(one) not in STOP
            and fold_spelt(other) not in STOP
        ):
            found[one, other] = one + other
    return found
