"""The XML the sites share: RSS 2.0, Atom, sitemaps, sitemap indexes and news sitemaps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a list. `summary` and `content` are HTML; text fields are plain."""

    address: str
    title: str
    published: datetime
    changed: datetime
    guid: str = ""
    author: str = ""
    section: str = ""
    tags: Sequence[str] = ()
    summary: str = ""
    content: str = ""


def rss(title: str, address: str, feed_address: str, about: str, entries: Sequence[Entry]) -> str:
    """An RSS 2.0 feed; entries with content get content:encoded."""
    items = "".join(map(_item, entries))
    newest = max((entry.changed for entry in entries), default=None)
    built = f"<lastBuildDate>{format_datetime(newest)}</lastBuildDate>" if newest else ""
    return (
        f'{HEAD}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">\n'
        f"<channel>\n<title>{escape(title)}</title>\n"
        f'<atom:link href="{escape(feed_address)}" rel="self" type="application/rss+xml" />\n'
        f"<link>{escape(address)}</link>\n<description>{escape(about)}</description>\n"
        f"{built}<language>ar</language>\n{items}</channel>\n</rss>\n"
    )


def atom(title: str, address: str, feed_address: str, changed: datetime, entries: Sequence[Entry]) -> str:
    """An Atom feed with summaries."""
    items = "".join(
        f"<entry><title>{escape(entry.title)}</title>"
        f'<link rel="alternate" type="text/html" href="{escape(entry.address)}"/>'
        f"<id>{escape(entry.guid or entry.address)}</id>"
        f"<published>{entry.published.isoformat()}</published>"
        f"<updated>{entry.changed.isoformat()}</updated>"
        + (f"<author><name>{escape(entry.author)}</name></author>" if entry.author else "")
        + (f'<category term="{escape(entry.section)}"/>' if entry.section else "")
        + f'<summary type="html">{escape(entry.summary)}</summary></entry>\n'
        for entry in entries
    )
    return (
        f'{HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><title>{escape(title)}</title>'
        f'<link href="{escape(address)}"/><link rel="self" href="{escape(feed_address)}"/>'
        f"<id>{escape(feed_address)}</id><author><name>{escape(title)}</name></author>"
        f"<updated>{changed.isoformat(timespec='seconds')}</updated>\n{items}</feed>\n"
    )


def sitemap(entries: Iterable[Entry]) -> str:
    """A sitemap with the time each address last changed."""
    urls = "".join(
        f"<url><loc>{escape(entry.address)}</loc><lastmod>{entry.changed.isoformat()}</lastmod></url>\n"
        for entry in entries
    )
    return f'{HEAD}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'


def news_sitemap(name: str, entries: Iterable[Entry]) -> str:
    """A Google News sitemap."""
    urls = "".join(
        f"<url><loc>{escape(entry.address)}</loc><news:news><news:publication><news:name>{escape(name)}</news:name>"
        "<news:language>ar</news:language></news:publication>"
        f"<news:publication_date>{entry.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(entry.title)}</news:title></news:news></url>\n"
        for entry in entries
    )
    return (
        f'{HEAD}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{urls}</urlset>\n'
    )


def sitemap_index(parts: Iterable[tuple[str, datetime | None]]) -> str:
    """A sitemap of sitemaps: addresses, each with its last change where known."""
    rows = "".join(
        f"<sitemap><loc>{escape(address)}</loc>"
        + (f"<lastmod>{changed.isoformat()}</lastmod>" if changed else "")
        + "</sitemap>\n"
        for address, changed in parts
    )
    return f'{HEAD}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</sitemapindex>\n'


def _item(entry: Entry) -> str:
    categories = "".join(f"<category><![CDATA[{name}]]></category>" for name in (entry.section, *entry.tags) if name)
    author = f"<dc:creator><![CDATA[{entry.author}]]></dc:creator>" if entry.author else ""
    whole = f"<content:encoded><![CDATA[{_cdata(entry.content)}]]></content:encoded>" if entry.content else ""
    return (
        f"<item><title>{escape(entry.title)}</title><link>{escape(entry.address)}</link>{author}"
        f"<pubDate>{format_datetime(entry.published)}</pubDate>{categories}"
        f'<guid isPermaLink="false">{escape(entry.guid or entry.address)}</guid>'
        f"<description><![CDATA[{_cdata(entry.summary)}]]></description>{whole}</item>\n"
    )


def _cdata(text: str) -> str:
    return text.replace("]]>", "]]]]><![CDATA[>")
