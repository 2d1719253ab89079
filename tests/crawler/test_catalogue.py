from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from crawler.catalogue import (
    Addresses,
    Catalogue,
    CatalogueError,
    Endpoint,
    Outlet,
    Politeness,
    Rule,
    load_catalogue,
    load_outlet,
    unlisted_outlet,
)
from crawler.discover.addresses import canonical_address

DOCUMENT = Path(__file__).parents[2] / "docs" / "outlets.md"
SOUND = """names = { ar = "المنارة", en = "Manara" }
zone = "Asia/Beirut"
home = "https://manara.example/"
hosts = ["manara.example"]

[[endpoints]]
kind = "feed"
url = "https://manara.example/rss"

[[endpoints]]
kind = "json"
url = "https://manara.example/api"
link = "url"

[articles]
include = ['^/news/\\d+']

[[rules]]
until = 2019-12-31
body = "div.old"

[[rules]]
body = ["div.new", "xpath://article"]
"""


def write(folder, text=SOUND, name="lb/manara.toml"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_an_outlet_is_called_by_its_path_and_a_lone_string_is_a_list_of_one(tmp_path):
    outlet = load_outlet(write(tmp_path))
    assert (outlet.id, outlet.country, outlet.names.ar) == ("lb.manara", "lb", "المنارة")
    assert [e.kind for e in outlet.endpoints] == ["feed", "json"]
    assert outlet.rules[0].body == ("div.old",)
    assert outlet.politeness.delay_seconds == 5.0
    assert outlet.card().zone == "Asia/Beirut"


def test_rules_are_chosen_by_the_day_of_the_capture(tmp_path):
    outlet = load_outlet(write(tmp_path))
    assert outlet.rule_on(date(2019, 12, 31)).body == ("div.old",)
    assert outlet.rule_on(date(2020, 1, 1)).body == ("div.new", "xpath://article")
    assert unlisted_outlet("x.example").rule_on(date(2020, 1, 1)) is None


MISTAKES = [
    ('zone = "Asia/Beirut"', 'zone = "Asia/Beiruth"', 2, "no such time zone"),
    ('zone = "Asia/Beirut"', "", 1, "zone: is missing"),
    ('home = "https', 'homepage = "https', 3, "unknown key; known here: active"),
    ('home = "https:', 'home = "', 3, "does not begin with http"),
    ('hosts = ["manara.example"]', 'hosts = ["https://manara.example"]', 4, "no host name"),
    ('hosts = ["manara.example"]', "hosts = []", 4, "at least one host"),
    ('kind = "feed"', 'kind = "rss"', 7, "must be one of 'feed'"),
    ('url = "https://manara.example/rss"', 'url = "manara.example/rss"', 8, "does not begin with http"),
    ('link = "url"', "", 10, "JSON listing must say"),
    ('link = "url"', 'link = "url"\npages = 0', 14, "must be 1 or more"),
    ('link = "url"', 'link = "url"\npages = "two"', 14, "must be a whole number"),
    ('link = "url"', 'link = "url"\nnext = "a[["', 14, "not a selector"),
    ("include = ['^/news/\\d+']", "include = ['^/news/(']", 16, "not a regular expression"),
    ("include = ['^/news/\\d+']", "rewrite = [['^/a', '\\1']]", 16, "does not fit the pattern"),
    ("include = ['^/news/\\d+']", "rewrite = ['^/a']", 16, "must hold 2 values"),
    ("include = ['^/news/\\d+']", 'host = "www.manara.example"', 16, "not among the outlet's hosts"),
    ('body = "div.old"', 'body = "div.old["', 20, "not a selector"),
    ("until = 2019-12-31", 'until = "2019"', 19, "must be a day"),
    ('body = ["div.new", "xpath://article"]', 'body = ["xpath://article["]', 23, "not a selector"),
    ("[articles]", "[politeness]\ndelay_seconds = 1\n[articles]", 16, "say in `reason` why"),
    ("[articles]", "[politeness]\ndelay_seconds = -1\n[articles]", 16, "cannot be negative"),
    ('home = "https', 'hook = "nonesuch"\nhome = "https', 3, "there is no crawler/hooks/nonesuch.py"),
    ('home = "https', 'country = "Lebanon"\nhome = "https', 3, "no country code"),
    ('home = "https', 'id = "lb.other"\nhome = "https', 3, "must be 'lb.manara'"),
]


@pytest.mark.parametrize(("right", "wrong", "line", "words"), MISTAKES)
def test_a_mistake_is_named_with_file_and_line(tmp_path, right, wrong, line, words):
    assert right in SOUND
    path = write(tmp_path, SOUND.replace(right, wrong, 1))
    with pytest.raises(CatalogueError) as caught:
        load_catalogue([tmp_path])
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert words in str(caught.value)


def test_broken_toml_and_other_encodings_are_named(tmp_path):
    path = write(tmp_path, "zone = \n")
    with pytest.raises(CatalogueError, match=r"manara.toml: not valid TOML: .*line 1"):
        load_outlet(path)
    path.write_bytes(b'zone = "Asia/Beirut"\nhome = "\xc7\xe1"\n')
    with pytest.raises(CatalogueError, match=r"manara.toml:2: not UTF-8"):
        load_outlet(path)


def test_a_host_and_an_id_belong_to_one_outlet(tmp_path):
    write(tmp_path)
    second = write(tmp_path, name="lb/other.toml")
    with pytest.raises(CatalogueError, match=r"belongs to lb\.manara"):
        load_catalogue([tmp_path])
    second.unlink()
    with pytest.raises(CatalogueError, match=r"the id lb\.manara is taken"):
        load_catalogue([tmp_path, tmp_path])
    with pytest.raises(CatalogueError, match="no such folder"):
        load_catalogue([tmp_path / "missing"])


def test_a_host_s_www_twin_is_the_same_outlet_and_a_stranger_is_named_by_its_host(tmp_path):
    write(tmp_path)
    catalogue: Catalogue = load_catalogue([tmp_path])
    assert catalogue.outlet_for("https://www.manara.example/news/1").id == "lb.manara"
    assert catalogue.of_url("https://stranger.example/1") is None
    stranger = catalogue.outlet_for("https://WWW.Stranger.example/a?id=1&utm_source=x")
    assert (stranger.id, stranger.active, stranger.zone) == ("www.stranger.example", False, "UTC")
    assert canonical_address("https://www.stranger.example/a?id=1&utm_source=x", stranger).endswith("/a?id=1")


def test_every_key_is_documented():
    text = DOCUMENT.read_text(encoding="utf-8")
    keys = {f.name for kind in (Outlet, Endpoint, Addresses, Politeness, Rule) for f in fields(kind)} - {"file", "held"}
    assert sorted(key for key in keys if f"`{key}`" not in text and f"[{key}]" not in text) == []


def test_the_documents_own_example_is_a_sound_outlet(tmp_path):
    text = DOCUMENT.read_text(encoding="utf-8")
    example = text.split("```toml\n", 1)[1].split("```", 1)[0]
    outlet = load_outlet(write(tmp_path, example, "lb/manara.toml"))
    assert outlet.endpoints
    assert outlet.articles.examples
