"""The Engine contract for searches "as of" a moment: former versions, found by nobody who does not ask for them."""

from datetime import UTC, datetime, timedelta

import pytest

from index.engine import SearchRequest, Sort
from index.query import MatchAll
from tests.support.indexed import NOON, ask, found, make_document

HOUR = timedelta(hours=1)
MORNING, EVENING = NOON - 4 * HOUR, NOON + 4 * HOUR


def make_versions(article, *texts, first=MORNING, every=4 * HOUR, **fields):
    """An article's documents, oldest first: each text held from four hours after the one before."""
    starts = [first + number * every for number in range(len(texts))]
    ends = [*starts[1:], None]
    return [
        make_document(article, text, version=number, held_from=start, held_until=end, seen_at=first, **fields)
        for number, (text, start, end) in enumerate(zip(texts, starts, ends, strict=True), 1)
    ]


@pytest.fixture
def edited(engine):
    """Articles 1 and 3 of one version, seen in the morning and at noon; article 2 of three: morning, noon, evening."""
    engine.apply(
        [
            make_document(1, "خطة المياه", outlet="eg.nil", country="eg", held_from=MORNING, published=MORNING),
            *make_versions(
                2, "عشرون جريحا", "ثلاثون جريحا", "أربعون جريحا", outlet="lb.arz", country="lb", published=MORNING
            ),
            make_document(3, "أسعار القمح", outlet="eg.nil", country="eg", held_from=NOON, published=NOON),
        ],
        [],
        checkpoint=3,
    )
    return engine


def test_a_former_version_is_found_as_of_its_time_and_not_now(edited):
    assert found(edited, "عشرون") == found(edited, "ثلاثون") == []
    assert found(edited, "أربعون") == [2]
    assert found(edited, "عشرون", as_of=MORNING + HOUR) == [2]
    assert found(edited, "أربعون", as_of=MORNING + HOUR) == []
    assert found(edited, "ثلاثون", as_of=NOON + HOUR) == [2]


def test_a_version_holds_from_its_moment_to_just_before_its_successors(edited):
    instant = timedelta(microseconds=1)
    for moment, version in ((MORNING, 1), (NOON - instant, 1), (NOON, 2), (EVENING - instant, 2), (EVENING, 3)):
        assert [hit.version for hit in ask(edited, "جريح", as_of=moment).hits] == [version], moment
    assert ask(edited, "جريح", as_of=MORNING - instant).total == 0


def test_an_article_is_not_found_before_it_was_first_seen(edited):
    assert found(edited, "القمح", as_of=NOON - HOUR) == []
    assert found(edited, "القمح", as_of=NOON) == [3]
    assert found(edited, "", as_of=MORNING - HOUR) == []


def test_hits_tell_their_version(edited):
    assert {hit.article: hit.version for hit in ask(edited, "").hits} == {1: 1, 2: 3, 3: 1}
    assert {hit.article: hit.version for hit in ask(edited, "جريح أو القمح").hits} == {2: 3, 3: 1}
    assert {hit.article: hit.version for hit in ask(edited, "", as_of=NOON, sort=Sort.NEWEST).hits} == {
        1: 1,
        2: 2,
        3: 1,
    }


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("query", ["", "-القمح", "جريح", "جري*", "date:[* TO *]", "title:جريح", "جريخا~1"])
def test_every_kind_of_query_meets_one_version_of_an_article_then_and_now(edited, query, sort):
    for moment in (None, MORNING + HOUR, NOON, EVENING + HOUR):
        articles = found(edited, query, as_of=moment, sort=sort)
        assert articles.count(2) == 1
        assert len(articles) == len(set(articles)) == ask(edited, query, as_of=moment, sort=sort, limit=0).total


