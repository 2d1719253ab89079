"""The stylesheet and fonts, under an address that holds their digest: fetched once, kept for good."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).with_name("static")
_TYPES = {".woff2": "font/woff2", ".css": "text/css; charset=utf-8", ".txt": "text/plain; charset=utf-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFiles:
    """All files in memory (150 kB). One digest for all of them, so that the stylesheet may name its fonts by relative paths."""

    digest: str
    files: Mapping[str, tuple[bytes, str]]  # name -> (bytes, content type)

    def address(self, name: str) -> str:
        """Raises KeyError for a file that is not there: a mistake in a template."""
        if name not in self.files:
            raise KeyError(name)
        return f"/static/{self.digest}/{name}"


def load_static_files(folder: Path = FOLDER) -> StaticFiles:
    files = {
        path.relative_to(folder).as_posix(): (path.read_bytes(), _type(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    digest = sha256()
    for name, (data, _) in files.items():
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return StaticFiles(digest=digest.hexdigest()[:16], files=MappingProxyType(files))


def _type(path: Path) -> str:
    return _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
