"""Section, tags, image and language: what an outlet files an article under."""

import re
from typing import Any
from urllib.parse import urljoin

from arabic.letters import fold
from archive.model import Origin
from crawler.catalogue import Outlet, Rule
from crawler.extract.metadata import Meta, text_of, types_of
from crawler.extract.reading import Reading
from crawler.extract.selectors import matches
from crawler.extract.selectors import text_of as element_text

MAX_TAGS = 25
_LISTS = """
الرئيسية | الصفحة الرئيسية | آخر الأخبار | أخر الأخبار | الأكثر قراءة | المزيد | أخبار | الأخبار | غير مصنف | عام | عاجل | البداية |
سلايدر | الاستقبال | مقالات | home | featured | uncategorized | article | news | slider
"""
_NO_LABELS = frozenset(fold(word.strip()) for word in _LISTS.split("|"))


def read_section(page_read: Reading, rule: Rule | None, hint: str, title: str) -> tuple[str, Origin | None]:
    """The section as the outlet calls it: by rule, JSON-LD, meta, the last link of the breadcrumbs, the endpoint's name."""
    tree, meta = page_read.page.tree, page_read.meta
    if rule:
        selector, elements = matches(tree, rule.section)
        if selector and (text := element_text(elements[-1])):
            return text, Origin(rule=f"rule:{selector}", confidence=0.9)
    candidates = [
        ("json-ld:articleSection", text_of(meta.article().get("articleSection"))),
        ("meta:article:section", meta.first("article:section")),
    ]
    if not any(v for _, v in candidates):
        candidates += [("breadcrumbs", c) for c in _crumbs(page_read)[-1:]]
    candidates.append(("endpoint", hint))
    for name, given in candidates:
        value = " ".join(given.split()).strip(" >»/|")
        if value and len(value) <= 50 and fold(value) not in _NO_LABELS and value != title and "://" not in value:
            return value, Origin(rule=name, confidence=0.8)
    return "", None


def _crumbs(page_read: Reading) -> list[str]:
    linked: list[str] = []
    for node in page_read.meta.nodes:
        if "BreadcrumbList" in types_of(node) and isinstance(node.get("itemListElement"), list):
            entries = [e for e in node["itemListElement"] if isinstance(e, dict)]
            linked = [text_of(e.get("name") or e.get("item")) for e in entries][:-1]
    if not linked:
        for element in page_read.marks.crumbs:
            linked = [" ".join("".join(a.itertext()).split()) for a in list(element.iter("a"))[:8]]
            if linked:
                break
    return [c for c in linked if c and len(c) <= 40 and fold(c) not in _NO_LABELS and "://" not in c]


def read_tags(
    page_read: Reading, rule: Rule | None, outlet: Outlet, text: str
) -> tuple[tuple[str, ...], Origin | None]:
    """The tags, in order, each once; names of lists and of the outlet itself are none.

    `text` is title and body: keywords of the plain meta element count only where they occur in it, since many sites put
    the same list on every page.
    """
    tree, meta = page_read.page.tree, page_read.meta
    if rule:
        selector, elements = matches(tree, rule.tags)
        if selector:
            return _tidy([element_text(e) for e in elements], outlet), Origin(rule=f"rule:{selector}", confidence=0.9)
    keywords = meta.article().get("keywords")
    linked = (
        keywords if isinstance(keywords, list) else re.split(r"[,،;|]", keywords) if isinstance(keywords, str) else []
    )
    for name, values in (
        ("meta:article:tag", list(meta.meta.get("article:tag", ()))),
        ("json-ld:keywords", [str(k) for k in linked if isinstance(k, str)]),
        ("meta:news_keywords", re.split(r"[,،;|]", meta.first("news_keywords"))),
        ("meta:keywords", re.split(r"[,،;|]", meta.first("keywords"))),
    ):
        tags = _tidy(values, outlet)
        if name == "meta:keywords" and tags:
            tags = tuple(t for t in tags if t in text)
        if tags:
            return tags, Origin(rule=name, confidence=0.8 if name != "meta:keywords" else 0.6)
    return (), None


def _tidy(values: list[str], outlet: Outlet) -> tuple[str, ...]:
    found: list[str] = []
    for value in values:
        tag = " ".join(value.split()).strip(" #,،.-").replace("_", " ")
        if (
            tag
            and 2 <= len(tag) <= 60
            and tag not in found
            and fold(tag) not in _NO_LABELS
            and tag not in {outlet.names.ar, outlet.names.en}
        ):
            found.append(tag)
    return tuple(found[:MAX_TAGS])


def read_image(tree: Any, meta: Meta, rule: Rule | None, url: str) -> tuple[str, Origin | None]:
    """The address of the article's picture."""
    if rule:
        selector, elements = matches(tree, rule.image)
        if selector:
            first = elements[0]
            value = (
                first
                if isinstance(first, str)
                else first.get("src") or first.get("data-src") or first.get("content") or first.get("href") or ""
            )
            if value:
                return _absolute(value, url), Origin(rule=f"rule:{selector}", confidence=0.9)
    image = meta.article().get("image")
    first = image[0] if isinstance(image, list) and image else image
    linked = first.get("url") if isinstance(first, dict) else first
    for name, value in (
        ("meta:og:image", meta.first("og:image")),
        ("json-ld:image", linked if isinstance(linked, str) else ""),
        ("meta:twitter:image", meta.first("twitter:image")),
    ):
        if value and len(value) < 2000 and not re.search(r"logo|default|placeholder|no-?image", value, re.IGNORECASE):
            return _absolute(value, url), Origin(rule=name, confidence=0.8)
    return "", None


def _absolute(value: str, url: str) -> str:
    try:
        joined = urljoin(url, value.strip()) if url else value.strip()
    except ValueError:
        return ""
    return joined if joined.startswith(("http://", "https://")) else ""
