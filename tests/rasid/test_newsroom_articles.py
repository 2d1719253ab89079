"""Articles: the files they are read from, and the variations that make a large newsroom of few."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from rasid.newsroom.articles import ArticleError, load_articles
from rasid.newsroom.mastheads import MASTHEADS
from rasid.newsroom.server import Newsroom
from rasid.newsroom.variations import OVERFLOW_ID, Variations

ARTICLE = """
[[article]]
id = 7301
section = "2"
title = "افتتاح جسر جديد"
place = "بغداد"
published = 2026-09-05T08:30:00
body = '''
اعلن مدير البلدية احمد الجبوري ان 25 عاملا انجزوا الجسر خلال شهرين.

## الكلفة

وبلغت الكلفة 300 مليون دينار بحسب البلدية في بغداد.
'''
"""


def write(folder, text, name="diffatan.toml"):
    (folder / name).write_text(text, "utf-8")
    return folder


def test_the_shipped_articles_fit_and_there_are_enough_of_each_outlet():
    written = load_articles()
    assert set(written) == set(MASTHEADS)
    for pieces in written.values():
        assert len(pieces) >= 22
        assert [piece.published for piece in pieces] == sorted({piece.published for piece in pieces})


def test_diffatan_writes_nothing_that_windows_1256_lacks():
    for piece in load_articles()["diffatan"]:
        text = "\n".join((piece.title, piece.lead, piece.author, piece.agency, piece.caption, *piece.tags, *piece.body))
        assert text.encode("cp1256").decode("cp1256") == text


def test_an_article_is_read_with_its_zone_and_its_paragraphs(tmp_path):
    (piece,) = load_articles(write(tmp_path, ARTICLE))["diffatan"]
    assert piece.published.isoformat() == "2026-09-05T08:30:00+03:00"
    assert len(piece.body) == 3
    assert piece.body[1] == "## الكلفة"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('section = "2"', 'section = "9"', r"article 1 \(id 7301\): section '9' is none of 1, 2, 3, 4"),
        ("id = 7301", 'id = "x"', "id: 'x' is not a number"),
        ('title = "افتتاح جسر جديد"', "", "the field 'title' is missing"),
        ('title = "افتتاح جسر جديد"', "title = 5", "title: 5 is not text"),
        ("published = 2026-09-05T08:30:00", 'published = "soon"', "'soon' is not a time"),
        ('place = "بغداد"', 'places = "بغداد"', "unknown field 'places'"),
        ('place = "بغداد"', 'tags = "بغداد"', "tags: 'بغداد' is not a list"),
        ("[[article]]", "[article", "not readable as TOML"),
    ],
)
def test_a_mistake_in_an_article_is_named_with_its_file_and_place(tmp_path, old, new, message):
    with pytest.raises(ArticleError, match=message) as caught:
        load_articles(write(tmp_path, ARTICLE.replace(old, new)))
    assert str(tmp_path / "diffatan.toml") in str(caught.value)


def test_an_id_used_twice_and_an_empty_folder_are_mistakes(tmp_path):
    with pytest.raises(ArticleError, match="no articles here"):
        load_articles(tmp_path)
    with pytest.raises(ArticleError, match="this id was used before"):
        load_articles(write(tmp_path, ARTICLE * 2))


@pytest.mark.parametrize("count", [1, 7, 40, 2001])
def test_there_are_as_many_articles_as_asked_for(count):
    newsroom = Newsroom(articles=count)
    listed = list(newsroom.desk.articles())
    assert len(newsroom.desk) == len(listed) == count
    assert len({one.address for one in listed}) == count


def test_too_many_articles_are_refused():
    with pytest.raises(ArticleError, match="1 to 1000000"):
        Newsroom(articles=1_000_001)


def test_two_newsrooms_of_one_size_publish_the_same():
    first, second = (Newsroom(articles=600).desk for _ in range(2))
    for one, other in zip(first.articles(), second.articles(), strict=True):
        assert one == other
    for slug in MASTHEADS:
        newest = next(first.articles(slug, 100, 101)).piece.id
        assert first.article(slug, newest) == second.article(slug, newest)


def test_a_larger_newsroom_keeps_the_articles_of_a_smaller_one():
    small, large = Newsroom(articles=600).desk, Newsroom(articles=2000).desk
    for slug in MASTHEADS:
        wanted = [one.address for one in small.articles(slug)]
        assert [one.address for one in large.articles(slug, 0, len(wanted))] == wanted


def test_variations_differ_from_each_other_in_their_wording():
    desk = Newsroom(articles=2000).desk
    for slug, edition in desk.editions.items():
        pieces = edition.newest(100, 220, with_body=True)
        sets = [shingles(piece) for piece in pieces]
        nearest = max(len(a & b) / len(a | b) for at, a in enumerate(sets) for b in sets[:at])
        assert nearest < 0.75, slug
        assert len({piece.title for piece in pieces}) > 90


def shingles(piece):
    words = " ".join(piece.body).split()
    return {tuple(words[at : at + 4]) for at in range(len(words) - 3)}


def test_ids_and_times_of_variations_fall_together_and_never_meet():
    desk = Newsroom(articles=4000).desk
    for edition in desk.editions.values():
        pieces = edition.newest(0, edition.places())
        times = [piece.published for piece in pieces]
        assert times == sorted(set(times), reverse=True)
        assert [piece.id for piece in pieces] == sorted({piece.id for piece in pieces}, reverse=True)


def test_a_variation_is_found_by_its_id_also_when_small_ids_run_out():
    head, written = MASTHEADS["diffatan"], load_articles()["diffatan"]
    variations = Variations(head, written, 9000)
    first = written[0].id
    for number in (0, 1, first - 2, first - 1, first, 8999):
        assert variations.number_of(variations.id_of(number)) == number
    assert variations.id_of(first - 2) == 1
    assert variations.id_of(first - 1) == OVERFLOW_ID + first - 1
    assert variations.number_of(0) is None
    assert variations.number_of(first) is None
    assert variations.number_of(OVERFLOW_ID) is None
    assert variations.number_of(OVERFLOW_ID + 9000) is None


def test_sections_share_the_variations_and_list_them_in_order():
    edition = Newsroom(articles=2000).desk.editions["sadim"]
    by_section = {name: edition.newest(0, 10_000, name) for name in edition.masthead.sections}
    assert sum(map(len, by_section.values())) == edition.places()
    for name, pieces in by_section.items():
        assert {piece.section for piece in pieces} == {name}
        assert [piece.id for piece in pieces] == sorted((piece.id for piece in pieces), reverse=True)
    counts = Counter(piece.section for piece in edition.newest(0, edition.places()))
    assert counts == {name: len(pieces) for name, pieces in by_section.items()}


def test_the_last_two_days_are_counted_from_the_newest_article():
    edition = Newsroom(articles=2000).desk.editions["atlas"]
    newest = edition.newest(0, 1)[0].published
    recent = list(edition.since(2))
    assert recent == [p for p in edition.newest(0, edition.places()) if p.published >= newest - timedelta(days=2)]


def test_what_is_published_directly_in_this_process_can_be_read():
    desk = Newsroom(articles=40).desk
    one = desk.publish("atlas", {"title": "خبر", "body": "نص الخبر.", "published": "2026-11-22T10:00:00"})
    assert one.piece.published.astimezone(UTC) == datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert desk.article("atlas", one.piece.id) == one
    assert len(desk) == 41
