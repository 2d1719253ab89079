"""After a crash: what a killed process left half-written at the end of a WARC file is cut off."""

import os
from pathlib import Path
from typing import BinaryIO

from archive.errors import ArchiveError
from archive.warc import files
from archive.warc.members import MemberError, end_of_member, find_member


def recover(folder: Path) -> list[str]:
    """Cuts torn last records. Answers a sentence per file that was not ended properly and had to be changed or is damaged.

    Call it when the program starts. Files that a living process still writes are left alone. A record that is torn was
    never told of to the database, so nothing that was kept is lost; damage further in front is told of and left as it is.
    """
    if not folder.is_dir():
        return []
    sentences: list[str] = []
    try:
        with files.folder_lock(folder):
            for path in files.marked_files(folder):
                sentences += _recover_file(path)
            files.sync_folder(folder)
    except OSError as error:
        raise ArchiveError(f"{error.filename or folder}: cannot be repaired: {error.strerror}") from error
    return sentences


def _recover_file(path: Path) -> list[str]:
    try:
        file = path.open("r+b")
    except FileNotFoundError:  # killed between the mark and the file
        files.mark_of(path).unlink(missing_ok=True)
        return []
    with file:
        if not files.lock(file.fileno()):
            return []
        sentences = _cut_tail(path, file)
        files.mark_of(path).unlink(missing_ok=True)
    return sentences


def _cut_tail(path: Path, file: BinaryIO) -> list[str]:
    size = file.seek(0, os.SEEK_END)
    whole = 0
    reason = ""
    while whole < size:
        try:
            whole = end_of_member(file, whole)
        except MemberError as error:
            reason = str(error)
            break
    if whole == size and size > 0:
        return []
    if reason and find_member(file, whole + 1) is not None:
        return [f"{path}: damaged at offset {whole:,}, and whole records follow: {reason}; left as it is"]
    if whole == 0:
        path.unlink()
        return [f"{path}: removed, as no whole record had been written to it ({size:,} bytes)"]
    file.truncate(whole)
    os.fsync(file.fileno())
    return [f"{path}: the last {size - whole:,} bytes, from offset {whole:,}, were cut off: {reason}"]
