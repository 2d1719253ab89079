"""One capture of ours, found by file and offset."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from archive.errors import ArchiveError
from archive.model import Capture, CaptureRecord
from archive.warc.files import path_in
from archive.warc.members import MemberError, read_member
from archive.warc.message import Headers, read_message, restore_headers
from archive.warc.record import Record, RecordError, read_record

# No record of ours comes near: the crawler stops reading a response far earlier.
LIMIT_BYTES = 1 << 30
# A request is a few hundred bytes.
_REQUEST_AT_MOST = 1 << 20


def read_capture(folder: Path, record: CaptureRecord) -> Capture:
    """The capture as it was given to WarcWriter; a revisit comes with the body of its original.

    Of a `resource` only Content-Type is kept among the headers. Raises ArchiveError naming file and offset when there is
    no such record or its body does not match `record.digest`.
    """
    path = path_in(folder, record.file)
    place = f"{path} at offset {record.offset:,}"
    try:
        with path.open("rb") as file:
            found, length = _record_at(file, record.offset)
            capture = capture_of(folder, found)
            request_headers = _request_behind(file, record.offset + length, found)
    except OSError as error:
        raise ArchiveError(f"{place}: cannot be read: {error.strerror}") from error
    except (MemberError, RecordError) as error:
        raise ArchiveError(f"{place}: {error}") from error
    digest = f"sha256:{sha256(capture.body).hexdigest()}"
    if digest != record.digest:
        raise ArchiveError(f"{place}: the body's digest is {digest}, the database says {record.digest}")
    return Capture(
        url=record.url,
        outlet=record.outlet,
        status=capture.status,
        headers=capture.headers,
        body=capture.body,
        fetched_at=record.fetched_at,
        request_headers=request_headers,
        reason=capture.reason,
        robots=record.robots,
    )


def capture_of(folder: Path, record: Record) -> Capture:
    """The capture in a record of ours. Raises RecordError; OSError and MemberError for the file of a revisit's original."""
    fields = record.fields
    try:
        fetched_at = datetime.fromisoformat(fields["warc-date"])
        url, outlet, robots = fields["warc-target-uri"], fields["rasid-outlet"], fields["rasid-robots"]
    except (KeyError, ValueError) as error:
        raise RecordError(f"the record lacks a field or has a wrong one: {error}") from error
    status, reason, body = 0, "", record.block
    headers: Headers = (("Content-Type", fields.get("content-type", "")),)
    if record.kind != "resource":
        message = read_message(record.block)
        status, reason, headers, body = message.status, message.reason, restore_headers(message.headers), message.body
    if record.kind == "revisit":
        body = _original_body(folder, record)
    elif record.kind not in {"response", "resource"}:
        raise RecordError(f"a record of type {record.kind!r} is no capture")
    return Capture(
        url=url,
        outlet=outlet,
        status=status,
        headers=headers,
        body=body,
        fetched_at=fetched_at,
        reason=reason,
        robots=robots,
    )


def _original_body(folder: Path, revisit: Record) -> bytes:
    try:
        path = path_in(folder, revisit.fields["rasid-refers-to-file"])
        offset = int(revisit.fields["rasid-refers-to-offset"])
    except (KeyError, ValueError, ArchiveError) as error:
        raise RecordError(f"the revisit does not say where its original lies: {error}") from error
    try:
        with path.open("rb") as file:
            original, _ = _record_at(file, offset)
    except (OSError, MemberError, RecordError) as error:
        raise RecordError(f"the revisit's original, {path} at offset {offset:,}, cannot be read: {error}") from error
    if original.kind != "response":
        raise RecordError(f"the revisit's original, {path} at offset {offset:,}, is no response")
    return read_message(original.block).body


def _record_at(file: BinaryIO, offset: int) -> tuple[Record, int]:
    member = read_member(file, offset, limit_bytes=LIMIT_BYTES)
    return read_record(member.data), member.length


def _request_behind(file: BinaryIO, offset: int, response: Record) -> Headers:
    """Headers of the request when its record lies right behind: written last, so a crash may have left it out."""
    try:
        request = read_record(read_member(file, offset, limit_bytes=_REQUEST_AT_MOST).data)
    except (MemberError, RecordError):
        return ()
    is_its = request.fields.get("warc-concurrent-to") == response.fields.get("warc-record-id")
    return read_message(request.block).headers if request.kind == "request" and is_its else ()
