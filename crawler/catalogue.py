"""The outlets: one TOML file each, read into frozen values. Unknown keys and wrong values are errors with file and line."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from archive.model import OutletCard

SHIPPED = Path(__file__).parent / "outlets"

EndpointKind = Literal["feed", "news-sitemap", "sitemap", "json", "front"]


class CatalogueError(Exception):
    """A catalogue file is wrong. The message names file and line and says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    ar: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A place that lists articles."""

    kind: EndpointKind
    url: str  # a listing may hold "{page}", counted from 1
    section: str = ""
    pages: int = (
        1  # listings and fronts: how many pages to follow while they bring something new; sitemap indexes: parts
    )
    next: str = ""  # fronts: CSS selector of the link to the next page
    links: str = ""  # fronts: CSS selector of the links to articles; "" is every link whose address fits
    items: str = ""  # JSON: dotted path of the list of entries
    link: str = ""  # JSON: dotted path, in an entry, of its URL
    title: str = ""  # JSON: of its title
    published: str = ""  # JSON: of its date
    base: str = ""  # JSON: what a relative URL is relative to; "" is the endpoint
    headers: Mapping[str, str] = field(default_factory=dict)
    note: str = ""  # where this endpoint was seen, and when


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Which URLs are articles of this outlet, and which of an article's URLs is its address. Patterns match path and query."""

    include: tuple[
        str, ...
    ] = ()  # regular expressions, searched in "path?query" percent-decoded; none: anything may be an article
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()  # URLs that must be taken for articles
    counterexamples: tuple[str, ...] = ()  # URLs that must not
    host: str = ""  # the host an address is written with; "" leaves it
    scheme: Literal["", "http", "https"] = ""  # the scheme an address is written with; "" leaves it
    keep_query: tuple[
        str, ...
    ] = ()  # query parameters that belong to the address, others are dropped; "*": all but tracking
    rewrite: tuple[tuple[str, str], ...] = ()  # (regular expression, replacement) on "path?query": twins to one address


@dataclass(frozen=True, slots=True, kw_only=True)
class Politeness:
    delay_seconds: float = 5.0  # between the starts of two requests to one host; a longer Crawl-delay wins
    timeout_seconds: float = 30.0
    limit_bytes: int = 10_000_000  # of one body, decompressed
    reason: str = ""  # why the delay is below the default, where it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Selectors for one layout: CSS, or XPath after "xpath:". A list is tried in order. Chosen by the capture's date."""

    until: date | None = None  # last day of this layout
    title: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    body: tuple[str, ...] = ()  # the element(s) that hold the text
    remove: tuple[str, ...] = ()  # inside the body: what is no text
    author: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    date_order: Literal["dmy", "mdy"] = "dmy"
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    id: str
    names: Names
    country: str  # ISO 3166-1 alpha-2, lower case: where the newsroom sits
    zone: str  # IANA zone of times without one
    home: str
    hosts: tuple[str, ...]  # all hosts its articles are served from
    language: str = "ar"
    active: bool = True  # False: known, for imports and old captures, but not crawled
    evidence: str = ""  # how sure the endpoints are: facts' grade A, B or C, and the date seen alive
    note: str = ""
    desks: tuple[str, ...] = ()  # bylines that are no person: the outlet's own name and its desks
    dateline: tuple[str, ...] = ()  # the names under which it signs its datelines ("إيلاف")
    hook: str = ""  # a module of crawler.hooks, for what selectors cannot say
    endpoints: tuple[Endpoint, ...] = ()
    articles: Addresses = field(default_factory=Addresses)
    politeness: Politeness = field(default_factory=Politeness)
    rules: tuple[Rule, ...] = ()
    file: str = ""  # filled by the loader
    held: tuple[
        str, ...
    ] = ()  # fields of its rules that have stopped fitting (crawler.drift): not read by rule for now

    def rule_on(self, day: date) -> Rule | None:
        """The rule for a capture of that day: the earliest whose last day has not passed, else the one without."""
        dated = sorted((r for r in self.rules if r.until), key=lambda r: r.until or day)
        for rule in dated:
            if rule.until and day <= rule.until:
                return rule
        return next((r for r in self.rules if r.until is None), None)

    def card(self) -> OutletCard:
        return OutletCard(
            id=self.id, name_ar=self.names.ar, name_en=self.names.en, country=self.country,
            home=self.home, zone=self.zone, language=self.language,
        )  # fmt: skip


