"""What damaged pages leave in Arabic text, taken out without touching a word.

The damage comes from print systems, careless conversions and half-decoded HTML: the `&` that is
left of `&nbsp;`, `quot;` without its ampersand, entities escaped twice, wrongly decoded bytes,
letters stored by shape, rows of tatweel, control and invisible characters, odd spaces, vowel
marks that lost their letter.
"""

import html
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html.entities import html5

from arabic.ampersand import drop_stray
from arabic.bidi import drop_stray_controls
from arabic.invisible import BIDI_PAIRS, NOISE, ODD_SPACES, TATWEEL, ZERO_WIDTH_SPACE
from arabic.mojibake import looks_scrambled, unscramble
from arabic.presentation import unshape


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """A text after repair and what was done to it.

    changes: kind and how often, by kind: "entity", "lost-entity", "mojibake", "control",
        "surrogate", "invisible", "presentation-form", "odd-space", "stray-ampersand",
        "kashida", "orphan-mark", "bidi". Empty where the text was sound.
    """

    text: str
    changes: tuple[tuple[str, int], ...]


_ROUNDS = 6  # one repair may bare another; real texts need one round and a look

_LETTER = "\u0620-\u063f\u0641-\u064a\u066e-\u066f\u0671-\u06d3\u06d5\u06fa-\u06ff"
_MARK = "\u064b-\u065f\u0670"
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_NOISE_CLASS = f"{_CONTROLS}{NOISE}{ODD_SPACES}{ZERO_WIDTH_SPACE}\u2028\u2029\ud800-\udfff\ufb50-\ufdff\ufe70-\ufefc"
_NOISE_SIGN = re.compile(f"[{_NOISE_CLASS}]")
_SUSPECT = re.compile(f"[&{BIDI_PAIRS}{_NOISE_CLASS}]")

# An ampersand escaped again and again before a reference: "&amp;amp;nbsp;".
_ESCAPED = re.compile(r"&(?:(?:amp|AMP|#0{0,4}38|#[xX]0{0,4}26);)+")
_REFERENCE = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_LOST = re.compile(r"(?<![A-Za-z0-9&#])(quot|nbsp|[lr]aquo|[lr]dquo|[lr]squo|hellip|[nm]dash|zwnj|rlm|lrm);")
_LOST_CLOSING = re.compile(r"(?<=[A-Za-z0-9])quot;")
_HALF = re.compile(r"&((?:quot|[lr]dquo)(?![A-Za-z0-9])|nbsp|[lr]aquo)(?![;=])")

