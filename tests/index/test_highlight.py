"""What is marked in a text, and the piece of it that is shown."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import default_analyser
from index.highlight import highlight
from index.query import Field, Fuzzy, Or, Phrase, Prefix, Words
from index.query_parser import parse_query
from index.snippet import one_line, snippet

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def marked(text, query, field=None):
    """The marked pieces of a text."""
    parts = highlight(text, parse_query(query, now=NOW), default_analyser(), field=field).parts
    assert "".join(piece for piece, _ in parts) == text
    return [piece for piece, is_marked in parts if is_marked]


@pytest.mark.parametrize(
    ("text", "query", "pieces"),
    [
        ("قال لافروف، ولافروف وزير", "لافروف", ["لافروف", "ولافروف"]),
        ("لقاء بين الروس والأمريكيين", "امريكيون", ["والأمريكيين"]),
        ("جبهة النصرة", "النصره", ["النصرة"]),
        ("قال لَافْرُوفٌ اليوم", "لافروف", ["لَافْرُوفٌ"]),
        ("قال لافـــروف اليوم", "لافروف", ["لافـــروف"]),
        ("عن «جبهة النصرة» و«جبهة» أخرى", '"جبهة النصرة"', ["جبهة النصرة"]),
        ("النصرة في جبهة", '"جبهة النصرة"', []),
        ("قصف مواقع النصرة", '"قصف النصرة"~3', ["قصف", "النصرة"]),
        ("قصف مواقع بعيدة جدا عن تلك النصرة", '"قصف النصرة"~1', []),
        ("وزير ووزراء", "=وزراء", []),
        ("وزير ثم وزراء", "=وزراء", ["وزراء"]),
        ("كتب وكتابه والكتابات", "كتاب*", ["وكتابه", "والكتابات"]),
        ("قال لافروف", "لافروق~1", ["لافروف"]),
        ("مصر وقطر وتونس", "مصر أو تونس -قطر", ["مصر", "وتونس"]),
        ("مصر وقطر", "مصر title:قطر", ["مصر"]),
        ("مصر وقطر", "date:2026", []),
        ("في مصر", "في مصر", ["مصر"]),
        ("", "مصر", []),
    ],
)
def test_what_the_query_found_is_marked(text, query, pieces):
    assert marked(text, query) == pieces


def test_a_title_is_marked_for_its_own_field_too():
    assert marked("مصر وقطر", "مصر title:قطر", Field.TITLE) == ["مصر", "وقطر"]


def test_no_more_marks_than_asked_for_are_made():
    assert len(highlight("مصر " * 9, Words(text="مصر"), default_analyser(), limit=2).spans) == 2


# Our own words with marks, tatweel, joiners, direction marks, emoji and Latin between them.
TEXTS = st.lists(
    st.sampled_from(
        [
            *(
                "وزير",
                "والوزراء",
                "لَافْرُوف",
                "ولافـروف",
                "جبهة",
                "النصرة",
                "كتاب",
                "#جبهة_النصرة",
                "الـBBC",
                "e\u0301te\u0301",
            ),
            *(
                " ",
                " ",
                "\n\n",
                "\n## ",
                "\n> ",
                "، ",
                "«",
                "»",
                "\u200f",
                "\u202b",
                "\u202c",
                "\u200c",
                "\u064b",
                "\u0640",
            ),
            *("\U0001f468\u200d\U0001f469", "\u0000", "x" * 300),
        ]
    ),
    max_size=60,
).map("".join)
QUERIES = st.sampled_from(
    [
        Words(text="وزير لافروف النصرة ete"),
        Phrase(text="جبهة النصرة"),
        Phrase(text="وزير جبهة", slop=3),
        Or(parts=(Prefix(text="كت"), Fuzzy(text="وزر", distance=1), Words(text="xxx"))),
    ]
)


@settings(max_examples=100)
@given(TEXTS, QUERIES)
def test_marks_never_change_the_text_and_never_cut_a_letter_from_its_marks(text, query):
    result = highlight(text, query, default_analyser())
    assert "".join(piece for piece, _ in result.parts) == text
    ends = [0, *(place for span in result.spans for place in span), len(text)]
    assert ends == sorted(ends)
    for start, end in result.spans:
        assert start < end
        assert end == len(text) or not unicodedata.combining(text[end])


def test_a_snippet_does_not_begin_with_a_mark_that_stands_alone():
    piece = snippet("وزير" * 4 + " \u064bوزير", Words(text="وزير"), default_analyser(), 20)
    assert not unicodedata.combining(piece.text[0])


@settings(max_examples=100)
@given(TEXTS, QUERIES, st.integers(20, 300))
def test_a_snippet_is_a_piece_of_the_text_with_its_marks_inside(text, query, length):
    line = one_line(text)
    piece = snippet(text, query, default_analyser(), length)
    assert piece.text in line
    assert len(piece.text) <= length
    assert "".join(part for part, _ in piece.parts) == piece.text
    assert piece.leading or line.startswith(piece.text)
    assert piece.trailing or line.endswith(piece.text)
    if piece.leading and piece.text:
        assert not unicodedata.combining(piece.text[0])


LONG = "بداية الخبر عن أمور كثيرة. " * 20 + "ثم قال لافروف إن وزير المالية زار دمشق. " + "وتتمة الخبر طويلة جدا. " * 20


def test_a_snippet_shows_where_most_of_the_query_stands():
    piece = snippet("لافروف وحده هنا. " + LONG, Words(text="لافروف المالية دمشق"), default_analyser(), 120)
    assert [text for text, is_marked in piece.parts if is_marked] == ["لافروف", "المالية", "دمشق"]
    assert piece.leading
    assert piece.trailing
    assert len(piece.text) <= 120


def test_a_snippet_begins_and_ends_with_whole_words():
    words = set(one_line(LONG).split())
    for length in range(30, 200, 7):
        piece = snippet(LONG, Words(text="لافروف"), default_analyser(), length)
        assert set(piece.text.split()) <= words
        assert piece.text == piece.text.strip()


def test_without_a_word_of_the_query_the_beginning_is_shown():
    piece = snippet(LONG, Words(text="برلين"), default_analyser(), 60)
    assert LONG.startswith(piece.text)
    assert (piece.leading, piece.trailing, piece.spans) == (False, True, ())


def test_the_archives_marks_of_paragraphs_are_not_shown():
    piece = snippet("نص أول\n\n## عنوان فرعي\n\n> اقتباس\n\n- بند", Words(text="اقتباس"), default_analyser())
    assert piece.text == "نص أول عنوان فرعي اقتباس بند"
    assert not piece.trailing


def test_a_text_without_spaces_is_cut_between_whole_characters():
    text = "\u0628\u064e" * 400
    piece = snippet(text, Words(text="مصر"), default_analyser(), 101)
    assert len(piece.text) == 100
