"""Diffatan: an Iraqi site of the early ASP.NET years. windows-1256 known only from a meta tag, tables, no metadata.

It has no feed and no sitemap: section pages with a "next" link are the only way to its articles.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import blake2b
from html import escape

from rasid.newsroom.articles import Piece
from rasid.newsroom.chance import mix
from rasid.newsroom.sites.site import CONTACT, LOGIN, Page, Site
from rasid.newsroom.wording import LEVANTINE_MONTHS, WEEKDAYS_BARE, day, half_clock

SECTION_PAGE = 10
FRONT_ARTICLES = 12

# No charset here: the page alone says windows-1256, in its meta tag.
BARE_HTML = "text/html"
_HOLDER = "ctl00_ContentPlaceHolder1"
_NUMBER = re.compile(r"[0-9]{1,9}")


class Diffatan(Site):
    """www.diffatan.example."""

    def path_of(self, piece: Piece) -> str:
        return f"/Details.aspx?id={piece.id}"

    def robots(self) -> str:
        return "User-agent: *\nDisallow: /admin/\n"

    def encoded(self, text: str) -> bytes:
        return text.replace('<meta charset="utf-8">', _META).encode("cp1256", "xmlcharrefreplace")

    def page(self, path: str, query: Mapping[str, str]) -> Page | None:
        # The server of that time did not care about the case of file names and parameters.
        name = path.lower()
        given = {key.lower(): value for key, value in query.items()}
        if name == "/details.aspx":
            return self._article(_number(given.get("id", "")))
        if name == "/section.aspx":
            return self._section(given.get("sec", ""), _number(given.get("page", "1")))
        if name in {"/", "/default.aspx"}:
            return self._front()
        if name in {"/contact.aspx", "/login.aspx"}:
            text = CONTACT if "contact" in name else LOGIN
            return Page(body=self.plain(self.masthead.name, text), content_type=BARE_HTML)
        return None

    def _article(self, article_id: int) -> Page | None:
        if gone := self.withdrawn(article_id):
            return gone
        piece = self.edition.find(article_id)
        if piece is None:
            return None
        moment = piece.published
        written = (
            f"{WEEKDAYS_BARE[moment.weekday()]} {day(moment, LEVANTINE_MONTHS)} - {half_clock(moment, 'صباحا', 'مساء')}"
        )
        writer = f'<span id="{_HOLDER}_lblWriter" class="writer">{escape(piece.author)}</span>' if piece.author else ""
        caption = f'<tr><td class="imgcap">{escape(piece.caption)}</td></tr>' if piece.caption else ""
        core = f"""
