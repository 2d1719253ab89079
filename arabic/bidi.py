"""Direction controls that open without closing, or close without opening."""

import re

from arabic.invisible import BIDI_PAIRS, EMBEDDINGS, END_EMBEDDING, ISOLATES

_ANY = re.compile(f"[{BIDI_PAIRS}]")
_EDGE = frozenset(BIDI_PAIRS + " \t\r")


def drop_stray_controls(text: str) -> tuple[str, int]:
    """The text without unpaired controls at the start or end of its lines, and how many went.

    Pairs stay: they keep a Latin name or a number in its place. An unpaired control in the
    middle of a line stays too, since what it was meant for cannot be told.
    """
    if _ANY.search(text) is None:
        return text, 0
    lines, dropped = [], 0
    for line in text.split("\n"):
        stray = _stray(line)
        dropped += len(stray)
        kept = (sign for place, sign in enumerate(line) if place not in stray) if stray else line
        lines.append("".join(kept))
    return "\n".join(lines), dropped


def _stray(line: str) -> set[int]:
    """Places of the unpaired controls that have nothing visible before, or nothing after."""
    open_embeddings: list[int] = []
    open_isolates: list[int] = []
    stray: list[int] = []
    for match in _ANY.finditer(line):
        sign, place = match[0], match.start()
        if sign in EMBEDDINGS:
            open_embeddings.append(place)
        elif sign in ISOLATES:
            open_isolates.append(place)
        else:
            opened = open_embeddings if sign == END_EMBEDDING else open_isolates
            if opened:
                opened.pop()
            else:
                stray.append(place)
    stray += open_embeddings + open_isolates
    first = next((place for place, sign in enumerate(line) if sign not in _EDGE), len(line))
    last = next((place for place in range(len(line) - 1, -1, -1) if line[place] not in _EDGE), -1)
    return {place for place in stray if place < first or place > last}
