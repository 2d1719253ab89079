"""The piece of an article that shows best why it was found."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis import Analyser
from index.highlight import Finder, Found, Span, joined, pieces
from index.query import Query

LENGTH = 220  # characters: three lines of a result page

_LINE_MARK = re.compile(r"^(?:#{1,6}|>|-)[ \t]+", re.MULTILINE)  # how the archive marks sub-headings, quotes and lists
_SPACE = re.compile(r"\s+")
_JOINERS = "\u200c\u200d"
_SEARCHED_FOR_SPACE = 40  # characters; a cut looks no farther for the border of a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """One line of an article's text with marked spans; `leading` and `trailing` say that the article goes on there."""

    text: str
    spans: tuple[Span, ...]
    leading: bool
    trailing: bool

    @property
    def parts(self) -> tuple[tuple[str, bool], ...]:
        """The text in pieces, each with whether it is marked. Joined they are the text."""
        return pieces(self.text, self.spans)


def snippet(text: str, query: Query, analyser: Analyser, length: int = LENGTH) -> Snippet:
    """About `length` characters around the query's words, or the beginning where none stands in the text."""
    line = one_line(text)
    return cut_snippet(line, Finder(query, analyser).find(line), length)


def one_line(text: str) -> str:
    """A text's words without the marks and line ends of its paragraphs."""
    return _SPACE.sub(" ", _LINE_MARK.sub("", text)).strip()


def cut_snippet(line: str, found: Sequence[Found], length: int = LENGTH) -> Snippet:
    """The stretch of a line that shows the most different words of the query, then the most words, then the first."""
    start = _best_start(found, length)
    start, end = _borders(line, start, length)
    spans = [(max(one - start, 0), min(other - start, end - start)) for one, other in joined(found)]
    return Snippet(
        text=line[start:end],
        spans=tuple(span for span in spans if span[0] < span[1]),
        leading=start > 0,
        trailing=end < len(line),
    )


def _best_start(found: Sequence[Found], length: int) -> int:
    """Where to begin so that the best stretch is in sight, with some words before it."""
    best, start = (0, 0), 0
    for at, first in enumerate(found):
        begin = max(0, first.start - length // 4)
        seen = []
        for place in found[at:]:
            if place.end > begin + length:
                break
            seen.append(place.word)
        if (worth := (len(set(seen)), len(seen))) > best:
            best, start = worth, begin
    return start


def _borders(line: str, start: int, length: int) -> Span:
    """Start and end moved to the nearest borders of words, else of whole characters."""
    if len(line) <= length:
        return 0, len(line)
    start = min(start, len(line) - length)
    if start > 0:
        space = line.find(" ", start - 1, start + _SEARCHED_FOR_SPACE)
        start = _past_marks(line, space + 1) if space >= 0 else _whole_character(line, start)
    end = min(start + length, len(line))
    if end < len(line):
        space = line.rfind(" ", max(end - _SEARCHED_FOR_SPACE, start + 1), end + 1)
        end = space if space >= 0 else _whole_character(line, end)
    return start, end


def _past_marks(line: str, at: int) -> int:
    """The place after marks that stand alone behind a space: a snippet beginning with them would put them on what is before it."""
    while at < len(line) and unicodedata.combining(line[at]):
        at += 1
    return at


def _whole_character(line: str, at: int) -> int:
    """The place, or the last one before it, where no mark is cut from its letter and no joined emoji is torn."""
    while 0 < at < len(line) and (
        unicodedata.category(line[at]) in {"Mn", "Me", "Mc", "Sk"} or line[at] in _JOINERS or line[at - 1] in _JOINERS
    ):
        at -= 1
    return at
