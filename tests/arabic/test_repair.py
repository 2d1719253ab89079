"""Damage goes, words stay: each kind of damage, and what only looks like damage."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from arabic.repair import repair

SENTENCE = "قال وزير الزراعة في بيروت إن موسم القمح بدأ، وإن المخازن جاهزة"


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("من بيروت:&يقول الوزير", "من بيروت: يقول الوزير"),
        ("المزارعون&ينتظرون المطر", "المزارعون ينتظرون المطر"),
        ("في الوادي &بما يكفي", "في الوادي بما يكفي"),
        ('وتناول& "سبل الري"', 'وتناول "سبل الري"'),
        ('الوكالة&" إن الموسم', 'الوكالة " إن الموسم'),
        ("&بما يتفق", "بما يتفق"),
        ("سطر أول&\nسطر ثان &\n& سطر ثالث", "سطر أول\nسطر ثان\nسطر ثالث"),
        ("القمح&&والشعير", "القمح والشعير"),
        ("القمح& &والشعير", "القمح والشعير"),
        ("القمح&، والشعير&.", "القمح، والشعير."),
        ("(&القمح)", "(القمح)"),
        ("BBC&تقول", "BBC تقول"),
        ("عام&2016", "عام 2016"),
        ("القمح&والشعير & الذرة", "القمح والشعير الذرة"),
        ("&", ""),
    ],
)
def test_a_stray_ampersand_is_a_space_where_one_is_missing(damaged, sound):
    result = repair(damaged)
    assert result.text == sound
    assert result.changes == (("stray-ampersand", damaged.count("&")),)


@pytest.mark.parametrize(
    "text",
    [
        "محلات H&M و R&B و AT&T",
        "مؤشر S&P 500 يرتفع",
        "شركة Johnson & Johnson الأميركية",
        'مكتب "علي & عمر" للهندسة',
        "فن & ثقافة",
        "مؤشر إس&بي 500",
        "جامعة إيه&إم",
        "https://example.com/?a=1&b=2",
        "https://example.com/بحث?س=1&ص=2",
        "(Privacy &Security)",
        "(قانون 151& 68)",
        "آر آند بي R&B؛ وغيرها",
        "عربون;نص",
        "",
        SENTENCE,
    ],
)
def test_sound_text_comes_back_as_it_was(text):
    result = repair(text)
    assert result.text == text
    assert result.changes == ()


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("quot;القمحquot; غال", '"القمح" غال'),
        ("وقال:quot; بدأ الموسمquot;", 'وقال:" بدأ الموسم"'),
        ("quot;Wheatquot; فيلم", '"Wheat" فيلم'),
        ("القمحnbsp;غال", "القمح غال"),
        ("القمح nbsp;غال", "القمح غال"),
        ("laquo;القمحraquo;", "«القمح»"),
    ],
)
def test_an_entity_without_its_ampersand_is_read(damaged, sound):
    result = repair(damaged)
    assert result.text == sound
    assert dict(result.changes).keys() == {"lost-entity"}


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("القمح&amp;nbsp;غال", "القمح غال"),
        ("&amp;quot;القمح&amp;quot;", '"القمح"'),
        ("القمح&amp;#160;غال", "القمح غال"),
        ("&#34;القمح&#34;", '"القمح"'),
        ("&#x22;القمح&#x22;", '"القمح"'),
        ("&#1602;&#1605;&#1581;", "قمح"),
        ("&amp;amp;amp;quot;القمح&quot;", '"القمح"'),
        ("H&amp;M", "H&M"),
        ("القمح&amp;غال", "القمح غال"),
        ("القمح&nbspغال", "القمح غال"),
        ("القمح &nbsp; غال", "القمح  غال"),
        ("&laquo;القمح&raquo;&hellip;", "«القمح»…"),
        ("&notaname; &#0; &#x110000;", "&notaname; &#0; &#x110000;"),
    ],
)
def test_a_reference_escaped_once_more_is_read(damaged, sound):
    assert repair(damaged).text == sound


def as_windows_1252(data):
    return "".join(
        chr(byte) if byte in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else bytes((byte,)).decode("cp1252") for byte in data
    )


@pytest.mark.parametrize(
    "scrambled",
    [
        SENTENCE.encode().decode("latin-1"),
        as_windows_1252(SENTENCE.encode()),
        SENTENCE.encode().decode("cp1256"),
        SENTENCE.encode("cp1256").decode("latin-1"),
        SENTENCE.encode("cp1256").decode("cp1252"),
        SENTENCE.encode("iso8859-6").decode("latin-1"),
        SENTENCE.encode().decode("latin-1").encode().decode("latin-1"),
        SENTENCE.encode().decode("cp1256").encode().decode("cp1256"),
    ],
)
def test_wrongly_decoded_arabic_is_turned_back(scrambled):
    result = repair(scrambled)
    assert result.text == SENTENCE
    assert result.changes == (("mojibake", 1),)


def test_a_wrongly_decoded_stretch_in_a_sound_text_is_turned_back():
    scrambled = SENTENCE.encode().decode("cp1256")
    assert repair(f"{SENTENCE}: {scrambled} {SENTENCE}").text == f"{SENTENCE}: {SENTENCE} {SENTENCE}"


@pytest.mark.parametrize(
    "text",
    [
        "Demain dès l'aube, ça ira: Übermäßig große Öfen, São João, Ørsted",
        "خط، ضغط، شرط، وسط: محفوظ، غلط؟",
        "\u00d8\u00a7 \u00d9\u201e",
        "درجة 25\u00b0 و \u00a75 و \u00b12",
    ],
)
def test_other_languages_and_signs_are_not_taken_for_damage(text):
    assert repair(text).text == text


@pytest.mark.parametrize(
    ("damaged", "sound", "kind"),
    [
        ("\ufee3\ufebc\ufeaa\ufead", "مصدر", "presentation-form"),
        ("\ufdf2 \ufdfa", "الله \ufdfa", "presentation-form"),
        ("بي\u0640\u0640\u0640روت", "بيروت", "kashida"),
        ("ل\u0640\u0640لقمح", "للقمح", "kashida"),
        ('ل\u0640\u0640"قمح"', 'ل\u0640"قمح"', "kashida"),
        ("1445ه\u0640\u0640", "1445ه\u0640", "kashida"),
        ("م\u0640\u0651\u0640دة", "م\u0651دة", "kashida"),
        ("قم\u0000ح", "قمح", "control"),
        ("قمح\u0085شعير", "قمح\nشعير", "control"),
        ("قم\u00adح\ufeff", "قمح", "invisible"),
        ("قمح \u200bوشعير", "قمح وشعير", "invisible"),
        ("قمح\u00a0وشعير\u2003", "قمح وشعير ", "odd-space"),
        ("قمح\n\u064c\u0651\u0650\nشعير", "قمح\n\nشعير", "orphan-mark"),
        ("\u202bقمح", "قمح", "bidi"),
        ("قمح\u202c", "قمح", "bidi"),
        ("قمح \ud83d", "قمح \ufffd", "surrogate"),
    ],
)
def test_noise_goes_and_is_named(damaged, sound, kind):
    result = repair(damaged)
    assert result.text == sound
    assert [name for name, _ in result.changes] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        'ل\u0640"بي بي سي"',
        "ك\u0640ت\u0640اب",
        "\u0640\u0640\u0640\u0640\u0640\u0640\u0640\u0640\u0640\u0640",
        "سوريا \u0640\u0640 لبنان",
        "أيضا\u064b كتاب\u064c جميل\u064d",
        "\u202bقمح \u202aWheat\u202c وشعير\u202c",
        "\u2067قمح\u2069",
        "\u200fقمح\u200e",
        "ه\u200d و می\u200cشود",
        "قمح\u200bشعير",
        "سطر\tأول\nسطر ثان\r\n",
    ],
)
def test_what_a_writer_meant_stays(text):
    result = repair(text)
    assert (result.text, result.changes) == (text, ())


def test_changes_count_each_repair():
    result = repair("القمح&غال quot;جداquot; في\u00a0بي\u0640\u0640\u0640روت &و&غيرها")
    assert result.text == 'القمح غال "جدا" في بيروت و غيرها'
    assert result.changes == (
        ("kashida", 1),
        ("lost-entity", 2),
        ("odd-space", 1),
        ("stray-ampersand", 3),
    )


LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئ"
words = st.text(alphabet=LETTERS, min_size=1, max_size=9)
sound_words = st.one_of(words, st.sampled_from(("Reuters", "2026", "H&M", "ل\u0640", "«قمح»", "(خاص)")))
sound_texts = st.lists(
    st.tuples(sound_words, st.sampled_from((" ", "، ", ". ", "\n", ": ", " - ", "؟ "))), max_size=30
).map(lambda parts: "".join(word + gap for word, gap in parts))
DAMAGE = (
    "&", "&&", " &", "& ", "quot;", "nbsp;", "&amp;nbsp;", "&#160;", "&quot;", "\u00a0", "\u200b",
    "\ufeff", "\u00ad", "\u0640\u0640", "\u0640\u0640\u0640", "\u0000", "\u0085", "\u202b", "\u202c", "\u2067", "\n\u064c\u0651",
    ";", "&#", "amp;", "\ufee3", "\ud800", "\u0637\u00a7", "\u00d8\u00a7", "\u00c7\u00e1",
)  # fmt: skip


def letters(text):
    return [letter for letter in text if letter in LETTERS]


@settings(max_examples=100, deadline=None)
@given(sound_texts)
def test_sound_text_never_loses_or_changes_a_letter(text):
    result = repair(text)
    assert result.text == text
    assert result.changes == ()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(words, st.sampled_from((*DAMAGE[:-5], " ", "\n"))), max_size=40))
def test_damage_around_words_costs_no_letter(parts):
    text = "".join(parts)
    assert letters(repair(text).text) == letters(text.replace("\ufee3", "م"))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(words, st.sampled_from((*DAMAGE, " ", "\n", "BBC"))), max_size=40))
@example(["&", "amp;", "nbsp;"])
@example(["&amp;", "#38;", "quot;"])
def test_a_second_repair_changes_nothing(parts):
    once = repair("".join(parts))
    again = repair(once.text)
    assert again.text == once.text
    assert again.changes == ()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_repaired_once_and_can_be_stored(text):
    result = repair(text)
    assert repair(result.text).text == result.text
    assert bool(result.changes) == (result.text != text)
    assert result.text.encode("utf-8").decode("utf-8") == result.text


@settings(max_examples=50, deadline=None)
@given(st.lists(words, min_size=2, max_size=12), st.integers(0, 10))
def test_an_ampersand_put_between_words_is_taken_out_again(parts, place):
    text = " ".join(parts)
    spaces = [index for index, letter in enumerate(text) if letter == " "]
    hit = spaces[place % len(spaces)]
    damaged = f"{text[:hit]}&{text[hit:]}"
    assert repair(damaged).text == text
