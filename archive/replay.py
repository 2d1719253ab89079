"""Stored captures read back in order, to be extracted again with better rules."""

import logging
from collections.abc import Collection, Iterator
from pathlib import Path

from archive.errors import ArchiveError
from archive.model import Capture, CaptureRecord
from archive.store import Store
from archive.warc import read_capture

_log = logging.getLogger(__name__)
_AT_A_TIME = 500


def replay(
    store: Store, folder: Path, after: int = 0, *, outlets: Collection[str] | None = None
) -> Iterator[tuple[CaptureRecord, Capture]]:
    """Captures with an id above `after`, oldest first; remember the last id to go on from there later.

    One that cannot be read is told of in the log with file and offset and passed over; `verify` lists them all.
    """
    while batch := store.captures(after=after, limit=_AT_A_TIME):
        for record in batch:
            if outlets is not None and record.outlet not in outlets:
                continue
            try:
                capture = read_capture(folder, record)
            except ArchiveError as error:
                _log.warning("capture_unreadable capture=%d url=%s: %s", record.id, record.url, error)
                continue
            yield record, capture
        after = batch[-1].id
