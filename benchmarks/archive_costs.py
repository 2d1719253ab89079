"""What keeping an article costs: WARC record, database row, digest, claim. CPU milliseconds, best of several runs.

    python benchmarks/archive_costs.py FOLDER

FOLDER is where the archives of the measurement are made and removed again. Beside our own record writer stands warcio's on
the same bodies, so that the ratio can be compared between machines. Bodies and texts are made up: 24 kB of gzip, 3,000
characters of Arabic.
"""

import gzip
import io
import random
import shutil
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.model import Capture, CaptureRecord, Content, Found, Outcome, OutcomeKind, Visit
from archive.sql.open import open_store
from archive.versions import content_digest
from archive.warc import WarcWriter, read_capture

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LINE = "قال الوزير إن المشروع الجديد يهدف إلى تحسين الطرق والجسور في العاصمة خلال السنوات الخمس المقبلة"
WORDS = LINE.split()
RUNS = 5


def best(work: Callable[[], object], count: int) -> float:
    """CPU milliseconds a piece."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times) / count * 1000


def captures(count: int) -> list[Capture]:
    dice = random.Random(7)
    return [
        Capture(
            url=f"https://news.example/{number}",
            outlet="xx.news",
            status=200,
            headers=(
                ("Date", "Sun, 01 Mar 2026 12:00:00 GMT"),
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Encoding", "gzip"),
                ("Transfer-Encoding", "chunked"),
                ("ETag", f'"{number}"'),
                ("Server", "nginx"),
                ("Cache-Control", "max-age=60"),
            ),
            body=gzip.compress(dice.randbytes(23_900), 1),
            fetched_at=NOW,
            request_headers=(("Host", "news.example"), ("User-Agent", "Rasid"), ("Accept-Encoding", "gzip")),
            reason="OK",
        )
        for number in range(count)
    ]


def visits(count: int, run: int) -> list[Visit]:
    dice = random.Random(run)
    return [
        Visit(
            url=f"https://h{number % 50}.example/{run}/{number}",
            address=f"https://h{number % 50}.example/{run}/{number}",
            outlet="xx.news",
            at=NOW,
            outcome=Outcome(kind=OutcomeKind.KEPT),
            content=Content(
                title=" ".join(dice.choices(WORDS, k=9)),
                text="\n\n".join(" ".join(dice.choices(WORDS, k=50)) for _ in range(10)),
                authors=("ليلى حداد",),
                published_at=NOW,
            ),
            captures=(
                CaptureRecord(
                    url=f"https://h{number % 50}.example/{run}/{number}",
                    outlet="xx.news",
                    status=200,
                    fetched_at=NOW,
                    file=f"{run}.warc.gz",
                    offset=number * 25_000,
                    length=25_000,
                    digest=f"sha256:{number:064x}",
                ),
            ),
            next_visit_at=NOW + timedelta(hours=1),
        )
        for number in range(count)
    ]


def measure_warc(folder: Path) -> None:
    batch = captures(300)

    def ours() -> None:
        with WarcWriter(folder / "ours", software="benchmark") as writer:
            for capture in batch:
                writer.write(capture)

    def theirs() -> None:
        with (folder / "theirs.warc.gz").open("wb") as file:
            writer = WARCWriter(file, gzip=True)
            for capture in batch:
                head = StatusAndHeaders("200 OK", list(capture.headers), protocol="HTTP/1.1")
                record = writer.create_warc_record(
                    capture.url, "response", payload=io.BytesIO(capture.body), http_headers=head
                )
                writer.write_record(record)

    own = best(ours, len(batch))
    other = best(theirs, len(batch))
    print(f"WARC write (response and request)    {own:.3f} ms   warcio, response only: {other:.3f} ms")
    with WarcWriter(folder / "read", software="benchmark") as writer:
        records = [writer.write(capture) for capture in batch]
    print(f"WARC read  {best(lambda: [read_capture(folder / 'read', item) for item in records], len(batch)):.3f} ms")


def measure_store(folder: Path) -> None:
    store = open_store(f"sqlite:///{folder / 'archive.db'}")
    found_times, record_times, again_times = [], [], []
    for run in range(RUNS * 4):
        batch = visits(50, run)
        found = [Found(url=item.url, outlet=item.outlet, endpoint="https://news.example/feed") for item in batch]
        for times, work in (
            (found_times, lambda found=found: store.add_found(found, now=NOW)),
            (record_times, lambda batch=batch: store.record(batch)),
            (again_times, lambda batch=batch: store.record(batch)),
        ):
            start = time.process_time()
            work()
            times.append((time.process_time() - start) / 50 * 1000)
    contents = [item.content for item in batch if item.content is not None]
    digest = best(lambda: [content_digest(content) for content in contents], 50)
    print(f"add_found, 50 new URLs               {min(found_times):.3f} ms each")
    print(f"record, 50 new articles              {min(record_times):.3f} ms each")
    print(f"record, 50 unchanged                 {min(again_times):.3f} ms each")
    print(f"of which content_digest              {digest:.3f} ms each")
    many = [
        Found(url=f"https://h{number % 300}.example/many/{number}", outlet="xx.news", endpoint="https://news.example/")
        for number in range(200_000)
    ]
    for start_at in range(0, len(many), 5000):
        store.add_found(many[start_at : start_at + 5000], now=NOW)
    start = time.perf_counter()
    claimed = store.claim(owner="one", now=NOW, limit=500, lease_seconds=60)
    print(f"claim of {len(claimed)} among 200,000 due      {(time.perf_counter() - start) * 1000:.0f} ms wall")
    store.close()


def main() -> None:
    folder = Path(sys.argv[1]) / "archive-costs"
    folder.mkdir(parents=True)
    try:
        measure_warc(folder)
        measure_store(folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
