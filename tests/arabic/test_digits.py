"""Digits of other scripts become ASCII digits and nothing else changes."""

from hypothesis import given
from hypothesis import strategies as st

from arabic.digits import arabic_digits, ascii_digits


def test_three_scripts_become_one():
    assert ascii_digits("٠١٢٣٤٥٦٧٨٩") == "0123456789"
    assert ascii_digits("۰۱۲۳۴۵۶۷۸۹") == "0123456789"
    assert ascii_digits("\uff11\uff12") == "12"
    assert ascii_digits("عام ٢٠٢٤ (2024)") == "عام 2024 (2024)"


@given(st.text(max_size=80))
def test_length_and_all_other_characters_stay(text):
    changed = ascii_digits(text)
    assert len(changed) == len(text)
    assert all(old == new or new in "0123456789" for old, new in zip(text, changed, strict=True))


@given(st.integers(0, 10**12))
def test_printing_and_reading_are_inverse(number):
    assert ascii_digits(arabic_digits(str(number))) == str(number)
