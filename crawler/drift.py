"""What an outlet's kept articles look like, and which of its rule's selectors have stopped fitting. Pure: values in, values out.

The evidence is in the articles themselves: `crawler.extract.fitting` notes in the origin "rules" which rule was at work on
a page and which of its fields found nothing (`miss`) or a wrong element (`misfit`). Evidence of another rule than today's
says nothing of today's, so a mended rule begins anew.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from statistics import median

from archive.model import OutletState, Version
from crawler.catalogue import Outlet, Rule
from crawler.health import DRIFT

WATCHED = ("body", "title", "published", "author", "lead", "agency", "modified", "section", "tags", "image")
RECENT = 20  # the last pages that a rule is judged by
LOOK_BACK = 200  # and the pages before them that it is compared with
FEWEST = 10  # pages; fewer say nothing
NEVER = 50  # pages without a single hit that speak against a selector which never had one

_ALWAYS = frozenset({"title", "body", "published"})  # every article has them: a rule for them fits on nearly every page
_FITS_BELOW = 0.2  # of the recent pages: a field every article has is drifting below this
_LUCK = (
    0.001  # a field that only some articles have drifts where chance explains the row of misses less often than this
)
_EXPECTED = ("lead", "authors", "published_at", "section", "tags", "image")
_REPEATED = 3  # articles that share a paragraph: then it is boilerplate
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One kept article, reduced to what drift is judged by."""

    at: datetime
    words: int
    missing: tuple[str, ...]  # expected fields that are empty
    rule: str  # mark of the rule that was at work, "" without one
    unfit: Mapping[str, str]  # fields whose selectors found nothing ("miss") or a wrong element ("misfit")
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A field whose selectors have stopped fitting."""

    field: str
    selectors: tuple[str, ...]
    matched: int  # of the last `of` pages
    of: int
    before: float | None  # share of the earlier pages on which it fitted; None where there are none
    since: datetime  # when the first page of the present row of misses was read

    def sentence(self) -> str:
        """As it stands in the outlet's state: "body selector div.text matched 0 of last 20"."""
        return f"{self.field} selector {', '.join(self.selectors)} matched {self.matched} of last {self.of}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """An outlet's kept articles in numbers. Shares are 0 to 1."""

    articles: int
    words_median: int
    words_least: int
    words_most: int
    missing: Mapping[str, float]  # share of the articles that lack a field, by field
    boilerplate: float  # share of the words that stand in paragraphs which three articles and more have in common


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Something measurable that the last pages have otherwise than those before: a reason to look, not a proof."""

    what: str  # "words" or a field that is missing more often
    before: float
    now: float

    def sentence(self) -> str:
        if self.what == "words":
            return f"articles have {self.now:.0f} words in the median, {self.before:.0f} before"
        if self.what == "boilerplate":
            return f"repeated paragraphs are {self.now:.0%} of the text, {self.before:.0%} before"
        return f"{self.what} is missing on {self.now:.0%} of the last pages, {self.before:.0%} before"


@lru_cache(maxsize=512)
def rule_mark(rule: Rule) -> str:
    """Eight letters that stand for a rule's selectors: another mark, another rule."""
    selectors = [(f.name, getattr(rule, f.name)) for f in fields(rule) if f.name != "until"]
    return sha256(repr(selectors).encode()).hexdigest()[:8]


def seen_of(version: Version) -> Seen:
    """What a version tells of how its page was read."""
    content = version.content
    origin = content.origins.get("rules")
    return Seen(
        at=version.seen_at,
        words=len(_WORD.findall(content.text)),
        missing=tuple(name for name in _EXPECTED if not getattr(content, name)),
        rule=origin.rule.rpartition(" ")[2] if origin else "",
        unfit=dict(origin.candidates) if origin else {},
        paragraphs=tuple(content.text.split("\n\n")),
    )


def find_drift(seen: Sequence[Seen], rule: Rule | None) -> tuple[Drift, ...]:
    """The fields of today's rule that have stopped fitting. `seen` is newest first."""
    if rule is None:
        return ()
    mark = rule_mark(rule)
    ruled = [one for one in seen if one.rule == mark]
    found = (_field_drift(field, getattr(rule, field), ruled) for field in WATCHED if getattr(rule, field))
    return tuple(drift for drift in found if drift is not None)


