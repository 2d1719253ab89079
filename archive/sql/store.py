"""SqlStore: the Store contract bound to one database; each method is one transaction around one function."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Engine

from archive.model import (
    ArchiveStats,
    Article,
    CaptureRecord,
    Change,
    Due,
    EndpointState,
    Found,
    Outcome,
    OutletCard,
    OutletState,
    RoundReport,
    StoryMember,
    Version,
    Visit,
)
from archive.sql import frontier, outlets, reading, recording
from archive.sql.errors import translating
from archive.sql.stories import members
from archive.stories import signature_of
from archive.versions import content_digest


class SqlStore:
    """May be used from any number of threads and processes. Made by `archive.sql.open.open_store`."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._name = name

    @contextmanager
    def _read(self, operation: str) -> Iterator[Connection]:
        with translating(self._name, operation), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _write(self, operation: str) -> Iterator[Connection]:
        with translating(self._name, operation), self._writer.begin() as connection:
            yield connection

    def add_found(self, found: Sequence[Found], *, now: datetime) -> int:
        with self._write("note found URLs") as connection:
            return frontier.add_found(connection, found, now=now)

    def claim(
        self,
        *,
        owner: str,
        now: datetime,
        limit: int,
        lease_seconds: int,
        outlets: Sequence[str] | None = None,
    ) -> list[Due]:
        with self._write("claim open work") as connection:
            return frontier.claim(
                connection, owner=owner, now=now, limit=limit, lease_seconds=lease_seconds, outlets=outlets
            )

    def lease_hosts(self, hosts: Sequence[str], *, owner: str, now: datetime, lease_seconds: int) -> set[str]:
        with self._write("lease hosts") as connection:
            return frontier.lease_hosts(connection, hosts, owner=owner, now=now, lease_seconds=lease_seconds)

    def release(self, *, owner: str) -> None:
        with self._write("release claimed work") as connection:
            frontier.release(connection, owner=owner)

    def lease_owners(self) -> set[str]:
        with self._read("read the lease owners") as connection:
            return frontier.lease_owners(connection)

    def postpone(self, urls: Sequence[str], *, until: datetime, reason: str, failed: bool) -> None:
        with self._write("postpone open work") as connection:
            frontier.postpone(connection, urls, until=until, reason=reason, failed=failed)

    def open_work(self, outlets: Sequence[str] | None = None) -> int:
        with self._read("count open work") as connection:
            return frontier.open_work(connection, outlets)

    def record(self, visits: Sequence[Visit], *, progress: tuple[str, int] | None = None) -> list[Outcome]:
        digests = ["" if visit.content is None else content_digest(visit.content) for visit in visits]
        # A visit that was not the first mostly finds the article as it was: those are signed when they need to be.
        signed = [None if visit.content is None or visit.observed else signature_of(visit.content) for visit in visits]
        with self._write("record visits") as connection:
            return recording.record(connection, visits, digests, signed, progress=progress)

    def add_captures(self, records: Sequence[CaptureRecord]) -> None:
        with self._write("note captures") as connection:
            recording.add_captures(connection, records)

    def import_position(self, source: str) -> int:
        with self._read("look up an import") as connection:
            return reading.import_position(connection, source)

    def find_article(self, key: str) -> Article | None:
        with self._read("look up an article") as connection:
            return reading.find_article(connection, key)

    def articles(self, ids: Iterable[int]) -> dict[int, tuple[Article, Version]]:
        with self._read("read articles") as connection:
            return reading.articles_with_versions(connection, ids)

    def story_members(self, stories: Iterable[int]) -> dict[int, list[StoryMember]]:
        with self._read("read stories") as connection:
            return members(connection, stories)

    def versions(self, article: int) -> list[Version]:
        with self._read("read versions") as connection:
            return reading.versions_of(connection, article)

    def versions_of(self, articles: Iterable[int]) -> dict[int, list[Version]]:
        with self._read("read versions") as connection:
            return reading.versions_of_several(connection, articles)

    def captures_of(self, article: int) -> list[CaptureRecord]:
        with self._read("read an article's captures") as connection:
            return reading.captures_of(connection, article)

    def capture(self, capture: int) -> CaptureRecord | None:
        with self._read("read a capture") as connection:
            return reading.capture(connection, capture)

    def captures(self, *, after: int = 0, limit: int = 1000) -> list[CaptureRecord]:
        with self._read("read captures") as connection:
            return reading.captures_after(connection, after=after, limit=limit)

    def recent_versions(self, outlet: str, *, limit: int) -> list[Version]:
        with self._read("read recent articles") as connection:
            return reading.recent_versions(connection, outlet, limit=limit)

    def read_from(self, captures: Iterable[int]) -> dict[int, tuple[int, Found]]:
        with self._read("look up what captures were read for") as connection:
            return reading.read_from(connection, captures)

    def stats(self) -> ArchiveStats:
        with self._read("count the archive") as connection:
            return reading.stats(connection)

    def changes(self, *, after: int, limit: int) -> list[Change]:
        with self._read("read changes") as connection:
            return reading.changes_after(connection, after=after, limit=limit)

    def last_change(self) -> int:
        with self._read("read the last change") as connection:
            return reading.last_change(connection)

    def save_outlets(self, cards: Sequence[OutletCard]) -> None:
        with self._write("save outlets") as connection:
            outlets.save_outlets(connection, cards)

    def outlets(self) -> dict[str, OutletCard]:
        with self._read("read outlets") as connection:
            return outlets.outlets(connection)

    def endpoints(self, outlet: str | None = None) -> dict[str, EndpointState]:
        with self._read("read endpoints") as connection:
            return outlets.endpoints(connection, outlet)

    def save_endpoints(self, states: Sequence[EndpointState]) -> None:
        with self._write("save endpoints") as connection:
            outlets.save_endpoints(connection, states)

    def outlet_states(self) -> dict[str, OutletState]:
        with self._read("read the outlets' states") as connection:
            return outlets.outlet_states(connection)

    def save_outlet_states(self, states: Sequence[OutletState]) -> None:
        with self._write("save the outlets' states") as connection:
            outlets.save_outlet_states(connection, states)

    def add_round(self, report: RoundReport) -> None:
        with self._write("save a round's report") as connection:
            outlets.add_round(connection, report)

    def rounds(self, limit: int = 20) -> list[RoundReport]:
        with self._read("read the rounds' reports") as connection:
            return outlets.rounds(connection, limit)

    def outcomes(self, outlet: str | None = None) -> Mapping[str, int]:
        with self._read("count outcomes") as connection:
            return frontier.outcomes(connection, outlet)

    def close(self) -> None:
        self._engine.dispose()
