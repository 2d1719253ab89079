"""Nakheel: a Saudi agency site. JSON-LD in a graph, AMP twins, RSS, Atom, two sitemaps, Arabic-Indic digits, Hijri dates."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from urllib.parse import quote

from rasid.newsroom.articles import Piece
from rasid.newsroom.sites.lists import Entry, atom, news_sitemap, rss, sitemap, sitemap_index
from rasid.newsroom.sites.site import CONTACT, LOGIN, XML, Page, Site
from rasid.newsroom.wording import (
    GULF_MONTHS,
    WEEKDAYS,
    arabic_digits,
    compact_offset,
    day,
    half_clock,
    hijri_day,
)

FEED_ENTRIES = 20
SECTION_PAGE = 20
SITEMAP_PART = 1000
NEWS_DAYS = 2

_ARTICLE = re.compile(r"/article/(\d{1,11})(?:/([^/]*))?/?")
_SECTION = re.compile(r"/section/(\w+)(?:/(\d{1,6}))?/?")
_PART = re.compile(r"/sitemap-(\d{1,6})\.xml")


class Nakheel(Site):
    """www.nakheel.example."""

    def path_of(self, piece: Piece) -> str:
        return f"/article/{piece.id}/{quote(piece.slug)}"

    def robots(self) -> str:
        return (
            "User-agent: *\nDisallow: /login\nDisallow: /*?print=\n\n"
            f"Sitemap: {self.absolute('/sitemap.xml')}\nSitemap: {self.absolute('/news-sitemap.xml')}\n"
        )

    def page(self, path: str, query: Mapping[str, str]) -> Page | None:
        if match := _ARTICLE.fullmatch(path):
            return self._article(int(match[1]), amp=query.get("amp") == "1")
        if path == "/rss":
            return self._rss()
        if path == "/atom.xml":
            return self._atom()
        if path == "/news-sitemap.xml":
            news = map(self._entry, self.edition.since(NEWS_DAYS))
            return self.listed(news_sitemap(self.masthead.name, news), XML)
        if path == "/sitemap.xml":
            return self._sitemap()
        if match := _PART.fullmatch(path):
            return self._part(int(match[1]))
        if path == "/":
            return self._front(None, 1)
        if (match := _SECTION.fullmatch(path)) and match[1] in self.masthead.sections:
            return self._front(match[1], int(match[2] or 1))
        if path in {"/contact", "/login"}:
            return Page(body=self.plain(self.masthead.name, CONTACT if path == "/contact" else LOGIN))
        return None

    def _article(self, article_id: int, *, amp: bool) -> Page | None:
        if gone := self.withdrawn(article_id):
            return gone
        piece = self.edition.find(article_id)
        if piece is None:
            return None
        html = self._amp(piece) if amp else self._full(piece)
        return Page(body=self.encoded(html), changed_at=self.edition.told_at(piece))

    def _canonical(self, piece: Piece) -> str:
        """The address with its Arabic letters as they are: the pages write it so, the feeds percent-encoded."""
        return self.absolute(f"/article/{piece.id}/{piece.slug}")

    def _full(self, piece: Piece) -> str:
        section = self.masthead.sections[piece.section]
        moment = piece.published
        shown = (
            f"{WEEKDAYS[moment.weekday()]} {hijri_day(moment)} - {day(moment, GULF_MONTHS)}م | "
            f"{half_clock(moment, 'ص', 'م')}"
        )
        updated = (
            f'<span class="updated">آخر تحديث: {arabic_digits(half_clock(piece.modified, "ص", "م"))}</span>'
            if piece.modified
            else ""
        )
        tags = "".join(f'<li><a href="/tag/{quote(tag)}">{escape(tag)}</a></li>' for tag in piece.tags)
        lead = f'<p class="story-lead">{escape(piece.lead)}</p>' if piece.lead else ""
        core = f"""
<article class="story" data-id="{piece.id}"><div class="story-head"><a class="kicker" href="/section/{piece.section}">{section}</a>
<h1 class="story-title">{escape(piece.title)}</h1>{lead}
<div class="story-info">{self._byline(piece)}<span class="story-date">{arabic_digits(shown)}</span>{updated}</div></div>
<div class="listen">استمع إلى المقالة</div>{self._picture(piece)}
<div class="story-text">{self._text(piece)}</div>
<div class="share"><span>مشاركة الخبر</span><a href="#x">X</a><a href="#wa">واتساب</a><a href="#tg">تيليجرام</a></div>
<ul class="story-tags">{tags}</ul><div class="google-news">تابع آخر أخبار نخيل برس عبر Google News</div></article>
<section class="more-stories"><h2>أخبار ذات صلة</h2><ul>{self.links(piece.id + 3, 8)}</ul></section>
"""
        head = f"""
