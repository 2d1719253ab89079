"""How well and how fast pages are read, beside trafilatura: `python -m benchmarks.extraction PAGES [--json FILE]`.

PAGES is a folder with `manifest.tsv` (columns file, url, kind, gold, outlet), `html/` and `gold/*.json` (url, title,
author, published, paragraphs). Readers: ours with the catalogue's rules, ours without any rule, trafilatura with default
options; newspaper4k and readability-lxml too where they are installed, also with their defaults. Quality: word F1 over all
pages and by outlet, the worst page, share of gold paragraphs found, title, author, invented authors, day, list pages taken
for articles. Cost: CPU milliseconds of a page, best of five rounds. Then: from how many copies of the same pages in other
encodings the same title and text are read.
"""

import argparse
import json
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean
from typing import Any

ROUNDS = 5
ARTICLES = {"article", "derived", "layout"}
LISTS = {"front", "section", "form", "directory", "product", "digest"}
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u061c\u0640]")
_TOKEN = re.compile(r"\w+(?:[\u064b-\u065f\u0670]+\w*)*")
_QUOTES = str.maketrans(dict.fromkeys("«»“”„‟″”'‘’‚‹›", '"'))

_CHARSET = re.compile(r"""<meta[^>]*charset[^>]*>|<\?xml[^>]*\?>""", re.IGNORECASE)

Reader = Callable[[bytes, str], dict[str, Any]]


def tokens(text: str | None) -> list[str]:
    return _TOKEN.findall(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text or "")))


def key(text: str | None) -> str:
    cleaned = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text or ""))
    return re.sub(r"\s+", " ", cleaned.translate(_QUOTES)).strip(" .\"'")


def days(value: str | None) -> set[str]:
    found = re.match(r"\d{4}-\d\d-\d\d", value or "")
    out = {found.group(0)} if found else set()
    try:
        moment = datetime.fromisoformat(value or "")
    except ValueError:
        return out
    return out | ({moment.astimezone(UTC).date().isoformat()} if moment.tzinfo else set())


def ours(with_rules: bool) -> Reader:
    """Our pipeline on one page; without rules every outlet is unknown."""
    from archive.model import Capture, Found
    from crawler.catalogue import SHIPPED, load_catalogue, unlisted_outlet
    from crawler.pipeline import process

    catalogue = load_catalogue([SHIPPED])
    now = datetime.now(UTC)

    def read(html: bytes, url: str) -> dict[str, Any]:
        outlet = catalogue.outlet_for(url) if with_rules and url else unlisted_outlet("unknown.example")
        capture = Capture(url=url, outlet=outlet.id, status=200, headers=(), body=html, fetched_at=now)
        processed = process(capture, outlet, Found(url=url, outlet=outlet.id, endpoint=""), now=now)
        content = processed.content
        if content is None:
            return {"reason": processed.outcome.reason}
        published = content.published_at.isoformat() if content.published_at else None
        by_rule = content.origins["text"].rule.startswith("rule:")
        author = "، ".join(content.authors)
        return {
            "title": content.title,
            "text": f"{content.lead}\n\n{content.text}".strip(),
            "author": author,
            "published": published,
            "by_rule": by_rule,
        }

    return read


def trafilatura_default(html: bytes, url: str) -> dict[str, Any]:
    import trafilatura

    document = trafilatura.bare_extraction(html, url=url or None, with_metadata=True)
    found = document.as_dict() if document is not None else {}
    return {
        "title": found.get("title"),
        "text": found.get("text"),
        "author": found.get("author"),
        "published": found.get("date"),
    }


def newspaper(html: bytes, url: str) -> dict[str, Any]:
    """Newspaper guesses encodings badly: the page is decoded for it, as for readability, by our own code."""
    from newspaper import Article

    from crawler.extract.page import decode

    article = Article(url or "http://unknown.example/", language="ar", fetch_images=False)
    article.download(input_html=decode(html).text)
    article.parse()
    date = article.publish_date
    return {
        "title": article.title,
        "text": article.text,
        "author": "، ".join(article.authors),
        "published": date.isoformat() if isinstance(date, datetime) else None,
    }


