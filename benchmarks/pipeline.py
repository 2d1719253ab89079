"""The whole pipeline beside trafilatura's command line, on one newsroom, in one run.

    python benchmarks/pipeline.py                     2,000 articles of 50 to 200 kB: with rules, without rules, trafilatura
    python benchmarks/pipeline.py --memory            and 20,000 articles, for the growth of memory
    python benchmarks/pipeline.py --articles 400      a quick look

"Ours" is `rasid crawl` with all stations on: discovery, fetch, WARC, extraction, cleaning, SQLite; then `rasid index sync`.
trafilatura is given the list of URLs, writes JSON files, and neither archives nor indexes. CPU is user and system time of
the program and all its processes; the newsroom's own is not in it. Read ratios, not times: machines differ and drift.
"""

import argparse
import json
import re
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.processes import Cost, run
from rasid.newsroom.process import running_newsroom
from rasid.watch import NEWSROOM_OUTLETS, NEWSROOM_PACE

BIN = Path(sys.executable).parent


def ours(
    proxy: str, outlets: Path, folder: Path, growth: list[tuple[int, float]] | None = None
) -> tuple[Cost, Cost, dict[str, int]]:
    """One crawl of everything and one index sync; the crawl's report."""
    environment = {**NEWSROOM_PACE, "RASID_OUTLETS": str(outlets), "RASID_CRAWL_PROXY": proxy}
    command = [str(BIN / "rasid"), "--data", str(folder)]

    def sample(_: int, sizes: dict[int, float]) -> None:
        if growth is not None:
            growth.append((captured_bytes(folder), sum(sizes.values())))

    crawl = run(
        [*command, "--quiet", "crawl", "--no-index", "--json", "--budget", "3600"],
        environment=environment,
        on_sample=sample,
        errors=folder.with_suffix(".log"),
    )
    report = json.loads(crawl.output)
    sync = run(
        [*command, "--quiet", "index", "sync", "--json"], environment=environment, errors=folder.with_suffix(".log")
    )
    return crawl, sync, report


def captured_bytes(folder: Path) -> int:
    return sum(f.stat().st_size for f in (folder / "warc").glob("*.warc.gz")) if (folder / "warc").is_dir() else 0


def trafilatura(urls: list[str], folder: Path) -> tuple[Cost, int]:
    """The command line with all it does by default, its waiting between requests off and loopback allowed."""
    import trafilatura as library

    folder.mkdir()
    (folder / "urls.txt").write_text("\n".join(urls) + "\n")
    shipped = (Path(library.__file__).parent / "settings.cfg").read_text()
    for key, value in (("SLEEP_TIME", "0"), ("SSRF_PROTECTION", "off")):
        shipped = re.sub(rf"(?m)^{key}.*$", f"{key} = {value}", shipped)
    (folder / "bench.cfg").write_text(shipped)
    cost = run(
        [
            str(BIN / "trafilatura"),
            "-i",
            "urls.txt",
            "--json",
            "-o",
            "out",
            "--parallel",
            "2",
            "--config-file",
            "bench.cfg",
        ],
        cwd=folder,
        errors=folder / "errors.log",
    )
    return cost, sum(1 for _ in (folder / "out").rglob("*.json")) if (folder / "out").is_dir() else 0


def without_rules(target: Path) -> Path:
    """The newsroom's outlets with their selectors taken out, so that every page goes the generic way."""
    for file in NEWSROOM_OUTLETS.glob("*/*.toml"):
        copy = target / file.parent.name / file.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(re.split(r"(?m)^\[\[rules\]\]", file.read_text(encoding="utf-8"))[0], encoding="utf-8")
    return target


