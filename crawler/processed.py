"""What comes out of the pipeline. Apart from it, so that those who only pass results on need not load what reads pages."""

from dataclasses import dataclass

from archive.model import Content, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """What became of one capture. `content` and `address` are there exactly when the outcome is KEPT."""

    url: str
    outlet: str
    outcome: Outcome
    address: str = ""
    content: Content | None = None
    trouble: str = ""  # the traceback, when our own code failed on this page
