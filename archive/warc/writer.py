"""WarcWriter appends captures to gzip WARC 1.1 files, one member a record."""

import os
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from threading import Lock

from archive.errors import ArchiveError
from archive.model import Capture, CaptureRecord
from archive.warc import files
from archive.warc.members import pack, store
from archive.warc.message import header, request_head, response_head
from archive.warc.record import REVISIT_PROFILE, date_field, make_record, new_id, sha1_digest, text_field, uri_field

# Bodies of fewer bytes are written again rather than referred to: a revisit's own fields take this much.
_REVISIT_FROM_BYTES = 512
# How many bodies are remembered to be told from new ones; about 300 bytes each.
_REMEMBERED = 20_000

# A body that is compressed already is stored as it is: packing it again takes five times as long and saves 0.4 %.
_COMPRESSIONS = frozenset({"gzip", "x-gzip", "br", "zstd", "deflate", "compress"})
_COMPRESSED_TYPES = (
    *("image/jpeg", "image/png", "image/webp", "image/avif", "image/gif", "audio/", "video/", "font/woff"),
    *("application/gzip", "application/x-gzip", "application/zip", "application/pdf"),
)


@dataclass(frozen=True, slots=True)
class _Original:
    """The first record of a body, which later ones refer to."""

    file: str
    offset: int
    id: str
    date: str


@dataclass(slots=True)
class _OpenFile:
    path: Path
    descriptor: int
    day: date
    size: int = 0


class WarcWriter:
    """Appends captures to files in `folder`. One per process; may be used from several threads.

    A new file is begun when one passes `limit_bytes` and when the UTC day changes. A record is with the operating system
    when `write` returns (it outlasts the process) and on the disk when `sync` returns (it outlasts a power cut): call
    `sync` before the database is told of the records. Raises ArchiveError when a file cannot be written; what was
    half-written is taken back.
    """

    def __init__(
        self,
        folder: Path,
        *,
        software: str,
        limit_bytes: int = 1_000_000_000,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._folder = folder
        self._software = software
        self._limit_bytes = limit_bytes
        self._clock = clock
        self._file: _OpenFile | None = None
        self._token = token_hex(4)
        self._count = 0
        self._originals: OrderedDict[tuple[str, str], _Original] = OrderedDict()
        self._lock = Lock()
        self._is_synced = True

    def __enter__(self) -> "WarcWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, capture: Capture) -> CaptureRecord:
        """Appends the response (a `revisit` when this writer has written the same body of the same URL, a `resource` when
        there never was a response) and behind it the request. Answers where the response lies.
        """
        digest = f"sha256:{sha256(capture.body).hexdigest()}"
        pack_body = store if _is_compressed(capture) else pack
        with self._lock:
            file = self._file_for_next()
            record_id = new_id()
            original = self._original(capture, digest)
            response = pack_body(_response_record(capture, record_id, digest, original))
            request = store(_request_record(capture, record_id)) if capture.request_headers else b""
            offset = file.size
            self._append(file, response + request)
            if original is None:
                self._remember(
                    capture, digest, _Original(file.path.name, offset, record_id, date_field(capture.fetched_at))
                )
        return CaptureRecord(
            url=capture.url,
            outlet=capture.outlet,
            status=capture.status,
            fetched_at=capture.fetched_at,
            file=file.path.name,
            offset=offset,
            length=len(response),
            digest=digest,
            content_type=header(capture.headers, "content-type"),
            robots=capture.robots,
            etag=header(capture.headers, "etag"),
            last_modified=header(capture.headers, "last-modified"),
        )

    def sync(self) -> None:
        """Everything written so far is on the disk when this returns."""
        with self._lock:
            if self._file is not None and not self._is_synced:
                try:
                    os.fsync(self._file.descriptor)
                except OSError as error:
                    raise ArchiveError(f"{self._file.path}: cannot be brought to the disk: {error.strerror}") from error
                self._is_synced = True

    def close(self) -> None:
        """Ends the open file. A later `write` begins another."""
        self.sync()
        with self._lock:
            if self._file is not None:
                self._end(self._file)

    # ---- files

    def _file_for_next(self) -> _OpenFile:
        now = self._clock()
        file = self._file
        if file is not None and (file.size >= self._limit_bytes or file.day != now.date()):
            self._end(file)
            file = None
        return file or self._begin(now)

    def _begin(self, now: datetime) -> _OpenFile:
        self._count += 1
        name = f"rasid-{now.astimezone(UTC):%Y%m%d%H%M%S}-{self._token}-{self._count:05d}{files.SUFFIX}"
        path = self._folder / name
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with files.folder_lock(self._folder):
                files.mark_of(path).touch(exist_ok=False)
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o644)
                files.lock(descriptor)
            files.sync_folder(self._folder)
        except OSError as error:
            raise ArchiveError(f"{path}: a new WARC file cannot be made: {error.strerror}") from error
        self._file = _OpenFile(path, descriptor, now.date())
        self._append(self._file, pack(_warcinfo_record(name, self._software, now)))
        return self._file

    def _append(self, file: _OpenFile, data: bytes) -> None:
        self._is_synced = False
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(file.descriptor, rest) :]
        except OSError as error:
            os.ftruncate(file.descriptor, file.size)
            raise ArchiveError(f"{file.path}: cannot be written at offset {file.size:,}: {error.strerror}") from error
        file.size += len(data)

    def _end(self, file: _OpenFile) -> None:
        self._file = None
        try:
            os.fsync(file.descriptor)
            files.mark_of(file.path).unlink(missing_ok=True)
        except OSError as error:
            raise ArchiveError(f"{file.path}: cannot be ended: {error.strerror}") from error
        finally:
            os.close(file.descriptor)

    # ---- bodies already written

    def _original(self, capture: Capture, digest: str) -> _Original | None:
        if capture.status == 0 or len(capture.body) < _REVISIT_FROM_BYTES:
            return None
        key = (capture.url, digest)
        if key in self._originals:
            self._originals.move_to_end(key)
        return self._originals.get(key)

    def _remember(self, capture: Capture, digest: str, original: _Original) -> None:
        self._originals[capture.url, digest] = original
        if len(self._originals) > _REMEMBERED:
            self._originals.popitem(last=False)


