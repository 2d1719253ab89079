"""The body of a capture with its Content-Encoding undone, never larger than wanted."""

import zlib
from importlib import import_module
from types import ModuleType
from typing import Any

from archive.model import Capture

# A page that needs more layers is an attack.
_LAYERS_AT_MOST = 3


class DecodingError(Exception):
    """The body cannot be decoded. `reason` is "too-large" or "bad-encoding"; the message says what was met."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def decoded_body(capture: Capture, limit_bytes: int) -> bytes:
    """The body as the server had it before compressing: gzip, deflate, and br and zstd where their libraries are installed.

    A body that claims to be gzip and is not is answered as it is: some servers leave the header on. Raises DecodingError.
    """
    codings = [
        coding.strip().lower()
        for name, value in capture.headers
        if name.lower() == "content-encoding"
        for coding in value.split(",")
        if coding.strip().lower() not in {"", "identity", "none", "utf-8"}
    ]
    if len(codings) > _LAYERS_AT_MOST:
        raise DecodingError("bad-encoding", f"{capture.url}: {len(codings)} layers of Content-Encoding")
    body = capture.body
    for coding in reversed(codings):
        body = _decode(capture.url, coding, body, limit_bytes)
    if len(body) > limit_bytes:
        raise DecodingError("too-large", f"{capture.url}: the body has more than {limit_bytes:,} bytes")
    return body


def _decode(url: str, coding: str, body: bytes, limit_bytes: int) -> bytes:
    if not body:
        return body  # 304, and redirects that only carry the header
    try:
        match coding:
            case "gzip" | "x-gzip":
                decoded = _gunzip(body, limit_bytes) if body.startswith(b"\x1f\x8b") else body
            case "deflate":
                decoded = _inflate(body, limit_bytes)
            case "br":
                decoded = _unbrotli(body, limit_bytes)
            case "zstd":
                decoded = _unzstd(body, limit_bytes)
            case _:
                raise DecodingError("bad-encoding", f"{url}: Content-Encoding {coding!r} is not known")
    except _Unusable as error:
        raise DecodingError("bad-encoding", f"{url}: the body is no whole {coding}: {error}") from error
    if len(decoded) > limit_bytes:
        raise DecodingError("too-large", f"{url}: the body unpacks to more than {limit_bytes:,} bytes")
    return decoded


class _Unusable(Exception):
    """Bytes that are not what they claim to be."""


# Each of these gives at most one byte more than the limit, by which the caller sees that it was passed.


def _gunzip(body: bytes, limit_bytes: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while (
        body.startswith(b"\x1f\x8b") and size <= limit_bytes
    ):  # members may follow each other; other bytes are padding
        part, body = _unpack(zlib.decompressobj(16 + zlib.MAX_WBITS), body, limit_bytes - size)
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _inflate(body: bytes, limit_bytes: int) -> bytes:
    try:
        return _unpack(zlib.decompressobj(), body, limit_bytes)[0]
    except _Unusable:  # many servers send it without zlib's frame
        return _unpack(zlib.decompressobj(-zlib.MAX_WBITS), body, limit_bytes)[0]


def _unpack(unpacker: Any, body: bytes, limit_bytes: int) -> tuple[bytes, bytes]:
    try:
        part = unpacker.decompress(body, limit_bytes + 1)
    except zlib.error as error:
        raise _Unusable(str(error)) from error
    if len(part) <= limit_bytes and not unpacker.eof:
        raise _Unusable("it ends too early")
    return part, unpacker.unused_data


def _library(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as error:
        raise _Unusable(f"the Python package {name} is not installed") from error


def _unbrotli(body: bytes, limit_bytes: int) -> bytes:
    brotli = _library("brotli")
    unpacker = brotli.Decompressor()
    try:
        part: bytes = unpacker.process(body, output_buffer_limit=limit_bytes + 1)
        while len(part) <= limit_bytes and not unpacker.is_finished():
            more = unpacker.process(b"", output_buffer_limit=limit_bytes + 1 - len(part))
            if not more:
                raise _Unusable("it ends too early")
            part += more
    except brotli.error as error:
        raise _Unusable(str(error)) from error
    return part


def _unzstd(body: bytes, limit_bytes: int) -> bytes:
    zstd = _library("backports.zstd")
    unpacker = zstd.ZstdDecompressor()
    try:
        part: bytes = unpacker.decompress(body, limit_bytes + 1)
    except zstd.ZstdError as error:
        raise _Unusable(str(error)) from error
    if len(part) <= limit_bytes and not unpacker.eof:
        raise _Unusable("it ends too early")
    return part
