"""What is suggested for misspelt words, what is left alone, and that everything else of a query stays as typed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arabic.letters import fold
from index.engines.embedded import EmbeddedEngine
from index.query_lexer import Kind, tokens_of
from index.query_parser import QueryError
from index.suggest import FEW, suggest
from tests.support.indexed import ask, make_document

# Written for this test.
TEXT = """
أعلنت الحكومة المصرية ميزانية جديدة للتعليم والصحة، وقال رئيس الوزراء إن الاقتصاد الوطني يتعافى رغم التضخم. وأضاف وزير الخارجية أن
المفاوضات حول المياه والسدود مستمرة في القاهرة. قصف الجيش مواقع المسلحين غرب المدينة، وقتل ضابط وأصيب جنود. فاز المنتخب بكأس العالم
بعد مباراة مثيرة، وسجل اللاعب هدفين. ارتفعت أسعار النفط والذهب في الأسواق العالمية، وتراجع الدولار. افتتح المحافظ مستشفى ومدرسة
وجامعة للطلاب. تظاهر آلاف المواطنين أمام البرلمان احتجاجا على الضرائب وغلاء المعيشة. حذر الأطباء من انتشار الفيروس بين الأطفال.
الانتخابات الرئاسية في موعدها، والمرشحون يعرضون برامجهم على الناخبين. أكدت المنظمة أن اللاجئين يحتاجون إلى الغذاء والدواء.
مسؤول كبير في المصرف المركزي ينفي الشائعات. شهدت العاصمة عاصفة ترابية وأمطارا غزيرة. المحكمة تؤجل قضية الفساد. الصحافة حرة
والإعلام مسؤولية. ظاهرة غريبة في السماء. صدر كتاب عن تاريخ الأندلس. اتفاق لوقف إطلاق النار برعاية الأمم المتحدة. مهرجان السينما
يكرم المخرجين. زراعة القمح تتوسع في الصحراء. Brussels summit: Netanyahu, Macron and the president discuss migration.
اجتمع أعضاء اللجنة لمناقشة التقرير السنوي، واستقال المدير بسبب الخلافات. صادرات الغاز الطبيعي، وخطة لتطوير السكك الحديدية والمطارات.
"""

MISSPELT = """
الخكومة الحكومة
الحكومظ الحكومة
الحكةمة الحكومة
الاقتصاظ الاقتصاد
الإقتضاد الاقتصاد
الاقصاد الاقتصاد
ميزنية ميزانية
المفاوظات المفاوضات
الخارخية الخارجية
الخارجسة الخارجية
القاخرة القاهرة
ظابط ضابط
زابط ضابط
المسلحبن المسلحين
المنتحب المنتخب
المتنخب المنتخب
المحافض المحافظ
مستشفا مستشفى
مستسفى مستشفى
مدرصة مدرسة
مدرسط مدرسة
جامعغة جامعة
البرلمام البرلمان
الظرائب الضرائب
المعيسة المعيشة
الاطفاال الأطفال
الاتنخابات الانتخابات
الناخبثن الناخبين
المنضمة المنظمة
الغزاء الغذاء
مسوول مسؤول
العاسمة العاصمة
عاصفى عاصفة
المحكمخ المحكمة
المحمكة المحكمة
الفصاد الفساد
الصحاغة الصحافة
المتحظة المتحدة
مهرحان مهرجان
المخرحين المخرجين
زراغة زراعة
القمخ القمح
التقرسر التقرير
المطازات المطارات
الطبيعس الطبيعي
لايحتاجون لا يحتاجون
hgp;,lm الحكومة
hgrhivm القاهرة
Netanyaho Netanyahu
Bruseels Brussels
presidant president
ةشؤقخى macron
والحكومخ والحكومة
وبالمدرصة وبالمدرسة
للمستشفا للمستشفى
فالاقتصاظ فالاقتصاد
الجبش الجيش
النفظ النفط
الاسواقق الأسواق
الذعب الذهب
الطلاي الطلاب
اللاحئين اللاجئين
برنامح برنامج
السدوذ السدود
المدينخ المدينة
الغاظ الغاز
الخلافغات الخلافات
استقاال استقال
العالمبة العالمية
تطوبر تطوير
صادرلت صادرات
"""
PAIRS = [line.split() for line in MISSPELT.strip().split("\n")]

# Misspelt, and found all the same: the analysis takes them for the right word.
_FOUND = """
الحكوومة الاقتاصد ميزانيهه ميظانية المفاوضاط المفواضات المفاضات الخارجيية القاهرا المنتخبب مبارات المواطينن البرلمن الفايروس
الفيروث الأطفلا الانتخاباط الإنتخاابات الأندلث السنيما المطارااات الحكومه مظاهرت قاهره مباراتت جمعية الصحفة الصحرائ السكك
وزيرالخارجية مجلسالوزراء
"""

# Words that stand in the text in some form; inflections of them; words the model knows and the text has not; names.
_SOUND = """
الحكومة حكومات وحكومتنا بالحكومة اقتصادية الاقتصادي وزراء وزيرة وزارة رئيسة رؤساء ضباط الضابط جندي مدارس بالمدرسة مستشفيات جامعات
طالبة طلبة لاعبون اللاعبات أهداف سعر الأسعار سوق دولارات محافظات مواطن المواطنون برلماني ضريبة طبيب طبيبة أطفالنا ناخب الناخبات مرشح
منظمات لاجئ أمطار عواصف محاكم قضايا كتب مكتبة ثعلب قيثارة فلسفة بركان زلزال هندسة خوارزمية ديمقراطية بطريق لافندر باريس طوكيو
إسطنبول موسيقى مسرح رياضيات كيمياء فيزياء Macron summit migration NATO UNESCO
"""


@pytest.fixture(scope="module")
def press(tmp_path_factory, analyser):
    engine = EmbeddedEngine(tmp_path_factory.mktemp("suggest"), analyser)
    engine.apply([make_document(number, "", TEXT) for number in range(1, 9)], [], checkpoint=1)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def meant(press, analyser):
    """The suggestion for a query as typed, its hits counted as a reader's are."""

    def suggestion(text):
        def count(query):
            try:
                return ask(press, query).total
            except QueryError:
                return 0

        return suggest(text, analyser, press, found=count(text), count=count)

    return suggestion


