"""What may stand before and after an Arabic stem, and what the stem looks like without it.

Nothing is decided here. `splits` and `reductions` only say what is possible; `index.model` decides
by what its word counts attest. All words are in plain spelling (`arabic.letters.spell`).
"""

import re
from collections.abc import Container, Mapping, Sequence
from functools import lru_cache

_CONJUNCTIONS = ("", "و", "ف")
_ARTICLES = ("ال", "بال", "كال", "لل")
_PREPOSITIONS = ("ب", "ل", "ك")
_FUTURE = "س"
_IMPERFECT = "يتنأ"  # the letters an imperfect begins with

PROCLITICS: tuple[str, ...] = tuple(
    conjunction + rest for conjunction in _CONJUNCTIONS for rest in (*_ARTICLES, *_PREPOSITIONS, _FUTURE, "")
)
"""Every run of one-letter words and the article that may be written before a stem; "" is none."""

_ARABIC_WORD = re.compile(r"[ء-ي]+")
_BY_FIRST_LETTER: dict[str, list[str]] = {}
for _clitic in sorted(PROCLITICS, key=lambda clitic: (-len(clitic), clitic)):
    if _clitic:
        _BY_FIRST_LETTER.setdefault(_clitic[0], []).append(_clitic)


def splits(word: str) -> list[tuple[str, str]]:
    """(proclitics, stem) for every way to read the word; the whole word as a stem comes last.

    للغة is both ل + ل + غة and ل + لغة: Arabic writes two lams where three would stand.
    """
    found = []
    clitics = _BY_FIRST_LETTER.get(word[0]) if len(word) >= 3 else None
    if clitics and _ARABIC_WORD.fullmatch(word):
        for clitic in clitics:
            if word.startswith(clitic):
                stem = word[len(clitic) :]
                if len(stem) < 2 or stem[0] in "ةى" or (clitic[-1] == _FUTURE and stem[0] not in _IMPERFECT):
                    continue
                found.append((clitic, stem))
    found.append(("", word))
    return found


# Endings: what is written after the stem, and what the stem had there before.
# A noun's: sound plural, dual, feminine, construct state, tanween, relation (nisba).
_NOUN_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ات", ("ة", "")),
    ("وات", ("اة", "ة", "ا")),
    ("هات", ("",)),
    ("يات", ("ية", "ي", "ى", "ا", "اة")),
    ("ون", ("",)),
    ("ين", ("",)),
    ("ان", ("",)),
    ("تان", ("ة",)),
    ("تين", ("ة",)),
    ("يتين", ("ية", "يا")),
    ("يتان", ("ية", "يا")),
    ("يين", ("ى",)),
    ("ة", ("",)),
    ("ا", ("", "اء")),
    ("ية", ("", "ة", "ا", "يا")),
    ("ي", ("", "ة", "ا", "يا")),
    ("تي", ("ة",)),
    ("تا", ("ة",)),
    ("و", ("",)),
    ("وي", ("", "ا", "ى", "ة")),
    ("وية", ("", "ا", "ى", "ة")),
    ("يون", ("ا", "يا", "ة")),
    ("يين", ("ا", "يا", "ة")),
)
# A verb's: person, number and gender; the last root letter of a weak verb falls out or changes.
_VERB_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ت", ("", "ى", "ا")),
    ("وا", ("", "ى", "ا", "ي")),
    ("نا", ("",)),
    ("ن", ("",)),
    ("تا", ("", "ى")),
    ("ون", ("ى", "ي", "و")),
    ("يت", ("ى",)),
    ("يا", ("ى",)),
    ("وت", ("ا",)),
    ("ين", ("ى", "ي")),
    ("ا", ("ى",)),
    ("ي", ("ى",)),
)
_PRONOUNS = ("ه", "ها", "هم", "هما", "هن", "ك", "كم", "نا", "ني", "ي")
# What a pronoun is glued to, and how that was written without it.
_BEFORE_PRONOUN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("", ("",)),
    ("ت", ("ة", "")),
    ("ات", ("ات", "ة", "")),
    ("ا", ("ى",)),
    ("ي", ("ين", "", "ى")),
    ("تي", ("ة",)),
    ("و", ("", "وا")),
    ("وا", ("",)),
    ("يت", ("ى",)),
    ("نا", ("",)),
)


