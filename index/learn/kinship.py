"""How likely two words belong together: by the rule that relates them, and by how alike they are used.

Every rule (an ending, a plural pattern, a spelling) gets its reliability from the corpus, without labels:
the similarities of all the pairs a rule proposes are a mixture of those of strangers and those of
kin, and the share of kin is found by expectation-maximisation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_ROUNDS = 30
# A rule met twice is no rule: as many made-up pairs of strangers and kin as below are added to each.
_DOUBT = 6.0
_DOUBT_SHARE = 0.1
# Upper bounds of the frequency of a pair's rarer word. Rare words have noisy vectors.
_BANDS = (20, 60, 200, 1_000)
_STRANGERS = 20_000  # random pairs
_SPREAD = 1.15  # pairs a rule proposes share letters, thus often a root: more alike than random pairs
_LIFT = 0.03


@dataclass(frozen=True, slots=True)
class Pair:
    """Two words, by number, and the rule that proposes them."""

    rule: str
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with the probability that its words belong together."""

    pair: Pair
    likeness: float
    probability: float


@dataclass(frozen=True, slots=True)
class Judgement:
    judged: list[Judged]
    reliability: dict[str, float]  # rule -> share of its pairs that belong together


def judge(pairs: Sequence[Pair], vectors: Any, counts: Sequence[int], sure_rules: Sequence[str]) -> Judgement:
    """The probability of every pair; `sure_rules` are regular ones from which kin are learned."""
    import numpy as np

    if not pairs:
        return Judgement([], {})
    left = np.array([pair.left for pair in pairs])
    right = np.array([pair.right for pair in pairs])
    likeness = np.einsum("ij,ij->i", vectors[left], vectors[right]).astype(np.float64)
    size = np.asarray(counts, dtype=np.float64)
    band = np.searchsorted(_BANDS, np.minimum(size[left], size[right]), side="right")
    names = sorted({pair.rule for pair in pairs})
    number = {name: i for i, name in enumerate(names)}
    rule = np.array([number[pair.rule] for pair in pairs])
    stranger, kin = _densities(likeness, band, rule, vectors, size, number, sure_rules, np)
    share = np.full(len(names), 0.3)
    probability = np.zeros(len(pairs))
    met = np.bincount(rule, minlength=len(names))
    for _ in range(_ROUNDS):
        prior = share[rule]
        probability = prior * kin / (prior * kin + (1 - prior) * stranger + 1e-12)
        together = np.bincount(rule, weights=probability, minlength=len(names))
        share = (together + _DOUBT * _DOUBT_SHARE) / (met + _DOUBT)
    judged = [Judged(pair, float(likeness[i]), float(probability[i])) for i, pair in enumerate(pairs)]
    return Judgement(judged, {name: float(share[i]) for i, name in enumerate(names)})


def _densities(
    likeness: Any,
    band: Any,
    rule: Any,
    vectors: Any,
    size: Any,
    number: Mapping[str, int],
    sure_rules: Sequence[str],
    np: Any,
) -> tuple[Any, Any]:
    """Density of each pair's likeness among strangers and among kin, per frequency band."""
    random = np.random.default_rng(1)
    sure = np.isin(rule, [number[name] for name in sure_rules if name in number])
    stranger, kin = np.ones(len(likeness)), np.ones(len(likeness))
    edges = (0, *_BANDS, np.inf)
    for i in range(len(_BANDS) + 1):
        here = band == i
        rows = np.flatnonzero((size[: len(vectors)] >= edges[i]) & (size[: len(vectors)] < edges[i + 1]))
        if len(rows) == 0 or not here.any():
            continue
        a = random.choice(rows, _STRANGERS)
        b = random.integers(0, len(vectors), _STRANGERS)
        strange = np.einsum("ij,ij->i", vectors[a], vectors[b])[a != b]
        known = likeness[here & sure]
        # The lower quarter of regular pairs are accidents of spelling (شرك, شركات).
        known = known[known > np.quantile(known, 0.25)] if len(known) >= 20 else np.array([0.2, 0.4, 0.6])
        stranger[here] = _normal(likeness[here], strange.mean() + _LIFT, strange.std() * _SPREAD, np)
        kin[here] = _normal(np.minimum(likeness[here], known.mean() + known.std()), known.mean(), known.std() * 1.1, np)
    return stranger, kin


def _normal(x: Any, mean: float, deviation: float, np: Any) -> Any:
    return np.exp(-0.5 * ((x - mean) / deviation) ** 2) / deviation
