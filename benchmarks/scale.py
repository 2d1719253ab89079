"""The engines at scale: `python benchmarks/scale.py DATA_DIR [--documents N] [--engine embedded|elasticsearch|both]`.

DATA_DIR holds `corpora/` (JSON Lines of articles). The documents are made from them, the same ones in every run: each is the first
half of one real article and the second half of another, drawn at random from a fixed seed, under the headline of a third, with
three words of its own that nobody has written (so that the vocabulary grows with the archive), its own id, one of 40 outlets
(a few large, most small) and a moment within 9.5 years. Halves are analysed once and joined as tokens: analysing a million
articles would take most of the run and is measured apart, from the texts as they are ("from text").

Queries are one to five words in a row out of real headlines, 1,000 of five kinds, asked one after the other: alone, and while 50
new articles a second arrive in batches of two seconds, analysed and committed in a thread of the same process, as `rasid run` does.

--cache keeps the analysed halves between runs; the folder must lie outside the repository.
--elasticsearch is the address of a server as in RASID_INDEX; else RASID_INDEX, else port 9200, else one is started.
"""

import argparse
import gc
import gzip
import itertools
import json
import pickle
import random
import resource
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.engines import fill, open_bench_engine
from index.analysis import FOLDING, Analysed, default_analyser
from index.document import Document
from index.engine import SearchRequest, Sort
from index.query import And, Phrase, Words

_MIX = {
    "ranked": 301,
    "ranked + outlets + timeline": 263,
    "ranked, one outlet": 145,
    "phrase": 142,
    "all words, newest first": 149,
}
_OUTLETS = 40
_YEARS = timedelta(days=3_470)
_FIRST = datetime(2016, 6, 1, tzinfo=UTC)
_ARRIVING = 50  # documents a second
_EVERY = 2.0  # seconds between two batches of arriving documents
_OWN_WORDS = 3
_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_KEY = "\u0001"  # begins a text that stands for tokens at hand

Tokens = tuple[str, str, str]


