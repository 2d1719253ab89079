# ruff: noqa: E501  pages written on one line each
"""Bylines, datelines, dates, titles, tags and addresses: tables of what the press writes and what must come of it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model import Found
from crawler.catalogue import Addresses, Names, unlisted_outlet
from crawler.extract.address import article_address
from crawler.extract.article import extract_article
from crawler.extract.byline import Names as KnownNames
from crawler.extract.byline import given_credit, people, signature
from crawler.extract.dateline import read_dateline
from crawler.extract.headline import without_site
from crawler.extract.metadata import Meta, read_metadata
from crawler.extract.page import parse_html, read_page
from crawler.extract.places import agency_of, is_place, person

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
ELAPH = replace(
    unlisted_outlet("www.sadim.example"),
    names=Names(ar="سديم", en="Sadim"),
    dateline=("سديم",),
    desks=("فريق سديم",),
    zone="Asia/Beirut",
)
KNOWN = KnownNames(ELAPH, Meta(meta={"og:site_name": ("صحيفة سديم",)}))


@pytest.mark.parametrize(
    ("line", "authors", "agency", "place"),
    [
        ("كتب: سامي نصر", ("سامي نصر",), "", ""),
        ("كتبت هناء", ("هناء",), "", ""),
        ("بقلم: د. ليلى حداد", ("د. ليلى حداد",), "", ""),
        ("بقلم/ رامي عون", ("رامي عون",), "", ""),
        ("حوار: منى سالم", ("منى سالم",), "", ""),
        ("تحقيق: منى سالم وهاني عيد", ("منى سالم", "هاني عيد"), "", ""),
        ("حسام أبو العلا - القاهرة", ("حسام أبو العلا",), "", "القاهرة"),
        ("العريش - محمد حسين", ("محمد حسين",), "", "العريش"),
        ("جدة: خلدون غسان سعيد", ("خلدون غسان سعيد",), "", "جدة"),
        ("(أبوظبي - سديم)", (), "", "أبوظبي"),
        ("واشنطن - وكالات", (), "وكالات", "واشنطن"),
        ("بيروت - رويترز", (), "رويترز", "بيروت"),
        ("سارة خوري، عمر نجم", ("سارة خوري", "عمر نجم"), "", ""),
        ("محمدو ولد السالك", ("محمدو ولد السالك",), "", ""),
        ("إلهام الوزاني", ("إلهام الوزاني",), "", ""),
        ("الجوهرة السحيم", ("الجوهرة السحيم",), "", ""),
        ("(تمبكتو - سديم)", (), "", "تمبكتو"),
        ("كتب ضياء كامل 12/3/2020", ("ضياء كامل",), "", ""),
        ("صحيفة سديم", (), "", ""),
        ("فريق سديم", (), "", ""),
        ("سديم", (), "", ""),
        ("قسم التحرير", (), "", ""),
        ("https://www.facebook.com/sadim", (), "", ""),
        (
            "تحقيق أهداف التنمية",
            ("تحقيق أهداف التنمية",),
            "",
            "",
        ),  # three words: only the places where credits stand keep it out
        ("كتب الرئيس على حسابه", (), "", ""),
        ("Sadim", (), "", ""),
        ("admin", (), "", ""),
        ("الأربعاء 7 مايو", (), "", ""),
    ],
)
def test_a_credit_line_gives_people_agency_and_place(line, authors, agency, place):
    assert people(line, KNOWN) == (authors, agency, place)


@pytest.mark.parametrize(
    "value",
    [
        "https://www.facebook.com/x",
        "news@sadim.example",
        "صحيفة سديم",
        "وكالة الأنباء",
        "Sadim",
        "",
        "بوابة أخبار اليوم",
    ],
)
def test_nobody_is_invented_from_addresses_and_names_of_sites(value):
    credit = given_credit([value], KNOWN, "meta:author", 0.5)
    assert credit is None or credit.authors == ()


def test_the_mail_form_of_rss_gives_its_name():
    assert given_credit(["editor@sadim.example (ليلى حداد)"], KNOWN, "feed:author", 0.6).authors == ("ليلى حداد",)


@pytest.mark.parametrize(
    ("line", "authors", "agency"),
    [
        ("--(بترا)", (), "بترا"),
        ("(أ ف ب)", (), "أ ف ب"),
        ("اسماعيل بن عامر", ("اسماعيل بن عامر",), ""),
        ("Deutsche Welle", ("Deutsche Welle",), ""),
        ("وكالة سديم", (), "وكالة سديم"),
        ("(سديم سبورت)", (), "سديم سبورت"),
        ("مريم صالح - تونس", ("مريم صالح",), ""),
    ],
)
def test_a_last_line_can_be_a_signature(line, authors, agency):
    credit = signature(line, KNOWN)
    assert (credit.authors, credit.agency) == (authors, agency)


@pytest.mark.parametrize(
    "line",
    [
        "حفظ الله لبنان",
        "يتبع غدا",
        "انتهى البيان.",
        "والله ولي التوفيق",
        "Getty Images",
        "سنة 2019 كانت صعبة",
        "شكرا لكم جميعا",
    ],
)
def test_a_closing_phrase_is_no_signature(line):
    assert signature(line, KNOWN) is None


@pytest.mark.parametrize(
    ("text", "rest", "place", "agency", "authors"),
    [
        ("سديم من لندن: تؤكد مصادر", "تؤكد مصادر", "لندن", "", ()),
        ("سالم شرقي من دبي: أعلنت الشركة", "أعلنت الشركة", "دبي", "", ("سالم شرقي",)),
        ("سديم : أعلن باحثون", "أعلن باحثون", "", "", ()),
        ("القاهرة - أعلنت الوزارة", "أعلنت الوزارة", "القاهرة", "", ()),
        ("القاهرة \u0640\u0640 أعلنت الوزارة", "أعلنت الوزارة", "القاهرة", "", ()),
        ("دمشق، سوريا (CNN) -- أكدت جهات", "أكدت جهات", "دمشق", "CNN", ()),
        ("بيروت - رويترز - قال مسؤول", "قال مسؤول", "بيروت", "رويترز", ()),
        ("بغداد (أ ف ب) - قال مسؤول", "قال مسؤول", "بغداد", "أ ف ب", ()),
        ("روما - سديم : وصل الوفد", "وصل الوفد", "روما", "", ()),
        ("الرشيدية - من بعيد تبدو كأنها جحور: أكوام", "من بعيد تبدو كأنها جحور: أكوام", "الرشيدية", "", ()),
        ("تمبكتو - سديم: وصل الوفد", "وصل الوفد", "تمبكتو", "", ()),
        ("عمان - محمد علي - بدأت", "بدأت", "عمان", "", ("محمد علي",)),
        ("(رويترز) - ارتفع الذهب", "ارتفع الذهب", "", "رويترز", ()),
    ],
)
def test_a_dateline_is_cut_and_kept_as_fields(text, rest, place, agency, authors):
    found = read_dateline(text, ELAPH, KNOWN)
    assert (found.text, found.place, found.agency, found.authors) == (rest, place, agency, authors)
    assert text.startswith(found.cut)
    assert found.cut + " " + found.text == " ".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "موسكو: لن نقبل بأي تدخل في شؤوننا",
        "عمان مدينة على سبعة جبال - كما يقول أهلها - ولها تاريخ",
        "القاهرة تستضيف المؤتمر - وزير الخارجية يفتتحه",
        "ثلاثة من كبار اللاعبين: هذا ما حدث",
        "خرج من بيته: كان الليل طويلا",
        "وزير من دبي: سنعود",
        "- أعلنت الوزارة",
        "",
    ],
)
def test_words_of_the_text_are_never_cut_as_a_dateline(text):
    assert read_dateline(text, ELAPH, KNOWN).text == text


@given(st.text(alphabet="القاهرة دبي من رويترز:-–()،/سديم كتب .\n", max_size=60))
@settings(max_examples=100, deadline=None)
def test_what_follows_a_dateline_is_the_end_of_what_was_given(text):
    found = read_dateline(text, ELAPH, KNOWN)
    assert text.endswith(found.text)


def test_places_agencies_and_people_are_told_apart():
    assert is_place("الدار البيضاء")
    assert agency_of("وكالة رويترز") == "رويترز"
    assert person("ماجد عبد الهادي") == "ماجد عبد الهادي"
    assert not person("اليوم السابع")
    assert not person("رام الله")


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("مكتبة جديدة - سديم", "مكتبة جديدة"),
        ("سديم - مكتبة جديدة", "مكتبة جديدة"),
        ("مكتبة جديدة | ثقافة | سديم", "مكتبة جديدة"),
        ("مكتبة جديدة - عبر المدينة - أخبار - سديم", "مكتبة جديدة"),
        ("مكتبة جديدة - sadim.example", "مكتبة جديدة"),
        ("حصار متواصل - مواجهات عنيفة في المخيم", "حصار متواصل - مواجهات عنيفة في المخيم"),
        ("مكتبة جديدة", "مكتبة جديدة"),
        ("سديم", "سديم"),
    ],
)
def test_the_outlet_s_name_is_cut_from_titles(title, bare):
    assert without_site(title, ("سديم", "Sadim", "sadim.example")) == bare


def fields(html, url="http://www.sadim.example/news/123456", outlet=ELAPH, found=None):
    page = read_page(html.encode(), url, {})
    return extract_article(page, outlet, found or Found(url=url, outlet=outlet.id, endpoint=""), NOW)


BODY = "".join(
    f"<p>قال مدير المكتبة إن القاعات تتسع لأربعمئة قارئ، وإن الرفوف تضم نحو خمسين ألف كتاب من هدايا الأهالي {n}.</p>"
    for n in range(4)
)


@pytest.mark.parametrize(
    ("head", "body", "day", "rule"),
    [
        (
            '<meta property="article:published_time" content="2020-05-06T10:00:00+03:00">',
            "",
            "2020-05-06",
            "meta:article:published_time",
        ),
        (
            '<meta property="article:published_time" content="الأربعاء، 06 مايو 2020 - 12:09 م">',
            "",
            "2020-05-06",
            "meta:article:published_time, in words",
        ),
        ("", "<time datetime='2020-05-06T10:00'>أمس</time>", "2020-05-06", "time[datetime]"),
        ("", "<span itemprop=datePublished content='2020-05-06T10:00'></span>", "2020-05-06", "microdata:span"),
        ("", "<p>الأربعاء 6 أيار 2020</p>", "2020-05-06", "visible"),
        ("", "<div class=related><time datetime='2019-01-01T10:00'>x</time></div>", None, ""),
        ('<meta property="article:published_time" content="2026-05-06T10:00:00+03:00">', "", None, "future-date"),
        ('<meta name=date content="1 January">', "", None, ""),
    ],
)
def test_the_date_comes_from_the_best_place_or_stays_empty(head, body, day, rule):
    got = fields(
        f"<html><head><meta charset=utf-8>{head}</head><body><div><h1>افتتاح مكتبة جديدة في المدينة</h1>{body}<div>{BODY}</div></div></body></html>"
    )
    assert (got.times.published_at.date().isoformat() if got.times.published_at else None) == day
    assert dict(got.times.origins)["published_at"].rule == rule if rule else not got.times.origins


def test_today_s_date_in_the_page_s_head_is_not_the_article_s():
    got = fields(
        f"<html><head><meta charset=utf-8></head><body><div class=header><p>الخميس 1 مايو 2025</p></div><div><div><div><h1>افتتاح مكتبة جديدة في المدينة</h1></div></div></div><div>{BODY}</div></body></html>"
    )
    assert got.times.published_at is None


def test_a_feed_s_date_and_author_help_where_the_page_has_none():
    found = Found(
        url="u", outlet="o", endpoint="f", published="Wed, 06 May 2020 10:00:00 +0300", authors=("ليلى حداد",)
    )
    got = fields(
        f"<html><head><meta charset=utf-8></head><body><h1>افتتاح مكتبة جديدة في المدينة</h1>{BODY}</body></html>",
        found=found,
    )
    assert got.times.published_at.isoformat() == "2020-05-06T10:00:00+03:00"
    assert got.credits[0].authors == ("ليلى حداد",)


def test_keywords_that_the_text_does_not_use_are_the_site_s_and_no_tags():
    got = fields(
        f"<html><head><meta charset=utf-8><meta name=keywords content='المكتبة, أخبار العالم, رياضة'></head><body><h1>افتتاح مكتبة جديدة في المدينة</h1>{BODY}</body></html>"
    )
    assert got.tags == ("المكتبة",)


@pytest.mark.parametrize(
    ("canonical", "address"),
    [
        ("http://www.sadim.example/news/123456/title", "http://www.sadim.example/news/123456/title"),
        ("/news/123456", "http://www.sadim.example/news/123456"),
        ("http://www.sadim.example/", "http://www.sadim.example/amp/news/123456"),
        ("http://other.example/news/123456", "http://www.sadim.example/amp/news/123456"),
        ("http://52.16.95.170/news/123456", "http://www.sadim.example/amp/news/123456"),
        ("javascript:void(0)", "http://www.sadim.example/amp/news/123456"),
        ("http://[", "http://www.sadim.example/amp/news/123456"),
    ],
)
def test_a_canonical_link_is_believed_only_on_the_outlet_s_own_host(canonical, address):
    meta = read_metadata(parse_html(f'<html><head><link rel="canonical" href="{canonical}"></head></html>'))
    assert article_address("http://www.sadim.example/amp/news/123456", meta, ELAPH)[0] == address


def test_the_twin_outside_the_patterns_does_not_replace_an_article_s_address():
    outlet = replace(ELAPH, articles=Addresses(include=(r"^/news/\d+",)))
    meta = read_metadata(parse_html('<link rel="canonical" href="http://www.sadim.example/section">'))
    assert (
        article_address("http://www.sadim.example/news/123456", meta, outlet)[0]
        == "http://www.sadim.example/news/123456"
    )
