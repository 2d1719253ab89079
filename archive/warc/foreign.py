"""Captures of any WARC or ARC file, also of other programs, compressed or not; damage is told of and stepped over."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from archive.errors import ArchiveError
from archive.model import Capture
from archive.warc.members import MAGIC, MemberError, MemberStream, find_member
from archive.warc.message import Headers, header, read_message
from archive.warc.reader import capture_of
from archive.warc.record import Record, RecordError, sha1_digest

# Larger records are passed over: films and archives, no articles.
LIMIT_BYTES = 64_000_000

_KINDS = frozenset({"response", "resource", "revisit"})
# What warcio's parsers raise for bytes that are no record.
_UNREADABLE = (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, IndexError, AttributeError)
_NEXT_PLAIN_RECORD = re.compile(rb"\nWARC/[01]\.\d+\r?\n")
_SCAN_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRecord:
    """A record, or a stretch of the file, that could not be read, and why."""

    position: int
    reason: str
    url: str = ""


def iterate_warc(path: Path, *, limit_bytes: int = LIMIT_BYTES) -> Iterator[tuple[int, Capture | BrokenRecord]]:
    """Every response, resource and revisit record with its byte offset, in the order of the file.

    In a file that is compressed as a whole the offset is that of its only gzip member. Chunking is undone in the body;
    Content-Encoding is not. A capture that is not of our writing has its host as outlet and "import" as robots decision. A
    revisit gets the body of its original when that came earlier in the same file (for ours: lies in the same folder).
    Raises ArchiveError when the file cannot be opened or its disk fails.
    """
    try:
        with path.open("rb") as file:
            is_gzip = file.read(len(MAGIC)) == MAGIC
            originals: dict[str, int] = {}
            sections = _gzip_sections(file) if is_gzip else _plain_sections(file)
            for position, record in sections:
                if isinstance(record, BrokenRecord):
                    yield position, record
                    continue
                capture = _capture(path, position, record, originals, limit_bytes)
                if capture is not None:
                    yield position, capture
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error


# ---- where records begin


def _gzip_sections(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    position = 0
    while True:
        file.seek(position)
        if not file.read(1):
            return
        stream = _Unpacked(file, position)
        try:
            try:
                for record in ArchiveIterator(stream, no_record_parse=True):
                    yield position, record
            except _UNREADABLE as error:
                yield position, BrokenRecord(position=position, reason=_words(error))
            stream.skip_rest()
            position = stream.end
        except MemberError as error:
            yield position, BrokenRecord(position=position, reason=str(error))
            following = find_member(file, position + 1)
            if following is None:
                return
            position = following


class _Unpacked(io.RawIOBase):
    """One gzip member as a readable stream."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        super().__init__()
        self._stream = MemberStream(file, offset)
        self._ready = b""

    @property
    def end(self) -> int:
        return self._stream.end

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._ready:
            self._ready = self._stream.step()
        taken = self._ready[: len(buffer)]
        buffer[: len(taken)] = taken
        self._ready = self._ready[len(taken) :]
        return len(taken)

    def skip_rest(self) -> None:
        while self._stream.step():
            pass


