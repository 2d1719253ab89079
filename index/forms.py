"""Which spellings a prefix or a misspelt word stands for: one definition for the engine and the highlighter."""

import re

from arabic.letters import fold

# What may stand before a word: a conjunction, then a preposition with or without the article (وبال, لل, ال, ف …).
_PROCLITICS = "[وف]?(?:[بكل]?ال|لل|[بلكس])?"


def prefix_pattern(text: str) -> str:
    """A regular expression, for Python and for Rust, that whole folded words beginning with `text` match."""
    return f"{_PROCLITICS}{re.escape(fold(text))}.*"


def is_near(word: str, other: str, distance: int) -> bool:
    """Whether the words differ by at most `distance` letters left out, added, changed or swapped with their neighbour.

    The optimal string alignment distance, as the engine's automaton counts it.
    """
    if abs(len(word) - len(other)) > distance:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        before, last, row = row, before, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == against:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > distance and min(before) > distance:
            return False
    return row[-1] <= distance
