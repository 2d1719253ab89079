"""Sitemaps to Found: sitemaps, news sitemaps, plain text sitemaps, and indexes of them (sitemaps.org 0.9, Google news 0.9)."""

import re
from dataclasses import dataclass

from lxml import etree

from archive.model import Found
from crawler.discover.addresses import found_url
from crawler.discover.markup import local_name, looks_like_html, parse_xml, plain

MAX_URLS = 50_000  # of one file, as the standard says

# Parts of an index that list no articles come last.
_NO_ARTICLES = re.compile(
    r"(?i)(?:^|[/_.-])(?:categor(?:y|ies)|(?:post_)?tags?|topics?|authors?|users?|pages?|images?|videos?|sections?)[-_.]?(?:sitemap)?\d*\.xml"
)
_ARABIC_LETTER = re.compile("[\u0621-\u064a]")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What one sitemap file says: articles newest first, or the addresses of further sitemaps, newest first."""

    found: tuple[Found, ...] = ()
    parts: tuple[str, ...] = ()
    problem: str = ""


def read_sitemap(text: str, *, url: str, outlet: str, language: str = "ar", section: str = "") -> Sitemap:
    """Reads one file. Entries whose news:language is another than `language`, and whose title says the same, are left out.

    `lastmod` orders the entries and is no publication date; only news:publication_date is.
    """
    if not text.strip():
        return Sitemap(problem="empty")
    if looks_like_html(text):
        return Sitemap(problem="html-instead-of-feed")
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        return _read_lines(text, url, outlet, section)
    root = parse_xml(text)
    if root is None:
        return Sitemap(problem="not-xml")
    entries: list[tuple[str, int, Found]] = []
    parts: list[tuple[bool, str, list[int], str]] = []
    for element in root.iter("{*}url", "{*}sitemap"):
        name = local_name(element)
        loc, changed, news = _fields(element)
        link = found_url(loc, url)
        if not link:
            continue
        if name == "sitemap":
            numbers = [int(n[:12]) for n in _NUMBER.findall(link)]
            parts.append((not _NO_ARTICLES.search(link), changed, numbers, link))
        elif len(entries) < MAX_URLS and _in_language(news, language):
            title = plain(news.get("title", ""))
            published = " ".join(news.get("publication_date", "").split())[:100]
            entries.append(
                (
                    published or changed,
                    -len(entries),
                    Found(url=link, outlet=outlet, endpoint=url, title=title, published=published, section=section),
                )
            )
    entries.sort(key=lambda entry: entry[:2], reverse=True)
    parts.sort(reverse=True)
    known = local_name(root).lower() in {"urlset", "sitemapindex"}
    problem = "" if entries or parts else ("empty" if known else "not-xml")
    return Sitemap(found=tuple(e[2] for e in entries), parts=tuple(dict.fromkeys(p[3] for p in parts)), problem=problem)


def _fields(element: etree._Element) -> tuple[str, str, dict[str, str]]:
    """loc, lastmod and the news fields. Only direct children: an image's loc is not the article's."""
    loc = changed = ""
    news: dict[str, str] = {}
    for child in element:
        name = local_name(child)
        if name == "loc" and not loc:
            loc = "".join((child.text or "").split())
        elif name == "lastmod":
            changed = (child.text or "").strip()[:40]
        elif name == "news":
            for field in child.iter():
                if field.text:
                    news.setdefault(local_name(field), field.text)
    return loc, changed, news


def _in_language(news: dict[str, str], language: str) -> bool:
    """Outlets with two languages list both in one file; others declare "en" for Arabic out of habit."""
    said = news.get("language", "").strip().lower()
    if not said or said[:2] == language[:2]:
        return True
    return language[:2] == "ar" and bool(_ARABIC_LETTER.search(news.get("title", "")))


def _read_lines(text: str, url: str, outlet: str, section: str) -> Sitemap:
    """A text sitemap: one address a line."""
    links = (found_url(line, "") for line in text.splitlines()[:MAX_URLS])
    found = tuple(
        Found(url=link, outlet=outlet, endpoint=url, section=section) for link in dict.fromkeys(links) if link
    )
    return Sitemap(found=found, problem="" if found else "not-xml")
