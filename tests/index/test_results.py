"""Result pages: hits with texts from the archive."""

from datetime import UTC, datetime, timedelta

import pytest

from archive.model import OutletCard
from index.engine import SearchRequest, Sort
from index.query_parser import parse_query
from index.results import find, hit_json
from index.sync import sync
from tests.support.indexed import NOON, make_document
from tests.support.kept import make_content, make_record, make_visit

PUBLISHED = datetime(2026, 2, 1, 9, tzinfo=UTC)


@pytest.fixture
def search(store, engine, analyser):
    store.save_outlets(
        [
            OutletCard(id="lb.arz", name_ar="الأرز", name_en="Al Arz", country="lb", home="", zone="Asia/Beirut"),
            OutletCard(
                id="eg.nil", name_ar="صدى النيل", name_en="Nile Echo", country="eg", home="", zone="Africa/Cairo"
            ),
        ]
    )
    visit = make_content(
        "سيرجي لافروف يزور دمشق", "قال لافروف إن الزيارة مهمة.", lead="ولافروف في دمشق", published_at=PUBLISHED
    )
    session = make_content("جلسة عن المياه", "بحث الوزراء حصص المياه.\n\n## خلفية\n\nومياه النهر قليلة.")
    texts = [("lb.arz", visit), ("eg.nil", session)]
    for number, (outlet, content) in enumerate(texts, 1):
        url = f"https://example.org/{number}"
        record = make_record(url, outlet=outlet, offset=number)
        store.record([make_visit(url, outlet=outlet, content=content, captures=(record,))])
    sync(store, engine)

    def ask(query, **fields):
        return find(engine, store, analyser, SearchRequest(query=parse_query(query, now=NOON), **fields))

    return ask


def test_a_hit_has_its_article_its_marks_and_why_it_was_found(search):
    page = search("لافروف", facets=("outlet",), timeline="day")
    assert page.total == 1
    hit = page.hits[0]
    assert (hit.article.outlet, hit.version.number) == ("lb.arz", 1)
    assert hit.score > 0
    assert hit.title_marked.parts == (("سيرجي ", False), ("لافروف", True), (" يزور دمشق", False))
    assert hit.snippet.text == "ولافروف في دمشق قال لافروف إن الزيارة مهمة."
    assert [(forms.word, forms.forms) for forms in hit.forms] == [("لافروف", ("لافروف", "ولافروف"))]
    assert page.facets["outlet"] == (("lb.arz", 1),)
    assert page.timeline == ((datetime(2026, 2, 1, tzinfo=UTC), 1),)


def test_as_of_a_moment_titles_marks_and_snippets_are_those_of_then(search, store, engine):
    url = "https://example.org/1"
    edited = make_content("لافروف يغادر دمشق", "غادر لافروف دمشق إلى بيروت.", published_at=PUBLISHED)
    record = make_record(url, outlet="lb.arz", offset=9)
    at = NOON + timedelta(hours=6)
    store.record([make_visit(url, at=at, outlet="lb.arz", content=edited, captures=(record,))])
    sync(store, engine)
    assert search("الزيارة مهمة").total == 0
    assert hit_json(search("لافروف").hits[0])["version"] == 2
    hit = search("لافروف", as_of=NOON + timedelta(hours=1)).hits[0]
    assert (hit.version.number, hit.article.versions) == (1, 2)
    assert hit.title_marked.parts == (("سيرجي ", False), ("لافروف", True), (" يزور دمشق", False))
    assert hit.snippet.text == "ولافروف في دمشق قال لافروف إن الزيارة مهمة."
    assert [forms.forms for forms in hit.forms] == [("لافروف", "ولافروف")]
    assert hit_json(hit)["version"] == 1
    both = {one.article.id: one.version.number for one in search("", as_of=NOON + timedelta(hours=6)).hits}
    assert both == {1: 2, 2: 1}


def test_a_version_that_the_archive_has_not_is_left_out(search, engine):
    strange = make_document(1, "لافروف", version=7, held_from=NOON, held_until=NOON + timedelta(hours=1))
    engine.apply(
        [strange, make_document(1, "لافروف", version=8, held_from=NOON + timedelta(hours=1))], [], checkpoint=9
    )
    page = search("لافروف", as_of=NOON)
    assert (page.total, page.hits) == (1, ())


def test_an_outlet_can_be_called_as_people_call_it(search):
    for name in ("eg.nil", "nil", '"صدى النيل"', '"nile echo"', '"Nile Echo"'):
        assert [hit.article.outlet for hit in search(f"outlet:{name}").hits] == ["eg.nil"], name
    assert [hit.article.outlet for hit in search("صحيفة:ارز").hits] == ["lb.arz"]
    assert [hit.article.outlet for hit in search("-(صحيفة:ارز أو بلد:تونس)").hits] == ["eg.nil"]
    assert search("outlet:unknown").total == 0


def test_an_article_that_the_archive_no_longer_has_is_left_out(search, engine):
    engine.apply([make_document(99, "لافروف")], [], checkpoint=3)
    page = search("لافروف")
    assert page.total == 2
    assert [hit.article.id for hit in page.hits] == [1]


def test_hits_keep_the_engines_order(search):
    assert [hit.article.id for hit in search("", sort=Sort.OLDEST).hits] == [1, 2]
    assert [hit.article.id for hit in search("", sort=Sort.NEWEST).hits] == [2, 1]


def test_a_hit_for_programs_has_plain_values(search):
    hits = [hit_json(hit) for hit in search("", sort=Sort.OLDEST).hits]
    assert hits[0] == {
        "article": "1",
        "story": "1",
        "address": "https://example.org/1",
        "outlet": "lb.arz",
        "title": "سيرجي لافروف يزور دمشق",
        "published": "2026-02-01T09:00:00+00:00",
        "score": 0.0,
        "snippet": "ولافروف في دمشق قال لافروف إن الزيارة مهمة.",
        "version": 1,
    }
    assert hits[1]["published"] is None
