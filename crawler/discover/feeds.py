"""Feeds to Found: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed, as publishers really write them."""

import io
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from archive.model import Found
from crawler.discover.addresses import found_url
from crawler.discover.markup import local_name, looks_like_html, parse_xml, plain, without_half_characters

MAX_ENTRIES = 2000  # of one feed; the longest honest ones have some hundred

# A description with fewer characters of text is a summary, and one that ends in dots is cut short.
_WHOLE_TEXT = 600
_CUT_SHORT = re.compile(r"(?:\.\.\.|\u2026|\[&#8230;\]|\[\u2026\])\s*(?:</p>\s*)?$")
_TAG = re.compile(r"<[^<>]{1,2000}>")
_MAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_BETWEEN_NAMES = re.compile("[;,\u060c\u061b|]")
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

# By local name; the first that is there wins.
_DATES = ("pubDate", "published", "date", "issued", "created", "pubdate", "updated", "modified", "lastBuildDate")
_TEXTS = ("encoded", "content", "body", "description", "summary")
_AUTHORS = ("creator", "author", "contributor")
_OTHER_VOCABULARIES = ("/mrss", "media", "itunes", "googleplay", "georss", "wellformedweb", "slash")

# Labels of shelves, not of sections (facts: feeds put them in <category>).
_NO_SECTIONS = frozenset(
    {"آخر الأخبار", "أخر الأخبار", "اخر الاخبار", "الأكثر قراءة", "المزيد", "الرئيسية", "غير مصنف", "Uncategorized"}
)


def read_feed(text: str, *, url: str, outlet: str, section: str = "") -> tuple[list[Found], str]:
    """The entries of a feed in its own order, and what is wrong with it: "" or html-instead-of-feed, not-xml, not-json, empty.

    `url` is the feed's address: relative links hang on it and every Found names it. Entries without a usable link are
    left out. Dates stay as written.
    """
    start = text[:200].lstrip("\ufeff \t\r\n")
    if not start:
        return [], "empty"
    if start[0] in "{[":
        return _read_json_feed(text, url, outlet, section)
    if looks_like_html(text):
        return [], "html-instead-of-feed"
    root = parse_xml(text)
    found = _read_tree(root, url, outlet, section) if root is not None else []
    if not found and re.search(r"<(?:\w+:)?(?:item|entry)[\s>]", text):
        found = _read_leniently(text, url, outlet, section)
    if found:
        return found, ""
    known = root is not None and local_name(root).lower() in {"rss", "rdf", "feed", "channel"}
    return [], "empty" if known else "not-xml"


def _read_tree(root: etree._Element, url: str, outlet: str, section: str) -> list[Found]:
    found: list[Found] = []
    channel_base = urljoin_safe(url, root.get(_XML_BASE, ""))
    for position, entry in enumerate(root.iter("{*}item", "{*}entry")):
        if position >= MAX_ENTRIES:
            break
        children = _children(entry)
        base = urljoin_safe(channel_base, entry.get(_XML_BASE, ""))
        link = found_url(_link(entry, children), base)
        if not link:
            continue
        found.append(
            Found(
                url=link,
                outlet=outlet,
                endpoint=url,
                title=plain(_text(_first(children, ("title",)))),
                published=" ".join(_text(_first(children, _DATES)).split())[:100],
                text=_whole_text(children),
                section=_section(plain(_category(c)) for c in children.get("category", ())) or section,
                authors=_authors(children),
            )
        )
    return found


def _children(entry: etree._Element) -> dict[str, list[etree._Element]]:
    """An entry's children by local name, without those of vocabularies for media and podcasts."""
    children: dict[str, list[etree._Element]] = {}
    for child in entry:
        name = local_name(child)
        vocabulary = child.tag[: -len(name)] if name else ""
        if name and not (vocabulary and any(other in vocabulary for other in _OTHER_VOCABULARIES)):
            children.setdefault(name, []).append(child)
    return children


def _first(children: dict[str, list[etree._Element]], names: tuple[str, ...]) -> etree._Element | None:
    for name in names:
        for child in children.get(name, ()):
            if len(child) or (child.text and child.text.strip()):
                return child
    return None


def _text(element: etree._Element | None) -> str:
    """All text inside: `<title>` may hold markup that nobody escaped."""
    if element is None:
        return ""
    if not len(element):
        return element.text or ""
    return "".join(element.itertext())


def _link(entry: etree._Element, children: dict[str, list[etree._Element]]) -> str:
    """The article's address: the one behind a feed proxy, the link, a guid that says it is one, what RDF is about."""
    if origin := _text(_first(children, ("origLink",))).strip():
        return origin
    best = ""
    for link in children.get("link", ()):
        href = (link.get("href") or "").strip()
        kind = (link.get("type") or "").lower()
        if href and link.get("rel", "alternate") == "alternate" and (not kind or "html" in kind):
            best = best or href
        elif not href and (text := _text(link).strip()):
            return text
    if best:
        return best
    for guid in (*children.get("guid", ()), *children.get("id", ())):
        value = _text(guid).strip()
        if value.startswith(("http://", "https://")) and (guid.get("isPermaLink") or "true").lower() != "false":
            return value
    about = entry.get(_RDF_ABOUT) or ""
    return about if about.startswith(("http://", "https://")) else ""


