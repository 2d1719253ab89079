"""Roots induced from a word list: no dictionary, only patterns and how well they fit together."""

import math
from collections import defaultdict
from collections.abc import Iterable

from arabic.patterns import roots

_ROUNDS = 3
_LEAST_STRENGTH = 1.5  # a root must explain more than one word


def induce_roots(words: Iterable[str]) -> dict[str, tuple[str, str]]:
    """word -> (root, pattern) for the words that share a believable root with others."""
    readings = {word: found for word in words if (found := roots(word))}
    shares = {word: [1 / len(found)] * len(found) for word, found in readings.items()}
    strength: dict[str, float] = {}
    pattern_share: dict[str, float] = {}
    for _ in range(_ROUNDS):
        strength, patterns = defaultdict(float), defaultdict(float)
        for word, found in readings.items():
            for (root, pattern), share in zip(found, shares[word], strict=True):
                strength[root] += share
                patterns[pattern] += share
        total = sum(patterns.values()) or 1.0
        pattern_share = {pattern: value / total for pattern, value in patterns.items()}
        for word, found in readings.items():
            scores = [
                (strength[root] - 0.9 * share) * math.sqrt(pattern_share[pattern])
                for (root, pattern), share in zip(found, shares[word], strict=True)
            ]
            whole = sum(scores) or 1.0
            shares[word] = [score / whole for score in scores]
    best: dict[str, tuple[str, str]] = {}
    for word, found in readings.items():
        believable = [reading for reading in found if strength[reading[0]] >= _LEAST_STRENGTH]
        if believable:
            best[word] = max(
                believable,
                key=lambda r: (strength[r[0]] * math.sqrt(pattern_share[r[1]]), r),
            )
    return best