def _is_compressed(capture: Capture) -> bool:
    codings = {coding.strip().lower() for coding in header(capture.headers, "content-encoding").split(",")}
    if codings & _COMPRESSIONS:
        return True
    return header(capture.headers, "content-type").strip().lower().startswith(_COMPRESSED_TYPES)


def _response_record(capture: Capture, record_id: str, digest: str, original: _Original | None) -> bytes:
    if capture.status == 0:
        kind, content_type = "resource", header(capture.headers, "content-type") or "application/octet-stream"
        block = capture.body
    else:
        kind, content_type = "response", "application/http; msgtype=response"
        block = response_head(capture)
    fields = [
        ("WARC-Type", kind if original is None else "revisit"),
        ("WARC-Record-ID", record_id),
        ("WARC-Date", date_field(capture.fetched_at)),
        ("WARC-Target-URI", uri_field(capture.url)),
        ("WARC-Payload-Digest", sha1_digest(capture.body)),
        ("Content-Type", text_field(content_type)),
        ("Rasid-Outlet", text_field(capture.outlet)),
        ("Rasid-Robots", text_field(capture.robots)),
        ("Rasid-Digest", digest),
    ]
    if original is not None:
        fields += [
            ("WARC-Profile", REVISIT_PROFILE),
            ("WARC-Refers-To", original.id),
            ("WARC-Refers-To-Target-URI", uri_field(capture.url)),
            ("WARC-Refers-To-Date", original.date),
            ("Rasid-Refers-To-File", original.file),
            ("Rasid-Refers-To-Offset", str(original.offset)),
        ]
    elif kind == "response":
        block += capture.body
    return make_record(fields, block)


def _request_record(capture: Capture, response_id: str) -> bytes:
    fields = [
        ("WARC-Type", "request"),
        ("WARC-Record-ID", new_id()),
        ("WARC-Date", date_field(capture.fetched_at)),
        ("WARC-Target-URI", uri_field(capture.url)),
        ("WARC-Concurrent-To", response_id),
        ("Content-Type", "application/http; msgtype=request"),
    ]
    return make_record(fields, request_head(capture))


def _warcinfo_record(name: str, software: str, now: datetime) -> bytes:
    about = (
        f"software: {text_field(software)}\r\n"
        "format: WARC File Format 1.1\r\n"
        "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
    )
    fields = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", new_id()),
        ("WARC-Date", date_field(now)),
        ("WARC-Filename", name),
        ("Content-Type", "application/warc-fields"),
    ]
    return make_record(fields, about.encode("utf-8", "replace"))
