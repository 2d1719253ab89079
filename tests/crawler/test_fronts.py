from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.catalogue import Addresses, Endpoint, Names, Outlet
from crawler.discover.endpoints import read_endpoint

HOME = "https://manara.example/"
OUTLET = Outlet(
    id="lb.manara",
    names=Names(ar="المنارة", en="Manara"),
    country="lb",
    zone="Asia/Beirut",
    home=HOME,
    hosts=("manara.example",),
    articles=Addresses(include=(r"^/news/\d+",), exclude=("/comments",), rewrite=(("^/amp/", "/"),)),
)
PAGE = """<html><head><base href="/ar/"></head><body>
<nav><a href="/news/">أخبار</a><a href="/">الرئيسية</a></nav>
<main><div class="card"><a href="/news/1"><img alt=""></a>
<h2><a href="/news/1?utm_source=home">افتتاح سوق الحرف في المدينة</a></h2></div>
<div class="card"><a href="/amp/news/2">جسر جديد</a><a href="/news/2/comments">3 تعليقات</a></div>
<a href="https://other.example/news/9">إعلان</a><a href="javascript:void(0)">x</a><a href="http://[">y</a></main>
<aside><a href="/news/3">الأكثر قراءة</a></aside><a class="next" href="?page=2">التالي</a></body></html>"""


def read(body, **keys):
    endpoint = Endpoint(kind="front", url=keys.pop("url", HOME), **keys)
    return read_endpoint(
        endpoint, OUTLET, url=endpoint.url.replace("{page}", "1"), body=body.encode() if isinstance(body, str) else body
    )


def test_links_that_fit_the_patterns_are_articles_each_once_with_its_longest_wording():
    listing = read(PAGE, section="محليات")
    assert [(f.url, f.title, f.section) for f in listing.found] == [
        (HOME + "news/1", "افتتاح سوق الحرف في المدينة", "محليات"),
        (HOME + "amp/news/2", "جسر جديد", "محليات"),
        (HOME + "news/3", "الأكثر قراءة", "محليات"),
    ]
    assert listing.more == ()


def test_a_selector_says_where_the_links_are():
    assert [f.url for f in read(PAGE, links="main .card").found] == [HOME + "news/1", HOME + "amp/news/2"]
    assert [f.url for f in read(PAGE, links="main h2 a").found] == [HOME + "news/1"]


def test_the_next_page_is_followed_only_when_pages_are_wanted():
    assert read(PAGE, next="a.next").more == ()
    assert read(PAGE, next="a.next", pages=3).more == (HOME + "ar/?page=2",)


def test_counted_pages():
    listing = read(PAGE, url=HOME + "last/{page}.html", pages=3)
    assert listing.more == (HOME + "last/2.html", HOME + "last/3.html")


def test_windows_1256_pages_are_read():
    page = '<html><head><meta charset="windows-1256"></head><body><a href="/news/1">سوق الحرف</a></body></html>'
    assert [f.title for f in read(page.encode("windows-1256")).found] == ["سوق الحرف"]


def test_a_page_without_articles_is_called_empty():
    assert read("<html><body><a href='/'>الرئيسية</a></body></html>").problem == "empty"
    assert read("").problem == "empty"


def test_deep_nesting_and_many_links_are_read():
    page = "<div>" * 5_000 + "<a href='/news/1'>خبر</a>" + "".join(f"<a href='/news/{n}'>x</a>" for n in range(3_000))
    assert len(read(page).found) <= 2_000


@settings(max_examples=60)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(
            st.sampled_from(
                [
                    b"<a href='/news/1'>",
                    b"</a>",
                    b"<base href='http://['>",
                    b"<div",
                    b">",
                    b"\x00",
                    b"<!--",
                    b"<svg>",
                    b"<a href=",
                    b"&#x110000;",
                ]
            ),
            max_size=15,
        ).map(b"".join),
    )
)
def test_random_bytes_never_raise(body):
    assert isinstance(read(body, next="a", pages=2, links="div, a").problem, str)
