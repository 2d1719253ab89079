"""Feeds in and out as OPML 2.0, the list that feed readers exchange. Read from anyone: no entities, no DTD, bounded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from crawler.catalogue import Outlet
from crawler.discover.addresses import found_url
from crawler.discover.markup import decoded, local_name, parse_xml, plain

LIMIT_BYTES = 20_000_000
MOST_OUTLINES = 20_000
_FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))  # by XML 1.0


class OpmlError(Exception):
    """This is no OPML file. The message says which file and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One feed of an OPML file."""

    url: str
    title: str = ""
    home: str = ""  # htmlUrl
    place: str = ""  # category "/lb/annahar", as our own export writes it: country and name of the outlet
    group: str = ""  # title of the outline around it
    latin: str = ""  # its description, where our own export writes the Latin name


def read_opml(body: bytes, name: str) -> tuple[Outline, ...]:
    """The feeds of a file, each URL once, in its order; outlines without a usable http address are passed over.

    Raises OpmlError, which says `name`, for what is no OPML.
    """
    if len(body) > LIMIT_BYTES:
        raise OpmlError(f"{name}: larger than {LIMIT_BYTES // 1_000_000} MB; no list of feeds is")
    root = parse_xml(decoded(body))
    if root is None or local_name(root).lower() != "opml":
        raise OpmlError(f"{name}: not an OPML file; feed readers write one with their export")
    found: dict[str, Outline] = {}
    for position, element in enumerate(root.iter("{*}outline")):
        if position >= MOST_OUTLINES:
            break
        attributes = {str(key).lower(): str(value) for key, value in element.attrib.items()}
        url = found_url(attributes.get("xmlurl", ""), "")
        around = element.getparent()
        outer = {str(key).lower(): str(value) for key, value in around.attrib.items()} if around is not None else {}
        if url:
            outline = Outline(
                url=url,
                title=_title(attributes),
                home=found_url(attributes.get("htmlurl", ""), ""),
                place=attributes.get("category", "").strip(),
                group=_title(outer),
                latin=plain(outer.get("description", ""))[:60],
            )
            found.setdefault(url, outline)
    return tuple(found.values())


def _title(attributes: dict[str, str]) -> str:
    return plain(attributes.get("title") or attributes.get("text") or "")[:200]


def opml_text(outlets: Iterable[Outlet], title: str) -> tuple[str, int]:
    """An OPML file with every feed of these outlets, an outline around those of each outlet, and how many feeds it holds."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _sound(title)
    body = etree.SubElement(root, "body")
    count = 0
    for outlet in outlets:
        feeds = [endpoint for endpoint in outlet.endpoints if endpoint.kind == "feed"]
        if not feeds:
            continue
        name = _sound(outlet.names.ar)
        around = etree.SubElement(body, "outline", text=name, title=name, description=_sound(outlet.names.en))
        for feed in feeds:
            said = f"{name} - {_sound(feed.section)}" if feed.section else name
            etree.SubElement(
                around, "outline", text=said, title=said, type="rss", xmlUrl=_sound(feed.url),
                htmlUrl=_sound(outlet.home), language=outlet.language, category=f"/{outlet.id.replace('.', '/', 1)}",
            )  # fmt: skip
            count += 1
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return text.decode("utf-8"), count


def _sound(text: str) -> str:
    return text.translate(_FORBIDDEN)


def by_site(outlines: Sequence[Outline]) -> list[tuple[Outline, ...]]:
    """The outlines of one outlet together: of one place in our own export, else of one host of home page or feed."""
    groups: dict[str, list[Outline]] = {}
    for outline in outlines:
        site = (outline.home or outline.url).split("/")[2].removeprefix("www.")
        groups.setdefault(outline.place if outline.place.count("/") == 2 else site, []).append(outline)
    return [tuple(group) for group in groups.values()]
