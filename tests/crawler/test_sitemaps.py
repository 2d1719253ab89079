import gzip

import pytest
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
    articles=Addresses(include=(r"^/news/\d+",)),
)
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def url(path, changed="", inner=""):
    lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc> {HOME}{path} </loc>{lastmod}{inner}</url>"


def urlset(*urls):
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {SPACES}>{"".join(urls)}</urlset>'


def index(*parts):
    inner = "".join(
        f"<sitemap><loc>{loc}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>" for loc, day in parts
    )
    return f"<sitemapindex {SPACES}>{inner}</sitemapindex>"


def news(title, published, language="ar"):
    return (
        f"<news:news><news:publication><news:name>المنارة</news:name><news:language>{language}</news:language></news:publication>"
        f"<news:publication_date>{published}</news:publication_date><news:title>{title}</news:title></news:news>"
    )


def read(body, *, kind="sitemap", pages=1, at=HOME + "sitemap.xml"):
    endpoint = Endpoint(kind=kind, url=HOME + "sitemap.xml", pages=pages)
    return read_endpoint(endpoint, OUTLET, url=at, body=body.encode() if isinstance(body, str) else body)


def test_a_news_sitemap_gives_titles_and_dates_newest_first():
    body = urlset(
        url("news/1", inner=news("سوق قديم", "2026-03-01T08:00:00+02:00")),
        url("news/2", inner=news("جسر &amp;quot;جديد&amp;quot;", "2026-03-02T08:00:00+02:00")),
    )
    found = read(body, kind="news-sitemap").found
    assert [(f.url, f.title, f.published) for f in found] == [
        (HOME + "news/2", 'جسر "جديد"', "2026-03-02T08:00:00+02:00"),
        (HOME + "news/1", "سوق قديم", "2026-03-01T08:00:00+02:00"),
    ]


def test_the_other_language_of_an_outlet_is_left_out_and_a_wrong_label_is_not():
    body = urlset(
        url("news/1", inner=news("A new bridge", "2026-03-01", "en")),
        url("news/2", inner=news("جسر جديد", "2026-03-01", "en")),
    )
    assert [f.url for f in read(body, kind="news-sitemap").found] == [HOME + "news/2"]


def test_a_sitemap_is_filtered_by_the_patterns_and_its_changes_are_no_dates():
    body = urlset(url("news/1", "2026-03-01"), url("about"), url("news/2", "2026-03-05"), url("news/3"))
    found = read(body).found
    assert [f.url for f in found] == [HOME + "news/2", HOME + "news/1", HOME + "news/3"]
    assert {f.published for f in found} == {""}


def test_the_address_of_a_picture_is_not_the_article_s():
    body = urlset(f"<url><image:image><image:loc>{HOME}news/9</image:loc></image:image><loc>{HOME}news/1</loc></url>")
    assert [f.url for f in read(body).found] == [HOME + "news/1"]


def test_an_index_names_its_newest_parts_first_and_no_more_than_wanted():
    body = index((HOME + "s1.xml", "2026-01-01"), (HOME + "s3.xml", "2026-03-01"), (HOME + "s2.xml", "2026-02-01"))
    assert read(body, pages=2).more == (HOME + "s3.xml", HOME + "s2.xml")
    assert read(body, pages=2).problem == ""


def test_parts_without_dates_go_by_their_numbers_and_categories_come_last():
    names = ["post-sitemap2.xml", "category-sitemap9.xml", "post-sitemap10.xml", "post-sitemap1.xml"]
    body = index(*((HOME + name, "") for name in names))
    expected = ["post-sitemap10.xml", "post-sitemap2.xml", "post-sitemap1.xml", "category-sitemap9.xml"]
    assert read(body, pages=9).more == tuple(HOME + name for name in expected)


def test_an_index_cannot_lead_to_itself_or_away():
    body = index((HOME + "sitemap.xml", ""), ("https://evil.example/s.xml", ""), (HOME + "s1.xml", ""))
    assert read(body, pages=9).more == (HOME + "s1.xml",)


def test_gzip_and_plain_text_sitemaps():
    assert [f.url for f in read(gzip.compress(urlset(url("news/1")).encode())).found] == [HOME + "news/1"]
    assert [f.url for f in read(f"{HOME}news/1\r\n{HOME}about\nnonsense\n{HOME}news/1\n").found] == [HOME + "news/1"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "empty"),
        (urlset(), "empty"),
        ("<html><body>403</body></html>", "html-instead-of-feed"),
        ("<x/>", "not-xml"),
        ("غير متاح", "not-xml"),
    ],
)
def test_what_is_wrong_is_named(body, problem):
    listing = read(body)
    assert (listing.found, listing.more, listing.problem) == ((), (), problem)


def test_a_sitemap_that_is_cut_off_gives_its_beginning():
    body = urlset(*(url(f"news/{n}") for n in range(50)))
    assert len(read(body[: len(body) // 2]).found) > 20


@settings(max_examples=60)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(
            st.sampled_from(
                [
                    b"<urlset>",
                    b"<url>",
                    b"<loc>",
                    b"</loc>",
                    b"http://[",
                    b"</url>",
                    b"<sitemap>",
                    b"<lastmod>",
                    b"\x1f\x8b",
                    b"<news:news>",
                    b"\xff",
                ]
            ),
            max_size=15,
        ).map(b"".join),
    )
)
def test_random_bytes_never_raise(body):
    for kind in ("sitemap", "news-sitemap"):
        assert isinstance(read(body, kind=kind).problem, str)