def test_the_tables_are_long_enough_to_mean_something():
    assert len(PAIRS) >= 60
    assert len(_SOUND.split()) >= 40


@pytest.mark.parametrize(("typed", "right"), [(pair[0], " ".join(pair[1:])) for pair in PAIRS])
def test_a_misspelt_word_is_corrected(meant, typed, right):
    assert meant(typed) == right


@pytest.mark.parametrize("word", _SOUND.split() + _FOUND.split())
def test_a_word_that_is_sound_or_found_anyhow_is_left_alone(meant, word):
    assert meant(word) is None


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ('"وزير الخارخية"', '"وزير الخارجية"'),
        ("«وزير  الخارخية»", "«وزير  الخارجية»"),
        ("title:مدرصة أو   القمخ", "title:مدرسة أو   القمح"),
        ("(القمخ OR  ظابط) -المدينة date:[2020 TO *]", None),
        ("(القمخ OR  ظابط) -الفيل outlet:xx.news", "(القمح OR  ضابط) -الفيل outlet:xx.news"),
        ("القمخ،\u200f ظابط!", "القمح،\u200f ضابط!"),
        ("القمخ Brusels", "القمح Brussels"),
        ("الخكومة AND ميزانية~1 AND كتا*", "الحكومة AND ميزانية~1 AND كتا*"),
        ("#القمخ", "#القمح"),
        ("hgp;,lm NOT الفيل", "الحكومة NOT الفيل"),
        ("المفاو ضات", "المفاوضات"),
    ],
)
def test_everything_but_the_misspelt_words_stays_as_typed(meant, typed, right):
    assert meant(typed) == right


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "؟",
        "=القمخ",
        "القمخ~0",
        "القمخز*",
        "القمخ~1 AND الخكومةة~1",
        "outlet:القمخ",
        "outlet:(القمخ ظابط)",
        "author:القمخ",
        "date:القمخ",
        "-القمخ",
        "NOT (القمخ أو ظابط)",
        "20266 1234567",
        "http://القمخ.example/x",
        '"القمخ',
        "(القمخ",
        "القمخ\ud800".encode("utf-8", "replace").decode() + ' "',
        "و أو ليس",
        "القمخ ثعلب",
    ],
)
def test_what_is_no_plain_word_is_never_corrected(meant, query):
    assert meant(query) is None


