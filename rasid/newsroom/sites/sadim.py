"""Sadim: a pan-Arab online paper. Numbered addresses, AMP twins, sitemaps, a JSON listing, and damaged text.

Like the paper it is modelled on, it lost the "nbsp;" of some no-break spaces and the "&" of some quotation marks.
"""

import json
import re
from collections.abc import Mapping
from html import escape

from rasid.newsroom.articles import Piece
from rasid.newsroom.chance import mix
from rasid.newsroom.sites.furniture import Fill
from rasid.newsroom.sites.lists import Entry, news_sitemap, sitemap, sitemap_index
from rasid.newsroom.sites.site import CONTACT, LOGIN, XML, Page, Site
from rasid.newsroom.wording import GULF_MONTHS, WEEKDAYS, clock, day

LISTING_PAGE = 10
SITEMAP_PART = 1000
NEWS_DAYS = 2

_ARTICLE = re.compile(r"(?P<amp>/amp)?/Web/(?P<section>\w+)/\d{4}/\d{1,2}/(?P<id>\d{1,11})\.html?", re.IGNORECASE)
_PART = re.compile(r"/sitemaps/articles_(\d{1,6})\.xml")
_LISTING = re.compile(r"/api/v2/web/com/marticles/index/(\w+)/(\d{1,9})")
_SECTION = re.compile(r"/Web/(\w+)(?:\.html)?/?")
_GAP = re.compile(r" (?=[\u0621-\u064a])")


