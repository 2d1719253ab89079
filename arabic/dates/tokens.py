"""A text as the parts a date is made of: numbers, numeric dates, times and known words."""

import re
from dataclasses import dataclass, replace
from typing import Final

from arabic.dates.words import WORDS
from arabic.digits import DIGITS
from arabic.invisible import INVISIBLE, MARKS, ODD_SPACES, TATWEEL
from arabic.presentation import unshape


@dataclass(frozen=True, slots=True)
class Token:
    """One part of a text, from `start` to `end` of the folded text.

    kind is a kind of `arabic.dates.words`, or "number", "numeric-date", "time", "offset",
    "separator", "unknown"; number and extra depend on it; parts holds the numbers of a date
    or a time as written.
    """

    kind: str
    text: str
    start: int
    end: int
    number: int = 0
    extra: int = 0
    parts: tuple[int, ...] = ()


_LETTERS = {
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ې": "ي",
    "ک": "ك",
    "ة": "ه",
    "ھ": "ه",
    "ہ": "ه",
    "ە": "ه",
    "ۀ": "ه",
}
_SIGNS = {
    "\u060c": ",",
    "\u061b": ";",
    "\u060d": "/",
    "\u2044": "/",
    "\u2215": "/",
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2015": "-",
    "\u2212": "-",
    "\u2236": ":",
    "\uff1a": ":",
    "\uff0f": "/",
    "\t": " ",
    "\r": " ",
}
FOLDING: Final[dict[int, str | None]] = {
    **dict.fromkeys(map(ord, INVISIBLE + MARKS + TATWEEL)),
    **dict.fromkeys(map(ord, ODD_SPACES), " "),
    **DIGITS,
    **{ord(sign): other for sign, other in (_LETTERS | _SIGNS).items()},
    **{ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
}

_TOKEN = re.compile(
    r"(?P<date>\d{1,4}[ ]{0,3}(?P<mark>[/.\\-])[ ]{0,3}\d{1,2}[ ]{0,3}(?P=mark)[ ]{0,3}\d{1,4}(?![\d:]))"
    r"|(?P<time>\d{1,2}(?P<colon>:|[ ]:[ ])\d{2}(?:(?P=colon)\d{2}(?:[.,]\d{1,9})?)?(?![\d:])"
    r"|\d{1,2}h\d{2}(?![\d:]))"
    r"|(?P<month>\d{4}-\d{2}(?![\d/.:-])|\d{1,2}/\d{4}(?![\d/.:-]))"
    r"|(?P<number>\d+)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<space>[ ]+)"
    r"|(?P<sign>.)",
    re.DOTALL,
)
_OFFSET = re.compile(r"([+-])(\d{2})(?::?(\d{2}))?(?![\d/.:-])")
_SHORT_OFFSET = re.compile(r"([+-])(\d{1,2})(?::?(\d{2}))?(?![\d/.:-])")
_COMMENT = re.compile(r" ?\([a-z ]{2,40}\)")
_NUMBERS = re.compile(r"\d+")

# Private-use points are the clock and calendar pictures of icon fonts.
_SEPARATORS = frozenset("|-,;:.()[]/\\\n*\u2022\u00b7\u2027\u25cf\u2502\u23f0\u231a\ufe0f").union(
    "\U0001f4c5\U0001f4c6\U0001f5d3", map(chr, range(0x1F550, 0x1F568))
)

HARD_SEPARATORS: Final = frozenset("|\n\u2022\u00b7\u2027\u25cf\u2502")
"""Signs that part one statement of a line from the next."""


def fold(text: str) -> str:
    """The text as the vocabulary spells it: ASCII digits, bare letters, nothing invisible."""
    return unshape(text).translate(FOLDING)


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters, where it stood; one more for the end."""
    folded: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for part in fold(letter):
            folded.append(part)
            places.append(place)
    places.append(len(text))
    return "".join(folded), places


def scan(folded: str) -> list[Token]:
    """The tokens of a folded text in order; spaces are left out."""
    tokens: list[Token] = []
    position, length = 0, len(folded)
    while position < length:
        sign = folded[position]
        if sign in "+-" and tokens:
            offset = _offset(folded, position, tokens[-1])
            if offset is not None:
                tokens.append(offset)
                comment = _COMMENT.match(folded, offset.end)
                position = comment.end() if comment else offset.end
                continue
        match = _TOKEN.match(folded, position)
        if match is None:  # cannot be: the last alternative takes any character
            return []
        position = match.end()
        group = match.lastgroup
        if group == "space":
            continue
        tokens.append(_token(match, group or "", tokens))
    return tokens


def _offset(folded: str, position: int, before: Token) -> Token | None:
    gap = position - before.end
    if before.kind == "time":
        match = _OFFSET.match(folded, position)
        # "10:30 +0300" is an offset; "10:30 -05" may be anything, "10:30-11:30" is a span.
        if match and gap > (1 if match[3] else 0):
            match = None
        if match and match[1] == "-" and len(match[0]) != 5 and len(before.parts) < 3:
            match = None
    elif before.kind == "utc" and gap <= 1:
        match = _SHORT_OFFSET.match(folded, position)
    else:
        match = None
    if match is None:
        return None
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > 14 or minutes not in {0, 15, 30, 45}:
        return None
    east = hours * 60 + minutes
    return Token("offset", match[0], position, match.end(), number=-east if match[1] == "-" else east)


def _token(match: re.Match[str], group: str, before: list[Token]) -> Token:
    text, start, end = match[0], match.start(), match.end()
    if group == "word":
        kind, number, extra = WORDS.get(text, ("unknown", 0, 0))
        if kind == "t" and not (before and before[-1].kind == "numeric-date"):
            kind = "unknown"
        return Token(kind, text, start, end, number, extra)
    if group == "number":
        # A number no date can hold keeps a value that fits nothing.
        return Token("number", text, start, end, int(text) if len(text) < 9 else -1)
    if group == "sign":
        known = text in _SEPARATORS or "\ue000" <= text <= "\uf8ff"
        return Token("separator" if known else "unknown", text, start, end)
    kind = {"date": "numeric-date", "month": "numeric-month"}.get(group, group)
    texts = _NUMBERS.findall(text)
    if kind == "time":
        return Token(kind, text, start, end, parts=tuple(map(int, texts[:3])))
    # extra: which part has four digits, 0 for none (-1 for several).
    long = [place for place, part in enumerate(texts, 1) if len(part) == 4]
    fits = len(long) == 1 and all(len(part) in {1, 2, 4} for part in texts)
    return Token(kind, text, start, end, extra=long[0] if fits else 0, parts=tuple(map(int, texts)))


def renamed(token: Token, kind: str, number: int = 0, end: int | None = None) -> Token:
    """The token as another kind, with another number and end."""
    return replace(token, kind=kind, number=number, end=token.end if end is None else end, extra=0, parts=())
