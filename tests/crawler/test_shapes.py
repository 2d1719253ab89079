import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discover.shapes import propose_shapes

HOST = "https://www.manara.example"


def patterns(*paths):
    return [shape.pattern for shape in propose_shapes(HOST + path for path in paths)]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([f"/Web/{s}/2026/{m}/159{i}.html" for i, (s, m) in enumerate([("News", 9), ("Sports", 11), ("News", 12)])],
         [r"^/Web/[^/]+/\d{4}/\d{1,2}/\d+\.html$"]),
        ([f"/2026/03/خبر-{word}/" for word in ("أول", "ثان", "ثالث")], [r"^/\d{4}/\d{1,2}/[^/]+/$"]),
        ([f"/article/22050{i}/عنوان" for i in range(4)], [r"^/article/\d+/[^/]+$"]),
        ([f"/economy/5{i}12345-بعض-الكلمات" for i in range(4)], [r"^/[^/]+/\d+[-_][^/]+$"]),
        ([f"/خبر-ما-14698{i}.html" for i in range(4)], [r"^/[^/]+-\d+\.html$"]),
        ([f"/Details.aspx?id=73{i}" for i in range(4)], [r"^/Details\.aspx/?\?(?:.*&)?id=\d+"]),
        (["/story/1/أ", "/story/2/ب", "/story/3", "/story/4"], [r"^/story/\d{1,2}/[^/]+$", r"^/story/\d{1,2}$"]),
    ],
    ids=["dated numbers", "WordPress", "number and name", "number in the name", "number at the end", "query", "two forms"],
)  # fmt: skip
def test_numbers_and_dates_become_patterns(paths, expected):
    assert patterns(*paths) == expected


def test_names_alone_show_no_form():
    assert patterns("/some-words/", "/other-words/", "/more-words/") == []


def test_a_section_that_fills_the_list_stays_open():
    # All of today's entries are about politics; tomorrow's are not.
    assert patterns(*(f"/politics/9123{i}-خبر" for i in range(5))) == [r"^/[^/]+/\d+[-_][^/]+$"]


def test_few_strays_do_not_spoil_a_form_and_many_do():
    articles = [f"/news/912{i}" for i in range(10)]
    assert patterns(*articles, "/about", "/contact-us") == [r"^/news/\d+$"]
    assert patterns(*articles, *(f"/page-{c}" for c in "abcdefgh")) == []


def test_the_parameter_that_names_an_article_belongs_to_the_address():
    assert propose_shapes(f"{HOST}/n.php?lang=ar&sid={i}" for i in range(100, 104))[0].keep_query == ("sid",)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=40).map(lambda path: f"{HOST}/{path}"), max_size=8))
def test_every_pattern_compiles_and_fits_its_own_addresses_whatever_they_are(urls):
    from urllib.parse import unquote, urlsplit

    for shape in propose_shapes(urls):
        for url in shape.urls:
            parts = urlsplit(url)
            target = unquote(parts.path) + (f"?{unquote(parts.query)}" if parts.query else "")
            assert "\n" in target or "//" in target or re.search(shape.pattern, target)