class Sadim(Site):
    """www.sadim.example."""

    def path_of(self, piece: Piece) -> str:
        moment = piece.published
        return f"/Web/{piece.section}/{moment:%Y}/{moment:%m}/{piece.id}.html"

    def robots(self) -> str:
        return (
            "User-agent: *\nDisallow: /login\nDisallow: /search\n\n"
            f"Sitemap: {self.absolute('/sitemaps/google_news.xml')}\n"
            f"Sitemap: {self.absolute('/sitemaps/allsitemaps.xml')}\n"
        )

    def page(self, path: str, query: Mapping[str, str]) -> Page | None:
        if match := _ARTICLE.fullmatch(path):
            return self._article(int(match["id"]), amp=bool(match["amp"]))
        if match := _LISTING.fullmatch(path):
            return self._listing(match[1], int(match[2]))
        if match := _PART.fullmatch(path):
            return self._part(int(match[1]))
        if path == "/sitemaps/google_news.xml":
            news = map(self._entry, self.edition.since(NEWS_DAYS))
            return self.listed(news_sitemap(self.masthead.name, news), XML)
        if path == "/sitemaps/allsitemaps.xml":
            return self._index()
        if path == "/":
            return self.listed(self._front(None))
        if (match := _SECTION.fullmatch(path)) and match[1] in self.masthead.sections:
            return self.listed(self._front(match[1]))
        if path in {"/contact", "/login"}:
            return Page(body=self.plain("سديم", CONTACT if path == "/contact" else LOGIN))
        return None

    def _article(self, article_id: int, *, amp: bool) -> Page | None:
        if gone := self.withdrawn(article_id):
            return gone
        piece = self.edition.find(article_id)
        if piece is None:
            return None
        html = self._amp(piece) if amp else self._full(piece)
        return Page(body=self.encoded(html), changed_at=self.edition.told_at(piece))

    def _full(self, piece: Piece) -> str:
        text = self._text(piece)
        core = f"""
<div class="breadcrumb"><a href="/">الرئيسية</a> / <a href="/Web/{piece.section}">{self._section(piece)}</a></div>
<div class="share-box top"><span>شارك</span> <a href="#fb">فيسبوك</a> <a href="#x">إكس</a> <a href="#wa">واتساب</a></div>
<h1 class="article-title">{escape(piece.title)}</h1>
{self._byline(piece)}
<div class="article-date">{WEEKDAYS[piece.published.weekday()]} {day(piece.published, GULF_MONTHS)} - {clock(piece.published)}</div>
{self._picture(piece)}
<div class="content-body" id="articlebody">
{text}
<div class="related-inline"><strong>مواضيع ذات صلة</strong><ul>{self.links(piece.id, 3)}</ul></div>
</div>
{self._tags(piece)}
<div class="share-box bottom">شارك هذا المقال مع أصدقائك: <a href="#fb">فيسبوك</a> <a href="#x">إكس</a> <a href="#mail">البريد</a>
</div>
<div class="follow">تابعوا سديم على منصات التواصل الاجتماعي، <a href="/newsletter">اضغط هنا للاشتراك</a> في النشرة اليومية.</div>
<section class="comments" id="comments"><h3>التعليقات</h3>
<div class="comment"><b>قارئ من الخليج</b><p>شكرا على هذا المقال المفيد، ننتظر المزيد من التفاصيل في الأيام القادمة.</p></div>
<div class="comment"><b>أبو سلمى</b><p>الموضوع مهم لكن الأرقام تحتاج إلى مصدر واضح يمكن الرجوع إليه.</p></div>
<a href="/login">سجل الدخول لإضافة تعليق</a></section>
<aside class="related"><h3>اقرأ أيضا</h3><ul>{self.links(piece.id + 7, 6)}</ul></aside>
"""
        fill = self.furniture.fill(piece.id, core)
        amp = f'<link rel="amphtml" href="{self.absolute("/amp" + self.path_of(piece))}">'
        return self._frame(piece.title, self._head(piece) + amp, core, fill, piece.id)

    def _amp(self, piece: Piece) -> str:
        return f"""<!doctype html>
<html ⚡ lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{escape(piece.title)}</title>
<script async src="https://cdn.ampproject.org/v0.js"></script>{self._head(piece)}
<style amp-custom>body{{font-family:sans-serif}}</style></head><body>
<header><a href="/">سديم</a></header>
<h1 class="article-title">{escape(piece.title)}</h1>
<p>قراؤنا على منصات التواصل</p><p>يمكنكم متابعة آخر الأخبار مجانا من خلال حساباتنا</p>
<p><a href="/newsletter">اضغط هنا للاشتراك</a></p>
{self._byline(piece)}<div class="article-date">{day(piece.published, GULF_MONTHS)}</div>
<div class="content-body">{self._text(piece)}</div>
<amp-analytics type="none"></amp-analytics><footer>جميع الحقوق محفوظة لسديم</footer></body></html>"""

    def _head(self, piece: Piece) -> str:
        title, lead = escape(piece.title), escape(piece.lead or piece.body[0][:150])
        address = self.address_of(piece)
        modified = (
            f'<meta property="article:modified_time" content="{piece.modified.isoformat()}">' if piece.modified else ""
        )
        return f"""
<link rel="canonical" href="{address}"><meta name="description" content="{lead}">
<meta property="og:type" content="article"><meta property="og:title" content="{title}"><meta property="og:url" content="{address}">
<meta property="og:description" content="{lead}"><meta property="og:site_name" content="سديم">
<meta property="og:image" content="{self._image(piece)}"><meta property="article:section" content="{self._section(piece)}">
<meta property="article:published_time" content="{piece.published.isoformat()}">{modified}
"""

    def _text(self, piece: Piece) -> str:
        quotes_lost = piece.id % 5 == 0
        blocks = [escape(block, quote=False) for block in piece.body]
        if piece.place:
            writer = piece.author if piece.author and piece.id % 4 == 1 else "سديم"
            blocks[0] = f"{writer} من {piece.place}:{' ' if piece.id % 3 else ''}{blocks[0]}"
        out = [f'<p class="lead"><strong>{escape(piece.lead)}</strong></p>'] if piece.lead else []
        for turn, block in enumerate(blocks):
            if block.startswith("## "):
                out.append(f"<h2>{block[3:]}</h2>")
                continue
            damaged = self._damage(block, piece.id, turn)
            out.append(f"<p>{damaged.replace(chr(34), 'quot;') if quotes_lost else damaged}</p>")
        if piece.agency:
            out.append(f"<p>({escape(piece.agency)})</p>")
        return "\n".join(out)

    @staticmethod
    def _damage(block: str, article_id: int, turn: int) -> str:
        """Every second article lost some of its no-break spaces: a bare "&" stands before the next word."""
        if article_id % 2 == 0:
            return block
        gaps = 0

        def lose(_: re.Match[str]) -> str:
            nonlocal gaps
            gaps += 1
            chosen = mix(article_id, turn, gaps) % 40
            return "&" if chosen == 0 else " &" if chosen == 1 else " "

        return _GAP.sub(lose, block)

    def _byline(self, piece: Piece) -> str:
        if not piece.author:
            return '<div class="article-author">سديم</div>'
        return (
            f'<div class="article-author">بقلم: '
            f'<a href="/author/{mix(len(piece.author)) % 900}">{escape(piece.author)}</a></div>'
        )

    def _picture(self, piece: Piece) -> str:
        caption = f"<figcaption>{escape(piece.caption)}</figcaption>" if piece.caption else ""
        return f'<figure class="main-image"><img src="{self._image(piece)}" alt="">{caption}</figure>'

    def _image(self, piece: Piece) -> str:
        moment = piece.published
        return self.absolute(
            f"/resources/images/{piece.section}/{moment.year}/{moment.month}/week{(moment.day - 1) // 7 + 1}/{piece.id}.jpg"
        )

    def _tags(self, piece: Piece) -> str:
        tags = "".join(f'<a href="/tag/{mix(len(tag)) % 700}">{escape(tag)}</a> ' for tag in piece.tags)
        return f'<div class="tags">كلمات دلالية: {tags}</div>' if tags else ""

    def _section(self, piece: Piece) -> str:
        return self.masthead.sections[piece.section]

    def _frame(self, title: str, head: str, core: str, fill: Fill, number: int) -> str:
        menu = "".join(
            f'<li><a href="/Web/{name}">{arabic}</a></li>' for name, arabic in self.masthead.sections.items()
        )
        return f"""<!DOCTYPE html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{escape(title)} | سديم</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/assets/site.css">{head}{fill.head}</head>
<body><header class="site-header"><a href="/">سديم</a> <form action="/search"><input name="q" placeholder="بحث"></form></header>
<nav class="main-menu"><ul>{menu}<li><a href="/contact">اتصل بنا</a></li><li><a href="/login">دخول</a></li></ul></nav>{fill.menus}
<div class="container">{core}
<aside class="most-read"><h3>الأكثر قراءة</h3><ol>{self.links(number + 1, 10)}</ol></aside>
<aside class="latest"><h3>آخر الأخبار</h3><ul>{self.links(number + 2, 8)}</ul></aside></div>
<footer><ul><li><a href="/about">من نحن</a></li><li><a href="/contact">اتصل بنا</a>
</li><li><a href="/terms">شروط الاستخدام</a></li></ul>
<p>جميع الحقوق محفوظة لسديم © 2026</p></footer>{fill.tail}</body></html>"""

    def _front(self, section: str | None) -> str:
        cards = "".join(
            f'<div class="card"><img src="{self._image(piece)}" alt=""><h2>'
            f'<a href="{self.path_of(piece)}">{escape(piece.title)}</a></h2>'
            f'<div class="summary">{escape(piece.lead)}</div><span class="time">{clock(piece.published)}</span></div>'
            for piece in self.edition.newest(0, 24, section)
        )
        name = self.masthead.sections[section] if section else "الصفحة الرئيسية"
        core = f'<h1 class="section-title">{name}</h1><div class="cards">{cards}</div>'
        number = 1 + len(name)
        fill = self.furniture.fill(number, core)
        head = f'<meta property="og:type" content="website"><meta property="og:title" content="{name}">'
        return self._frame(name, head, core, fill, number)

    def _listing(self, section: str, number: int) -> Page | None:
        names = {name.lower(): name for name in self.masthead.sections}
        if section.lower() not in names or number < 1:
            return None
        pieces = self.edition.newest((number - 1) * LISTING_PAGE, number * LISTING_PAGE, names[section.lower()])
        rows = [
            {
                "ArticleID": piece.id,
                "Title": piece.title,
                "RelativeTime": int(piece.published.timestamp()),
                "PostingURL": self.path_of(piece),
                "ImageURL": self._image(piece),
            }
            for piece in pieces
        ]
        return self.listed(json.dumps({"data": rows}, ensure_ascii=False), "application/json; charset=utf-8")

    def _index(self) -> Page:
        parts = -(-self.edition.places() // SITEMAP_PART)
        rows = []
        for part in range(1, parts + 1):
            end = min(part * SITEMAP_PART, self.edition.places())
            last = self.edition.oldest(end - 1, end)
            changed = last[0].changed if last else None
            rows.append((self.absolute(f"/sitemaps/articles_{part}.xml"), changed))
        return self.listed(sitemap_index(rows), XML)

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
