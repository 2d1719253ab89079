"""The embedded engine: tantivy in a folder, in our own process. No server, one writer at a time, any number of readers."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import tantivy

from index.analysis import Analyser
from index.document import Document, latest
from index.engine import CheckpointMoved, EngineError, EngineHit, SearchPage, SearchRequest, check_page
from index.engines.embedded_counts import count
from index.engines.embedded_generations import (
    BULK_DOCUMENTS,
    BULK_HEAP_BYTES,
    BULK_THREADS,
    HEAP_BYTES,
    REBUILD,
    THREADS,
    Commit,
    Generation,
    begin,
    current_number,
    is_busy,
    make_current,
    meta_document,
    new_generation,
    remove_older,
)
from index.engines.embedded_hits import former_versions, page, walk
from index.engines.embedded_query import Compiler
from index.engines.embedded_schema import LARGEST_ID, META_KIND, SCHEMA, fill
from index.engines.embedded_stories import stories_of
from index.engines.stories import first_of_each, one_of_each
from index.fields import EVERYWHERE

_COUNTING = 4  # requests whose hits are counted at the same moment
LOCK_WAIT_SECONDS = 15.0  # another process's batch takes one or two
_LOCK_PAUSE_SECONDS = 0.05


class EmbeddedEngine:
    """An Engine on tantivy. Reading never makes the folder; a missing one is an empty index. Safe to share between threads."""

    def __init__(
        self, folder: Path, analyser: Analyser, *, generation: int = 0, lock_wait_seconds: float = LOCK_WAIT_SECONDS
    ) -> None:
        """With `generation` the engine stays with that one, which nobody searches yet: see `aside`."""
        self._lock_wait_seconds = lock_wait_seconds
        self._folder = folder
        self._analyser = analyser
        self._pinned = generation
        self._open: Generation | None = None
        self._kept_writer: tantivy.IndexWriter | None = None
        self._uncommitted: Commit | None = None  # what is built aside is committed when it is looked at, or large
        self._uncommitted_documents = 0
        # The library works without Python's lock, so counting all hits beside ranking them takes a second core, where there is one.
        self._beside = ThreadPoolExecutor(max_workers=_COUNTING, thread_name_prefix="rasid-counts")
        self._reading = threading.Lock()
        self._writing = threading.Lock()

    def apply(
        self, documents: Sequence[Document], removed: Sequence[int], *, checkpoint: int, after: int | None = None
    ) -> None:
        with self._writing, _library(self._folder, "write to"):
            generation, writer = self._writer()
            try:
                before = self._uncommitted or generation.commit
                self._check(before, after)
                commit = self._write(generation.schema, writer, before, documents, removed, checkpoint)
                if self._kept_writer is None:
                    _commit(writer, commit)
            except BaseException:
                self._uncommitted = None
                with suppress(ValueError):
                    writer.rollback()
                raise
            finally:
                if self._kept_writer is None:
                    writer.wait_merging_threads()  # gives the lock back as well
            if self._kept_writer is not None:
                self._uncommitted = commit
                self._uncommitted_documents += len(documents)
                if self._uncommitted_documents >= BULK_DOCUMENTS:
                    self._commit_bulk()

    def _commit_bulk(self) -> None:
        """Commits what is built aside, where something was put in since the last commit."""
        if self._kept_writer is not None and self._uncommitted is not None:
            _commit(self._kept_writer, self._uncommitted)
            self._uncommitted, self._uncommitted_documents = None, 0

    def checkpoint(self) -> int:
        with _library(self._folder, "read"):
            waiting = self._uncommitted
            generation = None if waiting else self._generation()
            commit = waiting or (generation and generation.commit)
            return commit.checkpoint if commit else 0

    def model(self) -> str:
        with _library(self._folder, "read"):
            generation = self._readable()
            if generation is None:
                return ""
            commit = generation.commit
            return commit.analyser if commit.schema == SCHEMA else f"schema {commit.schema}, {commit.analyser}"

    def is_stale(self) -> bool:
        return self.model() not in {"", self._analyser.version}

    def search(self, request: SearchRequest) -> SearchPage:
        check_page(request)
        with _library(self._folder, "read"):
            generation = self._readable()
        if generation is None:
            return SearchPage(total=0, hits=())
        self._check_schema(generation)
        with _library(self._folder, "search"):
            searcher = generation.index.searcher()
            compiler = Compiler(generation.schema, searcher, self._analyser)
            if not request.facets and not request.timeline:
                return self._page(searcher, compiler, generation.schema, request)
            span = generation.span() if request.timeline else None
            counting = self._beside.submit(
                count, searcher, compiler.hits(request), request.facets, request.timeline, request.zone, span
            )
            told = self._page(searcher, compiler, generation.schema, request)
            facets, timeline = counting.result()
            return replace(told, facets=facets, timeline=timeline)

    def _page(
        self, searcher: tantivy.Searcher, compiler: Compiler, schema: tantivy.Schema, request: SearchRequest
    ) -> SearchPage:
        """The page without facets and timeline."""
        if not request.collapse:
            total, hits = page(searcher, compiler, request)
            return SearchPage(total=total, hits=hits)

        def read(count: int) -> Sequence[EngineHit]:
            return page(searcher, compiler, replace(request, offset=0, limit=count))[1]

        total, _ = page(searcher, compiler, replace(request, offset=0, limit=0))
        counting = self._beside.submit(stories_of, searcher, schema, compiler.hits(request), total)
        told = one_of_each(read, request.offset, request.limit)
        return SearchPage(total=total, hits=told, stories=counting.result())

    def every(self, request: SearchRequest) -> Iterator[EngineHit]:
        with _library(self._folder, "read"):
            generation = self._readable()
        if generation is None:
            return
        self._check_schema(generation)
        with _library(self._folder, "search"):
            searcher = generation.index.searcher()
            compiler = Compiler(generation.schema, searcher, self._analyser)
            hits = walk(searcher, compiler, request)
            yield from first_of_each(hits) if request.collapse else hits

    def frequencies(self, words: Sequence[str]) -> Sequence[int]:
        with _library(self._folder, "search"):
            generation = self._readable()
            if generation is None:
                return [0] * len(words)
            self._check_schema(generation)
            searcher = generation.index.searcher()
            encodable = [word.encode("utf-8", "replace").decode() for word in words]
            return [int(searcher.doc_freq(f"{EVERYWHERE}_cls", word)) for word in encodable]

    def _check_schema(self, generation: Generation) -> None:
        if generation.commit.schema != SCHEMA:
            raise EngineError(f"the index in {self._folder} was built by another version of Rasid; {REBUILD}")

    def count(self) -> int:
        with _library(self._folder, "read"):
            generation = self._readable()
            if generation is None:
                return 0
            searcher = generation.index.searcher()
            documents = int(searcher.num_docs)
            former = former_versions(searcher, Compiler(generation.schema, searcher, self._analyser))
            return documents - 1 - former if documents else 0  # one of them is the index's own

    def size_bytes(self) -> int:
        with _library(self._folder, "read"):
            generation = self._readable()
            return generation.size_bytes() if generation else 0

    def close(self) -> None:
        with self._writing:
            writer, self._kept_writer = self._kept_writer, None
            if writer is not None:
                writer.wait_merging_threads()
        with self._reading:
            self._open = None
        self._beside.shutdown()

    def aside(self) -> "EmbeddedEngine":
        """An engine on a new, empty generation that nobody searches until `adopt`; it holds its lock until it is closed."""
        with _library(self._folder, "write to"):
            made = EmbeddedEngine(self._folder, self._analyser, generation=new_generation(self._folder))
            generation = made._generation()
            if generation is None:
                raise EngineError(f"the new index in {self._folder} vanished while it was made; try again")
            made._kept_writer = generation.index.writer(BULK_HEAP_BYTES, BULK_THREADS)
            return made

    def adopt(self, aside: "EmbeddedEngine") -> None:
        """Every reader and writer of this folder goes on with what was built aside; the old generations are removed."""
        with _library(self._folder, "write to"):
            aside._commit_bulk()
            writer, aside._kept_writer = aside._kept_writer, None
            if writer is not None:
                writer.wait_merging_threads()
            make_current(self._folder, aside._pinned)
            remove_older(self._folder, aside._pinned)

    def _readable(self) -> Generation | None:
        """The generation with everything that was applied, also by an engine aside."""
        if self._kept_writer is not None:
            with self._writing:
                self._commit_bulk()
        return self._generation()

    def _generation(self) -> Generation | None:
        """The generation to read from, with everything committed so far; None for an index not begun."""
        with self._reading:
            for last_try in (False, False, True):
                number = self._pinned or current_number(self._folder)
                if not number:
                    self._open = None
                    return None
                try:
                    if self._open is None or self._open.number != number:
                        self._open = Generation(self._folder, number)
                    self._open.refresh()
                except (OSError, ValueError):
                    # A rebuild may have switched and removed it between our two looks: then `current` says where to go.
                    self._open = None
                    if last_try:
                        raise
                else:
                    return self._open
        return None

    def _writer(self) -> tuple[Generation, tantivy.IndexWriter]:
        """The current generation and its one writer, waiting for another process's to end. Makes the first generation."""
        if self._kept_writer is not None and (kept := self._generation()):
            return kept, self._kept_writer
        deadline = time.monotonic() + self._lock_wait_seconds
        while True:
            generation = self._generation()
            if generation is None:
                begin(self._folder)
                continue
            try:
                writer = generation.index.writer(HEAP_BYTES, THREADS)
            except ValueError as error:
                if not is_busy(error):
                    raise
                if time.monotonic() > deadline:
                    raise EngineError(
                        f"the index in {self._folder} is being written by another process; try again when it has finished"
                    ) from error
                time.sleep(_LOCK_PAUSE_SECONDS)
                continue
            if self._generation() is generation:
                return generation, writer
            del writer  # a rebuild switched while we waited

    def _check(self, commit: Commit, after: int | None) -> None:
        """Under the lock: that this index is still the one the caller reckoned with."""
        if commit.analyser and (commit.analyser, commit.schema) != (self._analyser.version, SCHEMA):
            raise EngineError(f"the index in {self._folder} was built by another analyser; {REBUILD}")
        if after is not None and commit.checkpoint < after:
            raise CheckpointMoved(
                f"the index in {self._folder} stands at change {commit.checkpoint}, not {after}: it was rebuilt meanwhile"
            )

    def _write(
        self,
        schema: tantivy.Schema,
        writer: tantivy.IndexWriter,
        before: Commit,
        documents: Sequence[Document],
        removed: Sequence[int],
        checkpoint: int,
    ) -> Commit:
        filled = latest(documents).values()
        articles = {document.article for document in filled}
        # By query: tantivy-py 0.27 takes the number of delete_documents_by_term for a signed one, which no unsigned field holds.
        if old := [article for article in {*articles, *removed} if 0 < article <= before.highest]:
            writer.delete_documents_by_query(tantivy.Query.term_set_query(schema, "article", old))
        for document in filled:
            if not 0 < document.article <= LARGEST_ID:
                raise EngineError(f"article {document.article} cannot be indexed: ids go from 1 to {LARGEST_ID}")
            writer.add_document(fill(document, self._analyser))
        return Commit(
            checkpoint=checkpoint,
            analyser=self._analyser.version,
            schema=SCHEMA,
            highest=max(before.highest, *articles, 0),
        )


def _commit(writer: tantivy.IndexWriter, commit: Commit) -> None:
    """Documents and what the index says of itself, in one. Only here: replaced documents count until segments merge."""
    writer.delete_documents_by_term("kind", META_KIND)
    writer.add_document(meta_document(commit))
    writer.commit()


@contextmanager
def _library(folder: Path, doing: str) -> Iterator[None]:
    """Says in our words what the library raises: damage, a full disk, a Rust panic (which is no Exception)."""
    try:
        yield
    except (EngineError, KeyboardInterrupt, SystemExit):
        raise
    except (OSError, ValueError) as error:
        raise EngineError(f"cannot {doing} the index in {folder}: {error}; if it is damaged, {REBUILD}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise EngineError(f"cannot {doing} the index in {folder}: {error}; if it is damaged, {REBUILD}") from error
