"""Arabic word patterns: broken plurals and other forms that change a word from the inside.

A digit stands for a root letter, every other letter for itself: 12و3 is the pattern of بيوت, with root
بيت. The tables only propose; whether two words belong together is learned from how they are used.
"""

import re
from collections.abc import Iterator
from functools import cache

# plural pattern: patterns of singulars that take it. Wright, A Grammar of the Arabic Language, I §304-305.
_PLURALS: dict[str, str] = {
    "أ12ا3": "123 1ا3 1ي23 1ا23 12ي3 123ة 123ي 12و 1و3",
    "أ1وا2": "1ا2 1و2",
    "أ1يا2": "1ي2 1ا2",
    "أ12اء": "12و 12ا 12ى 1ا2 12 12ء 12ي2",
    "أا1ا2": "1ء2 أ12",
    "12و3": "123 123ي 1ا23",
    "12ا3": "123 12ي3 1ا23 123ة 123ي 123ى 12ى",
    "1يا2": "1اء2 1و2 1ي2",
    "123": "12ا3 12ي3ة 123ة 12ي3 12و3 1ا23 أ123 12ا3ة 123ي",
    "122": "12ة 12ي2",
    "1و2": "1ا2ة 1اء2ة 1ا2",
    "12اء3": "12ي3ة 12ا3ة 12و3ة 12ي3 12و3",
    "12ا34": "1234 1234ة 1234ي 123ي4 123ا4 12ي34 12345 12ن34",
    "12ا34ة": "1234 1234ي 123ا4 123ي4 12ي34 12ي3و4",
    "12ا3ي4": "123ا4 123و4 123ي4 1234 123ا4ة 123و4ة 123ي4ة",
    "12ا3ي": "123ى 123ية 123ي 123اة 123",
    "أ1ا2ي": "أ12ية أ12ي 12ل",
    "أ1ا2": "أ12ية",
    "أ1ا23": "12ا3 أ123 إ123 123",
    "أ1ا2ي3": "إ12ا3 أ12و3 123 12ي3 أ12و3ة",
    "1وا23": "1ا23 1ا23ة 1و23 1ي23 1و23ة",
    "1وا2ي3": "1ا2و3 1ا2ي3 1و2و3 1ا2ا3 1ي2ا3",
    "1وا2ء": "1ي2اء 1ا2ء 1ا2ءة",
    "1وا2": "1اء2 1ا2ة 1ا2ي",
    "1يا2ي3": "1ي2ا3 1ي2و3",
    "1وا2ي": "1ا2ي 1ا2ية 1ي2اء",
    "1وا2ا": "1ا2ية",
    "123اء": "12ي3 1ا23 أ123 123",
    "أ123اء": "12ي3 12ي3ة",
    "أ12ياء": "12ي",
    "أ123ة": "12ا3 12ي3 12و3 12ا3ة",
    "أ12ية": "12اء 1ا2ي 12ا",
    "أ12ة": "12ا2 12ي2",
    "أ123": "123 12ا3 123ة",
    "123ى": "12ي3 1ا23 أ123",
    "123ة": "1ا23 123 12ي3",
    "1ا2ة": "1اء2 12ي2 1ي2",
    "12اة": "1ا2ي 1ا2",
    "123ان": "123 12ا3 12ي3 أ123 1ا23",
    "1ي2ان": "1ا2 1و2",
    "12ايا": "12ية 12ي 12اة",
    "12ا3ى": "123ان 12ي3",
    "123اوات": "123اء",
    "123او": "123اء",
    "1234اء": "1234",
    "12ا45": "123ا45 12345",
}
# Other changes within one word: feminine of colours and elatives, verbal nouns, Gulf and Levantine variants.
_OTHERS: dict[str, str] = {
    "123اء": "أ123",
    "123ى": "أ123",
    "ت12ي3": "123",
    "ت12ي34": "1234",
    "إ12ا3": "أ123",
    "إ1ا2ة": "أ1ا2",
    "ا12ا3": "ا123",
    "ا1ت2ا3": "ا1ت23",
    "ان12ا3": "ان123",
    "است12ا3": "است123",
    "است1ا2ة": "است1ا2",
    "م1ا23ة": "1ا23",
    "12ا3": "1ا23",
    "ا1ت2اء": "ا1ت2ى",
    "إ12اء": "أ12ى",
    "12ا3ة": "123",
    "ت1ا2": "ت1ا2ى",
    "ت12": "ت12ى",
}

_LETTER = "([ء-غف-ي])"


