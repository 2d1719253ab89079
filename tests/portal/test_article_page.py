"""The article page and the captures behind it."""

import lxml.html
import pytest

from portal.pages.capture import served
from tests.support.kept import make_capture


def text(element):
    return " ".join(element.text_content().split())


@pytest.fixture
def library(portal):
    return portal.page("/articles/1")


def test_the_text_keeps_its_paragraphs_headings_quotes_and_lists(library):
    body = library.xpath("//div[starts-with(@class, 'text')]")[0]
    assert (body.get("lang"), body.get("dir")) == ("ar", "rtl")
    assert [child.tag for child in body] == ["p", "h2", "p", "blockquote", "ul", "p", "p"]
    assert body.xpath("./ul/li/text()") == ["قاعة للأطفال", "ركن للصحف"]
    assert text(library.xpath("//h1")[0]) == "البلدية تفتتح مكتبتين"
    assert text(library.xpath("//p[starts-with(@class, 'lead')]")[0]).startswith("بعد عامين")


def test_every_field_says_where_it_came_from(library):
    facts = {
        text(d.xpath("./summary/span[1]")[0]): text(d) for d in library.xpath("//section[@id='provenance']/details")
    }
    assert "rule:h1.title" in facts["العنوان"]
    assert "عالية" in facts["العنوان"]
    assert "meta:og:title مكتبة | صوت المرج" in facts["العنوان"]
    assert "٢٢ نوفمبر ٢٠٢٦، ١١:٤٠" in facts["النشر"]
    assert "ليلى الشامي" in facts["الكاتب"]


def test_what_is_unknown_is_named_not_guessed(portal):
    page = portal.page("/articles/3")
    assert "تاريخ النشر غير مقروء في الصفحة" in text(page)
    assert "غير مقروء" in text(page.xpath("//section[@id='provenance']")[0])


def test_old_versions_stay_readable(portal, library):
    rows = library.xpath("//section[@id='versions']//tbody/tr")
    assert len(rows) == 2
    old = portal.page(rows[1].xpath(".//a/@href")[0])
    assert text(old.xpath("//h1")[0]) == "البلدية تفتتح مكتبة عامة جديدة"
    assert "وتفتح مكتبة ثانية" not in text(old)


def test_the_words_that_led_here_are_marked_and_a_link_leads_back(portal):
    link = portal.page(q="المكتبات", outlet="lb.marj").xpath("//h3/a/@href")[0]
    page = portal.page(link)
    assert page.xpath("//h1/mark/text()") == ["مكتبتين"]
    assert {"مكتبة", "المكتبات"} <= set(page.xpath("//div[starts-with(@class, 'text')]//mark/text()"))
    back = page.xpath("//main/p[@class='small']/a/@href")[0]
    assert portal.page(back).xpath("//h3/a/@href") == [link]
    assert page.xpath("//link[@rel='canonical']/@href") == ["/articles/1"]
    assert not portal.page("/articles/1").xpath("//main//mark")
    assert not portal.page("/articles/1", q="(((").xpath("//main//mark")


def test_the_original_is_linked_without_a_referrer_and_imports_have_none(portal, library):
    link = library.xpath("//a[@href='https://marj.example/1']")[0]
    assert {"noreferrer", "noopener"} <= set(link.get("rel").split())
    imported = portal.page("/articles/6")
    assert not imported.xpath("//a[starts-with(@href, 'import:')]")
    assert "مستوردة من ملفّ" in text(imported)


@pytest.mark.parametrize(
    "path",
    [
        "/articles/0", "/articles/99", "/articles/-1", "/articles/1x", "/articles/٣", "/articles/" + "9" * 400,
        "/articles/1?version=7", "/articles/1?version=x", "/articles/1/captures/99", "/articles/2/captures/1",
        "/articles/1/captures/x", "/articles/99/captures/1", "/articles/1/captures/99/body", "/nowhere", "/articles/../etc",
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_page_that_says_so(portal, path):
    answer = portal.client.get(path, headers={"Accept-Language": "ar"})
    assert answer.status_code == 404
    assert "لا صفحة في هذا العنوان" in answer.text


def test_hostile_texts_do_no_harm(portal):
    for article in (4, 5):
        answer = portal.get(f"/articles/{article}")
        assert answer.status_code == 200
        assert "<script" not in answer.text
        title = lxml.html.fromstring(answer.text).xpath("//title/text()")[0]
        assert "\u202e" not in title
        assert title.startswith("\u2068")


def test_a_capture_is_shown_with_its_facts_in_a_frame_that_can_do_nothing(portal, library):
    link = library.xpath("//section[@id='captures']//tbody//a/@href")[-1]
    page = portal.page(link)
    frame = page.xpath("//iframe")[0]
    assert frame.get("sandbox") == ""
    facts = text(page.xpath("//dl")[0])
    assert "https://marj.example/1" in facts
    assert "sha256:" in facts
    assert ".warc.gz" in facts
    assert "frame-src 'self'" in portal.get(link).headers["content-security-policy"]
    body = portal.get(frame.get("src"))
    policy = body.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'")
    assert "allow-" not in policy
    assert body.headers["x-content-type-options"] == "nosniff"
    assert body.headers["content-type"] == "text/html; charset=utf-8"
    assert "البلدية تفتتح المكتبة" in body.text


def test_an_import_is_shown_as_text(portal):
    captures = portal.page("/articles/6").xpath("//section[@id='captures']//tbody//a/@href")
    assert "استيراد، لا ردّ" in text(portal.page(captures[0]))
    assert portal.get(captures[0] + "/body").headers["content-type"] == "text/plain; charset=utf-8"


def test_a_capture_that_cannot_be_read_says_so_and_hurts_nothing_else(own_portal):
    for file in (own_portal.desk.folder / "warc").glob("*.warc.gz"):
        file.write_bytes(b"damaged")
    capture = own_portal.page("/articles/1").xpath("//section[@id='captures']//tbody//a/@href")[0]
    answer = own_portal.get(capture)
    assert answer.status_code == 502
    assert "rasid archive verify" in answer.text
    assert own_portal.get(capture + "/body").status_code == 502
    assert str(own_portal.desk.folder) not in answer.text


@pytest.mark.parametrize(
    ("content_type", "body", "expected", "kind"),
    [
        ("text/html; charset=utf-8", "كلمة".encode(), "كلمة", "text/html; charset=utf-8"),
        ("text/html", '<meta charset="windows-1256">كلمة'.encode("windows-1256"), "كلمة", "text/html; charset=utf-8"),
        ("text/html", "كلمة".encode("windows-1256"), "كلمة", "text/html; charset=utf-8"),
        ("text/html; charset=no-such", "كلمة".encode(), "كلمة", "text/html; charset=utf-8"),
        ("text/html; charset=utf-8", b"\xff\xfe<p>", "<p>", "text/html; charset=utf-8"),
        ("image/svg+xml", b"<svg onload='x'/>", "<svg", "text/plain; charset=utf-8"),
        ("application/javascript", b"alert(1)", "alert", "application/octet-stream"),
        ("", b"<p>x", "<p>x", "text/html; charset=utf-8"),
    ],
)
def test_bodies_are_served_as_texts_or_not_at_all(content_type, body, expected, kind):
    answer, shown_as = served(make_capture(headers=(("Content-Type", content_type),)), body)
    assert expected in answer.decode()
    assert shown_as == kind
