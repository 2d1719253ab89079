"""HTTP/1.1 requests read from a stream and answers made ready for one (RFC 9110 and 9112, as far as a newsroom needs)."""

import asyncio
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from rasid.newsroom.sites.site import Page

HEAD_LIMIT = 65_536
BODY_LIMIT = 8_000_000
# Smaller bodies go out as they are: gzip would make them larger.
GZIP_FROM = 400
SERVER = "Newsroom"

_METHOD_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ-_")


class BadRequestError(Exception):
    """Something on the connection is not a request this server reads; the message says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request. `host` is lower case without port; `target` is path and query as sent; `proxied` when absolute."""

    method: str
    host: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""
    proxied: bool = False
    keep_alive: bool = True
    chunks: bool = True

    @property
    def path(self) -> str:
        """The path as sent, without the query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters, the last of each name."""
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))

    def takes_gzip(self) -> bool:
        """Whether the client accepts gzip."""
        for part in self.headers.get("accept-encoding", "").lower().split(","):
            name, _, weight = part.partition(";")
            if name.strip() in {"gzip", "x-gzip"}:
                return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A page made ready to send: with its validators, and compressed where that helps."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    zipped: bytes | None = None
    etag: str = ""
    changed_at: datetime | None = None

    def weight(self) -> int:
        """The bytes it takes to keep this answer."""
        return len(self.body) + len(self.zipped or b"") + 500


def make_answer(page: Page) -> Answer:
    """The answer that sends `page`: ETag of the body, Last-Modified, gzip."""
    headers = [("Content-Type", page.content_type)]
    if page.location:
        headers.append(("Location", page.location))
    if page.status != 200:
        return Answer(status=page.status, headers=tuple(headers), body=page.body)
    etag = f'"{hashlib.blake2b(page.body, digest_size=10).hexdigest()}"'
    headers.append(("ETag", etag))
    changed_at = page.changed_at
    if changed_at is not None:
        changed_at = changed_at.astimezone(UTC).replace(microsecond=0)
        headers.append(("Last-Modified", format_datetime(changed_at, usegmt=True)))
    zipped = gzip.compress(page.body, 1, mtime=0) if len(page.body) >= GZIP_FROM else None
    if zipped is not None:
        headers.append(("Vary", "Accept-Encoding"))
    return Answer(
        status=200,
        headers=tuple(headers),
        body=page.body,
        zipped=zipped,
        etag=etag,
        changed_at=changed_at,
    )


def is_unchanged(answer: Answer, headers: Mapping[str, str]) -> bool:
    """Whether the client holds this very answer, by If-None-Match or else If-Modified-Since (RFC 9110, 13.2.2)."""
    if answer.status != 200:
        return False
    if (known := headers.get("if-none-match")) is not None:
        names = [name.strip().removeprefix("W/") for name in known.split(",")]
        return answer.etag in names or known.strip() == "*"
    since = headers.get("if-modified-since")
    if since is None or answer.changed_at is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False
    return answer.changed_at <= (moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def head(status: int, headers: tuple[tuple[str, str], ...], length: int | None, keep_alive: bool) -> bytes:
    """Status line and headers; without a length when `length` is None."""
    try:
        reason = HTTPStatus(status).phrase
    except ValueError:
        reason = "Unknown"
    lines = [f"HTTP/1.1 {status} {reason}", f"Date: {_date_now()}", f"Server: {SERVER}"]
    lines += [f"{name}: {value}" for name, value in headers]
    if length is not None and status not in {204, 304}:
        lines.append(f"Content-Length: {length}")
    lines.append("Connection: keep-alive" if keep_alive else "Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


async def read_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request | None:
    """The next request of a connection; None when the client closed it. Raises BadRequestError."""
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if not error.partial.strip():
            return None
        raise BadRequestError("the request ended before its headers did") from None
    except asyncio.LimitOverrunError:
        raise BadRequestError(f"the headers are longer than {HEAD_LIMIT} bytes") from None
    first, *lines = raw.decode("latin-1").lstrip("\r\n").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or not parts[0] or not set(parts[0]) <= _METHOD_LETTERS:
        raise BadRequestError(f"not a request line: {first[:80]!r}")
    method, target, version = parts
    if version not in {"HTTP/1.1", "HTTP/1.0"}:
        raise BadRequestError(f"only HTTP/1.0 and HTTP/1.1 are spoken here, not {version[:20]!r}")
    headers = _headers(lines)
    host, path, proxied = _place(method, target, headers)
    connection = (headers.get("connection") or headers.get("proxy-connection", "")).lower()
    return Request(
        method=method,
        host=host,
        target=path,
        headers=headers,
        body=await _body(reader, writer, headers),
        proxied=proxied,
        keep_alive="close" not in connection and (version == "HTTP/1.1" or "keep-alive" in connection),
        chunks=version == "HTTP/1.1",
    )


def _headers(lines: list[str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        if not line:
            continue
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise BadRequestError(f"not a header line: {line[:80]!r}")
        headers[name.lower()] = value.strip()
    return headers


def _place(method: str, target: str, headers: Mapping[str, str]) -> tuple[str, str, bool]:
    """Host, path with query, and whether the target named the host itself (as one does to a proxy)."""
    if method == "CONNECT":
        return target.lower(), "", True
    if target.startswith("/"):
        return _bare_host(headers.get("host", "")), target, False
    try:
        parts = urlsplit(target)
        host = _bare_host(parts.netloc)
    except ValueError:
        raise BadRequestError(f"not an address: {target[:80]!r}") from None
    if parts.scheme.lower() != "http" or not host:
        raise BadRequestError(f"only http addresses are served here, not {target[:80]!r}")
    # What follows the host is taken as sent: urlsplit would drop an empty query and line breaks.
    rest = target[len(parts.scheme) + 3 + len(parts.netloc) :].partition("#")[0]
    return host, rest if rest.startswith("/") else f"/{rest}", True


def _bare_host(netloc: str) -> str:
    host = netloc.rpartition("@")[2].lower().rstrip(".")
    if host.startswith("["):
        return host.partition("]")[0].lstrip("[")
    return host.partition(":")[0].rstrip(".")


async def _body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, headers: Mapping[str, str]) -> bytes:
    if "transfer-encoding" in headers:
        raise BadRequestError("send the body with a Content-Length, not in chunks")
    told = headers.get("content-length", "0")
    if not (told.isascii() and told.isdigit()) or len(told) > 9 or int(told) > BODY_LIMIT:
        raise BadRequestError(f"Content-Length {told[:20]!r} is no number up to {BODY_LIMIT}")
    if headers.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    try:
        return await reader.readexactly(int(told)) if told != "0" else b""
    except asyncio.IncompleteReadError:
        raise BadRequestError("the request ended before its body did") from None


def _date_now() -> str:
    return format_datetime(datetime.now(UTC), usegmt=True)
