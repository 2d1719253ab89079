"""The Engine contract, on every engine that can be had."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.calendar import UNITS, borders
from index.engine import CheckpointMoved, EngineError, SearchRequest, Sort
from index.query import Exact, Fuzzy, MatchAll, Phrase, Prefix, Words
from index.query_parser import parse_query
from tests.support.indexed import NOON, ask, found, make_document

RUSSIANS = make_document(1, "لقاء بين الروس والأمريكيين", "اجتمع وزراء من الروس والأمريكيين في جنيف.")
LAVROV = make_document(2, "سيرجي لافروف يزور دمشق", "قال سيرجي لافروف إن الزيارة مهمة، ولافروف وزير منذ سنوات.")
NUSRA = make_document(3, "غارات على مواقع", "قصف الجيش مواقع «جبهة النصرة» في إدلب.")


@pytest.fixture
def three(engine):
    engine.apply([RUSSIANS, LAVROV, NUSRA], [], checkpoint=3)
    return engine


def test_an_index_not_begun_is_empty(engine):
    assert (engine.count(), engine.checkpoint(), engine.model(), engine.size_bytes()) == (0, 0, "", 0)
    assert not engine.is_stale()
    assert ask(engine, "مصر", facets=("outlet",), timeline="day").total == 0


def test_an_index_tells_its_checkpoint_its_analyser_and_its_size(three, analyser):
    assert (three.count(), three.checkpoint(), three.model()) == (3, 3, analyser.version)
    assert not three.is_stale()
    assert three.size_bytes() > 1000


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("النصره", [3]),
        ('"الأمريكيين"', [1]),
        ("امريكيون", [1]),
        ("لافروف", [2]),
        ('"جبهة النصرة"', [3]),
        ('"النصرة جبهة"', []),
        ("لَافْرُوف", [2]),
        ("لافـروف", [2]),
        ("=ولافروف", [2]),
        ("=ولافروفات", []),
        ("غار*", [3]),
        ("لافروق~1", [2]),
        ("لافزوق~1", []),
        ("لافزوق~2", [2]),
        ("title:جنيف", []),
        ("وزير", [2, 1]),
        ("وزير -جنيف", [2]),
        ("-وزير", [3]),
        ("-وزير -غارات", []),
        ("لافروف أو غارات", [3, 2]),
        ("في", [3, 1]),
        ("؟", []),
        ("وزير ؟ !", [2, 1]),
        ("", [3, 2, 1]),
        ("*", [3, 2, 1]),
    ],
)
def test_a_query_finds(three, query, articles):
    assert sorted(found(three, query)) == sorted(articles)


def test_of_three_words_two_are_enough_and_one_is_not(three):
    assert found(three, "لافروف دمشق برلين") == [2]
    assert found(three, "لافروف برلين لندن") == []


def test_words_are_counted_by_class_over_title_and_text(three, analyser):
    classes = [term.cls for term in analyser.terms("وزراء النصرة لافروف الزراعة جنيف")]
    assert list(three.frequencies(classes)) == [2, 1, 1, 0, 1]
    assert list(three.frequencies(["", "\ud800", "ب" * 40_000, "*", "لافروف دمشق"])) == [0, 0, 0, 0, 0]
    assert list(three.frequencies([])) == []


def test_an_index_not_begun_counts_no_word(engine):
    assert list(engine.frequencies(["وزير", "مصر"])) == [0, 0]


def test_a_word_of_the_title_counts_more(engine):
    engine.apply([make_document(1, "أخبار", "الميزانية"), make_document(2, "الميزانية", "أخبار")], [], checkpoint=1)
    assert found(engine, "ميزانية") == [2, 1]


def test_applying_a_document_again_replaces_it(three):
    three.apply([make_document(2, "نص جديد", "عن الزراعة")], [], checkpoint=4)
    assert found(three, "لافروف") == []
    assert found(three, "الزراعة") == [2]
    assert (three.count(), three.checkpoint()) == (3, 4)


def test_the_last_of_two_documents_of_one_article_is_kept(engine):
    engine.apply([make_document(1, "قديم"), make_document(1, "حديث")], [], checkpoint=1)
    assert found(engine, "title:حديث") == [1]
    assert engine.count() == 1


def test_a_removed_article_is_found_no_more(three):
    three.apply([], [2, 99], checkpoint=4)
    assert found(three, "لافروف") == []
    assert (three.count(), three.checkpoint()) == (2, 4)


def test_a_batch_that_goes_on_from_elsewhere_is_refused_and_changes_nothing(three):
    with pytest.raises(CheckpointMoved):
        three.apply([make_document(4, "متأخر")], [], checkpoint=9, after=8)
    assert (three.count(), three.checkpoint()) == (3, 3)
    three.apply([make_document(4, "في موعده")], [], checkpoint=9, after=3)
    assert (three.count(), three.checkpoint()) == (4, 9)


def test_a_batch_that_fails_changes_nothing_and_the_next_one_succeeds(three):
    with pytest.raises(EngineError):
        three.apply([make_document(4), make_document(-4)], [1], checkpoint=9)
    assert (three.count(), three.checkpoint()) == (3, 3)
    three.apply([make_document(4)], [], checkpoint=5)
    assert (three.count(), three.checkpoint()) == (4, 5)


# ---- filters, facets, timelines


@pytest.fixture
def press(engine):
    """Articles 1 to 12 about water: three outlets of two countries, three sections, one article an hour before midnight UTC."""
    documents = [
        make_document(
            number,
            "المياه",
            outlet=("eg.nil", "eg.delta", "lb.arz")[number % 3],
            country=("eg", "eg", "lb")[number % 3],
            section=("سياسة", "", "اقتصاد")[number % 3],
            authors=("ليلى حداد",) if number == 5 else (),
            published=None if number == 12 else datetime(2026, 1, 25 + number // 4, 23, tzinfo=UTC),
        )
        for number in range(1, 13)
    ]
    engine.apply(documents, [], checkpoint=12)
    return engine


def test_filters_are_one_of_these_within_and_all_of_them_across_fields(press):
    assert ask(press, "المياه", outlets=("eg.nil", "lb.arz")).total == 8
    assert ask(press, "المياه", outlets=("eg.nil", "lb.arz"), countries=("lb",)).total == 4
    assert ask(press, "المياه", outlets=("nowhere",)).total == 0
    assert ask(press, "country:eg outlet:(eg.nil lb.arz)").total == 4
    assert ask(press, "author:حداد").total == 1
    assert ask(press, "section:الاقتصاد").total == 4


def test_a_filter_does_not_change_scores(press):
    free = {hit.article: hit.score for hit in ask(press, "المياه", limit=20).hits}
    filtered = ask(press, "المياه", outlets=("eg.nil",), published_from=datetime(2026, 1, 1, tzinfo=UTC), limit=20)
    assert filtered.total == 3  # article 12 has no date
    assert all(hit.score == free[hit.article] for hit in filtered.hits)


def test_dates_include_the_start_and_not_the_end(press):
    night = datetime(2026, 1, 26, 23, tzinfo=UTC)
    assert ask(press, "", published_from=night, published_to=night).total == 0
    assert ask(press, "", published_from=night, published_to=night + timedelta(microseconds=1)).total == 4
    assert ask(press, "", published_to=night).total == 3
    assert ask(press, "", published_from=night).total == 8
    assert ask(press, "date:[* TO *]").total == 11


def test_facets_count_all_hits_most_first(press):
    page = ask(press, "", limit=1, facets=("outlet", "country", "section"))
    assert page.facets["outlet"] == (("eg.delta", 4), ("eg.nil", 4), ("lb.arz", 4))
    assert page.facets["country"] == (("eg", 8), ("lb", 4))
    assert page.facets["section"] == (("اقتصاد", 4), ("سياسة", 4))
    assert ask(press, "outlet:lb.arz", facets=("country",)).facets["country"] == (("lb", 4),)


def test_counts_alone_can_be_had(press):
    page = ask(press, "المياه", limit=0, facets=("country",))
    assert (page.total, page.hits) == (12, ())
    assert page.facets["country"] == (("eg", 8), ("lb", 4))


def test_a_timeline_has_the_days_of_the_readers_zone(press):
    assert ask(press, "", timeline="day").timeline == (
        (datetime(2026, 1, 25, tzinfo=UTC), 3),
        (datetime(2026, 1, 26, tzinfo=UTC), 4),
        (datetime(2026, 1, 27, tzinfo=UTC), 4),
    )
    riyadh = ZoneInfo("Asia/Riyadh")  # 23:00 UTC is the next day there
    assert ask(press, "", timeline="day", zone="Asia/Riyadh").timeline[0] == (datetime(2026, 1, 26, tzinfo=riyadh), 3)
    assert ask(press, "", timeline="week").timeline == (
        (datetime(2026, 1, 19, tzinfo=UTC), 3),
        (datetime(2026, 1, 26, tzinfo=UTC), 8),
    )
    assert ask(press, "", timeline="month").timeline == ((datetime(2026, 1, 1, tzinfo=UTC), 11),)
    assert ask(press, "", timeline="year").timeline == ((datetime(2026, 1, 1, tzinfo=UTC), 11),)


def test_a_timeline_agrees_with_the_calendar_where_clocks_change(engine):
    """Egypt changed its clocks at midnight of 26 April and 1 November 2024."""
    hours = [datetime(2024, 4, 24, tzinfo=UTC) + timedelta(hours=n) for n in range(96)]
    hours += [datetime(2024, 10, 30, tzinfo=UTC) + timedelta(hours=n) for n in range(96)]
    documents = [make_document(n, published=hour) for n, hour in enumerate(hours, 1)]
    engine.apply(documents, [], checkpoint=1)
    for zone in ("Africa/Cairo", "Asia/Kathmandu", "America/St_Johns", "UTC"):
        home = ZoneInfo(zone)
        for unit in UNITS:
            edges = [*borders(hours[0], hours[95], unit, zone), *borders(hours[96], hours[-1], unit, zone)]
            counted = dict.fromkeys(edges, 0)
            for hour in hours:
                counted[max(edge for edge in edges if edge <= hour)] += 1
            expected = tuple((edge.astimezone(home), number) for edge, number in sorted(counted.items()) if number)
            assert ask(engine, "", timeline=unit, zone=zone).timeline == expected


def test_a_timeline_over_a_century_leaves_empty_days_out(engine):
    old, new = datetime(1900, 1, 1, 5, tzinfo=UTC), datetime(2026, 1, 1, 5, tzinfo=UTC)
    engine.apply([make_document(1, published=old), make_document(2, published=new)], [], checkpoint=1)
    days = ask(engine, "", timeline="day").timeline
    assert days == ((old.replace(hour=0), 1), (new.replace(hour=0), 1))


def test_a_timeline_without_dated_hits_is_empty(engine):
    engine.apply([make_document(1)], [], checkpoint=1)
    assert ask(engine, "", timeline="day").timeline == ()


# ---- order and paging


def test_hits_are_sorted_by_date_with_the_day_first_seen_for_a_missing_one(engine):
    engine.apply(
        [
            make_document(1, "ماء", published=NOON),
            make_document(2, "ماء", published=NOON - timedelta(days=2)),
            make_document(3, "ماء", seen_at=NOON - timedelta(days=1)),
            make_document(4, "ماء", published=NOON),
            make_document(5, "ماء", published=datetime(1950, 1, 1, tzinfo=UTC)),
        ],
        [],
        checkpoint=1,
    )
    assert found(engine, "ماء", sort=Sort.NEWEST) == [4, 1, 3, 2, 5]
    assert found(engine, "ماء", sort=Sort.OLDEST) == [5, 2, 3, 4, 1]


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("query", ["ماء", "ما*", "", "ماء أو نار"])
def test_pages_have_every_hit_once_and_equal_ones_newest_article_first(engine, sort, query):
    for batch in range(4):  # several commits, so that articles lie in several segments
        numbers = range(1 + batch, 401, 4)
        engine.apply([make_document(n, "ماء" if n % 10 else "ماء ونار") for n in numbers], [], checkpoint=batch + 1)
    whole = ask(engine, query, sort=sort, limit=500)
    assert whole.total == len(whole.hits) == 400
    paged = [hit for at in range(0, 400, 7) for hit in ask(engine, query, sort=sort, offset=at, limit=7).hits]
    assert paged == list(whole.hits)
    assert paged == sorted(paged, key=lambda hit: (-hit.score, -hit.article))


def test_a_page_behind_the_last_hit_is_empty(three):
    page = ask(three, "وزير", offset=50)
    assert (page.total, page.hits) == (2, ())


def test_ten_thousand_hits_can_be_passed_over_and_what_lies_deeper_is_refused_with_a_sentence(three):
    assert ask(three, "وزير", offset=10_000, limit=1000).total == 2
    with pytest.raises(EngineError, match="narrow the search"):
        ask(three, "وزير", offset=20_000)


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("query", ["ماء", "ما*", ""])
def test_every_hit_can_be_walked_in_the_order_of_pages_as_the_index_stood(engine, sort, query):
    for batch in range(3):
        documents = [make_document(n, "ماء", published=NOON + timedelta(days=n % 50)) for n in range(1 + batch, 301, 3)]
        engine.apply(documents, [], checkpoint=batch + 1)
    request = SearchRequest(query=parse_query(query, now=NOON), sort=sort, limit=1000)
    pages = engine.search(request).hits
    walking = engine.every(replace(request, offset=5, limit=1))
    first = next(walking)
    engine.apply([make_document(999, "ماء", published=NOON + timedelta(days=99))], [1], checkpoint=4)
    assert [first, *walking] == list(pages)
    assert len(pages) == 300


def test_walking_an_empty_index_ends_at_once(engine):
    assert list(engine.every(SearchRequest(query=MatchAll()))) == []


# ---- hostile input


@pytest.mark.parametrize(
    "query",
    [
        Words(text="م" * 1_000_000),
        Words(text="كلمة " * 2_000),
        Words(text="\0\ud800\u202e"),
        Phrase(text=""),
        Phrase(text="م" * 100_000 + " لا", slop=50),
        Exact(text="\0"),
        Prefix(text="([*"),
        Prefix(text="\u0640"),
        Prefix(text="\u2205\u2205"),
        Fuzzy(text="\u2205" * 9),
        Fuzzy(text="م" * 1000, distance=2),
    ],
    ids=lambda query: type(query).__name__,
)
def test_a_hostile_query_finds_nothing_and_harms_nothing(three, query):
    assert three.search(SearchRequest(query=query)).total == 0
    assert three.search(SearchRequest(query=MatchAll())).total == 3


def test_a_hostile_document_is_indexed(engine):
    text = "وزير\0 \ud800 \u202e " + "م" * 70_000 + " <b>&amp; " + "\U0001f600" * 100
    engine.apply([make_document(1, text, text, section="\ud800", outlet="\0", authors=(text,))], [], checkpoint=1)
    assert found(engine, "وزير") == [1]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=60), other=st.text(alphabet='موزيرلاف* "-~=\u064e\u0640', max_size=30))
def test_any_words_can_be_looked_for(three, text, other):
    for query in (
        Words(text=text + other),
        Phrase(text=other, slop=1),
        Exact(text=text),
        Prefix(text=other or "م"),
        Fuzzy(text=other),
    ):
        assert 0 <= three.search(SearchRequest(query=query, facets=("outlet",), timeline="day")).total <= 3
