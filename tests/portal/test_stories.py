"""What readers see of stories: one hit for articles that are one text, who else published it, and a way to see each."""

from datetime import timedelta

import pytest

from archive.model import Content, Outcome, OutcomeKind, OutletCard, Visit
from index.analysis import default_analyser
from index.engine import SearchRequest
from index.query_parser import parse_query
from index.results import find, page_json
from tests.support.portals import NOW, opened

WIRE = (
    "أعلنت وزارة النقل أن خط القطار الساحلي سيعود إلى العمل صباح الأحد بعد توقف دام أربعة أشهر، وأن التذاكر تباع في المحطات "
    "وعبر الهاتف بالسعر القديم حتى نهاية العام، ودعت الركاب إلى الحضور قبل ربع ساعة من موعد الرحلة."
)
OTHER = (
    "قال اتحاد النقل إن سائقي القطار يطلبون أجرا أعلى لعمل الليل، وإن الإضراب الذي كان مقررا يوم الاثنين أرجئ أسبوعا واحدا "
    "لإتاحة الفرصة أمام وساطة تقودها نقابة المهندسين، على أن يعود الطرفان إلى الاجتماع مساء السبت."
)
OUTLETS = (("lb.marj", "صوت المرج", "Marj"), ("jo.diffa", "الضفة", "Diffa"), ("eg.<nil>", "النيل <b>", "Nile <b>"))


def fill(store, _folder):
    store.save_outlets(
        [
            OutletCard(id=outlet, name_ar=ar, name_en=en, country="", home="", zone="Asia/Beirut")
            for outlet, ar, en in OUTLETS
        ]
    )
    kept = [
        ("lb.marj", "القطار يعود الأحد", WIRE, 5),
        ("jo.diffa", "قطار الساحل يعود", "بيروت - وكالات: " + WIRE, 3),
        ("eg.<nil>", "عودة القطار <script>", WIRE + " وكان الخط قد توقف بسبب السيول.", 2),
        ("lb.marj", "إضراب القطار يؤجل", OTHER, 4),
    ]
    kept += [("xx.many", f"القطار، نشرة {n}", WIRE + " مكرر" * n, 1) for n in range(1, 9)]
    for number, (outlet, title, text, hours) in enumerate(kept, 1):
        at = NOW - timedelta(hours=hours)
        visit = Visit(
            url=f"https://{number}.example/",
            outlet=outlet,
            at=at,
            outcome=Outcome(kind=OutcomeKind.KEPT),
            content=Content(title=title, text=text, published_at=at, published_precision="minute"),
        )
        store.record([visit])


@pytest.fixture(scope="module")
def wire(tmp_path_factory):
    yield from opened(tmp_path_factory.mktemp("wire"), fill_with=fill)


def hits(page):
    return page.cssselect(".hit")


def links(element):
    return [link.get("href").partition("?")[0] for link in element.cssselect("a")]


def test_a_story_is_one_hit_that_names_who_else_published_it(wire):
    page = wire.page(q="القطار")
    assert len(hits(page)) == 2
    assert page.cssselect(".results h2")[0].text_content().strip() == "١٢ مادة، قصّتان"
    story = next(hit for hit in hits(page) if "نشرتها أيضًا" in hit.text_content())
    others = story.xpath(".//p[contains(., 'نشرتها أيضًا')]")[0]
    assert len(others.cssselect("bdi")) == 6
    assert "والكلّ ١٠" in others.text_content()
    assert links(others)[-1].endswith("#story")
    alone = next(hit for hit in hits(page) if hit is not story)
    assert "نشرتها" not in alone.text_content()
    assert "<script>" not in wire.get(q="القطار").text


def test_every_article_by_itself_is_one_link_away_and_so_is_the_way_back(wire):
    page = wire.page(q="القطار")
    href = page.xpath("//a[contains(., 'كلّ مادة وحدها')]/@href")[0]
    assert "collapse=0" in href
    every = wire.page(href)
    assert len(hits(every)) == 10
    assert "قصّت" not in every.cssselect(".results h2")[0].text_content()
    back = every.xpath("//a[contains(., 'مادة لكلّ قصّة')]/@href")[0]
    assert "collapse" not in back
    assert {field.get("value") for field in every.cssselect("input[name=collapse]")} == {"0"}
    assert page.cssselect("input[name=collapse]") == []


def test_pages_are_as_many_as_the_stories_need(wire):
    first, second = (wire.page(q="القطار", limit="1", page=number) for number in ("1", "2"))
    assert len(hits(first)) == len(hits(second)) == 1
    assert hits(first)[0].get("aria-labelledby") != hits(second)[0].get("aria-labelledby")
    assert second.cssselect("a[rel=next]") == []
    assert "قصّتان" in second.cssselect(".pager")[0].text_content()


def test_a_search_without_wire_copy_says_nothing_of_stories(wire):
    page = wire.page(q="الإضراب")
    assert len(hits(page)) == 1
    assert "قصّ" not in page.cssselect(".results")[0].text_content()
    assert "كلّ مادة وحدها" not in page.text_content()


def test_an_article_lists_the_others_of_its_story_from_the_first_to_publish(wire):
    page = wire.page("/articles/2")
    story = page.cssselect("#story")[0]
    rows = story.cssselect("tbody tr")
    assert len(rows) == 11
    assert [row.cssselect("th")[0].text_content() for row in rows[:3]] == ["صوت المرج", "الضفة", "النيل <b>"]
    assert links(story)[:2] == ["/articles/1", "/articles/3"]
    assert "هذه المادة" in rows[1].text_content()
    assert page.cssselect(".badges .story a")[0].text_content() == "نشرتها ٤ صحف"
    assert wire.page("/articles/4").cssselect("#story") == []


def test_programs_get_every_article_unless_they_ask_for_stories(wire):
    every = wire.get("/search.json", q="القطار", limit="50").json()
    assert (every["total"], len(every["hits"])) == (12, 12)
    assert "stories" not in every
    assert {hit["story"] for hit in every["hits"]} == {"1", "4"}
    told = wire.get("/search.json", q="القطار", collapse="1").json()
    assert (told["total"], told["stories"], len(told["hits"])) == (12, 2, 2)
    assert wire.get("/articles/2.json").json()["story"] == "1"
    assert wire.get("/search.json", q="القطار", collapse="2").status_code == 400


def test_the_terminal_and_the_api_tell_the_same(wire):
    request = SearchRequest(query=parse_query("القطار", now=NOW), collapse=True)
    page = find(wire.desk.engine, wire.desk.store, default_analyser(), request)
    assert page_json(page, request) | {"suggestion": None} == wire.get("/search.json", q="القطار", collapse="1").json()
    assert [len(hit.others) for hit in page.hits if hit.article.story == 1] == [10]


def test_a_feed_has_every_article_whatever_the_page_shows(wire):
    page = wire.page(q="القطار", collapse="0")
    feed = page.xpath("//link[@type='application/atom+xml']/@href")[0]
    assert "collapse" not in feed
    assert wire.get(feed).text.count("<entry>") == 12
    assert wire.get("/search.atom", q="القطار", collapse="1").text.count("<entry>") == 2


def test_the_english_page_says_it_in_english(wire):
    page = wire.page(q="القطار", lang="en")
    assert "12 articles, 2 stories" in page.cssselect(".results h2")[0].text_content()
    assert "Also in:" in page.text_content()
    assert "Published by 4 outlets" in wire.page("/articles/1", lang="en").text_content()
