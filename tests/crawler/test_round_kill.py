"""A round killed at any moment costs nothing: the next one finds everything, and nothing is kept twice."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.warc import iterate_warc, recover
from tests.support.newsroom import clean
from tests.support.rounds import new_archive, open_archive

ROOT = Path(__file__).parents[2]

ONE_ROUND = """
import sys
from pathlib import Path
from tests.support.rounds import open_archive
with open_archive(Path(sys.argv[1]), proxy=sys.argv[2]) as archive:
    print("begins", flush=True)
    archive.crawl()
"""


@pytest.mark.parametrize("requests_before", [1, 12, 40, 75])
def test_a_killed_round_loses_nothing_and_keeps_nothing_twice(newsroom, tmp_path, requests_before):
    with clean(newsroom) as room:
        wanted = {article["title"] for article in room.articles()}
        with new_archive(tmp_path, proxy=room.proxy):
            pass
        process = subprocess.Popen(
            [sys.executable, "-c", ONE_ROUND, str(tmp_path), room.proxy],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
        )
        deadline = time.monotonic() + 60
        while len(room.requests()) < requests_before and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()

        recover(tmp_path / "warc")
        with open_archive(tmp_path, proxy=room.proxy) as archive:
            kept_before = archive.store.stats().articles
            archive.wait(minutes=1)
            report = archive.crawl()
            stats = archive.store.stats()
            assert report.due == 0
            assert stats.articles == stats.versions == stats.changes == len(wanted)
            assert kept_before <= len(wanted)
            numbers = [change.number for change in archive.store.changes(after=0, limit=1000)]
            assert numbers == list(range(1, len(wanted) + 1))
            assert all(place for file in (tmp_path / "warc").iterdir() for place, _ in iterate_warc(file))