class Catalogue:
    """All outlets, by id and by host; and, where it was read leniently, what is wrong with the files that were left out."""

    def __init__(self, outlets: Iterable[Outlet]) -> None:
        self.outlets: dict[str, Outlet] = {}
        self.mistakes: dict[str, CatalogueError] = {}  # by the id the file would have had
        self._by_host: dict[str, Outlet] = {}
        for outlet in outlets:
            self.add(outlet)

    def add(self, outlet: Outlet) -> None:
        """Raises CatalogueError, and adds nothing, where its id or one of its hosts is another's."""
        if outlet.id in self.outlets:
            first = self.outlets[outlet.id].file
            raise CatalogueError(f"{outlet.file}: the id {outlet.id} is taken by {first}; rename one")
        for host in outlet.hosts:
            if host in self._by_host:
                raise CatalogueError(
                    f"{outlet.file}: the host {host} belongs to {self._by_host[host].id}; name it in one file only"
                )
        self.outlets[outlet.id] = outlet
        self._by_host |= dict.fromkeys(outlet.hosts, outlet)

    def of_url(self, url: str) -> Outlet | None:
        """The outlet that serves this URL's host (with or without `www.`), or None."""
        host = (urlsplit(url).hostname or "").lower()
        bare = host.removeprefix("www.")
        return self._by_host.get(host) or self._by_host.get(bare) or self._by_host.get("www." + bare)

    def outlet_for(self, url: str) -> Outlet:
        """The outlet that serves this URL, or one made up for its host when the catalogue knows none."""
        return self.of_url(url) or unlisted_outlet(urlsplit(url).hostname or "unknown")


def unlisted_outlet(host: str) -> Outlet:
    """An outlet outside the catalogue, named by its host: what an import met."""
    host = host.lower()
    return Outlet(
        id=host,
        names=Names(ar=host, en=host),
        country="",
        zone="UTC",
        home=f"http://{host}/",
        hosts=(host,),
        active=False,
        articles=Addresses(keep_query=("*",)),
    )


def load_catalogue(folders: Iterable[Path], *, lenient: bool = False) -> Catalogue:
    """Reads every `<country>/<slug>.toml` under the folders, in order of name.

    Raises CatalogueError at the first mistake; `lenient` leaves such an outlet out and keeps the error in `mistakes`.
    A folder that is not there is an error either way.
    """
    catalogue = Catalogue(())
    for folder in folders:
        if not folder.is_dir():
            raise CatalogueError(f"{folder}: no such folder of outlets; check the setting `outlets`")
        for path in sorted(folder.glob("*/*.toml")):
            try:
                catalogue.add(load_outlet(path))
            except CatalogueError as error:
                if not lenient:
                    raise
                catalogue.mistakes[f"{path.parent.name}.{path.stem}"] = error
    return catalogue


def load_outlet(path: Path) -> Outlet:
    """One outlet from its file. The id is the file's path: `<country>.<slug>`."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CatalogueError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path}: not valid TOML: {error}") from error
    where = _Where(path, text)
    expected = f"{path.parent.name}.{path.stem}"
    if data.get("id", expected) != expected:
        raise where.error("id", f"must be {expected!r}, as the file's path says")
    data["id"] = expected
    data.setdefault("country", path.parent.name)
    data |= {"file": str(path), "held": []}
    outlet: Outlet = _build(Outlet, data, where, "")
    _check(outlet, where)
    return outlet


class _Where:
    """Finds the line a key stands in, for messages. tomllib gives no positions."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()

    def error(self, key: str, problem: str, table: str = "", position: int = 0) -> CatalogueError:
        line = self._line(key, table, position)
        name = f"{table}.{key}" if table else key
        return CatalogueError(f"{self.path}:{line}: {name}: {problem}")

    def _line(self, key: str, table: str, position: int) -> int:
        current, seen = "", -1
        for number, line in enumerate(self.lines, 1):
            header = re.match(r"\s*\[\[?\s*([\w.]+)\s*\]?\]", line)
            if header:
                current = header.group(1)
                seen += current == table
                if current == table == key:
                    return number
            elif (
                current == table
                and (not table or seen == position)
                and re.match(rf'\s*"?{re.escape(key)}"?\s*[=.]', line)
            ):
                return number
        heads = [
            n for n, line in enumerate(self.lines, 1) if re.match(rf"\s*\[\[?\s*{re.escape(table or key)}\b", line)
        ]
        return heads[min(position, len(heads) - 1)] if heads else 1


def _build(kind: Any, data: Mapping[str, Any], where: _Where, table: str, position: int = 0) -> Any:
    """A dataclass from a TOML table, every key known and of the right type."""
    hints = get_type_hints(kind)
    known = {f.name: f for f in fields(kind)}
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in known:
            names = ", ".join(sorted(k for k in known if k not in {"file", "held"}))
            raise where.error(key, f"unknown key; known here: {names}", table, position)
        values[key] = _value(hints[key], value, where, key, table, position)
    for name, known_field in known.items():
        if name not in values and known_field.default is MISSING and known_field.default_factory is MISSING:
            raise where.error(name, "is missing and must be given", table, position)
    return kind(**values)


