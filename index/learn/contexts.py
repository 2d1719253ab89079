"""Which words are used alike: vectors from the company each stem keeps.

Positive pointwise mutual information of stem and neighbour (window of four), reduced by a truncated
singular value decomposition; after Levy, Goldberg, Dagan (2015), Improving distributional similarity.
This is the only part of learning that needs numpy and scipy.
"""

from importlib.util import find_spec
from typing import Any

_WINDOW = 4
_CONTEXTS = 12_000  # the most frequent stems serve as neighbours
_DIMENSIONS = 128
_SEED = 0
_FEWEST = 3  # fewer words have no company to speak of


class LearningNeedsNumpy(RuntimeError):
    """numpy or scipy is missing; they are an optional part of Rasid."""


def need_numpy() -> None:
    """Refuses to go on without what learning needs.

    Raises:
        LearningNeedsNumpy: numpy or scipy is not installed.
    """
    if not (find_spec("numpy") and find_spec("scipy")):
        raise LearningNeedsNumpy("Learning a model needs numpy and scipy. Install them: pip install numpy scipy")


def context_vectors(texts: Any, frequent: int) -> Any:
    """Unit vectors of the first `frequent` stems, one row each.

    `texts` are stem numbers, the most frequent stem being 0, with -1 where a text ends.
    """
    import numpy as np
    import scipy.sparse as sp  # type: ignore[import-untyped]

    ids = np.asarray(texts, dtype=np.int32)
    if frequent < _FEWEST:
        return np.zeros((frequent, 1))
    neighbours = min(_CONTEXTS, frequent)
    counts = sp.csr_matrix((frequent, neighbours), dtype=np.float32)
    step = 2_000_000
    for start in range(0, len(ids), step):
        part = ids[start : start + step + _WINDOW]
        rows, columns = [], []
        for offset in range(1, _WINDOW + 1):
            left, right = part[:-offset], part[offset:]
            left, right = left[:step], right[:step]
            for a, b in ((left, right), (right, left)):
                kept = (a >= 0) & (a < frequent) & (b >= 0) & (b < neighbours)
                rows.append(a[kept])
                columns.append(b[kept])
        r, c = np.concatenate(rows), np.concatenate(columns)
        counts = counts + sp.csr_matrix((np.ones(len(r), np.float32), (r, c)), shape=counts.shape)
    return _reduced(counts, np, sp)


def _reduced(counts: Any, np: Any, sp: Any) -> Any:
    of_row = np.asarray(counts.sum(1)).ravel()
    of_column = np.asarray(counts.sum(0)).ravel() ** 0.75
    of_column /= of_column.sum() or 1
    cells = counts.tocoo()
    value = np.log(np.maximum(cells.data / (of_row[cells.row] * of_column[cells.col] + 1e-9), 1e-9))
    kept = value > 0
    # Double precision, and rounded at the end, so that the number of threads cannot show in the result.
    ppmi = sp.csr_matrix((value[kept].astype(np.float64), (cells.row[kept], cells.col[kept])), shape=cells.shape)
    dimensions = max(1, min(_DIMENSIONS, min(ppmi.shape) - 1))
    random = np.random.default_rng(_SEED)
    width = min(dimensions + 20, ppmi.shape[1])
    basis = ppmi @ random.standard_normal((ppmi.shape[1], width))
    for _ in range(2):
        basis = ppmi @ np.linalg.qr(ppmi.T @ np.linalg.qr(basis)[0])[0]
    left, strength, _ = np.linalg.svd(basis, full_matrices=False)
    vectors = left[:, :dimensions] * np.sqrt(strength[:dimensions])
    return np.round(vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9), 4)