def _ending_rules() -> dict[str, list[tuple[str, str]]]:
    """By ending: (rule, what stood there before)."""
    rules: dict[str, None] = {}
    for before, afters in _BEFORE_PRONOUN:
        for pronoun in _PRONOUNS:
            for after in afters:
                rules[f"{before}{pronoun}>{after}"] = None
    for ending, afters in (*_NOUN_ENDINGS, *_VERB_ENDINGS):
        for after in afters:
            rules[f"{ending}>{after}"] = None
    by_ending: dict[str, list[tuple[str, str]]] = {}
    for rule in rules:
        ending, _, after = rule.partition(">")
        if ending != after:
            by_ending.setdefault(ending, []).append((f"-{rule}", after))
    return by_ending


Endings = tuple[tuple[int, Mapping[str, Sequence[tuple[str, str]]]], ...]
"""(length, ending -> (rule, what stood there before)), the longest endings first."""


def endings(rules: Container[str] | None = None) -> Endings:
    """The endings that `reductions` takes off: of these rules only, or all."""
    by_length: dict[int, dict[str, list[tuple[str, str]]]] = {}
    for ending, readings in _ending_rules().items():
        if chosen := [(rule, after) for rule, after in readings if rules is None or rule in rules]:
            by_length.setdefault(len(ending), {})[ending] = chosen
    return tuple(sorted(by_length.items(), reverse=True))


_ALL_ENDINGS = endings()


def reductions(stem: str, known: Endings = _ALL_ENDINGS) -> list[tuple[str, str]]:
    """(rule, simpler form) for every simpler form this stem may be an inflection of.

    One step each: تصريحاته gives تصريحات and also تصريح. The rule names what was taken away, so that
    its reliability can be learned: "-اته>", "ي-ت>ى". With `known` only those endings are taken off.
    """
    if len(stem) < 3 or not _ARABIC_WORD.fullmatch(stem):
        return []
    found = []
    for length, by_ending in known:
        if length <= len(stem):
            for rule, after in by_ending.get(stem[-length:], ()):
                shorter = stem[:-length]
                if len(shorter) + len(after) >= 2:
                    found.append((rule, shorter + after))
    found.extend(_verb_reductions(stem))
    return found


def is_verbal(rule: str) -> bool:
    """Whether a rule of `reductions` is for verbs only."""
    return not rule.startswith("-") or rule in _VERBAL_ENDINGS


_VERBAL_ENDINGS = frozenset(("-ت>", "-ت>ى", "-ت>ا", "-وا>", "-وا>ى", "-وا>ا", "-وا>ي", "-تا>", "-تا>ى", "-ن>"))


@lru_cache(maxsize=1 << 16)
def _verb_reductions(stem: str) -> tuple[tuple[str, str], ...]:
    """Imperfect to perfect, passive to active, first person of a hollow verb to its third."""
    found: dict[str, str] = {}
    first, body = stem[0], stem[1:]
    if first in _IMPERFECT and len(body) >= 2:
        if first != "ي":
            found[f"{first}-ي"] = "ي" + body
        for name, past in _pasts("أ" + body[1:] if body[0] == "ء" else body):
            found.setdefault(f"{first}-{name}", past)
    if first == _FUTURE and len(body) >= 4 and body[0] in _IMPERFECT:
        found["س-"] = body
    if len(stem) >= 3 and stem[-2] == "ي":
        found["passive:ي>ا"] = stem[:-2] + "ا" + stem[-1]  # اختير, قيل
    if stem.endswith(("ت", "نا")):
        short = stem[:-1] if stem[-1] == "ت" else stem[:-2]
        if len(short) >= 2:
            found["hollow-ت"] = short[:-1] + "ا" + short[-1]  # قلت, عدنا
    if len(stem) >= 4 and stem[0] == "ب" and stem[1] in "يت":
        found["dialect:ب"] = stem[1:]
    return tuple(found.items())


def _pasts(body: str) -> list[tuple[str, str]]:
    """The perfects that an imperfect without its prefix may belong to, each with a name."""
    found = [("", body), ("أ", "أ" + body), ("ا", "ا" + body)]
    if len(body) == 2:
        found.append(("و", "و" + body))  # يصل: وصل
    weak_middle = len(body) >= 3 and body[-2] in "وي"
    if weak_middle:
        hollow = body[:-2] + "ا" + body[-1]
        found += [("~", hollow), ("أ~", "أ" + hollow), ("ا~", "ا" + hollow)]  # يقول, يدين, يستفيد
    if body[-1] in "ويى":
        for last in "اى":
            end = body[:-1] + last  # يدعو: دعا, يلتقي: التقى
            if end != body:
                found += [("-" + last, end), ("أ-" + last, "أ" + end), ("ا-" + last, "ا" + end)]
    return found
