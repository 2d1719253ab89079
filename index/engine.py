"""Engine: what an index promises, whichever engine keeps it. Engines take queries as objects and answer with ids and scores."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, Self

from index.document import Document
from index.query import Query

DEEPEST = 11_000
"""Last hit that can be asked for, `offset + limit`: every hit before it is collected and sorted for each page."""


class EngineError(Exception):
    """The engine cannot do what was asked for a reason of the world: locked, unreachable, full, damaged. Says what to do."""

    def __init__(self, message: str, *, cause: str = "") -> None:
        """`cause` is the part of the message that is the same whatever was being done; the whole of it where it is not given."""
        super().__init__(message)
        self.cause = cause or message


class CheckpointMoved(EngineError):
    """The index stands before the change that a batch goes on from: it was rebuilt meanwhile. Read the checkpoint again."""


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """What is asked of an engine. Filters are "one of these" within a field and "all of them" across fields."""

    query: Query
    outlets: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    published_from: datetime | None = None  # aware, inclusive
    published_to: datetime | None = None  # aware, exclusive
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 10
    facets: tuple[str, ...] = ()  # of "outlet", "country", "section"; counted over all hits
    timeline: str = ""  # "" | "day" | "week" | "month" | "year"
    zone: str = "UTC"  # the reader's zone, for the timeline's borders
    as_of: datetime | None = None  # aware: each article in the version that held then; None: as it is now
    collapse: bool = False  # of each story only the first hit in this order; offset and limit then count stories


def check_page(request: SearchRequest) -> None:
    """Raises EngineError for a page that no engine gives: one that begins before the first hit or ends too deep."""
    end = request.offset + request.limit
    if request.offset < 0 or request.limit < 0:
        raise EngineError(f"a page cannot begin at hit {request.offset} or hold {request.limit} hits")
    if end > DEEPEST:
        raise EngineError(
            f"hit {end} was asked for, and pages end at hit {DEEPEST}; narrow the search by date or by outlet"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineHit:
    article: int
    score: float  # 0.0 when sorted by date
    version: int = 0  # the archive's number of the version that was found; 0 where nothing is known
    story: int = 0  # id of the first article of its story: its own where it stands alone


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """Hits `offset` to `offset + limit` of `total`. Equal scores and dates are ordered by article id, newest id first.

    `total`, facets and timeline count articles, also where stories are collapsed.
    """

    total: int
    hits: tuple[EngineHit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(
        default_factory=dict
    )  # field -> (value, count), most first
    timeline: tuple[tuple[datetime, int], ...] = ()  # start of each bucket that holds hits, oldest first
    stories: int = 0  # where stories are collapsed, how many the hits are, close to it if they are very many; else 0


class Engine(Protocol):
    """One writer at a time; any number of readers, which see a commit within a second."""

    def apply(
        self, documents: Sequence[Document], removed: Sequence[int], *, checkpoint: int, after: int | None = None
    ) -> None:
        """Adds or replaces documents, removes articles, and stores `checkpoint` (a change number) in the same commit.

        An article's documents, its former versions' too, replace all that the index holds of it, and a removed article leaves
        with all of them. Former versions (`held_until` is set) are found only with `SearchRequest.as_of`.
        `after` is the change the batch goes on from; where the index stands before it, nothing is written and CheckpointMoved
        is raised. Waits a while for another writer, then raises EngineError; so does an index of another analyser.
        """
        ...

    def checkpoint(self) -> int:
        """The change number of the last commit; 0 for an empty index."""
        ...

    def model(self) -> str:
        """The version of the analyser that built the index; "" for an empty one. Another analyser means a rebuild."""
        ...

    def is_stale(self) -> bool:
        """Whether another analyser or another schema built the index: only a rebuild makes it right."""
        ...

    def search(self, request: SearchRequest) -> SearchPage:
        """Raises EngineError for an index that cannot be read and for pages too deep to be had."""
        ...

    def every(self, request: SearchRequest) -> Iterator[EngineHit]:
        """All hits in the request's order, however many, as the index stands now; offset, limit and counts mean nothing here."""
        ...

    def frequencies(self, words: Sequence[str]) -> Sequence[int]:
        """In about how many articles each word stands, given and counted by class (`Term.cls`): what a search for it would find.

        One number for each word, 0 for what is no class; articles replaced or removed of late may still be counted.
        """
        ...

    def count(self) -> int:
        """Articles in the index; their former versions are not counted."""
        ...

    def size_bytes(self) -> int: ...

    def aside(self) -> Self:
        """An empty engine beside this one that nobody searches: what a rebuild fills. Close it to give it up."""
        ...

    def adopt(self, aside: Self) -> None:
        """Every reader and writer goes on with what `aside` holds; what was there before is removed."""
        ...

    def close(self) -> None: ...
