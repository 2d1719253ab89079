"""The headline as shown, and the outlet's name cut from the metadata's variants."""

import re
from collections.abc import Iterable
from functools import lru_cache

from arabic.letters import fold
from archive.model import Found, Origin
from crawler.catalogue import Outlet
from crawler.extract.blocks import Block
from crawler.extract.metadata import Meta, text_of

LONGEST = 400
_SEPARATOR = re.compile(r"\s+[-–—|\u0640•·»«›‹:]{1,2}\s+|\s*[|»]\s*|\s+::\s+")
_SPACES = re.compile(r"\s+")
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")


def choose_title(shown: str, rule: str, meta: Meta, found: Found, outlet: Outlet) -> tuple[str, Origin]:
    """The headline: `shown` (with the rule that found it) where the page shows one, else the metadata's."""
    site = site_names(meta, outlet)
    candidates: list[tuple[str, str]] = []
    if shown:
        candidates.append((rule, _tidy(shown)))
    candidates += [
        ("json-ld:headline", _tidy(text_of(meta.article().get("headline")))),
        ("meta:og:title", without_site(_tidy(meta.first("og:title")), site)),
        ("meta:twitter:title", without_site(_tidy(meta.first("twitter:title")), site)),
        ("feed:title", without_site(_tidy(found.title), site)),
        ("title", without_site(_tidy(meta.title), site)),
    ]
    candidates = [(r, t) for r, t in candidates if t and len(t) <= LONGEST and _key(t) not in {_key(s) for s in site}]
    if not candidates:
        return "", Origin(rule="none", confidence=0.0)
    chosen_rule, title = candidates[0]
    if chosen_rule == rule and shown:
        title = without_site(title, site)
    seen = {title}
    others = []
    for other_rule, other in candidates[1:]:
        if other not in seen:
            seen.add(other)
            others.append((other_rule, other))
    confidence = 0.95 if rule and chosen_rule == rule else 0.85 if not others else 0.75
    return title, Origin(rule=chosen_rule, confidence=confidence, candidates=tuple(others[:4]))


def site_names(meta: Meta, outlet: Outlet) -> tuple[str, ...]:
    """What the site is called, for cutting it from titles."""
    given = [
        meta.first("og:site_name"),
        meta.first("application-name"),
        outlet.names.ar,
        outlet.names.en,
        *outlet.dateline,
    ]
    given += [h.removeprefix("www.") for h in outlet.hosts]
    return tuple(dict.fromkeys(g for g in given if g))


def without_site(title: str, site: Iterable[str]) -> str:
    """A title without the outlet's name before or after it, and without the section names beside that name."""
    pieces = _SEPARATOR.split(title)
    if len(pieces) < 2:
        return title
    keys = {_key(s) for s in site if _key(s)}
    hosts = {k for k in keys if k.isascii()}
    is_site = [_key(p) in keys or any(h and h in _key(p) for h in hosts if len(h) > 4) for p in pieces]
    spans = [(m.start(), m.end()) for m in _SEPARATOR.finditer(title)]
    start, end = 0, len(title)
    first, last = 0, len(pieces) - 1
    while first < last and is_site[first]:
        start = spans[first][1]
        first += 1
    named_at_end = False
    while last > first and (is_site[last] or (named_at_end and len(pieces[last].split()) <= 3 and last > first)):
        named_at_end = named_at_end or is_site[last]
        end = spans[last - 1][0]
        last -= 1
    return title[start:end].strip()


def headline_of(block: Block) -> str:
    """The text of the headline's block."""
    return _tidy(block.text)


def _tidy(text: str) -> str:
    return _SPACES.sub(" ", _MARKS.sub("", text)).strip()


@lru_cache(maxsize=2048)
def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text)).lower()
