"""Learning a model from texts, without labels: counts, clitics, lemmas, classes, compounds."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

from arabic.letters import fold_spelt
from arabic.stopwords import STOP
from index.learn.classes import LEAST_COUNT, find_lemmas, join_lemmas
from index.learn.clitics import learn_clitics
from index.learn.contexts import LearningNeedsNumpy, context_vectors
from index.learn.counts import Corpus, careful_spellings, read_corpus
from index.learn.files import read_texts
from index.model import STEPS_PER_DOUBLING, Model, write_model

__all__ = ["LearningNeedsNumpy", "learn", "learn_from_files"]

_LEAST_WORD = 2  # words met once are left out
_ARABIC = re.compile(r"[ء-ي]+")
_WHOLE = frozenset({"الله"})  # looks like an article and a stem


def learn_from_files(paths: Iterable[Path], output: Path, progress: Callable[[str], None] = lambda _: None) -> Model:
    """Learns from JSON Lines (.jsonl, .jsonl.gz; fields "title" and "text") or plain text files.

    Writes the model to `output` and gives it back.
    """
    model = learn(read_texts(paths), progress)
    write_model(model, output)
    return model


def learn(texts: Iterable[str], progress: Callable[[str], None] = lambda _: None) -> Model:
    """The model of the texts. The same texts in the same order give the same model, byte for byte.

    Raises:
        LearningNeedsNumpy: numpy or scipy is not installed.
    """
    import numpy as np

    corpus = read_corpus(texts, progress)
    progress(f"{len(corpus.texts):,} words, {len(corpus.words):,} different")
    counts = dict(zip(corpus.words, corpus.counts, strict=True))
    careful = careful_spellings(counts)
    merged: Counter[str] = Counter()
    for word, n in counts.items():
        merged[careful.get(word, word)] += n
    words = {word: n for word, n in sorted(merged.items()) if n >= _LEAST_WORD and _ARABIC.fullmatch(word)}
    whole = {word for word in words if fold_spelt(word) in STOP} | _WHOLE
    clitics = learn_clitics(words, whole)
    respelt = careful_spellings(clitics.counts)
    by_stem: Counter[str] = Counter()
    nominal: Counter[str] = Counter()
    for stem, n in clitics.counts.items():
        by_stem[respelt.get(stem, stem)] += n
        nominal[respelt.get(stem, stem)] += clitics.nominal.get(stem, 0)
    stems = sorted(by_stem, key=lambda stem: (-by_stem[stem], stem))
    stem_counts = [by_stem[stem] for stem in stems]
    progress(f"{len(stems):,} stems")
    number = {stem: i for i, stem in enumerate(stems)}

    numbers = np.full(len(corpus.words) + 1, -1, np.int32)  # the last stands for the end of a text
    for i, word in enumerate(corpus.words):
        stem = clitics.stem_of.get(careful.get(word, word))
        if stem is not None:
            stem = respelt.get(stem, stem)
            if fold_spelt(stem) not in STOP:
                numbers[i] = number[stem]
    ids = np.frombuffer(corpus.texts, dtype=np.int32)
    sequence = numbers[ids]
    sequence = sequence[(sequence >= 0) | (ids < 0)]  # function words do not count as company
    frequent = sum(1 for n in stem_counts if n >= LEAST_COUNT)
    vectors = context_vectors(sequence, len(stems), frequent)
    lemma, rules = find_lemmas(stems, stem_counts, nominal, vectors)
    class_of = join_lemmas(stems, stem_counts, lemma, sequence, progress)
    return Model(
        stems={stem: _steps(by_stem[stem]) for stem in stems},
        classes={stems[i]: stems[c] for i, c in class_of.items()},
        clitics=clitics.log_probability,
        rules=rules,
        compounds=find_compounds(corpus, counts),
    )


def _steps(count: int) -> int:
    return round(STEPS_PER_DOUBLING * math.log2(count + 1))


def find_compounds(corpus: Corpus, counts: dict[str, int]) -> dict[tuple[str, str], str]:
    """Two words in a row that are also written as one, at least a tenth as often: بور سعيد, بورسعيد."""
    joined = {word for word, n in counts.items() if n >= 3 and len(word) >= 5 and _ARABIC.fullmatch(word)}
    # A joined word begins with four of its own letters: a cheap way to pass over most pairs.
    begins = {word[:4] for word in joined}
    pairs: Counter[tuple[int, int]] = Counter(pairwise(corpus.texts))
    found = {}
    for (a, b), n in pairs.items():
        if n < 3 or a < 0 or b < 0:
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