def fits_plainly(seen: Sequence[Seen], rule: Rule) -> bool:
    """Whether the newest pages alone tell that no field has drifted, so that those before them need not be read.

    `seen` are the RECENT newest. True only where `find_drift` would find nothing with any older pages behind them.
    """
    mark = rule_mark(rule)
    return (
        len(seen) >= RECENT
        and all(one.rule == mark for one in seen)
        and all(any(field not in one.unfit for one in seen) for field in WATCHED if getattr(rule, field))
        and not find_drift(seen, rule)
    )


def _field_drift(field: str, selectors: tuple[str, ...], ruled: Sequence[Seen]) -> Drift | None:
    recent, earlier = ruled[:RECENT], ruled[RECENT:LOOK_BACK]
    if len(recent) < FEWEST:
        return None
    fits = [field not in one.unfit for one in ruled]
    matched = sum(fits[: len(recent)])
    before = sum(fits[RECENT:LOOK_BACK]) / len(earlier) if earlier else None
    if field in _ALWAYS:
        has_drifted = matched <= _FITS_BELOW * len(recent)
    elif matched:
        has_drifted = False
    elif len(earlier) >= FEWEST and before:
        has_drifted = (1 - before) ** len(recent) < _LUCK
    else:
        has_drifted = not any(fits) and len(ruled) >= NEVER
    if not has_drifted:
        return None
    last_hit = next((position for position, fit in enumerate(fits) if fit), len(ruled))
    first_miss = ruled[last_hit - 1] if last_hit else recent[-1]  # hits among the misses: since the window began
    return Drift(
        field=field, selectors=selectors, matched=matched, of=len(recent), before=before, since=first_miss.at
    )  # fmt: skip


def statistics_of(seen: Sequence[Seen]) -> Statistics | None:
    """The numbers of these articles, None without any."""
    if not seen:
        return None
    words = [one.words for one in seen]
    lacking = Counter(name for one in seen for name in one.missing)
    return Statistics(
        articles=len(seen),
        words_median=round(median(words)),
        words_least=min(words),
        words_most=max(words),
        missing={name: lacking[name] / len(seen) for name in _EXPECTED},
        boilerplate=_boilerplate(seen),
    )


def _boilerplate(seen: Sequence[Seen]) -> float:
    articles = Counter(paragraph for one in seen for paragraph in set(one.paragraphs))
    total = repeated = 0
    for one in seen:
        for paragraph in one.paragraphs:
            count = paragraph.count(" ") + 1
            total += count
            repeated += count * (articles[paragraph] >= _REPEATED)
    return repeated / total if total else 0.0


def find_shifts(seen: Sequence[Seen]) -> tuple[Shift, ...]:
    """Lengths, missing fields and boilerplate of the last pages against those before. `seen` is newest first."""
    now, before = statistics_of(seen[:RECENT]), statistics_of(seen[RECENT:LOOK_BACK])
    if now is None or before is None or now.articles < FEWEST or before.articles < FEWEST:
        return ()
    found = []
    if not 0.5 * before.words_median <= now.words_median <= 2 * before.words_median:
        found.append(Shift(what="words", before=before.words_median, now=now.words_median))
    found += [
        Shift(what=name, before=before.missing[name], now=share)
        for name, share in now.missing.items()
        if share - before.missing[name] >= 0.5
    ]
    if now.boilerplate - before.boilerplate >= 0.1:
        found.append(Shift(what="boilerplate", before=before.boilerplate, now=now.boilerplate))
    return tuple(found)


def held_back(outlet: Outlet, drifts: Sequence[Drift]) -> Outlet:
    """The outlet with the drifting fields read the general way, until its rule fits again or is mended."""
    held = tuple(drift.field for drift in drifts)
    return outlet if outlet.held == held else replace(outlet, held=held)


def drift_state(before: OutletState | None, outlet: str, drifts: Sequence[Drift], now: datetime) -> OutletState | None:
    """The outlet's state with its drift told, or without one that is over; None where nothing changes.

    A block or a failure is the greater trouble and stays the outlet's state.
    """
    if before is not None and before.state not in {"well", DRIFT}:
        return None
    if not drifts:
        if before is None or before.state != DRIFT:
            return None
        return replace(before, state="well", reason="", since=now)
    reason = "; ".join(drift.sentence() for drift in drifts)
    if before is not None and (before.state, before.reason) == (DRIFT, reason):
        return None
    since = min(drift.since for drift in drifts)
    return OutletState(
        outlet=outlet, state=DRIFT, reason=reason, since=since,
        last_success_at=before.last_success_at if before else None,
    )  # fmt: skip
