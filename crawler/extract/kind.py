"""What page this is, told before its text is taken: an article, or a front, list, form, product … with the reasons for it.

A score: what speaks for an article (its address, its types, one long text under a headline with a date) against what
speaks for a list (links that read like headlines, pieces that each follow a link, dates between pieces, no headline).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.catalogue import Outlet
from crawler.discover.addresses import decoded
from crawler.extract.body import Layout
from crawler.extract.metadata import ARTICLE_TYPES, Meta
from crawler.extract.page import Page

ARTICLE = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`name` is "article" or the reason of a refusal; `score` above 0 speaks for an article; `reasons` as (clue, points)."""

    name: str
    score: float
    reasons: tuple[tuple[str, float], ...] = ()


_FRONT = re.compile(
    r"^/?(?:(?:ar|arabic|home|main|amp|index|default|web)/?)?(?:(?:index|default|home|main)\.\w{2,5})?$", re.IGNORECASE
)
_LIST_PARTS = re.compile(
    r"(?:^|/)(?:category|categories|cat|tag|tags|section|sections|topic|topics|keyword|author|authors|writers|page|archive|archives|"
    r"latest|most-read|rss|feed|sitemap|directory|links|وسم|تصنيف|قسم|كاتب)(?:/|$|\.)",
    re.IGNORECASE,
)
_SEARCH = re.compile(r"(?:^|/)(?:search|بحث|البحث)(?:/|$|\.)", re.IGNORECASE)
_SEARCH_QUERY = re.compile(r"(?:^|&)(?:s|q|query|search|keywords?)=", re.IGNORECASE)
_LOGIN = re.compile(
    r"(?:^|/|[-_\d])(?:login|log-in|signin|sign-in|signup|sign-up|register|registration|account|password|wp-login)(?:/|$|\.)",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"(?:^|/)(?:contact|contact-us|contactus|advertise|subscribe|newsletter|اتصل-بنا)(?:/|$|\.)", re.IGNORECASE
)
_VIDEO = re.compile(r"(?:^|/)(?:videos?|فيديو|watch|tv|live|بث-مباشر)(?:/|$)", re.IGNORECASE)
_GALLERY = re.compile(
    r"(?:^|/)(?:gallery|galleries|photos?|albums?|photo-?gallery|صور|caricature|cartoons?|كاريكاتير)(?:/|$)",
    re.IGNORECASE,
)
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\d+\w*/(https?://.*)$", re.IGNORECASE)
_NUMBER = re.compile(r"\d{4,}")
_DAY_PATH = re.compile(r"/(?:19|20)\d\d[/-]\d{1,2}(?:[/-]\d{1,2})?(?:/|-|$)")
_ID_QUERY = re.compile(r"(?:^|&)(?:id|aid|nid|article|articleid|newsid|story|p|post|no|n)=\d+", re.IGNORECASE)
_DATE_LINE = re.compile(
    r"(?:19|20)\d\d|[٠-٩]{4}|\d{1,2}\s*[/.-]\s*\d{1,2}|^\s*منذ\s|\d\s*(?:دقيقة|دقائق|ساعة|ساعات|يوم|أيام)"
)

_CHALLENGE = re.compile(
    r"just a moment|checking your browser|attention required|cf-browser-verification|cf[-_]chl|challenge-platform|ddos protection|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|enable javascript and cookies|incapsula incident|request unsuccessful|"
    r"access denied|you have been blocked|bot detection|are you a robot|pardon our interruption|_incapsula_resource|"
    r"sucuri website firewall|captcha|التحقق من أنك (?:إنسان|لست روبوت)|تم حظر الوصول|جاري التحقق من المتصفح",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"\b(?:404|500|502|503|403)\b|not found|page you requested|object moved|moved permanently|bad gateway|service unavailable|"
    r"server error|database error|account suspended|domain (?:is )?for sale|الصفحة (?:التي (?:طلبتها|تبحث عنها) )?غير موجودة|"
    r"لم يتم العثور|عفوا.{0,20}الصفحة|"
    r"خطأ في الخادم|الموقع (?:تحت الصيانة|مغلق)|الرابط (?:الذي طلبته )?غير صحيح|هذا (?:الخبر|المقال) (?:غير موجود|محذوف|تم حذفه)",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"ملفات تعريف الارتباط|we value your privacy|نحن نقدر خصوصيتك|cookie consent|before you continue|موافقتك على",
    re.IGNORECASE,
)
_LOGIN_WORDS = re.compile(
    r"تسجيل (?:ال)?دخول|كلمة (?:المرور|السر)|إنشاء حساب|انشاء حساب|نسيت كلمة|sign in|log in|للمشتركين فقط|اشترك (?:الآن )?للقراءة",
    re.IGNORECASE,
)
_CART = (
    "schema.org/Product",
    "add-to-cart",
    "addtocart",
    "add_to_cart",
    "Add to cart",
    "إلى السلة",
    "الى السلة",
    "للسلة",
    "لعربة التسوق",
)
_SEARCH_TITLE = re.compile(r"نتائج البحث|search results|نتيجة البحث", re.IGNORECASE)


def address_clue(url: str, outlet: Outlet | None = None) -> tuple[str, float]:
    """What an address alone says: (clue, points), from the outlet's patterns or the general shapes of addresses."""
    inner = _ARCHIVED.match(url)
    if inner:
        url = inner.group(1)
    if not url:
        return "address:none", 0.0
    try:
        parts = urlsplit(url)
    except ValueError:
        return "address:broken", 0.0
    path, query = decoded(parts.path), decoded(parts.query)
    target = f"{path}?{query}" if query else path
    if outlet is not None:
        if any(re.search(p, target) for p in outlet.articles.exclude):
            return "address:excluded", -4.0
        if outlet.articles.include and any(re.search(p, target) for p in outlet.articles.include):
            return "address:included", 3.0
    if _ID_QUERY.search(query):
        return "address:id", 1.5
    if _FRONT.match(path.rstrip("/")) and not query:
        return "address:front", -6.0
    if _SEARCH.search(path) or (_SEARCH_QUERY.search(query) and len(path) < 12):
        return "address:search", -5.0
    if _LOGIN.search(path):
        return "address:login", -4.0
    if _FORM.search(path):
        return "address:form", -3.0
    points = _path_points(path)
    if outlet is not None and outlet.articles.include:
        points = min(points, 0.5)  # the outlet's own patterns do not know this shape
    return ("address:article" if points > 0 else "address:list" if points < 0 else "address:unclear"), points


def _path_points(path: str) -> float:
    pieces = [p for p in path.split("/") if p]
    last = pieces[-1] if pieces else ""
    stem = re.sub(r"\.\w{2,5}$", "", last)
    if _DAY_PATH.search(path) and (len(stem) > 5 or _NUMBER.search(stem)):
        return 2.0
    if _LIST_PARTS.search(path) and not (_NUMBER.search(stem) and len(stem) > 20):
        return -2.5
    if _NUMBER.search(stem) or any(_NUMBER.search(p) for p in pieces if len(pieces) > 2):
        return 1.5
    if stem.count("-") + stem.count("_") >= 3 or len(stem) >= 30 or stem.count(" ") >= 3:
        return 1.5
    if len(pieces) <= 2 and not re.search(r"\d", path) and "." not in last:
        return -1.5
    return 0.0


def tell_kind(page: Page, meta: Meta, layout: Layout, outlet: Outlet | None = None) -> Kind:
    """The kind of a page from its address, its head and the weights of its blocks."""
    clue, points = address_clue(page.url, outlet)
    reasons = [(clue, points)]
    reasons += _head_points(meta)
    reasons += _layout_points(layout)
    score = sum(p for _, p in reasons)
    name = ARTICLE if score > 0 else _refusal(clue, layout)
    special = _special(page, meta, layout, clue, score)
    return Kind(name=special or name, score=round(score, 2), reasons=tuple(r for r in reasons if r[1]))


def _head_points(meta: Meta) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    kind = meta.first("og:type").lower()
    if kind in {"article", "news", "newsarticle", "news.article", "post"}:
        found.append(("og:type", 1.0))
    elif kind.startswith(("website", "product")):
        found.append(("og:type", -0.5))
    article = meta.article()
    if article:
        found.append(("json-ld", 2.0))
    elif (
        meta.types() & {"CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage"}
        and not meta.types() & ARTICLE_TYPES
    ):
        found.append(("json-ld:list", -2.0))
    if meta.first("article:published_time", "datepublished", "dc.date", "dc.date.issued", "pubdate", "publishdate"):
        found.append(("meta:published", 1.5))
    return found


def _layout_points(layout: Layout) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    own = layout.own
    found.append(("text", 3.0 if own >= 1200 else 2.0 if own >= 450 else 1.0 if own >= 100 else -2.0))
    if not own:
        return found
    blocks, rows = layout.blocks, layout.rows
    headed = 0 <= layout.headline < layout.first and layout.first - layout.headline <= 30
    found.append(("headline", 1.5 if headed else -1.0))
    if headed:
        near = blocks[max(0, layout.headline - 3) : layout.first]
        if any(len(b.text) < 70 and _DATE_LINE.search(b.text) for b in near):
            found.append(("date-line", 1.0))
    if layout.items >= 4 and layout.items > 0.35 * layout.paragraphs:
        found.append(("linked-pieces", -6.0))
    good = [blocks[p] for p in rows if layout.weights[p]]
    listed = sum(1 for b in good if b.kind == "li")
    if listed >= 6 and listed > 0.7 * len(good):
        found.append(("list-pieces", -5.0))
    dates = sum(
        1
        for p in rows
        if p > layout.first
        and len(blocks[p].text) < 45
        and not blocks[p].aside
        and _DATE_LINE.search(blocks[p].text)
        and not layout.weights[p]
    )
    if dates >= 3:
        found.append(("dates-between", -4.0))
    linked = sum(
        1
        for p in rows
        if layout.first <= p <= layout.last
        and not blocks[p].aside
        and blocks[p].density > 0.6
        and len(blocks[p].text) >= 20
    )
    if linked >= 4 and linked > 0.35 * layout.paragraphs:
        found.append(("links-between", -3.0))
    if layout.others >= 8 and own < 0.6 * layout.total:
        found.append(("many-texts", -2.5))
    if own < 0.35 * layout.total:
        found.append(("small-share", -2.0))
    longest = max((len(b.text) for b in good), default=0)
    if longest < 110 and len(good) >= 8:
        found.append(("short-pieces", -2.0))
    if own < 400 and layout.headline_links >= 25:
        found.append(("headline-links", -1.5))
    if layout.link_chars > 6 * own:
        found.append(("link-share", -1.5))
    return found


def _refusal(clue: str, layout: Layout) -> str:
    if clue == "address:front":
        return "front-page"
    if clue == "address:search":
        return "search-page"
    if clue == "address:login":
        return "login-page"
    if clue == "address:form":
        return "form-page"
    if (
        not layout.own
        and sum(len(b.text) for b in layout.blocks if b.text.isascii() and b.density < 0.3 and not b.aside) > 400
    ):
        return "not-arabic"
    if not layout.own and sum(b.links for b in layout.blocks) >= 40:
        return "directory-page" if layout.headline_links < 10 else "section-page"
    if layout.own == 0 and layout.headline_links < 4 and len(layout.blocks) < 400:
        return "empty" if not layout.blocks else "too-short"
    if layout.items >= 4 and layout.headline_links <= layout.items:
        return "directory-page"
    return "section-page"


def _special(page: Page, meta: Meta, layout: Layout, clue: str, score: float) -> str:
    """Pages that are no list and no article: told by their words, their fields or their types. "" when none fits."""
    text = page.decoded.text
    own, kind = layout.own, meta.first("og:type").lower()
    head = f"{meta.title} {layout.blocks[layout.headline].text if layout.headline >= 0 else ''}"
    seen = " ".join(b.text for b in layout.blocks[:60])[:3000] if own < 600 else ""
    if own < 300 and not meta.article():
        if (
            _CHALLENGE.search(head)
            or (len(seen) < 1500 and _CHALLENGE.search(seen))
            or (len(seen) < 300 and _CHALLENGE.search(text[:20_000]))
        ):
            return "challenge-page"
        if _ERROR.search(head) or (len(seen) < 500 and _ERROR.search(seen)):
            return "error-page"
    if _SEARCH_TITLE.search(head):
        return "search-page"
    sold = (
        kind.startswith("product")
        or meta.types() & {"Product", "Offer"}
        or (score < 6 and any(mark in text for mark in _CART))
    )
    if sold and not meta.article() and kind not in {"article", "news"}:
        return "product-page"
    if own < 250 and score < 5:
        fields = _fields(page)
        if "password" in fields or (_LOGIN_WORDS.search(seen) and len(seen) < 1500 and own < 120):
            return "login-page"
        if len(seen) < 1500 and _CONSENT.search(seen):
            return "form-page"
        if len(fields) >= 3 and layout.headline_links < 10 and clue != "address:front":
            return "form-page"
    if own < 120:
        path = decoded(urlsplit(page.url).path) if page.url else ""
        if kind.startswith("video") or "VideoObject" in meta.types() or _VIDEO.search(path):
            return "video"
        if meta.types() & {"ImageGallery", "MediaGallery"} or _GALLERY.search(path):
            return "gallery"
    return ""


def _fields(page: Page) -> Sequence[str]:
    """The types of a page's visible form fields, the search box's left out."""
    found = []
    for element in page.tree.iter("input", "textarea", "select"):
        kind = (element.get("type") or "text").lower()
        name = f"{element.get('name') or ''} {element.get('id') or ''}".lower()
        if kind not in {"hidden", "submit", "button", "image", "search", "checkbox", "radio"} and not re.search(
            r"search|\bs\b|\bq\b|keyword", name
        ):
            found.append(kind)
    return found
