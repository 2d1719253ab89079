"""The program's fields in a plain tantivy index, to measure the analysis apart from the engine."""

import tempfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from index.analysis import WEIGHTS, Analyser

# As in the engines: of exact forms and grams only presence counts.
INDEXED = {"surface": "basic", "cls": "position", "gram": "basic"}


def open_index(path: str | None = None, indexed: Mapping[str, str] = INDEXED) -> tuple[Any, Any]:
    """A tantivy index with the program's body fields and a stored "id", and its schema."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field, option in indexed.items():
        builder.add_text_field(field, tokenizer_name="whitespace", index_option=option)
    schema = builder.build()
    return tantivy.Index(schema, path=path or tempfile.mkdtemp(prefix="rasid-bench-")), schema


def add_all(
    index: Any,
    analyser: Analyser,
    docs: Iterable[Mapping[str, str]],
    threads: int = 1,
    indexed: Iterable[str] = tuple(INDEXED),
) -> int:
    """Analyses and commits the documents; how many there were."""
    import tantivy

    writer = index.writer(200_000_000, threads)
    done = 0
    for doc in docs:
        tokens = analyser.analyse(doc["text"])
        entry = tantivy.Document()
        entry.add_text("id", doc["id"])
        for field in indexed:
            words = getattr(tokens, field)
            entry.add_text(field, words if field == "cls" else " ".join(dict.fromkeys(words.split())))
        writer.add_document(entry)
        done += 1
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return done


def searcher(
    index: Any, schema: Any, analyser: Analyser, weights: Mapping[str, float] = WEIGHTS
) -> Callable[[str, int], list[str]]:
    """search(query, k): ids, best first. Every word is optional and counts in each field."""
    import tantivy

    query_of, occur, reader = tantivy.Query, tantivy.Occur, index.searcher()

    def clauses(text: str) -> list[Any]:
        found = []
        for term in analyser.query_terms(text):
            tokens = {"surface": term.surface.split(), "cls": term.cls.split(), "gram": term.grams}
            for field, weight in weights.items():
                for token in tokens[field]:
                    part = query_of.term_query(schema, field, token, "freq")
                    found.append((occur.Should, query_of.boost_query(part, weight)))
        return found

    def search(text: str, k: int) -> list[str]:
        hits = reader.search(query_of.boolean_query(clauses(text)), k, count=False).hits
        return [reader.doc(address)["id"][0] for _, address in hits]

    return search


def build_plain(docs: Iterable[Mapping[str, str]]) -> Callable[[str, int], list[str]]:
    """search(query, k) on a plain tantivy index with the shipped model: every word of a query optional."""
    from index.analysis import default_analyser

    analyser = default_analyser()
    index, schema = open_index()
    add_all(index, analyser, docs)
    return searcher(index, schema, analyser)
