# ruff: noqa: E501  pages written on one line each
"""What page this is: lists, forms, products, challenges and other languages are told from articles before extraction."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.model import Capture, Found, OutcomeKind
from crawler.catalogue import Addresses, unlisted_outlet
from crawler.extract.kind import address_clue
from crawler.pipeline import process

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
HEADS = [
    "الوزير يزور مصنع النسيج بعد إعادة تشغيله",
    "خمسة قرارات جديدة لتنظيم السير في وسط المدينة",
    "انطلاق مهرجان المسرح بمشاركة عشرين فرقة",
    "باحثون يرصدون طيورا نادرة في محمية الساحل",
    "تأجيل امتحانات الجامعات أسبوعا بسبب الأمطار",
    "الاتحاد يعلن موعد قرعة الكأس الشتوية المقبلة",
]
TEASER = "قال مسؤول في الوزارة إن الخطة الجديدة ستبدأ مطلع الشهر المقبل، وإن العمل سيشمل جميع الأحياء القديمة في وسط المدينة."
TEXT = "".join(
    f"<p>{TEASER} وأضاف أن المرحلة {n} تنتهي في الربيع.</p>" for n in ("الأولى", "الثانية", "الثالثة", "الرابعة")
)


def outcome(html, url="http://www.example.org/x", outlet=None, found=None):
    outlet = outlet or unlisted_outlet("www.example.org")
    capture = Capture(
        url=url,
        outlet=outlet.id,
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=html.encode(),
        fetched_at=NOW,
    )
    result = process(capture, outlet, found or Found(url=url, outlet=outlet.id, endpoint=""), now=NOW)
    assert not result.trouble
    return result.outcome


def page(body, title="صفحة", head=""):
    return f"<html><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{body}</body></html>"


CARDS = "".join(
    f"<div class=card><a href=/n/{i}><h3>{head}</h3></a><span>0{i}/05/2024</span><p>{TEASER}</p></div>"
    for i, head in enumerate(HEADS * 3)
)
DIRECTORY = (
    "<ul>"
    + "".join(
        f"<li><a href=http://s{i}.example/>موقع {head}</a> - {TEASER[:90]}</li>" for i, head in enumerate(HEADS * 4)
    )
    + "</ul>"
)
PLAIN_LIST = "".join(f"<li><b>{head}</b></li><li>{TEASER}</li>" for head in HEADS * 3)
LOGIN = "<h1>تسجيل الدخول</h1><form><input name=user><input type=password name=pass><button>دخول</button></form><p>نسيت كلمة المرور؟</p>"
PRODUCT = (
    f"<h1>طقم أكواب زجاجية</h1><p>السعر 120 ريالا</p><p>{TEASER}</p><button class=add-to-cart>أضف إلى السلة</button>"
)

REFUSED = {
    "front by its address": (page(f"<h1>صحيفة الأفق</h1>{TEXT}"), "http://www.example.org/", "front-page"),
    "front as index.php": (page(TEXT), "http://www.example.org/index.php", "front-page"),
    "cards": (page(CARDS), "http://www.example.org/politics", "section-page"),
    "cards without an address": (page(CARDS), "", "section-page"),
    "cards of an archive": (page(CARDS), "http://www.example.org/category/politics/page/3", "section-page"),
    "directory of sites": (page(DIRECTORY), "http://www.example.org/links.html", "directory-page"),
    "digest in one list": (page(f"<h1>الصفحة الأولى</h1><ul>{PLAIN_LIST}</ul>"), "http://www.example.org/rss-3.php", "section-page"),
    "login": (page(LOGIN), "http://www.example.org/member/login", "login-page"),
    "login behind an article's address": (page(LOGIN), "http://www.example.org/news/123456", "login-page"),
    "product": (page(PRODUCT, head="<meta property=og:type content=product>"), "http://shop.example.org/p/123456", "product-page"),
    "product without a type": (page(PRODUCT), "http://shop.example.org/p/123456", "product-page"),
    "search": (page(CARDS, title="نتائج البحث عن: مدينة"), "http://www.example.org/?s=مدينة", "search-page"),
    "video": (page("<h1>فيديو: افتتاح المكتبة</h1><video></video><p>شاهد الافتتاح</p>"), "http://www.example.org/video/88123", "video"),
    "gallery": (page("<h1>صور من الافتتاح</h1><img><img><img>"), "http://www.example.org/gallery/88123", "gallery"),
    "challenge": (
        page("<h1>Checking your browser</h1><p>Please wait.</p>", "Just a moment..."),
        "http://www.example.org/news/123456",
        "challenge-page",
    ),
    "error with 200": (page("<h1>عفوا، الصفحة غير موجودة</h1>", "404"), "http://www.example.org/news/123456", "error-page"),
    "moved": ("<head><title>Object moved</title></head><body><h1>Object Moved</h1></body>", "http://www.example.org/n/123456", "error-page"),
    "consent": (
        page("<h1>قبل المتابعة</h1><p>نستخدم ملفات تعريف الارتباط لتحسين الخدمة.</p><button>موافق</button>"),
        "http://www.example.org/n/123456",
        "form-page",
    ),
    "persian": (
        page("<h1>گزارش تازه از بازار تهران</h1>" + "<p>وزیر کشور گفت که برنامه\u200cهای تازه\u200cای برای شهرهای بزرگ در نظر گرفته شده است و این کار از هفته آینده آغاز می\u200cشود.</p>" * 5),
        "http://www.example.org/news/123456",
        "other-language",
    ),
    "urdu": (
        page("<h1>شہر میں نئی لائبریری</h1>" + "<p>وزیر نے کہا کہ شہر میں ایک نئی لائبریری کھولی جائے گی اور اس میں پچاس ہزار سے زیادہ کتابیں رکھی جائیں گی۔</p>" * 5),
        "http://www.example.org/news/123456",
        "other-language",
    ),
    "english": (
        page("<h1>A new library in the east</h1>" + "<p>The city opened a new public library on Monday after three years of work on the old post office.</p>" * 6),
        "http://www.example.org/news/123456",
        "not-arabic",
    ),
    "nothing": ("<html></html>", "http://www.example.org/news/123456", "empty"),
    "a caption": (page("<h1>عنوان قصير للخبر</h1><p>صورة من حفل الافتتاح مساء أمس.</p>"), "http://www.example.org/news/123456", "too-short"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_article_is_refused_with_its_reason(name):
    html, url, reason = REFUSED[name]
    found = outcome(html, url)
    assert found.kind is OutcomeKind.REFUSED
    assert found.reason == reason


KEPT = {
    "no metadata": (page(f"<h1>افتتاح مكتبة جديدة في الحي الشرقي</h1>{TEXT}"), "http://www.example.org/x"),
    "no address": (page(f"<h1>افتتاح مكتبة جديدة في الحي الشرقي</h1>{TEXT}"), ""),
    "many related links": (
        page(f"<h1>افتتاح مكتبة جديدة في الحي الشرقي</h1><div>{TEXT}</div><div>" + "".join(f"<a href=/n/{i}>{h}</a><br>" for i, h in enumerate(HEADS * 10)) + "</div>"),
        "http://www.example.org/news/123456",
    ),
    "a captcha in its comment form": (
        page(f"<h1>افتتاح مكتبة جديدة</h1>{TEXT}<form class=comment-form><input name=name><input name=mail><input name=captcha><textarea></textarea></form>"),
        "http://www.example.org/news/123456",
    ),
    "a shop's banner": (page(f"<h1>افتتاح مكتبة جديدة</h1>{TEXT}", head="<meta property=og:type content=article>") + "<a>add-to-cart</a>", "http://www.example.org/n/123456"),
    "its tags in its class": (page(f"<h1>افتتاح مكتبة جديدة</h1><div class='post hentry tag-popular category-share'>{TEXT}</div>"), "http://www.example.org/n/123456"),
    "a page builder's widget": (page(f"<h1>افتتاح مكتبة جديدة</h1><div class='elementor-widget-container'>{TEXT}</div>"), "http://www.example.org/n/123456"),
    "a wrapper called menu": (page(f"<div class='push-menu'><h1>افتتاح مكتبة جديدة</h1><div>{TEXT}</div></div>"), "http://www.example.org/n/123456"),
    "a text called print": (page(f"<h1>افتتاح مكتبة جديدة</h1><div id='print'>{TEXT}</div><div>{TEASER}</div>"), "http://www.example.org/n/123456"),
    "a column beside a sidebar": (page(f"<h1>افتتاح مكتبة جديدة</h1><div class='main-content sidebar-right'>{TEXT}</div>"), "http://www.example.org/n/123456"),
    "a video with a whole text": (page(f"<h1>افتتاح مكتبة جديدة</h1><video></video>{TEXT}"), "http://www.example.org/video/88123"),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_an_article_stays_one_in_poor_company(name):
    html, url = KEPT[name]
    assert outcome(html, url).kind is OutcomeKind.KEPT


@pytest.mark.parametrize(
    ("url", "sign"),
    [
        ("http://a.example/", -1),
        ("https://a.example/ar/", -1),
        ("http://a.example/index.html", -1),
        ("https://web.archive.org/web/20110210072414/http://a.example/index.html", -1),
        ("http://a.example/tag/5-شيء", -1),
        ("http://a.example/sport", -1),
        ("http://a.example/search?q=x", -1),
        ("http://a.example/Web/News/2023/10/1517266.html", 1),
        ("http://a.example/2013/middle_east/8/3/syria.clashes/index.html", 1),
        ("http://a.example/?p=4711", 1),
        ("http://a.example/خبر-طويل-عن-افتتاح-مكتبة", 1),
        ("http://[broken", 0),
    ],
)
def test_an_address_alone_says_something(url, sign):
    points = address_clue(url)[1]
    assert (points > 0) - (points < 0) == sign


def test_the_outlet_s_own_patterns_count_more_than_general_shapes():
    outlet = replace(unlisted_outlet("a.example"), articles=Addresses(include=(r"^/n/\d+$",), exclude=(r"^/n/0",)))
    assert address_clue("http://a.example/n/5", outlet) == ("address:included", 3.0)
    assert address_clue("http://a.example/n/05", outlet)[1] < -3
    assert address_clue("http://a.example/2023/10/12/title-123456", outlet)[1] <= 0.5


def test_a_feed_with_the_whole_text_stands_in_for_a_page_drawn_by_scripts():
    url = "http://www.example.org/news/123456"
    found = Found(
        url=url,
        outlet="www.example.org",
        endpoint="f",
        title="افتتاح مكتبة",
        text=TEXT,
        published="2025-04-30T10:00:00+03:00",
    )
    result = process(
        Capture(url=url, outlet="www.example.org", status=200, headers=(), body=b"<html><body><div id=app></div></body></html>", fetched_at=NOW),
        unlisted_outlet("www.example.org"),
        found,
        now=NOW,
    )  # fmt: skip
    assert result.content is not None
    assert result.content.origins["text"].rule == "feed:content"
    assert result.content.published_at.isoformat() == "2025-04-30T10:00:00+03:00"
