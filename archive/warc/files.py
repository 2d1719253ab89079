"""The archive's folder: which WARC files are there, and which a process is still writing.

An open file has an empty mark beside it (`<name>.open`) and is locked by its writer (flock). A mark without a lock is what
a killed process leaves: only such files are looked at after a crash, however large the archive.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import ArchiveError

SUFFIX = ".warc.gz"
_MARK = ".open"


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Held for the moments between a file's mark and its lock, and while files are being repaired."""
    with (folder / ".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def mark_of(path: Path) -> Path:
    return path.with_name(path.name + _MARK)


def marked_files(folder: Path) -> list[Path]:
    return sorted(mark.with_name(mark.name.removesuffix(_MARK)) for mark in folder.glob(f"*{SUFFIX}{_MARK}"))


def warc_files(folder: Path) -> list[Path]:
    """All files of the archive, oldest first."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def lock(descriptor: int) -> bool:
    """Locks an open file until it is closed; False when another process holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def sync_folder(folder: Path) -> None:
    """Makes new and removed names in the folder outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def path_in(folder: Path, file: str) -> Path:
    """Where a file named in the database lies. Raises ArchiveError for a name that would lead out of the folder."""
    if not file or file in {".", ".."} or "/" in file or "\x00" in file:
        raise ArchiveError(f"{file!r} is not the name of a file in {folder}")
    return folder / file
