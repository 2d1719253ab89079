"""Digits of three scripts as one: Arabic-Indic, Persian and full-width digits become ASCII."""

_ARABIC_INDIC = "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669"
_PERSIAN = "\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9"
_FULL_WIDTH = "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19"

DIGITS: dict[int, str] = {
    ord(sign): str(value) for row in (_ARABIC_INDIC, _PERSIAN, _FULL_WIDTH) for value, sign in enumerate(row)
}
"""Code point of a digit to its ASCII digit, ready for `str.translate`."""

_TO_ARABIC_INDIC = {ord(str(value)): sign for value, sign in enumerate(_ARABIC_INDIC)}


def ascii_digits(text: str) -> str:
    """The text with every Arabic-Indic, Persian and full-width digit as 0-9; the same length."""
    return text if text.isascii() else text.translate(DIGITS)


def arabic_digits(text: str) -> str:
    """The text with 0-9 as Arabic-Indic digits, as most papers east of Egypt print them."""
    return text.translate(_TO_ARABIC_INDIC)
