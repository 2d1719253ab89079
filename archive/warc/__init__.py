"""Captures in WARC files: written, read back, repaired after a crash, and read from files of others.

`writer` appends, `reader` finds one capture by its place, `recovery` cuts what a crash left half-written, `foreign` goes
through any WARC or ARC file. `record` and `message` are the two layers of a record's bytes, `members` the gzip around it.
"""

from archive.warc.foreign import BrokenRecord, iterate_warc
from archive.warc.reader import read_capture
from archive.warc.recovery import recover
from archive.warc.writer import WarcWriter

__all__ = ["BrokenRecord", "WarcWriter", "iterate_warc", "read_capture", "recover"]
