"""The Elasticsearch engine: the same fields, queries and order as the embedded one, on a server that others may use as well.

The client library is an extra of its own: `pip install rasid[elastic]`.
"""

import threading
import time
from collections.abc import Iterator, Sequence

from elasticsearch import NotFoundError

from index.analysis import Analyser
from index.document import Document, latest
from index.engine import CheckpointMoved, EngineError, EngineHit, SearchPage, SearchRequest, check_page
from index.engines.elastic_bulk import Bulk, Item, put_in
from index.engines.elastic_client import connect, patiently, read_target
from index.engines.elastic_generations import NO_COMMIT, READ_SECONDS, Commit, Generations
from index.engines.elastic_health import trouble
from index.engines.elastic_hits import Asker
from index.engines.elastic_query import ARTICLES, FORMER
from index.engines.elastic_schema import SCHEMA, fill

REBUILD = "run `rasid index rebuild`, which builds it anew from the archive"

_WRITE_SECONDS = 10.0  # patience with a server that is away; who calls `apply` tries again later
_TRIES = 3
_COUNTED = {"bool": {"filter": ARTICLES, "must_not": FORMER}}
_CHECK_SECONDS = 5.0  # how long a search trusts that the index is still of our schema


class ElasticEngine:
    """An Engine on Elasticsearch. Reading never makes the index; a missing one is empty. Safe to share between threads."""

    def __init__(self, url: str, analyser: Analyser, *, patience: float = _WRITE_SECONDS, generation: str = "") -> None:
        """With `generation` the engine stays with that one, which nobody searches yet: see `aside`.

        url: elasticsearch+https://user:password@host:9200/name?ca=…, see index/engines/elastic_client.py
        patience: seconds that a batch waits for a server that is away or busy before it is given up

        Raises ValueError for a wrong address, EngineError for a CA file that is none. Connects with the first question only.
        """
        self._url = url
        self._target = read_target(url)
        self._analyser = analyser
        self._patience = patience
        self._pinned = generation
        self._client = connect(self._target)
        self._generations = Generations(self._client, self._target, patience)
        self._asker = Asker(self._client, self._target, generation or self._target.alias, analyser)
        self._writing = threading.Lock()
        self._visible = ""  # the generation to which our last batch was written whole, and can be found
        self._checked = float("-inf")  # when the schema was looked at last, on the monotonic clock

    def apply(
        self, documents: Sequence[Document], removed: Sequence[int], *, checkpoint: int, after: int | None = None
    ) -> None:
        put = latest(documents)
        # What the index holds of these articles goes out, but for what is put in.
        given = {article for article, _ in put}
        out = [article for article in dict.fromkeys([*removed, *given]) if article > 0 and (article, 0) not in put]
        items = [Item(article, None) for article in out]
        items += [
            put_in(article, fill(document, self._analyser), former) for (article, former), document in put.items()
        ]
        with self._writing:
            for left in reversed(range(_TRIES)):
                try:
                    self._apply(items, checkpoint, after)
                except CheckpointMoved:
                    if after is not None or not left:
                        raise
                else:
                    return

    def _apply(self, items: Sequence[Item], checkpoint: int, after: int | None) -> None:
        name = self._generation() or self._generations.begin()
        try:
            commit = self._generations.read_commit(name)
        except NotFoundError as error:
            raise CheckpointMoved(
                f"the index {name} at {self._target.said} is gone: it was rebuilt meanwhile"
            ) from error
        self._check(commit, after)
        # Who goes on from a change may have been overtaken; who does not means what it says.
        version = checkpoint if after is not None else max(checkpoint, commit.checkpoint)
        bulk = Bulk(self._client, self._target, index=name, version=version, patience=self._patience)
        bulk.send([*self._superseded(name, items), *items])
        if after is None or checkpoint > commit.checkpoint:
            self._generations.write_commit(
                name,
                Commit(checkpoint=checkpoint, analyser=self._analyser.version, schema=SCHEMA, place=commit.place),
            )
        self._make_visible(name)
        self._visible = name

    def _superseded(self, name: str, items: Sequence[Item]) -> list[Item]:
        """The former versions of the items' articles that the index holds and that are not among the items."""
        put = {(item.article, item.former) for item in items}
        if self._visible != name:  # an earlier batch may have ended before its documents could be found
            self._make_visible(name)
        self._visible = ""
        held = self._asker.former_versions(name, sorted({article for article, _ in put}), self._patience)
        return [Item(article, None, former) for article, former in held if (article, former) not in put]

    def checkpoint(self) -> int:
        return self._commit().checkpoint

    def model(self) -> str:
        commit = self._commit()
        return commit.analyser if commit.schema == SCHEMA else f"schema {commit.schema}, {commit.analyser}"

    def is_stale(self) -> bool:
        return self.model() not in {"", self._analyser.version}

    def search(self, request: SearchRequest) -> SearchPage:
        check_page(request)
        self._check_schema()
        return self._asker.page(request)

    def every(self, request: SearchRequest) -> Iterator[EngineHit]:
        """All hits in the request's order, however many, as the index stands now; offset and limit mean nothing here."""
        self._check_schema()
        return self._asker.every(request)

    def trouble(self) -> str:
        """One sentence on what an operator should mend on the server; "" where all is well. Raises EngineError."""
        return trouble(self._client, self._target)

    def frequencies(self, words: Sequence[str]) -> Sequence[int]:
        self._check_schema()
        return self._asker.frequencies(words)

    def count(self) -> int:
        answer = patiently(
            lambda: self._client.count(
                index=self._pinned or self._target.alias, query=_COUNTED, ignore_unavailable=True
            ),
            seconds=READ_SECONDS,
            target=self._target,
            doing="read",
        )
        return int(answer["count"])

    def size_bytes(self) -> int:
        """Without the copies of shards."""
        name = self._generation()
        if not name:
            return 0
        answer = patiently(
            lambda: self._client.indices.stats(index=name, metric="store", filter_path="_all.primaries.store"),
            seconds=READ_SECONDS,
            target=self._target,
            doing="read",
        )
        return int(answer["_all"]["primaries"]["store"]["size_in_bytes"])

    def close(self) -> None:
        """What was built aside and not adopted is removed."""
        if self._pinned:
            try:
                if self._generations.current() != self._pinned:
                    self._generations.remove(self._pinned)
            finally:
                self._client.close()
        else:
            self._client.close()

    def aside(self) -> "ElasticEngine":
        """An engine on a new, empty generation that nobody searches until `adopt`."""
        name = self._generations.create()
        return ElasticEngine(self._url, self._analyser, patience=self._patience, generation=name)

    def adopt(self, aside: "ElasticEngine") -> None:
        """The alias moves to what was built aside, for every reader and writer at once; the old generations are removed."""
        with self._writing:
            self._make_visible(aside._pinned)
            self._generations.switch(aside._pinned)
            self._checked = float("-inf")

    def _generation(self) -> str:
        return self._pinned or self._generations.current()

    def _commit(self) -> Commit:
        for left in reversed(range(_TRIES)):
            name = self._generation()
            if not name:
                return NO_COMMIT
            try:
                return self._generations.read_commit(name)
            except NotFoundError as error:  # a rebuild switched between our two questions
                if not left:
                    raise EngineError(f"the index {name} at {self._target.said} is gone; {REBUILD}") from error
        return NO_COMMIT

    def _make_visible(self, name: str) -> None:
        """Readers see what was written. Where this fails the server does it by itself within a second."""
        patiently(
            lambda: self._client.indices.refresh(index=name, ignore_unavailable=True),
            seconds=self._patience,
            target=self._target,
            doing="write to",
        )

    def _check(self, commit: Commit, after: int | None) -> None:
        """That this index is still the one the caller reckoned with."""
        if commit.analyser and (commit.analyser, commit.schema) != (self._analyser.version, SCHEMA):
            raise EngineError(f"the index at {self._target.said} was built by another analyser; {REBUILD}")
        if after is not None and commit.checkpoint < after:
            raise CheckpointMoved(
                f"the index at {self._target.said} stands at change {commit.checkpoint}, not {after}: it was rebuilt meanwhile"
            )

    def _check_schema(self) -> None:
        if time.monotonic() - self._checked < _CHECK_SECONDS:
            return
        if self._commit().schema != SCHEMA:
            raise EngineError(f"the index at {self._target.said} was built by another version of Rasid; {REBUILD}")
        self._checked = time.monotonic()
