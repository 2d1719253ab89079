"""Arabic presentation forms (letters stored by their shape) back to letters.

Print systems leave whole words in U+FB50-U+FDFF and U+FE70-U+FEFC. They look right and no
search finds them.
"""

import re
import unicodedata

_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_SIGNS = frozenset("\ufdf0\ufdf1\ufdf3\ufdf4\ufdf5\ufdf6\ufdf7\ufdf8\ufdf9\ufdfa\ufdfb\ufdfc\ufdfd")


def _letters(form: str) -> str:
    if form in _SIGNS:
        return form
    letters = unicodedata.normalize("NFKC", form)
    # A mark's own form expands to a space or a tatweel that carries it; in a word neither is
    # wanted, the mark belongs on the letter before.
    return letters.lstrip(" \u0640") or letters if letters[0] in " \u0640" else letters


_TABLE: dict[int, str] = {
    point: _letters(chr(point))
    for start, end in ((0xFB50, 0xFE00), (0xFE70, 0xFEFD))
    for point in range(start, end)
    if unicodedata.category(chr(point)) != "Cn" and _letters(chr(point)) != chr(point)
}


def has_presentation_forms(text: str) -> bool:
    """Whether any character of the text is an Arabic presentation form."""
    return _FORMS.search(text) is not None


def unshape(text: str) -> str:
    """The text with shaped letters as plain letters, and the ligature U+FDF2 as the word it is.

    Signs that stand for a phrase (U+FDFA, the rial sign and their row) stay as one character:
    writing them out would put words on the page that nobody wrote.
    """
    return text.translate(_TABLE) if has_presentation_forms(text) else text
