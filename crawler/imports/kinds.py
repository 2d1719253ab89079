"""What a file holds, by its first bytes rather than its name."""

import gzip
import json
import zlib
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from crawler.imports.records import ImportProblem

_SAMPLE_BYTES = 65_536
_GZIP = b"\x1f\x8b"
_FOREIGN = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP file (or an office document)"),
    (b"\xfd7zXZ", "an xz file; unpack it first"),
    (b"BZh", "a bzip2 file; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd file; unpack it first"),
    (b"SQLite format 3", "a SQLite database"),
)


class FileKind(StrEnum):
    WARC = "WARC"  # ARC too
    JSON_LINES = "JSON Lines"
    TEXT = "plain text"
    HTML = "HTML page"


def kind_of(path: Path) -> FileKind:
    """Raises ImportProblem, with a sentence, for what cannot be imported: no file, a folder, empty, another format."""
    if not path.exists():
        raise ImportProblem(f"{path}: no such file")
    if not path.is_file():
        raise ImportProblem(f"{path}: is not a file; name the files in it one by one")
    try:
        sample = _sample(path)
    except OSError as error:
        raise ImportProblem(f"{path}: cannot be read: {error.strerror or error}") from error
    if not sample.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise ImportProblem(f"{path}: is empty; nothing was imported")
    start = sample.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"WARC/", b"filedesc://")):
        return FileKind.WARC
    for magic, name in _FOREIGN:
        if start.startswith(magic):
            raise ImportProblem(f"{path}: is {name}; WARC files, JSON Lines and plain text can be imported")
    names = {suffix.lower() for suffix in path.suffixes}
    if names & {".jsonl", ".ndjson", ".jsonlines"}:
        return FileKind.JSON_LINES
    if start[:1] == b"{":
        return _json_lines(path, start)
    if start[:1] == b"[" and ".json" in names:
        raise ImportProblem(f"{path}: is one JSON list; write one record a line (JSON Lines)")
    if sample.count(0) > len(sample) // 20 and not sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ImportProblem(f"{path}: is neither WARC, JSON Lines nor text")
    if start[:300].lower().lstrip(b"<!- \r\n\t").startswith((b"doctype html", b"html")):
        return FileKind.HTML
    return FileKind.TEXT


def open_plain(path: Path) -> BinaryIO:
    """The file for reading, unpacked where it is gzip."""
    with path.open("rb") as file:
        is_gzip = file.read(2) == _GZIP
    return gzip.open(path, "rb") if is_gzip else path.open("rb")  # type: ignore[return-value]


def _sample(path: Path) -> bytes:
    with path.open("rb") as file:
        sample = file.read(_SAMPLE_BYTES)
    if sample[:2] != _GZIP:
        return sample
    try:
        return zlib.decompressobj(31).decompress(sample, _SAMPLE_BYTES)
    except zlib.error as error:
        raise ImportProblem(f"{path}: looks like gzip and cannot be unpacked: {error}") from error


def _json_lines(path: Path, start: bytes) -> FileKind:
    """JSON Lines unless the file is one JSON document written over many lines."""
    first, newline, _ = start.partition(b"\n")
    if newline and first.strip() in {b"{", b""}:
        raise ImportProblem(f"{path}: is one JSON document over many lines; write one record a line (JSON Lines)")
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        if newline and first.rstrip()[-1:] not in b"}]":
            raise ImportProblem(
                f"{path}: begins like JSON, but its first line is no whole record; write one record a line (JSON Lines)"
            ) from None
    return FileKind.JSON_LINES
