"""Outlets of one's own: where their files lie, and how a new one gets there whole or not at all."""

import os
import re
import tempfile
from pathlib import Path

from crawler.catalogue import Catalogue, CatalogueError, Outlet, load_outlet
from crawler.discover.written import outlet_text
from rasid.settings import Settings
from rasid.wiring import own_outlets


def target_of(outlet_id: str, settings: Settings) -> Path:
    """The file of an outlet with this id in the user's own folder. Raises CatalogueError for what is no id."""
    if not re.fullmatch(r"[a-z]{2}\.[a-z0-9][a-z0-9_-]{0,60}", outlet_id):
        raise CatalogueError(
            f"{outlet_id!r} is no outlet id; it is a country and a short Latin name, such as lb.manara"
        )
    country, _, slug = outlet_id.partition(".")
    return own_outlets(settings) / country / f"{slug}.toml"


def taken_by(outlet: Outlet, catalogue: Catalogue, target: Path) -> Outlet | None:
    """The outlet of the catalogue, from another file, that has this one's id or one of its hosts; or None."""
    known = catalogue.outlets.get(outlet.id)
    others = [known] if known else []
    others += [found for host in outlet.hosts if (found := catalogue.of_url(f"https://{host}/"))]
    return next((o for o in others if Path(o.file).absolute() != target.absolute()), None)


def checked_text(outlet: Outlet) -> str:
    """The outlet's file, after reading it back. Raises CatalogueError when the catalogue would not take it."""
    text = outlet_text(outlet)
    country, _, slug = outlet.id.partition(".")
    with tempfile.TemporaryDirectory(prefix="rasid-outlet-") as folder:
        path = Path(folder, country, f"{slug}.toml")
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        load_outlet(path)
    return text


def save_outlet(text: str, target: Path, *, force: bool) -> None:
    """Writes the file whole. Raises CatalogueError when it is there already and `force` is not given."""
    if target.exists() and not force:
        raise CatalogueError(f"{target} is there already; --force writes it anew")
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
