"""What we write is a good WARC file for warcio, and comes back as it was given."""

import gzip
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from archive.errors import ArchiveError
from archive.warc import WarcWriter, iterate_warc, read_capture
from archive.warc.members import read_member
from archive.warc.message import response_head
from tests.support.kept import NOON, make_capture

TEXT = "".join(f"<p>نص الخبر {n * n * 7919}</p>" for n in range(300))
GZIPPED = make_capture(
    "https://news.example/خبر?a=1&b=2",
    gzip.compress(TEXT.encode()),
    headers=(
        ("Content-Type", "text/html"),
        ("Content-Encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("ETag", '"v1"'),
        ("Last-Modified", "Sun, 01 Mar 2026 12:00:00 GMT"),
    ),
    fetched_at=NOON.replace(microsecond=123_456),
)
CAPTURES = {
    "gzip body, chunked": GZIPPED,
    "plain body": make_capture(),
    "empty body": make_capture(body=b"", status=304, reason="Not Modified"),
    "redirect": make_capture(status=301, reason="", headers=(("Location", "/2"), ("Content-Length", "0")), body=b""),
    "wrong length": make_capture(headers=(("Content-Length", "7"), ("Server", "x"))),
    "wrong length twice": make_capture(headers=(("Content-Length", "7"), ("content-length", "8"))),
    "right length": make_capture(headers=(("Content-Length", "1006"),)),
    "a server that uses our prefix": make_capture(
        headers=(("X-Archive-Orig-Content-Length", "5"), ("Content-Length", "6"), ("x-archive-orig-a", "b"))
    ),
    "no request": make_capture(request_headers=()),
    "no headers": make_capture(headers=()),
    "an imported text": make_capture(
        status=0, reason="", headers=(("Content-Type", "text/plain"),), request_headers=(), robots="import"
    ),
    "a body of more than one stored block": make_capture(
        headers=(("Content-Type", "image/jpeg"),), body=bytes(range(256)) * 1000
    ),
    "a body that looks like a record": make_capture(body=b"\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n\r\n" * 20),
}


@pytest.mark.parametrize("capture", CAPTURES.values(), ids=CAPTURES.keys())
def test_a_capture_comes_back_as_it_was_given(tmp_path, capture):
    with WarcWriter(tmp_path, software="rasid/test") as writer:
        record = writer.write(capture)
    assert read_capture(tmp_path, record) == capture
    [(position, iterated)] = iterate_warc(tmp_path / record.file)
    assert (position, iterated) == (record.offset, replace(capture, request_headers=()))


@pytest.mark.parametrize("size", [0, 1, 65_534, 65_535, 65_536, 131_070, 131_071])
def test_stored_blocks_of_every_size_unpack(tmp_path, size):
    capture = make_capture(headers=(("Content-Encoding", "gzip"),), body=b"\x1f\x8b" * (size // 2) + b"x" * (size % 2))
    with WarcWriter(tmp_path, software="rasid/test") as writer:
        record = writer.write(capture)
    assert read_capture(tmp_path, record).body == capture.body
    with (tmp_path / record.file).open("rb") as file:
        file.seek(record.offset)
        assert capture.body in gzip.decompress(file.read(record.length))


def test_the_record_says_what_the_database_needs(tmp_path):
    with WarcWriter(tmp_path, software="rasid/test") as writer:
        record = writer.write(GZIPPED)
    assert (record.url, record.outlet, record.status, record.robots) == (GZIPPED.url, "xx.news", 200, "allowed")
    assert (record.content_type, record.etag) == ("text/html", '"v1"')
    assert record.last_modified == "Sun, 01 Mar 2026 12:00:00 GMT"
    assert record.fetched_at == GZIPPED.fetched_at
    assert record.id == 0


def test_files_pass_the_check_of_warcio_and_open_with_its_reader(tmp_path):
    with WarcWriter(tmp_path, software="rasid/test 1.0") as writer:
        for number, capture in enumerate(CAPTURES.values()):
            writer.write(replace(capture, url=f"https://news.example/{number}"))
        writer.write(replace(GZIPPED, url="https://news.example/0"))
    [path] = tmp_path.glob("rasid-*.warc.gz")
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", path], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "digest pass" in done.stdout
    assert "failed" not in done.stdout
    kinds = []
    bodies = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            kinds.append(record.rec_type)
            if record.rec_type == "response" and record.rec_headers.get_header("WARC-Target-URI").endswith("/0"):
                bodies.append(record.content_stream().read().decode())
            if record.rec_type == "warcinfo":
                assert b"software: rasid/test 1.0\r\n" in record.content_stream().read()
    assert kinds[0] == "warcinfo"
    assert kinds.count("warcinfo") == 1
    assert kinds.count("response") == len(CAPTURES) - 1
    assert kinds.count("resource") == 1
    assert kinds.count("revisit") == 1
    assert bodies == [TEXT]


def test_response_and_request_name_each_other(tmp_path):
    with WarcWriter(tmp_path, software="rasid/test") as writer:
        record = writer.write(GZIPPED)
    with (tmp_path / record.file).open("rb") as file:
        _, response, request = [
            (record.rec_type, record.rec_headers, record.http_headers) for record in ArchiveIterator(file)
        ]
    assert (response[0], request[0]) == ("response", "request")
    assert request[1].get_header("WARC-Concurrent-To") == response[1].get_header("WARC-Record-ID")
    assert response[1].get_header("WARC-Date") == "2026-03-01T12:00:00.123456Z"
    assert response[2].get_header("X-Archive-Orig-Transfer-Encoding") == "chunked"
    assert response[2].get_header("Content-Encoding") == "gzip"
    assert response[2].get_header("Transfer-Encoding") is None
    assert request[2].get_header("User-Agent") == "Rasid"


def test_the_same_body_of_the_same_url_is_written_once_and_read_every_time(tmp_path):
    later = replace(GZIPPED, fetched_at=NOON + timedelta(days=1), headers=(*GZIPPED.headers, ("X-Served", "2")))
    other = replace(GZIPPED, url="https://news.example/other")
    with WarcWriter(tmp_path, software="rasid/test") as writer:
        first, second, third = (writer.write(capture) for capture in (GZIPPED, later, other))
    assert second.digest == first.digest
    assert read_capture(tmp_path, second) == later
    assert read_capture(tmp_path, third) == other
    kinds = []
    with (tmp_path / second.file).open("rb") as file:
        for record in ArchiveIterator(file):
            kinds.append(record.rec_type)
            if record.rec_type == "revisit":
                assert record.rec_headers.get_header("WARC-Profile").endswith("identical-payload-digest")
                assert record.rec_headers.get_header("WARC-Refers-To-Target-URI") == GZIPPED.url
                assert record.rec_headers.get_header("WARC-Refers-To-Date") == "2026-03-01T12:00:00.123456Z"
    assert [kind for kind in kinds if kind != "request"] == ["warcinfo", "response", "revisit", "response"]
    assert [item.body for _, item in iterate_warc(tmp_path / second.file)] == [GZIPPED.body] * 3


def test_a_revisit_in_a_later_file_finds_its_original_in_the_earlier_one(tmp_path):
    with WarcWriter(tmp_path, software="rasid/test", limit_bytes=1) as writer:
        first, second = writer.write(GZIPPED), writer.write(GZIPPED)
    assert first.file != second.file
    assert read_capture(tmp_path, second) == GZIPPED
    (tmp_path / first.file).unlink()
    with pytest.raises(
        ArchiveError, match=rf"{second.file} at offset [\d,]+: the revisit's original, .*{first.file} at"
    ):
        read_capture(tmp_path, second)


def test_files_are_rotated_by_size(tmp_path):
    with WarcWriter(tmp_path, software="rasid/test", limit_bytes=3000) as writer:
        records = [
            writer.write(make_capture(f"https://news.example/{n}", headers=(("Content-Encoding", "gzip"),)))
            for n in range(6)
        ]
    files = [record.file for record in records]
    assert sorted(set(files)) == sorted(path.name for path in tmp_path.glob("*.warc.gz"))
    assert 1 < len(set(files)) < 6
    assert files == sorted(files)
    for record in records:
        assert read_capture(tmp_path, record).url == record.url


def test_files_are_rotated_with_the_day(tmp_path):
    times = iter([datetime(2026, 3, 1, 23, 59, 58, tzinfo=UTC) + timedelta(seconds=n) for n in range(4)])
    with WarcWriter(tmp_path, software="rasid/test", clock=lambda: next(times)) as writer:
        files = [writer.write(make_capture(f"https://news.example/{n}")).file for n in range(4)]
    assert files[0] == files[1] != files[2] == files[3]
    assert files[0].startswith("rasid-20260301235958-")
    assert files[2].startswith("rasid-20260302000000-")


def test_a_record_outlasts_the_process_as_soon_as_write_returns(tmp_path):
    with WarcWriter(tmp_path, software="rasid/test") as writer:
        record = writer.write(GZIPPED)
        assert read_capture(tmp_path, record) == GZIPPED
        writer.sync()
        assert [path.name for path in tmp_path.glob("*.open")] == [record.file + ".open"]
    assert not list(tmp_path.glob("*.open"))


def test_a_writer_can_be_used_again_after_it_was_closed(tmp_path):
    writer = WarcWriter(tmp_path / "deep" / "folder", software="rasid/test")
    writer.close()
    first = writer.write(make_capture())
    writer.close()
    second = writer.write(make_capture("https://news.example/2"))
    writer.close()
    assert first.file != second.file


def test_a_folder_that_cannot_be_made_is_an_archive_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError, match="a new WARC file cannot be made"):
        WarcWriter(tmp_path / "file" / "warc", software="rasid/test").write(make_capture())


def test_a_full_disk_takes_back_what_was_half_written(tmp_path):
    program = """
import resource, signal, sys
from pathlib import Path
from archive.errors import ArchiveError
from archive.warc import WarcWriter, iterate_warc
from tests.support.kept import make_capture
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
stored = (("Content-Encoding", "gzip"),)
with WarcWriter(Path(sys.argv[1]), software="rasid/test") as writer:
    first = writer.write(make_capture(headers=stored))
    try:
        writer.write(make_capture("https://news.example/2", b"x" * 20_000, headers=stored))
    except ArchiveError as error:
        print(error)
    writer.write(make_capture("https://news.example/3", headers=stored))
print([capture.url for _, capture in iterate_warc(Path(sys.argv[1]) / first.file)])
"""
    done = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=True)
    said, urls = done.stdout.splitlines()
    assert "cannot be written at offset" in said
    assert urls == "['https://news.example/1', 'https://news.example/3']"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"file": "none.warc.gz"}, r"none\.warc\.gz at offset 0: cannot be read: No such file"),
        ({"file": "../etc/passwd"}, "is not the name of a file"),
        ({"file": ""}, "is not the name of a file"),
        ({"offset": 3}, "at offset 3: its bytes are damaged"),
        ({"offset": 10**9}, "at offset 1,000,000,000: the file ends"),
        ({"offset": 0}, "at offset 0: the record lacks a field"),
        ({"digest": "sha256:00"}, "the body's digest is sha256:[0-9a-f]{64}, the database says sha256:00"),
    ],
)
def test_a_record_that_is_not_there_is_told_of_with_file_and_offset(tmp_path, changes, words):
    with WarcWriter(tmp_path, software="rasid/test") as writer:
        record = writer.write(make_capture())
    if "file" in changes:
        changes = changes | {"offset": 0}
    with pytest.raises(ArchiveError, match=words):
        read_capture(tmp_path, replace(record, **changes))


