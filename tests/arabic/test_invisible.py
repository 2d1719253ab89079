"""Invisible characters go, shaped letters become letters, words stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arabic.invisible import INVISIBLE, ODD_SPACES, strip_invisible
from arabic.presentation import has_presentation_forms, unshape


def test_marks_and_joiners_leave_the_word():
    assert strip_invisible("\u200fبي\u200cروت\u200e\ufeff") == "بيروت"
    assert strip_invisible("نيسان\u00a0\u202f2024") == "نيسان  2024"


@given(st.text(alphabet=st.sampled_from("ابت 12" + INVISIBLE + ODD_SPACES), max_size=60))
def test_only_invisible_characters_are_lost(text):
    visible = [letter for letter in text if letter not in INVISIBLE]
    stripped = strip_invisible(text)
    assert stripped == "".join(" " if letter in ODD_SPACES else letter for letter in visible)
    assert strip_invisible(stripped) == stripped


@pytest.mark.parametrize(
    ("shaped", "plain"),
    [
        ("\ufee3\ufebc\ufeaa\ufead", "مصدر"),
        ("\ufefb \ufef5", "لا لآ"),
        ("\ufdf2", "الله"),
        ("\ufdfa", "\ufdfa"),
        ("\ufdfc", "\ufdfc"),
        ("\ufbfc", "ی"),
        ("م\ufe76", "م\u064e"),
        ("م\ufe77م", "م\u064eم"),
        ("بيروت", "بيروت"),
    ],
)
def test_shaped_letters_become_letters(shaped, plain):
    assert unshape(shaped) == plain


@given(st.text(alphabet=st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFF), max_size=30))
def test_nothing_is_shaped_twice(text):
    assert unshape(unshape(text)) == unshape(text)


def test_sound_text_has_no_forms():
    assert not has_presentation_forms("نص سليم، 12 كلمة")
    assert has_presentation_forms("نص \ufee3\ufebc\ufeaa\ufead")