<link rel="canonical" href="{escape(self._canonical(piece))}"><link rel="amphtml" href="{self.address_of(piece)}?amp=1">
<meta name="description" content="{escape(piece.lead or piece.body[0][:150])}"><meta property="og:type" content="article">
<meta property="og:title" content="{escape(piece.title)}"><meta property="og:url" content="{escape(self._canonical(piece))}">
<meta property="og:image" content="{self._image(piece)}"><meta property="og:site_name" content="{self.masthead.name}">
<script type="application/ld+json">{self._graph(piece)}</script>
"""
        return self._frame(piece.title, head, core, piece.id)

    def _amp(self, piece: Piece) -> str:
        shown = arabic_digits(f"{day(piece.published, GULF_MONTHS)} {half_clock(piece.published, 'ص', 'م')}")
        return f"""<!doctype html><html amp lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{escape(piece.title)}</title>
<link rel="canonical" href="{escape(self._canonical(piece))}"><script async src="https://cdn.ampproject.org/v0.js"></script>
<script type="application/ld+json">{self._graph(piece)}</script></head><body><header><a href="/">{self.masthead.name}</a></header>
<article><h1 class="story-title">{escape(piece.title)}</h1>{self._byline(piece)}<span class="story-date">{shown}</span>
<div class="story-text">{self._text(piece)}</div></article><footer>{self.masthead.name}</footer></body></html>"""

    def _graph(self, piece: Piece) -> str:
        """JSON-LD as the site's plug-in writes it: a graph of organisation, page, article and breadcrumb."""
        site, address = self.absolute("/"), self._canonical(piece)
        author = (
            {"@type": "Person", "name": piece.author}
            if piece.author
            else {"@type": "Organization", "name": piece.agency or self.masthead.name}
        )
        graph = [
            {"@type": "Organization", "@id": f"{site}#org", "name": self.masthead.name, "url": site},
            {"@type": "WebPage", "@id": address, "url": address, "name": f"{piece.title} | نخيل برس"},
            {
                "@type": "NewsArticle",
                "@id": f"{address}#article",
                "headline": piece.title,
                "description": piece.lead,
                "datePublished": compact_offset(piece.published),
                "dateModified": compact_offset(piece.changed),
                "inLanguage": "ar",
                "articleSection": self.masthead.sections[piece.section],
                "keywords": ", ".join(piece.tags),
                "author": [author],
                "publisher": {"@id": f"{site}#org"},
                "mainEntityOfPage": {"@id": address},
                "image": {"@type": "ImageObject", "url": self._image(piece)},
            },
            {"@type": "BreadcrumbList", "itemListElement": []},
        ]
        told = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
        return told.replace("</", "<\\/")

    def _text(self, piece: Piece) -> str:
        blocks = [escape(block, quote=False) for block in piece.body]
        if piece.place:
            blocks[0] = f"<b>{escape(piece.place)} - {escape(piece.agency or self.masthead.name)}:</b> {blocks[0]}"
        out = []
        for turn, block in enumerate(blocks):
            out.append(f"<h3>{block[3:]}</h3>" if block.startswith("## ") else f"<p>{block}</p>")
            if turn == 2 and piece.id % 3 == 0:
                out.append(f'<div class="inline-related">شاهد أيضا <ul>{self.links(piece.id + 5, 1)}</ul></div>')
        return "\n".join(out)

    def _byline(self, piece: Piece) -> str:
        name = piece.author or piece.agency or self.masthead.name
        place = f" - {escape(piece.place)}" if piece.place and piece.author else ""
        return f'<span class="story-author">{escape(name)}{place}</span>'

    def _picture(self, piece: Piece) -> str:
        caption = f"<figcaption>{escape(piece.caption)}</figcaption>" if piece.caption else ""
        return f'<figure><img src="{self._image(piece)}" loading="lazy" alt="">{caption}</figure>'

    def _image(self, piece: Piece) -> str:
        return self.absolute(f"/uploads/images/{piece.published:%Y/%m/%d}/{piece.id}.jpg")

    def _frame(self, title: str, head: str, core: str, number: int) -> str:
        fill = self.furniture.fill(number, core)
        menu = "".join(
            f'<li><a href="/section/{name}">{arabic}</a></li>' for name, arabic in self.masthead.sections.items()
        )
        return f"""<!DOCTYPE html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{escape(title)} | {self.masthead.name}</title>
<link rel="alternate" type="application/rss+xml" href="{self.absolute("/rss")}">
<link rel="alternate" type="application/atom+xml" href="{self.absolute("/atom.xml")}">
<link rel="stylesheet" href="/assets/site.css">{head}{fill.head}</head><body>
<div class="cookie-note">نستخدم ملفات تعريف الارتباط لتحسين تجربتك في الموقع. <button>موافق</button></div>
<header class="top"><a href="/">{self.masthead.name}</a><ul>{menu}<li><a href="/contact">اتصل بنا</a>
</li><li><a href="/login">تسجيل الدخول</a></li></ul></header>{fill.menus}
<main class="wrap">{core}<aside class="rail"><h2>الأكثر قراءة</h2><ol>{self.links(number + 1, 10)}</ol>
<h2>المزيد</h2><ul>{self.links(number + 2, 10)}</ul></aside></main>
<footer><p>جميع الحقوق محفوظة لنخيل برس © ١٤٤٨هـ</p></footer>{fill.tail}</body></html>"""

    def _front(self, section: str | None, number: int) -> Page | None:
        start = (number - 1) * SECTION_PAGE
        if number < 1 or start >= max(1, self.edition.places(section)):
            return None
        cards = "".join(
            f'<div class="card"><a href="{self.path_of(piece)}">'
            f'<img src="{self._image(piece)}" alt=""><h2>{escape(piece.title)}</h2></a>'
            f"<span>{arabic_digits(day(piece.published, GULF_MONTHS))}</span></div>"
            for piece in self.edition.newest(start, start + SECTION_PAGE, section)
        )
        name = self.masthead.sections[section] if section else "الرئيسية"
        more = (
            f'<a class="load-more" href="/section/{section}/{number + 1}">المزيد</a>'
            if section and start + SECTION_PAGE < self.edition.places(section)
            else ""
        )
        core = f'<h1 class="front-title">{name}</h1><div class="cards">{cards}</div>{more}'
        return self.listed(self._frame(name, '<meta property="og:type" content="website">', core, number))

    def _entries(self) -> list[Entry]:
        return [
            replace(
                self._entry(piece),
                guid=str(piece.id),
                author=piece.author,
                section=self.masthead.sections[piece.section],
                summary=escape(piece.lead or f"{piece.body[0][:160]}..."),
            )
            for piece in self.edition.newest(0, FEED_ENTRIES, with_body=True)
        ]

    def _rss(self) -> Page:
        xml = rss(
            self.masthead.name,
            self.absolute("/"),
            self.absolute("/rss"),
            "آخر الأخبار",
            self._entries(),
        )
        return self.listed(xml, "application/rss+xml; charset=utf-8")

    def _atom(self) -> Page:
        entries = [replace(entry, guid=f"tag:{self.masthead.host},2026:{entry.guid}") for entry in self._entries()]
        changed = self.edition.changed_at.replace(microsecond=0)
        xml = atom(self.masthead.name, self.absolute("/"), self.absolute("/atom.xml"), changed, entries)
        return self.listed(xml, "application/atom+xml; charset=utf-8")

    def _sitemap(self) -> Page:
        places = self.edition.places()
        if places <= SITEMAP_PART:
            return self.listed(sitemap(map(self._entry, self.edition.oldest(0, places))), XML)
        parts = range(1, -(-places // SITEMAP_PART) + 1)
        return self.listed(sitemap_index((self.absolute(f"/sitemap-{part}.xml"), None) for part in parts), XML)

    def _part(self, part: int) -> Page | None:
        start = (part - 1) * SITEMAP_PART
        if part < 1 or start >= self.edition.places():
            return None
        pieces = self.edition.oldest(start, start + SITEMAP_PART)
        return self.listed(sitemap(map(self._entry, pieces)), XML)

    def _entry(self, piece: Piece) -> Entry:
        return Entry(
            address=self.address_of(piece),
            title=piece.title,
            published=piece.published,
            changed=piece.changed,
        )
