"""One file into the archive, in batches, each written whole or not at all.

    record -> capture -> pipeline -> WARC of ours -> store, with how far we have come

The pipeline comes before the WARC here, unlike in a crawl: the imported file itself is still there if we are killed.
"""

import difflib
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING

from arabic.dates import read_date
from archive.model import Capture, CaptureRecord, Found, Outcome, OutcomeKind, RoundReport, Visit
from archive.store import Store
from archive.warc import WarcWriter
from crawler.catalogue import Catalogue, Outlet
from crawler.imports.kinds import FileKind, kind_of
from crawler.imports.pages import warc_records
from crawler.imports.records import ImportProblem, ImportProgress, Record
from crawler.imports.texts import json_records, text_record
from crawler.processed import Processed

if TYPE_CHECKING:
    from crawler.workers import Workers

__all__ = ["ImportProblem", "ImportProgress", "import_file"]

log = logging.getLogger(__name__)

_BATCH_BYTES = 32_000_000  # bodies held at once, whatever the batch's length
_FINISHED = -1  # the position of an import that came to its end
_EXPECTED = ("authors", "published_at", "section", "image")  # counted when a kept article lacks them, as in a crawl


def import_file(
    path: Path,
    *,
    store: Store,
    warc: WarcWriter,
    catalogue: Catalogue,
    workers: "Workers",
    now: datetime,
    outlet: str | None = None,
    published: str = "",
    title: str = "",
    progress: Callable[[ImportProgress], None] | None = None,
    batch: int = 50,
) -> RoundReport:
    """Brings one file into the archive and says what each of its records came to.

    Found is every response and resource record of a WARC file, every line of JSON Lines, one for a plain text. `outlet`,
    `published` and `title` are what the file does not say itself: an id of the catalogue, a date as a person writes it, and
    (for one text only) a title.

    An import that was killed goes on behind its last whole batch. A finished one goes through again: a capture that the
    archive holds already is not written a second time and counts as unchanged. A page older than what is kept of its
    address is archived, but does not become the latest version: refused, `older-state`. Raises ImportProblem before
    anything is written.
    """
    kind = kind_of(path)
    given = _checked(path, kind, catalogue, outlet, published, title, now)
    source = f"{path.name} sha256:{_digest(path)}"
    start = store.import_position(source)
    run = _Run(store=store, warc=warc, workers=workers, now=now, source=source, is_again=start == _FINISHED)
    started = time.perf_counter()
    waiting: list[Record] = []
    waiting_bytes = position = behind = 0
    total = path.stat().st_size if kind is FileKind.WARC or path.suffix.lower() != ".gz" else None
    for record in _records(path, kind, catalogue, given, published, title, now):
        position += 1
        if position <= start:
            continue
        waiting.append(record)
        behind = record.offset
        waiting_bytes += len(record.capture.body) if record.capture else 0
        if len(waiting) >= batch or waiting_bytes >= _BATCH_BYTES:
            run.take(waiting, position)
            waiting, waiting_bytes = [], 0
            if progress:
                progress(ImportProgress(position=behind, total=total, kept=run.kept))
    run.take(waiting, _FINISHED)
    if progress:
        progress(ImportProgress(position=total or behind, total=total or behind, kept=run.kept))
    log.info("import-finished file=%s records=%d kept=%d", path.name, run.found, run.kept)
    return run.report(time.perf_counter() - started)


def _checked(
    path: Path, kind: FileKind, catalogue: Catalogue, outlet: str | None, published: str, title: str, now: datetime
) -> Outlet | None:
    """The outlet that was named. Raises ImportProblem for what does not fit the file."""
    given = catalogue.outlets.get(outlet) if outlet else None
    if outlet and given is None:
        close = difflib.get_close_matches(outlet, list(catalogue.outlets), 3, 0.5)
        hint = f"; did you mean {', '.join(close)}?" if close else "; `rasid outlets list` shows them"
        raise ImportProblem(f"{path}: no outlet {outlet!r} in the catalogue{hint}")
    if title and kind not in {FileKind.TEXT, FileKind.HTML}:
        raise ImportProblem(f"{path}: a {kind} file holds many articles; a title can be given for one plain text only")
    if published and kind is FileKind.WARC:
        raise ImportProblem(f"{path}: the pages of a WARC file say their dates themselves; leave the date out")
    if published:
        reading = read_date(published, now=now, zone=given.zone if given else "UTC")
        if reading is None or not reading.plausible(now):
            raise ImportProblem(f"{path}: cannot read the date {published!r}; write it like 2016-07-17 or ١٧ تموز ٢٠١٦")
    return given


