"""Stories collapsed: of articles that are one text a search gives the one that comes first, on every engine."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine import EngineHit, SearchRequest, Sort
from index.engines.stories import count_stories, first_of_each, one_of_each
from index.query_parser import parse_query
from tests.support.indexed import NOON, ask, make_document


def article(number, story=0, title="المياه", **fields):
    return make_document(number, title, story=story, published=NOON + timedelta(hours=number), **fields)


@pytest.fixture
def wire(engine):
    """Two stories of several articles, 1-3-5 and 2-6; 4 and 7 stand alone; 8 belongs to a story whose first is not here."""
    stories = {1: 1, 2: 0, 3: 1, 4: 4, 5: 1, 6: 2, 7: 0, 8: 900}
    outlets = {1: "eg.nil", 3: "lb.arz"}
    documents = [article(n, story, outlet=outlets.get(n, "xx.news")) for n, story in stories.items()]
    engine.apply(documents, [], checkpoint=1)
    return engine


def told(page):
    return [(hit.article, hit.story) for hit in page.hits]


def test_without_collapsing_every_article_is_a_hit_that_tells_its_story(wire):
    page = ask(wire, "المياه", sort=Sort.OLDEST)
    assert told(page) == [(1, 1), (2, 2), (3, 1), (4, 4), (5, 1), (6, 2), (7, 7), (8, 900)]
    assert (page.total, page.stories) == (8, 0)


def test_of_each_story_the_first_in_the_order_asked_for_is_a_hit(wire):
    newest = ask(wire, "المياه", sort=Sort.NEWEST, collapse=True)
    assert told(newest) == [(8, 900), (7, 7), (6, 2), (5, 1), (4, 4)]
    oldest = ask(wire, "المياه", sort=Sort.OLDEST, collapse=True)
    assert told(oldest) == [(1, 1), (2, 2), (4, 4), (7, 7), (8, 900)]
    assert (newest.total, newest.stories) == (oldest.total, oldest.stories) == (8, 5)


def test_of_a_story_the_article_that_fits_the_words_best_is_a_hit(engine):
    engine.apply(
        [article(1, title="أخبار المياه اليوم في البلاد"), article(2, 1), article(3, title="طقس")], [], checkpoint=1
    )
    assert told(ask(engine, "المياه", collapse=True)) == [(2, 1)]


def test_articles_without_a_story_are_never_collapsed_together(engine):
    engine.apply([article(n) for n in range(1, 30)], [], checkpoint=1)
    page = ask(engine, "المياه", collapse=True, limit=100)
    assert (len(page.hits), page.stories, page.total) == (29, 29, 29)


def test_facets_and_timeline_go_on_counting_articles(wire):
    asked = {"facets": ("outlet",), "timeline": "day"}
    all_of_them = ask(wire, "المياه", **asked)
    collapsed = ask(wire, "المياه", collapse=True, **asked)
    assert collapsed.facets == all_of_them.facets
    assert collapsed.timeline == all_of_them.timeline
    assert sum(count for _, count in collapsed.timeline) == 8


def test_a_filter_leaves_a_story_to_those_of_its_articles_that_pass(wire):
    page = ask(wire, "المياه", collapse=True, outlets=("lb.arz",))
    assert (told(page), page.stories) == ([(3, 1)], 1)


def test_a_page_without_hits_still_tells_how_many_stories_there_are(wire):
    page = ask(wire, "المياه", collapse=True, limit=0)
    assert (page.hits, page.total, page.stories) == ((), 8, 5)
    nothing = ask(wire, "القمر", collapse=True)
    assert (nothing.hits, nothing.total, nothing.stories) == ((), 0, 0)
    assert ask(wire, "المياه", collapse=True, offset=50).hits == ()


def test_an_index_not_begun_has_no_stories(engine):
    page = ask(engine, "", collapse=True)
    assert (page.hits, page.total, page.stories) == ((), 0, 0)


def test_an_article_that_changes_its_story_or_goes_takes_its_hit_along(wire):
    wire.apply([article(3, 3)], [1, 8], checkpoint=2)
    page = ask(wire, "المياه", sort=Sort.OLDEST, collapse=True)
    assert told(page) == [(2, 2), (3, 3), (4, 4), (5, 1), (7, 7)]
    assert page.stories == 5


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("query", ["المياه", ""])
def test_no_page_repeats_a_story_and_together_they_are_all_of_them_in_the_order_of_the_hits(engine, sort, query):
    chance = random.Random(3)
    documents = []
    for n in range(1, 401):  # half of them in a few large stories
        story = chance.choice((0, chance.randint(1, n), chance.randint(1, 5)))
        documents.append(article(n, story, title="المياه " + "والسدود " * chance.randint(0, 3)))
    engine.apply(documents, [], checkpoint=1)
    request = SearchRequest(query=parse_query(query, now=NOON), sort=sort, limit=400)
    expected = list(first_of_each(engine.search(request).hits))
    paged = []
    for offset in range(0, 400, 35):
        page = engine.search(replace(request, collapse=True, offset=offset, limit=35))
        assert page.stories == len(expected)
        paged += page.hits
    assert paged == expected
    assert list(engine.every(replace(request, collapse=True))) == expected
    assert len(list(engine.every(request))) == 400


def hits(stories):
    return [EngineHit(article=n, score=0.0, story=story) for n, story in enumerate(stories, start=1)]


@given(st.lists(st.integers(1, 12), max_size=300), st.integers(0, 20), st.integers(0, 20))
def test_pages_are_cut_from_the_first_hits_of_stories_however_far_they_lie(stories, offset, limit):
    all_hits = hits([1] * 100 + stories)
    told = one_of_each(lambda count: all_hits[:count], offset, limit)
    assert told == tuple(first_of_each(all_hits))[offset : offset + limit]


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), max_size=80), st.integers(2, 9))
def test_stories_are_counted_exactly_where_one_answer_cannot_hold_them(pairs, at_most):
    """Hits as (article, story); an answer holds `at_most` stories."""
    found = dict(pairs)

    def joined(low, high):
        counts = {}
        for one, story in found.items():
            if one != story and low <= story < (high or 10**9):
                counts[story] = counts.get(story, 0) + 1
        held = dict(sorted(counts.items(), key=lambda pair: -pair[1])[:at_most])
        return held, len(held) == len(counts)

    def firsts(stories):
        return sum(found.get(story) == story for story in stories)

    assert count_stories(len(found), joined, firsts) == len(set(found.values()))


def test_of_very_many_stories_some_are_looked_up_and_stand_for_the_others():
    """Every fourth of 30,000 stories is a hit with its first article, the others without."""
    asked = []

    def firsts(stories):
        asked.extend(stories)
        return sum(story % 4 == 0 for story in stories)

    joined = dict.fromkeys(range(10, 30_010), 2)
    total = 60_000 + 7_500
    counted = count_stories(total, lambda low, high: (joined, True), firsts)
    assert abs(counted - 30_000) < 150
    assert 4_000 < len(asked) < 6_000
