"""Brings the archive's changes into an index, in order, from where it stopped. A rebuild is the same loop from the beginning."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archive.model import Change, ChangeKind, OutletCard
from archive.store import Store
from index.document import Document, make_document
from index.engine import CheckpointMoved, Engine
from index.held import held_versions

# Changes in the first commit, so that what is new can be found soon: analysis and commit of 500 articles take half a second.
# While there is more, batches double, to eight times as many: a commit costs a tenth of a second whatever it holds.
BATCH = 500
_GROWTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a sync did. Articles changed several times in a batch are applied once, as they are now, with former versions."""

    applied: int  # articles
    removed: int
    checkpoint: int
    seconds: float


def sync(
    store: Store,
    engine: Engine,
    *,
    batch: int = BATCH,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[int], None] | None = None,
) -> SyncReport:
    """Applies what has changed in the archive since the index's checkpoint, until nothing is left or `stop` says so.

    Documents and checkpoint go into one commit, so a crash at any moment loses and repeats nothing that matters. An index of
    another analyser is rebuilt. `progress` is told the number of the last change applied. Raises EngineError and StoreError.
    """
    if engine.is_stale():
        return rebuild(store, engine, stop=stop, progress=progress)
    return _Sync(store, engine, batch, stop, progress).run()


def rebuild(
    store: Store,
    engine: Engine,
    *,
    batch: int = BATCH,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[int], None] | None = None,
) -> SyncReport:
    """Builds the whole index anew beside the old one and switches when it has caught up; searches go on meanwhile.

    Where `stop` ends it early, the old index stays and what was built is given up.
    """
    aside = engine.aside()
    try:
        report = _Sync(store, aside, batch, stop, progress).run()
        if stop is None or not stop():
            engine.adopt(aside)
    finally:
        aside.close()
    return report


class _Sync:
    def __init__(
        self,
        store: Store,
        engine: Engine,
        batch: int,
        stop: Callable[[], bool] | None,
        progress: Callable[[int], None] | None,
    ) -> None:
        self._store = store
        self._engine = engine
        self._batch = batch
        self._stop = stop or (lambda: False)
        self._progress = progress or (lambda _: None)
        self._outlets: dict[str, OutletCard | None] = {}  # None: the archive has no card of it

    def run(self) -> SyncReport:
        began = time.monotonic()
        applied = removed = 0
        checkpoint, batch = self._engine.checkpoint(), self._batch
        while not self._stop():
            changes = self._store.changes(after=checkpoint, limit=batch)
            if not changes:
                break
            documents, articles, gone = self._read(changes)
            try:
                self._engine.apply(documents, gone, checkpoint=changes[-1].number, after=checkpoint)
            except CheckpointMoved:
                checkpoint = self._engine.checkpoint()
                continue
            applied += articles
            removed += len(gone)
            checkpoint = changes[-1].number
            batch = min(batch * 2, self._batch * _GROWTH)
            self._progress(checkpoint)
        return SyncReport(applied=applied, removed=removed, checkpoint=checkpoint, seconds=time.monotonic() - began)

    def _read(self, changes: Sequence[Change]) -> tuple[list[Document], int, list[int]]:
        """The documents to put in, of how many articles, and the articles to take out; the last change of each article counts."""
        last = {change.article: change.kind for change in changes}
        kept = [article for article, kind in last.items() if kind is not ChangeKind.REMOVED]
        found = self._store.articles(kept)
        edited = [article.id for article, _ in found.values() if article.versions > 1]
        versions = self._store.versions_of(edited) if edited else {}
        documents = []
        for article, version in found.values():
            outlet = self._outlet(article.outlet)
            documents += [
                make_document(article, held.version, outlet, held_from=held.since, held_until=held.until)
                for held in held_versions(versions.get(article.id) or [version])
            ]
        return documents, len(found), [article for article in last if article not in found]

    def _outlet(self, outlet: str) -> OutletCard | None:
        if outlet not in self._outlets:
            self._outlets = {outlet: None, **self._store.outlets()}
        return self._outlets[outlet]