def _category(element: etree._Element) -> str:
    return _text(element) or element.get("label") or element.get("term") or ""


def _section(labels: Iterator[str]) -> str:
    return next((label for label in labels if label and label not in _NO_SECTIONS and len(label) <= 80), "")


def _whole_text(children: dict[str, list[etree._Element]]) -> str:
    """The entry's full text as HTML, "" where there is only a summary."""
    for name in _TEXTS:
        for element in children.get(name, ()):
            if len(element):  # Atom's xhtml, or markup that nobody escaped
                inner = "".join(etree.tostring(child, encoding="unicode") for child in element)
                value = re.sub(r'\sxmlns(?::\w+)?="[^"]*"', "", (element.text or "") + inner)
            else:
                value = element.text or ""
            sure = (
                name in {"encoded", "content", "body"} or "K2FeedFullText" in value
            )  # Joomla K2 puts all in the description
            if whole := _whole(value, sure=sure):
                return whole
    return ""


def _whole(value: str, *, sure: bool) -> str:
    value = value.strip()
    if "<" not in value and ("&lt;p" in value or "&lt;div" in value or "&lt;br" in value):  # escaped twice
        value = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    if not value or (not sure and (len(_TAG.sub("", value)) < _WHOLE_TEXT or _CUT_SHORT.search(value[-80:]))):
        return ""
    return value


def _authors(children: dict[str, list[etree._Element]]) -> tuple[str, ...]:
    names: list[str] = []
    for kind in _AUTHORS:
        for element in children.get(kind, ()):
            person = element
            for child in element:
                if local_name(child) == "name":  # Atom
                    person = child
                    break
            names += author_names(_text(person))
        if names:
            break
    return tuple(dict.fromkeys(names))[:10]


def author_names(written: str) -> list[str]:
    """The names in an author field: "mail (Name)", "Name <mail>", several with commas or semicolons. Addresses are no names."""
    text = plain(written)
    if "@" in text:
        text = _MAIL.sub(" ", text.replace("<", " ").replace(">", " "))
    pieces = _BETWEEN_NAMES.split(text)
    return [name for piece in pieces if (name := piece.strip(" ()\t\u200f\u200e")) and len(name) <= 80]


def _read_json_feed(text: str, url: str, outlet: str, section: str) -> tuple[list[Found], str]:
    """JSON Feed 1.1 (jsonfeed.org)."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return [], "not-json"
    entries = data.get("items") if isinstance(data, dict) else None
    found: list[Found] = []
    for entry in entries[:MAX_ENTRIES] if isinstance(entries, list) else ():
        if not isinstance(entry, dict):
            continue
        identity = _string(entry.get("id"))
        link = found_url(_string(entry.get("url")) or (identity if identity.startswith("http") else ""), url)
        if not link:
            continue
        people = entry.get("authors") or [entry.get("author")]
        names = [_string(p.get("name")) for p in people if isinstance(p, dict)] if isinstance(people, list) else []
        tags = entry.get("tags")
        found.append(
            Found(
                url=link,
                outlet=outlet,
                endpoint=url,
                title=plain(_string(entry.get("title"))),
                published=(_string(entry.get("date_published")) or _string(entry.get("date_modified")))[:100],
                text=_whole(_string(entry.get("content_html")) or _string(entry.get("content_text")), sure=True),
                section=_section(plain(_string(t)) for t in (tags if isinstance(tags, list) else ())) or section,
                authors=tuple(name for written in names for name in author_names(written))[:10],
            )
        )
    return found, "" if found else "empty"


def _string(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _read_leniently(text: str, url: str, outlet: str, section: str) -> list[Found]:
    """What feedparser makes of a feed that is hardly XML any more. Slow, so only asked when the tree gave nothing."""
    import feedparser

    text = without_half_characters(text[:500_000])
    # As a stream: feedparser would take a string for an address and fetch it.
    feed = feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")), sanitize_html=False)
    found = []
    for entry in feed.entries[:MAX_ENTRIES]:
        link = found_url(str(entry.get("feedburner_origlink") or entry.get("link") or ""), url)
        if not link:
            continue
        contents = [str(c.get("value", "")) for c in entry.get("content", ())]
        found.append(
            Found(
                url=link,
                outlet=outlet,
                endpoint=url,
                title=plain(str(entry.get("title", ""))),
                published=str(entry.get("published") or entry.get("updated") or "")[:100],
                text=next((whole for c in contents if (whole := _whole(c, sure=True))), ""),
                section=_section(plain(str(t.get("term") or "")) for t in entry.get("tags", ())) or section,
                authors=tuple(author_names(str(entry.get("author", ""))))[:10],
            )
        )
    return found


def urljoin_safe(base: str, relative: str) -> str:
    """`urljoin` that gives the base back where the relative part is no URL."""
    if not relative:
        return base
    try:
        return urljoin(base, relative)
    except ValueError:
        return base