_LINE_ENDS = frozenset("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_KASHIDA = re.compile(f"{TATWEEL}(?:[{_MARK}]*{TATWEEL})+")
_ARABIC = re.compile(f"[{_LETTER}]")
_MARK_RUN = re.compile(f"[{_MARK}]+")
_ORPHANS = re.compile(f"(?m)(?:^|(?<=[ \t]))[{_MARK}]+(?=[ \t]*$)")
_MARK_AFTER_GAP = re.compile(f"(?m)(?:^|[ \t])[{_MARK}]")


def repair(text: str) -> Repaired:
    """The text without damage; the same text, and no changes, where it was sound.

    Repairing twice changes nothing more. No Arabic word gains, loses or changes a letter, except
    where bytes had been decoded wrongly and the right words are certain.
    """
    if is_sound(text):
        return Repaired(text=text, changes=())
    done: Counter[str] = Counter()
    for _ in range(_ROUNDS):
        before = text
        for step in _STEPS:
            text = step(text, done)
        if text == before or is_sound(text):
            break
    return Repaired(text=text, changes=tuple(sorted(done.items())))


def is_sound(text: str) -> bool:
    """Whether no step could find work: a quick look, since most texts are sound. Of lines joined by "\n": whether each is."""
    return not (
        _SUSPECT.search(text) is not None
        or ";" in text
        or TATWEEL in text
        or looks_scrambled(text)
        or _MARK_AFTER_GAP.search(text) is not None
    )


def _substitute(
    pattern: re.Pattern[str],
    replacement: str | Callable[[re.Match[str]], str],
    text: str,
    kind: str,
    done: Counter[str],
) -> str:
    """`re.sub`, counting the matches that came out different."""
    count = 0

    def counted(match: re.Match[str]) -> str:
        nonlocal count
        new = replacement if isinstance(replacement, str) else replacement(match)
        count += new != match[0]
        return new

    text = pattern.sub(counted, text)
    if count:
        done[kind] += count
    return text


def _entities(text: str, done: Counter[str]) -> str:
    if "&" in text:
        if ";" in text:
            text = _substitute(_ESCAPED, "&", text, "entity", done)
            text = _substitute(_REFERENCE, _character, text, "entity", done)
        text = _substitute(_HALF, _character, text, "entity", done)
    if ";" in text:
        text = _substitute(_LOST, _character, text, "lost-entity", done)
        if "quot;" in text and done["lost-entity"]:
            text = _substitute(_LOST_CLOSING, '"', text, "lost-entity", done)
    return text


def _character(match: re.Match[str]) -> str:
    """The character of a reference; a space only where none stands beside it."""
    name = match[1]
    if name[0] == "#":
        character = html.unescape(f"&{name};")
        if character in {"", "\ufffd"}:
            return match[0]
    else:
        character = html5.get(f"{name};", match[0])
    if character == "\u00a0":
        return "" if _space_beside(match) else " "
    return character


def _space_beside(match: re.Match[str]) -> bool:
    text = match.string
    before = text[match.start() - 1] if match.start() else "\n"
    after = text[match.end()] if match.end() < len(text) else "\n"
    return before.isspace() or after.isspace()


def _decoding(text: str, done: Counter[str]) -> str:
    text, runs = unscramble(text)
    if runs:
        done["mojibake"] += runs
    return text


def _signs(text: str, done: Counter[str]) -> str:
    """Single characters that no sound text holds, each by its kind."""

    def replaced(match: re.Match[str]) -> str:
        kind, sign = _sign(match)
        if sign != match[0]:
            done[kind] += 1
        return sign

    return _NOISE_SIGN.sub(replaced, text)


def _sign(match: re.Match[str]) -> tuple[str, str]:
    sign = match[0]
    if sign in ODD_SPACES:
        return "odd-space", " "
    if sign in _LINE_ENDS:
        return "control", "\n"
    if sign < "\u00a0":
        return "control", ""
    if sign in NOISE:
        return "invisible", ""
    if sign == ZERO_WIDTH_SPACE:
        # Between two letters it parts two words; elsewhere it parts nothing.
        around = match.string[max(match.start() - 1, 0) : match.end() + 1]
        parts = len(around) == 3 and around[0].isalnum() and around[2].isalnum()
        return "invisible", sign if parts else ""
    if "\ud800" <= sign <= "\udfff":
        return "surrogate", "\ufffd"
    return "presentation-form", unshape(sign)


def _ampersands(text: str, done: Counter[str]) -> str:
    if "&" not in text:
        return text
    text, count = drop_stray(text)
    if count:
        done["stray-ampersand"] += count
    return text


def _kashida(text: str, done: Counter[str]) -> str:
    if TATWEEL not in text:
        return text
    return _substitute(_KASHIDA, _one_or_none, text, "kashida", done)


def _one_or_none(match: re.Match[str]) -> str:
    """A row of tatweel: nothing between two letters, one at a word's edge, as it was alone."""
    text = match.string
    before = _MARK_RUN.sub("", text[max(match.start() - 4, 0) : match.start()])[-1:]
    after = _MARK_RUN.sub("", text[match.end() : match.end() + 8])[:1]
    left, right = _ARABIC.match(before), _ARABIC.match(after)
    marks = match[0].replace(TATWEEL, "")
    if left and right:
        return marks
    return marks + TATWEEL if left or right else match[0]


def _orphans(text: str, done: Counter[str]) -> str:
    if _MARK_AFTER_GAP.search(text) is None:
        return text
    return _substitute(_ORPHANS, "", text, "orphan-mark", done)


def _bidi(text: str, done: Counter[str]) -> str:
    text, count = drop_stray_controls(text)
    if count:
        done["bidi"] += count
    return text


# The order matters: wrongly decoded bytes hide among control characters and soft hyphens, and a
# reference may stand for either.
_STEPS = (_entities, _decoding, _signs, _ampersands, _kashida, _orphans, _bidi)
