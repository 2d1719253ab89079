"""Throws damaged pages at the pipeline: `fuzz_pages.py --minutes 10 [--seed N] [--keep FOLDER]`.

The pages are those of tests/crawler/pages and of the practice newsroom, damaged in ways that real servers, editors and
attackers damage pages: bytes turned, cut and doubled, tags unclosed, nested and moved, pieces of other pages, hostile
pieces (deep nesting, entities, inline data, long lines, broken JSON-LD), wrong encodings and headers, gzip cut short. Each
goes through `process()` in a worker like those of a crawl, under its time and memory limit. A traceback of our own code, a
worker that died or a page over the time limit is a finding: its bytes are kept, and the exit code is 1.
"""

import argparse
import gzip
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

BATCH = 200
HOSTILE_DATA = (
    b'{"@type":"NewsArticle","headline":{"@type":[]},"author":[null,1,{"name":[[]]}],'
    b'"datePublished":{"a":1},"articleBody":[{}]}'
)
PIECES = [
    b"<div>" * 3000, b"</div>" * 3000, b"<p><b><i><a href=" * 500, b"<table><tr><td>" * 800, b"<!--", b"]]>", b"<![CDATA[",
    b"<script>var a='" + b"a" * 200_000 + b"'</script>", b"<svg>" * 300 + b"<title>", b"<p>" + "م".encode() * 100_000,
    b"<p class='" + b"x " * 20_000 + b"'>", b"<img src='data:image/png;base64," + b"A" * 300_000 + b"'>",
    b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>&b;', b"&#99999999999;&#xD800;&#0;&#x110000;", b"\x00" * 50,
    b"<script type='application/ld+json'>" + b"[" * 5000 + b"</script>",
    b"<script type='application/ld+json'>" + HOSTILE_DATA + b"</script>",
    b"<meta charset=utf-16>", b"<meta charset=windows-1256>", b"<meta property=article:published_time content='99999-99-99T99:99'>",
    b"<time datetime='2025-13-41T25:61:00+99:00'>", b"<time datetime='" + "١".encode() * 5000 + b"'>", b"<base href='javascript:'>",
    b"<link rel=canonical href='http://[::1'>", b"<plaintext>", b"<textarea>", b"<select>" * 200, b"<frameset>", b"<h1>" * 200,
    b"<form><input><button>" * 300, b"<math><mi><p><table><a>" * 100, b"<template><html><body>", b"\xff\xfe", b"\xef\xbb\xbf" * 3,
    "\u202e\u2066\u200f\u0640\ufdfa\ufe8d".encode() * 500, "كتب: ".encode() * 300, "12 أيار 2020 ".encode() * 300,
    "آخر تحديث: ".encode() * 100, b"(" * 5000, b"&" * 5000, b"- " * 5000, "،".encode() * 5000,
]  # fmt: skip
ENCODINGS = ["cp1256", "iso8859-6", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252", "mac_arabic", "utf-7"]
HEADERS = ["text/html", "text/html; charset=utf-8", "text/html; charset=windows-1256", "text/html; charset=\"", "", "text/plain",
           "application/json", "application/xhtml+xml; charset=no-such", "text/html; charset=utf-16"]  # fmt: skip


def damaged(body: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """The page after one to six kinds of damage."""
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(body) + 1)
        end = min(len(body), at + int(chance.paretovariate(0.5)))
        match chance.randrange(10):
            case 0:
                turned = bytearray(body)
                for _ in range(chance.randint(1, 60)):
                    if turned:
                        turned[chance.randrange(len(turned))] = chance.randrange(256)
                body = bytes(turned)
            case 1:
                body = body[:at] + body[end:]
            case 2:
                body = body[:at] + body[at:end] * chance.choice([2, 3, 50]) + body[end:]
            case 3:
                body = body[:at]
            case 4 | 5:
                body = body[:at] + chance.choice(PIECES) + body[at:]
            case 6:
                other = chance.choice(others)
                start = chance.randrange(len(other) + 1)
                body = body[:at] + other[start : start + 5000] + body[at:]
            case 7:
                tag = chance.choice([b"<p", b"</p>", b"<div", b"</div>", b">", b'"', b"<", b"<h1", b"</script>"])
                body = body.replace(tag, chance.choice([b"", tag * 2, b"<td>", b"<a>"]), chance.randint(1, 50))
            case 8:
                body = body.decode("utf-8", "replace").encode(
                    chance.choice(ENCODINGS), chance.choice(["replace", "xmlcharrefreplace"])
                )
            case 9:
                words = body[at:end].split(b"<")
                chance.shuffle(words)
                body = body[:at] + b"<".join(words) + body[end:]
        body = body[:2_000_000]
    return body


def newsroom_pages() -> list[tuple[str, bytes]]:
    """Every article of the practice newsroom, as served."""
    from urllib.request import ProxyHandler, build_opener

    from rasid.newsroom.process import running_newsroom

    with running_newsroom() as room:
        opener = build_opener(ProxyHandler({"http": room.proxy}))
        found = []
        for article in room.articles():
            with opener.open(article["address"]) as answer:
                found.append((article["address"], answer.read()))
        return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"))
    arguments = parser.parse_args()
    from archive.model import Capture, Found
    from crawler.catalogue import load_catalogue
    from crawler.workers import MEMORY_LIMIT_BYTES, TIME_LIMIT_SECONDS, Workers
    from rasid.watch import NEWSROOM_OUTLETS

    catalogue = load_catalogue([NEWSROOM_OUTLETS])
    pages = newsroom_pages()
    for path in sorted((ROOT / "tests/crawler/pages").glob("*.html")):
        pages.append((f"http://www.{path.stem.replace('_', '-')}.example/news/1", path.read_bytes()))
    bodies = [body for _, body in pages]
    chance = random.Random(arguments.seed)
    outcomes: Counter[str] = Counter()
    findings, slowest, inputs, size = 0, 0.0, 0, 0
    end = time.monotonic() + arguments.minutes * 60
    now = datetime.now(UTC)
    with Workers(1) as workers:
        process: Callable[..., list] = workers.process_now
        while time.monotonic() < end:
            for _ in range(BATCH):
                url, body = chance.choice(pages)
                body = damaged(body, bodies, chance)
                headers = [("Content-Type", chance.choice(HEADERS))]
                if chance.random() < 0.1:
                    headers.append(("Content-Encoding", chance.choice(["gzip", "deflate", "br", "gzip, gzip"])))
                    body = gzip.compress(body)[: chance.choice([10**9, 10**9, chance.randrange(1, 10_000)])]
                outlet = catalogue.outlet_for(url)
                capture = Capture(
                    url=url, outlet=outlet.id, status=chance.choice([200] * 30 + [0, 404]), headers=tuple(headers), body=body,
                    fetched_at=now,
                )  # fmt: skip
                started = time.monotonic()
                (result,) = process([(capture, outlet, Found(url=url, outlet=outlet.id, endpoint=""))], now=now)
                taken = time.monotonic() - started
                slowest, inputs, size = max(slowest, taken), inputs + 1, size + len(body)
                outcomes[f"{result.outcome.kind} {result.outcome.reason}".strip()] += 1
                if result.trouble or result.outcome.reason in {"timeout", "crashed", "extraction-error"}:
                    findings += 1
                    arguments.keep.mkdir(parents=True, exist_ok=True)
                    name = sha256(body).hexdigest()[:12]
                    (arguments.keep / f"{name}.bin").write_bytes(body)
                    (arguments.keep / f"{name}.txt").write_text(f"{url}\n{headers}\n{result.outcome}\n{result.trouble}")
                    print(f"finding {name}: {result.outcome} after {taken:.1f} s", flush=True)
    limits = f"{TIME_LIMIT_SECONDS:g} s and {MEMORY_LIMIT_BYTES / 1e6:.0f} MB a page"
    print(
        f"{inputs} inputs of {size / inputs / 1000:.0f} kB in the mean, {findings} findings; slowest {slowest:.2f} s"
        f"; limits {limits}"
    )
    for outcome, count in outcomes.most_common():
        print(f"{count:>8}  {outcome}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
