"""Words of a text with their places: from raw runs of letters to words in plain spelling.

A raw run is what stands between spaces and punctuation. It usually is one word; a hashtag
(#كلمة_أخرى) or a run that mixes scripts (الـBBC) holds several.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from arabic.letters import INVISIBLE, MARKS, spell

# Marks and invisible characters are no word characters for Python, yet they stand inside words.
RAW = re.compile(rf"[\w{MARKS}{INVISIBLE}]+")

_ARABIC = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef\u06fa-\u06ff"
    "\u0750-\u077f\u0870-\u0887\u0889-\u088e\u08a0-\u08c9\ufb50-\ufdff\ufe70-\ufefc"
)
_PART = re.compile(
    rf"(?P<arabic>[{_ARABIC}](?:[{_ARABIC}{MARKS}{INVISIBLE}]*[{_ARABIC}{MARKS}])?)"
    rf"|[^\W_{_ARABIC}{MARKS}{INVISIBLE}](?:[^\W_{_ARABIC}]*[^\W_{_ARABIC}{MARKS}{INVISIBLE}])?"
)
_PLAIN = re.compile("[أإا-غف-ي]+")  # what `spell` leaves as it is: the quick way for most words
_WORD = re.compile(r"[^\W_]+")

# A clitic that stands alone was glued to a quotation mark, a Latin name or a number: و"كلمة", الـBBC.
LONE_CLITICS = frozenset(
    (
        *("و", "ف", "ب", "ل", "ك", "س", "ال", "وال", "فال", "بال", "كال", "لل", "ولل", "وبال"),
        *("فلل", "فبال", "وب", "ول", "وك", "فب", "فل"),
    )
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its place in the text it was read from and its plain spelling."""

    start: int
    end: int
    spelt: str


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in order; a clitic standing alone is left out."""
    for run in RAW.finditer(text):
        for part in parts(run[0]):
            yield Token(run.start() + part.start, run.start() + part.end, part.spelt)


def parts(raw: str) -> list[Token]:
    """The words inside one raw run, places counted from its start.

    A run of several Arabic words (a hashtag) also gives them written together, as the last word:
    كأس_العالم is found by كأس, by العالم and by كأسالعالم.
    """
    if _PLAIN.fullmatch(raw):
        return [] if raw in LONE_CLITICS else [Token(0, len(raw), raw)]
    found: list[Token] = []
    arabic = 0
    for part in _PART.finditer(raw):
        for word in _WORD.findall(spell(part[0])):
            if word not in LONE_CLITICS:
                found.append(Token(part.start(), part.end(), word))
                arabic += part["arabic"] is not None
    if "_" in raw and arabic == len(found) > 1:
        joined = "".join(word.spelt for word in found)
        found.append(Token(found[0].start, found[-1].end, joined))
    return found
