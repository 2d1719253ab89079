"""Stored captures read again with today's rules: what would change, and, when asked, the change itself.

    captures -> archive.replay -> pipeline (the rule of the capture's day) -> before/after -> store, as new versions

Only the capture that an article's latest version was read from is read again: what stood on an older capture is history.
Old versions stay. A capture that gave an article and gives none now is told of and left as it is.
"""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.model import Article, Capture, CaptureRecord, Content, Found, Origin, Outcome, OutcomeKind, Version, Visit
from archive.replay import replay
from archive.store import Store
from crawler.catalogue import Catalogue, Outlet
from crawler.drift import rule_mark

if TYPE_CHECKING:
    from crawler.pipeline import Processed
    from crawler.workers import Workers

log = logging.getLogger(__name__)

BATCH = 50
EXAMPLES = 5
COMPARED = (
    "title", "lead", "text", "authors", "agency", "place", "section", "tags", "image", "published_at", "modified_at",
)  # fmt: skip
ORIGIN = "re-extraction"  # marks versions made here: rule "read again on <day>", candidates: the version before


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One article that reads otherwise now."""

    article: int  # 0 for an article that the capture did not give before
    address: str
    before: Content | None
    after: Content
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """An article whose capture gives none any more: nothing is done about it."""

    article: int
    address: str
    reason: str


@dataclass(slots=True, kw_only=True)
class ReextractReport:
    """What reading again came to. captures == same + changed + new + lost + left_alone."""

    captures: int = 0
    same: int = 0
    changed: int = 0
    new: int = 0  # articles found in captures that had been refused
    lost: list[Lost] = field(default_factory=list)
    left_alone: Counter[str] = field(default_factory=Counter)  # why -> captures
    written: int = 0
    fields: Counter[str] = field(default_factory=Counter)  # articles in which the field differs
    gained: Counter[str] = field(default_factory=Counter)  # fields that were empty
    emptied: Counter[str] = field(default_factory=Counter)  # fields that are empty now
    compared: int = 0  # articles read before and now
    words_before: int = 0  # of them all
    words_after: int = 0
    examples: list[Changed] = field(default_factory=list)

    @property
    def mean_words(self) -> tuple[float, float]:
        """Of all articles read again, before and after."""
        count = max(self.compared, 1)
        return self.words_before / count, self.words_after / count


def reextract(
    *,
    store: Store,
    folder: Path,
    catalogue: Catalogue,
    workers: "Workers",
    now: datetime,
    outlets: Collection[str] | None = None,
    since: date | None = None,
    apply: bool = False,
    progress: Callable[[int, int], None] | None = None,
    batch: int = BATCH,
) -> ReextractReport:
    """Reads the captures of these outlets (all, if None) fetched on `since` or later. Writes only when `apply` says so.

    An applied run that was killed goes on behind its last batch, unless rules were changed meanwhile; applied twice, the
    second run finds nothing to change. `progress` is told the last capture's id and the highest one. Raises StoreError.
    """
    run = _Run(store=store, catalogue=catalogue, workers=workers, now=now, since=since, apply=apply)
    source = _source(catalogue, outlets, since)
    after = max(store.import_position(source), 0) if apply else 0
    highest = store.stats().captures
    waiting: list[tuple[CaptureRecord, Capture]] = []
    for record, capture in replay(store, folder, after, outlets=outlets, choose=run.choose):
        waiting.append((record, capture))
        if len(waiting) >= batch:
            run.take(waiting, (source, record.id))
            waiting = []
            if progress:
                progress(record.id, highest)
    run.take(waiting, (source, 0))  # finished: the next run begins at the beginning
    if progress:
        progress(highest, highest)
    log.info(
        "reextracted captures=%d changed=%d written=%d", run.report.captures, run.report.changed, run.report.written
    )
    return run.report


def _source(catalogue: Catalogue, outlets: Collection[str] | None, since: date | None) -> str:
    """Names one run: the same slice with the same rules."""
    chosen = [o for o in catalogue.outlets.values() if outlets is None or o.id in outlets]
    marks = sorted((o.id, *(rule_mark(rule) for rule in o.rules)) for o in chosen)
    digest = sha256(repr((marks, sorted(outlets or ()), since)).encode()).hexdigest()[:16]
    return f"reextract {digest}"


@dataclass(slots=True, kw_only=True)
class _Run:
    store: Store
    catalogue: Catalogue
    workers: "Workers"
    now: datetime
    since: date | None
    apply: bool
    report: ReextractReport = field(default_factory=ReextractReport)
    _known: dict[int, tuple[tuple[Article, Version] | None, Found]] = field(default_factory=dict)  # by capture
    _new: set[str] = field(default_factory=set)  # addresses of articles found in captures that had been refused

    def choose(self, records: Sequence[CaptureRecord]) -> Iterable[CaptureRecord]:
        """The pages among the captures that an article stands on, or that were read and refused."""
        pages = [r for r in records if r.status == 200 and (self.since is None or r.fetched_at.date() >= self.since)]
        told = self.store.read_from(r.id for r in pages)
        articles = self.store.articles({number for number, _ in told.values() if number})
        chosen = []
        for record in pages:
            if record.id not in told:
                continue
            number, found = told[record.id]
            known = articles.get(number)
            if number and (known is None or known[1].capture != record.id):
                continue  # an older state, or a later visit that found the same
            self._known[record.id] = known, found
            chosen.append(record)
        return chosen

    def take(self, pages: Sequence[tuple[CaptureRecord, Capture]], position: tuple[str, int]) -> None:
        """A batch: read, compared, and written in one transaction where anything is to be written."""
        items: list[tuple[Capture, Outlet, Found]] = []
        for record, capture in pages:
            outlet = self.catalogue.outlets.get(record.outlet) or self.catalogue.outlet_for(record.url)
            items.append((capture, outlet, self._known[record.id][1]))
        results = self.workers.process_now(items, now=self.now) if items else []
        visits = []
        for (record, _), processed in zip(pages, results, strict=True):
            visit = self._compared(record, self._known.pop(record.id)[0], processed)
            if visit is not None:
                visits.append(visit)
        if self.apply:
            outcomes = self.store.record(visits, progress=position)
            self.report.written += sum(outcome.kind is OutcomeKind.KEPT for outcome in outcomes)

    def _compared(
        self, record: CaptureRecord, known: tuple[Article, Version] | None, processed: "Processed"
    ) -> Visit | None:
        report, after = self.report, processed.content
        report.captures += 1
        if known is None:
            return self._found_anew(record, processed)
        article, version = known
        before = version.content
        if before.origins.get("text", Origin(rule="")).rule == "feed:content":
            report.left_alone["text came with the feed"] += 1  # the feed's text is not kept once it has been read
            return None
        if after is None:
            report.lost.append(Lost(article=article.id, address=article.address, reason=processed.outcome.reason))
            return None
        report.compared += 1
        report.words_before += len(before.text.split())
        report.words_after += len(after.text.split())
        differing = differing_fields(before, after)
        if not differing:
            report.same += 1
            return None
        report.changed += 1
        self._count(before, after, differing)
        self._show(Changed(article=article.id, address=article.address, before=before, after=after, fields=differing))
        return self._visit(record, replace(after, origins=self._marked(after, version)), article.address, reread=True)

    def _found_anew(self, record: CaptureRecord, processed: "Processed") -> Visit | None:
        """A capture that gave no article: it may now, if no other capture has given that article meanwhile."""
        content = processed.content
        if content is None:
            self.report.left_alone["no article, as before"] += 1
            return None
        if processed.address in self._new or self.store.find_article(processed.address) is not None:
            self.report.left_alone["kept from another capture"] += 1
            return None
        self._new.add(processed.address)
        self.report.new += 1
        self._show(Changed(article=0, address=processed.address, before=None, after=content, fields=()))
        return self._visit(
            record, replace(content, origins=self._marked(content, None)), processed.address, reread=False
        )

    def _visit(self, record: CaptureRecord, content: Content, address: str, *, reread: bool) -> Visit:
        return Visit(
            url=record.url,
            outlet=record.outlet,
            at=self.now if reread else record.fetched_at,
            outcome=Outcome(kind=OutcomeKind.KEPT),
            captures=(record,),
            address=address,
            content=content,
            reread=reread,
        )

    def _marked(self, content: Content, version: Version | None) -> dict[str, Origin]:
        was = (("before", f"version {version.number}"),) if version else ()
        return {**content.origins, ORIGIN: Origin(rule=f"read again on {self.now:%Y-%m-%d}", candidates=was)}

    def _count(self, before: Content, after: Content, differing: Sequence[str]) -> None:
        self.report.fields.update(differing)
        self.report.gained.update(name for name in differing if not getattr(before, name))
        self.report.emptied.update(name for name in differing if not getattr(after, name))

    def _show(self, changed: Changed) -> None:
        if len(self.report.examples) < EXAMPLES:
            self.report.examples.append(changed)


def differing_fields(before: Content, after: Content) -> tuple[str, ...]:
    """The fields that say something else; a moment in another zone is another one, since readers see its clock."""
    return tuple(name for name in COMPARED if _shown(getattr(before, name)) != _shown(getattr(after, name)))


def _shown(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
