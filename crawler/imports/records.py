"""What an import goes through: one record of a file at a time, read or not."""

from dataclasses import dataclass

from archive.model import Capture, Found, OutcomeKind
from crawler.catalogue import Outlet


class ImportProblem(Exception):
    """The file, or what was said about it, cannot be imported. Raised before anything is written; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record with a capture is to be read; one without has ended already, for a reason."""

    place: str  # for the log: "line 7", "offset 1,234"
    offset: int  # bytes of the file behind us when this record was met; for the progress only
    capture: Capture | None = None
    outlet: Outlet | None = None  # there exactly when the capture is
    found: Found | None = None  # the same
    kind: OutcomeKind = OutcomeKind.REFUSED  # of a record without a capture: REFUSED or FAILED
    reason: str = ""  # the same
    detail: str = ""  # words for the log


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProgress:
    """How far an import has come: bytes of the file behind it, of `total` bytes, and what it kept in this run."""

    position: int
    total: int | None
    kept: int
