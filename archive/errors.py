"""The archive's own errors. The database's is `archive.store.StoreError`."""


class ArchiveError(Exception):
    """A WARC file cannot be written or read for a reason of the world: disk full, file missing, bytes damaged.

    The message names the file, the byte offset where there is one, and the cause.
    """