def main() -> None:
    """Builds the index of each engine asked for and prints what it took and how fast it answers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=sum(_MIX.values()))
    parser.add_argument("--engine", choices=("embedded", "elasticsearch", "both"), default="embedded")
    parser.add_argument("--elasticsearch", default="elasticsearch")
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--only", choices=("text", "scale"), default=None)
    asked = parser.parse_args()
    articles = list(_articles(asked.data / "corpora"))
    engines = ("embedded", "elasticsearch") if asked.engine == "both" else (asked.engine,)
    with tempfile.TemporaryDirectory(prefix="rasid-scale-") as folder:
        if asked.only != "scale" and "embedded" in engines:
            _from_text(articles, Path(folder))
        if asked.only != "text":
            made = _Made(articles, asked.cache, asked.seed)
            queries = list(_queries(articles, asked.queries, asked.seed))
            for name in engines:
                address = asked.elasticsearch if name == "elasticsearch" else name
                engine = open_bench_engine(address, Path(folder) / "scale", made)
                _measure(name, engine, made, asked.documents, queries)
                engine.close()
                shutil.rmtree(Path(folder) / "scale", ignore_errors=True)


def _from_text(articles: Sequence[dict[str, str]], folder: Path) -> None:
    """All articles as they are, through a rebuild: cold analyser, one process."""
    import index.models
    from index.analysis import load_analyser

    analyser = load_analyser(Path(index.models.__path__[0]) / "default.model")
    documents = [
        _document(number, article["title"], article["text"], random.Random(number))
        for number, article in enumerate(articles, 1)
    ]
    size = sum(len(document.title.encode()) + len(document.text.encode()) for document in documents)
    engine = open_bench_engine("embedded", folder / "scale", analyser)
    gc.set_threshold(20_000, 20, 20)  # as `rasid` does
    start, work = time.perf_counter(), time.process_time()
    fill(engine, iter(documents))
    seconds, work = time.perf_counter() - start, time.process_time() - work
    print(
        f"from text: {len(documents):,} articles, {len(documents) / seconds:,.0f} a second ({work:.0f} s of CPU in {seconds:.0f}"
        f" s); index {engine.size_bytes() / size:.3f} of the text"
    )
    engine.close()
    shutil.rmtree(folder / "scale")


def _measure(
    name: str, engine: Any, made: "_Made", documents: int, queries: Sequence[tuple[str, SearchRequest]]
) -> None:
    before = _peak_mb()
    start, work = time.perf_counter(), time.process_time()
    fill(engine, made.documents(documents))
    seconds, work = time.perf_counter() - start, time.process_time() - work
    held = engine.size_bytes()
    print(
        f"\n{name}: {documents:,} documents, {documents / seconds:,.0f} a second from tokens ({work:.0f} s of our CPU)"
    )
    print(f"  index {held / 1e6:,.0f} MB, {held / (made.bytes_each * documents):.2f} of the text; ", end="")
    print(f"peak memory {_peak_mb():,.0f} MB, {_peak_mb() - before:,.0f} of it for indexing")
    assert engine.count() == documents
    for _, request in queries[:100]:  # warms caches of the system, as days of use would
        engine.search(request)
    _print_times("alone", _ask_all(engine, queries))
    stop = threading.Event()
    arrived: list[int] = []
    arriving = threading.Thread(target=_arrive, args=(engine, made, documents, stop, arrived))
    arriving.start()
    try:
        taken = _ask_all(engine, queries, least_seconds=10 * _EVERY)
    finally:
        stop.set()
        arriving.join()
    _print_times(f"while {sum(arrived):,} arrived", taken)


def _arrive(engine: Any, made: "_Made", first: int, stop: threading.Event, arrived: list[int]) -> None:
    count = int(_ARRIVING * _EVERY)
    due = time.monotonic()
    while not stop.is_set():
        batch = made.new(first + sum(arrived), count)
        engine.apply(batch, [], checkpoint=first + sum(arrived) + count)
        arrived.append(count)
        due += _EVERY
        stop.wait(max(0.0, due - time.monotonic()))


def _ask_all(
    engine: Any, queries: Sequence[tuple[str, SearchRequest]], least_seconds: float = 0.0
) -> dict[str, list[float]]:
    """Milliseconds of each query by kind; the queries again and again until the time is over."""
    taken: dict[str, list[float]] = {kind: [] for kind in _MIX}
    begun = time.monotonic()
    while True:
        for kind, request in queries:
            start = time.perf_counter()
            engine.search(request)
            taken[kind].append(1000 * (time.perf_counter() - start))
        if time.monotonic() - begun >= least_seconds:
            return taken


def _print_times(when: str, taken: dict[str, list[float]]) -> None:
    print(f"  {when}: p50 / p95 / p99 in ms")
    every = [one for times in taken.values() for one in times]
    for kind, unsorted in {**taken, "all": every}.items():
        if times := sorted(unsorted):
            late = " / ".join(f"{times[int((len(times) - 1) * part)]:.2f}" for part in (0.5, 0.95, 0.99))
            print(f"    {kind} ({len(times)}): {late}", flush=True)


def _queries(articles: Sequence[dict[str, str]], number: int, seed: int) -> Iterator[tuple[str, SearchRequest]]:
    """The mix, shuffled; words that carry no meaning alone are never all there is."""
    drawn = random.Random(seed + 1)
    analyser = default_analyser()
    kinds = [kind for kind, share in _MIX.items() for _ in range(share)]
    drawn.shuffle(kinds)
    for kind in itertools.islice(itertools.cycle(kinds), number):
        while True:
            words = drawn.choice(articles)["title"].split()
            wanted = drawn.randint(2 if kind == "phrase" else 1, 5)
            if len(words) >= wanted:
                at = drawn.randrange(len(words) - wanted + 1)
                text = " ".join(words[at : at + wanted])
                if any(term.cls for term in analyser.query_terms(text)):
                    break
        outlet = f"xx.outlet{drawn.randrange(_OUTLETS)}"
        yield kind, _request(kind, text, outlet)


def _request(kind: str, text: str, outlet: str) -> SearchRequest:
    match kind:
        case "ranked + outlets + timeline":
            return SearchRequest(query=Words(text=text), facets=("outlet",), timeline="month", zone="Africa/Cairo")
        case "ranked, one outlet":
            return SearchRequest(query=Words(text=text), outlets=(outlet,))
        case "phrase":
            return SearchRequest(query=Phrase(text=text))
        case "all words, newest first":
            return SearchRequest(query=And(parts=tuple(Words(text=word) for word in text.split())), sort=Sort.NEWEST)
        case _:
            return SearchRequest(query=Words(text=text))


class _Made:
    """Made documents, and the analyser that knows their tokens; other texts go to the real one."""

    def __init__(self, articles: Sequence[dict[str, str]], cache: Path | None, seed: int) -> None:
        self._real = default_analyser()
        self.version = self._real.version
        self.query_terms = self._real.query_terms
        self._seed = seed
        self._articles = articles
        kept = cache / f"halves-{FOLDING}-{self.version}-{len(articles)}.pickle" if cache else None
        if kept and kept.is_file():
            self._titles, self._first, self._second = pickle.loads(kept.read_bytes())
        else:
            self._titles = [self._tokens(article["title"]) for article in articles]
            halves = [_halves(article["text"]) for article in articles]
            self._first = [self._tokens(first) for first, _ in halves]
            self._second = [self._tokens(second) for _, second in halves]
            if kept:
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(pickle.dumps((self._titles, self._first, self._second)))
        self.bytes_each = sum(len(a["title"].encode()) + len(a["text"].encode()) for a in articles) / len(articles)

    def documents(self, number: int) -> Iterator[Document]:
        drawn = random.Random(self._seed)
        several = len(self._articles)
        for at in range(1, number + 1):
            title, first, second = (drawn.randrange(several) for _ in range(3))
            own = [_own_word(drawn.randrange(at + 200)) for _ in range(_OWN_WORDS)]
            text = f"{_KEY}{first} {second} {' '.join(own)}"
            yield _document(at, f"{_KEY}{title}", text, drawn)

    def new(self, after: int, number: int) -> list[Document]:
        """Documents with texts of their own, to be analysed."""
        drawn = random.Random(self._seed + after)
        found = []
        for at in range(after + 1, after + number + 1):
            title, first, second = (drawn.choice(self._articles) for _ in range(3))
            text = f"{_halves(first['text'])[0]}\n\n{_halves(second['text'])[1]}"
            found.append(_document(at, title["title"], text, drawn))
        return found

    def analyse(self, text: str) -> Analysed:
        if not text.startswith(_KEY):
            return self._real.analyse(text)
        first, *rest = text[1:].split(" ")
        if not rest:
            return Analysed(*self._titles[int(first)])
        pieces = [self._first[int(first)], self._second[int(rest[0])]]
        own = rest[1:]
        grams = [f"_{word}_"[i : i + 4] for word in own for i in range(len(word) - 1)]
        pieces.append((" ".join(own), " ".join(own), " ".join(grams)))
        return Analysed(*(" ".join(part) for part in zip(*pieces, strict=True)))

    def _tokens(self, text: str) -> Tokens:
        analysed = self._real.analyse(text)
        return analysed.surface, analysed.cls, analysed.gram


def _own_word(number: int) -> str:
    """A word of five letters and more that belongs to the number."""
    letters = []
    value = number * 2_654_435_761 % (1 << 32) + len(_LETTERS) ** 4
    while value:
        value, at = divmod(value, len(_LETTERS))
        letters.append(_LETTERS[at])
    return "".join(letters)


def _halves(text: str) -> tuple[str, str]:
    middle = text.find(" ", len(text) // 2)
    return (text, "") if middle < 0 else (text[:middle], text[middle + 1 :])


def _document(number: int, title: str, text: str, drawn: random.Random) -> Document:
    published = _FIRST + _YEARS * drawn.random()
    outlet = min(int(drawn.paretovariate(0.9)) - 1, _OUTLETS * 5) % _OUTLETS
    return Document(
        article=number,
        version=1,
        outlet=f"xx.outlet{outlet}",
        country="xx",
        section="",
        language="ar",
        title=title,
        text=text,
        authors=(),
        published_at=published.replace(microsecond=0),
        seen_at=published,
        held_from=published,
    )


def _articles(corpora: Path) -> Iterator[dict[str, str]]:
    paths = sorted(corpora.glob("*.jsonl.gz"))
    if not paths:
        raise SystemExit(f"{corpora} holds no corpora (*.jsonl.gz): give the folder that holds corpora/.")
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                yield {"title": record.get("title") or "", "text": record["text"]}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
