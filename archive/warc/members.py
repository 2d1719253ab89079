"""Gzip members: each WARC record is one, so that a record can be read from the middle of a file."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from struct import pack as pack_struct
from typing import BinaryIO

MAGIC = b"\x1f\x8b\x08"
# Deflate, no flags, no time, system unknown (RFC 1952).
_STORED_HEADER = MAGIC + b"\x00\x00\x00\x00\x00\x00\xff"
_STORED_AT_MOST = 0xFFFF
_GZIP = 16 + zlib.MAX_WBITS
_CHUNK_BYTES = 1 << 16
# Python's deepest output buffer for one step of unpacking: a bomb never takes more at once.
_STEP_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    offset: int
    length: int
    data: bytes  # unpacked


class MemberError(Exception):
    """No whole gzip member begins at this offset. The message is the reason, without file and offset."""


def pack(data: bytes) -> bytes:
    """One member, compressed as far as is worth its time."""
    packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    return packer.compress(data) + packer.flush()


def store(data: bytes) -> bytes:
    """One member that holds the bytes as they are: stored blocks (RFC 1951, 3.2.4).

    Put together by hand: zlib at level 0 gives the same after setting up 256 kB of buffers, at five times the cost.
    """
    parts: list[bytes | memoryview] = [_STORED_HEADER]
    view = memoryview(data)
    last = max(0, len(data) - 1) // _STORED_AT_MOST
    for number in range(last + 1):
        block = view[number * _STORED_AT_MOST : (number + 1) * _STORED_AT_MOST]
        parts += [pack_struct("<BHH", number == last, len(block), len(block) ^ 0xFFFF), block]
    parts.append(pack_struct("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF))
    return b"".join(parts)


def read_member(file: BinaryIO, offset: int, *, limit_bytes: int) -> Member:
    """The member that begins at `offset`. Raises MemberError when it is cut off, damaged, or larger than the limit."""
    parts: list[bytes] = []
    size = 0
    stream = MemberStream(file, offset)
    while part := stream.step():
        size += len(part)
        if size > limit_bytes:
            raise MemberError(f"the record unpacks to more than {limit_bytes:,} bytes")
        parts.append(part)
    return Member(offset=offset, length=stream.end - offset, data=b"".join(parts))


def end_of_member(file: BinaryIO, offset: int) -> int:
    """Where the member that begins at `offset` ends, its checksum verified. Raises MemberError."""
    stream = MemberStream(file, offset)
    while stream.step():
        pass
    return stream.end


def find_member(file: BinaryIO, start: int, *, begins: tuple[bytes, ...] = (b"WARC/",)) -> int | None:
    """The offset of the next member at or after `start` whose content begins as a record does, or None.

    The three bytes of a gzip header alone also occur inside compressed bodies.
    """
    for candidate in _candidates(file, start):
        try:
            if MemberStream(file, candidate).step().startswith(begins):
                return candidate
        except MemberError:
            continue
    return None


def _candidates(file: BinaryIO, start: int) -> Iterator[int]:
    base, window = start, b""
    while True:
        file.seek(base + len(window))
        chunk = file.read(_CHUNK_BYTES)
        if not chunk:
            return
        window += chunk
        at = window.find(MAGIC)
        while at >= 0:
            yield base + at
            at = window.find(MAGIC, at + 1)
        kept = len(MAGIC) - 1
        base += len(window) - kept
        window = window[-kept:]


class MemberStream:
    """Unpacks one member step by step. `end` is the offset behind it once `step` has returned b""."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self._next = offset
        self._unpacker = zlib.decompressobj(_GZIP)
        self.end = offset

    def step(self) -> bytes:
        """The next up to a megabyte of content; b"" at the member's end. Raises MemberError."""
        while not self._unpacker.eof:
            packed = self._unpacker.unconsumed_tail
            if not packed:
                self._file.seek(self._next)
                packed = self._file.read(_CHUNK_BYTES)
                if not packed:
                    raise MemberError("the file ends in the middle of this record")
                self._next += len(packed)
            try:
                part = self._unpacker.decompress(packed, _STEP_BYTES)
            except zlib.error as error:
                raise MemberError(f"its bytes are damaged ({error})") from error
            if self._unpacker.eof:
                self.end = self._next - len(self._unpacker.unused_data)
            if part:
                return part
        return b""
