"""The program's engines for measuring: chosen by name, made as the program makes them, filled by a rebuild."""

import atexit
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from index.document import Document

_USUAL_PORT = 9200
_NAME = "rasid-bench"
_HEAP = "2g"
_BATCH = 5_000


def chosen() -> str:
    """The engine that RASID_BENCH_ENGINE names: "embedded" (default), "elasticsearch", or an address as in RASID_INDEX."""
    return os.environ.get("RASID_BENCH_ENGINE") or "embedded"


@cache
def elasticsearch_address() -> str:
    """The server that RASID_INDEX names, else one on this machine's usual port, else one started for this run (Java, Maven)."""
    if named := os.environ.get("RASID_INDEX"):
        return named
    with socket.socket() as probe:
        if not probe.connect_ex(("127.0.0.1", _USUAL_PORT)):
            return f"elasticsearch+http://127.0.0.1:{_USUAL_PORT}/{_NAME}"
    from tests.support.elasticsearch import Server

    print("Starting an Elasticsearch for this run …", file=sys.stderr)
    server = Server(heap=_HEAP, java_options="")
    atexit.register(server.remove)
    server.start().wait()
    return f"{server.url}/{_NAME}"


def open_bench_engine(name: str, folder: Path, analyser: Any) -> Any:
    """The engine; the embedded one lives in the folder."""
    from rasid.settings import Settings
    from rasid.wiring import open_engine

    address = elasticsearch_address() if name == "elasticsearch" else "" if name == "embedded" else name
    return open_engine(Settings(data=folder, index=address), analyser)


def fill(engine: Any, documents: Iterator[Document], batch: int = _BATCH) -> None:
    """Rebuilds the engine's index from the documents."""
    aside = engine.aside()
    done = 0
    while some := list(islice(documents, batch)):
        aside.apply(some, [], checkpoint=done + len(some), after=done)
        done += len(some)
    engine.adopt(aside)
    aside.close()


def build_engine(docs: Sequence[Mapping[str, str]], any_word: bool = True) -> Callable[[str, int], list[str]]:
    """search(query, k) on the chosen engine: ids, best first.

    any_word: each word of a query is optional, as in Lucene's default; else as many must be held as a reader's query asks.
    """
    from arabic.stopwords import QUESTION, STOP
    from index.analysis import default_analyser
    from index.engine import SearchRequest
    from index.query import Or, Query, Words

    analyser = default_analyser()
    engine = open_bench_engine(chosen(), Path(tempfile.mkdtemp(prefix="rasid-bench-")), analyser)
    fill(
        engine,
        (
            Document(
                article=number,
                version=1,
                outlet="",
                country="",
                section="",
                language="ar",
                title="",
                text=doc["text"],
                authors=(),
                published_at=None,
                seen_at=datetime(2000, 1, 1, tzinfo=UTC),
                held_from=datetime(2000, 1, 1, tzinfo=UTC),
            )
            for number, doc in enumerate(docs, 1)
        ),
    )

    def search(text: str, k: int) -> list[str]:
        query: Query = Words(text=text)
        if any_word:
            told = [t for t in analyser.terms(text) if t.surface not in STOP and t.surface not in QUESTION]
            query = Or(parts=tuple(Words(text=text[t.start : t.end]) for t in told) or (query,))
        page = engine.search(SearchRequest(query=query, limit=k))
        return [docs[hit.article - 1]["id"] for hit in page.hits]

    return search
