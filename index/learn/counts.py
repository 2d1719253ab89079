"""Word counts of a corpus, and its texts as arrays of word numbers."""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

from arabic.letters import fold_spelt
from arabic.tokens import RAW, parts

_PROGRESS_EVERY = 5_000  # texts
ARABIC = re.compile(r"[ء-ي]+")


@dataclass(slots=True)
class Corpus:
    """`words[i]` was met `counts[i]` times; `texts` holds word numbers, texts parted by -1."""

    words: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    texts: "array[int]" = field(default_factory=lambda: array("i"))


def read_corpus(texts: Iterable[str], progress: Callable[[str], None]) -> Corpus:
    """Counts the words of the texts; exact repetitions of a text count once."""
    corpus = Corpus()
    number: dict[str, int] = {}
    of_raw: dict[str, tuple[int, ...]] = {}
    seen: set[bytes] = set()
    tally: Counter[int] = Counter()
    for done, text in enumerate(texts, 1):
        runs = RAW.findall(text)
        key = blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
        if key in seen:
            continue
        seen.add(key)
        start = len(corpus.texts)
        for raw in runs:
            numbers = of_raw.get(raw)
            if numbers is None:
                spelt = [part.spelt for part in parts(raw)]
                numbers = tuple(number.setdefault(word, len(number)) for word in spelt)
                of_raw[raw] = numbers
            corpus.texts.extend(numbers)
        tally.update(corpus.texts[start:])
        corpus.texts.append(-1)
        if done % _PROGRESS_EVERY == 0:
            progress(f"{done:,} texts, {len(corpus.texts):,} words, {len(number):,} different")
    corpus.words = list(number)
    corpus.counts = [tally[i] for i in range(len(number))]
    return corpus


# What a writer in a hurry types for a letter, by the letter: ا for أ, ه for ة, ى for ي and the reverse.
_AS_TYPED = {"ا": "أإ", "ه": "ة", "ي": "ى", "ى": "ي", "ة": "ه"}


def careful_spellings(counts: dict[str, int], ratio: float = 4.0) -> dict[str, str]:
    """Careless spelling -> the careful one, where the careful one is `ratio` times as frequent.

    احمد -> أحمد, السيسى -> السيسي, مصطفي -> مصطفى; علي and على both stay. Only spellings that fold to
    the same letters are compared, and a hamza is only ever added.
    """
    groups: dict[str, list[str]] = {}
    for word in counts:
        groups.setdefault(fold_spelt(word), []).append(word)
    found: dict[str, str] = {}
    for group in groups.values():
        if len(group) < 2:
            continue
        group.sort(key=lambda word: (-counts[word], word))
        for i, careless in enumerate(group[1:], 1):
            for careful in group[:i]:
                if counts[careful] < ratio * counts[careless]:
                    break
                if _may_be_typed(careless, careful):
                    found[careless] = found.get(careful, careful)
                    break
    return found


def _may_be_typed(careless: str, careful: str) -> bool:
    """Whether `careless` is `careful` with hamzas left out or a last letter confused."""
    careful_letters = careful.replace("أا", "آ")
    careless_letters = careless.replace("أا", "آ")
    if len(careful_letters) != len(careless_letters):
        return False
    return all(
        a == b or (a == "ا" and b in "أإآ") or (b in _AS_TYPED.get(a, "") and b in "ةهىي")
        for a, b in zip(careless_letters, careful_letters, strict=True)
    )