def test_counts_facets_and_timelines_are_of_the_versions_that_held(edited):
    counts = {"facets": ("outlet", "country"), "timeline": "day", "limit": 1}
    now = ask(edited, "", **counts)
    assert (edited.count(), now.total) == (3, 3)
    assert now.facets == {"outlet": (("eg.nil", 2), ("lb.arz", 1)), "country": (("eg", 2), ("lb", 1))}
    assert now.timeline == ((datetime(2026, 3, 1, tzinfo=UTC), 3),)
    then = ask(edited, "", as_of=NOON - HOUR, **counts)
    assert then.total == 2
    assert then.facets == {"outlet": (("eg.nil", 1), ("lb.arz", 1)), "country": (("eg", 1), ("lb", 1))}
    assert then.timeline == ((datetime(2026, 3, 1, tzinfo=UTC), 2),)


def test_filters_hold_then_too(edited):
    assert found(edited, "", as_of=NOON, outlets=("lb.arz",)) == [2]
    assert found(edited, "", as_of=NOON, countries=("eg",), published_to=NOON) == [1]
    assert found(edited, "outlet:lb.arz ثلاثون", as_of=NOON) == [2]


def test_a_removed_article_leaves_with_its_former_versions(edited):
    edited.apply([], [2], checkpoint=4)
    assert edited.count() == 2
    for moment in (None, MORNING, NOON, EVENING):
        assert 2 not in found(edited, "", as_of=moment)


def test_documents_of_an_article_replace_all_that_was_held_of_it(edited):
    edited.apply(make_versions(2, "خبر آخر"), [], checkpoint=4)
    assert found(edited, "جريح", as_of=NOON) == found(edited, "جريح") == []
    assert found(edited, "آخر", as_of=NOON) == [2]
    assert edited.count() == 3
    edited.apply(make_versions(2, "أول", "ثان", "ثالث", "رابع"), [], checkpoint=5)
    assert [found(edited, word, as_of=NOON) for word in ("أول", "ثان", "ثالث", "رابع")] == [[], [2], [], []]
    assert (found(edited, "رابع"), edited.count()) == ([2], 3)


def test_an_article_can_be_left_with_former_versions_alone(edited):
    edited.apply(make_versions(2, "أول", "ثان")[:1], [], checkpoint=4)
    assert (found(edited, "", limit=5), edited.count()) == ([3, 1], 2)
    assert found(edited, "أول", as_of=MORNING) == [2]
    assert found(edited, "جريح", as_of=EVENING) == []


def test_the_last_of_two_documents_of_one_version_is_kept(engine):
    older, newer = make_versions(1, "قديم", "حاضر")
    corrected = make_document(1, "مصحح", version=1, held_from=older.held_from, held_until=older.held_until)
    engine.apply([older, newer, corrected], [], checkpoint=1)
    assert found(engine, "قديم", as_of=MORNING) == []
    assert found(engine, "مصحح", as_of=MORNING) == [1]
    assert engine.count() == 1


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("query", ["ماء", "ما*", ""])
def test_pages_and_walks_have_every_article_once_as_of_then(engine, query, sort):
    for batch in range(3):
        documents = [
            one
            for number in range(1 + batch, 121, 3)
            for one in make_versions(number, "ماء", "ماء ونار", "ماء", published=NOON + timedelta(days=number % 20))
        ]
        engine.apply(documents, [], checkpoint=batch + 1)
    request = SearchRequest(query=MatchAll(), as_of=NOON)
    assert {hit.version for hit in engine.every(request)} == {2}
    for moment in (None, NOON):
        whole = ask(engine, query, sort=sort, as_of=moment, limit=500)
        assert whole.total == len({hit.article for hit in whole.hits}) == len(whole.hits) == 120
        pages = [ask(engine, query, sort=sort, as_of=moment, offset=at, limit=11).hits for at in range(0, 120, 11)]
        assert [hit for page in pages for hit in page] == list(whole.hits)
    assert engine.count() == 120


def test_what_is_built_aside_holds_former_versions_too(edited):
    aside = edited.aside()
    try:
        aside.apply(make_versions(7, "أول", "ثان"), [], checkpoint=1)
        assert aside.count() == 1
        edited.adopt(aside)
    finally:
        aside.close()
    assert (found(edited, ""), found(edited, "أول", as_of=MORNING)) == ([7], [7])
