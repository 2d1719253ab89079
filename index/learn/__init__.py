"""Learning a model from texts, without labels: counts, clitics, lemmas, classes, compounds."""

import math
from collections.abc import Callable, Iterable
from pathlib import Path

from index.learn.classes import LEAST_COUNT, find_lemmas, join_lemmas
from index.learn.compounds import find_compounds
from index.learn.contexts import LearningNeedsNumpy, context_vectors, need_numpy
from index.learn.counts import read_corpus
from index.learn.files import read_texts
from index.learn.vocabulary import make_vocabulary
from index.model import STEPS_PER_DOUBLING, Model, write_model

__all__ = ["LearningNeedsNumpy", "learn", "learn_from_files"]


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
    need_numpy()
    corpus = read_corpus(texts, progress)
    progress(f"{len(corpus.texts):,} words, {len(corpus.words):,} different")
    known = make_vocabulary(corpus, progress)
    frequent = sum(1 for n in known.counts if n >= LEAST_COUNT)
    vectors = context_vectors(known.texts, frequent)
    lemma, rules = find_lemmas(known.stems, known.counts, known.nominal, vectors)
    class_of = join_lemmas(known.stems, known.counts, lemma, known.texts, progress)
    return Model(
        stems={stem: _steps(n) for stem, n in zip(known.stems, known.counts, strict=True)},
        classes={known.stems[i]: known.stems[c] for i, c in class_of.items()},
        clitics=known.clitics,
        rules=rules,
        compounds=find_compounds(corpus),
    )


def _steps(count: int) -> int:
    return round(STEPS_PER_DOUBLING * math.log2(count + 1))
