"""Store: what the archive's database promises, whichever database it is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

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


class StoreError(Exception):
    """The database cannot do what was asked for a reason of the world: locked, full, unreachable, too new a schema.

    The message names the database, the operation and the cause. Programming errors are never turned into this.
    """


class Store(Protocol):
    """Every time is aware and comes back in UTC. Every method may raise StoreError. Methods that write do so in one transaction."""

    # ---- open work: URLs found, not yet ended

    def add_found(self, found: Sequence[Found], *, now: datetime) -> int:
        """The discoverers call this after reading an endpoint. Returns how many URLs were new; known ones are left as they are."""
        ...

    def claim(
        self,
        *,
        owner: str,
        now: datetime,
        limit: int,
        lease_seconds: int,
        outlets: Sequence[str] | None = None,
    ) -> list[Due]:
        """A round asks for work: up to `limit` URLs whose time has come, never-visited ones first, spread over the hosts.

        A host leased to another owner whose lease has not run out is passed over, so that no two processes visit one host at
        the same time; the hosts of the returned URLs are leased to `owner` until `now + lease_seconds`. URLs claimed and never
        recorded come back when the lease has run out, or at once for the same owner's next round (`release`).
        """
        ...

    def lease_hosts(self, hosts: Sequence[str], *, owner: str, now: datetime, lease_seconds: int) -> set[str]:
        """A round asks for hosts whose endpoints it wants to poll, without URLs. Answers those that are `owner`'s until
        `now + lease_seconds`; the others are leased to somebody else and must be left alone.
        """
        ...

    def release(self, *, owner: str) -> None:
        """A round that ends gives back its hosts and the URLs it did not record."""
        ...

    def lease_owners(self) -> set[str]:
        """Who holds hosts or URLs, also where the lease has run out: a round frees what a dead process of its machine left."""
        ...

    def postpone(self, urls: Sequence[str], *, until: datetime, reason: str, failed: bool) -> None:
        """These URLs stay due, not before `until`; with `failed` the try counts as an attempt (blocked hosts do not count)."""
        ...

    def open_work(self, outlets: Sequence[str] | None = None) -> int:
        """How many URLs have been found and have had no outcome yet, claimed or not."""
        ...

    # ---- results

    def record(self, visits: Sequence[Visit], *, progress: tuple[str, int] | None = None) -> list[Outcome]:
        """Writes captures, articles, versions, observations, outcomes and the change list of these visits in one transaction.

        Answers one outcome a visit, in order: a visit with content becomes KEPT for a new article or a new version (kinds
        `kept` and `edited` in the change list) and UNCHANGED where `archive.versions.content_digest` says that a reader would
        see no difference. An address that another outlet's article holds is that article. `progress` (source, position) is
        stored with it, for imports that must be resumable.

        A new article joins the story of the text it shares, or begins one (`archive.stories`); from then on its story stays.

        A visit that is `reread` carries the content of the capture that the article's latest version was read from: it
        becomes a new version whatever has changed, dates too, and nothing else is touched (no observation, no re-visit).
        Where the latest version comes from another capture by now, nothing is written and the answer is UNCHANGED.
        """
        ...

    def add_captures(self, records: Sequence[CaptureRecord]) -> None:
        """The fetchers call this for responses that belong to no article: robots.txt, feeds, sitemaps, fronts.

        A record whose place (file and offset) is known already is left as it is.
        """
        ...

    def import_position(self, source: str) -> int:
        """How far the import of `source` (name and digest of the file) had come; 0 for one never begun."""
        ...

    # ---- reading the archive

    def find_article(self, key: str) -> Article | None:
        """The article with this id ("123") or this address, or None."""
        ...

    def articles(self, ids: Iterable[int]) -> dict[int, tuple[Article, Version]]:
        """Those of the articles that exist, each with its latest version. Used for result pages and for indexing."""
        ...

    def story_members(self, stories: Iterable[int]) -> dict[int, list[StoryMember]]:
        """The articles of each of these stories (`Article.story`), the first to appear first, by the story's id.

        Stories of one article are left out. One read for a whole page of hits.
        """
        ...

    def versions(self, article: int) -> list[Version]:
        """All versions, oldest first."""
        ...

    def versions_of(self, articles: Iterable[int]) -> dict[int, list[Version]]:
        """All versions of several articles, oldest first, in one reading; articles that do not exist are left out."""
        ...

    def captures_of(self, article: int) -> list[CaptureRecord]:
        """The captures that were read for this article, oldest first."""
        ...

    def capture(self, capture: int) -> CaptureRecord | None: ...

    def captures(self, *, after: int = 0, limit: int = 1000) -> list[CaptureRecord]:
        """All captures in order of id, for verification and re-extraction."""
        ...

    def recent_versions(self, outlet: str, *, limit: int) -> list[Version]:
        """The latest versions of an outlet's youngest articles, the youngest first: what its rules have done of late."""
        ...

    def read_from(self, captures: Iterable[int]) -> dict[int, tuple[int, Found]]:
        """For re-extraction: by capture, the article that was read from it (0: none) and how its URL was found.

        Captures whose URL was never found as a possible article (robots.txt, feeds, fronts) are left out.
        """
        ...

    def stats(self) -> ArchiveStats: ...

    # ---- the change list

    def changes(self, *, after: int, limit: int) -> list[Change]:
        """Changes with a number above `after`, in order, without gaps: a reader that remembers the last number sees each once."""
        ...

    def last_change(self) -> int:
        """The number of the newest change; 0 for an empty archive."""
        ...

    # ---- outlets, endpoints, rounds

    def save_outlets(self, cards: Sequence[OutletCard]) -> None:
        """Inserts or updates."""
        ...

    def outlets(self) -> dict[str, OutletCard]: ...

    def endpoints(self, outlet: str | None = None) -> dict[str, EndpointState]:
        """By URL."""
        ...

    def save_endpoints(self, states: Sequence[EndpointState]) -> None: ...

    def outlet_states(self) -> dict[str, OutletState]: ...

    def save_outlet_states(self, states: Sequence[OutletState]) -> None: ...

    def add_round(self, report: RoundReport) -> None: ...

    def rounds(self, limit: int = 20) -> list[RoundReport]:
        """The last rounds, newest first."""
        ...

    def outcomes(self, outlet: str | None = None) -> Mapping[str, int]:
        """How many found URLs ended how over the archive's life, by "kept", "refused:<reason>", "failed:<reason>", "due".

        "unchanged" are further URLs of articles that were kept already. A kept article whose server fails later stays "kept".
        """
        ...

    def close(self) -> None: ...
