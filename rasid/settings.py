"""Every setting: name, type, default, one sentence. Defaults, then one TOML file, then the environment, then the command line.

The only module that reads the environment. Lower packages are given values and never look for them.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_type_hints


class SettingsError(Exception):
    """A setting is unknown or wrong. The message names where it stands and what to write instead."""


DATA = Path("~/.local/share/rasid")
_API_KEY = re.compile(r"([?&]api_key=)[^&]*")


def _setting(default: Any, sentence: str, *, secret: bool = False) -> Any:
    return field(default=default, metadata={"sentence": sentence, "secret": secret})


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    contact: str = _setting("", "Address or page named in the user agent, so that an outlet can reach you.")
    user_agent: str = _setting("", 'The whole user agent; "" makes one of the program, its version and the contact.')
    proxy: str = _setting("", 'HTTP proxy for all requests, e.g. http://127.0.0.1:3128; "" goes straight out.')
    hosts_at_once: int = _setting(16, "How many hosts are visited at the same time; each has one visitor only.")
    delay_seconds: float = _setting(
        -1.0, "Overrides the outlets' own delay between two requests; -1 leaves it to them."
    )
    poll_min_seconds: int = _setting(600, "Shortest interval between two polls of one feed, sitemap or front.")
    poll_max_seconds: int = _setting(86400, "Longest interval between two polls.")
    round_seconds: int = _setting(900, "Time budget of a round of `rasid run`; what is not done then stays due.")
    pause_seconds: int = _setting(5, "How long `rasid run` waits between two rounds.")
    workers: int = _setting(0, "Processes that extract; 0 takes one a core.")
    memory_limit_mb: int = _setting(1500, "`rasid run` replaces its crawl process when it grows beyond this.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalSettings:
    host: str = _setting("127.0.0.1", "Address the portal listens on. Only loopback is served without users.")
    port: int = _setting(8000, "Port of the portal; the next free one is taken, and said, when it is in use.")
    language: str = _setting("ar", "Language of the pages for readers who ask for none: ar or en.")
    zone: str = _setting("UTC", "Time zone in which days begin and times are shown, e.g. Asia/Beirut.")
    title: str = _setting("راصد", "Name at the top of every page.")
    base_url: str = _setting("", 'Address readers use, e.g. https://rasid.example.org; "" is the portal\'s own.')


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    data: Path = _setting(DATA, "Folder for everything that is kept.")
    store: str = _setting(
        "", 'Database URL, e.g. postgresql+psycopg://user@host/rasid; "" is SQLite in the data folder.'
    )
    index: str = _setting(
        "",
        "Search engine, e.g. elasticsearch+https://user:password@host:9200/rasid?ca=/path/ca.pem; "
        '"" is the embedded one in the data folder.',
    )
    outlets: tuple[str, ...] = _setting(
        (),
        "More folders with outlets (<country>/<slug>.toml), beside the shipped ones and `outlets` in the data folder.",
    )
    shipped_outlets: bool = _setting(True, "Whether the shipped catalogue is used.")
    sync_seconds: float = _setting(1.0, "How often `rasid run` looks for changes to index.")
    crawl: CrawlSettings = field(default_factory=CrawlSettings)
    portal: PortalSettings = field(default_factory=PortalSettings)

    @property
    def store_url(self) -> str:
        return self.store or f"sqlite:///{self.data / 'rasid.sqlite'}"

    @property
    def warc_folder(self) -> Path:
        return self.data / "warc"

    @property
    def index_folder(self) -> Path:
        return self.data / "index"


SECTIONS: Mapping[str, type] = {"crawl": CrawlSettings, "portal": PortalSettings}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One setting as `rasid settings` prints it."""

    name: str
    value: str
    origin: str  # "default", the file's path, or the environment variable
    sentence: str


