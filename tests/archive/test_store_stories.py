"""Stories in the archive, on every database: articles that are one text are kept as one story."""

from datetime import timedelta

import pytest
import sqlalchemy

from archive.sql.open import make_engine, open_store
from tests.support.kept import HOUR, NOON, make_content, make_visit
from tests.support.wire import OTHER, TEXT, WORDS

DAY = timedelta(days=1)


def visit(number, text=TEXT, *, at=NOON, outlet="xx.news", title="عنوان", **content):
    url = f"https://{outlet}.example/{number}"
    return make_visit(url, at=at, outlet=outlet, content=make_content(title=title, text=text, **content))


def story_of(store, *articles):
    kept = store.articles(articles)
    return [kept[article][0].story for article in articles]


def keep(store, *visits):
    for one in visits:
        store.record([one])


def test_an_article_is_a_story_of_its_own_until_another_brings_its_text(store):
    keep(store, visit(1))
    assert story_of(store, 1) == [1]
    assert store.find_article("1").story == 1
    assert store.story_members([1]) == {}
    keep(store, visit(2, OTHER), visit(3, "رام الله - " + " ".join(WORDS[:60]), outlet="yy.news"))
    assert story_of(store, 1, 2, 3) == [1, 2, 1]
    assert store.find_article("3").story == 1


def test_texts_that_come_in_one_batch_are_told_as_those_that_come_one_by_one(store):
    store.record([visit(1), visit(2, OTHER), visit(3, TEXT + " انتهى"), visit(4, "قال المراسل " + OTHER)])
    assert story_of(store, 1, 2, 3, 4) == [1, 2, 1, 2]


def test_members_come_in_the_order_in_which_they_appeared_with_what_a_list_shows(store):
    store.record([visit(1, at=NOON, title="أول"), visit(5, OTHER)])
    store.record(
        [
            visit(2, outlet="yy.news", title="ثان", at=NOON + HOUR, published_at=NOON - HOUR),
            visit(3, outlet="zz.news", title="ثالث", at=NOON + HOUR),
        ]
    )
    told = store.story_members([1, 2, 77])
    assert list(told) == [1]
    assert [(member.article, member.outlet, member.title) for member in told[1]] == [
        (3, "yy.news", "ثان"),
        (1, "xx.news", "أول"),
        (4, "zz.news", "ثالث"),
    ]
    assert {member.story for member in told[1]} == {1}
    assert told[1][0].published_at == NOON - HOUR
    assert (told[1][1].published_at, told[1][1].seen_at) == (None, NOON)
    assert told[1][2].address == "https://zz.news.example/3"
    assert store.story_members([]) == {}


def test_a_text_that_comes_again_after_a_fortnight_begins_a_new_story(store):
    """Forms come again: the prayer times of May are not those of March."""
    keep(store, visit(1), visit(2, at=NOON + 14 * DAY), visit(3, at=NOON + 15 * DAY), visit(4, at=NOON + 16 * DAY))
    assert story_of(store, 1, 2, 3, 4) == [1, 1, 3, 3]


def test_the_fortnight_is_told_by_the_dates_that_articles_bear_where_they_bear_any(store):
    long_ago = NOON - 400 * DAY
    store.record([visit(1), visit(2, published_at=long_ago), visit(3, published_at=long_ago + DAY)])
    assert story_of(store, 1, 2, 3) == [1, 2, 2]
    keep(store, visit(4, published_at=NOON + 900 * DAY))  # nothing was published after it was seen
    assert story_of(store, 4) == [1]


def test_an_article_joins_the_story_it_is_most_like(store):
    mixed = " ".join([*WORDS[:40], *OTHER.split()])
    keep(store, visit(1, mixed), visit(2, OTHER))
    assert story_of(store, 2) == [1]
    keep(store, visit(3, TEXT))
    assert story_of(store, 3) == [3]
    keep(store, visit(4, TEXT + " وهذا كل شيء"))
    assert story_of(store, 4) == [3]


