"""Does what an outlet's rule found fit the page? A selector that matches a wrong element must not win because it matches.

Also what became of each field's selectors on a page, as an origin called "rules": the evidence that `crawler.drift` reads.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from arabic.letters import fold
from archive.model import Found, Origin
from crawler.catalogue import Rule
from crawler.drift import WATCHED, rule_mark
from crawler.extract.metadata import Meta, text_of
from crawler.extract.selectors import matches

HIT, MISS, MISFIT = "hit", "miss", "misfit"  # misfit: something was found, and it is not the field

SHORT_WORDS = 60  # a text below this is compared with what the generic finder sees
DOUBTFUL_WORDS = 150  # below this the rest of the page is weighed
_LONGER = 3  # so many times as much prose elsewhere speaks against a text
_SAID_WORDS = 8  # a description shorter than this says nothing about which text is the article
_SAID_CHARS = 400
_WORD = re.compile(r"\w+")
_LONG_WORD = re.compile(r"\w{4,}")


class RuleUse:
    """One rule on one page: `rule` without the fields held back, and what became of each field's selectors."""

    def __init__(self, rule: Rule | None, held: Collection[str]) -> None:
        self.whole = rule
        self.held = frozenset(held)
        self.rule = _without(rule, self.held) if rule and held else rule
        self._told: dict[str, str] = {}

    def note(self, field: str, status: str) -> None:
        self._told.setdefault(field, status)

    def note_if(self, field: str, is_hit: bool) -> None:
        """A hit or a miss of a field that the rule in use has selectors for."""
        if self.rule is not None and getattr(self.rule, field):
            self.note(field, HIT if is_hit else MISS)

    def try_held(self, tree: Any) -> None:
        """Fields held back are tried all the same, so that a site that returns to its old layout is noticed."""
        for field in self.held - self._told.keys():
            if self.whole is not None and (selectors := getattr(self.whole, field, ())):
                self.note(field, HIT if matches(tree, selectors)[0] else MISS)

    def origin(self) -> Origin | None:
        """Which rule was at work and where it did not fit: only misses and misfits are named, every other field was a hit."""
        if self.whole is None:
            return None
        unfit = tuple((field, self._told[field]) for field in WATCHED if self._told.get(field, HIT) != HIT)
        return Origin(rule=f"outlet rule {rule_mark(self.whole)}", candidates=unfit)


@lru_cache(maxsize=512)
def _without(rule: Rule, held: frozenset[str]) -> Rule:
    emptied: dict[str, Any] = {name: () for name in held if name in WATCHED}
    return replace(rule, **emptied)


def said_of_text(meta: Meta) -> tuple[str, ...]:
    """Words of four letters and more with which the page's head begins to tell the article; () where it tells too little."""
    article = meta.article()
    for given in (
        text_of(article.get("articleBody")),
        text_of(article.get("description")),
        meta.first("og:description"),
        meta.first("description"),
    ):
        if given and len(_WORD.findall(given[:_SAID_CHARS])) >= _SAID_WORDS:
            return tuple(dict.fromkeys(_LONG_WORD.findall(given[:_SAID_CHARS])))
    return ()


def share_in(said: Sequence[str], text: str) -> float:
    """Which share of the words stands in the text, also inside longer words (Arabic prefixes)."""
    return sum(word in text for word in said) / len(said) if said else 0.0


def is_doubtful(tree: Any, said: Sequence[str], text: str, words: int, elements: Collection[Any]) -> bool:
    """Whether a text found by a rule needs to be compared: short, short for its page, or not what the head tells."""
    if words < SHORT_WORDS:
        return True
    if said and share_in(said, text) < 0.15:
        return True
    return words < DOUBTFUL_WORDS and _prose_outside(tree, elements) >= _LONGER * words


def _prose_outside(tree: Any, elements: Collection[Any]) -> int:
    """Words in the page's longer <p> elements outside these elements, roughly."""
    inside = {p for element in elements for p in element.iter("p")} | set(elements)
    texts = (" ".join(p.itertext()) for p in tree.iter("p") if p not in inside)
    return sum(text.count(" ") for text in texts if len(text) > 80)


def is_better(generic: str, ruled: str, said: Sequence[str]) -> bool:
    """Whether the generic finder's text is the article rather than the one a rule found: by what the head tells, else by length."""
    words, other = len(_WORD.findall(ruled)), len(_WORD.findall(generic))
    if other < 20:
        return False
    gain = share_in(said, generic) - share_in(said, ruled)
    if gain >= 0.4:
        return True
    return gain > -0.3 and other >= 80 and other >= _LONGER * words


def agree(one: str, other: str) -> bool:
    """Whether two readings of a text are the same but for some lines."""
    left, right = set(_WORD.findall(one)), set(_WORD.findall(other))
    return bool(left and right) and len(left & right) >= 0.8 * min(len(left), len(right))


def is_plausible_title(title: str, meta: Meta, found: Found) -> bool:
    """Whether a headline shares words with one of the titles that the head or the feed gives; True where they give none."""
    mine = _title_words(title)
    given = [
        text_of(meta.article().get("headline")),
        meta.first("og:title"),
        meta.first("twitter:title"),
        found.title,
    ]
    others = [words for text in given if len(words := _title_words(text)) >= 2]
    if not others:
        others = [words for words in (_title_words(meta.title),) if len(words) >= 2]
    if not others:
        return True
    return any(_shared(mine, words) for words in others)


def _shared(mine: frozenset[str], words: frozenset[str]) -> bool:
    if not mine:
        return False
    common = sum(any(m in w or w in m for w in words) for m in mine)
    return common >= max(1.0, 0.25 * min(len(mine), len(words)))


@lru_cache(maxsize=512)
def _title_words(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(fold(text).lower()) if len(word) > 2)
