"""What a reader would see counts as an edit; the noise of republishing does not."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.versions import content_digest
from tests.support.kept import NOON, make_content

TEXT = "قال المدير إن المشروع سينتهي في 15 يناير.\n\nوأضاف: «العمل مستمر»."

NOISE = {
    "tatweel": TEXT.replace("المدير", "المـــدير"),
    "vowel marks": TEXT.replace("قال", "قَالَ").replace("مستمر", "مُستمِرٌّ"),
    "superscript alef": TEXT.replace("المشروع", "المشرو\u0670ع"),
    "arabic-indic digits": TEXT.replace("15", "١٥"),
    "persian digits": TEXT.replace("15", "۱۵"),
    "curly quotes": TEXT.replace("«", "“").replace("»", "”"),
    "straight quotes": TEXT.replace("«", '"').replace("»", '"'),
    "single quotes": TEXT.replace("«", "‘").replace("»", "’"),
    "more white space": TEXT.replace(" ", "  ").replace("\n\n", "\n \n\n"),
    "no-break space": TEXT.replace(" ", "\u00a0"),
    "one paragraph": TEXT.replace("\n\n", "\n"),
    "carriage returns": TEXT.replace("\n", "\r\n"),
    "direction marks": "\u200f" + TEXT.replace(".", ".\u200e") + "\u061c",
    "zero-width joiners": TEXT.replace("المشروع", "المش\u200cروع\u200d"),
    "isolates": "\u2067" + TEXT + "\u2069",
    "byte order mark": "\ufeff" + TEXT,
    "soft hyphen": TEXT.replace("مستمر", "مس\u00adتمر"),
    "decomposed letters": unicodedata.normalize("NFD", TEXT),
    "presentation forms": TEXT.replace("المدير", "\ufe8dﻟﻤﺪﻳﺮ"),
    "a last-update line at the end": TEXT + "\n\nآخر تحديث: 15:30",
    "a last-update line with marks": TEXT + "\n\nآخِر تحديثٍ ١٥ يناير",
    "a last-update line in front": "آخر تحديث : الأحد 1 مارس 2026\n\n" + TEXT,
    "an updated-at line": TEXT + "\n\nتم التحديث في 1/3/2026",
    "an update-date line": TEXT + "\n\nتاريخ التحديث: 2026-03-01 10:00",
    "an english update line": TEXT + "\n\nLast updated: 1 March 2026",
    "an updated line": TEXT + "\n\nUpdated 10:30",
}
EDITS = {
    "a word": TEXT.replace("سينتهي", "انتهى"),
    "a number": TEXT.replace("15", "16"),
    "a hamza": TEXT.replace("إن", "ان"),
    "a ta marbuta": TEXT.replace("مستمر", "مستمرة"),
    "a space within a word": TEXT.replace("المدير", "الم دير"),
    "a sentence added": TEXT + "\n\nوختم حديثه بالشكر.",
    "a sentence removed": TEXT.split("\n")[0],
    "a sentence that begins like an update line": TEXT
    + "\n\nآخر تحديث للأرقام الرسمية أظهر أن عدد المستفيدين تجاوز التوقعات كلها في المدن الكبرى وفي القرى"
    + " على حد سواء.",
    "a full stop": TEXT[:-1] + "!",
}


@pytest.mark.parametrize("text", NOISE.values(), ids=NOISE)
def test_noise_is_no_edit(text):
    assert content_digest(make_content(text=text)) == content_digest(make_content(text=TEXT))


@pytest.mark.parametrize("text", EDITS.values(), ids=EDITS)
def test_what_a_reader_sees_is_an_edit(text):
    assert content_digest(make_content(text=text)) != content_digest(make_content(text=TEXT))


@pytest.mark.parametrize(
    "changes",
    [{"title": "عنوان آخر"}, {"lead": "مقدمة"}, {"authors": ("ليلى",)}, {"authors": ("ليلى", "سامي")}],
    ids=["title", "lead", "an author", "two authors"],
)
def test_title_lead_and_authors_count(changes):
    assert content_digest(make_content(**changes)) != content_digest(make_content())


@pytest.mark.parametrize(
    "changes",
    [
        {"section": "رياضة"},
        {"tags": ("أ",)},
        {"image": "https://a.example/1.jpg"},
        {"published_at": NOON},
        {"agency": "و"},
    ],
    ids=["section", "tags", "image", "date", "agency"],
)
def test_other_fields_do_not_count(changes):
    assert content_digest(make_content(**changes)) == content_digest(make_content())


def test_text_does_not_move_between_fields_unseen():
    assert content_digest(make_content(title="أ", lead="ب", text="ج")) != content_digest(
        make_content(title="أ", lead="", text="ب ج")
    )
    assert content_digest(make_content(authors=("أ ب",))) != content_digest(make_content(authors=("أ", "ب")))


def test_a_digest_says_how_it_was_made():
    assert content_digest(make_content()).startswith("sha256:")
    assert len(content_digest(make_content(title="", text=""))) == 71


@settings(max_examples=100)
@given(st.text(max_size=200), st.text("\u0640\u064b\u0650\u0652\u200f\u200b\ufeff", max_size=10), st.data())
def test_marks_can_be_put_in_anywhere(text, noise, data):
    text = text.replace("\n", " ")
    at = data.draw(st.integers(0, len(text)))
    noisy = text[:at] + noise + text[at:]
    # A mark may only be noise where it stands on something that is composed already.
    if unicodedata.normalize("NFC", noisy) == noisy and unicodedata.normalize("NFC", text) == text:
        assert content_digest(make_content(text=noisy)) == content_digest(make_content(text=text))
