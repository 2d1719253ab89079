"""What a page's head says of itself: JSON-LD, Open Graph and other meta elements. Nothing is decided here."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_LINKED_DATA = 2_000_000  # characters of one JSON-LD script
MAX_NODES = 500  # of all its objects

_ARTICLE_TYPES = """
Article NewsArticle AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle OpinionNewsArticle
ReportageNewsArticle ReviewNewsArticle BlogPosting LiveBlogPosting Report SocialMediaPosting TechArticle
ScholarlyArticle CreativeWork
"""
ARTICLE_TYPES = frozenset(_ARTICLE_TYPES.split())
_WANTED = """
author article:author article:published_time article:modified_time article:section article:tag og:title og:type og:url
og:image og:site_name og:description og:updated_time og:locale description keywords news_keywords twitter:title
twitter:image date pubdate publishdate publish-date publish_date published_time datepublished datecreated datemodified
dc.date dc:date dc:created dcterms:created dcterms:modified dc.date.issued dc.date.created dc.creator dc.title
dcterms.created dcterms.date dcterms.modified
article.published article.updated cxenseparse:recs:publishtime cxenseparse:author sailthru.date sailthru.author
parsely-pub-date parsely-author last-modified lastmod content-language generator application-name twitter:creator
creator byl headline
"""
_WANTED_META = frozenset(_WANTED.split())
_CONTROL = re.compile("[\x00-\x1f]")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")


@dataclass(frozen=True, slots=True)
class Meta:
    """Meta elements by lower-case name (all values in order), `link` targets by rel, JSON-LD objects, the title element."""

    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    nodes: tuple[Mapping[str, Any], ...] = ()  # JSON-LD objects, outer first
    title: str = ""
    language: str = ""

    def first(self, *names: str) -> str:
        """The first value that is there, in the order of the names."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return ""

    def article(self) -> Mapping[str, Any]:
        """The JSON-LD object that describes the article, {} without one."""
        ranked = [n for n in self.nodes if types_of(n) & ARTICLE_TYPES]
        ranked.sort(key=lambda n: -("articleBody" in n) - 2 * ("headline" in n) - 2 * ("datePublished" in n))
        return ranked[0] if ranked and ("headline" in ranked[0] or "datePublished" in ranked[0]) else {}

    def page(self) -> Mapping[str, Any]:
        """The JSON-LD object of the page itself where it carries dates (WordPress writes them there), {} without one."""
        return next((n for n in self.nodes if types_of(n) & {"WebPage", "ItemPage"} and "datePublished" in n), {})

    def types(self) -> frozenset[str]:
        """All JSON-LD types on the page."""
        return frozenset().union(*(types_of(n) for n in self.nodes)) if self.nodes else frozenset()

    def by_id(self, identity: str) -> Mapping[str, Any]:
        """The JSON-LD object with that @id that says most, {} without one."""
        found = [n for n in self.nodes if n.get("@id") == identity]
        return max(found, key=len) if found else {}


def read_metadata(tree: Any) -> Meta:
    """One walk over the meta, link, script and title elements of a page. Broken JSON-LD is passed over."""
    meta: dict[str, list[str]] = {}
    links: dict[str, str] = {}
    nodes: list[Mapping[str, Any]] = []
    title = ""
    for element in tree.iter("meta", "link", "script", "title"):
        tag = element.tag
        if tag == "meta":
            name = (
                element.get("property")
                or element.get("name")
                or element.get("itemprop")
                or element.get("http-equiv")
                or ""
            ).lower()
            content = element.get("content")
            if content and name in _WANTED_META:
                meta.setdefault(name, []).append(content.strip())
        elif tag == "link":
            rel, href = (element.get("rel") or "").lower(), element.get("href")
            if href and rel in {"canonical", "amphtml", "shortlink"}:
                links.setdefault(rel, href.strip())
        elif tag == "script":
            if "ld+json" in (element.get("type") or "") and element.text:
                nodes += _linked_data(element.text)
        elif not title and element.text:
            parent = element.getparent()
            if parent is None or parent.tag in {"head", "html", "body"}:
                title = element.text.strip()
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return Meta(
        meta={k: tuple(v) for k, v in meta.items()},
        links=links,
        nodes=tuple(nodes[:MAX_NODES]),
        title=title,
        language=language,
    )


def _linked_data(text: str) -> list[Mapping[str, Any]]:
    if len(text) > MAX_LINKED_DATA:
        return []
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = text.removeprefix("//<![CDATA[").removesuffix("//]]>").strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", text))):
        try:
            return list(_objects(json.loads(attempt, strict=False)))
        except (ValueError, RecursionError):
            continue
    return []


def _objects(data: Any) -> Iterator[Mapping[str, Any]]:
    """All objects of a JSON-LD value, breadth first, without recursion."""
    queue, seen = [data], 0
    while queue and seen < MAX_NODES:
        value = queue.pop(0)
        if isinstance(value, list):
            queue.extend(value)
        elif isinstance(value, dict):
            seen += 1
            if "@type" in value:
                yield value
            queue.extend(v for v in value.values() if isinstance(v, dict | list))


def types_of(node: Mapping[str, Any]) -> frozenset[str]:
    """The types of a JSON-LD object, without the vocabulary's address."""
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return frozenset(str(v).rsplit("/", 1)[-1] for v in values if v)


def text_of(value: Any) -> str:
    """A JSON-LD value as one string: itself, its name, or the first of a list."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("@value") or value.get("url") or "")
    if isinstance(value, list) and value:
        return text_of(value[0])
    return ""
