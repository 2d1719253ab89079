"""Stems: what may be cut off a word, and what patterns may make of it. Deciding is the model's matter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arabic.letters import fold, spell
from arabic.patterns import derivations, is_native, skeleton, spelling_difference
from arabic.plurals import singulars
from arabic.stem import is_verbal, reductions, splits


@pytest.mark.parametrize(
    ("word", "reading"),
    [
        ("والكتاب", ("وال", "كتاب")),
        ("وبالكتاب", ("وبال", "كتاب")),
        ("للغة", ("ل", "لغة")),
        ("للكويت", ("لل", "كويت")),
        ("فسيقول", ("فس", "يقول")),
        ("ولاية", ("", "ولاية")),
    ],
)
def test_every_reading_of_a_word_is_offered(word, reading):
    assert reading in splits(word)


def test_the_future_stands_only_before_a_verb_of_the_present():
    assert ("س", "كرتير") not in splits("سكرتير")


@pytest.mark.parametrize(
    ("form", "simpler"),
    [
        ("تصريحاته", "تصريح"),
        ("سيارته", "سيارة"),
        ("مستواه", "مستوى"),
        ("مستشفيات", "مستشفى"),
        ("قنوات", "قناة"),
        ("لاعبيه", "لاعبين"),
        ("دولتان", "دولة"),
        ("يستفيد", "استفاد"),
        ("يقول", "قال"),
        ("يدين", "أدان"),
        ("يصل", "وصل"),
        ("يدعو", "دعا"),
        ("يلتقي", "التقى"),
        ("رمت", "رمى"),
        ("قلت", "قال"),
        ("اختير", "اختار"),
        ("تعلن", "يعلن"),
    ],
)
def test_a_simpler_form_is_offered_for_an_inflected_one(form, simpler):
    assert simpler in [target for _, target in reductions(form)]


def test_rules_for_verbs_are_known_as_such():
    rules = {target: rule for rule, target in reductions("كتبت")}
    assert is_verbal(rules["كتب"])
    assert not is_verbal("-ات>ة")


@pytest.mark.parametrize(
    ("singular", "plural"),
    [
        ("قلم", "أقلام"),
        ("صاروخ", "صواريخ"),
        ("مكتب", "مكاتب"),
        ("وزير", "وزراء"),
        ("رغيف", "أرغفة"),
        ("رسالة", "رسائل"),
        ("خطة", "خطط"),
        ("بئر", "آبار"),
        ("طبيب", "أطباء"),
        ("أثر", "آثار"),
    ],
)
def test_broken_plurals_are_offered(singular, plural):
    assert spell(plural) in [form for _, form in derivations(spell(singular))]


def test_the_list_of_plurals_has_no_plural_that_is_its_own_singular():
    table = singulars()
    assert len(table) > 800
    assert all(plural != singular for plural, singular in table.items())


@pytest.mark.parametrize(
    ("word", "native"), [("استقبال", True), ("مكتوبة", True), ("شتاينماير", False), ("تويتير", False)]
)
def test_foreign_names_are_told_by_their_shape(word, native):
    assert is_native(word) is native


@pytest.mark.parametrize(("one", "other"), [("غوغل", "جوجل"), ("تشيلسي", "شيلسي"), ("غوتيريش", "غوتيريس")])
def test_spellings_of_a_foreign_name_sound_alike(one, other):
    assert skeleton(one) == skeleton(other)


def test_the_difference_of_two_spellings_is_the_letters_not_shared():
    assert spelling_difference("غوغل", "جوجل") == spelling_difference("جوجل", "غوغل") == "جغ"


@given(st.text(alphabet="أإابتثجحخدذرزسشصضطظعغفقكلمنهويىةء", min_size=1, max_size=14))
@settings(max_examples=100)
def test_readings_put_together_give_the_word_again(word):
    assert all(clitic + stem == word for clitic, stem in splits(word))
    assert all(target and fold(target) for _, target in reductions(word))