def load_settings(
    *, data: Path | None = None, file: Path | None = None, environment: Mapping[str, str] | None = None
) -> tuple[Settings, dict[str, str]]:
    """The effective settings, and for each name where its value came from. Raises SettingsError.

    The file is `file`, else RASID_CONFIG, else `rasid.toml` in the data folder if there is one.
    """
    environ = os.environ if environment is None else environment
    origins: dict[str, str] = {}
    values: dict[str, Any] = {}
    folder = data or Path(environ.get("RASID_DATA") or DATA)
    chosen = file or (Path(environ["RASID_CONFIG"]) if environ.get("RASID_CONFIG") else None)
    path = chosen or folder.expanduser() / "rasid.toml"
    if chosen and not path.is_file():
        raise SettingsError(f"{path}: no such settings file")
    if path.is_file():
        for name, value in _read_file(path).items():
            values[name], origins[name] = value, str(path)
    for name, kind in _names().items():
        variable = "RASID_" + name.upper().replace(".", "_")
        if environ.get(variable):
            values[name], origins[name] = _from_text(environ[variable], kind, variable), variable
        elif environ.get(variable + "_FILE"):
            secret = Path(environ[variable + "_FILE"])
            try:
                text = secret.read_text(encoding="utf-8").strip()
            except OSError as error:
                raise SettingsError(f"{variable}_FILE: cannot read {secret}: {error.strerror}") from error
            values[name], origins[name] = _from_text(text, kind, variable + "_FILE"), variable + "_FILE"
    if data:
        values["data"], origins["data"] = data, "--data"
    settings = _assemble(values)
    return replace(settings, data=Path(settings.data).expanduser().absolute()), origins


def shown(settings: Settings, origins: Mapping[str, str]) -> list[Shown]:
    """Every setting with its value and where it came from; secrets and passwords hidden."""
    rows = []
    for name in _names():
        section, _, key = name.rpartition(".")
        owner = getattr(settings, section) if section else settings
        meta = next(f for f in fields(owner) if f.name == key).metadata
        value = getattr(owner, key)
        text = ", ".join(value) if isinstance(value, tuple) else str(value)
        if meta["secret"] and text:
            text = "(hidden)"
        rows.append(
            Shown(
                name=name, value=without_password(text), origin=origins.get(name, "default"), sentence=meta["sentence"]
            )
        )
    return rows


def without_password(url: str) -> str:
    """A URL as it may be shown: the password between ":" and "@" and an API key replaced."""
    url = _API_KEY.sub(r"\1***", url)
    head, at, tail = url.rpartition("@")
    scheme, separator, user = head.partition("://")
    if not at or not separator or ":" not in user:
        return url
    return f"{scheme}://{user.split(':', 1)[0]}:***@{tail}"


def _names() -> dict[str, Any]:
    """Dotted name -> type, in order."""
    names: dict[str, Any] = {}
    for name, kind in get_type_hints(Settings).items():
        if name in SECTIONS:
            names |= {f"{name}.{key}": inner for key, inner in get_type_hints(SECTIONS[name]).items()}
        else:
            names[name] = kind
    return names


def _read_file(path: Path) -> dict[str, Any]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from error
    flat: dict[str, Any] = {}
    for key, value in tables.items():
        if isinstance(value, dict):
            flat |= {f"{key}.{inner}": v for inner, v in value.items()}
        else:
            flat[key] = value
    known = _names()
    for name, value in flat.items():
        if name not in known:
            close = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean {close[0]}?" if close else "; `rasid settings` lists them all"
            raise SettingsError(f"{path}: unknown setting {name}{hint}")
        flat[name] = _from_toml(value, known[name], f"{path}: {name}")
    return flat


def _from_toml(value: Any, kind: Any, where: str) -> Any:
    if kind == tuple[str, ...] and isinstance(value, list):
        return tuple(str(v) for v in value)
    if kind is Path and isinstance(value, str):
        return Path(value)
    if kind is float and type(value) is int:
        return float(value)
    if kind in (str, int, float, bool) and type(value) is kind:
        return value
    raise SettingsError(f"{where}: {value!r} is not {_said(kind)}")


def _from_text(text: str, kind: Any, where: str) -> Any:
    if kind is bool:
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off"):
            return False
        raise SettingsError(f"{where}: {text!r} is not {_said(kind)}")
    if kind == tuple[str, ...]:
        return tuple(part for part in text.split(os.pathsep) if part)
    try:
        return kind(text)
    except ValueError as error:
        raise SettingsError(f"{where}: {text!r} is not {_said(kind)}") from error


def _said(kind: Any) -> str:
    names = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", Path: "a path"}
    return names.get(kind, "a list of texts")


def _assemble(values: Mapping[str, Any]) -> Settings:
    parts: dict[str, dict[str, Any]] = {"": {}, **{name: {} for name in SECTIONS}}
    for name, value in values.items():
        section, _, key = name.rpartition(".")
        parts[section][key] = value
    sections = {name: kind(**parts[name]) for name, kind in SECTIONS.items()}
    return Settings(**parts[""], **sections)
