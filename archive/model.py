"""The things Rasid talks about, named after the station they stand at. Frozen values without behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletCard:
    """What the archive remembers of an outlet, so that it can be shown when its catalogue file is gone.

    An outlet of the catalogue is called `<country>.<slug>` (`gb.elaph`); one met only in an import is called by its
    host (`www.example.org`), with that host as its names and "" as its country.
    """

    id: str
    name_ar: str
    name_en: str
    country: str  # ISO 3166-1 alpha-2, lower case, or ""
    home: str  # address of the front page, or ""
    zone: str  # IANA time zone of its newsroom, "UTC" where unknown
    language: str = "ar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A URL that may be an article, and what the place it was found in says about it. Hints are never trusted alone."""

    url: str
    outlet: str
    endpoint: str  # URL of the feed, sitemap, listing or front page; "import:<file name>" for imports
    title: str = ""
    published: str = ""  # the date as written there
    text: str = ""  # full text where a feed carries it, as HTML
    section: str = ""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One response as received: real headers, the body's bytes before any decoding."""

    url: str
    outlet: str
    status: int  # 0 for a `resource` (an imported text that never was a response)
    headers: tuple[tuple[str, str], ...]  # in the order received
    body: bytes  # as received: still gzip where Content-Encoding says so
    fetched_at: datetime
    request_headers: tuple[tuple[str, str], ...] = ()
    reason: str = ""  # the status line's words
    robots: str = "allowed"  # allowed | absent | unreachable | import | not-asked (for robots.txt itself)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRecord:
    """Where a capture lies: a row of the archive pointing into a WARC file."""

    url: str
    outlet: str
    status: int
    fetched_at: datetime
    file: str  # name of the WARC file inside the archive's folder
    offset: int  # of the response record's gzip member
    length: int  # bytes of that member
    digest: str  # "sha256:<hex>" of the body as received
    content_type: str = ""
    robots: str = "allowed"
    id: int = 0  # 0 until the store has given it one
    etag: str = ""  # the response's validators, for the next conditional request
    last_modified: str = ""


class OutcomeKind(StrEnum):
    KEPT = "kept"  # a new article, or a new version of one
    UNCHANGED = "unchanged"  # an article already kept, and nothing a reader would see has changed
    REFUSED = "refused"  # read and not kept, for a reason
    FAILED = "failed"  # could not be read, for a reason
    DUE = "due"  # not decided yet: still to be fetched (again)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one URL ended. `reason` is a short hyphenated word for refused, failed and due, "" otherwise."""

    kind: OutcomeKind
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Which rule gave a field, and how sure it is. `candidates` are what was passed over, as (rule, value)."""

    rule: str  # e.g. "rule:h1.article-title", "json-ld:datePublished", "meta:og:title", "feed:title", "dateline"
    confidence: float = 1.0  # 0 to 1
    candidates: tuple[tuple[str, str], ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        """An article has a dozen of these, and what dataclasses do by themselves takes three times as long."""
        return _origin, (self.rule, self.confidence, self.candidates)


def _origin(rule: str, confidence: float, candidates: tuple[tuple[str, str], ...]) -> Origin:
    return Origin(rule=rule, confidence=confidence, candidates=candidates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a reader sees of an article. Text is as published, repaired but never normalised for search."""

    title: str
    text: str  # paragraphs separated by a blank line; sub-headings begin with "## ", quotes with "> ", list items with "- "
    lead: str = ""
    authors: tuple[str, ...] = ()
    agency: str = ""
    place: str = ""  # city of the dateline
    section: str = ""  # as the outlet calls it
    tags: tuple[str, ...] = ()
    image: str = ""
    published_at: datetime | None = None  # aware; in the zone it was given in
    published_precision: str = ""  # second | minute | hour | day | month | year, "" without a date
    modified_at: datetime | None = None
    language: str = "ar"
    origins: Mapping[str, Origin] = field(default_factory=dict)  # by field name


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One address as kept, with its latest version's number."""

    id: int
    address: str
    outlet: str
    first_seen_at: datetime  # aware UTC
    last_seen_at: datetime
    versions: int
    gone_at: datetime | None = None
    story: int = 0  # id of the first article of its story: its own where it stands alone or is the first


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMember:
    """One of several articles that are one text, as a list of them shows it."""

    article: int
    story: int
    outlet: str
    address: str
    title: str  # of the latest version
    published_at: datetime | None  # aware; in the zone it was given in
    seen_at: datetime  # aware UTC: first seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One state of an article's content. Old versions stay."""

    article: int
    number: int  # from 1
    content: Content
    capture: int  # id of the capture it was read from
    seen_at: datetime  # aware UTC: when this state was first seen
    digest: str  # of what a reader sees, noise left out: `archive.versions.content_digest`


class ChangeKind(StrEnum):
    KEPT = "kept"
    EDITED = "edited"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A line of the change list: numbered without gaps in the order of commits."""

    number: int
    kind: ChangeKind
    article: int
    version: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What came of visiting one URL: everything the store needs to record it in one transaction.

    `outcome` says KEPT when there is content; the store answers UNCHANGED instead where the archive already holds it.
    """

    url: str  # as found: the key of the open work
    outlet: str
    at: datetime
    outcome: Outcome
    captures: tuple[CaptureRecord, ...] = ()  # the redirects' captures first, the one that was read last
    address: str = ""  # canonical; "" where no article was read
    content: Content | None = None
    next_visit_at: datetime | None = None  # when to look again; None: never
    observed: str = (
        ""  # what a re-visit saw: unchanged | edited | gone | moved | blocked | unreachable, "" on a first visit
    )
    reread: bool = False  # no visit at all: a stored capture was read again, by other rules (see Store.record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A URL whose turn has come, leased to the one who claimed it."""

    url: str
    outlet: str
    attempts: int  # failed tries so far
    found: Found
    article: int = 0  # id of the article when this is a re-visit
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointState:
    """What is known of a feed, sitemap, listing or front page between polls."""

    url: str
    outlet: str
    polled_at: datetime | None = None
    next_poll_at: datetime | None = None  # None: at once
    interval_seconds: int = 0  # 0: not yet learned
    etag: str = ""
    last_modified: str = ""
    digest: str = ""  # of the last body: validators lie
    failures: int = 0  # in a row
    outcome: str = ""  # read | unchanged | empty | blocked | failed
    reason: str = ""
    entries: int = 0  # entries in the last body read


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletState:
    """How an outlet fares: the cause by name when something is wrong."""

    outlet: str
    state: str  # well | rule-drift | blocked | failing | silent
    reason: str = ""  # e.g. "challenge-page 403"
    since: datetime | None = None
    last_success_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundReport:
    """What one round of crawling or importing came to: found == kept + unchanged + refused + failed + due."""

    started_at: datetime
    seconds: float
    found: int
    kept: int
    unchanged: int
    refused: Mapping[str, int]
    failed: Mapping[str, int]
    due: int
    endpoints: Mapping[str, int] = field(
        default_factory=dict
    )  # polls by outcome: read, unchanged, empty, blocked, failed
    blocked: Mapping[str, str] = field(default_factory=dict)  # outlet id -> why
    missing: Mapping[str, int] = field(default_factory=dict)  # kept articles that lack a field, by field


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveStats:
    """The archive in numbers."""

    outlets: int
    articles: int
    versions: int
    captures: int
    changes: int
    due: int
    first_seen_at: datetime | None
    last_seen_at: datetime | None
    by_outlet: Mapping[str, int]  # articles