def readability(html: bytes, url: str) -> dict[str, Any]:
    """Readability gives title and a piece of HTML, no author and no date."""
    from lxml import html as lxml_html
    from readability import Document

    from crawler.extract.page import decode

    document = Document(decode(html).text)
    text = lxml_html.fromstring(document.summary()).text_content()
    return {"title": document.short_title(), "text": text, "author": None, "published": None}


def peers() -> dict[str, Reader]:
    """The other readers that are installed here. One that fails on a page gave nothing for it."""
    found: dict[str, Reader] = {}
    for name, module, read in (
        ("newspaper4k", "newspaper", newspaper),
        ("readability-lxml", "readability", readability),
    ):
        if find_spec(module) is not None:
            found[name] = _calm(read)
    return found


def _calm(read: Reader) -> Reader:
    def calm(html: bytes, url: str) -> dict[str, Any]:
        try:
            return read(html, url)
        except Exception:
            return {}

    return calm


def encodings(read: Reader, rows: list[dict[str, Any]]) -> dict[str, str]:
    """How many articles give the same title and text from copies in other encodings as from the page itself."""
    same: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for row in rows:
        if row["kind"] not in ARTICLES or row["gold"] is None or not row["gold"]["paragraphs"]:
            continue
        try:
            text = row["body"].decode("utf-8")
        except UnicodeDecodeError:
            continue
        original = read(row["body"], row["gold"]["url"] or "")
        if not original.get("text"):
            continue
        for name, copy in copies(text).items():
            again = read(copy, row["gold"]["url"] or "")
            total[name] += 1
            same[name] += (again.get("title"), again.get("text")) == (original.get("title"), original.get("text"))
    return {name: f"{same[name]}/{count}" for name, count in total.items()}


def copies(text: str) -> dict[str, bytes]:
    """The page in other encodings: declared rightly, not at all, and wrongly. What fits no byte is a numeric reference."""
    bare = _CHARSET.sub("", text)

    def declared(charset: str, codec: str) -> bytes:
        head = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        with_head = re.sub(r"(<head[^>]*>)", lambda m: m[1] + head, bare, count=1, flags=re.IGNORECASE)
        return with_head.encode(codec, "xmlcharrefreplace")

    return {
        "windows-1256, declared": declared("windows-1256", "cp1256"),
        "windows-1256, undeclared": bare.encode("cp1256", "xmlcharrefreplace"),
        "windows-1256, declared utf-8": declared("utf-8", "cp1256"),
        "windows-1256, declared iso-8859-1": declared("iso-8859-1", "cp1256"),
        "iso-8859-6, declared": declared("iso-8859-6", "iso8859-6"),
        "iso-8859-6, undeclared": bare.encode("iso8859-6", "xmlcharrefreplace"),
        "iso-8859-6, declared windows-1256": declared("windows-1256", "iso8859-6"),
        "utf-8, undeclared": bare.encode(),
        "utf-8, declared windows-1256": declared("windows-1256", "utf-8"),
        "utf-8, one stray byte": bare.encode().replace(b"</p>", b"\xa0</p>", 1),
        "utf-16, undeclared": bare.encode("utf-16-le"),
    }


def pages(folder: Path) -> list[dict[str, Any]]:
    """The pages of the manifest, each with its bytes and its gold where there is one."""
    manifest = folder / "manifest.tsv"
    if not manifest.is_file():
        raise SystemExit(f"{manifest} is missing: give the folder of pages with their gold texts.")
    head, *lines = manifest.read_text(encoding="utf-8").splitlines()
    names = head.split("\t")
    found = []
    for line in lines:
        row: dict[str, Any] = dict(zip(names, line.split("\t"), strict=False))
        if not row["file"].startswith("html/"):
            continue
        row["body"] = (folder / row["file"]).read_bytes()
        gold = folder / "gold" / (Path(row["file"]).stem + ".json")
        row["gold"] = json.loads(gold.read_text(encoding="utf-8")) if row["gold"] == "yes" and gold.exists() else None
        found.append(row)
    return found


