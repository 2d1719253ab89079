"""The examination behind `rasid doctor`: one function a part, each answering a sentence."""

import importlib.metadata
import importlib.util
import os
import shutil
import socket
import ssl
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archive.store import Store, StoreError
from rasid import __version__
from rasid.settings import Settings, SettingsError
from rasid.wiring import open_catalogue, open_engine, open_existing_store

if TYPE_CHECKING:
    from index.analysis import Analyser
    from index.engine import Engine

FREE_BYTES = (
    1_000_000_000  # less than this on the data folder's disk is soon full: a page costs about 25 kB, 40,000 a GB
)
PACKAGES = ("portal", "crawler", "index", "archive", "arabic")
LIBRARIES = ("scrapy", "trafilatura", "lxml", "tantivy", "sqlalchemy", "fastapi", "apscheduler")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    check: str
    well: bool
    says: str


def examine(settings: Settings) -> list[Finding]:
    """Every part examined, in the order of the data's way. A part that cannot be examined is a finding too."""
    parts: tuple[tuple[str, Callable[[Settings], tuple[bool, str]]], ...] = (
        ("python", _python),
        ("packages", _packages),
        ("libraries", _libraries),
        ("data", _data),
        ("catalogue", _catalogue),
        ("store", _store),
        ("index", _index),
        ("certificates", _certificates),
        ("port", _port),
    )
    findings = []
    for name, look in parts:
        try:
            well, says = look(settings)
        except Exception as error:  # noqa: BLE001 - a doctor who faints helps nobody: the error is the finding
            well, says = False, f"{type(error).__name__}: {error}"
        findings.append(Finding(check=name, well=well, says=says))
    return findings


def _python(_: Settings) -> tuple[bool, str]:
    version = ".".join(map(str, sys.version_info[:3]))
    return sys.version_info >= (3, 11), f"rasid {__version__} on Python {version}"


def _packages(_: Settings) -> tuple[bool, str]:
    """Distributions with names like `portal` exist; pip lets them overwrite ours without a word."""
    home = Path(__file__).resolve().parent.parent
    strangers = []
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        origin = Path(spec.origin).resolve() if spec and spec.origin else None
        if origin is None or origin.parent.parent != home:
            strangers.append(f"{name} ({origin or 'missing'})")
    if strangers:
        return False, f"not ours: {', '.join(strangers)}; install rasid into an environment of its own"
    return True, f"all lie beside rasid in {home}"


def _libraries(_: Settings) -> tuple[bool, str]:
    missing = [name for name in LIBRARIES if importlib.util.find_spec(name) is None]
    if missing:
        return False, f"missing: {', '.join(missing)}; run `make setup` or install rasid again"
    return True, ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)


def _data(settings: Settings) -> tuple[bool, str]:
    folder = settings.data
    nearest = next(p for p in (folder, *folder.parents) if p.exists())
    if not os.access(nearest, os.W_OK):
        return False, f"{nearest} cannot be written; choose another folder with --data or RASID_DATA"
    free = shutil.disk_usage(nearest).free
    if free < FREE_BYTES:
        return False, f"{folder}: only {free // 1_000_000} MB free; a thousand articles need about 40 MB"
    state = "" if folder.exists() else " (will be made)"
    return True, f"{folder}{state}, {free // 1_000_000_000} GB free"


def _catalogue(settings: Settings) -> tuple[bool, str]:
    catalogue = open_catalogue(settings)
    if catalogue.mistakes:
        return False, "; ".join(map(str, catalogue.mistakes.values()))
    outlets = catalogue.outlets.values()
    endpoints = sum(len(outlet.endpoints) for outlet in outlets)
    return bool(outlets), f"{len(outlets)} outlets, {endpoints} endpoints"


def _store(settings: Settings) -> tuple[bool, str]:
    try:
        store = open_existing_store(settings)
    except StoreError as error:
        return False, str(error)
    if store is None:
        return True, "no archive yet; `rasid crawl` or `rasid archive import` begins one"
    numbers = store.stats()
    return True, f"{numbers.articles} articles, {numbers.captures} captures, {numbers.due} URLs due"


def _index(settings: Settings) -> tuple[bool, str]:
    from index.analysis import default_analyser
    from index.engine import EngineError

    store = open_existing_store(settings)
    if store is None and not settings.index:
        return True, "nothing to index yet"
    analyser = default_analyser()
    try:
        with closing(open_engine(settings, analyser)) as engine:
            if trouble := getattr(
                engine, "trouble", str
            )():  # of a server: read-only, of another version, its disk full
                return False, trouble
            return _contents(engine, analyser, store)
    except (EngineError, SettingsError) as error:
        return False, str(error)


def _contents(engine: "Engine", analyser: "Analyser", store: Store | None) -> tuple[bool, str]:
    if engine.model() not in ("", analyser.version):
        return False, "built by another version of the analyser; `rasid index rebuild` (or `rasid run`) builds it anew"
    behind = store.last_change() - engine.checkpoint() if store else 0
    lag = f", {behind} changes behind: `rasid index sync`" if behind else ", up to date"
    return True, f"{engine.count()} articles searchable{lag}"


def _certificates(_: Settings) -> tuple[bool, str]:
    paths = ssl.get_default_verify_paths()
    count = len(ssl.create_default_context().get_ca_certs())
    if not count and not (paths.capath and any(Path(paths.capath).iterdir())):
        return False, "no trusted certificates found; install ca-certificates or set SSL_CERT_FILE"
    return True, f"{count} trusted authorities from {paths.cafile or paths.capath}"


def _port(settings: Settings) -> tuple[bool, str]:
    address = (settings.portal.host, settings.portal.port)
    with socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError:
            return (
                True,
                f"{address[0]}:{address[1]} is in use (perhaps by Rasid itself); the next free port will be taken",
            )
    return True, f"{address[0]}:{address[1]} is free"