def test_a_search_that_finds_enough_is_left_alone_without_a_question(press, analyser):
    def count(query):
        raise AssertionError(f"counted {query}")

    assert suggest("القمخ", analyser, press, found=FEW + 1, count=count) is None


def test_a_suggestion_finds_three_times_as_much_or_is_none(press, analyser):
    assert suggest("القمخ", analyser, press, found=2, count=lambda query: 5) is None
    assert suggest("القمخ", analyser, press, found=2, count=lambda query: 6) == "القمح"
    assert suggest("القمخ", analyser, press, found=0, count=lambda query: 0) is None


def test_what_is_common_in_this_index_wins(tmp_path, analyser):
    suggested = []
    for name, word in (("summer", "الصيف"), ("sword", "السيف")):
        engine = EmbeddedEngine(tmp_path / name, analyser)
        engine.apply([make_document(number, word) for number in range(1, 9)], [], checkpoint=1)
        suggested.append(suggest("الثيف", analyser, engine, found=0, count=lambda query: 8))
        engine.close()
    assert suggested == ["الصيف", "السيف"]


@pytest.mark.parametrize("pair", PAIRS[::12], ids="-".join)
def test_every_engine_suggests_alike(engine, analyser, pair):
    engine.apply([make_document(number, "", TEXT) for number in range(1, 9)], [], checkpoint=1)
    typed, right = pair[0], " ".join(pair[1:])
    assert suggest(typed, analyser, engine, found=0, count=lambda query: ask(engine, query).total) == right


def test_an_empty_index_suggests_nothing(tmp_path, analyser):
    engine = EmbeddedEngine(tmp_path / "index", analyser)
    assert suggest("القمخ", analyser, engine, found=0, count=lambda query: 9) is None
    engine.close()


class Counting:
    """An engine as far as suggestions ask: it has every word, and remembers how many it was asked for."""

    def __init__(self):
        self.asked = []

    def frequencies(self, words):
        self.asked.append(len(words))
        return [1000] * len(words)


@pytest.mark.parametrize(
    "query",
    [
        "ا" * 1_000_000,
        "القمخ " * 200_000,
        " ".join("بسملخز"[i % 6] + "قمخظ"[i % 4] * 3 + "ضثش"[i % 3] for i in range(160)),
        " ".join("قمخظ"[i % 4] * 24 for i in range(40)),
        "hgp;,lm " * 125,
        "\x00\x01\u202e\u2067القمخ\x7f" * 40,
        "(" * 1000,
        "الـ" * 300,
        "ء" * 24 + " " + "لا" * 12,
        "\U0001f600" * 500,
        "ﷺ ﷲ " * 200,
    ],
    ids=range(11),
)
def test_hostile_queries_ask_the_engine_once_for_a_bounded_number_of_words(analyser, query):
    engine, counted = Counting(), []
    suggest(query, analyser, engine, found=0, count=lambda text: counted.append(text) or 0)
    assert len(engine.asked) <= 1
    assert sum(engine.asked) <= 2500
    assert len(counted) <= 4


PIECES = """
القمخ ظابط الخكومة AND OR NOT و أو ليس ( ) - " « » title: outlet: date: =القمخ كتا* هغ~1 hgp;,lm 12
"""
QUERY = st.lists(
    st.one_of(
        st.sampled_from(PIECES.split()),
        st.text(max_size=6),
    ),
    max_size=8,
).map(" ".join)


def marks(text):
    """What of a query is no plain word, in order."""
    return [
        (token.kind, token.text if token.kind is not Kind.PHRASE else "", token.field, token.exact, token.number)
        for token in tokens_of(text)
        if token.kind is not Kind.WORD or token.exact or token.star or token.number is not None
    ]


@given(query=QUERY)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered_and_operators_labels_and_marks_are_kept(press, analyser, query):
    corrected = suggest(query, analyser, press, found=0, count=lambda text: 1)
    if corrected is not None:
        assert fold(corrected) != fold(query)
        assert marks(corrected) == marks(query)
