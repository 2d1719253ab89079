"""Dates inside a longer visible line: bylines, section lines, captions."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from arabic.dates.phrases import join
from arabic.dates.reader import read_tokens
from arabic.dates.reading import DateReading, Order
from arabic.dates.tokens import HARD_SEPARATORS, Token, fold_with_places, scan
from arabic.dates.zones import zone_of

LONGEST = 2000
"""Characters of a line looked at; a longer one is a paragraph, and its dates are its subject."""

_ADDRESS_SIGNS = frozenset("/=_%&?abcdefghijklmnopqrstuvwxyz")
_EDGES = frozenset(("separator", "label", "link"))
_RELATIVE = frozenset(("since", "day"))
_ABSOLUTE = frozenset(("time", "month", "hijri-month", "numeric-date"))
_USEFUL = frozenset(("second", "minute", "hour", "day"))


def find_dates(text: str, *, now: datetime, zone: str, order: Order = "dmy") -> list[tuple[int, int, DateReading]]:
    """Start, end (in `text`) and reading of each date in a line, in order, none overlapping.

    Reads what `read_date` would read of each stretch that holds nothing but words of dates,
    to the day or finer. "Yesterday" and "5 hours ago" count only where a hard separator or the
    line's border stands on both sides, "today" and "yesterday" only with a time or a date: inside
    a sentence, or as a heading, they belong to the story. Dates in web addresses do not count.
    """
    home = zone_of(zone)
    if now.tzinfo is None:
        raise ValueError("now must carry a time zone, for example datetime.now(UTC)")
    if not text or len(text) > LONGEST:
        return []
    folded, places = fold_with_places(text)
    tokens = join(scan(folded))
    found: list[tuple[int, int, DateReading]] = []
    for start, end in _stretches(tokens):
        for piece_start, piece_end in _readable(tokens, start, end, now, home, order):
            piece = tokens[piece_start:piece_end]
            reading = _read(tokens, piece_start, piece_end, now, home, order)
            if reading is not None and not _in_address(folded, piece[0].start, piece[-1].end):
                last = places[piece[-1].end - 1] + 1
                found.append((places[piece[0].start], last, reading))
    return found


def _stretches(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Index ranges without a foreign word."""
    start = 0
    for index, token in enumerate(tokens):
        if token.kind == "unknown":
            if index > start:
                yield start, index
            start = index + 1
    if len(tokens) > start:
        yield start, len(tokens)


def _readable(
    tokens: Sequence[Token], start: int, end: int, now: datetime, home: ZoneInfo, order: Order
) -> list[tuple[int, int]]:
    """The stretch itself where it reads as one date, else its pieces between hard borders."""
    start, end = _trim(tokens, start, end)
    if start >= end:
        return []
    if _read(tokens, start, end, now, home, order) is not None:
        return [(start, end)]
    pieces: list[tuple[int, int]] = []
    begin = start
    for index in range(start, end + 1):
        if index == end or tokens[index].text in HARD_SEPARATORS or tokens[index].kind == "label":
            piece = _trim(tokens, begin, index)
            if piece[0] < piece[1]:
                pieces.append(piece)
            begin = index + 1
    return pieces if len(pieces) > 1 else []


def _in_address(folded: str, start: int, end: int) -> bool:
    """Whether the stretch is a part of a path ("uploads/2020/12/5c6d.jpg")."""
    return folded[max(start - 1, 0) : start] in _ADDRESS_SIGNS or (folded[end : end + 1] in _ADDRESS_SIGNS)


def _trim(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    while start < end and tokens[start].kind in _EDGES:
        start += 1
    while end > start and tokens[end - 1].kind in _EDGES:
        end -= 1
    return start, end


def _read(
    tokens: Sequence[Token], start: int, end: int, now: datetime, home: ZoneInfo, order: Order
) -> DateReading | None:
    piece = tokens[start:end]
    kinds = {token.kind for token in piece}
    if kinds & _RELATIVE and not (_bordered(tokens, start - 1) and _bordered(tokens, end)):
        return None
    if "day" in kinds and not kinds & _ABSOLUTE:
        return None
    reading = read_tokens(piece, now=now, home=home, order=order)
    if reading is None or reading.precision not in _USEFUL or not reading.plausible(now):
        return None
    return reading


def _bordered(tokens: Sequence[Token], index: int) -> bool:
    """Whether a line's border or a hard separator stands there."""
    return not 0 <= index < len(tokens) or tokens[index].text in HARD_SEPARATORS
