"""Arabic text whose bytes were read in the wrong encoding, turned back where that is certain.

Four mistakes are known: UTF-8 read as windows-1252 or Latin-1, UTF-8 read as windows-1256, and
windows-1256 or ISO 8859-6 read as windows-1252 or Latin-1. Each leaves pairs of characters that
no language writes; only a stretch that holds them is looked at, and it is replaced only when all
of it turns into words with the letters of Arabic.
"""

import re
from collections.abc import Callable
from typing import Final

_ROUNDS = 3


def _byte_signs(codec: str) -> str:
    """The 256 characters that a decoder of this encoding shows for the bytes 0 to 255."""
    signs = []
    for value in range(256):
        try:
            signs.append(bytes((value,)).decode(codec))
        except UnicodeDecodeError:
            signs.append(chr(value))  # as browsers do with the five holes of windows-1252
    return "".join(signs)


_CP1252 = _byte_signs("cp1252")
_CP1256 = _byte_signs("cp1256")

# Latin-1 shows the bytes 0x80 to 0x9f as control characters, windows-1252 as signs: both occur.
_LATIN_BYTES: Final = {
    **{chr(value): value for value in range(256)},
    **{sign: value for value, sign in enumerate(_CP1252)},
}
_ARABIC_BYTES: Final = {sign: value for value, sign in enumerate(_CP1256)}

_ARABIC_LETTER = re.compile("[\u0621-\u063a\u0641-\u064a\u0671-\u06d3]")
_WORD = re.compile("[\u0621-\u063a\u0640-\u0652\u0670-\u06d3]+")
_COMMON = frozenset("اليمونرتبةعد")  # three letters in four of any Arabic news text
_NEVER_FIRST = frozenset("ةىئؤ")
_ONLY_LAST = frozenset("ةى")


def _class(signs: dict[str, int], start: int, end: int) -> str:
    return "".join(re.escape(sign) for sign, value in signs.items() if start <= value < end)


def _utf8_runs(signs: dict[str, int]) -> re.Pattern[str]:
    """Stretches of UTF-8 sequences as these signs show them, with ASCII between."""
    continuation = f"[{_class(signs, 0x80, 0xC0)}]"
    pair = f"[{_class(signs, 0xC2, 0xE0)}]{continuation}"
    triple = f"[{_class(signs, 0xE2, 0xE3)}{_class(signs, 0xEF, 0xF0)}]{continuation}{{2}}"
    return re.compile(f"(?:{pair}|{triple})(?:{pair}|{triple}|[\\x00-\\x7f])*")


_LATIN_UTF8 = _utf8_runs(_LATIN_BYTES)
_ARABIC_UTF8 = _utf8_runs(_ARABIC_BYTES)
_LATIN_HIGH = f"[{_class(_LATIN_BYTES, 0x80, 0x100)}]"
_LATIN_SINGLE = re.compile(f"{_LATIN_HIGH}(?:{_LATIN_HIGH}|[\\x00-\\x7f])*")


# The article "ال", or alef alone, as each mistake shows it once or twice: in every Arabic line.
_AS_ARABIC = ("\u0637\u00a7", "\u0638\u201e", "\u0637\u00b7\u0622\u00a7")
_AS_LATIN = (
    "\u00d8\u00a7",
    "\u00d9\u201e",
    "\u00d9\u0084",
    "\u00c3\u0098\u00c2\u00a7",
    "\u00c3\u02dc\u00c2\u00a7",
)
_AS_SINGLE = ("\u00c7\u00e1", "\u00c7\u00e4")


def looks_scrambled(text: str) -> bool:
    """Whether any of the tell-tale pairs is in the text; quick."""
    return any(sign in text for sign in _AS_ARABIC) or (
        ("\u00c7" in text or "\u00c3" in text or "\u00d8" in text or "\u00d9" in text)
        and any(sign in text for sign in (*_AS_LATIN, *_AS_SINGLE))
    )


def unscramble(text: str, rounds: int = _ROUNDS) -> tuple[str, int]:
    """The text with stretches of wrongly decoded Arabic put right, and how many there were.

    rounds: how many such mistakes on top of each other are looked through.
    """
    repaired = 0
    if any(sign in text for sign in _AS_ARABIC):
        text, repaired = _replace(text, _ARABIC_UTF8, _ARABIC_BYTES, ("utf-8",), rounds)
    if any(sign in text for sign in _AS_LATIN):
        text, count = _replace(text, _LATIN_UTF8, _LATIN_BYTES, ("utf-8",), rounds)
        repaired += count
    if any(sign in text for sign in _AS_SINGLE):
        codecs = ("cp1256", "iso8859-6")
        text, count = _replace(text, _LATIN_SINGLE, _LATIN_BYTES, codecs, rounds)
        repaired += count
    return text, repaired


def _replace(
    text: str,
    runs: re.Pattern[str],
    signs: dict[str, int],
    codecs: tuple[str, ...],
    rounds: int,
) -> tuple[str, int]:
    replaced = 0

    def decoded(run: re.Match[str]) -> str:
        nonlocal replaced
        # A sign of a broken sequence beside the stretch: letters are lost, nothing is certain.
        before = text[max(run.start() - 1, 0) : run.start()]
        after = text[run.end() : run.end() + 1] if run[0][-1] > "\x7f" else ""
        if codecs == ("utf-8",) and any(signs.get(sign, 0) > 0x7F for sign in before + after):
            return run[0]
        best = _best(run[0], signs, codecs, rounds)
        if best is None:
            return run[0]
        replaced += 1
        return best

    found: Callable[[re.Match[str]], str] = decoded
    return runs.sub(found, text), replaced


def _best(run: str, signs: dict[str, int], codecs: tuple[str, ...], rounds: int) -> str | None:
    """The reading of the stretch that looks most like Arabic; None where none does."""
    encoded = bytes(signs[sign] for sign in run)
    best, best_score = None, 0.0
    for codec in codecs:
        try:
            candidate = encoded.decode(codec)
        except UnicodeDecodeError:
            continue
        candidate = unscramble(candidate, rounds - 1)[0] if rounds > 1 else candidate
        score = arabic_score(candidate)
        if score > best_score:
            best, best_score = candidate, score
    return best


def arabic_score(text: str) -> float:
    """How much the letters of a text look like Arabic: 0 for no, else the share of common ones.

    0 for fewer than five Arabic letters, for words that mix scripts, for letters in places where
    Arabic does not put them, and for a mix of letters that is not that of Arabic (the twelve
    commonest make up 74 % of the letters of Arabic news; 55 % is asked).
    """
    words = _WORD.findall(text)
    letters = "".join(_ARABIC_LETTER.findall(text))
    if len(letters) < 5 or len(letters) > 12 * len(words):
        return 0.0
    odd = sum(word[0] in _NEVER_FIRST or any(letter in _ONLY_LAST for letter in word[:-1]) for word in words)
    odd += len(re.findall("[a-zA-Z\u00c0-\u024f][\u0621-\u064a]|[\u0621-\u064a][a-zA-Z\u00c0-\u024f]", text))
    if odd * 10 > len(words):
        return 0.0
    common = sum(letter in _COMMON for letter in letters) / len(letters)
    return common if common >= 0.55 else 0.0
