"""Captures of any WARC or ARC file, also of other programs, compressed or not; damage is told of and stepped over."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
from archive.warc.message import Message, header, read_message
from archive.warc.reader import capture_of
from archive.warc.record import Record, RecordError, sha1_digest

# Larger records are passed over: films and archives, no articles.
LIMIT_BYTES = 64_000_000

_KINDS = frozenset({"response", "resource", "revisit"})
# What warcio's parsers raise for bytes that are no record.
_UNREADABLE = (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, IndexError, AttributeError)
_NEXT_PLAIN_RECORD = re.compile(rb"\nWARC/[01]\.\d+\r?\n")
_SCAN_BYTES = 1 << 20

_NO_LENGTH = "the record does not say its length"
_TOO_SHORT = "the record is shorter than it says"
_WRONG_DIGEST = "the record's bytes do not match its digest"
# After these it is not known where the next record of an uncompressed file begins.
_MISFRAMED = frozenset({_NO_LENGTH, _TOO_SHORT, _WRONG_DIGEST})


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
            is_gzip = _is_gzip(path, file)
            originals: dict[str, int] = {}
            last_broken = -1  # damage shows again when the reader goes on to the record's end
            for position, raw in _gzip_records(file, limit_bytes) if is_gzip else _plain_records(file, limit_bytes):
                item = raw if isinstance(raw, BrokenRecord) else _item(path, position, raw, originals)
                if isinstance(item, BrokenRecord):
                    if position == last_broken:
                        continue
                    last_broken = position
                if item is not None:
                    yield position, item
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error


# ---- where records begin


def _is_gzip(path: Path, file: BinaryIO) -> bool:
    """By its first bytes, or by its name when those are damaged."""
    return file.read(len(MAGIC)) == MAGIC or path.suffix == ".gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raw:
    """`kind` as warcio names it, also for ARC; `fields` by lower-case name."""

    kind: str
    fields: dict[str, str]
    block: bytes


def _gzip_records(file: BinaryIO, limit_bytes: int) -> Iterator[tuple[int, _Raw | BrokenRecord]]:
    position = 0
    while True:
        file.seek(position)
        if not file.read(1):
            return
        stream = _Unpacked(file, position)
        try:
            try:
                for record in ArchiveIterator(stream, no_record_parse=True):
                    yield position, _read(record, position, limit_bytes)
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


def _plain_records(file: BinaryIO, limit_bytes: int) -> Iterator[tuple[int, _Raw | BrokenRecord]]:
    start: int | None = 0
    while start is not None:
        file.seek(start)
        records = ArchiveIterator(file, no_record_parse=True)
        position, start = start, None
        try:
            for record in records:
                position = records.offset
                raw = _read(record, position, limit_bytes)
                yield position, raw
                if isinstance(raw, BrokenRecord) and raw.reason in _MISFRAMED:
                    start = _next_plain(file, position)
                    break
        except _UNREADABLE as error:
            position = max(position, records.offset)
            yield position, BrokenRecord(position=position, reason=_words(error))
            start = _next_plain(file, position)


def _read(record: Any, position: int, limit_bytes: int) -> _Raw | BrokenRecord:
    fields = {str(name).lower(): str(value) for name, value in reversed(record.rec_headers.headers)}
    reason = ""
    parts: list[bytes] = []
    size = 0
    if record.length is None:
        reason = _NO_LENGTH
    else:
        while part := record.raw_stream.read(_SCAN_BYTES):
            size += len(part)
            if size <= limit_bytes:
                parts.append(part)
        if size < record.length:
            reason = _TOO_SHORT
        elif size > limit_bytes:
            reason = f"the record has more than {limit_bytes:,} bytes"
    block = b"".join(parts)
    claimed = fields.get("warc-block-digest", "")
    if not reason and claimed.startswith("sha1:") and len(claimed) == 37 and claimed != sha1_digest(block):
        reason = _WRONG_DIGEST
    if reason:
        return BrokenRecord(position=position, reason=reason, url=_url(fields))
    return _Raw(kind=str(record.rec_type), fields=fields, block=block)


def _url(fields: dict[str, str]) -> str:
    return fields.get("warc-target-uri") or fields.get("uri") or ""


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


def _item(path: Path, position: int, raw: _Raw, originals: dict[str, int]) -> Capture | BrokenRecord | None:
    if raw.kind not in _KINDS:
        return None
    try:
        if "rasid-outlet" in raw.fields:
            return capture_of(path.parent, Record(fields=raw.fields, block=raw.block))
        return _foreign_capture(path, position, raw, originals)
    except (RecordError, MemberError) as error:
        return BrokenRecord(position=position, reason=str(error), url=_url(raw.fields))


def _foreign_capture(path: Path, position: int, raw: _Raw, originals: dict[str, int]) -> Capture | None:
    url = _url(raw.fields)
    if not url.startswith(("http://", "https://")):
        return None  # dns: answers, the logs that wget puts into its files, and the like
    message = _message(raw)
    digest = raw.fields.get("warc-payload-digest", "")
    body = message.body
    if raw.kind == "revisit":
        if digest not in originals:
            raise RecordError("the original of this revisit is not in the file")
        body = _body_at(path, originals[digest])
    elif digest:
        originals.setdefault(digest, position)
    return Capture(
        url=url,
        outlet=_host(url),
        status=message.status,
        headers=message.headers,
        body=body,
        fetched_at=_date(raw.fields),
        reason=message.reason,
        robots="import",
    )


def _message(raw: _Raw) -> Message:
    """The HTTP message with chunking undone; for a resource its bytes under its type."""
    if raw.kind == "resource":
        content_type = raw.fields.get("content-type", "")
        return Message(status=0, reason="", headers=(("Content-Type", content_type),), body=raw.block)
    message = read_message(raw.block)
    if message.status == 0:
        raise RecordError("the record holds no HTTP response")
    if header(message.headers, "transfer-encoding").strip().lower() != "chunked":
        return message
    return replace(message, body=ChunkedDataReader(io.BytesIO(message.body)).read())


def _body_at(path: Path, position: int) -> bytes:
    with path.open("rb") as file:
        stream: Any = file
        if _is_gzip(path, file):
            stream = _Unpacked(file, position)
        file.seek(position)
        try:
            raw = _read(next(iter(ArchiveIterator(stream, no_record_parse=True))), position, LIMIT_BYTES)
        except (*_UNREADABLE, StopIteration) as error:
            raise RecordError(f"the original of this revisit cannot be read: {_words(error)}") from error
    if isinstance(raw, BrokenRecord):
        raise RecordError(f"the original of this revisit cannot be read: {raw.reason}")
    return _message(raw).body


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
