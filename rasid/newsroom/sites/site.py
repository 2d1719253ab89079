"""What all four sites share: the contract between server and site, robots.txt, pictures, pages for nothing found."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import unquote

from rasid.newsroom.articles import Piece
from rasid.newsroom.chance import picks
from rasid.newsroom.edition import Edition
from rasid.newsroom.mastheads import Masthead
from rasid.newsroom.sites.furniture import Furniture
from rasid.newsroom.sites.pictures import png

HTML = "text/html; charset=utf-8"
XML = "text/xml; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a site answers. `changed_at` (UTC) becomes Last-Modified; `location` belongs to a redirect."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    changed_at: datetime | None = None
    location: str | None = None


class Site(ABC):
    """One outlet's site. Made once; asked for pages whenever one is not in the server's memory."""

    def __init__(self, masthead: Masthead, edition: Edition, furniture: Furniture) -> None:
        self.masthead = masthead
        self.edition = edition
        self.furniture = furniture
        # Sidebars name what there was at the start and never change, so that an article's page changes only when the
        # article does: its ETag and Last-Modified are then right.
        self._headlines = [(self.path_of(piece), piece.title) for piece in edition.newest(0, 60)]

    @abstractmethod
    def path_of(self, piece: Piece) -> str:
        """The path (percent-encoded, with a query where the site has one) of an article's page."""

    @abstractmethod
    def page(self, path: str, query: Mapping[str, str]) -> Page | None:
        """The page at a decoded `path`; None when the site has none there."""

    @abstractmethod
    def robots(self) -> str:
        """The text of robots.txt as long as nobody set another."""

    def address_of(self, piece: Piece) -> str:
        """The whole address of an article's page."""
        return self.absolute(self.path_of(piece))

    def absolute(self, path: str) -> str:
        """The address of `path` on this site."""
        return f"http://{self.masthead.host}{path}"

    def answer(self, raw_path: str, query: Mapping[str, str]) -> Page:
        """The page for a path as requested; a page with status 404 when there is none."""
        path = unquote(raw_path, errors="replace")
        if path == "/robots.txt":
            return Page(body=self.robots().encode(), content_type="text/plain; charset=utf-8")
        if path == "/assets/site.css":
            return Page(body=self.furniture.style.encode(), content_type="text/css; charset=utf-8")
        if path.endswith((".jpg", ".png", ".ico")):
            return Page(body=png(path), content_type="image/png")
        return self.page(path, query) or self.not_found()

    def not_found(self) -> Page:
        """The page for an address that leads nowhere, in the look of the site."""
        text = "<h1>404</h1><p>عفوا، الصفحة التي تبحث عنها غير موجودة.</p>"
        return Page(body=self.plain("الصفحة غير موجودة", text), status=404)

    def withdrawn(self, article_id: int) -> Page | None:
        """The page for an article that was deleted; None when it was not."""
        status = self.edition.deleted(article_id)
        if status is None:
            return None
        text = f"<h1>{status}</h1><p>هذه المادة لم تعد متاحة.</p>"
        return Page(body=self.plain("المادة غير متاحة", text), status=status)

    def plain(self, title: str, inner: str) -> bytes:
        """A whole small page in the site's look: contact, login, not found."""
        return self.encoded(
            f'<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8">'
            f"<title>{escape(title)} - {self.masthead.name}</title>"
            f'<link rel="stylesheet" href="/assets/site.css"></head><body>'
            f'<header><a href="/">{self.masthead.name}</a></header><main>{inner}</main></body></html>'
        )

    def links(self, number: int, count: int) -> str:
        """`count` list items that link to other articles; which ones follows from `number`."""
        return "".join(
            f'<li><a href="{escape(path)}">{escape(title)}</a></li>'
            for path, title in picks(self._headlines, count, number)
        )

    def encoded(self, text: str) -> bytes:
        """The bytes of a page."""
        return text.encode("utf-8", "xmlcharrefreplace")

    def listed(self, body: str, content_type: str = HTML) -> Page:
        """A page that changes whenever the outlet does: fronts, sections, feeds, sitemaps."""
        return Page(body=self.encoded(body), content_type=content_type, changed_at=self.edition.changed_at)


LOGIN = (
    '<h1>تسجيل الدخول</h1><form action="/login" method="post"><label>البريد الإلكتروني '
    '<input type="email" name="user"></label><label>كلمة المرور <input type="password" name="word">'
    '</label><button>دخول</button></form><p>ليس لديك حساب؟ <a href="/register">سجل الآن</a></p>'
)
CONTACT = (
    "<h1>اتصل بنا</h1><p>يسعدنا أن نتلقى رسائلكم وملاحظاتكم. نقرأ كل رسالة تصل إلينا ونرد على ما يحتاج إلى رد "
    "خلال أيام العمل، ونرجو كتابة رقم الهاتف مع الرسالة إن كانت تتعلق بخبر منشور.</p>"
    '<form action="/contact" method="post"><input name="name" placeholder="الاسم"><textarea name="text">'
    "</textarea><button>إرسال</button></form><p>هاتف التحرير: 000 000 000</p>"
)
