import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.catalogue import Endpoint, Names, Outlet
from crawler.discover.endpoints import read_endpoint
from crawler.discover.feeds import author_names, read_feed

HOME = "https://manara.example/"
FEED = HOME + "rss"
OUTLET = Outlet(
    id="lb.manara",
    names=Names(ar="المنارة", en="Manara"),
    country="lb",
    zone="Asia/Beirut",
    home=HOME,
    hosts=("manara.example",),
)
ENDPOINT = Endpoint(kind="feed", url=FEED, section="محليات")
TEXT = "أعلنت البلدية افتتاح السوق الجديد بعد أعمال ترميم دامت سنتين، وقالت إن التجار سيعودون إلى محالهم تباعا. " * 8


def rss(items, head='<?xml version="1.0" encoding="utf-8"?>', attributes=""):
    return f'{head}<rss version="2.0" {attributes}><channel><title>المنارة</title>{items}</channel></rss>'


def item(number, inner=""):
    return f"<item><title>خبر {number}</title><link>{HOME}news/{number}</link>{inner}</item>"


def read(body, endpoint=ENDPOINT, content_type=""):
    body = body.encode() if isinstance(body, str) else body
    return read_endpoint(endpoint, OUTLET, url=endpoint.url, body=body, content_type=content_type)


NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:media="http://search.yahoo.com/mrss/"'
)


def test_an_rss_item_tells_all_it_knows():
    inner = (
        "<dc:creator>سعاد مراد</dc:creator><category>المزيد</category><category>اقتصاد</category>"
        "<pubDate>Tue, 03 Mar 2026 09:15:00 +0200</pubDate><media:title>صورة</media:title>"
        f"<description>ملخص قصير</description><content:encoded><![CDATA[<p>{TEXT}</p>]]></content:encoded>"
    )
    (found,) = read(rss(item(1, inner), attributes=NAMESPACES)).found
    assert found.url == HOME + "news/1"
    assert (found.outlet, found.endpoint, found.title) == ("lb.manara", FEED, "خبر 1")
    assert found.published == "Tue, 03 Mar 2026 09:15:00 +0200"
    assert (found.authors, found.section) == (("سعاد مراد",), "اقتصاد")
    assert found.text == f"<p>{TEXT.strip()}</p>" or found.text == f"<p>{TEXT}</p>"


def test_rss_0_91_with_a_document_type_and_html_entities_is_read():
    head = '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.example/rss.dtd">'
    body = rss(
        f"<item><title>سوق&nbsp;الحرف &laquo;الجديد&raquo; AT&T</title><link>{HOME}news/2?a=1&b=2</link></item>", head
    )
    (found,) = read(body).found
    assert found.title == "سوق الحرف «الجديد» AT&T"
    assert found.url == HOME + "news/2?a=1&b=2"


def test_rdf_says_what_it_is_about():
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"/>'
        f'<item rdf:about="{HOME}news/3"><title>نشرة</title><dc:date>2026-03-03T10:00:00Z</dc:date></item></rdf:RDF>'
    )
    (found,) = read(body).found
    assert (found.url, found.published) == (HOME + "news/3", "2026-03-03T10:00:00Z")


def test_atom_links_dates_names_and_xhtml():
    body = (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{HOME}ar/"><title>المنارة</title><entry>'
        '<title type="html">&lt;b&gt;جسر&lt;/b&gt; جديد</title><link rel="self" href="self.atom"/>'
        '<link rel="alternate" type="text/html" href="news/4"/><updated>2026-03-04T00:00:00Z</updated>'
        "<published>2026-03-03T00:00:00Z</published><author><name>هدى خليل</name><email>h@x.example</email></author>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>نص</p></div></content></entry></feed>'
    )
    (found,) = read(body).found
    assert found.url == HOME + "ar/news/4"
    assert (found.title, found.published, found.authors) == ("جسر جديد", "2026-03-03T00:00:00Z", ("هدى خليل",))
    assert found.text == "<div><p>نص</p></div>"


