"""The `&` that is left of a broken `&nbsp;`, told from the one that belongs to a name.

A stray one clings to an Arabic word or to the quotation mark beside it. "H&M", "AT&T", a free
`&` between words, an address with a query: those are somebody's text and stay.
"""

import re

_RUN = re.compile("&(?: ?&)*")
_ARABIC = re.compile("[\u0620-\u063f\u0641-\u065f\u066e-\u06d3\u06d5-\u06dc\u06fa-\u06ff]")
_ARABIC_WORD_BEFORE = re.compile("[\u0620-\u0652\u0670-\u06d3]+$")
_ARABIC_WORD_AFTER = re.compile("[\u0620-\u0652\u0670-\u06d3]+")
_ADDRESS = re.compile(r"://|www\.|=|\.(?:com|net|org|info|html?|php|aspx?)\b", re.IGNORECASE)
_CLOSING = frozenset(".,:;!?)]}»”’،؛؟…")
_OPENING = frozenset("([{«“‘")

# Names of Latin letters as Arabic spells them ("S&P", "A&M"), without those that are also the
# commonest particles.
_LETTER_NAMES = frozenset(
    (
        "ايه", "إيه", "إية", "اية", "بي", "سي", "دي", "إف", "اف", "جي", "جيه", "إتش", "اتش", "آي",
        "كيه", "كي", "إل", "ال", "إم", "ام", "كيو", "آر", "ار", "إس", "اس", "تي", "يو", "دبليو",
        "إكس", "اكس", "واي", "زد",
    )
)  # fmt: skip

_LONGEST_ADDRESS = 300
_REACH = 12  # characters looked through for the nearest letter


def drop_stray(text: str) -> tuple[str, int]:
    """The text with stray ampersands as the space they stood for, and how many there were.

    No space comes where one stands already, at a line's border, after an opening bracket or
    before closing punctuation. A free `&` between Arabic words goes only from a text that has
    others which are stray beyond doubt.
    """
    runs = list(_RUN.finditer(text))
    if _ADDRESS.search(text):
        runs = [run for run in runs if not _in_address(text, run)]
    certain = {run.start() for run in runs if _clings(text, run)}
    if not certain:
        return text, 0
    stray = [run for run in runs if run.start() in certain or _free(text, run)]
    pieces: list[str] = []
    position, count = 0, 0
    for run in stray:
        pieces.append(text[position : run.start()])
        before = pieces[-1][-1:] or (text[run.start() - 1 : run.start()] if not position else " ")
        after = text[run.end() : run.end() + 1]
        position = run.end()
        count += run[0].count("&")
        if _space_wanted(before, after):
            pieces.append(" ")
        elif after == " " and (not before or before.isspace()):
            position += 1  # the space on one side is enough
        elif before == " " and after in {"", "\n"}:
            pieces[-1] = pieces[-1].removesuffix(" ")
    pieces.append(text[position:])
    return "".join(pieces), count


def _space_wanted(before: str, after: str) -> bool:
    return not (
        not before or not after or before.isspace() or after.isspace() or before in _OPENING or after in _CLOSING
    )


def _clings(text: str, run: re.Match[str]) -> bool:
    """Whether this ampersand is stray on the look of its neighbours alone."""
    before = text[run.start() - 1] if run.start() else "\n"
    after = text[run.end()] if run.end() < len(text) else "\n"
    if _ARABIC.match(before) or _ARABIC.match(after):
        return not _between_names(text, run)
    if before.isspace() and after.isspace():
        # Free between words, it may be meant; at the border of a line it cannot be.
        if before != "\n" and after != "\n":
            return False
        near = _nearest(text, run.start(), -1) if before != "\n" else ""
        near = near or (_nearest(text, run.end(), 1) if after != "\n" else "")
        return near == "" or _ARABIC.match(near) is not None
    if before.isalnum() or after.isalnum():
        return False
    sides = (_nearest(text, run.start(), -1), _nearest(text, run.end(), 1))
    return any(sides) and all(not letter or _ARABIC.match(letter) for letter in sides)


def _free(text: str, run: re.Match[str]) -> bool:
    """Whether it stands between Arabic words, in a text where others are stray."""
    near = (_nearest(text, run.start(), -1), _nearest(text, run.end(), 1))
    return all(letter and _ARABIC.match(letter) for letter in near) and not _between_names(text, run)


def _nearest(text: str, place: int, step: int) -> str:
    """The nearest letter of the same line in that direction; empty where none is near."""
    place = place - 1 if step < 0 else place
    for _ in range(_REACH):
        if not 0 <= place < len(text) or text[place] == "\n":
            return ""
        if text[place].isalpha():
            return text[place]
        place += step
    return ""


def _between_names(text: str, run: re.Match[str]) -> bool:
    before = _ARABIC_WORD_BEFORE.search(text, max(run.start() - _REACH, 0), run.start())
    after = _ARABIC_WORD_AFTER.match(text, run.end(), run.end() + _REACH)
    if before is None or after is None:
        return False
    if len(before[0]) == len(after[0]) == 1:
        return True
    return before[0].removeprefix("و") in _LETTER_NAMES and after[0] in _LETTER_NAMES


def _in_address(text: str, run: re.Match[str]) -> bool:
    """Whether the word around it is a web address or a query."""
    before = text[max(run.start() - _LONGEST_ADDRESS, 0) : run.start()]
    after = text[run.end() : run.end() + _LONGEST_ADDRESS]
    left = "" if before[-1:].isspace() else before.split()[-1:]
    right = "" if after[:1].isspace() else after.split(maxsplit=1)[:1]
    return _ADDRESS.search("".join([*left, "&", *right])) is not None