def test_a_damaged_byte_is_found(tmp_path):
    with WarcWriter(tmp_path, software="rasid/test") as writer:
        record = writer.write(GZIPPED)
    path = tmp_path / record.file
    data = bytearray(path.read_bytes())
    data[record.offset + record.length - 200] ^= 1
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match="damaged"):
        read_capture(tmp_path, record)


_names = st.text(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789!#$%&'*+.^_`|~", min_size=1, max_size=30
)
_names |= st.sampled_from(["Content-Length", "Transfer-Encoding", "X-Archive-Orig-Content-Length", "Content-Encoding"])
_values = st.text(st.characters(exclude_characters="\r\n\x00", max_codepoint=0x2FF), max_size=40).map(
    lambda value: value.strip(" \t")
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    headers=st.lists(st.tuples(_names, _values), max_size=8).map(tuple),
    body=st.binary(max_size=2000),
    reason=_values,
    status=st.integers(100, 999),
)
def test_any_headers_and_body_come_back(tmp_path, headers, body, reason, status):
    capture = make_capture(headers=headers, body=body, reason=reason, status=status)
    with WarcWriter(tmp_path, software="rasid/test") as writer:
        record = writer.write(capture)
    again = read_capture(tmp_path, record)
    assert (again.status, again.body) == (status, body)
    # Names are ASCII. A value's characters may be told as another encoding's, its bytes never change.
    assert [name for name, _ in again.headers] == [name for name, _ in headers]
    assert response_head(again) == response_head(capture)
    [(_, iterated)] = iterate_warc(tmp_path / record.file)
    assert (iterated.headers, iterated.body) == (again.headers, body)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=30), other=st.text(max_size=30))
