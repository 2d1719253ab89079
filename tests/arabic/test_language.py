"""Language: Arabic is told from the languages that share its letters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arabic.language import LANGUAGES, is_arabic, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("قالت الحكومة إن القرار يدخل حيز التنفيذ في بداية الشهر المقبل", "ar"),
        ("و أكد الوزير أن الزيارة كانت ناجحة و مثمرة د محمد", "ar"),
        ("افتتاح معرض الكتاب الدولي", "ar"),
        ("وزیر امور خارجه این کشور در گفتگو با خبرنگاران از برنامه‌های تازه خبر داد که پیش از این گفته بود", "fa"),
        ("وزير كشاورزي از برنامه هاي تازه براي كشاورزان در استان گفت و اين كار را آغاز كرد", "fa"),
        ("وزیر اعظم نے کہا ہے کہ حکومت عوام کے مسائل حل کرنے کے لیے کام کر رہی ہے", "ur"),
        ("سەرۆکی حکوومەت لە کۆبوونەوەکەدا ڕایگەیاند کە پڕۆژەکە بەردەوام دەبێت", "ckb"),
        ("ولسمشر په کابل کې وویل چې دوی به له ښوونځيو سره مرسته وکړي", "ps"),
        ("The minister said the plan would start next month", ""),
        ("قال", ""),
        ("", ""),
    ],
)
def test_the_language_of_a_sentence_is_told(text, language):
    assert language_of(text) == language


def test_an_arabic_text_typed_on_a_persian_keyboard_is_arabic():
    text = "قال المتحدث إن اللجنة ستجتمع في بداية الأسبوع لبحث نتائج التحقيق".replace("ي", "ی").replace("ك", "ک")
    assert is_arabic(text)


@given(st.text(max_size=80))
@settings(max_examples=100)
def test_any_text_gets_a_known_code_or_none(text):
    assert language_of(text) in {"", *LANGUAGES}