def _compiled(pattern: str) -> re.Pattern[str]:
    seen: list[str] = []
    out = []
    for sign in pattern:
        if not sign.isdigit():
            out.append(sign)
        elif sign in seen:
            out.append(rf"\{seen.index(sign) + 1}")
        else:
            seen.append(sign)
            out.append(_LETTER)
    return re.compile("".join(out))


@cache
def _rules() -> dict[int, list[tuple[str, re.Pattern[str], str, dict[str, int]]]]:
    by_length: dict[int, list[tuple[str, re.Pattern[str], str, dict[str, int]]]] = {}
    for table in (_PLURALS, _OTHERS):
        for plural, singulars in table.items():
            for singular in singulars.split():
                slots: dict[str, int] = {}
                for sign in singular:
                    if sign.isdigit():
                        slots.setdefault(sign, len(slots) + 1)
                if all(sign in slots for sign in plural if sign.isdigit()):
                    rule = (f"{singular}={plural}", _compiled(singular), plural, slots)
                    by_length.setdefault(len(singular), []).append(rule)
    return by_length


def radical(word: str) -> str:
    """The word with every hamza inside it bare, as patterns compare it: كأس is كءس beside كءوس."""
    return word[:1] + word[1:].replace("أ", "ء") if "أ" in word[1:] else word


def derivations(word: str) -> Iterator[tuple[str, str]]:
    """(rule, form) for every broken plural, feminine or verbal noun the word might have."""
    word = radical(word)
    for name, pattern, target, slots in _rules().get(len(word), ()):
        found = pattern.fullmatch(word)
        if found:
            built = "".join(found[slots[sign]] if sign in slots else sign for sign in target)
            yield name, built.replace("أأ", "أا").replace("أء", "أا")


# Shapes of native words, plain and derived. What fits none is probably a foreign name.
_NATIVE_PATTERNS = """
123 1ا23 12ا3 12و3 12ي3 م123 أ123 ا123 ت123 ي123 ن123 123ان 123اء 12ا3ة م12و3 م1ا23 م1ا2ي3 م12ا3 ت12ي3 ت12ا3 ت1ا23 أ12ا3 إ12ا3
ا1ت23 ا1ت2ا3 ان12ا3 ان123 من123 م1ت23 مت12ا3 مت1ا23 أ123اء است123 است12ا3 مست123 يست123 تست123 1وا23 1وا2ي3 12اء3
1ا2و3 1ا2ي3 يت123 يت1ا23 ين123 تن123 ي1ت23 ت1ت23 مت123 123ى 123ة 1234 12ا34 م1234 ت1234 ي1234 مت1234 12ا3ي4 12ا34ة
"""


@cache
def _native() -> dict[int, list[re.Pattern[str]]]:
    by_length: dict[int, list[re.Pattern[str]]] = {}
    for pattern in _NATIVE_PATTERNS.split():
        by_length.setdefault(len(pattern), []).append(_compiled(pattern))
    return by_length


def is_native(word: str) -> bool:
    """Whether the word, with or without ة, has the shape of an Arabic one."""
    shape = radical(word)
    if len(shape) > 3 and shape.endswith("ة"):
        shape = shape[:-1]
    return any(pattern.fullmatch(shape) for pattern in _native().get(len(shape), ()))


# Foreign sounds that Arabic papers write in several ways, and long vowels that come and go.
_SOUNDS = str.maketrans(
    {
        **dict.fromkeys("غقجك", "ج"),  # g: غ ج ق ك گ
        **dict.fromkeys("تط", "ت"),
        **dict.fromkeys("سصث", "س"),
        **dict.fromkeys("زذظ", "ز"),
        **dict.fromkeys("دض", "د"),
        **dict.fromkeys("اأإىويءةعه", ""),
    }
)
_DOUBLED = re.compile(r"(.)\1+")


def skeleton(word: str) -> str:
    """How a name sounds, without vowels: جوجل, غوغل and قوقل give one skeleton."""
    plain = word.replace("تش", "ش").replace("كس", "س")
    if plain.endswith("ش"):
        plain = plain[:-1] + "س"  # غوتيريش, غوتيريس
    return _DOUBLED.sub(r"\1", plain.translate(_SOUNDS))


def spelling_difference(one: str, other: str) -> str:
    """The letters that two spellings do not have equally often, in a fixed order: غوغل and جوجل give جغ."""
    return "".join(sorted(letter for letter in {*one, *other} if one.count(letter) != other.count(letter)))


def sounds_of(letters: str) -> str:
    """The sounds that letters stand for in foreign names, each once; "-" is a vowel: جغا gives ج-."""
    return "".join(sorted({letter.translate(_SOUNDS) or "-" for letter in letters}))
