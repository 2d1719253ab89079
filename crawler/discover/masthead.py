"""What a front page says of its outlet: names, language, country, feeds, software, links. For drafting a catalogue file."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawler.discover.addresses import found_url
from crawler.discover.feeds import urljoin_safe
from crawler.discover.markup import parse_html, plain

MOST_FEEDS = 20
MOST_LINKS = 2000
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})
_ARABIC = re.compile("[\u0621-\u064a]")
_SEPARATOR = re.compile(r"\s+[-\u2013\u2014:\u00b7\u2022]\s+|\s*[|\u00ab\u00bb\u2039\u203a]\s*")
# Front pages call themselves this; it is nobody's name.
_GENERIC = frozenset(
    {"الرئيسية", "الصفحة الرئيسية", "الرئيسة", "الصفحة الرئيسة", "home", "homepage", "home page", "main", "index"}
)
_INVISIBLE = re.compile("[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_HEADLINE = 15  # characters from which a link's wording may be a headline


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """Everything as found on the page, in order of trust; nothing decided."""

    names: tuple[str, ...] = ()
    language: str = ""  # "ar", of <html lang>; "" where it says none
    country: str = ""  # "lb", of <html lang>, og:locale or JSON-LD; "" where they say none
    feeds: tuple[tuple[str, str], ...] = ()  # (URL, title)
    wordpress: str = ""  # root of its API, "" where the page shows no WordPress
    links: tuple[str, ...] = ()  # all links to pages
    headlines: tuple[str, ...] = ()  # those of them whose wording is as long as a headline


def read_masthead(text: str, url: str) -> Masthead:
    """Reads a decoded front page. Never raises; a page that is no HTML gives an empty Masthead."""
    root = parse_html(text)
    if root is None:
        return Masthead()
    base = url
    for element in root.iterfind(".//base[@href]"):
        base = urljoin_safe(url, element.get("href", ""))
        break
    meta: dict[str, str] = {}
    for element in root.iter("meta"):
        key = (element.get("property") or element.get("name") or "").lower()
        meta.setdefault(key, _clean(element.get("content") or ""))
    linked = list(_linked_data(root))
    locale = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?\s*$", root.get("lang") or "")
    region = (locale and locale[2]) or _region(meta.get("og:locale", "")) or _address_country(linked)
    feeds, wordpress = _head_links(root, base)
    if not wordpress and ("wordpress" in meta.get("generator", "").lower() or "/wp-content/" in text):
        wordpress = found_url("/wp-json/", base)
    links, headlines = _links(root, base)
    title = next((_clean(e.text_content()) for e in root.iter("title")), "")
    return Masthead(
        names=tuple(dict.fromkeys(_names(meta, linked, title))),
        language=locale[1].lower() if locale else "",
        country=region.lower(),
        feeds=feeds,
        wordpress=wordpress,
        links=links,
        headlines=headlines,
    )


def is_arabic(text: str) -> bool:
    """Whether at least a third of the letters are Arabic."""
    letters = sum(c.isalpha() for c in text)
    return bool(letters) and 3 * len(_ARABIC.findall(text)) >= letters


def _clean(text: str) -> str:
    return " ".join(_INVISIBLE.sub("", plain(text)).split())[:200]


def _names(meta: dict[str, str], linked: list[dict[str, Any]], title: str) -> Iterator[str]:
    given = [meta.get("og:site_name", ""), meta.get("application-name", "")]
    for thing in linked:
        if _types(thing) & {"NewsMediaOrganization", "Organization", "WebSite"}:
            given += [_clean(v) for v in (thing.get("name"), thing.get("alternateName")) if isinstance(v, str)]
    pieces = [p for p in _SEPARATOR.split(title) if p]
    if len(pieces) > 1 and len(pieces[0]) > 40:  # a headline or slogan first, the name last
        pieces.reverse()
    for name in (*given, *pieces):
        if 2 <= len(name) <= 60 and name.lower() not in _GENERIC and any(c.isalpha() for c in name):
            yield name


def _linked_data(root: Any) -> Iterator[dict[str, Any]]:
    """The things of the page's JSON-LD, also those of a graph."""
    for element in root.iter("script"):
        if (element.get("type") or "").lower() != "application/ld+json" or not element.text:
            continue
        try:
            data = json.loads(element.text, strict=False)
        except (ValueError, RecursionError):
            continue
        things = data if isinstance(data, list) else [data]
        for thing in things[:50]:
            if isinstance(thing, dict):
                yield thing
                graph = thing.get("@graph")
                yield from (t for t in (graph if isinstance(graph, list) else [])[:50] if isinstance(t, dict))


def _types(thing: dict[str, Any]) -> set[str]:
    kind = thing.get("@type")
    return {k for k in (kind if isinstance(kind, list) else [kind]) if isinstance(k, str)}


def _address_country(linked: list[dict[str, Any]]) -> str:
    for thing in linked:
        address = thing.get("address")
        country = address.get("addressCountry") if isinstance(address, dict) else ""
        if isinstance(country, str) and re.fullmatch("[A-Za-z]{2}", country):
            return country
    return ""


def _region(locale: str) -> str:
    """The region of a locale, "EG" of "ar_EG". "ar_AR" is a habit of template writers and means nothing."""
    match = re.fullmatch(r"[a-z]{2}[-_]([A-Za-z]{2})", locale.strip())
    return match[1] if match and match[1].lower() != "ar" else ""


def _head_links(root: Any, base: str) -> tuple[tuple[tuple[str, str], ...], str]:
    feeds: dict[str, str] = {}
    wordpress = ""
    for element in root.iter("link"):
        relation = (element.get("rel") or "").lower()
        link = found_url(element.get("href") or "", base)
        if not link:
            continue
        if relation == "https://api.w.org/":
            wordpress = link
        kind = (element.get("type") or "").lower().partition(";")[0].strip()
        if "alternate" in relation and kind in _FEED_TYPES and "/comments/" not in link and len(feeds) < MOST_FEEDS:
            feeds.setdefault(link, _clean(element.get("title") or ""))
    return tuple(feeds.items()), wordpress


def _links(root: Any, base: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    links: dict[str, int] = {}
    for element in root.iter("a"):
        link = found_url(element.get("href") or "", base)
        if link and (link in links or len(links) < MOST_LINKS):
            wording = len(" ".join((element.text_content() or element.get("title") or "").split()))
            links[link] = max(links.get(link, 0), wording)
    return tuple(links), tuple(link for link, wording in links.items() if wording >= _HEADLINE)
