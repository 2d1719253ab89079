"""Generations of the embedded index: numbered folders beside each other, one of which is current.

    <folder>/current   the number of the folder that is searched
    <folder>/1/, 2/    tantivy indexes

A rebuild fills a new folder while the old one is searched, and switches by replacing `current`.
"""

import json
import os
import shutil
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

import tantivy

from index.engine import EngineError
from index.engines.embedded_counts import Span, span_of
from index.engines.embedded_schema import META_KIND, SCHEMA, make_schema
from index.fields import NOTHING, PARTS

_CURRENT = "current"
_COMMITTED = "meta.json"  # tantivy replaces this file with every commit
REBUILD = "run `rasid index rebuild`, which builds it anew from the archive"

# tantivy keeps at least 15 MB a thread; 60 MB hold a few thousand articles before a segment is written.
HEAP_BYTES = 60_000_000
THREADS = 1
# A rebuild: larger segments of more articles, which need less merging and repeat fewer words.
BULK_HEAP_BYTES = 400_000_000
BULK_THREADS = 2
BULK_DOCUMENTS = 100_000  # between two commits; nobody else reads what is built, so they only bound what memory holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What the last commit says of itself."""

    checkpoint: int
    analyser: str
    schema: int
    highest: int = 0  # article that the index has ever held: higher ones need not be looked for before they are put in


NO_COMMIT = Commit(checkpoint=0, analyser="", schema=SCHEMA)


def current_number(folder: Path) -> int:
    """The generation that is searched; 0 where there is none yet. Raises EngineError where the folder is damaged."""
    try:
        text = (folder / _CURRENT).read_text(encoding="ascii")
    except FileNotFoundError:
        return 0
    except (OSError, UnicodeDecodeError) as error:
        raise EngineError(f"the index in {folder} cannot be read ({error}); {REBUILD}") from error
    if not text.strip().isdecimal():
        raise EngineError(f"the index in {folder} is damaged (its file `current` holds no number); {REBUILD}")
    return int(text)


def make_current(folder: Path, number: int) -> None:
    """Readers and writers go on with this generation. Atomic."""
    _write_aside(folder, number).replace(folder / _CURRENT)


def begin(folder: Path) -> None:
    """Makes the first generation, unless another process was faster: then its generation is everybody's."""
    number = new_generation(folder)
    aside = _write_aside(folder, number)
    try:
        (folder / _CURRENT).hardlink_to(aside)  # unlike a replace, this fails where the file is there already
    except FileExistsError:
        shutil.rmtree(folder / str(number), ignore_errors=True)
    except OSError:  # a file system without links; two first writers at one moment are then not told apart
        make_current(folder, number)
    finally:
        aside.unlink(missing_ok=True)


def _write_aside(folder: Path, number: int) -> Path:
    aside = folder / f"{_CURRENT}.{os.getpid()}.{threading.get_ident()}.tmp"
    with aside.open("w", encoding="ascii") as file:
        file.write(f"{number}\n")
        file.flush()
        os.fsync(file.fileno())
    return aside


def new_generation(folder: Path) -> int:
    """Makes the folder of a new, empty generation and answers its number."""
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        number = max(_numbers(folder), default=0) + 1
        try:
            (folder / str(number)).mkdir()
        except FileExistsError:
            continue  # another process was faster
        tantivy.Index(make_schema(), path=str(folder / str(number)))
        return number


def remove_older(folder: Path, keep: int) -> None:
    """Removes the generations before this one, but none that somebody is writing to.

    Readers that still have one open keep what they have mapped and follow `current` with their next search.
    """
    for number in _numbers(folder):
        path = folder / str(number)
        if number < keep and not _is_written_to(path):
            shutil.rmtree(path, ignore_errors=True)


def _numbers(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir() if path.name.isdecimal() and path.is_dir()]


def _is_written_to(path: Path) -> bool:
    try:
        tantivy.Index.open(str(path)).writer(HEAP_BYTES, THREADS)
    except (OSError, ValueError) as error:
        return is_busy(error)
    return False


def is_busy(error: Exception) -> bool:
    """Whether the library says that another writer holds the index."""
    return "LockBusy" in str(error)


class Generation:
    """One open index folder."""

    def __init__(self, folder: Path, number: int) -> None:
        """Raises what the library raises where the folder holds no sound index."""
        self.number = number
        self.path = folder / str(number)
        self._seen = self._stamp()
        self.index = tantivy.Index.open(str(self.path))
        self.index.config_reader("Manual")  # we look for commits ourselves: no watching thread, no delay
        self.index.reload()
        self.schema = self.index.schema
        self.commit = self._read_commit()
        self._span: tuple[tuple[int, int, int], Span | None] | None = None

    def refresh(self) -> None:
        """Sees what has been committed since, by any process. Costs one stat where nothing has."""
        stamp = self._stamp()
        if stamp != self._seen:
            self.index.reload()
            self.commit = self._read_commit()
            self._seen = stamp

    def span(self) -> Span | None:
        """From the first to the last date of an article, as of the commit that was seen last; found out once for each."""
        seen = self._seen
        if self._span is None or self._span[0] != seen:
            self._span = seen, span_of(self.index.searcher())
        return self._span[1]

    def size_bytes(self) -> int:
        return sum(entry.stat().st_size for entry in os.scandir(self.path) if entry.is_file())

    def _stamp(self) -> tuple[int, int, int]:
        facts = (self.path / _COMMITTED).stat()
        return facts.st_ino, facts.st_mtime_ns, facts.st_size

    def _read_commit(self) -> Commit:
        searcher = self.index.searcher()
        found = searcher.search(tantivy.Query.term_query(self.schema, "kind", META_KIND, "basic"), 1).hits
        if not found:
            return NO_COMMIT
        value = json.loads(str(searcher.doc(found[0][1]).get_first("meta")))
        return Commit(**value)


def meta_document(commit: Commit) -> tantivy.Document:
    """The document in which an index tells how far it has come: tantivy-py gives no access to a commit's own payload."""
    document = tantivy.Document()
    document.add_text("kind", META_KIND)
    document.add_text("meta", json.dumps(asdict(commit)))
    for name, parts in PARTS.items():
        for part in parts:
            document.add_text(f"{name}_{part}", NOTHING)
    return document
