# ruff: noqa: E501  pages written on one line each
"""Every capture ends in an outcome: odd statuses, imports, compressed and hostile bodies, our own failures."""

import gzip
import json
import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model import Capture, Found, OutcomeKind
from crawler.catalogue import Names, Politeness, Rule, unlisted_outlet
from crawler.clean.checks import FAILED, REFUSED
from crawler.extract.page import decode
from crawler.pipeline import process

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
OUTLET = replace(
    unlisted_outlet("www.sadim.example"), names=Names(ar="سديم", en="Sadim"), dateline=("سديم",), zone="Asia/Beirut"
)
URL = "http://www.sadim.example/news/123456"
SENTENCE = "قال مدير المكتبة إن القاعات تتسع لأربعمئة قارئ، وإن الرفوف تضم نحو خمسين ألف كتاب من هدايا الأهالي."
PAGE = (
    "<html><head><meta charset=utf-8><meta property=og:type content=article></head><body><h1>افتتاح مكتبة جديدة في المدينة</h1>"
    f"<div class=text><p>{SENTENCE}</p><p>{SENTENCE} وأضاف أن الدخول مجاني.</p></div></body></html>"
)


def run(
    body,
    *,
    url=URL,
    status=200,
    headers=(("Content-Type", "text/html; charset=utf-8"),),
    outlet=OUTLET,
    found=None,
    now=NOW,
):
    body = body.encode() if isinstance(body, str) else body
    capture = Capture(url=url, outlet=outlet.id, status=status, headers=headers, body=body, fetched_at=NOW)
    return process(capture, outlet, found or Found(url=url, outlet=outlet.id, endpoint=""), now=now)


def test_an_article_is_kept_with_content_and_address():
    result = run(PAGE)
    assert (result.outcome.kind, result.outcome.reason) == (OutcomeKind.KEPT, "")
    assert result.address == URL
    assert result.content.text == f"{SENTENCE}\n\n{SENTENCE} وأضاف أن الدخول مجاني."
    assert pickle.loads(pickle.dumps(result)) == result


def test_the_same_capture_gives_the_same_content_at_any_time():
    assert run(PAGE, now=NOW + timedelta(days=400)) == run(PAGE)


@pytest.mark.parametrize("status", [204, 301, 403, 404, 410, 429, 500, 503])
def test_a_status_other_than_200_is_a_failure_by_its_number(status):
    assert run(PAGE, status=status).outcome.reason == f"http-{status}"
    assert run(PAGE, status=status).outcome.kind is OutcomeKind.FAILED


@pytest.mark.parametrize("kind", ["application/pdf", "image/jpeg", "video/mp4", "application/zip"])
def test_what_is_no_page_is_refused_by_its_type(kind):
    assert run(b"\x00\x01\x02 data", headers=(("Content-Type", kind),)).outcome.reason == "not-html"


def test_a_pdf_called_html_is_no_page():
    assert run(b"%PDF-1.4 ...").outcome.reason == "not-html"


def test_a_compressed_body_is_read():
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    assert (
        run(gzip.compress(PAGE.encode()), headers=headers).content
        == run(PAGE, headers=(("Content-Type", "text/html"),)).content
    )


def test_a_body_beyond_the_outlet_s_limit_is_refused():
    small = replace(OUTLET, politeness=Politeness(limit_bytes=1000))
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    assert run(gzip.compress(b"x" * 100_000), headers=headers, outlet=small).outcome.reason == "too-large"


def test_the_outlet_s_rule_is_used_and_named():
    rule = Rule(
        title=("h1",),
        body=("div.nothing", "div.text"),
        remove=("p.ad",),
        author=(".who",),
        published=("xpath://p[@class='when']",),
    )
    html = PAGE.replace(
        "<div class=text>",
        "<p class=who>كتبت: هناء سالم</p><p class=when>الأربعاء 30 نيسان 2025</p><div class=text><p class=ad>اشتر الآن واربح رحلة إلى الجزر البعيدة في الصيف</p>",
    )
    content = run(html, outlet=replace(OUTLET, rules=(rule,))).content
    assert content.origins["text"].rule == "rule:div.text"
    assert content.authors == ("هناء سالم",)
    assert content.published_at.isoformat() == "2025-04-30T00:00:00+03:00"
    assert "اشتر" not in content.text


def test_a_rule_that_finds_nothing_falls_back():
    content = run(PAGE, outlet=replace(OUTLET, rules=(Rule(body=("div.gone",)),))).content
    assert content.origins["text"].rule == "density"


