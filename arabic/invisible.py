"""Characters that print nothing, or print as a plain space, and are not the same as nothing.

They sit between the letters of a word or the digits of a date and make equal texts unequal.
"""

DIRECTION_MARKS = "\u200e\u200f\u061c"
"""Left-to-right, right-to-left and Arabic letter mark: single, never paired."""

EMBEDDINGS = "\u202a\u202b\u202d\u202e"
ISOLATES = "\u2066\u2067\u2068"
END_EMBEDDING = "\u202c"
END_ISOLATE = "\u2069"
BIDI_PAIRS = EMBEDDINGS + END_EMBEDDING + ISOLATES + END_ISOLATE
"""Direction controls that open or close a stretch of text and come in pairs."""

JOINERS = "\u200c\u200d"
"""Zero-width non-joiner and joiner: they change how letters are drawn, so text keeps them."""

ZERO_WIDTH_SPACE = "\u200b"

NOISE = "\ufeff\u00ad\u2060\u180e\ufffc\ufff9\ufffa\ufffb"
"""Byte order mark, soft hyphen, word joiner and the like: never wanted inside Arabic text."""

ODD_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""Every space that is not U+0020, except tab and the line ends."""

TATWEEL = "\u0640"

MARKS = (
    "".join(map(chr, range(0x0610, 0x061B)))
    + "".join(map(chr, range(0x064B, 0x0660)))
    + "\u0670"
    + "".join(chr(point) for point in range(0x06D6, 0x06EE) if point not in {0x06DD, 0x06DE, 0x06E9})
)
"""Vowel marks, tanween, shadda, combining hamza and madda, and the signs of the Quran."""

INVISIBLE = DIRECTION_MARKS + BIDI_PAIRS + JOINERS + ZERO_WIDTH_SPACE + NOISE

_STRIP: dict[int, str | None] = {
    **dict.fromkeys(map(ord, INVISIBLE)),
    **dict.fromkeys(map(ord, ODD_SPACES), " "),
}


def strip_invisible(text: str) -> str:
    """The text without invisible characters, with every odd space as a plain one.

    For reading and comparing, not for keeping: joiners and paired direction controls go too.
    """
    return text if text.isascii() else text.translate(_STRIP)
