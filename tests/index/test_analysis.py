"""The analysis that both engines share: surface, class and grams of a text, and their places."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import WEIGHTS, Analyser, default_analyser, load_analyser
from index.model import Model, ModelError


@pytest.fixture(scope="module")
def shipped():
    return default_analyser()


def found(analyser, query, text):
    """Whether every word of the query is in the text's class field."""
    held = set(analyser.analyse(text).cls.split())
    return all(term.cls in held for term in analyser.query_terms(query))


NEWS = (
    'اتفق الجانبان، بين الروس والأمريكيين، على هدنة قصيرة. وأكد سيرجي لافروف أن "جبهة النصرة" لا تشملها الهدنة. '
    "وقال المتحدث: إن ولافروف والوزير سيجتمع في كانون الثاني."
)


@pytest.mark.parametrize(
    "query",
    [
        "النصره",
        "النصرة",
        '"الأمريكيين"',
        "الأمريكيين",
        "امريكيون",
        "لافروف",
        "سيرجي لافروف",
        "هدنه",
        "يجتمع",
        "يناير",
        "الروس",
    ],
)
def test_a_word_is_found_in_another_form_or_spelling(shipped, query):
    assert found(shipped, query, NEWS)


@pytest.mark.parametrize("query", ["نصر", "ناصر", "فبراير", "دعوى", "روضة"])
def test_another_word_is_not_found(shipped, query):
    assert not found(shipped, query, NEWS)


def test_an_analysis_has_one_surface_and_one_class_for_each_word(shipped):
    text = "قال رئيس الوزراء إن الحكومة ستعلن القرار غدا في الرياض"
    analysed = shipped.analyse(text)
    assert len(analysed.surface.split()) == len(analysed.cls.split()) == len(text.split())


def test_function_words_have_no_grams_but_stay_in_the_other_fields(shipped):
    analysed = shipped.analyse("في من على")
    assert analysed.gram == ""
    assert analysed.surface.split() == ["في", "من", "علي"]


def test_grams_are_those_of_the_word_without_clitics_with_its_edges_marked(shipped):
    assert shipped.analyse("والحكومة").gram.split() == ["_حكو", "حكوم", "كومه", "ومه_"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("عبد الله", "عبدالله"),
        ("أبو ظبي", "أبوظبي"),
        ("أبي ظبي", "أبو ظبي"),
        ("كانون الثاني", "يناير"),
        ("تشرين الأول", "أكتوبر"),
        ("غشت", "أغسطس"),
        ("جويلية", "تموز"),
        ("١٩٩٩", "1999"),
        ("ثلاثمائة", "ثلاثمئة"),
        ("محـــمد", "محمد"),
        ("پاکستان", "باكستان"),
        ("كورياالشمالية", "كوريا الشمالية"),
    ],
)
def test_two_ways_to_write_a_thing_have_one_class(shipped, one, other):
    assert shipped.analyse(one).cls == shipped.analyse(other).cls


def test_the_two_words_of_a_month_stay_in_the_surface(shipped):
    assert shipped.analyse("كانون الثاني").surface == "كانون الثاني"


def test_a_hashtag_is_found_by_its_words_and_by_itself(shipped):
    text = "غرد الآلاف على وسم #كأس_العالم أمس"
    assert found(shipped, "كأس العالم", text)
    assert found(shipped, "#كأس_العالم", text)
    assert found(shipped, "كأسالعالم", text)


def test_a_query_of_a_hashtag_asks_for_its_words_once(shipped):
    assert [term.surface for term in shipped.query_terms("#كأس_العالم")] == ["كاس", "العالم"]


def test_terms_point_at_the_words_of_the_original_text(shipped):
    text = 'أعلنتِ الحكومـة و"الحزب" أنّ عبد الله وصل'
    places = {text[term.start : term.end]: term for term in shipped.terms(text)}
    assert set(places) == {"أعلنتِ", "الحكومـة", "الحزب", "أنّ", "عبد الله", "وصل"}
    assert places["عبد الله"].cls == shipped.analyse("عبدالله").cls


def test_terms_and_index_agree_on_classes(shipped):
    text = "قام وزير الخارجية المصري بزيارة أبو ظبي في تشرين الثاني ٢٠٢١ وفق رويترز/إبسوس #حدث_اليوم"
    assert " ".join(term.cls for term in shipped.terms(text)) == shipped.analyse(text).cls


def test_a_query_drops_function_and_question_words(shipped):
    assert [term.surface for term in shipped.query_terms("من هو رئيس الحكومة")] == ["رءيس", "الحكومه"]


def test_a_query_of_function_words_alone_keeps_them(shipped):
    assert [term.surface for term in shipped.query_terms("من هو")] == ["من", "هو"]


@pytest.mark.parametrize("text", ["", " \n", "؟!", "\u0640\u064b\u200f", "_"])
def test_a_text_without_words_has_no_tokens(shipped, text):
    analysed = shipped.analyse(text)
    assert (analysed.surface, analysed.cls, analysed.gram) == ("", "", "")
    assert shipped.terms(text) == []
    assert shipped.query_terms(text) == []


@given(st.text(alphabet='ابوعدلهمقيكةىأ نرس"_#١aﷺ\u064e\u200f،\n', max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_gives_the_same_words_to_index_and_highlighter(text):
    analyser = default_analyser()
    terms = analyser.terms(text)
    assert all(text[term.start : term.end].strip() for term in terms)
    assert sorted(" ".join(term.cls for term in terms).split()) == sorted(analyser.analyse(text).cls.split())


def test_a_run_of_letters_without_end_stays_small(shipped):
    analysed = shipped.analyse("ا" * 100_000)
    assert len(analysed.surface) <= 80
    assert len(analysed.gram) < 1_000


def test_the_version_names_folding_and_model(shipped):
    folding, _, digest = shipped.version.partition("-")
    assert folding.isdigit()
    assert len(digest) == 12


def test_every_field_has_a_weight():
    assert set(WEIGHTS) == {"surface", "cls", "gram"}
    assert WEIGHTS["cls"] > WEIGHTS["gram"] > 0


def test_an_empty_model_still_folds_and_cuts_only_articles():
    bare = Analyser(Model(stems={}, classes={}, clitics={}, rules={}, compounds={}))
    assert bare.analyse("والكتابُ الجديد وكتاب").cls == "كتاب جديد وكتاب"


@pytest.mark.parametrize("form", ["زرافة", "زرافه", "الزرافة", "والزرافة", "وبالزرافة", "للزرافة", "كالزرافةِ"])
def test_words_the_model_never_met_are_found_with_and_without_the_article(form):
    (term,) = default_analyser().terms(form)
    assert term.cls == default_analyser().terms("زرافة")[0].cls


def test_a_file_that_is_no_model_is_refused_with_its_name(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("ملاحظات")
    with pytest.raises(ModelError, match=r"notes\.txt is not a language model"):
        load_analyser(path)