def _value(hint: Any, value: Any, where: _Where, key: str, table: str, position: int) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if hasattr(hint, "__dataclass_fields__"):
        if not isinstance(value, dict):
            raise where.error(key, "must be a table", table, position)
        return _build(hint, value, where, key)
    if origin is tuple:
        inner = arguments[0]
        if isinstance(value, str) and inner is str:
            value = [value]
        if not isinstance(value, list):
            raise where.error(key, "must be a list", table, position)
        if arguments[-1] is not Ellipsis:
            if len(value) != len(arguments):
                raise where.error(key, f"must hold {len(arguments)} values", table, position)
            return tuple(_value(a, v, where, key, table, position) for a, v in zip(arguments, value, strict=True))
        if hasattr(inner, "__dataclass_fields__"):
            return tuple(_build(inner, v, where, key, i) for i, v in enumerate(value))
        return tuple(_value(inner, v, where, key, table, position) for v in value)
    if origin is Literal:
        if value not in arguments:
            raise where.error(
                key,
                f"must be one of {', '.join(map(repr, arguments))}, not {value!r}",
                table,
                position,
            )
        return value
    if origin is UnionType:
        hint = next(a for a in arguments if a is not type(None))
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            raise where.error(key, "must be a table of strings", table, position)
        return dict(value)
    if hint is date and isinstance(value, datetime):
        value = value.date()
    if hint is float and type(value) is int:
        value = float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise where.error(key, f"must be {_said(hint)}, not {value!r}", table, position)
    return value


def _said(hint: Any) -> str:
    names = {
        str: "a string",
        int: "a whole number",
        float: "a number",
        bool: "true or false",
        date: "a day (2025-03-01)",
    }
    return names.get(hint, str(hint))


def _check(outlet: Outlet, where: _Where) -> None:
    """What types cannot say: zones exist, URLs are URLs, patterns and selectors compile."""
    try:
        ZoneInfo(outlet.zone)
    except (KeyError, ValueError, OSError) as error:
        raise where.error(
            "zone", f"no such time zone: {outlet.zone!r}; use an IANA name such as Asia/Beirut"
        ) from error
    if not re.fullmatch("[a-z]{2}", outlet.country):
        raise where.error("country", f"{outlet.country!r} is no country code; use two lower-case letters such as lb")
    if not outlet.home.startswith(("http://", "https://")):
        raise where.error("home", f"{outlet.home!r} does not begin with http:// or https://")
    if not outlet.hosts:
        raise where.error("hosts", "must name at least one host")
    for host in outlet.hosts:
        if host != host.lower() or "/" in host or ":" in host:
            raise where.error(
                "hosts",
                f"{host!r} is no host name; write it in lower case, without scheme and path",
            )
    if outlet.hook and (not outlet.hook.isidentifier() or find_spec(f"crawler.hooks.{outlet.hook}") is None):
        raise where.error("hook", f"there is no crawler/hooks/{outlet.hook}.py")
    for position, endpoint in enumerate(outlet.endpoints):
        _check_endpoint(endpoint, where, position)
    for key in ("include", "exclude"):
        for pattern in getattr(outlet.articles, key):
            _compile(pattern, where, key)
    for pattern, replacement in outlet.articles.rewrite:
        _compile(pattern, where, "rewrite")
        try:
            re.sub(f"{pattern}|", replacement, "")  # the empty alternative always matches: tries the replacement
        except (re.error, IndexError) as error:
            raise where.error(
                "rewrite", f"{replacement!r} does not fit the pattern {pattern!r}: {error}", "articles"
            ) from error
    if outlet.articles.host and outlet.articles.host not in outlet.hosts:
        raise where.error("host", f"{outlet.articles.host!r} is not among the outlet's hosts", "articles")
    if outlet.politeness.delay_seconds < 0:
        raise where.error("delay_seconds", "cannot be negative", "politeness")
    if outlet.politeness.delay_seconds < Politeness().delay_seconds and not outlet.politeness.reason:
        raise where.error(
            "delay_seconds",
            f"is below the default of {Politeness().delay_seconds:g} seconds; say in `reason` why that is polite",
            "politeness",
        )
    for position, rule in enumerate(outlet.rules):
        for known in fields(rule):
            value = getattr(rule, known.name)
            for selector in value if isinstance(value, tuple) else ():
                _check_selector(selector, where, known.name, "rules", position)


def _check_endpoint(endpoint: Endpoint, where: _Where, position: int) -> None:
    if not endpoint.url.startswith(("http://", "https://")):
        raise where.error("url", f"{endpoint.url!r} does not begin with http:// or https://", "endpoints", position)
    if endpoint.kind == "json" and not endpoint.link:
        raise where.error("link", "a JSON listing must say where an entry's URL stands", "endpoints", position)
    if endpoint.pages < 1:
        raise where.error("pages", "must be 1 or more", "endpoints", position)
    for key in ("links", "next"):
        if selector := getattr(endpoint, key):
            _check_selector(selector, where, key, "endpoints", position)


def _check_selector(selector: str, where: _Where, key: str, table: str, position: int) -> None:
    """Raises CatalogueError for what is neither CSS nor, after "xpath:", XPath."""
    import cssselect
    from lxml import etree

    try:
        if selector.startswith("xpath:"):
            etree.XPath(selector.removeprefix("xpath:"))
        else:
            cssselect.HTMLTranslator().css_to_xpath(selector)
    except (cssselect.SelectorError, etree.XPathSyntaxError) as error:
        raise where.error(key, f"not a selector: {selector!r}: {error}", table, position) from error


def _compile(pattern: str, where: _Where, key: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise where.error(key, f"not a regular expression: {pattern!r}: {error}", "articles") from error