<table width="100%" cellpadding="4"><tr><td class="path"><a href="Default.aspx">الرئيسية</a> &raquo;
<a href="Section.aspx?sec={piece.section}">{self.masthead.sections[piece.section]}</a></td></tr>
<tr><td><span id="{_HOLDER}_lblTitle" class="newstitle">{escape(piece.title)}</span></td></tr>
<tr><td><span id="{_HOLDER}_lblDate" class="newsdate">{written}</span> {writer}
<span class="counter">عدد القراءات: {100 + mix(piece.id) % 9000}</span></td></tr>
<tr><td><img src="images/{piece.id}.jpg" width="320" align="left" alt=""></td></tr>{caption}
<tr><td align="justify"><span id="{_HOLDER}_lblBody" class="newsbody">{self._text(piece)}</span></td></tr>
<tr><td class="tools"><a href="Print.aspx?id={piece.id}">طباعة</a> | <a href="Send.aspx?id={piece.id}">ارسل الى صديق</a> |
<a href="#" onclick="addfav()">اضف الى المفضلة</a> | زيادة حجم الخط مسح انقاص حجم الخط</td></tr>
<tr><td class="more"><b>مواضيع اخرى:</b><ul>{self.links(piece.id + 3, 6)}</ul></td></tr>
<tr><td class="comments"><b>تعليقات القراء</b><br>ابو علي: خبر مهم وشكرا لكم<br>مواطن بغدادي: نتمنى المتابعة</td></tr></table>
"""
        html = self._frame(piece.title, core, piece.id)
        return Page(
            body=self.encoded(html),
            content_type=BARE_HTML,
            changed_at=self.edition.told_at(piece),
        )

    def _text(self, piece: Piece) -> str:
        blocks = [escape(piece.lead, quote=False)] if piece.lead else []
        blocks += [
            f"<b>{escape(b[3:], quote=False)}</b>" if b.startswith("## ") else escape(b, quote=False)
            for b in piece.body
        ]
        if piece.place:
            first = 1 if piece.lead else 0
            blocks[first] = f"{piece.place} / {self.masthead.name}<br>{blocks[first]}"
        if piece.agency:
            blocks.append(f"المصدر: {escape(piece.agency)}")
        return "<br><br>\r\n".join(blocks)

    def _section(self, section: str, number: int) -> Page | None:
        start = (number - 1) * SECTION_PAGE
        if section not in self.masthead.sections or number < 1:
            return None
        rows = "".join(map(self._row, self.edition.newest(start, start + SECTION_PAGE, section)))
        more = start + SECTION_PAGE < self.edition.places(section)
        pager = [
            f'<a href="Section.aspx?sec={section}&amp;page={number - 1}" class="pager">السابق</a>'
            if number > 1
            else "",
            f'<a href="Section.aspx?sec={section}&amp;page={number + 1}" class="pager next">التالي</a>' if more else "",
        ]
        name = self.masthead.sections[section]
        core = (
            f'<div class="sectitle">{name}</div><table id="{_HOLDER}_GridView1" width="100%">{rows}</table>'
            f'<div class="pages">صفحة {number} {" ".join(filter(None, pager))}</div>'
        )
        page = self._frame(name, core, int(section) * 1000 + number)
        return self.listed(page, BARE_HTML)

    def _front(self) -> Page:
        rows = "".join(map(self._row, self.edition.newest(0, FRONT_ARTICLES)))
        core = f'<div class="sectitle">آخر الاخبار</div><table id="{_HOLDER}_DataList1">{rows}</table>'
        return self.listed(self._frame("الصفحة الرئيسية", core, 1), BARE_HTML)

    @staticmethod
    def _row(piece: Piece) -> str:
        return (
            f'<tr><td><img src="images/{piece.id}.jpg" width="80" alt=""></td><td><a class="newslink" '
            f'href="Details.aspx?id={piece.id}">{escape(piece.title)}</a><br>'
            f'<span class="small">{day(piece.published, LEVANTINE_MONTHS)}</span></td></tr>'
        )

    def _frame(self, title: str, core: str, number: int) -> str:
        fill = self.furniture.fill(number, core)
        digests = (blake2b(f"{number} {turn}".encode()).digest() for turn in range(50))
        state = b64encode(b"".join(digests)).decode()
        menu = "".join(
            f'<td><a href="Section.aspx?sec={code}">{name}</a></td>' for code, name in self.masthead.sections.items()
        )
        return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html dir="rtl"><head><title>{self.masthead.name} - {escape(title)}</title>
{_META}<link rel="stylesheet" href="/assets/site.css" type="text/css">{fill.head}</head>
<body topmargin="0"><form name="aspnetForm" method="post" action="Default.aspx" id="aspnetForm">
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEP{state}">
<table width="980" align="center" class="wrap"><tr><td colspan="2"><a href="Default.aspx">
<img src="images/logo.jpg" alt="{self.masthead.name}"></a></td></tr>
<tr class="menu"><td colspan="2"><table><tr><td><a href="Default.aspx">الرئيسية</a>
</td>{menu}<td><a href="Contact.aspx">اتصل بنا</a></td>
<td><a href="Login.aspx">دخول الاعضاء</a></td></tr></table>{fill.menus}</td></tr>
<tr><td width="690" valign="top">{core}</td><td width="270" valign="top" class="side">
<table class="box"><tr><td class="boxhead">الاكثر قراءة</td></tr><tr><td><ol>{self.links(number + 1, 10)}</ol></td></tr></table>
<table class="box"><tr><td class="boxhead">استفتاء</td></tr><tr><td>ما رأيك بتصميم الموقع؟<br>
<input type="radio" name="v">جيد <input type="radio" name="v">متوسط</td></tr></table>
</td></tr><tr>
<td colspan="2" align="center" class="foot">جميع الحقوق محفوظة لموقع {self.masthead.name} 2009 - 2026<br>
تصميم وبرمجة: قسم الحاسبات</td></tr></table>
</form>{fill.tail}</body></html>"""


_META = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">'


def _number(text: str) -> int:
    return int(text) if _NUMBER.fullmatch(text) else 0
