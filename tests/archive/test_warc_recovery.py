"""After a crash: torn tails are cut, everything else is left alone."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from archive.sql.open import open_store
from archive.verify import verify
from archive.warc import WarcWriter, iterate_warc, read_capture, recover
from tests.support.kept import make_capture


@pytest.fixture
def crashed(tmp_path):
    """A file of three records whose writer was killed: its mark is still there, its lock is not."""
    with WarcWriter(tmp_path, software="rasid/test") as writer:
        records = [writer.write(make_capture(f"https://news.example/{n}", request_headers=())) for n in range(3)]
    path = tmp_path / records[0].file
    path.with_name(path.name + ".open").touch()
    return path, records


def test_a_whole_file_is_left_as_it_is(tmp_path, crashed):
    path, _ = crashed
    before = path.read_bytes()
    assert recover(tmp_path) == []
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.open"))


def test_a_torn_last_record_is_cut_wherever_it_was_torn(tmp_path, crashed):
    path, records = crashed
    data = path.read_bytes()
    last = records[-1]
    for length in {1, 2, 5, 10, 11, last.length // 2, last.length - 8, last.length - 1}:
        path.write_bytes(data[: last.offset + length])
        path.with_name(path.name + ".open").touch()
        [sentence] = recover(tmp_path)
        assert str(path) in sentence
        assert f"the last {length:,} bytes, from offset {last.offset:,}, were cut off" in sentence
        assert path.read_bytes() == data[: last.offset]
        assert recover(tmp_path) == []
    assert [item.url for _, item in iterate_warc(path)] == [record.url for record in records[:2]]


def test_zeros_that_a_power_cut_leaves_at_the_end_are_cut(tmp_path, crashed):
    path, records = crashed
    data = path.read_bytes()
    path.write_bytes(data + b"\0" * 4096)
    [sentence] = recover(tmp_path)
    assert "the last 4,096 bytes" in sentence
    assert read_capture(tmp_path, records[2]).url == records[2].url


def test_damage_in_the_middle_is_told_of_and_left(tmp_path, crashed):
    path, records = crashed
    data = bytearray(path.read_bytes())
    data[records[1].offset + 40] ^= 0xFF
    path.write_bytes(data)
    [sentence] = recover(tmp_path)
    assert f"damaged at offset {records[1].offset:,}, and whole records follow" in sentence
    assert path.read_bytes() == data
    assert read_capture(tmp_path, records[2]).url == records[2].url


@pytest.mark.parametrize("content", [b"", b"\x1f", b"\x1f\x8b\x08\x00\x00"])
def test_a_file_without_a_whole_record_is_removed(tmp_path, content):
    path = tmp_path / "rasid-20260301000000-00000000-00001.warc.gz"
    path.write_bytes(content)
    path.with_name(path.name + ".open").touch()
    [sentence] = recover(tmp_path)
    assert "removed, as no whole record had been written to it" in sentence
    assert not list(tmp_path.glob("rasid-*"))


def test_a_mark_without_a_file_is_taken_away(tmp_path):
    (tmp_path / "rasid-x.warc.gz.open").touch()
    assert recover(tmp_path) == []
    assert not list(tmp_path.glob("*.open"))


def test_there_is_nothing_to_do_without_a_folder(tmp_path):
    assert recover(tmp_path / "none") == []


def test_the_file_of_a_living_writer_is_left_alone(tmp_path):
    program = """
import sys
from pathlib import Path
from archive.warc import WarcWriter
from tests.support.kept import make_capture
writer = WarcWriter(Path(sys.argv[1]), software="rasid/test")
record = writer.write(make_capture())
with (Path(sys.argv[1]) / record.file).open("ab") as file:
    file.write(b"half a record")
print(record.file, flush=True)
sys.stdin.read()
"""
    writer = subprocess.Popen(
        [sys.executable, "-c", program, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    path = tmp_path / writer.stdout.readline().strip()
    before = path.read_bytes()
    assert recover(tmp_path) == []
    assert path.read_bytes() == before
    assert path.with_name(path.name + ".open").exists()
    writer.kill()
    writer.communicate()
    [sentence] = recover(tmp_path)
    assert "the last 13 bytes" in sentence


def test_files_that_were_ended_are_not_even_read(tmp_path):
    (tmp_path / "rasid-old.warc.gz").write_bytes(b"no gzip at all")
    assert recover(tmp_path) == []
    assert (tmp_path / "rasid-old.warc.gz").read_bytes() == b"no gzip at all"


_CRAWLER = """
import sys
from dataclasses import replace
from pathlib import Path
from archive.model import Content
from archive.sql.open import open_store
from archive.warc import WarcWriter, recover
from tests.support.kept import make_capture, make_content, make_visit
folder, life = Path(sys.argv[1]), sys.argv[2]
recover(folder)
store = open_store(f"sqlite:///{folder}/archive.db")
stored = (("Content-Encoding", "gzip"),)
with WarcWriter(folder, software="rasid/test", limit_bytes=200_000) as writer:
    for batch in range(10_000):
        visits = []
        for n in range(5):
            url = f"https://news.example/{life}/{batch}/{n}"
            record = writer.write(make_capture(url, body=url.encode() * 300, headers=stored))
            visits.append(make_visit(url, content=make_content(text=url), captures=(record,)))
        writer.sync()
        store.record(visits)
        print(store.last_change(), flush=True)
"""


def test_a_crawler_killed_at_any_moment_loses_nothing_it_had_recorded(tmp_path):
    promised = 0
    for life in range(4):
        crawler = subprocess.Popen(
            [sys.executable, "-c", _CRAWLER, tmp_path, str(life)], stdout=subprocess.PIPE, text=True
        )
        crawler.stdout.readline()
        time.sleep(random.uniform(0, 0.15))
        os.kill(crawler.pid, signal.SIGKILL)
        rest, _ = crawler.communicate()
        numbers = [int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]
        promised = max([promised, *numbers])
        recover(tmp_path)
        store = open_store(f"sqlite:///{tmp_path}/archive.db")
        report = verify(store, tmp_path)
        store.close()
        assert report.problems == ()
        assert report.changes == report.articles == report.versions == report.captures >= promised
        assert report.not_in_database <= 5 * (life + 1)  # one unrecorded batch a life
    assert not list(tmp_path.glob("*.open"))


def test_a_request_that_a_crash_left_out_is_empty(tmp_path):
    capture = make_capture()
    with WarcWriter(tmp_path, software="rasid/test") as writer:
        record = writer.write(capture)
    os.truncate(tmp_path / record.file, record.offset + record.length + 20)
    assert read_capture(tmp_path, record) == replace(capture, request_headers=())
