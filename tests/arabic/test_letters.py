"""Letters: what readers take for the same is one spelling; what they tell apart stays apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arabic.letters import fold, fold_spelt, spell


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("أحمد إيران آسيا ٱلله", "احمد ايران اسيا الله"),
        ("مدرسة مستشفى", "مدرسه مستشفي"),
        ("مسؤول مسئول", "مسءول مسءول"),
        ("مفاجىء", "مفاجء"),
        ("مُدَرِّسٌ", "مدرس"),
        ("الله\u0651\u0670", "الله"),
        ("محـ\u0640\u0640ـمد", "محمد"),
        ("\u200fكتاب\u200b", "كتاب"),
        ("ﺍﻟﻌﺮﺍﻕ", "العراق"),
        ("اﻷجهزة", "الاجهزه"),
        ("پاکستان گوگل", "باكستان كوكل"),
        ("لافروڤ", "لافروف"),
        ("١٢٣ ۴۵۶", "123 456"),
        ("BBC Été", "bbc ete"),
    ],
)
def test_folding_gives_one_form_for_what_readers_take_for_the_same(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("one", "other"), [("أجرة", "أجرت"), ("علي", "على"), ("إعلام", "أعلام"), ("ثورة", "ثوره"), ("كاتب", "كتاب")]
)
def test_spelling_keeps_apart_what_a_careful_writer_tells_apart(one, other):
    assert spell(one) != spell(other)


def test_spelling_writes_alef_madda_as_two_letters_so_that_endings_come_off():
    assert spell("منشآت") == "منشأات"
    assert fold("منشآت") == "منشات"


def test_a_combining_hamza_is_the_letter_it_makes():
    assert spell("ا\u0654حمد") == spell("أحمد")


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="ابةىأإآءؤئلمن \u0640\u064e\u200f١", max_size=40))
@settings(max_examples=100)
def test_folding_goes_through_spelling(text):
    assert fold(text) == fold_spelt(spell(text))