def test_an_edit_leaves_an_article_in_its_story(store):
    keep(store, visit(1), visit(2, outlet="yy.news"))
    keep(store, visit(2, OTHER, outlet="yy.news", at=NOON + HOUR), visit(1, OTHER, at=NOON + HOUR))
    assert store.find_article("2").versions == store.find_article("1").versions == 2
    assert story_of(store, 1, 2) == [1, 1]


def test_who_comes_after_an_edit_is_compared_with_the_text_as_it_is_now(store):
    keep(store, visit(1, "يتبع بعد قليل", title="عاجل"), visit(1, TEXT, at=NOON + HOUR))
    keep(store, visit(2, TEXT, at=NOON + HOUR), visit(3, "يتبع بعد قليل", title="عاجل", at=NOON + HOUR))
    assert story_of(store, 1, 2, 3) == [1, 1, 3]
    keep(store, visit(1, OTHER, at=NOON + 2 * HOUR), visit(1, TEXT, at=NOON + 3 * HOUR), visit(4, TEXT))
    assert story_of(store, 4) == [1]


def test_of_several_edits_in_one_batch_the_last_counts(store):
    keep(store, visit(1, OTHER))
    store.record([visit(1, "نص آخر", at=NOON + HOUR), visit(1, TEXT, at=NOON + 2 * HOUR)])
    store.record([visit(1, OTHER + " ثم", at=NOON + 3 * HOUR), visit(1, TEXT + " ثم", at=NOON + 4 * HOUR)])
    store.record([visit(2, "خبر قصير"), visit(2, TEXT, at=NOON + HOUR)])
    keep(store, visit(3, OTHER))
    assert store.find_article("1").versions == 5
    assert story_of(store, 1, 2, 3) == [1, 1, 3]


def test_a_batch_that_is_undone_leaves_nothing_of_its_stories(store):
    with pytest.raises(TypeError):
        store.record([visit(1), visit(2, at=NOON.replace(tzinfo=None))])
    keep(store, visit(3))
    assert story_of(store, 1) == [1]


def test_a_sentence_that_a_hundred_different_texts_share_binds_none_of_them(store):
    furniture = " ".join(WORDS[:24])
    texts = [f"{furniture} {' '.join(f'كلمة{n}ت{place}' for place in range(60))}" for n in range(100)]
    for start in range(0, 100, 25):
        store.record([visit(n, texts[n]) for n in range(start, start + 25)])
    assert story_of(store, *range(1, 101)) == list(range(1, 101))
    keep(store, visit(200, texts[99]))
    assert story_of(store, 101) == [100]


def test_articles_without_words_are_never_one_story(store):
    keep(store, visit(1, "", title=""), visit(2, "", title=""), visit(3, "...", title=""))
    assert story_of(store, 1, 2, 3) == [1, 2, 3]


def test_an_archive_from_before_there_were_stories_keeps_its_articles_apart_and_groups_what_comes(store_url):
    store = open_store(store_url)
    keep(store, visit(1), visit(2))
    store.close()
    engine = make_engine(store_url)
    with engine.begin() as connection:  # back to the tables of the version before
        connection.execute(sqlalchemy.text("DROP TABLE signature_bands"))
        connection.execute(sqlalchemy.text("DROP TABLE signatures"))
        connection.execute(sqlalchemy.text("DROP INDEX articles_story"))
        connection.execute(sqlalchemy.text("ALTER TABLE articles DROP COLUMN story"))
        connection.execute(sqlalchemy.text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    store = open_store(store_url)
    assert story_of(store, 1, 2) == [1, 2]
    keep(store, visit(3), visit(4), visit(1, TEXT + " عاجل من المراسل", at=NOON + HOUR))
    assert story_of(store, 1, 2, 3, 4) == [1, 2, 3, 3]
    store.close()