def test_no_text_breaks_out_of_its_line(tmp_path, text, other):
    hostile = make_capture(
        "https://news.example/" + text,
        headers=((text, other), ("Content-Type", other), ("a:b\r\nc", text)),
        reason=text,
        outlet=other,
        request_headers=((other, text),),
    )
    with WarcWriter(tmp_path, software=text) as writer:
        record, plain = writer.write(hostile), writer.write(make_capture("https://news.example/plain"))
    assert read_capture(tmp_path, record).body == hostile.body
    assert read_capture(tmp_path, plain) == make_capture("https://news.example/plain")
    assert [item.body for _, item in iterate_warc(tmp_path / record.file)] == [hostile.body] * 2


def test_a_member_that_unpacks_to_too_much_is_refused(tmp_path):
    path = tmp_path / "bomb"
    path.write_bytes(gzip.compress(b"\0" * 10_000_000))
    with path.open("rb") as file, pytest.raises(Exception, match="unpacks to more than 1,000,000 bytes"):
        read_member(file, 0, limit_bytes=1_000_000)


def test_bodies_that_are_compressed_already_are_stored_as_they_are(tmp_path):
    with WarcWriter(tmp_path, software="rasid/test") as writer:
        stored = writer.write(GZIPPED)
        packed = writer.write(make_capture("https://news.example/2", body=b"a" * 10_000))
    data = (tmp_path / stored.file).read_bytes()
    assert GZIPPED.body in data
    assert packed.length < 1000