def _plain_sections(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    start: int | None = 0
    while start is not None:
        file.seek(start)
        records = ArchiveIterator(file, no_record_parse=True)
        position = start
        try:
            for record in records:
                position = records.offset
                yield position, record
            start = None
        except _UNREADABLE as error:
            position = max(position, records.offset)
            yield position, BrokenRecord(position=position, reason=_words(error))
            start = _next_plain(file, position)


def _next_plain(file: BinaryIO, after: int) -> int | None:
    """Where the next line "WARC/1.x" begins; None for an ARC file, whose records have no such sign."""
    base, window = after, b""
    while True:
        file.seek(base + len(window))
        chunk = file.read(_SCAN_BYTES)
        if not chunk:
            return None
        window += chunk
        found = _NEXT_PLAIN_RECORD.search(window)
        if found:
            return base + found.start() + 1
        base += max(0, len(window) - 16)
        window = window[-16:]


# ---- one record


def _capture(
    path: Path, position: int, record: Any, originals: dict[str, int], limit_bytes: int
) -> Capture | BrokenRecord | None:
    fields = {str(name).lower(): str(value) for name, value in reversed(record.rec_headers.headers)}
    if record.rec_type not in _KINDS:
        return None
    url = fields.get("warc-target-uri") or fields.get("uri") or ""
    try:
        block = _block(record, fields, limit_bytes)
        if "rasid-outlet" in fields:
            return capture_of(path.parent, Record(fields=fields, block=block))
        capture = _foreign_capture(path, position, record, fields, url, block, originals, limit_bytes)
    except (RecordError, MemberError) as error:
        return BrokenRecord(position=position, reason=str(error), url=url)
    return capture


def _block(record: Any, fields: dict[str, str], limit_bytes: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := record.raw_stream.read(_SCAN_BYTES):
        size += len(part)
        if size > limit_bytes:
            raise RecordError(f"the record has more than {limit_bytes:,} bytes")
        parts.append(part)
    if record.length is not None and size < record.length:
        raise RecordError(f"the record has {size:,} bytes and says {record.length:,}")
    block = b"".join(parts)
    claimed = fields.get("warc-block-digest", "")
    if claimed.startswith("sha1:") and len(claimed) == 37 and claimed != sha1_digest(block):
        raise RecordError("the record's bytes do not match its digest")
    return block


def _foreign_capture(
    path: Path,
    position: int,
    record: Any,
    fields: dict[str, str],
    url: str,
    block: bytes,
    originals: dict[str, int],
    limit_bytes: int,
) -> Capture | None:
    if not url.startswith(("http://", "https://")):
        return None  # dns: answers, the logs that wget puts into its files, and the like
    status, reason, body = 0, "", block
    headers: Headers = (("Content-Type", fields.get("content-type", "")),)
    if record.rec_type != "resource":
        message = read_message(block)
        if message.status == 0:
            raise RecordError("the record holds no HTTP response")
        status, reason, headers, body = message.status, message.reason, message.headers, message.body
    digest = fields.get("warc-payload-digest", "")
    if record.rec_type == "revisit":
        if not digest or digest not in originals:
            raise RecordError("the original of this revisit is not in the file")
        body = _body_at(path, originals[digest], limit_bytes)
    else:
        if digest:
            originals.setdefault(digest, position)
        if header(headers, "transfer-encoding").strip().lower() == "chunked":
            body = ChunkedDataReader(io.BytesIO(body)).read()
    return Capture(
        url=url,
        outlet=_host(url),
        status=status,
        headers=headers,
        body=body,
        fetched_at=_date(fields),
        reason=reason,
        robots="import",
    )


def _body_at(path: Path, position: int, limit_bytes: int) -> bytes:
    with path.open("rb") as file:
        is_gzip = file.read(len(MAGIC)) == MAGIC
        file.seek(position)
        stream: Any = _Unpacked(file, position) if is_gzip else file
        try:
            record = next(iter(ArchiveIterator(stream, no_record_parse=True)))
            fields = {str(name).lower(): str(value) for name, value in reversed(record.rec_headers.headers)}
            capture = _capture(path, position, record, {}, limit_bytes)
        except (*_UNREADABLE, StopIteration) as error:
            raise RecordError(f"the original of this revisit cannot be read: {_words(error)}") from error
    if not isinstance(capture, Capture) or "warc-payload-digest" not in fields:
        raise RecordError("the original of this revisit cannot be read")
    return capture.body


def _date(fields: dict[str, str]) -> datetime:
    text = fields.get("warc-date") or fields.get("archive-date") or ""
    try:
        if text.isdigit():  # ARC: 20260102030405
            return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise RecordError(f"the record's date cannot be read: {text!r}") from error


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _words(error: BaseException) -> str:
    return " ".join(str(error).split()) or "the file ends in the middle of a record"
