"""The HTTP message inside a record: a status or request line, the headers, the body.

The HTTP client has undone chunking before we see a body, and some servers send a false Content-Length. A reader of the
file must not be told of either, and yet the real headers are kept: such a header is written with the prefix
`X-Archive-Orig-`, which reading takes off again.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.model import Capture

Headers = tuple[tuple[str, str], ...]

_PREFIX = "X-Archive-Orig-"
_UNSAFE_NAME = re.compile(r"[\x00-\x20\x7f:]")
_UNSAFE_VALUE = re.compile(r"[\x00\r\n]")
_STATUS_LINE = re.compile(rb"HTTP/\d+(?:\.\d+)?[ \t]+(\d{3,9})(?:[ \t]+(.*))?")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`status` is 0 for a request or for bytes that begin with no status line."""

    status: int
    reason: str
    headers: Headers
    body: bytes


def response_head(capture: Capture) -> bytes:
    """The bytes before the body."""
    lines = [f"HTTP/1.1 {capture.status:03d} {_value(capture.reason)}"]
    length = str(len(capture.body))
    for raw_name, raw_value in capture.headers:
        name, value = _name(raw_name), _value(raw_value)
        match name.lower():
            case "transfer-encoding":
                lines.append(f"{_PREFIX}{name}: {value}")
            case "content-length" if value != length:
                lines.append(f"{_PREFIX}{name}: {value}")
                lines.append(f"Content-Length: {length}")
            case lower if lower.startswith(_PREFIX.lower()):
                lines.append(f"{_PREFIX}{name}: {value}")
            case _:
                lines.append(f"{name}: {value}")
    return _to_bytes(lines)


def request_head(capture: Capture) -> bytes:
    parts = urlsplit(capture.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"GET {path} HTTP/1.1"]
    lines += [f"{_name(name)}: {_value(value)}" for name, value in capture.request_headers]
    return _to_bytes(lines)


def read_message(block: bytes) -> Message:
    """Forgiving: header lines without a colon are passed over, folded lines are joined, bare line feeds end lines too."""
    end = _END_OF_HEAD.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    first, *lines = head.replace(b"\r\n", b"\n").split(b"\n")
    headers: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in {b" ", b"\t"} and headers:
            name, value = headers.pop()
            headers.append((name, f"{value} {to_text(line.strip())}"))
        elif b":" in line:
            raw_name, _, raw_value = line.partition(b":")
            headers.append((to_text(raw_name.strip()), to_text(raw_value.strip(b" \t"))))
    status = _STATUS_LINE.match(first)
    if status is None:
        return Message(status=0, reason="", headers=tuple(headers), body=body)
    return Message(
        status=int(status[1]), reason=to_text((status[2] or b"").strip(b" \t")), headers=tuple(headers), body=body
    )


def restore_headers(headers: Headers) -> Headers:
    """What `response_head` was given."""
    restored: list[tuple[str, str]] = []
    is_ours = False  # the next Content-Length is one we put in
    for name, value in headers:
        if name.lower().startswith(_PREFIX.lower()):
            original = name[len(_PREFIX) :]
            restored.append((original, value))
            is_ours = original.lower() == "content-length"
            continue
        if not (is_ours and name.lower() == "content-length"):
            restored.append((name, value))
        is_ours = False
    return tuple(restored)


def header(headers: Headers, wanted: str) -> str:
    """The first header of this name, or ""."""
    return next((value for name, value in headers if name.lower() == wanted), "")


def to_text(raw: bytes) -> str:
    """Headers have no declared encoding: UTF-8 where it is that, else Latin-1, so that no byte is lost."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _to_bytes(lines: list[str]) -> bytes:
    return b"\r\n".join(map(_encode, lines)) + b"\r\n\r\n"


def _encode(line: str) -> bytes:
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", "replace")


def _name(name: str) -> str:
    return _UNSAFE_NAME.sub("-", name) or "-"


def _value(value: str) -> str:
    return _UNSAFE_VALUE.sub(" ", value).strip(" \t")
