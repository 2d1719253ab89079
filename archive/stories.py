"""Stories: which articles are one text, as wire copy is that ten papers print, each with its own headline and cuts.

A signature is a sample of a text's runs of four words: the 64 of them whose hashes are smallest, which are the same runs
wherever the text is printed (a "bottom-k sketch": Broder, On the resemblance and containment of documents, 1997). What two
signatures share says how much of the shorter text stands in the longer one. That, and not how alike the two are as a whole,
is asked: papers cut agencies' texts and add to them.

The figures were chosen on 444 labelled pairs of Arabic news articles, see docs/archive.md.
"""

import struct
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TypeAlias

from arabic.letters import fold
from archive.model import Content

WINDOW = timedelta(days=14)
"""So far from a story's first article another may be to join it. Forms come again: prayer times, prices, the weather."""

BANDS = 8
"""So many numbers of a signature, the smallest, find it again: who shares none of them is not compared."""

ALIKE = 0.5
"""So much of the shorter text must stand in the longer one."""

_RUN = 4  # words
_KEPT = 64  # numbers of a signature: 256 bytes
_LEAST_SHARED = 4
_LARGEST = (1 << 32) - 1
_SHORT = 16  # words: a text of fewer is its headline told again, and only the very same text and title count

# Texts are made words of in one byte a letter: three times as fast as any way that looks at characters. The code page holds
# the letters of Arabic and French; a text with others goes through `fold` first, as everything does.
_CODE = "cp1256"
_SPACE = ord(" ")

Signature: TypeAlias = tuple[int, ...]
"""Numbers of 32 bits, ascending, each once. Empty for a text without words."""


def signature_of(content: Content) -> Signature:
    """The signature of an article's lead and text. Marks, tatweel, the seats of hamza, digits' style, punctuation and white
    space make no difference, nor does a new headline, but for texts of a few words.

    Letters that are neither Arabic nor Latin do not count.
    """
    hashes = [*map(zlib.crc32, _words(f"{content.lead}\n{content.text}"))]
    runs: set[int] = set()
    if len(hashes) >= _SHORT:
        each, width, crc32 = packed(hashes), 4 * _RUN, zlib.crc32
        runs = {crc32(each[start : start + width]) for start in range(0, len(each) - width + 4, 4)}
    if len(runs) >= _LEAST_SHARED:
        return tuple(sorted(runs)[:_KEPT])
    if not hashes:
        return ()
    same = b" ".join([*_words(content.title), b"/", *_words(f"{content.lead}\n{content.text}")])
    digest = blake2b(same, digest_size=4 * _LEAST_SHARED).digest()
    return tuple(sorted(set(unpacked(digest))))


def likeness(one: Signature, other: Signature) -> float:
    """How much of the shorter text stands in the longer one, from 0 to 1, as far as the signatures tell; 0 for next to nothing."""
    if not one or not other:
        return 0.0
    # A full signature is a sample that ends with its last number: what the other has beyond says nothing about it.
    end = min((signature[-1] for signature in (one, other) if len(signature) == _KEPT), default=_LARGEST)
    mine, others = ({number for number in signature if number <= end} for signature in (one, other))
    shared = len(mine & others)
    return shared / min(len(mine), len(others)) if shared >= _LEAST_SHARED else 0.0


def packed(numbers: Sequence[int]) -> bytes:
    """Four bytes a number, the lowest byte first."""
    return struct.pack(f"<{len(numbers)}I", *numbers)


def unpacked(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data)


def time_of(content: Content, seen_at: datetime) -> datetime:
    """When an article appeared, for the window: as it says, unless that is later than it was seen."""
    published = content.published_at
    return seen_at if published is None or published > seen_at else published


def _words(text: str) -> list[bytes]:
    """The text's words, folded, in one byte a letter."""
    try:
        raw = text.encode(_CODE)
    except UnicodeEncodeError:
        raw = fold(text).encode(_CODE, "replace")
    raw = raw.translate(None, _DROPPED)
    for pair, letter in _PAIRS:
        raw = raw.replace(pair, letter)
    return raw.translate(_FOLDED).split()


def _folded(code: int) -> int:
    """The code of a letter or digit as `fold` writes it; a space for everything that stands between words."""
    letter = fold(bytes([code]).decode(_CODE))
    if len(letter) != 1 or not letter.isalnum():
        return _SPACE
    return letter.encode(_CODE, "replace")[0] if letter.encode(_CODE, "replace") != b"?" else _SPACE


_DROPPED = bytes(code for code in range(256) if not fold(bytes([code]).decode(_CODE)))
_FOLDED = bytes(map(_folded, range(256)))
# Where `fold` looks at two letters at once.
_PAIRS = tuple((pair.encode(_CODE), letter.encode(_CODE)) for pair, letter in (("أا", "ا"), ("ىء", "ء")))
