"""How well articles are grouped into stories, and what it costs, in a real archive.

    python benchmarks/stories.py FOLDER ARTICLES.jsonl.gz... [--labels LABELS]

FOLDER is where the archive of the measurement is made and removed again. ARTICLES hold a JSON object a line with id, outlet,
title, text and date. LABELS is a folder with pairs.tsv (id_a, id_b, label: same, event, template, other, doubt) and clusters.tsv
(cluster, id, mark: member, doubt). Articles are put in by date, as a crawler would meet them, 50 in a transaction.
"""

import argparse
import csv
import gzip
import json
import shutil
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from archive.model import Content, Outcome, OutcomeKind, Visit
from archive.sql.open import open_store
from archive.stories import likeness, signature_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BATCH = 50
KEPT = Outcome(kind=OutcomeKind.KEPT)


def read_articles(files: Sequence[Path]) -> list[tuple[str, Visit]]:
    """(id, visit), by date; those without one as if published on one day."""
    read = []
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                item = json.loads(line)
                at = date_of(item.get("date") or "")
                content = Content(title=item.get("title") or "", text=item.get("text") or "", published_at=at)
                url = f"import:{item['id']}"
                visit = Visit(url=url, address=url, outlet=item["outlet"], at=NOW, outcome=KEPT, content=content)
                read.append((item["id"], visit))
    return sorted(read, key=lambda pair: pair[1].content.published_at or NOW)  # type: ignore[union-attr]


def date_of(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return datetime(2020, 1, 1, tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def measure_signatures(contents: Sequence[Content]) -> None:
    times = []
    for _ in range(3):
        start = time.process_time()
        signatures = [signature_of(content) for content in contents]
        times.append(time.process_time() - start)
    print(
        f"signature                 {min(times) / len(contents) * 1000:.3f} ms CPU an article of {letters(contents)} letters"
    )
    start = time.process_time()
    for one, other in pairwise(signatures):
        likeness(one, other)
    print(f"likeness of two           {(time.process_time() - start) / len(contents) * 1000:.3f} ms CPU")


def letters(contents: Sequence[Content]) -> int:
    return sum(len(content.text) for content in contents) // len(contents)


def keep(folder: Path, articles: Sequence[tuple[str, Visit]]) -> dict[str, int]:
    """The story of each article, by id, after all went through the store."""
    store = open_store(f"sqlite:///{folder / 'archive.db'}")
    start = time.process_time()
    for at in range(0, len(articles), BATCH):
        store.record([visit for _, visit in articles[at : at + BATCH]])
    spent = time.process_time() - start
    print(f"record, everything        {spent / len(articles) * 1000:.3f} ms CPU an article")
    stories: dict[str, int] = {}
    for at in range(0, len(articles), 500):
        numbers = range(at + 1, min(at + 501, len(articles) + 1))
        kept = store.articles(numbers)
        stories.update((kept[number][0].address.removeprefix("import:"), kept[number][0].story) for number in kept)
    store.close()
    return stories


def rows(file: Path) -> Iterator[Mapping[str, Any]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def judge(stories: Mapping[str, int], labels: Path) -> None:
    seen: Counter[str] = Counter()
    together: Counter[str] = Counter()
    for pair in rows(labels / "pairs.tsv"):
        if pair["id_a"] in stories and pair["id_b"] in stories:
            seen[pair["label"]] += 1
            together[pair["label"]] += stories[pair["id_a"]] == stories[pair["id_b"]]
    right, wrong = together["same"], sum(together[label] for label in ("event", "template", "other"))
    precision, recall = right / max(right + wrong, 1), right / max(seen["same"], 1)
    told = "  ".join(f"{label} {together[label]}/{seen[label]}" for label in seen)
    print(f"labelled pairs            precision {precision:.3f}, recall {recall:.3f}; in one story: {told}")
    members: dict[str, set[str]] = defaultdict(set)
    doubted: dict[str, set[str]] = defaultdict(set)
    for row in rows(labels / "clusters.tsv"):
        (members if row["mark"] == "member" else doubted)[row["cluster"]].add(row["id"])
    groups = defaultdict(set)
    for article, story in stories.items():
        groups[story].add(article)
    whole = sum(
        groups[stories[next(iter(ids))]] - doubted[name] == ids
        for name, ids in members.items()
        if ids <= stories.keys()
    )
    print(f"labelled stories          {whole} of {len(members)} found exactly")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("articles", type=Path, nargs="+")
    parser.add_argument("--labels", type=Path)
    asked = parser.parse_args()
    articles = read_articles(asked.articles)
    measure_signatures([visit.content for _, visit in articles[:5000] if visit.content is not None])
    folder = asked.folder / "story-costs"
    folder.mkdir(parents=True)
    try:
        stories = keep(folder, articles)
    finally:
        shutil.rmtree(folder)
    sizes = Counter(Counter(stories.values()).values())
    many = sum(count for size, count in sizes.items() if size > 1)
    print(
        f"{len(stories)} articles, {len(set(stories.values()))} stories, {many} of several articles; largest: {max(sizes)}"
    )
    if asked.labels:
        judge(stories, asked.labels)


if __name__ == "__main__":
    main()
