"""What a hand may have meant when it typed a word: words one slip away, and the same keys on the other keyboard layout.

Words are folded (`arabic.letters.fold`): one alef, one yeh, one heh. A slip costs about what it is rare: letters that sound or
look alike, a letter doubled, neighbours swapped cost half of a letter that is simply another one.
"""

from collections.abc import Iterator
from functools import cache
from itertools import combinations

ALIKE, NEARBY, OTHER = 1.0, 1.5, 2.2
SWAPPED = 1.0
DOUBLED = 0.7  # once typed twice, or twice typed once
WEAK = 1.0  # a letter that writers leave out by ear: ا و ي ء;
ADDED = 1.4  # or add
EXTRA, MISSING = 1.9, 1.5
TWICE = 0.8  # more for two slips in one word than for each alone
_FIRST = 0.5  # more at the beginning of a word, where hands and ears err least

_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويء"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
# By sound, in some dialect or after foreign names, by shape (dots), and by what a folded hamza may have been written on.
_SOUNDS = (
    "ضظ ضد ضز ظز ظذ ذز ذد زد ثس ثت ست سص تط دط قك قغ كغ جغ جق جش هح حخ هخ عا ءا ءو ءي عء عغ "
    "بن تث رز فق صض شس جح جخ يب نت بت"
)
_SOUNDS_LATIN = "ck cs ae ei ie ou sz iy ph vw gj"
_AT_END = {"ه": "تا", "ت": "ه", "ا": "هين", "ي": "ا", "ن": "ا"}  # مدرست, مدرسا, مستشفا, شكرن
_ROWS = (("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ءءءر يهوزظ"), ("qwertyuiop", "asdfghjkl", "zxcvbnm"))

_KEYS = dict(zip("qwertyuiop[]asdfghjkl;'zxcvnm,./`HYN", "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظذأإآ", strict=True))
_KEYS |= {"b": "لا", "G": "لأ", "T": "لإ", "B": "لآ"}
_KEYS_BACK = {arabic: key for key, arabic in _KEYS.items() if len(arabic) == 1}


_BEFORE_IMPERFECT = frozenset(("", "و", "ف", "س", "وس", "فس"))


@cache
def _changes() -> dict[str, dict[str, float]]:
    """letter -> letters it may have been typed for, with the cost."""
    found: dict[str, dict[str, float]] = {}
    for letters in (_LETTERS, _LATIN):
        for one in letters:
            found[one] = {other: OTHER for other in letters if other != one}
    for rows in _ROWS:
        places = [(letter, x, y) for y, row in enumerate(rows) for x, letter in enumerate(row) if letter != " "]
        for (one, x, y), (other, u, v) in combinations(places, 2):
            if one != other and ((y == v and abs(x - u) == 1) or (v == y + 1 and x - u in {0, 1})):
                found[one][other] = found[other][one] = NEARBY
    for one, other in map(tuple, (*_SOUNDS.split(), *_SOUNDS_LATIN.split())):
        found[one][other] = found[other][one] = ALIKE
    return found


def slips(
    word: str, *, until: int | None = None, most: float = 9.0, is_begun: bool = False
) -> Iterator[tuple[str, float]]:
    """(word that may have been meant, cost) for one slip of at most `most`; with `until` only slips before that letter.

    is_begun: other letters stand before the word, so that its first letter is like every other.
    """
    changes = _changes()
    letters = _LATIN if word.isascii() else _LETTERS
    weak = "aeiou" if word.isascii() else "اويء"
    end = len(word) if until is None else min(until, len(word))
    for at in range(end):
        letter, before, after = word[at], word[:at], word[at + 1 :]
        more = 0.0 if at or is_begun else _FIRST
        is_last = not after
        for other, cost in changes.get(letter, {}).items():
            if is_last and other in _AT_END.get(letter, ""):
                yield before + other, ALIKE
            elif cost + more <= most:
                yield before + other + after, cost + more
        if after and after[0] != letter:
            yield before + after[0] + letter + after[1:], SWAPPED
        cost = DOUBLED if after[:1] == letter else ADDED if letter in weak else EXTRA
        if len(word) > 2 and cost + more <= most:
            yield before + after, cost + more
        if MISSING + more <= most:
            for other in letters:
                if other != letter:
                    yield before + other + word[at:], more + (WEAK if other in weak else MISSING)
        elif WEAK + more <= most:
            for other in weak:
                if other != letter:
                    yield before + other + word[at:], WEAK + more
        yield before + letter + word[at:], DOUBLED
    if until is None or until >= len(word):
        for other in letters:
            cost = WEAK if other in weak or other == "ه" else MISSING
            if cost <= most and not word.endswith(other):
                yield word + other, cost