def test_json_feed():
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {"id": "1", "url": "/news/5", "title": "ميناء", "content_html": "<p>نص</p>", "date_published": "2026-03-03",
             "authors": [{"name": "عمر"}], "tags": ["شحن"]},
            {"id": "2"}, "junk",
        ],
    }  # fmt: skip
    (found,) = read(json.dumps(data)).found
    assert (found.url, found.title, found.published) == (HOME + "news/5", "ميناء", "2026-03-03")
    assert (found.authors, found.section, found.text) == (("عمر",), "شحن", "<p>نص</p>")


@pytest.mark.parametrize(
    ("encoding", "head", "content_type"),
    [
        ("windows-1256", '<?xml version="1.0" encoding="windows-1256"?>', ""),
        ("windows-1256", '<?xml version="1.0"?>', "text/xml; charset=windows-1256"),
        ("windows-1256", '<?xml version="1.0" encoding="ISO-8859-1"?>', ""),
        ("windows-1256", '<?xml version="1.0" encoding="utf-8"?>', "text/xml"),
        ("iso-8859-6", '<?xml version="1.0" encoding="iso-8859-6"?>', ""),
        ("utf-16-le", '<?xml version="1.0"?>', ""),
        ("utf-16-be", '<?xml version="1.0" encoding="utf-8"?>', ""),
        ("utf-16", '<?xml version="1.0" encoding="utf-16"?>', ""),
        ("utf-8", '<?xml version="1.0" encoding="windows-1256"?>', ""),
        ("utf-8-sig", '<?xml version="1.0"?>', "application/xml; charset=iso-8859-1"),
    ],
)
def test_titles_survive_every_encoding_declared_or_not(encoding, head, content_type):
    body = rss(item(1) + item(2), head).encode(encoding)
    assert [f.title for f in read(body, content_type=content_type).found] == ["خبر 1", "خبر 2"]


def test_a_few_broken_bytes_do_not_make_it_another_encoding():
    body = (
        rss(item(1) + item(2) + item(3, f"<description>{TEXT}</description>"))
        .encode()
        .replace("دامت".encode(), b"\xd8")
    )
    assert [f.title for f in read(body).found][:2] == ["خبر 1", "خبر 2"]


def test_the_address_behind_a_feed_proxy_wins_and_its_own_links_are_followed():
    endpoint = Endpoint(kind="feed", url="https://proxy.example/manara")
    items = (
        f"<item><link>https://proxy.example/r/1</link><feedburner:origLink>{HOME}news/1</feedburner:origLink></item>"
        "<item><link>https://proxy.example/r/2</link></item><item><link>https://spam.example/3</link></item>"
    )
    listing = read(rss(items, attributes=NAMESPACES), endpoint)
    assert [f.url for f in listing.found] == [HOME + "news/1", "https://proxy.example/r/2"]
    assert listing.passed_over == 1


def test_a_guid_is_an_address_only_where_it_says_so():
    items = (
        f"<item><guid>{HOME}news/1</guid></item><item><guid isPermaLink='true'>{HOME}news/2</guid></item>"
        f"<item><guid isPermaLink='false'>{HOME}?p=3</guid></item><item><guid>tag:4</guid></item>"
        "<item><title>لا رابط</title></item>"
    )
    assert [f.url for f in read(rss(items)).found] == [HOME + "news/1", HOME + "news/2"]


def test_full_text_is_told_from_a_summary():
    items = (
        item(1, f"<description>{TEXT}</description>")
        + item(2, f"<description>{TEXT}…</description>")
        + item(3, "<description>قصير</description>")
        + item(4, f"<description>&amp;lt;p&amp;gt;{TEXT}&amp;lt;/p&amp;gt;</description>")
    )
    texts = [f.text for f in read(rss(items)).found]
    assert texts[0] == TEXT.strip()
    assert texts[1:3] == ["", ""]
    assert texts[3].startswith("<p>أعلنت")


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("desk@manara.example (رنا سعد)", ["رنا سعد"]),
        ("رنا سعد <r.saad@manara.example>", ["رنا سعد"]),
        ("رنا سعد، علي حسن", ["رنا سعد", "علي حسن"]),
        ("desk@manara.example", []),
        ("", []),
    ],
)
def test_names_without_their_mail(written, names):
    assert author_names(written) == names


