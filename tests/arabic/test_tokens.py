"""Tokens: words and their places, also where marks, quotes, hashtags and other scripts come between."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arabic.tokens import tokens


def words(text):
    return [token.spelt for token in tokens(text)]


def test_places_point_at_what_stands_there():
    text = "قالَ «الوزيـر» أمس"
    assert [text[t.start : t.end] for t in tokens(text)] == ["قالَ", "الوزيـر", "أمس"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('و"كلمة"', ["كلمة"]),
        ("لـ«المنظمة»", ["المنظمة"]),
        ("بـ'الحزب'", ["الحزب"]),
        ("و ذهب", ["ذهب"]),
        ("الـBBC", ["bbc"]),
        ("رويترز/إبسوس", ["رويترز", "إبسوس"]),
        ("كوفيد19", ["كوفيد", "19"]),
        ("G20 وبريكس", ["g20", "وبريكس"]),
        ("إس-400", ["إس", "400"]),
        ("سي.إن.إن", ["سي", "إن", "إن"]),
        ("1967 ١٩٦٧ ۱۹۶۷", ["1967", "1967", "1967"]),
        ("", []),
        ("\u064b\u200f _ ؟!", []),
    ],
)
def test_words_are_what_a_reader_would_search(text, expected):
    assert words(text) == expected


def test_a_hashtag_gives_its_words_and_their_joined_form():
    text = "تابعوا #كأس_العالم الآن"
    found = list(tokens(text))
    assert [t.spelt for t in found] == ["تابعوا", "كأس", "العالم", "كأسالعالم", "الأان"]
    assert text[found[3].start : found[3].end] == "كأس_العالم"


def test_invisible_characters_inside_a_word_do_not_part_it():
    assert words("ال\u200cعراق وا\u00adلشام") == ["العراق", "والشام"]


@given(st.text(alphabet='ابتـوكل "«»_#aB1١\u064e\u200f\ufefbﷺ\n', max_size=50))
@settings(max_examples=100)
def test_places_are_inside_the_text_and_hold_something(text):
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.spelt
