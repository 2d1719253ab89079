"""Atlas: a Moroccan paper on WordPress. Arabic slugs, a feed with whole texts, wp-sitemap, read-also boxes in the body."""

import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from urllib.parse import quote

from rasid.newsroom.articles import Piece
from rasid.newsroom.chance import mix
from rasid.newsroom.sites.lists import Entry, rss, sitemap, sitemap_index
from rasid.newsroom.sites.site import CONTACT, LOGIN, XML, Page, Site
from rasid.newsroom.wording import MOROCCAN_MONTHS, clock, day

FEED_PAGE = 10
ARCHIVE_PAGE = 12
SITEMAP_PART = 1000

_ARTICLE = re.compile(r"/(\d{4})/(\d{2})/([^/]+)/?")
_FEED = re.compile(r"(?:/category/(\w+))?/feed/?")
_SECTION = re.compile(r"/category/(\w+)(?:/page/(\d{1,9}))?/?")
_PAGES = re.compile(r"/page/(\d{1,9})/?")
_PART = re.compile(r"/wp-sitemap-posts-post-(\d{1,6})\.xml")
_ID_AT_END = re.compile(r"-(\d+)$")


class Atlas(Site):
    """www.atlas.example."""

    def path_of(self, piece: Piece) -> str:
        # WordPress writes its percent signs with small hexadecimal letters.
        name = re.sub("%..", lambda match: match[0].lower(), quote(self._name(piece)))
        return f"/{piece.published:%Y}/{piece.published:%m}/{name}/"

    def robots(self) -> str:
        return (
            "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\n"
            f"Sitemap: {self.absolute('/wp-sitemap.xml')}\n"
        )

    def page(self, path: str, query: Mapping[str, str]) -> Page | None:
        if "p" in query and path == "/":
            return self._short(query["p"])
        if match := _FEED.fullmatch(path):
            return self._feed(match[1], query.get("paged", "1"))
        if match := _ARTICLE.fullmatch(path):
            return self._article(match[3], path)
        if path == "/wp-sitemap.xml":
            return self._index()
        if match := _PART.fullmatch(path):
            return self._part(int(match[1]))
        if path == "/wp-sitemap-taxonomies-category-1.xml":
            return self._categories()
        if path == "/":
            return self._archive(None, 1)
        if match := _PAGES.fullmatch(path):
            return self._archive(None, int(match[1]))
        if (match := _SECTION.fullmatch(path)) and match[1] in self.masthead.sections:
            return self._archive(match[1], int(match[2] or 1))
        if path.rstrip("/") in {"/contact", "/wp-login.php"}:
            return Page(body=self.plain(self.masthead.name, CONTACT if "contact" in path else LOGIN))
        return None

    @staticmethod
    def _name(piece: Piece) -> str:
        """The slug with the id at its end, so that an article is found from its address alone."""
        return f"{piece.slug}-{piece.id}"

    def _short(self, number: str) -> Page | None:
        article_id = int(number) if number.isascii() and number.isdigit() and len(number) < 12 else 0
        if gone := self.withdrawn(article_id):
            return gone
        piece = self.edition.find(article_id)
        if piece is None:
            return None
        return Page(body=b"", status=301, location=self.address_of(piece))

    def _article(self, name: str, path: str) -> Page | None:
        match = _ID_AT_END.search(name)
        if match is None or len(match[1]) > 11:
            return None
        if gone := self.withdrawn(int(match[1])):
            return gone
        piece = self.edition.find(int(match[1]))
        if piece is None:
            return None
        if name != self._name(piece) or not path.endswith("/"):
            return Page(body=b"", status=301, location=self.address_of(piece))
        return Page(body=self.encoded(self._full(piece)), changed_at=self.edition.told_at(piece))

    def _full(self, piece: Piece) -> str:
        address, title = self.address_of(piece), escape(piece.title)
        short = self.absolute(f"/?p={piece.id}")
        section = self.masthead.sections[piece.section]
        author = escape(piece.author or self.masthead.name)
        moment = piece.published
        tags = "".join(f'<a href="/tag/{quote(tag)}/" rel="tag">{escape(tag)}</a> ' for tag in piece.tags)
        core = f"""
<article id="post-{piece.id}" class="post post-{piece.id} type-post status-publish format-standard category-{piece.section}">
<header class="entry-header"><span class="cat-links"><a href="/category/{piece.section}/" rel="category tag">{section}</a></span>
<h1 class="entry-title">{title}</h1>
<div class="entry-meta"><span class="author vcard"><a class="url fn n" href="/author/{mix(len(author)) % 90}/">{author}</a></span>
<time class="entry-date published" datetime="{moment.isoformat()}">{day(moment, MOROCCAN_MONTHS)} - {clock(moment)}</time>
</div></header>
{self._picture(piece)}
<div class="entry-content">
{self._text(piece, on_page=True)}
<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">شارك هذا الموضوع:</h3>
<ul><li><a href="#fb">فيسبوك</a></li><li><a href="#x">X</a></li></ul></div>
</div>
<footer class="entry-footer"><span class="tags-links">الوسوم: {tags}</span></footer></article>
<nav class="post-navigation"><ul>{self.links(piece.id + 3, 2)}</ul></nav>
<div class="related-posts"><h3>مقالات ذات صلة</h3><ul>{self.links(piece.id + 4, 6)}</ul></div>
<div id="comments" class="comments-area"><h2>تعليقات الزوار</h2><ol><li>
<b>مواطن</b><p>نتمنى أن تصل هذه الأخبار إلى المسؤولين قبل فوات الأوان.</p></li></ol>
<form action="/wp-comments-post.php"><textarea name="comment"></textarea></form></div>
"""
        modified = (
            f'<meta property="article:modified_time" content="{piece.modified.isoformat()}" />'
            if piece.modified
            else ""
        )
        head = f"""
<link rel="canonical" href="{address}" /><link rel="shortlink" href="{short}" />
<meta property="og:locale" content="ar_AR" /><meta property="og:type" content="article" />
<meta property="og:title" content="{title} - {self.masthead.name}" /><meta property="og:url" content="{address}" />
<meta property="og:description" content="{escape(piece.lead or piece.body[0][:160])} [&hellip;]" />
<meta property="og:site_name" content="{self.masthead.name}" /><meta property="article:section" content="{section}" />
<meta property="article:published_time" content="{moment.isoformat()}" />{modified}
<meta property="og:image" content="{self._image(piece)}" /><meta name="author" content="{author}" />
"""
        return self._frame(piece.title, head, core, piece.id)

    def _text(self, piece: Piece, *, on_page: bool) -> str:
        """The body as HTML. The page has a read-also box after the second paragraph; the feed has not."""
        blocks = list(piece.body)
        if piece.place:
            blocks[0] = f"{piece.place} - {blocks[0]}"
        out = [f"<p><strong>{escape(piece.lead)}</strong></p>"] if piece.lead else []
        for turn, block in enumerate(blocks):
            if block.startswith("## "):
                out.append(f'<h2 class="wp-block-heading">{escape(block[3:], quote=False)}</h2>')
            else:
                out.append(f"<p>{escape(block, quote=False)}</p>")
            if on_page and turn == 1:
                out.append(
                    '<div class="read-also"><strong>اقرأ أيضا</strong><ul>'
                    + self.links(piece.id + 5, 2)
                    + "</ul></div>"
                )
            if on_page and turn == 3 and piece.id % 2:
                _, _, link = self.links(piece.id + 6, 1).partition("<li>")
                out.append(f"<p>اقرأ أيضا: {link.removesuffix('</li>')}</p>")
        if piece.agency:
            out.append(f"<p>{escape(piece.agency)}</p>")
        return "\n".join(out)

    def _picture(self, piece: Piece) -> str:
        caption = f'<figcaption class="wp-caption-text">{escape(piece.caption)}</figcaption>' if piece.caption else ""
        return (
            f'<figure class="post-thumbnail wp-caption">'
            f'<img src="{self._image(piece)}" class="wp-post-image" alt="">{caption}</figure>'
        )

    def _image(self, piece: Piece) -> str:
        return self.absolute(f"/wp-content/uploads/{piece.published:%Y/%m}/{piece.id}.jpg")

    def _frame(self, title: str, head: str, core: str, number: int) -> str:
        fill = self.furniture.fill(number, core)
        menu = "".join(
            f'<li class="menu-item"><a href="/category/{name}/">{arabic}</a></li>'
            for name, arabic in self.masthead.sections.items()
        )
        return f"""<!DOCTYPE html>
<html dir="rtl" lang="ar"><head><meta charset="UTF-8" /><meta name="viewport" content="width=device-width" />
<title>{escape(title)} - {self.masthead.name}</title><link rel="stylesheet" href="/assets/site.css" />
<link rel="alternate" type="application/rss+xml" title="{self.masthead.name} &laquo; الخلاصة" href="{self.absolute("/feed/")}" />
<meta name="generator" content="WordPress 6.8" />{head}{fill.head}</head><body class="rtl wp-theme single">
<header id="masthead"><a href="/">{self.masthead.name}</a><ul class="menu">{menu}<li>
<a href="/contact/">اتصل بنا</a></li></ul></header>{fill.menus}
<main id="main" class="wrap">{core}
<aside id="secondary" class="widget-area"><section class="widget">
<h2>الأكثر قراءة</h2><ul>{self.links(number + 1, 10)}</ul></section>
<section class="widget"><h2>آخر الأخبار</h2><ul>{self.links(number + 2, 8)}</ul></section>
<section class="widget"><h2>النشرة البريدية</h2><p>توصلوا بجديد أوراق الأطلس كل صباح في بريدكم.</p></section></aside></main>
<footer class="site-footer"><p>جميع الحقوق محفوظة © 2026 {self.masthead.name}</p></footer>{fill.tail}</body></html>"""

    def _archive(self, section: str | None, number: int) -> Page | None:
        start = (number - 1) * ARCHIVE_PAGE
        if number < 1 or start >= max(1, self.edition.places(section)):
            return None
        cards = "".join(
            f'<article class="post"><h2 class="entry-title">'
            f'<a href="{self.address_of(piece)}" rel="bookmark">{escape(piece.title)}</a></h2>'
            f'<time datetime="{piece.published.isoformat()}">{day(piece.published, MOROCCAN_MONTHS)}</time>'
            f'<div class="entry-summary"><p>{escape(piece.lead)}</p></div></article>'
            for piece in self.edition.newest(start, start + ARCHIVE_PAGE, section)
        )
        folder = f"/category/{section}" if section else ""
        older = (
            f'<a class="next page-numbers" href="{folder}/page/{number + 1}/">الصفحة التالية</a>'
            if start + ARCHIVE_PAGE < self.edition.places(section)
            else ""
        )
        name = self.masthead.sections[section] if section else "الرئيسية"
        core = f'<h1 class="page-title">{name}</h1>{cards}<nav class="pagination">{older}</nav>'
        return self.listed(self._frame(name, '<meta property="og:type" content="website" />', core, number))

    def _feed(self, section: str | None, paged: str) -> Page | None:
        number = int(paged) if paged.isascii() and paged.isdigit() and len(paged) < 9 else 0
        if number < 1 or (section and section not in self.masthead.sections):
            return None
        start = (number - 1) * FEED_PAGE
        pieces = self.edition.newest(start, start + FEED_PAGE, section, with_body=True)
        if not pieces and number > 1:
            return None
        entries = [
            replace(
                self._entry(piece),
                guid=self.absolute(f"/?p={piece.id}"),
                author=piece.author or self.masthead.name,
                section=self.masthead.sections[piece.section],
                tags=piece.tags,
                summary=f"<p>{escape(piece.lead or piece.body[0][:200])} [&#8230;]</p>{self._tail(piece)}",
                content=self._text(piece, on_page=False) + self._tail(piece),
            )
            for piece in pieces
        ]
        xml = rss(
            self.masthead.name,
            self.absolute("/"),
            self.absolute("/feed/"),
            "جريدة إلكترونية مغربية",
            entries,
        )
        return self.listed(xml, "application/rss+xml; charset=UTF-8")

    def _tail(self, piece: Piece) -> str:
        return (
            f'\n<p>The post <a href="{self.address_of(piece)}">{escape(piece.title)}</a> appeared first on '
            f'<a href="{self.absolute("/")}">{self.masthead.name}</a>.</p>'
        )

    def _index(self) -> Page:
        count = -(-self.edition.places() // SITEMAP_PART)
        names = [f"/wp-sitemap-posts-post-{part}.xml" for part in range(1, count + 1)]
        names.append("/wp-sitemap-taxonomies-category-1.xml")
        return self.listed(sitemap_index((self.absolute(name), None) for name in names), XML)

    def _part(self, part: int) -> Page | None:
        start = (part - 1) * SITEMAP_PART
        if part < 1 or start >= self.edition.places():
            return None
        pieces = self.edition.oldest(start, start + SITEMAP_PART)
        return self.listed(sitemap(map(self._entry, pieces)), XML)

    def _categories(self) -> Page:
        changed = self.edition.changed_at.replace(microsecond=0)
        sections = (
            Entry(
                address=self.absolute(f"/category/{name}/"),
                title=name,
                published=changed,
                changed=changed,
            )
            for name in self.masthead.sections
        )
        return self.listed(sitemap(sections), XML)

    def _entry(self, piece: Piece) -> Entry:
        return Entry(
            address=self.address_of(piece),
            title=piece.title,
            published=piece.published,
            changed=piece.changed,
        )