def double_slips(word: str, *, is_begun: bool = False) -> Iterator[tuple[str, float]]:
    """(word that may have been meant, cost) for two slips, each of a likely kind."""
    for once, cost in slips(word, most=ALIKE, is_begun=is_begun):
        for twice, more in slips(once, most=ALIKE, is_begun=is_begun):
            yield twice, cost + more + TWICE


def on_other_layout(text: str) -> list[str]:
    """What the same keys give on the other layout (Arabic 101, US): hgpv;m is الحركة. Empty where a sign has no key there."""
    if text.isascii():
        mapped = [_KEYS.get(sign) or _KEYS.get(sign.lower()) for sign in text]
        return ["".join(filter(None, mapped))] if all(mapped) else []
    found = []
    for ligature in ("b", "gh"):
        keys = [_KEYS_BACK.get(sign) for sign in text.replace("لا", "\0")]
        if all(key or sign == "\0" for key, sign in zip(keys, text.replace("لا", "\0"), strict=True)):
            found.append("".join(key or ligature for key in keys))
    return list(dict.fromkeys(found))


def seated(word: str, typed: str = "") -> str:
    """The word with each bare hamza on the seat it is most likely written on, أا as آ, after what `spell` took away.

    Where the word as typed has one on a seat, in order, that is kept: who wrote أبناؤهم is not taught أبنائهم.
    """
    if "أا" in word:
        word = word.replace("أا", "آ")
    if "ء" not in word:
        return word
    kept = [letter for letter in typed if letter in "ؤئء"]
    if len(kept) != word.count("ء"):
        kept = []
    out = []
    for at, letter in enumerate(word):
        if letter != "ء":
            out.append(letter)
        elif kept:
            out.append(kept.pop(0))
        else:
            out.append(_seat(word, at))
    return "".join(out)


def _seat(word: str, at: int) -> str:
    """What the neighbouring letters say of the vowels that nobody writes; right for 19 of 20 in running text."""
    before, after = word[at - 1 : at], word[at + 1 : at + 2]
    if not before:
        return "ء"
    if not after:
        core = word.removeprefix("و").removeprefix("ال")
        if before in "اوي" or len(core) <= 3:
            return "ء"
        return "ؤ" if core.startswith("ت") else "ئ"
    is_end = at + 2 == len(word)
    if before == "ي":
        return "ؤ" if word[: at - 1] in _BEFORE_IMPERFECT else "ئ"  # يؤكد, سيؤدي; هيئة
    if after in "يى":
        return "ؤ" if before == "ر" and word[at + 2 : at + 3] in {"ة", "ا", "ت"} else "ئ"  # رؤية; رئيس
    if before == "ا":
        if (is_end and after in "اةت") or after == "ا":  # قراءة, جاءت, قراءات
            return "ئ" if is_end and word[at - 2] == "م" else "ء"  # مائة
        is_mutual = at >= 3 and word[at - 3] == "ت" and is_end and word[0] not in "يو"  # تفاؤل
        return "ؤ" if is_mutual or after == "و" else "ئ"
    if is_end and after == "ا" and len(word) <= 4:
        return "ء"  # جزءا
    if before == "و":
        return "ء" if is_end and after in "اةه" else "ؤ"
    if (is_end and after == "ة") or word[at - 2 : at] in {"ست", "أس", "لو"} or word[at + 1 :] == "ات":
        return "ئ"  # فئة, استئناف, أسئلة, فئات
    return "ئ" if before in "رف" and after == "ا" else "ؤ"  # رئاسة; مؤتمر
