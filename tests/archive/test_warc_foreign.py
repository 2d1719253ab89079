"""WARC and ARC files of other programs, whole and broken."""

import gzip
import io
from datetime import UTC, datetime
from hashlib import sha1

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.errors import ArchiveError
from archive.model import Capture
from archive.warc import BrokenRecord, WarcWriter, iterate_warc
from tests.support.kept import make_capture

PAGE = "<html>خبر من ملف آخر</html>".encode()
DATE = datetime(2026, 3, 1, 12, tzinfo=UTC)


def written_by_warcio(path, *, is_gzip=True, pages=3, revisit=False):
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=is_gzip)
        file_info = writer.create_warcinfo_record("x", {"software": "other"})
        writer.write_record(file_info)
        for number in range(pages):
            head = StatusAndHeaders(
                "200 OK", [("Content-Type", "text/html"), ("X-N", str(number))], protocol="HTTP/1.1"
            )
            record = writer.create_warc_record(
                f"https://other.example/{number}",
                "response",
                payload=io.BytesIO(PAGE + bytes(str(number), "ascii")),
                http_headers=head,
                warc_headers_dict={"WARC-Date": "2026-03-01T12:00:00Z"},
            )
            writer.write_record(record)
            record.raw_stream.close()  # warcio leaves its temporary file open
        if revisit:
            digest = record.rec_headers.get_header("WARC-Payload-Digest")
            again = writer.create_revisit_record(
                "https://other.example/again", digest, "https://other.example/2", "2026-03-01T12:00:00Z", head
            )
            writer.write_record(again)
            again.raw_stream.close()
    return path


@pytest.mark.parametrize("is_gzip", [True, False], ids=["gzip", "plain"])
def test_a_file_of_warcio_is_read_with_offsets(tmp_path, is_gzip):
    path = written_by_warcio(tmp_path / "other.warc", is_gzip=is_gzip)
    items = list(iterate_warc(path))
    assert [item for _, item in items] == [
        Capture(
            url=f"https://other.example/{n}",
            outlet="other.example",
            status=200,
            headers=(("Content-Type", "text/html"), ("X-N", str(n))),
            body=PAGE + bytes(str(n), "ascii"),
            fetched_at=DATE,
            reason="OK",
            robots="import",
        )
        for n in range(3)
    ]
    data = path.read_bytes()
    for position, _ in items:
        assert data[position:].startswith(b"\x1f\x8b" if is_gzip else b"WARC/1.")


@pytest.mark.parametrize("is_gzip", [True, False], ids=["gzip", "plain"])
def test_a_revisit_gets_the_body_of_its_original_in_the_same_file(tmp_path, is_gzip):
    items = list(iterate_warc(written_by_warcio(tmp_path / "other.warc", is_gzip=is_gzip, revisit=True)))
    assert items[-1][1].url == "https://other.example/again"
    assert items[-1][1].body == PAGE + b"2"


def test_a_revisit_without_its_original_is_told_of(tmp_path):
    path = written_by_warcio(tmp_path / "other.warc", is_gzip=False, revisit=True)
    data = path.read_bytes()
    path.write_bytes(data[data.rindex(b"WARC/1.") :])
    [(position, item)] = iterate_warc(path)
    assert item == BrokenRecord(
        position=0, reason="the original of this revisit is not in the file", url="https://other.example/again"
    )
    assert position == 0


def test_a_file_that_is_compressed_as_a_whole_is_read(tmp_path):
    plain = written_by_warcio(tmp_path / "plain.warc", is_gzip=False).read_bytes()
    path = tmp_path / "whole.warc.gz"
    path.write_bytes(gzip.compress(plain))
    assert [item.url[-1] for _, item in iterate_warc(path)] == ["0", "1", "2"]


