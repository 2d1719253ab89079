"""A rule that matches the wrong element: the rest of the page is asked, and the origins say what happened."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.model import Capture, Found
from crawler.catalogue import Names, Rule, unlisted_outlet
from crawler.pipeline import process

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
URL = "http://www.sadim.example/news/123456"
HEADLINE = "افتتاح مكتبة جديدة في مبنى البريد القديم"
BODY = [
    "افتتحت بلدية المدينة صباح أمس مكتبة عامة جديدة في الحي الشرقي، بعد ثلاث سنوات من العمل على ترميم مبنى البريد القديم.",
    "وقال مدير المكتبة إن القاعات تتسع لأربعمئة قارئ، وإن الرفوف تضم نحو خمسين ألف كتاب أكثرها هدايا من أهل المدينة وجامعاتها.",
    "وأضاف أن المكتبة ستفتح أبوابها كل يوم حتى العاشرة ليلا، وأن بطاقة الاشتراك مجانية للطلاب والمتقاعدين وأصحاب الدخل المحدود.",
    "ورأى أصحاب المحال المجاورة أن المشروع سيعيد الحركة إلى شارع ظل سنوات طويلة بلا زوار بعد المغيب، وطالبوا بإنارته.",
    "وكانت البلدية قد أعلنت في العام الماضي خطة لترميم سبعة مبان تاريخية، من بينها سوق النحاسين وخان التجار وبيت القاضي.",
    "وتوقع رئيس الغرفة أن تعود الأسعار إلى مستواها المعتاد مع نهاية الشهر إذا تحسن الطقس ووصلت الشحنات المستوردة إلى المرفأ.",
]
WEATHER = (
    "توقعت الأرصاد الجوية أن يكون الطقس غدا غائما جزئيا في المدن الساحلية، وأن تهب رياح شمالية معتدلة السرعة، "
    "ودعت الصيادين إلى الحذر من ارتفاع الموج حتى ساعات الليل الأولى."
)


def page(*, head="", before="", title=HEADLINE, body=BODY, after=""):
    text = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    return (
        f"<html><head><meta charset=utf-8><meta property=og:type content=article><title>{HEADLINE}</title>{head}</head><body>"
        f"<div class=box><p>{WEATHER}</p></div><article><h1>{title}</h1>{before}<div class=text>{text}</div></article>{after}"
        "</body></html>"
    )


def read(html, rule, *, held=(), found=None):
    outlet = replace(
        unlisted_outlet("www.sadim.example"),
        names=Names(ar="سديم", en="Sadim"),
        zone="Asia/Beirut",
        rules=(rule,),
        held=held,
    )
    capture = Capture(
        url=URL,
        outlet=outlet.id,
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=html.encode(),
        fetched_at=NOW,
    )
    result = process(capture, outlet, found or Found(url=URL, outlet=outlet.id, endpoint=""), now=NOW)
    assert result.content is not None, (result.outcome, result.trouble)
    return result.content


def unfit(content):
    return dict(content.origins["rules"].candidates)


def test_a_rule_on_a_small_wrong_box_loses_against_the_article():
    content = read(page(), Rule(body=("div.box",)))
    assert content.text == "\n\n".join(BODY)
    assert content.origins["text"].rule == "density"
    assert unfit(content) == {"body": "misfit"}


def test_a_rule_on_a_long_wrong_box_loses_where_the_head_tells_the_article():
    box = "".join(f"<p>{WEATHER}</p>" for _ in range(6))
    html = page(head=f'<meta name=description content="{BODY[0]}">').replace(f"<p>{WEATHER}</p>", box)
    content = read(html, Rule(body=("div.box",)))
    assert content.text == "\n\n".join(BODY)
    assert unfit(content) == {"body": "misfit"}


def test_a_short_article_keeps_its_rule_beside_a_long_box_that_the_head_does_not_tell():
    html = page(
        head=f'<meta name=description content="{BODY[0]}">', body=[*BODY[:1], "وسيفتح الباب غدا لجميع القراء."]
    ).replace(WEATHER, WEATHER * 5)
    content = read(html, Rule(body=("div.text",)))
    assert content.text.startswith(BODY[0])
    assert content.origins["text"].rule == "rule:div.text"
    assert unfit(content) == {}


def test_a_rule_that_fits_is_noted_as_fitting_whatever_the_description_says():
    html = page(
        head='<meta name=description content="بوابة إخبارية شاملة تتابع السياسة والاقتصاد والرياضة على مدار الساعة">'
    )
    assert unfit(read(html, Rule(title=("h1",), body=("div.text",)))) == {}


@pytest.mark.parametrize("byline", ["<p class=byline>كتبت: هناء سالم</p>", "<p>بقلم: هناء سالم</p>"])
def test_a_stale_author_selector_does_not_lose_the_author(byline):
    content = read(page(before=byline), Rule(body=("div.text",), author=("a.gone",)))
    assert content.authors == ("هناء سالم",)
    assert content.origins["authors"].rule.startswith("byline:")
    assert ("rule:author", "found nothing") in content.origins["authors"].candidates
    assert unfit(content) == {"author": "miss"}


def test_a_place_for_the_author_that_names_the_desk_is_believed():
    content = read(
        page(before="<p class=who>سديم</p>", after="<p class=byline>كتبت: هناء سالم</p>"),
        Rule(body=("div.text",), author=("p.who",)),
    )
    assert content.authors == ()
    assert unfit(content) == {}


@pytest.mark.parametrize("where", ["h1", "og", "feed"])
def test_a_title_selector_on_a_wrong_element_gives_way_to_the_headline(where):
    head = f'<meta property=og:title content="{HEADLINE} - سديم">' if where == "og" else ""
    found = Found(url=URL, outlet="x", endpoint="", title=HEADLINE) if where == "feed" else None
    html = page(head=head, before="<div class=hot>عاجل: زلزال خفيف يضرب الساحل الجنوبي</div>")
    content = read(html, Rule(title=("div.hot",), body=("div.text",)), found=found)
    assert content.title == HEADLINE
    assert unfit(content) == {"title": "misfit"}
    assert content.origins["title"].candidates[0] == (
        "rule:div.hot, unlike the other titles", "عاجل: زلزال خفيف يضرب الساحل الجنوبي",
    )  # fmt: skip


def test_a_headline_told_otherwise_in_the_head_is_kept():
    html = page(head='<meta property=og:title content="بالصور.. مكتبة في مبنى تاريخي تستقبل روادها">')
    content = read(html, Rule(title=("h1",), body=("div.text",)))
    assert (content.title, unfit(content)) == (HEADLINE, {})


STATED = '<time datetime="2025-03-14T10:00:00+03:00">14 مارس 2025</time>'


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        (page(before=STATED), Rule(body=("div.text",), published=("time",))),
        (page(before=f"<div class=when>نشر في {STATED}</div>"), Rule(body=("div.text",), published=("div.when",))),
        (page(before=STATED), Rule(body=("div.text",))),
        (page(before=f"<ul class=share-list><li><span>{STATED}</span></li></ul>"), Rule(body=("div.text",))),
        (page(before=STATED, head="<meta name=date content=2025-03-14>"), Rule(body=("div.text",))),
        (page(before=f"<p class=when>{STATED}</p>", head="<meta name=date content=2025-03-14>"), Rule(published=("p.when",))),
    ],
)  # fmt: skip
def test_the_time_that_a_time_element_states_is_kept_with_its_zone(html, rule):
    content = read(html, rule)
    assert content.published_at.isoformat() == "2025-03-14T10:00:00+03:00"
    assert content.published_precision == "second"


def test_the_time_shown_completes_a_day_stated():
    html = page(before='<p class=when><time datetime="2025-03-14">14 مارس 2025 - 17:45</time></p>')
    assert read(html, Rule(published=("p.when",))).published_at.isoformat() == "2025-03-14T17:45:00+02:00"


def test_midnight_is_no_time_of_day():
    html = page(
        before='<time datetime="2025-03-14T00:00:00">14 مارس</time>', head="<meta name=date content=2025-03-14>"
    )
    assert read(html, Rule(body=("div.text",))).published_precision == "day"


def test_a_modified_time_is_read_from_its_element():
    html = page(before=f'{STATED}<p class=upd>عدل <time datetime="2025-03-15T08:30:00+03:00">أمس</time></p>')
    content = read(html, Rule(published=("time",), modified=("p.upd",)))
    assert content.modified_at.isoformat() == "2025-03-15T08:30:00+03:00"


def test_fields_held_back_are_read_the_general_way_and_still_tried():
    rule = Rule(title=("div.hot",), body=("div.text",), author=("p.who",), published=("time",))
    html = page(before=f"<div class=hot>{HEADLINE} اليوم</div><p class=who>كتبت: هناء سالم</p>{STATED}")
    used, held = read(html, rule), read(html, rule, held=("title", "body", "author"))
    assert (used.title, held.title) == (f"{HEADLINE} اليوم", HEADLINE)
    assert used.origins["text"].rule == "rule:div.text"
    assert held.origins["text"].rule == "density"
    assert held.text == used.text
    assert held.authors == used.authors == ("هناء سالم",)
    assert unfit(held) == {}, "a selector that fits again is noted, so that it can be used again"
    broken = read(html.replace("class=text", "class=other"), rule, held=("body",))
    assert unfit(broken) == {"body": "miss"}


def test_another_rule_has_another_mark():
    marks = {
        read(page(), Rule(body=(selector,))).origins["rules"].rule for selector in ("div.text", "article", "div.text")
    }
    assert len(marks) == 2
    assert all(mark.startswith("outlet rule ") for mark in marks)
