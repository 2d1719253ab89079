"""Names written apart or together, and months under their several names."""

from collections.abc import Mapping

from arabic.letters import spell

# January to December: Egypt and the Gulf; the Levant and Iraq; Tunisia and Algeria; Morocco.
_MONTHS = (
    "يناير، كانون الثاني، جانفي",
    "فبراير، شباط، فيفري، فبرائر",
    "مارس، آذار، اذار",
    "أبريل، إبريل، ابريل، نيسان، أفريل، افريل",
    "مايو، أيار، ايار، ماي",
    "يونيو، يونيه، يونية، حزيران، جوان",
    "يوليو، يوليه، يولية، تموز، جويلية، يوليوز",
    "أغسطس، اغسطس، آب، أوت، اوت، غشت",
    "سبتمبر، أيلول، ايلول، شتنبر",
    "أكتوبر، اكتوبر، تشرين الأول، تشرين الاول، تشرين أول",
    "نوفمبر، تشرين الثاني، تشرين ثاني، نونبر، نوڤمبر",
    "ديسمبر، كانون الأول، كانون الاول، كانون أول، دجنبر",
)
_SHORT = ("كيلومتر، كلم", "كيلوغرام، كلغ، كغ، كيلوجرام")
# ثلاثمائة is how many write ثلاثمئة.
_HUNDREDS = ("مائة", "مئة")
# First halves of names that are one word: عبد الله, أبو ظبي (in every case: أبي بكر, أبا بكر).
_NAME_OPENERS = {"عبد": "عبد", "أبو": "أبو", "أبا": "أبو", "أبي": "أبو", "ابو": "أبو", "ابا": "أبو", "ابي": "أبو"}


def _aliases() -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    single: dict[str, str] = {}
    double: dict[tuple[str, str], str] = {}
    for row in (*_MONTHS, *_SHORT):
        first, *others = (spell(name) for name in row.split("، "))
        for name in others:
            words = name.split()
            if len(words) == 2:
                double[words[0], words[1]] = first
            else:
                single[name] = first
    for name, first in list(single.items()):
        for clitic in ("و", "ب", "ل", "ف"):
            single.setdefault(clitic + name, first)
    return single, double


_SINGLE, _DOUBLE = _aliases()
_LONG_HUNDRED, _HUNDRED = (spell(word) for word in _HUNDREDS)


class Compounds:
    """What two words in a row are joined to; `learned` pairs come from the model."""

    def __init__(self, learned: Mapping[tuple[str, str], str]) -> None:
        self._learned = learned
        self._first = {one for one, _ in learned} | {one for one, _ in _DOUBLE} | set(_NAME_OPENERS)

    def opens(self, word: str) -> bool:
        """Whether the word may be the first of two."""
        return word in self._first or _without_conjunction(word) in self._first

    def join(self, one: str, other: str) -> str | None:
        """The one word two words stand for, or None."""
        for first in (one, _without_conjunction(one)):
            joined = _DOUBLE.get((first, other)) or self._learned.get((first, other))
            if joined:
                return joined
            opener = _NAME_OPENERS.get(first)
            if opener and len(other) > 2:
                return opener + other
        return None

    def is_alias(self, one: str, other: str) -> bool:
        """Whether the two words are another name (a month's), not another spelling."""
        return (_without_conjunction(one), other) in _DOUBLE or (one, other) in _DOUBLE

    def alias(self, word: str) -> str:
        """The name a month is filed under, مئة for مائة; any other word as it is."""
        named = _SINGLE.get(word, word)
        return named.replace(_LONG_HUNDRED, _HUNDRED) if _LONG_HUNDRED in named else named


def _without_conjunction(word: str) -> str:
    return word[1:] if len(word) > 3 and word[0] in "وبلف" else word