def test_the_rule_of_the_capture_s_day_is_used():
    old = Rule(until=NOW.date() - timedelta(days=1), body=("body",))
    new = Rule(body=("div.text",))
    assert run(PAGE, outlet=replace(OUTLET, rules=(old, new))).content.origins["text"].rule == "rule:div.text"


def test_a_failure_of_our_own_is_one_failed_page_with_its_trace():
    result = run(PAGE, outlet=replace(OUTLET, rules=(Rule(body=("div[[",)),)))
    assert (result.outcome.kind, result.outcome.reason) == (OutcomeKind.FAILED, "extraction-error")
    assert "SelectorError" in result.trouble


def test_a_whole_linked_body_is_used_where_the_page_is_drawn_by_scripts():
    data = {
        "@type": "NewsArticle",
        "headline": "افتتاح مكتبة",
        "datePublished": "2025-04-30T10:00:00Z",
        "articleBody": f"{SENTENCE}\n\n{SENTENCE} والدخول مجاني.",
    }
    html = f"<html><head><meta charset=utf-8><script type='application/ld+json'>{json.dumps(data)}</script></head><body><div id=app></div></body></html>"
    content = run(html).content
    assert content.origins["text"].rule == "json-ld:articleBody"
    assert content.text == f"{SENTENCE}\n\n{SENTENCE} والدخول مجاني."


PLAIN = f"سديم من لندن:&{SENTENCE}\n\nخمسون ألف كتاب\n\n{SENTENCE.replace(' قارئ', '&قارئ')}\n"


def plain(text, **found):
    result = run(
        text, url="file:///texts/a.txt", status=0, headers=(("Content-Type", "text/plain; charset=utf-8"),),
        found=Found(url="file:///texts/a.txt", outlet=OUTLET.id, endpoint="import:a.txt", **found),
    )  # fmt: skip
    assert result.content is not None, result
    return result.content


def test_an_imported_text_is_repaired_split_and_its_dateline_kept():
    content = plain(PLAIN, published="2016-07-17")
    assert content.text == f"{SENTENCE}\n\n## خمسون ألف كتاب\n\n{SENTENCE}"
    assert content.place == "لندن"
    assert content.title == " ".join(SENTENCE.split()[:12]) + "…"
    assert content.origins["title"].rule == "import:first-words"
    assert content.published_at.date().isoformat() == "2016-07-17"
    assert content.published_precision == "day"


def test_an_imported_text_s_title_is_the_one_given_or_its_first_line():
    assert plain(PLAIN, title="افتتاح مكتبة").title == "افتتاح مكتبة"
    first = plain("افتتاح مكتبة جديدة في المدينة\n\n" + PLAIN)
    assert first.title == "افتتاح مكتبة جديدة في المدينة"
    assert first.origins["title"].rule == "import:first-line"
    assert first.place == "لندن"


def record(**values):
    return run(json.dumps(values), status=0, headers=(("Content-Type", "application/json"),))


@pytest.mark.parametrize("key", ["text", "body", "content"])
def test_an_imported_record_is_read_by_the_usual_keys(key):
    content = record(
        **{
            "title": "افتتاح مكتبة",
            key: f"{SENTENCE}\n\n{SENTENCE}",
            "author": "كتبت: هناء سالم",
            "date": "2019-03-02",
            "category": "ثقافة",
            "tags": "كتب, مدن",
        }
    ).content
    assert (content.title, content.authors, content.section, content.tags) == (
        "افتتاح مكتبة",
        ("هناء سالم",),
        "ثقافة",
        ("كتب", "مدن"),
    )
    assert content.published_at.isoformat() == "2019-03-02T00:00:00+02:00"


def test_an_imported_record_may_hold_html_and_numbers():
    content = record(
        headline="افتتاح مكتبة",
        articleBody=f"<p>{SENTENCE}</p><p>اقرأ أيضا: <a href=x>خبر</a></p><p>{SENTENCE}</p>",
        timestamp=1551484800,
        authors=["هناء سالم", "رامي عون"],
    ).content
    assert content.text == f"{SENTENCE}\n\n{SENTENCE}"
    assert content.authors == ("هناء سالم", "رامي عون")
    assert content.published_at.year == 2019


@pytest.mark.parametrize("body", ["[1, 2]", "{", '"text"', "null", "[" * 100_000])
def test_a_broken_record_is_refused(body):
    result = run(body, status=0, headers=(("Content-Type", "application/json"),))
    assert result.outcome.reason == "bad-record"