def stations(folder: Path, outlets: Path, sample: int = 300) -> dict[str, float]:
    """CPU ms an article of each station but the network, one after the other in this process, on captures of the crawl."""
    from archive.model import Found, Outcome, OutcomeKind, Visit
    from archive.replay import replay
    from archive.sql.open import open_store
    from archive.warc import WarcWriter
    from crawler.catalogue import load_catalogue
    from crawler.discover.addresses import is_article_url
    from crawler.pipeline import process
    from index.analysis import default_analyser
    from index.document import make_document
    from index.engines.embedded import EmbeddedEngine

    catalogue = load_catalogue([outlets])
    store = open_store(f"sqlite:///{folder / 'rasid.sqlite'}")
    pages = []
    for record, capture in replay(store, folder / "warc"):
        outlet = catalogue.outlet_for(capture.url)
        if capture.status == 200 and is_article_url(record.url, outlet):
            pages.append((record, capture, outlet))
        if len(pages) == sample:
            break
    now = datetime.now(UTC)
    costs: dict[str, float] = {}

    def timed(name: str, work) -> list:  # type: ignore[no-untyped-def, type-arg]
        started = time.process_time()
        result = work()
        costs[name] = (time.process_time() - started) * 1000 / max(1, len(pages))
        return result

    with tempfile.TemporaryDirectory() as spare_name:
        spare = Path(spare_name)
        for _, capture, outlet in pages[:20]:  # selectors compiled, word forms cached
            process(capture, outlet, Found(url=capture.url, outlet=outlet.id, endpoint=""), now=now)
        writer = WarcWriter(spare, software="benchmark")
        records = timed("capture (WARC)", lambda: [writer.write(c) for _, c, _ in pages])
        done = timed(
            "extract and clean",
            lambda: [process(c, o, Found(url=c.url, outlet=o.id, endpoint=""), now=now) for _, c, o in pages],
        )
        target = open_store(f"sqlite:///{spare / 'try.sqlite'}")
        visits = [
            Visit(
                url=p.url,
                outlet=p.outlet,
                at=now,
                outcome=Outcome(kind=OutcomeKind.KEPT),
                captures=(r,),
                address=p.address,
                content=p.content,
            )
            for p, r in zip(done, records, strict=True)
            if p.content
        ]
        timed("archive (SQLite)", lambda: [target.record(visits[i : i + 50]) for i in range(0, len(visits), 50)])
        analyser = default_analyser()
        engine = EmbeddedEngine(spare / "index", analyser)
        documents = [make_document(a, v, None) for a, v in target.articles(range(1, len(visits) + 1)).values()]
        for document in documents:
            analyser.analyse(document.text)
        timed("index (analysis, tantivy)", lambda: engine.apply(documents, [], checkpoint=len(documents)))
        writer.close()
        target.close()
        engine.close()
    store.close()
    return costs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--memory", action="store_true", help="also crawl ten times as many, for the growth of memory")
    options = parser.parse_args()
    count = options.articles
    with (
        tempfile.TemporaryDirectory(prefix="rasid-bench-") as name,
        running_newsroom(articles=count, padding=True) as room,
    ):
        top = Path(name)
        urls = [f"{room.proxy}/@{a['address'].split('://', 1)[1]}" for a in room.articles()]
        rules, rules_sync, report = ours(room.proxy, NEWSROOM_OUTLETS, top / "rules")
        peer, written = trafilatura(urls, top / "trafilatura")
        plain, plain_sync, plain_report = ours(room.proxy, without_rules(top / "outlets"), top / "plain")
        print(f"\n{len(urls)} newsroom articles, pages of 50 to 200 kB\n")
        print("| what | stored | wall s | articles/s | CPU s | CPU ms/article | of trafilatura | peak MB |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- |")
        base = peer.cpu / max(1, written)
        for label, crawl, sync, kept in (
            ("ours, with rules: crawl, archive, index", rules, rules_sync, report["kept"]),
            ("ours, without rules", plain, plain_sync, plain_report["kept"]),
        ):
            cpu, wall = crawl.cpu + sync.cpu, crawl.wall + sync.wall
            each = cpu / max(1, kept)
            print(
                f"| {label} | {kept} | {wall:.1f} | {kept / wall:.0f} | {cpu:.1f} | {each * 1000:.1f} | {each / base:.2f} |"
                f" {max(crawl.peak_mb, sync.peak_mb):.0f} |"
            )
        print(
            f"| trafilatura CLI, list given, JSON files | {written} | {peer.wall:.1f} | {written / peer.wall:.0f} |"
            f" {peer.cpu:.1f} | {base * 1000:.1f} | 1.00 | {peer.peak_mb:.0f} |"
        )
        print("\nCPU ms an article by station (one process, with rules):")
        costs = stations(top / "rules", NEWSROOM_OUTLETS)
        for station, cost in costs.items():
            print(f"  {station:28} {cost:.2f}")
        rest = (rules.cpu + rules_sync.cpu) * 1000 / max(1, report["kept"]) - sum(costs.values())
        print(f"  {'network, discovery, start-up':28} {rest:.2f}   (the rest)")
    if options.memory:
        memory(count)


def memory(count: int) -> None:
    """How much memory grows between `count` and ten times as many articles in one round."""
    with (
        tempfile.TemporaryDirectory(prefix="rasid-bench-") as name,
        running_newsroom(articles=count * 10, padding=True) as room,
    ):
        growth: list[tuple[int, float]] = []
        cost, _, report = ours(room.proxy, NEWSROOM_OUTLETS, Path(name) / "many", growth)
        total = growth[-1][0]
        early = [mb for size, mb in growth if total * 0.08 < size < total * 0.12]
        late = [mb for size, mb in growth if size > total * 0.95]
        print(
            f"\n{report['kept']} of {count * 10} articles in {cost.wall:.0f} s: memory"
            f" {statistics.median(early):.0f} MB at a tenth, {statistics.median(late):.0f} MB at the end"
        )


if __name__ == "__main__":
    main()