def test_a_damaged_record_in_the_middle_is_told_of_and_the_rest_is_read(tmp_path):
    path = written_by_warcio(tmp_path / "other.warc.gz", pages=5)
    positions = [position for position, _ in iterate_warc(path)]
    data = bytearray(path.read_bytes())
    data[positions[2] + 60] ^= 0xFF
    path.write_bytes(data)
    items = list(iterate_warc(path))
    assert [item.url[-1] for _, item in items if isinstance(item, Capture)] == ["0", "1", "3", "4"]
    [broken] = [item for _, item in items if isinstance(item, BrokenRecord)]
    assert broken.position == positions[2]
    assert "damaged" in broken.reason


def test_a_wrong_length_in_an_uncompressed_file_costs_no_more_than_its_neighbour(tmp_path):
    path = written_by_warcio(tmp_path / "other.warc", is_gzip=False, pages=5)
    data = path.read_bytes()
    positions = [position for position, _ in iterate_warc(path)]
    at = data.index(b"Content-Length: ", positions[1])
    path.write_bytes(data[:at] + b"Content-Length: 1" + data[data.index(b"\r\n", at) :])
    items = list(iterate_warc(path))
    assert any(isinstance(item, BrokenRecord) for _, item in items)
    assert [item.url[-1] for _, item in items if isinstance(item, Capture)][-3:] == ["2", "3", "4"]


@pytest.mark.parametrize("is_gzip", [True, False], ids=["gzip", "plain"])
def test_a_torn_file_is_read_up_to_its_tear(tmp_path, is_gzip):
    path = written_by_warcio(tmp_path / "other.warc", is_gzip=is_gzip)
    data = path.read_bytes()
    path.write_bytes(data[:-30])
    items = [item for _, item in iterate_warc(path)]
    assert [item.url[-1] for item in items[:2]] == ["0", "1"]
    assert isinstance(items[2], BrokenRecord)
    assert len(items) == 3


def test_chunking_is_undone(tmp_path):
    http = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
    [(_, capture)] = iterate_warc(plain_warc(tmp_path, http))
    assert capture.body == b"hello world"


def plain_warc(folder, block, *fields, kind="response", url="https://other.example/"):
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        "WARC-Date: 2026-03-01T12:00:00Z",
        "Content-Type: application/http",
        *fields,
        f"Content-Length: {len(block)}",
    ]
    path = folder / "plain.warc"
    path.write_bytes("\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n")
    return path


def test_a_resource_is_a_capture_without_a_status(tmp_path):
    [(_, capture)] = iterate_warc(plain_warc(tmp_path, b"text", kind="resource"))
    assert (capture.status, capture.body, capture.headers) == (0, b"text", (("Content-Type", "application/http"),))


@pytest.mark.parametrize("kind", ["request", "metadata", "warcinfo", "conversion", "none"])
def test_other_records_are_passed_over(tmp_path, kind):
    assert list(iterate_warc(plain_warc(tmp_path, b"GET / HTTP/1.1\r\n\r\n", kind=kind))) == []


def test_records_that_are_no_pages_are_passed_over(tmp_path):
    assert list(iterate_warc(plain_warc(tmp_path, b"log", kind="resource", url="metadata://x/log"))) == []


@pytest.mark.parametrize(
    ("block", "fields", "reason"),
    [
        (b"\x00\x01\x02", (), "the record holds no HTTP response"),
        (b"", (), "the record holds no HTTP response"),
        (b"HTTP/1.1 200 OK\r\n\r\n", ("WARC-Block-Digest: sha1:" + "A" * 32,), "do not match its digest"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3000, (), "more than 2,000 bytes"),
    ],
)
def test_a_record_that_cannot_be_used_says_why(tmp_path, block, fields, reason):
    [(position, broken)] = iterate_warc(plain_warc(tmp_path, block, *fields), limit_bytes=2000)
    assert reason in broken.reason
    assert (position, broken.position, broken.url) == (0, 0, "https://other.example/")