def test_each_article_once_and_tracking_gone():
    items = f"<item><link>{HOME}news/1?utm_source=rss#c</link></item><item><link>{HOME}news/1</link></item>"
    assert [f.url for f in read(rss(items)).found] == [HOME + "news/1"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "empty"),
        ("   ", "empty"),
        (rss(""), "empty"),
        ("<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>", "html-instead-of-feed"),
        ("الصفحة غير متاحة", "not-xml"),
        ("<opml></opml>", "not-xml"),
        ("{broken", "not-json"),
        ('{"items": []}', "empty"),
        ("[" * 50_000, "not-json"),
    ],
)
def test_what_is_wrong_is_named(body, problem):
    listing = read(body)
    assert (listing.found, listing.problem) == ((), problem)


def test_broken_xml_gives_what_can_be_read():
    cut = rss(item(1) + item(2) + item(3))[:-60]
    assert [f.title for f in read(cut).found][:2] == ["خبر 1", "خبر 2"]
    unclosed = rss(f"<item><title>أ < ب & ج</title><link>{HOME}news/1</link></item>" + item(2) + "\x00\x08")
    assert HOME + "news/2" in [f.url for f in read(unclosed).found]
    no_prefix = rss(item(1, "<undeclared:x>ص</undeclared:x>"))
    assert [f.url for f in read(no_prefix).found] == [HOME + "news/1"]


def test_entity_bombs_and_outside_files_expand_to_nothing(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("كلمة السر")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}<!ENTITY file SYSTEM "{secret.as_uri()}">'
        '<!ENTITY % far SYSTEM "http://127.0.0.1:9/x.dtd"> %far;]>'
    )
    listing = read(rss(f"<item><title>x&l9;&file;</title><link>{HOME}news/1</link></item>" + item(2), head))
    assert HOME + "news/2" in [f.url for f in listing.found]
    assert all(len(f.title) < 40 and "السر" not in f.title for f in listing.found)


def test_hostile_repetition_comes_to_an_end():
    # Quadratic reading of any of these would outlast the time limit of the whole test run.
    for piece in ("<!DOCTYPE ", "<![CDATA[", "<item>", "&", "<", "<item><link>x</link>", '<a b="', "]]>"):
        listing = read("<rss><channel>" + piece * (1_000_000 // len(piece)))
        assert len(listing.found) <= 1


def test_no_more_entries_than_the_limit_and_no_endless_urls():
    many = "".join(f"<item><link>{HOME}{n}</link></item>" for n in range(2_500))
    assert len(read(rss(many)).found) == 2_000
    assert read(rss(f"<item><link>{HOME}{'9' * 5_000}</link></item>")).found == ()


def test_a_gzip_file_is_unpacked_and_a_broken_one_gives_its_beginning():
    body = gzip.compress(rss("".join(item(n) for n in range(300))).encode())
    assert len(read(body).found) == 300
    assert 0 < len(read(body[: len(body) // 2]).found) < 300
    assert read(b"\x1f\x8b broken").problem


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_random_bytes_never_raise(body):
    assert isinstance(read(body).problem, str)


@settings(max_examples=80)
@given(
    st.lists(
        st.sampled_from(
            [
                "<rss>",
                "<channel>",
                "<item>",
                "</item>",
                "<link>",
                HOME + "a",
                "</link>",
                "<entry",
                " href='x'",
                ">",
                "/>",
                "<![CDATA[",
                "]]>",
                "&nbsp;",
                "&#xD800;",
                "&#0;",
                "{",
                '"items":',
                "[",
                "خبر",
                "\x00",
                "<content:encoded>",
                "<?xml",
                "?>",
                "<!DOCTYPE",
                "<!--",
                "-->",
                "<link href='//['/>",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_random_pieces_of_feeds_never_raise(text):
    found, problem = read_feed(text, url=FEED, outlet="lb.manara")
    assert bool(found) != bool(problem)


def test_a_reference_to_half_a_character_does_not_break_a_broken_feed():
    broken = "<rss><item><title>\u062e\u0628\u0631 &#xD800;&#57343;</title><link>http://www.manara.example/1</link>"
    found, _ = read_feed(broken, url=FEED, outlet="lb.manara")
    assert all("\ud800" not in item.title for item in found)
