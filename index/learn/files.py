"""Texts to learn from: JSON Lines or plain text, plain or gzipped."""

import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from index.model import ModelError


def read_texts(paths: Iterable[Path]) -> Iterator[str]:
    """One text per record of a JSON Lines file, one per paragraph of a plain text file.

    Raises:
        ModelError: a line of a JSON Lines file is no JSON object; names file and line.
        OSError: a file cannot be read.
    """
    for path in paths:
        with _opened(path) as lines:
            if ".jsonl" in path.name:
                yield from _records(lines, path)
            else:
                yield from (line for line in lines if line.strip())


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", errors="replace")
    return path.open(encoding="utf-8", errors="replace")


def _records(lines: IO[str], path: Path) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise ModelError(f"{path}, line {number}: not a JSON object ({error})") from error
        if not isinstance(record, dict):
            raise ModelError(f"{path}, line {number}: not a JSON object")
        parts = (record.get("title"), record.get("text"))
        yield "\n".join(part for part in parts if isinstance(part, str))
