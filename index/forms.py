"""Which spellings a prefix or a misspelt word stands for: one definition for the engine and the highlighter."""

import re
from collections.abc import Sequence

from arabic.letters import fold

# What may stand before a word: a conjunction, then a preposition with or without the article (وبال, لل, ال, ف …).
PROCLITICS = "[وف]?(?:[بكل]?ال|لل|[بلكس])?"

_FAR_APART = 3


def has_letters(text: str) -> bool:
    """Whether a prefix or a misspelt word asks for anything: of marks and signs alone, nothing is left when they are folded."""
    return any(map(str.isalnum, fold(text)))


def prefix_pattern(text: str) -> str:
    """A regular expression, for Python and for Rust, that whole folded words beginning with `text` match."""
    return f"{PROCLITICS}{re.escape(fold(text))}.*"


def near_pairs(words: Sequence[str], slop: int) -> list[tuple[str, str, int]]:
    """(word, later word, slop) of the pairs that must each stand near each other, so that the words count as near.

    Engines agree on how far two words are from each other, and not on more: tantivy adds up what lies between neighbours, Lucene
    takes the window that holds all. So every two words are compared, up to three places apart, and what stands between them in
    the query is allowed to stand there. A word is not compared with itself; of one word alone the pair is (word, word).
    """
    pairs: dict[tuple[str, str], int] = {}
    for at, one in enumerate(words):
        for apart in range(1, min(_FAR_APART, len(words) - 1 - at) + 1):
            other = words[at + apart]
            if one != other:
                pairs.setdefault((one, other), slop + apart - 1)
    if words and not pairs:
        return [(words[0], words[0], 0)]
    return [(one, other, allowed) for (one, other), allowed in pairs.items()]


def distance_allowed(word: str, distance: int) -> int:
    """How many letters of a folded word may differ where `distance` was asked for: fewer than half of them.

    Of a word of two letters nothing would be left: every short word would be near, and looking for all of them takes seconds.
    """
    return min(distance, max(0, (len(word) - 1) // 2))


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