def test_a_record_without_a_date_says_so(tmp_path):
    path = plain_warc(tmp_path, b"HTTP/1.1 200 OK\r\n\r\n")
    path.write_bytes(path.read_bytes().replace(b"2026-03-01T12:00:00Z", b"yesterday"))
    [(_, broken)] = iterate_warc(path)
    assert broken.reason == "the record's date cannot be read: 'yesterday'"


@pytest.mark.parametrize("is_gzip", [True, False], ids=["gzip", "plain"])
def test_an_arc_file_is_read(tmp_path, is_gzip):
    about = b"1 0 Other\nURL IP-address Archive-date Content-type Archive-length\n"
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
    records = [
        b"filedesc://other.arc 0.0.0.0 20260301120000 text/plain %d\n%b\n" % (len(about), about),
        b"http://other.example/a 1.2.3.4 20260301120000 text/html %d\n%b\n" % (len(http), http),
        b"http://other.example/b 1.2.3.4 20260301120000 text/html %d\n%b\n" % (len(http), http),
    ]
    path = tmp_path / "other.arc"
    path.write_bytes(b"".join(map(gzip.compress, records)) if is_gzip else b"".join(records))
    captures = [item for _, item in iterate_warc(path)]
    assert [(item.url, item.fetched_at, item.body) for item in captures] == [
        ("http://other.example/a", DATE, PAGE),
        ("http://other.example/b", DATE, PAGE),
    ]


def test_a_file_that_is_not_there_is_an_archive_error(tmp_path):
    with pytest.raises(ArchiveError, match=r"none\.warc: cannot be read: No such file"):
        list(iterate_warc(tmp_path / "none.warc"))


@pytest.mark.parametrize("content", [b"", b"<html>no archive</html>", b"\x1f\x8b\x08", b"WARC/1.1\r\n", b"\r\n" * 100])
def test_what_is_no_archive_gives_no_capture(tmp_path, content):
    path = tmp_path / "odd.warc"
    path.write_bytes(content)
    assert not any(isinstance(item, Capture) for _, item in iterate_warc(path))


@pytest.fixture(scope="module")
def whole_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    return [
        written_by_warcio(folder / f"{is_gzip}.warc", is_gzip=is_gzip, pages=3, revisit=True).read_bytes()
        for is_gzip in (False, True)
    ]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    place=st.floats(0, 1),
    cut=st.integers(0, 40),
    is_gzip=st.booleans(),
    replacement=st.binary(min_size=1, max_size=12)
    | st.sampled_from([b"\r\n", b"\n", b"WARC/1.0\r\n", b"-1", b":", b"\xff"]),
)
def test_no_damage_stops_the_reader(whole_files, tmp_path, place, cut, is_gzip, replacement):
    whole = whole_files[is_gzip]
    at = int(place * (len(whole) - 1))
    path = tmp_path / ("other.warc.gz" if is_gzip else "other.warc")
    path.write_bytes(whole[:at] + replacement + whole[at + cut :])
    items = list(iterate_warc(path))
    assert all(isinstance(item, Capture | BrokenRecord) for _, item in items)
    intact = [item.url for _, item in items if isinstance(item, Capture)]
    assert len(intact) >= 1


def test_a_damaged_record_of_ours_does_not_hide_the_next(tmp_path):
    captures = [make_capture(f"https://news.example/{n}", sha1(b"%d" % n).digest() * 99) for n in range(4)]
    with WarcWriter(tmp_path, software="rasid/test") as writer:
        records = [writer.write(capture) for capture in captures]
    path = tmp_path / records[0].file
    data = bytearray(path.read_bytes())
    data[records[1].offset + 300] ^= 0xFF
    path.write_bytes(data)
    items = list(iterate_warc(path))
    assert [item.url[-1] for _, item in items if isinstance(item, Capture)] == ["0", "2", "3"]
    assert [position for position, item in items if isinstance(item, BrokenRecord)] == [records[1].offset]
