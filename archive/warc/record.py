"""A WARC 1.1 record's bytes: its named fields and its block (ISO 28500:2017, https://iipc.github.io/warc-specifications/)."""

import re
from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from uuid import uuid4

from archive.warc.message import to_text

REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_UNSAFE = re.compile(r"[\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """`fields` by lower-case name, the first of each."""

    fields: Mapping[str, str]
    block: bytes

    @property
    def kind(self) -> str:
        return self.fields.get("warc-type", "")


class RecordError(Exception):
    """These bytes are no whole WARC record. The message is the reason, without file and offset."""


def make_record(fields: Sequence[tuple[str, str]], block: bytes) -> bytes:
    """The whole record. Adds Content-Length and the block's digest."""
    lines = [b"WARC/1.1"]
    lines += [f"{name}: {value}".encode("utf-8", "replace") for name, value in fields]
    lines += [b"WARC-Block-Digest: %b" % sha1_digest(block).encode(), b"Content-Length: %d" % len(block)]
    return b"\r\n".join([*lines, b"", block, b"", b""])


def read_record(data: bytes) -> Record:
    """The record that fills these bytes. Raises RecordError when there is none or its length or digest is wrong."""
    head, separator, rest = data.partition(b"\r\n\r\n")
    version, *lines = head.split(b"\r\n")
    if not separator or not version.startswith(b"WARC/"):
        raise RecordError("no WARC record begins here")
    fields: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(b":")
        fields.setdefault(to_text(name).lower(), to_text(value.strip()))
    length = fields.get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        raise RecordError("the record does not say its length")
    block = rest[: int(length[:18])]
    if len(block) != int(length[:18]):
        raise RecordError("the record is shorter than it says")
    claimed = fields.get("warc-block-digest", "")
    if claimed.startswith("sha1:") and len(claimed) == 37 and claimed != sha1_digest(block):
        raise RecordError("the record's bytes do not match its digest")
    return Record(fields=fields, block=block)


def new_id() -> str:
    return f"<urn:uuid:{uuid4()}>"


def sha1_digest(data: bytes) -> str:
    """As WARC tools write it: "sha1:" and base 32. Names content, protects nothing: the archive's own digest is SHA-256."""
    return "sha1:" + b32encode(sha1(data, usedforsecurity=False).digest()).decode()


def date_field(at: datetime) -> str:
    """WARC-Date: UTC, with as much of the second's fraction as there is."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def uri_field(url: str) -> str:
    """The URL on one line: white space and controls become percent escapes."""
    return _UNSAFE.sub(lambda sign: f"%{ord(sign[0]):02X}", url)


def text_field(text: str) -> str:
    return _UNSAFE.sub(" ", text).strip()