def _records(
    path: Path, kind: FileKind, catalogue: Catalogue, outlet: Outlet | None, published: str, title: str, now: datetime
) -> Iterator[Record]:
    if kind is FileKind.WARC:
        yield from warc_records(path, catalogue)
    elif kind is FileKind.JSON_LINES:
        yield from json_records(path, catalogue, outlet=outlet, published=published, now=now)
    else:
        yield text_record(path, kind, outlet=outlet, published=published, title=title, now=now)


@dataclass(slots=True, kw_only=True)
class _Run:
    """One import under way."""

    store: Store
    warc: WarcWriter
    workers: "Workers"
    now: datetime
    source: str
    is_again: bool  # a finished import goes through once more
    found: int = 0
    kept: int = 0
    unchanged: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    saved: set[str] = field(default_factory=set)

    def take(self, records: Sequence[Record], position: int) -> None:
        """A batch, from captures to outcomes, with the position behind it in the same transaction."""
        items: list[tuple[Capture, Outlet, Found]] = []
        for record in records:
            if record.capture is not None and record.outlet is not None and record.found is not None:
                items.append((record.capture, record.outlet, record.found))
            else:
                self._count(Outcome(kind=record.kind, reason=record.reason))
                level = logging.WARNING if record.kind is OutcomeKind.FAILED else logging.DEBUG
                place = f"{self.source.partition(' sha256:')[0]} {record.place}"
                log.log(level, "import-record %s: %s %s", place, record.reason, record.detail)
        results = self.workers.process_now(items, now=self.now) if items else []
        visits = [self._visit(capture, processed) for (capture, _, _), processed in zip(items, results, strict=True)]
        new = {outlet.id: outlet.card() for _, outlet, _ in items if outlet.id not in self.saved}
        if new:
            self.store.save_outlets(list(new.values()))
            self.saved |= new.keys()
        self.warc.sync()
        outcomes = self.store.record(visits, progress=(self.source, position))
        for visit, outcome in zip(visits, outcomes, strict=True):
            self._count(outcome)
            if outcome.kind is OutcomeKind.KEPT and visit.content is not None:
                self.missing.update(name for name in _EXPECTED if not getattr(visit.content, name))

    def _visit(self, capture: Capture, processed: Processed) -> Visit:
        """What the store is told. Only captures that the archive has not got are written to its WARC files."""
        outcome, content = processed.outcome, processed.content
        captures: tuple[CaptureRecord, ...] = ()
        if content is not None:
            known = self._known_captures(processed.address or capture.url)
            digest = f"sha256:{sha256(capture.body).hexdigest()}"
            if any(record.digest == digest for record in known):
                outcome, content = Outcome(kind=OutcomeKind.UNCHANGED), None
            else:
                captures = (self.warc.write(capture),)
                if capture.status and any(record.fetched_at > capture.fetched_at for record in known):
                    outcome, content = Outcome(kind=OutcomeKind.REFUSED, reason="older-state"), None
        elif not self.is_again:
            captures = (self.warc.write(capture),)
        return Visit(
            url=capture.url,
            outlet=capture.outlet,
            at=min(capture.fetched_at, self.now),
            outcome=outcome,
            captures=captures,
            address=processed.address,
            content=content,
        )

    def _known_captures(self, address: str) -> list[CaptureRecord]:
        article = self.store.find_article(address)
        return self.store.captures_of(article.id) if article else []

    def _count(self, outcome: Outcome) -> None:
        self.found += 1
        match outcome.kind:
            case OutcomeKind.KEPT:
                self.kept += 1
            case OutcomeKind.UNCHANGED:
                self.unchanged += 1
            case OutcomeKind.FAILED:
                self.failed[outcome.reason] += 1
            case _:
                self.refused[outcome.reason] += 1

    def report(self, seconds: float) -> RoundReport:
        return RoundReport(
            started_at=self.now,
            seconds=seconds,
            found=self.found,
            kept=self.kept,
            unchanged=self.unchanged,
            refused=dict(self.refused),
            failed=dict(self.failed),
            due=0,
            missing=dict(self.missing),
        )


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ImportProblem(f"{path}: cannot be read: {error.strerror or error}") from error
