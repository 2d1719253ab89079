"""A file written from an outlet is read back as that outlet."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.catalogue import SHIPPED, Addresses, Endpoint, Names, Outlet, Politeness, Rule, load_catalogue, load_outlet
from crawler.discover.written import outlet_text

MANARA = Outlet(
    id="lb.manara", names=Names(ar="المنارة", en="Manara"), country="lb", zone="Asia/Beirut",
    home="https://www.manara.example/", hosts=("www.manara.example",),
)  # fmt: skip


@pytest.fixture
def read_back(tmp_path):
    (tmp_path / "lb").mkdir()

    def read(outlet):
        path = tmp_path / "lb" / "manara.toml"
        path.write_text(outlet_text(outlet), encoding="utf-8")
        return replace(load_outlet(path), file="")

    return read


def test_everything_an_outlet_can_say_survives(read_back):
    outlet = replace(
        MANARA,
        active=False, note='Two lines,\none "quoted" \\ with a backslash', desks=("المنارة", "قسم التحرير"),
        endpoints=(
            Endpoint(kind="json", url="https://www.manara.example/api/{page}", link="url", headers={"X-A b": "1"}),
            Endpoint(kind="feed", url="https://www.manara.example/rss", section="اقتصاد", pages=3),
        ),
        articles=Addresses(include=(r"^/news/\d+'s", r"/\d{4}/"), rewrite=((r"^/amp/", "/"),), keep_query=("id",)),
        politeness=Politeness(delay_seconds=8.0),
        rules=(Rule(until=date(2023, 6, 30), body=("div.a",)), Rule(title=("h1", "xpath://h2"), date_order="mdy")),
    )  # fmt: skip
    assert read_back(outlet) == outlet


def test_every_shipped_outlet_survives(tmp_path):
    shipped = load_catalogue([SHIPPED]).outlets.values()
    for outlet in shipped:
        path = tmp_path / outlet.country / f"{outlet.id.partition('.')[2]}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(outlet_text(outlet), encoding="utf-8")
    again = load_catalogue([tmp_path]).outlets
    assert [replace(o, file="") for o in again.values()] == [replace(o, file="") for o in shipped]


def test_invisible_characters_are_written_as_escapes():
    text = outlet_text(replace(MANARA, note="\u200fنص\u202c"))
    assert "\\u200f" in text
    assert "\u200f" not in text


@settings(max_examples=80, deadline=None)
@given(name=st.text(min_size=1, max_size=30), pattern=st.text(max_size=20))
def test_any_name_and_pattern_is_written_as_valid_toml(name, pattern):
    import tomllib

    sound = "".join(c for c in name if not "\ud800" <= c <= "\udfff")
    outlet = replace(
        MANARA, names=Names(ar=name, en="Manara"), articles=Addresses(include=(pattern,) if pattern else ())
    )
    data = tomllib.loads(outlet_text(outlet))
    assert data["names"]["ar"] == sound
    assert data.get("articles", {}).get("include", []) == ([pattern] if pattern else [])
