import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.catalogue import SHIPPED, load_catalogue
from crawler.discover.opml import OpmlError, by_site, opml_text, read_opml

FEED = "https://www.manara.example/rss"


def opml(body, head=""):
    return f'{head}<opml version="2.0"><head><title>x</title></head><body>{body}</body></opml>'.encode()


def test_every_feed_of_the_catalogue_comes_back_with_its_title_and_place():
    outlets = list(load_catalogue([SHIPPED]).outlets.values())
    feeds = [(e.url, o) for o in outlets for e in o.endpoints if e.kind == "feed"]
    text, count = opml_text(outlets, "Rasid")
    outlines = read_opml(text.encode(), "x")
    assert count == len(feeds) == len(outlines)
    for outline, (url, outlet) in zip(outlines, feeds, strict=True):
        assert outline.url.split("?")[0] == url.split("?")[0]
        assert outline.title.startswith(outlet.names.ar)
        assert (outline.group, outline.latin) == (outlet.names.ar, outlet.names.en)
        assert outline.place == "/" + outlet.id.replace(".", "/", 1)
    assert len(by_site(outlines)) == len({outlet.id for _, outlet in feeds})


def test_old_readers_spell_attributes_in_their_own_way_and_nest_deeply():
    body = f'<outline text="أخبار"><outline TITLE="المنارة &amp; البحر" xmlURL="{FEED}" htmlurl="http://manara.example"/></outline>'
    (outline,) = read_opml(opml(body), "x")
    assert (outline.url, outline.title, outline.group) == (FEED, "المنارة & البحر", "أخبار")
    assert outline.home == "http://manara.example/"


def test_windows_1256_is_read():
    body = opml(f'<outline text="المنارة" xmlUrl="{FEED}"/>').decode().encode("cp1256")
    assert read_opml(b'<?xml version="1.0" encoding="windows-1256"?>' + body, "x")[0].title == "المنارة"


def test_entities_and_outside_files_are_never_opened(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    bomb = '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">'
    head = f'<!DOCTYPE opml [<!ENTITY x SYSTEM "file://{secret}">{bomb}]>'
    body = f'<outline text="&x;&c;" title="&x;&c;" xmlUrl="{FEED}"/><outline text="two" xmlUrl="{FEED}/2"/>'
    outlines = read_opml(opml(body, head), "x")
    assert all("geheim" not in o.title and "aaaa" not in o.title for o in outlines)
    assert outlines[-1].url == FEED + "/2"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/hosts", "", "http://", "feed", "http://a b/"])
def test_what_cannot_be_visited_is_passed_over(url):
    assert (
        read_opml(opml(f'<outline text="x" xmlUrl="{url}"/><outline text="y" xmlUrl="{FEED}"/>'), "x")[-1].url == FEED
    )


@pytest.mark.parametrize("body", [b"", b"hello", b"<html><body>404</body></html>", b"<rss/>", b"\x00\xff\xfe"])
def test_what_is_no_opml_is_told_by_name(body):
    with pytest.raises(OpmlError, match=r"mine\.opml: not an OPML file"):
        read_opml(body, "mine.opml")


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=60).map(lambda t: opml(f'<outline xmlUrl="{t}"/>'))))
def test_any_bytes_give_outlines_or_one_error(body):
    try:
        outlines = read_opml(body, "x")
    except OpmlError:
        outlines = ()
    assert all(o.url.startswith(("http://", "https://")) for o in outlines)
    by_site(outlines)
