"""Capture in, outcome out: the order of the steps on one screen. Pure: the same for a page of a second ago and one of last year."""

from dataclasses import dataclass
from datetime import datetime

from archive.model import Capture, Content, Found, Outcome
from crawler.catalogue import Outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """What became of one capture. `content` and `address` are there exactly when the outcome is KEPT."""

    url: str
    outlet: str
    outcome: Outcome
    address: str = ""
    content: Content | None = None
    trouble: str = ""  # the traceback, when our own code failed on this page