HOSTILE = {
    "deep": "<div>" * 100_000 + SENTENCE,
    "unclosed": "<p><b><i><a href=" * 20_000,
    "inline data": "<html><script>var x='" + "a" * 3_000_000 + "'</script><p>" + SENTENCE,
    "one long line of 10 MB": "<p>" + "م" * 4_990_000,
    "nested quirks": "<a><table><a><form><p><form><td><button><p><select><table>" * 500 + SENTENCE,
    "long attribute": "<p class='" + "x " * 1_000_000 + "'>" + SENTENCE,
    "entities": '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><p>&b;&b;&b;</p>' + SENTENCE,
    "an entity bomb": "<!DOCTYPE b [<!ENTITY a0 'ها'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]><p>&a11;</p>" + SENTENCE,
    "numeric references out of range": "<p>&#99999999999; &#xD800; &#0; &#x110000;" + SENTENCE * 3,
    "nul bytes": "<p>\x00" + SENTENCE + "\x00</p>\x00",
    "json-ld in circles": "<script type='application/ld+json'>" + "[" * 50_000 + "</script><p>" + SENTENCE,
    "json-ld of other types": "<script type='application/ld+json'>{\"@type\":[1,null],\"@graph\":{\"@type\":\"NewsArticle\",\"headline\":[[]],\"author\":[{\"name\":{}}],\"datePublished\":7,\"articleBody\":[[1]],\"keywords\":[1,{}],\"image\":[{}]}}</script><p>" + SENTENCE * 4,
    "xml declaration": "<?xml version='1.0' encoding='utf-16'?><html><p>" + SENTENCE * 3,
    "lone surrogates": ("<p>" + SENTENCE + "\ud800").encode("utf-8", "surrogatepass"),
    "frames only": "<frameset><frame src=a><frame src=b></frameset>",
    "meta loops": "<meta http-equiv=refresh content='0;url=/'>" * 5000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_ends_in_an_outcome(name):
    result = run(HOSTILE[name])
    assert result.trouble == ""
    assert result.outcome.kind in {OutcomeKind.KEPT, OutcomeKind.REFUSED}


TAGS = st.sampled_from(
    [
        "p",
        "div",
        "a href='/x'",
        "table",
        "td",
        "li",
        "h1",
        "h2",
        "span",
        "br",
        "script",
        "time datetime='2020-01-01'",
        "b",
        "article",
        "form",
        "img",
    ]
)
PIECES = st.one_of(
    TAGS.map(lambda t: f"<{t}>"),
    TAGS.map(lambda t: f"</{t.split()[0]}>"),
    st.text(max_size=30),
    st.just(SENTENCE),
    st.just("12 أيار 2020"),
    st.just("كتب: سامي نصر"),
)


@given(st.lists(PIECES, max_size=60), st.sampled_from(["utf-8", "cp1256", "utf-16-le"]))
@settings(max_examples=60, deadline=None)
def test_no_heap_of_tags_and_text_breaks_the_pipeline(pieces, encoding):
    result = run("".join(pieces).encode(encoding, "replace"))
    assert result.trouble == ""
    assert result.outcome.kind is OutcomeKind.KEPT or result.outcome.reason in REFUSED | FAILED


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_decoded_to_something(body):
    assert isinstance(decode(body).text, str)
    assert run(body).trouble == ""


@pytest.mark.parametrize(
    ("declared", "encoding", "decided"),
    [
        ("utf-8", "cp1256", "letters"),
        ("iso-8859-1", "cp1256", "letters"),
        ("windows-1256", "utf-8", "utf-8"),
        ("windows-1256", "iso8859-6", "letters"),
        ("iso-8859-6", "cp1256", "letters"),
        ("windows-1256", "cp1256", "declared"),
        ("no-such-charset", "cp1256", "letters"),
    ],
)
def test_a_declaration_is_believed_only_if_the_letters_agree(declared, encoding, decided):
    text = f"<html><body><p>{SENTENCE}</p></body></html>"
    found = decode(text.encode(encoding), f"text/html; charset={declared}")
    assert (found.text, found.encoding, found.decided_by) == (text, encoding, decided)
    assert found.declared == declared


def test_stray_bytes_do_not_turn_a_utf8_page_into_another():
    found = decode((SENTENCE * 5).encode() + b"\xa0\xff" + SENTENCE.encode())
    assert (found.encoding, found.decided_by, found.replaced) == ("utf-8", "stray", 2)


def test_text_decoded_twice_is_undone():
    found = decode((SENTENCE * 3).encode().decode("latin-1").encode("utf-8"))
    assert (found.text, found.decided_by) == (SENTENCE * 3, "twice")


def test_numeric_references_are_letters():
    html = PAGE.encode("ascii", "xmlcharrefreplace")
    assert run(html).content.text == run(PAGE).content.text
