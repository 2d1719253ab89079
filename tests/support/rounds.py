"""Rounds for tests: a real archive in a temporary folder, the newsroom as the press, a clock that can be set forward."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.decoding import DecodingError, decoded_body
from archive.model import Content, Outcome, OutcomeKind, RoundReport
from archive.sql.open import open_store
from archive.store import Store
from archive.warc import WarcWriter
from crawler.catalogue import Catalogue, load_catalogue
from crawler.fetch.round import Rounds
from crawler.fetch.settings import FetchOptions
from crawler.processed import Processed
from rasid.newsroom.articles import SHIPPED, load_articles

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)  # tests begin at the same hour on every day
AGENT = "RasidBot/0.1 (tests; +http://www.rasid.example/bot)"
NEWSROOM_OUTLETS = Path(__file__).parents[2] / "rasid" / "newsroom" / "outlets"

SADIM, ATLAS, DIFFATAN, NAKHEEL = "gb.sadim", "ma.atlas", "iq.diffatan", "sa.nakheel"
HOST = "www.atlas.example"
COUNTS = Counter({slug: len(pieces) for slug, pieces in load_articles(SHIPPED).items()})
ARTICLES = COUNTS["atlas"]
BOTH = COUNTS["atlas"] + COUNTS["sadim"]

HEADLINE = re.compile(rb"<(h1|title)[^>]*>(.*?)</\1>", re.DOTALL)


def addresses(room, outlet="atlas"):
    """Of an outlet's articles, newest first, as the crawler writes them: the newsroom's `%d8` is `%D8`."""
    return [written(article["address"]) for article in room.articles(outlet)]


def written(address):
    return re.sub("%[0-9a-f]{2}", lambda match: match[0].upper(), address)


def path_of(url):
    return "/" + url.split("/", 3)[3]


def asked(room, host=HOST):
    """The paths that a host of the newsroom was asked for, in order."""
    return [line["path"] for line in room.requests(host)]


class PlainReader:
    """Reads pages as the fetch room needs it and no better: the headline and the page's words, at the URL as found."""

    async def process(self, items, *, now):
        return [self._read(*item) for item in items]

    def _read(self, capture, outlet, found):
        def ended(kind, reason):
            return Processed(url=found.url, outlet=outlet.id, outcome=Outcome(kind=kind, reason=reason))

        try:
            body = decoded_body(capture, 3_000_000)
        except DecodingError as error:
            return ended(OutcomeKind.FAILED, error.reason)
        headline = HEADLINE.search(body)
        if headline is None:
            return ended(OutcomeKind.REFUSED, "section-page")
        title = re.sub(rb"<[^>]*>", b"", headline[2]).decode("utf-8", "replace").strip()
        text = re.sub(rb"<(script|style).*?</\1>|<[^>]*>", b" ", body, flags=re.DOTALL).decode("utf-8", "replace")
        return Processed(
            url=found.url,
            outlet=outlet.id,
            outcome=Outcome(kind=OutcomeKind.KEPT),
            address=found.url,
            content=Content(title=title, text=" ".join(text.split())),
        )


@dataclass
class Archive:
    """An archive of one test and the rounds over it."""

    folder: Path
    store: Store
    warc: WarcWriter
    catalogue: Catalogue
    options: FetchOptions
    passed: timedelta = timedelta(0)
    opened: float = field(default_factory=time.monotonic)
    rounds: Rounds | None = None

    def clock(self) -> datetime:
        return NOON + timedelta(seconds=time.monotonic() - self.opened) + self.passed

    def wait(self, **time: float) -> None:
        """The clock goes on by so much."""
        self.passed += timedelta(**time)

    def new_rounds(self, **options) -> Rounds:
        """As in a new process: nothing remembered of robots.txt and hosts."""
        self.options = replace(self.options, **options)
        self.rounds = Rounds(
            store=self.store, warc=self.warc, catalogue=self.catalogue, workers=PlainReader(),
            options=self.options, clock=self.clock,
        )  # fmt: skip
        return self.rounds

    def crawl(
        self, *, outlets: Sequence[str] | None = None, budget_seconds: float | None = 60, hurry: bool = False
    ) -> RoundReport:
        """One round in an event loop of its own; its numbers are checked against each other and against the archive."""
        rounds = self.rounds or self.new_rounds()
        report = asyncio.run(rounds.run(outlets=outlets, budget_seconds=budget_seconds, hurry=hurry))
        self.check(report, outlets)
        return report

    def check(self, report: RoundReport, outlets: Sequence[str] | None = None) -> None:
        ended = report.kept + report.unchanged + sum(report.refused.values()) + sum(report.failed.values())
        assert report.found == ended + report.due
        # Everything not ended and never kept is open in the archive; a re-visit put off is due and not open.
        assert self.store.open_work(outlets) <= report.due
        assert self.store.rounds(1)[0].found == report.found


@contextmanager
def new_archive(folder: Path, **options) -> Iterator[Archive]:
    """An empty archive with the newsroom's catalogue; `options` are those of FetchOptions."""
    (folder / "warc").mkdir()
    with open_archive(folder, **options) as archive:
        yield archive


@contextmanager
def open_archive(folder: Path, **options) -> Iterator[Archive]:
    """The archive that `new_archive` made in this folder."""
    store = open_store(f"sqlite:///{folder / 'rasid.sqlite'}")
    warc = WarcWriter(folder / "warc", software="tests")
    wanted = {"user_agent": AGENT, "min_delay_seconds": 0.0, "timeout_seconds": 20.0, **options}
    catalogue = load_catalogue([NEWSROOM_OUTLETS])
    try:
        yield Archive(folder=folder, store=store, warc=warc, catalogue=catalogue, options=FetchOptions(**wanted))
    finally:
        warc.close()
        store.close()
