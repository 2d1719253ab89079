"""How well and how fast the search finds: `python benchmarks/retrieval.py DATA_DIR [--only sets|forms|speed]`.

DATA_DIR holds `retrieval/` (collection, queries, judgments, Lucene's stored run, word-form pairs and the script that scores
them) and `corpora/` (JSON Lines of articles, for the speeds). Nothing in it is copied or changed.
"""

import argparse
import gzip
import importlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.doors import build, fields, fields_filter
from benchmarks.engines import build_engine, chosen
from benchmarks.search_engine import INDEXED, add_all, build_plain, open_index, searcher
from index.analysis import FOLDING, WEIGHTS, Analyser, default_analyser, load_analyser

_SPEED_ARTICLES = 50_000  # at most
_QUERIES = 400
_LOAD_ROUNDS = 5


def main() -> None:
    """Prints the tables asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", choices=("sets", "forms", "speed"))
    parser.add_argument("--resamples", type=int, default=2000)
    asked = parser.parse_args()
    evaluate = _evaluator(asked.data / "retrieval")
    print(f"folding {FOLDING}, model {default_analyser().version}, weights {WEIGHTS}\n")
    if asked.only in (None, "sets"):
        print_sets(evaluate, asked.resamples)
    if asked.only in (None, "forms"):
        print_forms(evaluate)
    if asked.only in (None, "speed"):
        print_speed(asked.data / "corpora")


def _evaluator(folder: Path) -> Any:
    script = folder / "evaluate_retrieval.py"
    if not script.is_file():
        raise SystemExit(f"{script} is missing: give the folder that holds retrieval/ and corpora/.")
    sys.path.insert(0, str(folder))
    return importlib.import_module("evaluate_retrieval")


def print_sets(evaluate: Any, resamples: int) -> None:
    """nDCG@10 of each system on each set; the difference to Lucene's stored run with a paired 95% interval."""
    systems: list[tuple[str, Callable[..., Any] | None]] = [("Lucene arabic (stored run)", None)]
    folded = default_analyser()
    systems += [
        ("BM25 over NFKC words", evaluate.builtin("bm25:nfkc")),
        ("BM25 over folded words", evaluate.bm25_builder(lambda text: folded.analyse(text).surface.split())),
    ]
    systems += [("Rasid, analysis in plain tantivy", build_plain), (f"Rasid, {chosen()} engine, any word", build)]
    systems.append((f"Rasid, {chosen()} engine, as readers ask", lambda docs: build_engine(docs, any_word=False)))
    scores: dict[str, dict[str, dict[str, float]]] = {name: {} for name, _ in systems}
    for collection in evaluate.SETS:
        queries, relevant = evaluate.load_queries("dev", collection)
        docs = evaluate.load_docs(collection)
        stored = evaluate.stored_run("dev", collection)
        for name, make in systems:
            search = make(docs) if make else None
            scores[name][collection] = {
                key: evaluate.score(list(search(text, 100)) if search else stored.get(key, []), relevant[key])[0]
                for key, text in queries.items()
            }
    print("nDCG@10" + "".join(f" | {collection}" for collection in evaluate.SETS) + " | macro")
    base = scores[systems[0][0]]
    for name, by_set in scores.items():
        means = [sum(of.values()) / len(of) for of in by_set.values()]
        print(name + "".join(f" | {mean:.4f}" for mean in means) + f" | {sum(means) / len(means):.4f}")
        if by_set is not base:
            gains = []
            for collection, of in by_set.items():
                differences = [of[key] - base[collection][key] for key in sorted(of)]
                low, high = evaluate.interval(differences, resamples)
                gains.append(f"{sum(differences) / len(differences):+.4f} [{low:+.4f}, {high:+.4f}]")
            print("  minus Lucene | " + " | ".join(gains))
    print()


def print_forms(evaluate: Any) -> None:
    """match, trap and order of both pair sets, by phenomenon: all fields, then the yes/no field alone."""
    doors = sys.modules[fields.__module__]
    for pairs in ("morphology.tsv", "word-forms.tsv"):
        for door in (fields, fields_filter):
            print(f"== {pairs}, {door.__name__}")
            evaluate.morphology(f"{doors.__name__}:{door.__name__}", "dev", pairs)
    print()


def print_speed(corpora: Path) -> None:
    """Loading, analysis cold and warm, text to committed index, index size, query times."""
    articles = list(_articles(corpora))[:_SPEED_ARTICLES]
    texts = [article["text"] for article in articles]
    size = sum(len(text.encode()) for text in texts)
    print(f"load of the shipped model: {_load_seconds():.3f} s")
    analyser = _fresh()
    for state in ("cold", "warm"):
        start, worked = time.perf_counter(), time.process_time()
        words = sum(analyser.analyse(text).surface.count(" ") + 1 for text in texts)
        seconds, worked = time.perf_counter() - start, time.process_time() - worked
        print(
            f"analysis, {state}: {words / seconds:,.0f} words, {len(texts) / seconds:,.0f} articles a second "
            f"({len(texts) / worked:,.0f} articles a second of processor time)"
        )
    for indexed in (INDEXED, {field: INDEXED[field] for field in ("cls", "gram")}):
        with tempfile.TemporaryDirectory() as folder:
            index, schema = open_index(folder, indexed)
            start = time.perf_counter()
            add_all(index, _fresh(), articles, 1, indexed)
            seconds = time.perf_counter() - start
            held = sum(path.stat().st_size for path in Path(folder).iterdir())
            print(
                f"text to committed index, cold analyser, one index thread: {len(articles) / seconds:,.0f} articles a "
                f"second; index {held / size:.2f} of the text ({', '.join(indexed)})"
            )
            weights = {field: WEIGHTS[field] for field in indexed}
            _print_query_times(searcher(index, schema, analyser, weights), [article["title"] for article in articles])
    print(f"largest memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def _print_query_times(search: Callable[[str, int], list[str]], titles: list[str]) -> None:
    asked = [" ".join(title.split()[:4]) for title in titles if len(title.split()) >= 4]
    taken = []
    for text in asked[:: max(1, len(asked) // _QUERIES)]:
        start = time.perf_counter()
        search(text, 10)
        taken.append(time.perf_counter() - start)
    taken.sort()
    middle, late = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    print(f"ranked query of four words, ten hits: p50 {1000 * middle:.2f} ms, p95 {1000 * late:.2f} ms")


def _fresh() -> Analyser:
    """An analyser that has met no word yet, with the shipped model."""
    import index.models

    return load_analyser(Path(index.models.__path__[0]) / "default.model")


def _load_seconds() -> float:
    code = (
        "import time; start = time.perf_counter(); from index.analysis import default_analyser; default_analyser(); "
        "print(time.perf_counter() - start)"
    )
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))
    runs = [
        float(subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True).stdout)
        for _ in range(_LOAD_ROUNDS)
    ]
    return sorted(runs)[_LOAD_ROUNDS // 2]


def _articles(corpora: Path) -> Iterator[dict[str, str]]:
    for path in sorted(corpora.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                yield {"id": record["id"], "title": record.get("title") or "", "text": record["text"]}


if __name__ == "__main__":
    main()
