"""Stored captures read back in order, to be extracted again with better rules."""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

from archive.errors import ArchiveError
from archive.model import Capture, CaptureRecord
from archive.store import Store
from archive.warc import read_capture

_log = logging.getLogger(__name__)
_AT_A_TIME = 500


def replay(
    store: Store,
    folder: Path,
    after: int = 0,
    *,
    outlets: Collection[str] | None = None,
    choose: Callable[[Sequence[CaptureRecord]], Iterable[CaptureRecord]] = iter,
) -> Iterator[tuple[CaptureRecord, Capture]]:
    """Captures with an id above `after`, oldest first; remember the last id to go on from there later.

    `choose` picks from each few hundred of them those worth reading from the disk. One that cannot be read is told of in the
    log with file and offset and passed over; `verify` lists them all.
    """
    while batch := store.captures(after=after, limit=_AT_A_TIME):
        wanted = [record for record in batch if outlets is None or record.outlet in outlets]
        for record in choose(wanted):
            try:
                capture = read_capture(folder, record)
            except ArchiveError as error:
                _log.warning("capture_unreadable capture=%d url=%s: %s", record.id, record.url, error)
                continue
            yield record, capture
        after = batch[-1].id
