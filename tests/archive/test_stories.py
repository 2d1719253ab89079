"""Which texts are one text: signatures made of the words alone, and how much of the shorter they find in the longer."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model import Content
from archive.stories import ALIKE, likeness, packed, signature_of, unpacked
from tests.support.wire import OTHER, TEXT, WORDS


def sign(text, title="عنوان", **fields):
    return signature_of(Content(title=title, text=text, **fields))


def test_the_same_text_under_another_headline_is_wholly_alike():
    assert sign(TEXT) == sign(TEXT, title="السد إلى الصيانة")
    assert likeness(sign(TEXT), sign(TEXT)) == 1.0


def test_a_text_cut_to_its_beginning_or_given_another_opening_is_still_that_text():
    whole = sign(TEXT)
    for edited in (
        " ".join(WORDS[:45]),
        "القاهرة - وكالات: " + TEXT,
        TEXT + " يذكر أن السد بني قبل نصف قرن وأنه أكبر سدود البلاد وأن طوله يبلغ كيلومترين.",
        " ".join([*WORDS[:20], *WORDS[30:]]),
        "في خطوة طال انتظارها تستعد الحكومة لإصلاح أكبر سدود البلاد. " + " ".join(WORDS[12:]),
    ):
        assert likeness(whole, sign(edited)) >= ALIKE, edited


def test_another_report_of_the_same_ministry_and_dam_is_another_text():
    assert likeness(sign(TEXT), sign(OTHER)) < 0.2


def test_a_report_told_in_other_words_is_another_text():
    retold = " ".join(f"{word} كذلك" if place % 3 == 0 else word for place, word in enumerate(WORDS))
    assert likeness(sign(TEXT), sign(retold)) == 0.0


def test_a_lead_counts_as_the_beginning_of_the_text():
    assert sign(" ".join(WORDS[10:]), lead=" ".join(WORDS[:10])) == sign(TEXT)


def test_of_a_few_words_only_the_same_title_and_text_are_the_same():
    short = sign("بيان هام بعد قليل", title="عاجل")
    assert likeness(short, sign("بيانٌ هامّ بعد قليل...", title="عاجل:")) == 1.0
    assert likeness(short, sign("بيان هام بعد قليل", title="عاجل من بيروت")) == 0.0
    assert likeness(short, sign("بيان هام بعد قليل " + TEXT, title="عاجل")) == 0.0


def test_a_text_of_one_word_a_hundred_times_has_a_signature_too():
    assert likeness(sign("نعم " * 100), sign("نعم " * 100)) == 1.0
    assert likeness(sign("نعم " * 100), sign("نعم " * 99)) == 0.0


@pytest.mark.parametrize("text", ["", " \n ", "!!! ... \u200f", "\U0001f600 \U0001f601"])
def test_what_has_no_words_is_like_nothing(text):
    assert sign(text) == ()
    assert likeness((), ()) == likeness(sign(text), sign(TEXT)) == 0.0


def test_letters_are_folded_as_in_a_search():
    assert sign(TEXT) == sign(TEXT.replace("أ", "ا").replace("ة", "ه").replace("ى", "ي").replace("ئ", "ؤ"))
    assert sign(TEXT + " 2026") == sign(TEXT + " ٢٠٢٦")
    assert sign(TEXT) == sign(TEXT.replace("ك", "\u06a9").replace("ي", "\u06cc"))


MARKS = "\u064b\u064e\u0651\u0652\u0640\u200f\u200d\u202b\u2067\ufeff"


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.sampled_from(MARKS)), max_size=40))
def test_marks_tatweel_and_invisible_characters_make_no_difference(put_in):
    text = list(TEXT)
    for place, mark in sorted(put_in, reverse=True):
        text.insert(place, mark)
    assert sign("".join(text)) == sign(TEXT)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["،", ".", "\n\n", " - ", "  ", "\u00a0", "؟", '"']), min_size=1, max_size=len(WORDS)))
def test_punctuation_and_white_space_make_no_difference(between):
    text = "".join(word + between[place % len(between)] + " " for place, word in enumerate(WORDS))
    assert sign(text) == sign(TEXT)


@settings(max_examples=80)
@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_has_ascending_numbers_of_32_bits_and_a_likeness_that_is_the_same_both_ways(one, other):
    signature, another = sign(one), sign(other)
    assert list(signature) == sorted(set(signature))
    assert len(signature) <= 64
    assert all(0 <= number < 2**32 for number in signature)
    assert unpacked(packed(signature)) == signature
    assert 0.0 <= likeness(signature, another) == likeness(another, signature) <= 1.0
    assert likeness(signature, signature) == (1.0 if signature else 0.0)


@settings(max_examples=40)
@given(st.integers(), st.integers(120, 600), st.floats(0.3, 1.0))
def test_a_third_of_a_long_text_or_more_is_found_wholly_in_it(seed, length, part):
    chance = random.Random(seed)
    words = [f"{chance.choice(WORDS)}{chance.randint(0, 50)}" for _ in range(length)]
    start = chance.randint(0, length - int(length * part))
    assert likeness(sign(" ".join(words)), sign(" ".join(words[start : start + int(length * part)]))) == 1.0


def test_texts_that_share_nothing_are_unlike_however_long():
    chance = random.Random(5)
    texts = [" ".join(f"{chance.choice(WORDS)}{chance.randint(0, 9)}" for _ in range(3000)) for _ in range(2)]
    assert likeness(*map(sign, texts)) < 0.1
