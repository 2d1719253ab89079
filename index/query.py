"""Query: what is looked for, as values that every engine understands. Texts are as typed: analysis happens in the engine's room."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil
from typing import TypeAlias

# Of the content words of a group typed side by side, this share must be in a hit (all of one or two). A person who types
# five words wants most of them; demanding all loses the article that says "president" where the query said "leader".
# Measured as nDCG@10 on the development queries (10,000 news articles by headline | 5,000 paragraphs by question), with the
# mean number of hits: no demand .876 | .832 (3,169 | 1,088 hits), .4 .876 | .811 (129 | 85), .5 .871 | .791 (56 | 52),
# .6 .848 | .732 (16 | 24), all .417 | .370. Half keeps nearly all of the ranking and a total that means something.
SHARE_OF_WORDS = 0.5


class Field(StrEnum):
    """Texts that a part of a query can be limited to."""

    TITLE = "title"
    AUTHOR = "author"
    SECTION = "section"


class Label(StrEnum):
    """Values that an article has or has not; compared whole."""

    OUTLET = "outlet"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchAll:
    """Every article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words typed side by side, in any form: hits hold `words_needed` of them and rank by how well they hold them."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words in this order, in any form, with at most `slop` words moved or between them."""

    text: str
    slop: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """A word or words in this order, in this form only. Marks, tatweel and the shapes of alef, yeh and heh make no difference."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """Words that begin so, with or without article, conjunction and preposition before."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzy:
    """Words that differ from this one by at most `distance` letters (1 or 2) left out, added, changed or swapped."""

    text: str
    distance: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """Published at `start` or later and before `end`. None leaves a side open; articles without a date are not hits."""

    start: datetime | None  # aware
    end: datetime | None  # aware


@dataclass(frozen=True, slots=True, kw_only=True)
class Is:
    """The article's outlet or country is one of these."""

    label: Label
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    parts: "tuple[Query, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    parts: "tuple[Query, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    part: "Query"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoped:
    """The part, looked for in one field only."""

    field: Field
    part: "Query"


Query: TypeAlias = MatchAll | Words | Phrase | Exact | Prefix | Fuzzy | DateRange | Is | And | Or | Not | Scoped
Leaf: TypeAlias = MatchAll | Words | Phrase | Exact | Prefix | Fuzzy | DateRange | Is


def words_needed(count: int) -> int:
    """How many of `count` content words a hit must hold: all of one or two, else `SHARE_OF_WORDS` of them, rounded up."""
    return count if count <= 2 else ceil(round(count * SHARE_OF_WORDS, 6))


def wanted(query: Query, field: Field | None = None) -> Iterator[tuple[Field | None, Leaf]]:
    """What a hit may be a hit for: every leaf that is not negated, with the field it is limited to (None: title and text)."""
    match query:
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                yield from wanted(part, field)
        case Scoped(field=inner, part=part):
            yield from wanted(part, inner)
        case Not():
            return
        case leaf:
            yield field, leaf


def is_ranked(query: Query) -> bool:
    """Whether some hits can be better than others; labels, dates, prefixes and negations only say yes or no."""
    return any(isinstance(leaf, Words | Phrase | Exact) for _, leaf in wanted(query))
