from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.catalogue import SHIPPED, Addresses, Names, Outlet, load_catalogue
from crawler.discover.addresses import canonical_address, found_url, is_article_url, may_be_article, readable

OUTLET = Outlet(
    id="lb.manara",
    names=Names(ar="المنارة", en="Manara"),
    country="lb",
    zone="Asia/Beirut",
    home="https://manara.example/",
    hosts=("manara.example", "m.manara.example"),
    articles=Addresses(
        include=(r"^/news/\d+", r"^/خبر/"),
        exclude=(r"[?&]print=", r"^/news/\d+/comments"),
        host="manara.example",
        scheme="https",
        keep_query=("id", "part"),
        rewrite=((r"^/amp/", "/"), (r"^/قديم/(\d+)$", r"/news/\1")),
    ),
)
OPEN = replace(OUTLET, articles=Addresses(keep_query=("*",)))
SHIPPED_OUTLETS = list(load_catalogue([SHIPPED]).outlets.values())


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("HTTP://WWW.Manara.example:80/news/7#top", "https://manara.example/news/7"),
        ("https://m.manara.example/amp/news/7?utm_source=rss", "https://manara.example/news/7"),
        ("https://manara.example/a/../news/./7/", "https://manara.example/news/7/"),
        ("https://manara.example/news/%37?part=2&x=1&id=5", "https://manara.example/news/7?id=5&part=2"),
        (
            "https://manara.example/خبر/ميناء جديد",
            "https://manara.example/%D8%AE%D8%A8%D8%B1/%D9%85%D9%8A%D9%86%D8%A7%D8%A1%20%D8%AC%D8%AF%D9%8A%D8%AF",
        ),
        ("https://manara.example/%d8%ae%d8%a8%d8%b1/1%2F2", "https://manara.example/%D8%AE%D8%A8%D8%B1/1%2F2"),
        ("https://manara.example/%D9%82%D8%AF%D9%8A%D9%85/31", "https://manara.example/news/31"),
        ("https://manara.example", "https://manara.example/"),
        ("https://other.example/news/7?id=1&b=2", "https://other.example/news/7?id=1"),
    ],
)
def test_an_article_has_one_address(url, address):
    assert canonical_address(url, OUTLET) == address


def test_a_star_keeps_all_parameters_but_tracking():
    url = "http://manara.example/a?b=2&utm_medium=x&a=1&fbclid=9&a=1"
    assert canonical_address(url, OPEN) == "http://manara.example/a?b=2&a=1"


@pytest.mark.parametrize(
    "url", ["", "nonsense", "http://[broken", "http://x:99999999/", "ftp://manara.example/1", "http:///x"]
)
def test_what_is_no_web_address_comes_back_as_it_was(url):
    assert canonical_address(url, OUTLET) == url
    assert not is_article_url(url, OUTLET)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://manara.example/news/7", True),
        ("http://www.manara.example/news/7?utm_source=x", True),
        ("https://manara.example/amp/news/7", True),
        ("https://manara.example/%D8%AE%D8%A8%D8%B1/1", True),
        ("https://manara.example/", False),
        ("https://manara.example/index.html", False),
        ("https://manara.example/news/", False),
        ("https://manara.example/news/7?print=1", False),
        ("https://manara.example/news/7/comments", False),
        ("https://manara.example/news/7.jpg", False),
        ("https://images.manara.example/news/7", False),
        ("https://manara.example.evil.example/news/7", False),
        ("https://manara.example@evil.example/news/7", False),
        ("https://manara.example/news/" + "7" * 3000, False),
    ],
)
def test_patterns_hosts_and_files_decide_what_may_be_an_article(url, expected):
    assert is_article_url(url, OUTLET) is expected


def test_a_listing_of_articles_is_trusted_beyond_the_include_patterns_but_not_beyond_the_host():
    assert may_be_article("https://manara.example/unknown-form", OUTLET)
    assert not may_be_article("https://other.example/news/7", OUTLET)
    assert may_be_article("https://proxy.example/r/7", OUTLET, "proxy.example")


def test_a_found_link_keeps_what_the_server_may_need_and_loses_the_rest():
    assert found_url("../b c?x=1&utm_source=2#f", "https://manara.example/a/d/") == "https://manara.example/a/b%20c?x=1"
    assert found_url("javascript:void(0)", "https://manara.example/") == ""
    assert found_url("mailto:a@b.example", "https://manara.example/") == ""
    assert found_url("//manara.example/x", "https://manara.example/") == "https://manara.example/x"


def test_people_read_letters_and_machines_can_still_open_it():
    url = "https://manara.example/%D8%AE%D8%A8%D8%B1/a%20b%2Fc%E2%80%8F?q=%D8%A7%26"
    assert readable(url) == "https://manara.example/خبر/a%20b%2Fc%E2%80%8F?q=ا%26"
    assert canonical_address(readable(url), OPEN) == canonical_address(url, OPEN)


PIECES = st.lists(
    st.sampled_from(
        [
            "/",
            "//",
            ".",
            "..",
            "%2e",
            "%",
            "%d8%ae",
            "%C7",
            "%2F",
            "خبر",
            "a b",
            "?",
            "&",
            "id=1",
            "utm_x=1",
            "#f",
            ";sid=4",
            "amp",
            "news",
            "7",
            "+",
            "\\",
            "\u200f",
            "é",
            "=",
            ":",
        ]
    ),
    max_size=12,
).map("".join)
URLS = st.one_of(
    st.builds(
        lambda scheme, host, rest: scheme + host + rest,
        st.sampled_from(["http://", "https://", "HTTP://", "//", ""]),
        st.sampled_from(
            ["manara.example", "www.manara.example", "M.Manara.example:443", "x", "[::1]", "مثال.example", "a@b", ""]
        ),
        PIECES.map(lambda p: p if p.startswith(("/", "?")) else "/" + p),
    ),
    st.text(max_size=60),
)


@settings(max_examples=100)
@given(URLS)
def test_an_address_is_its_own_address(url):
    for outlet in (OUTLET, OPEN):
        address = canonical_address(url, outlet)
        assert canonical_address(address, outlet) == address
        assert is_article_url(url, outlet) in {True, False}


@settings(max_examples=50)
@given(PIECES, st.sampled_from(SHIPPED_OUTLETS))
def test_addresses_of_the_real_outlets_are_stable_too(path, outlet):
    address = canonical_address(f"http://{outlet.hosts[0]}/{path}", outlet)
    assert canonical_address(address, outlet) == address


@settings(max_examples=100)
@given(URLS)
@example("http:///\u200f")
def test_the_readable_form_names_the_same_page_and_hides_nothing(url):
    shown = readable(url)
    assert shown.isprintable()
    if found_url(url, ""):  # what is no address is only made visible
        assert canonical_address(shown, OPEN) == canonical_address(url, OPEN)


@settings(max_examples=60)
@given(st.text(max_size=80), st.text(max_size=40))
def test_any_link_gives_a_plain_url_or_nothing(link, base):
    url = found_url(link, base)
    assert url == "" or (url.startswith(("http://", "https://")) and url.isascii() and " " not in url)