def score(read: Reader, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Quality and cost of one reader over the pages."""
    marks: dict[str, list[float]] = defaultdict(list)
    by_outlet: dict[str, list[float]] = defaultdict(list)
    cost: dict[str, float] = {}
    ruled: set[str] = set()
    taken, refused, lists = [], [], 0
    for row in rows:
        if row["kind"] in LISTS:
            lists += 1
            if len(read(row["body"], row["url"]).get("text") or "") > 300:
                taken.append(row["file"])
        gold = row["gold"]
        if row["kind"] not in ARTICLES or gold is None or not gold["paragraphs"]:
            continue
        out = read(row["body"], gold["url"] or "")
        best = 1e9
        for _ in range(ROUNDS):
            start = time.process_time()
            read(row["body"], gold["url"] or "")
            best = min(best, time.process_time() - start)
        cost[row["file"]] = best * 1000
        if out.get("by_rule"):
            ruled.add(row["file"])
        if not out.get("text"):
            refused.append(row["file"])
        want, have = Counter(tokens(" ".join(gold["paragraphs"]))), Counter(tokens(out.get("text")))
        both = sum((want & have).values())
        f1 = 2 * both / (sum(want.values()) + sum(have.values())) if have else 0.0
        marks["f1"].append(f1)
        by_outlet[row["outlet"]].append(f1)
        parts = [Counter(tokens(p)) for p in gold["paragraphs"]]
        marks["paragraphs"].append(fmean(sum((p & have).values()) >= 0.95 * sum(p.values()) for p in parts))
        marks["title"].append(key(out.get("title")) == key(gold["title"]))
        if gold["author"]:
            names = {key(a) for a in (gold["author"], *gold.get("author_variants", ()))}
            marks["author"].append(key(out.get("author")) in names)
        else:
            marks["invented"].append(bool(out.get("author")))
        if gold["published"]:
            marks["day"].append(bool(days(out.get("published")) & days(gold["published"])))
    table = {name: round(fmean(values), 3) for name, values in marks.items()}
    return {
        **table, "f1 by outlet": round(fmean(map(fmean, by_outlet.values())), 3), "worst": round(min(marks["f1"]), 3),
        "lists taken": f"{len(taken)}/{lists}", "cpu ms": round(fmean(cost.values()), 2), "pages": len(cost),
        "refused articles": refused, "taken lists": taken, "cost": cost, "ruled": sorted(ruled),
    }  # fmt: skip


def ratios(results: dict[str, dict[str, Any]]) -> dict[str, float]:
    """CPU of ours over trafilatura's default: pages read by a rule, and all pages read without one."""
    base = results["trafilatura"]["cost"]
    ruled = results["ours"]["ruled"]
    found = {"without rule": sum(results["ours, no rule"]["cost"].values()) / sum(base.values())}
    if ruled:
        found["with rule"] = sum(results["ours"]["cost"][f] for f in ruled) / sum(base[f] for f in ruled)
    return {name: round(value, 3) for name, value in found.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    rows = pages(arguments.pages)
    readers: dict[str, Reader] = {"ours": ours(True), "ours, no rule": ours(False), "trafilatura": trafilatura_default}
    readers |= peers()
    results = {name: score(read, rows) for name, read in readers.items()}
    columns = [
        "f1",
        "f1 by outlet",
        "worst",
        "paragraphs",
        "title",
        "author",
        "invented",
        "day",
        "lists taken",
        "cpu ms",
    ]
    lines = [f"{'':16}" + "".join(f"{c:>14}" for c in columns)]
    lines += [
        f"{name:16}" + "".join(f"{result.get(c, '-')!s:>14}" for c in columns) for name, result in results.items()
    ]
    lines.append("CPU against trafilatura's default: " + ", ".join(f"{n} {v}" for n, v in ratios(results).items()))
    both = {name: encodings(readers[name], rows) for name in ("ours", "ours, no rule", "trafilatura")}
    lines += ["", f"{'same title and text from copies':36}" + "".join(f"{name:>16}" for name in both)]
    lines += [f"{copy:36}" + "".join(f"{both[name][copy]:>16}" for name in both) for copy in both["ours"]]
    sys.stdout.write("\n".join(lines) + "\n")
    if arguments.json:
        arguments.json.write_text(
            json.dumps(results | {"ratios": ratios(results)}, ensure_ascii=False, indent=1), encoding="utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
