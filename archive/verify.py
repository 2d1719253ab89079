"""Checks the archive's promises: what the database tells of is in the files, whole, and the change list has no gaps."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from archive.model import CaptureRecord, ChangeKind
from archive.store import Store
from archive.warc.files import path_in, warc_files
from archive.warc.members import Member, MemberError, find_member, read_member
from archive.warc.reader import LIMIT_BYTES, capture_of
from archive.warc.record import RecordError, read_record

# What is being checked, how many are done, how many there are (0: not known).
Progress = Callable[[str, int, int], None]

_CAPTURE_KINDS = frozenset({"response", "resource", "revisit"})
_AT_A_TIME = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """`problems` are sentences that name file and offset, or article and version; none means that every promise holds."""

    captures: int
    articles: int
    versions: int
    changes: int
    files: int
    not_in_database: int  # whole records without a row: what a crash between file and database leaves; harmless
    problems: tuple[str, ...]


def verify(store: Store, folder: Path, progress: Progress = lambda what, done, total: None) -> VerifyReport:
    """Reads every WARC file and every row once; changes nothing. Takes about a second for 100 MB."""
    problems: list[str] = []
    rows: dict[str, dict[int, CaptureRecord]] = {}
    for record in _all_captures(store):
        rows.setdefault(record.file, {})[record.offset] = record
    capture_ids = {record.id for by_offset in rows.values() for record in by_offset.values()}

    names = sorted({path.name for path in warc_files(folder)} | rows.keys())
    not_in_database = 0
    for done, name in enumerate(names, start=1):
        by_offset = rows.pop(name, {})
        not_in_database += _verify_file(folder, name, by_offset, problems)
        progress("files", done, len(names))

    changes, counts = _verify_changes(store, problems, progress)
    versions = _verify_articles(store, counts, capture_ids, problems, progress)
    return VerifyReport(
        captures=len(capture_ids),
        articles=len(counts),
        versions=versions,
        changes=changes,
        files=len(names),
        not_in_database=not_in_database,
        problems=tuple(problems),
    )


def _all_captures(store: Store) -> Iterator[CaptureRecord]:
    after = 0
    while batch := store.captures(after=after, limit=_AT_A_TIME):
        yield from batch
        after = batch[-1].id


# ---- files


def _verify_file(folder: Path, name: str, rows: dict[int, CaptureRecord], problems: list[str]) -> int:
    """Takes what it finds out of `rows`. Answers how many records have no row."""
    path = path_in(folder, name)
    extra = 0
    missing = dict(rows)
    try:
        with path.open("rb") as file:
            offset: int | None = 0
            while offset is not None and file.seek(offset) == offset and file.read(1):
                try:
                    member = read_member(file, offset, limit_bytes=LIMIT_BYTES)
                except MemberError as error:
                    missing.pop(offset, None)
                    problems.append(f"{path} at offset {offset:,}: {error}")
                    offset = find_member(file, offset + 1)
                    continue
                row = missing.pop(offset, None)
                extra += _verify_member(folder, f"{path} at offset {offset:,}", member, row, problems)
                offset += member.length
    except FileNotFoundError:
        problems.append(f"{path}: the file is missing; {len(rows):,} captures lie in it")
        return 0
    except OSError as error:
        problems.append(f"{path}: cannot be read: {error.strerror}")
        return 0
    problems += [
        f"{path} at offset {row.offset:,}: no record begins here; capture {row.id} of {row.url} should"
        for row in missing.values()
    ]
    return extra


def _verify_member(folder: Path, place: str, member: Member, row: CaptureRecord | None, problems: list[str]) -> int:
    try:
        record = read_record(member.data)
        if record.kind not in _CAPTURE_KINDS:
            if row is not None:
                problems.append(f"{place}: a record of type {record.kind!r} lies where capture {row.id} should")
            return 0
        if row is None:
            return 1
        capture = capture_of(folder, record)
    except RecordError as error:
        problems.append(f"{place}: {error}")
        return 0
    digest = f"sha256:{sha256(capture.body).hexdigest()}"
    if digest != row.digest:
        problems.append(f"{place}: the body's digest is {digest}, capture {row.id} in the database says {row.digest}")
    if member.length != row.length:
        problems.append(f"{place}: the record takes {member.length:,} bytes, capture {row.id} says {row.length:,}")
    return 0


# ---- rows


def _verify_changes(store: Store, problems: list[str], progress: Progress) -> tuple[int, Counter[int]]:
    """How many changes there are, and how many versions of each article they tell of."""
    last = store.last_change()
    expected, seen = 1, 0
    told: Counter[int] = Counter()
    after = 0
    while batch := store.changes(after=after, limit=_AT_A_TIME):
        for change in batch:
            if change.number != expected:
                problems.append(f"the change list jumps from {expected - 1:,} to {change.number:,}")
            expected = change.number + 1
            seen += 1
            if change.kind is ChangeKind.REMOVED:
                told.pop(change.article, None)
            else:
                told[change.article] += 1
        after = batch[-1].number
        progress("changes", after, last)
    if expected <= last:
        problems.append(f"the change list ends at {expected - 1:,}, the archive has counted up to {last:,}")
    return seen, told


def _verify_articles(
    store: Store, told: Counter[int], capture_ids: set[int], problems: list[str], progress: Progress
) -> int:
    ids = sorted(told)
    count = 0
    for start in range(0, len(ids), _AT_A_TIME):
        chunk = ids[start : start + _AT_A_TIME]
        kept = store.articles(chunk)
        for article in chunk:
            if article not in kept:
                problems.append(f"article {article} is in the change list and not in the archive, or lacks its version")
                continue
            versions = store.versions(article)
            count += len(versions)
            numbers = [version.number for version in versions]
            if numbers != list(range(1, kept[article][0].versions + 1)):
                problems.append(
                    f"article {article} should have versions 1 to {kept[article][0].versions}, has {numbers}"
                )
            if len(versions) != told[article]:
                problems.append(
                    f"article {article} has {len(versions)} versions, the change list tells of {told[article]}"
                )
            problems += [
                f"article {article}, version {version.number}: its capture {version.capture} is not in the database"
                for version in versions
                if version.capture and version.capture not in capture_ids
            ]
        progress("articles", start + len(chunk), len(ids))
    return count
