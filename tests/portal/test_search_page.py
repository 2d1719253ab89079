"""What a reader finds on the search page, and what it says when there is nothing or something is wrong."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.portals import HOSTILE_TITLE, LONG_TITLE


def titles(page):
    return [" ".join(h.text_content().split()) for h in page.xpath("//ol[@class='hits']//h3")]


def text(page):
    return " ".join(page.text_content().split())


def test_without_a_query_the_newest_articles_of_all_outlets_are_shown(portal):
    page = portal.page()
    assert page.xpath("//section[@id='results']//h2")[0].text_content() == "أحدث ما حُفظ"
    assert titles(page)[0] == "البلدية تفتتح مكتبتين"
    assert len(titles(page)) == 10


def test_any_form_of_a_word_finds_and_is_marked(portal):
    page = portal.page(q="المكتبات")
    assert titles(page) == ["البلدية تفتتح مكتبتين"]
    assert page.xpath("//h3//mark/text()") == ["مكتبتين"]
    assert "مكتبة" in "".join(page.xpath("//p[@class='snippet']//mark/text()"))
    assert "المكتبات" in text(page.xpath("//li[@class='why']")[0])


def test_arabic_pages_run_from_the_right_and_english_ones_from_the_left(portal):
    arabic, english = portal.page(q="مكتبة"), portal.page(q="مكتبة", lang="en")
    assert (arabic.get("lang"), arabic.get("dir")) == ("ar", "rtl")
    assert (english.get("lang"), english.get("dir")) == ("en", "ltr")
    assert "Voice of the Marj" in text(english)
    for page in (arabic, english):
        assert page.xpath("//h3/@dir") == ["rtl"]
        assert page.xpath("//p[@class='snippet']/@lang") == ["ar"]


def test_the_language_follows_the_browser_the_address_and_the_last_choice(portal):
    assert '<html lang="en"' in portal.get(headers={"Accept-Language": "en-GB,ar;q=0.5"}).text
    assert '<html lang="ar"' in portal.get(headers={"Accept-Language": "fr"}).text
    chosen = portal.get(lang="en")
    cookie = chosen.headers["set-cookie"].split(";")[0]
    assert '<html lang="en"' in portal.get(headers={"Cookie": cookie}).text
    assert "HttpOnly" in chosen.headers["set-cookie"]
    assert "SameSite=lax" in chosen.headers["set-cookie"]


def test_digits_months_and_colours_can_be_chosen_and_stay(portal):
    answer = portal.get("/reader", theme="dark", digits="latn", months="levant", back="/?q=طقس")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/?q=")
    cookie = answer.headers["set-cookie"].split(";")[0]
    page = portal.get("/", q="مكتبة", headers={"Cookie": cookie}).text
    assert 'data-theme="dark"' in page
    assert "22 تشرين الثاني 2026" in page


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "/a\r\nSet-Cookie: x=1"]
)
def test_a_choice_never_leads_to_another_site(portal, back):
    answer = portal.get("/reader", theme="dark", back=back)
    assert answer.headers["location"] == "/"


def test_facets_count_and_narrow_and_can_be_taken_back(portal):
    page = portal.page(q="طقس أو مكتبة أو تحلية")
    outlets = page.xpath("//aside[@id='facets']/section[1]//a")
    assert text(outlets[0]) == "الضفة ٣١"
    narrowed = portal.page(outlets[0].get("href"))
    assert narrowed.xpath("//aside[@id='facets']/section[1]//a[@aria-current]//bdi/text()") == ["الضفة"]
    assert len(narrowed.xpath("//aside[@id='facets']/section[1]//a")) == 3
    back = portal.page(narrowed.xpath("//p[@class='chips']/a/@href")[0])
    assert text(back.xpath("//section[@id='results']//h2")[0]) == "٣٣ مادة"


def test_a_country_narrows(portal):
    assert titles(portal.page(q="مكتبة أو تحلية", country="jo")) == ["الوزارة: ست محطات تحلية جديدة"]


def test_dates_are_read_as_people_write_them_and_answered_in_full(portal):
    page = portal.page(q="تحلية", **{"from": "أمس", "to": "22/11/2026"})
    assert titles(page) == ["الوزارة: ست محطات تحلية جديدة"]
    assert page.xpath("//form[contains(@class,'range')]//input[@name='from']/@value") == ["٢١ نوفمبر ٢٠٢٦"]
    assert "٢١ نوفمبر ٢٠٢٦ إلى ٢٢ نوفمبر ٢٠٢٦" in text(page.xpath("//p[@class='chips']")[0])
    assert text(portal.page(q="تحلية", to="2016").xpath("//section[@id='results']//h2")[0]) == "مادة واحدة"


def test_bars_narrow_to_their_days_and_add_up(portal):
    page = portal.page(q="طقس", by="day", **{"from": "2026-11-01"})
    bars = page.xpath("//ol[starts-with(@class,'bars')]//a")
    assert len(bars) == 17
    day = portal.page(bars[0].get("href"))
    assert text(day.xpath("//section[@id='results']//h2")[0]) == "مادة واحدة"
    assert not page.xpath("//*[@style]")
    assert max(int(rect.get("height")) for rect in page.xpath("//ol[starts-with(@class,'bars')]//rect")) == 96


def test_orders_and_pages_go_through_all_hits_without_gap_or_double(portal):
    seen, page = [], portal.page(q="طقس", sort="oldest")
    while True:
        seen += titles(page)
        following = page.xpath("//a[@rel='next']/@href")
        if not following:
            break
        page = portal.page(following[0])
    assert seen == [f"نشرة الطقس رقم {n}" for n in reversed(range(30))]
    assert page.xpath("//nav[@class='pager']//*[@aria-current='page']/text()") == ["٣"]


def test_an_edited_article_and_one_without_a_date_say_so(portal):
    assert "عُدّلت مرّة" in text(portal.page(q="مكتبة"))
    page = portal.page(q="الجسر يعود")
    assert "تاريخ النشر غير مقروء في الصفحة" in text(page)


def test_a_page_behind_the_last_one_leads_back(portal):
    page = portal.page(q="طقس", page=9)
    assert "لا مواد في هذه الصفحة" in text(page)
    assert page.xpath("//a[contains(., 'الصفحة الأولى') and starts-with(@href, '/?q=')]")


def test_finding_nothing_offers_what_one_condition_less_would_find(portal):
    page = portal.page(q="«مكتبة جديدة واسعة» كاتب:الشامي", outlet="jo.diffa")
    assert "لا مادة توافق هذا الطلب كلّه" in text(page)
    for link in page.xpath("//ul[contains(@class,'toc')]/li/a/@href"):
        assert titles(portal.page(link))
    found = portal.page(q="مكتبة تحلية", country="lb")
    ways = {text(li) for li in found.xpath("//ul[contains(@class,'toc')]/li")}
    assert "بلا تحلية مادة واحدة" in ways


def test_an_empty_archive_says_how_to_fill_it(empty_portal):
    assert "rasid run" in text(empty_portal.page())
    assert empty_portal.get("/search.atom").status_code == 200
    assert empty_portal.get("/search.json").json() == {"total": 0, "hits": [], "suggestion": None}


def test_a_mistake_is_marked_where_it_stands_in_both_languages(portal):
    answer = portal.get(q="مكتبة و(جديدة")
    page = portal.page(q="مكتبة و(جديدة")
    assert answer.status_code == 400
    assert page.xpath("//span[@class='wrong']/text()") == ["("]
    assert "الحرف ٨" in text(page)
    assert "This parenthesis is never closed" in text(page)
    assert page.xpath("//input[@id='q' and @aria-invalid='true']/@aria-describedby") == ["wrong"]
    meant = portal.page(page.xpath("//ul[contains(@class,'toc')]//a/@href")[0])
    assert meant.xpath("//input[@id='q']/@value") == ["مكتبة جديدة"]


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"from": "بعد حين"}, "لم نفهم هذا التاريخ"),
        ({"from": "2026-11-20", "to": "2026-11-01"}, "نهاية المدّة قبل بدايتها"),
        ({"as_of": "قديما"}, "لم نفهم هذا الوقت"),
        ({"as_of": "2026-11-23"}, "هذا الوقت لم يأتِ بعد"),
        ({"page": "5000"}, "تنتهي الصفحات"),
        ({"page": "0"}, "رقم صفحة"),
        ({"page": "x"}, "رقم صفحة"),
        ({"sort": "luck"}, "ترتيب"),
        ({"outlet": ["a"] * 51}, "أحد الحقول"),
        ({"q": "ك" * 1001}, "أطول من"),
    ],
)
def test_what_cannot_be_read_is_answered_400_with_a_sentence(portal, params, sentence):
    answer = portal.get(**params)
    assert answer.status_code == 400
    assert sentence in answer.text


def test_hostile_titles_do_no_harm(portal):
    answer = portal.get(q="الجسر", outlet="lb.marj")
    assert "<script" not in answer.text
    shown = titles(portal.page(q="الجسر", outlet="lb.marj", collapse="0"))
    assert "ا" * 200 + "…" in shown
    assert len(LONG_TITLE) > 200
    assert any("<script>alert(1)</script>" in title for title in shown)
    assert HOSTILE_TITLE.startswith("\u202e")


@pytest.mark.parametrize(
    "query",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "\u202e\u2066مقلوب",
        "a\x00b",
        "'; DROP TABLE",
        "{{7*7}}",
    ],
)
def test_hostile_queries_are_only_text(portal, query):
    answer = portal.get(q=query)
    assert answer.status_code in {200, 400}
    assert "<script" not in answer.text
    assert "<img" not in answer.text
    assert "{{49" not in answer.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=60) | st.text(alphabet='"«»()[]~*=:-+ كتاب و او ليس AND OR NOT title:date:', max_size=40))
def test_any_query_gets_an_answer(portal, query):
    for path in ("/", "/search.json"):
        assert portal.get(path, q=query.encode("utf-8", "replace").decode()).status_code in {200, 400}


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize(
    "params",
    [
        {},
        {"q": "طقس أو مكتبة"},
        {"q": "زرافة"},
        {"q": "(زرافة"},
        {"from": "؟"},
        {"q": "طقس", "outlet": "jo.diffa"},
        {"as_of": "أمس"},
        {"as_of": "؟"},
    ],
)
def test_pages_are_whole_without_inline_style_or_script(portal, lang, params):
    answer = portal.get(lang=lang, **params)
    page = portal.page(lang=lang, **params)
    assert answer.text.startswith("<!doctype html>")
    assert not page.xpath("//script | //*[@style] | //style | //@*[starts-with(name(), 'on')]")
    assert len(answer.content) < 40_000
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for href in page.xpath("//a/@href | //link/@href"):
        assert re.match(r"[/#]", href), href


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("مكتبه العامةة", None), ("المكطبة", "المكتبة"), ("title:البلضية", "title:البلدية"), ("hgl;jfm", "المكتبة")],
)
def test_a_misspelt_word_is_pointed_out_and_never_replaced(portal, typed, meant):
    page = portal.page(q=typed, outlet="lb.marj", sort="newest")
    assert page.xpath("//input[@id='q']/@value") == [typed]
    links = page.xpath("//p[@class='meant']/a")
    assert [link.xpath("string(bdi)") for link in links] == ([meant] if meant else [])
    for link in links:
        corrected = portal.page(link.get("href"))
        assert titles(corrected) == ["البلدية تفتتح مكتبتين"]
        assert corrected.xpath("//input[@name='outlet']/@value")[0] == "lb.marj"
        assert "sort=newest" in link.get("href")
        assert not corrected.xpath("//p[@class='meant']")


def test_what_was_perhaps_meant_is_asked_in_the_readers_language_and_kept_harmless(portal):
    assert text(portal.page(q="المكطبة").xpath("//p[@class='meant']")[0]) == "هل تقصد: المكتبة؟"
    assert text(portal.page(q="المكطبة", lang="en").xpath("//p[@class='meant']")[0]) == "Did you mean: المكتبة?"
    page = portal.page(q="<b>المكطبة</b> أو طقسسس")
    assert not page.xpath("//p[@class='meant']//b")


def test_where_nothing_under_the_filters_would_be_found_nothing_is_suggested(portal):
    assert not portal.page(q="المكطبة", outlet="jo.diffa").xpath("//p[@class='meant']")
