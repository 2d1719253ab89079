import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.catalogue import Endpoint, Names, Outlet
from crawler.discover.endpoints import first_url, read_endpoint
from crawler.discover.listings import value_at

HOME = "https://manara.example/"
OUTLET = Outlet(
    id="lb.manara",
    names=Names(ar="المنارة", en="Manara"),
    country="lb",
    zone="Asia/Beirut",
    home=HOME,
    hosts=("manara.example",),
)
ENDPOINT = Endpoint(
    kind="json",
    url="https://api.manara.example/list/{page}",
    section="اقتصاد",
    pages=3,
    items="data.rows",
    link="path.0",
    title="names.ar",
    published="at",
    base=HOME,
)


def read(data, *, page=1, endpoint=ENDPOINT):
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return read_endpoint(endpoint, OUTLET, url=endpoint.url.replace("{page}", str(page)), body=body)


ROWS = {
    "data": {
        "rows": [
            {"path": ["/news/1"], "names": {"ar": "ميناء &amp; جسر"}, "at": 1772520000},
            {"path": []},
            None,
            {"path": ["/news/2"], "at": 1772520000123},
        ]
    }
}


def test_entries_are_found_where_the_endpoint_says():
    found = read(ROWS).found
    assert [(f.url, f.title, f.published, f.section) for f in found] == [
        (HOME + "news/1", "ميناء & جسر", "1772520000", "اقتصاد"),
        (HOME + "news/2", "", "1772520000123", "اقتصاد"),
    ]


def test_further_pages_follow_as_long_as_there_is_something():
    pages = [f"https://api.manara.example/list/{n}" for n in (2, 3)]
    assert first_url(ENDPOINT) == "https://api.manara.example/list/1"
    assert read(ROWS).more == tuple(pages)
    assert read(ROWS, page=2).more == (pages[1],)
    assert read(ROWS, page=3).more == ()
    assert read({"data": {"rows": []}}).more == ()


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "empty"),
        (b"{", "not-json"),
        (b"<html></html>", "html-instead-of-feed"),
        (b"{}", "empty"),
        (b"[[[]]]", "empty"),
        (b"[" * 99_999, "not-json"),
        (b'"text"', "empty"),
    ],
)
def test_what_is_wrong_is_named(body, problem):
    assert read(body).problem == problem


def test_a_list_at_the_top_needs_no_path():
    endpoint = Endpoint(kind="json", url=HOME + "api", link="url")
    assert [f.url for f in read([{"url": "/news/1"}, {"url": "https://other.example/2"}], endpoint=endpoint).found] == [
        HOME + "news/1"
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["data", "rows", "path", "0", "at"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=60)
@given(JSON)
def test_any_json_is_read_without_raising(data):
    assert isinstance(read(json.dumps(data).encode()).problem, str)
    assert value_at(data, "") is data


@settings(max_examples=40)
@given(st.binary(max_size=200))
def test_random_bytes_never_raise(body):
    assert isinstance(read(body).problem, str)
