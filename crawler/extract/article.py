"""Puts the fields of a page together and records which rule gave each. Takes a parsed page, gives `Extracted` or a refusal."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from archive.model import Found, Origin
from crawler.catalogue import Outlet, Rule
from crawler.extract.blocks import Block, read_blocks
from crawler.extract.body import Paragraph, lead_of, paragraphs_of, weigh
from crawler.extract.byline import Credit, Names, given_credit, line_credit, linked_data_credit, marked_credit
from crawler.extract.fitting import (
    HIT,
    MISFIT,
    MISS,
    RuleUse,
    agree,
    is_better,
    is_doubtful,
    is_plausible_title,
    said_of_text,
)
from crawler.extract.headline import choose_title, headline_of
from crawler.extract.kind import ARTICLE, Kind, address_clue, tell_kind
from crawler.extract.labels import read_image, read_section, read_tags
from crawler.extract.metadata import Meta, read_metadata, text_of
from crawler.extract.page import Page, parse_html
from crawler.extract.published import Times, read_times
from crawler.extract.reading import Reading
from crawler.extract.selectors import compiled, matches
from crawler.extract.selectors import text_of as element_text

ENOUGH = 20  # words of a body that can stand alone
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """The fields of an article as the page gives them, before cleaning."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    lead: str = ""
    credits: tuple[Credit, ...] = ()  # in order of trust
    times: Times = field(default_factory=Times)
    section: str = ""
    tags: tuple[str, ...] = ()
    image: str = ""
    meta: Meta = field(default_factory=Meta)
    names: Names
    kind: Kind
    origins: tuple[tuple[str, Origin], ...] = ()


def extract_article(page: Page, outlet: Outlet, found: Found, moment: datetime) -> Extracted | Kind:
    """The fields of an article, or the kind of a page that is none. `moment` is when the page was fetched."""
    if page.tree is None:
        return Kind(name="empty", score=-9.0)
    meta = read_metadata(page.tree)
    reading = Reading(page, meta)
    use = RuleUse(outlet.rule_on(moment.date()), outlet.held)
    rule = use.rule
    names = Names(outlet, meta)
    ruled = _fitting_body(reading, use)
    kind = _kind_by_rule(page, meta, outlet, ruled)
    if kind is not None and ruled is not None:
        if not reading.focus(ruled.elements[0]) and rule is not None:  # old layouts have no h1
            _, shown = matches(page.tree, rule.title)
            if shown and not isinstance(shown[0], str):
                reading.focus(ruled.elements[0], shown[0])
    else:
        kind = tell_kind(page, meta, reading.layout, outlet)
    if kind.name != ARTICLE:
        return kind
    origins: list[tuple[str, Origin]] = [
        ("kind", Origin(rule=", ".join(r for r, _ in kind.reasons), confidence=min(1.0, kind.score / 10)))
    ]
    origins.append(
        (
            "encoding",
            Origin(
                rule=f"{page.decoded.encoding} by {page.decoded.decided_by}",
                candidates=(("declared", page.decoded.declared),),
            ),
        )
    )
    credited, bylines = _credits(reading, use, found, names)
    paragraphs, lead, text_origin = _body(reading, use, ruled, bylines)
    origins.append(("text", text_origin))
    if lead:
        origins.append(("lead", Origin(rule="rule:lead" if rule and rule.lead else "lead", confidence=0.8)))
    title, title_origin = _title(reading, use, found, outlet)
    origins.append(("title", title_origin))
    times = read_times(reading, rule, outlet, found, moment)
    origins += times.origins
    section, section_origin = read_section(reading, rule, found.section, title)
    tags, tags_origin = read_tags(reading, rule, outlet, " ".join((title, *(p.text for p in paragraphs))))
    image, image_origin = read_image(page.tree, meta, rule, page.url)
    labels = (("section", section_origin), ("tags", tags_origin), ("image", image_origin))
    origins += [(n, o) for n, o in labels if o is not None]
    for name, status in (
        *times.by_rule,
        *((n, HIT if o is not None and o.rule.startswith("rule:") else MISS) for n, o in labels),
    ):
        if rule and getattr(rule, name):
            use.note(name, status)
    use.try_held(page.tree)
    if (rules_origin := use.origin()) is not None:
        origins.append(("rules", rules_origin))
    return Extracted(
        title=title, paragraphs=tuple(paragraphs), lead=lead, credits=tuple(credited), times=times,
        section=section, tags=tags, image=image, meta=meta, names=names, kind=kind, origins=tuple(origins),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Ruled:
    selector: str
    elements: Sequence[Any]
    blocks: Sequence[Block]
    words: int

    @property
    def text(self) -> str:
        return " ".join(b.text for b in self.blocks)


def _fitting_body(reading: Reading, use: RuleUse) -> _Ruled | None:
    """The text that the outlet's rule finds, if it is the article's as far as the rest of the page can tell."""
    tree = reading.page.tree
    if use.whole is None or not use.whole.body:
        return None
    ruled = _ruled_body(tree, use.whole)
    if ruled is None:
        use.note("body", MISS)
        return None
    is_held = "body" in use.held
    said = said_of_text(reading.meta)
    if is_held or is_doubtful(tree, said, ruled.text, ruled.words, ruled.elements):
        layout = reading.layout
        generic = " ".join(p.text for p in paragraphs_of(layout.blocks, layout.rows, layout.weights))
        unfit = not agree(generic, ruled.text) if is_held else False
        if unfit or is_better(generic, ruled.text, said):
            use.note("body", MISFIT)
            return None
    use.note("body", HIT)
    return None if is_held else ruled


def _ruled_body(tree: Any, rule: Rule) -> _Ruled | None:
    """The blocks inside the elements the outlet's rule names, without what it removes; None where it finds no text."""
    for selector in rule.body:
        _, elements = matches(tree, (selector,))
        elements = [e for e in elements if not isinstance(e, str)]
        if not elements:
            continue
        outer = (
            [e for e in elements if not any(e is not o and e in _below(o) for o in elements)]
            if len(elements) > 1
            else elements
        )
        removed: set[Any] = set()
        for remove in (*rule.remove, *rule.caption):
            for element in outer:
                removed.update(r for r in compiled(remove)(element) if not isinstance(r, str) and r is not element)
        blocks: list[Block] = []
        for element in outer:
            blocks += read_blocks(element, frozenset(removed))
        for position, block in enumerate(blocks):
            block.position = position
        words = sum(len(_WORD.findall(b.text)) for b in blocks if b.density < 0.6 and not b.aside)
        if words >= ENOUGH:
            return _Ruled(selector, outer, blocks, words)
    return None


def _below(element: Any) -> set[Any]:
    return set(element.iterdescendants())


def _kind_by_rule(page: Page, meta: Meta, outlet: Outlet, ruled: _Ruled | None) -> Kind | None:
    """An article told without reading the whole page: the outlet's rule found a text, and address or head speak for one."""
    if ruled is None:
        return None
    clue, points = address_clue(page.url, outlet)
    if points < 0:
        return None
    headed = meta.first("og:type").lower() == "article" or bool(meta.article())
    if points >= 1.5 or (headed and points >= 0):
        return Kind(
            name=ARTICLE, score=points + 2 * headed + 3, reasons=((clue, points), (f"rule:{ruled.selector}", 3.0))
        )
    return None


def _body(
    reading: Reading, use: RuleUse, ruled: _Ruled | None, bylines: frozenset[int]
) -> tuple[list[Paragraph], str, Origin]:
    """Paragraphs and lead: by the outlet's rule, JSON-LD where it is whole, our own finder, trafilatura where that finds little."""
    tree, meta = reading.page.tree, reading.meta
    lead = ""
    if use.rule and use.rule.lead:
        selector, elements = matches(tree, use.rule.lead)
        lead = element_text(elements[0]) if selector else ""
        use.note_if("lead", bool(lead))
    if ruled is not None:
        weights = [weigh(b) for b in ruled.blocks]
        found = paragraphs_of(ruled.blocks, range(len(ruled.blocks)), weights, whole=True)
        return _without_lead(found, lead), lead, Origin(rule=f"rule:{ruled.selector}", confidence=0.95)
    layout = reading.layout
    rows = [r for r in layout.rows if r not in bylines or layout.weights[r]]
    found = paragraphs_of(layout.blocks, rows, layout.weights)
    if not lead and (block := lead_of(layout)) is not None:
        lead = block.text
    candidates: list[tuple[str, str]] = []
    linked = _linked_body(meta)
    words = _count(found)
    if linked:
        common = _overlap(found, linked)
        candidates.append(("json-ld:articleBody", f"{_count(linked)} words, {common:.0%} of it found by density"))
        if common < 0.75 and _count(linked) >= max(ENOUGH, words):
            return (
                linked,
                lead,
                Origin(rule="json-ld:articleBody", confidence=0.85, candidates=(("density", f"{words} words"),)),
            )
        if common >= 0.85 and _overlap(linked, found) >= 0.6:
            known = _bag(linked)
            found = [p for p in found if _share(p.text, known) >= 0.5]
            return (
                _without_lead(found, lead),
                lead,
                Origin(rule="density", confidence=0.95, candidates=tuple(candidates)),
            )
    if words < 2 * ENOUGH:
        other = _trafilatura(reading.page)
        if _count(other) > max(1.5 * words, ENOUGH):
            return other, lead, Origin(rule="trafilatura", confidence=0.6, candidates=(("density", f"{words} words"),))
    confidence = 0.9 if layout.own > 0.6 * layout.total else 0.75
    return _without_lead(found, lead), lead, Origin(rule="density", confidence=confidence, candidates=tuple(candidates))


def _without_lead(paragraphs: list[Paragraph], lead: str) -> list[Paragraph]:
    """The text without its lead, which is a field of its own, where the text begins with it again."""
    if lead and len(paragraphs) > 1 and " ".join(paragraphs[0].text.split()) == " ".join(lead.split()):
        return paragraphs[1:]
    return paragraphs


def _linked_body(meta: Meta) -> list[Paragraph]:
    """The paragraphs of JSON-LD's articleBody, [] where there is none or it is cut short."""
    text = text_of(meta.article().get("articleBody"))
    if not text or text.rstrip().endswith(("...", "…", "[…]", "[...]")):
        return []
    if "<p" in text or "<br" in text or "&lt;" in text:
        return html_paragraphs(text)
    return [Paragraph(text=" ".join(line.split())) for line in re.split(r"\n+|\r+", text) if line.strip()]


def html_paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of a piece of HTML, as a feed or JSON-LD carries them; escaped twice is read too."""
    if "&lt;" in text and "<" not in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&quot;", '"')
    tree = parse_html(f"<div>{text}</div>")
    if tree is None:
        return []
    blocks = read_blocks(tree)
    return paragraphs_of(blocks, range(len(blocks)), [weigh(b) for b in blocks], whole=True)


def _bag(paragraphs: Sequence[Paragraph]) -> Counter[str]:
    return Counter(word for p in paragraphs for word in _WORD.findall(p.text))


def _share(text: str, known: Counter[str]) -> float:
    words = _WORD.findall(text)
    return sum(1 for w in words if w in known) / len(words) if words else 0.0


def _overlap(have: Sequence[Paragraph], want: Sequence[Paragraph]) -> float:
    """Which share of `want` is in `have`."""
    left, right = _bag(have), _bag(want)
    total = sum(right.values())
    return sum((left & right).values()) / total if total else 0.0


def _count(paragraphs: Sequence[Paragraph]) -> int:
    return sum(len(_WORD.findall(p.text)) for p in paragraphs)


def _trafilatura(page: Page) -> list[Paragraph]:
    """Trafilatura at its cheapest (fast, no comments, no metadata, no memory across pages: half its default's cost)."""
    import trafilatura

    text = trafilatura.extract(
        page.decoded.text, fast=True, include_comments=False, with_metadata=False, deduplicate=False
    )
    return [Paragraph(text=" ".join(line.split())) for line in (text or "").split("\n") if line.strip()]


def _title(reading: Reading, use: RuleUse, found: Found, outlet: Outlet) -> tuple[str, Origin]:
    shown = name = ""
    rule, unlike = use.whole, []
    for selector in rule.title if rule else ():
        _, elements = matches(reading.page.tree, (selector,))
        text = element_text(elements[0]) if elements else ""
        if text and is_plausible_title(text, reading.meta, found):
            shown, name = text, f"rule:{selector}"
            break
        if text:
            unlike.append((f"rule:{selector}, unlike the other titles", text[:120]))
    if rule and rule.title:
        use.note("title", HIT if shown else MISFIT if unlike else MISS)
    if "title" in use.held:
        shown = name = ""
    if not shown:
        ones = list(reading.page.tree.iter("h1")) if rule and rule.body else []
        if len(ones) == 1 and len(text := " ".join("".join(ones[0].itertext()).split())) > 12:
            shown, name = text, "h1"
        elif reading.layout.headline >= 0:
            block = reading.layout.blocks[reading.layout.headline]
            shown, name = headline_of(block), f"h{block.level}" if block.level else "headline"
        if unlike and not is_plausible_title(shown, reading.meta, found):
            shown = name = ""
    title, origin = choose_title(shown, name, reading.meta, found, outlet)
    return title, replace(origin, candidates=(*unlike, *origin.candidates)) if unlike else origin


def _credits(reading: Reading, use: RuleUse, found: Found, names: Names) -> tuple[list[Credit], frozenset[int]]:
    """All credits found, the most trusted first, and the positions of byline blocks. The whole page is read only where needed."""
    tree, meta, rule = reading.page.tree, reading.meta, use.rule
    given: list[Credit | None] = []
    bylines: frozenset[int] = frozenset()
    is_told = False  # the author's place is known and was found, whoever is named there
    if rule:
        for field_name, selectors, confidence in (("author", rule.author, 0.95), ("agency", rule.agency, 0.9)):
            selector, elements = matches(tree, selectors)
            use.note_if(field_name, bool(selector))
            is_told = is_told or (field_name == "author" and bool(selector))
            if selector:
                given.append(
                    given_credit([element_text(e) for e in elements][:6], names, f"rule:{selector}", confidence)
                )
    given.append(linked_data_credit(meta, names))
    if reading.has_layout or not (any(c and c.authors for c in given) or is_told):
        line, bylines = line_credit(reading.layout.blocks, reading.layout, names)
        given += [marked_credit(reading.marks.authors, reading.layout, names), line]
    if not any(c and c.authors for c in given):
        values = [
            v
            for n in ("author", "dc.creator", "byl", "parsely-author", "sailthru.author", "article:author")
            for v in meta.meta.get(n, ())
        ]
        given.append(given_credit(values, names, "meta:author", 0.5))
        given.append(given_credit(found.authors, names, "feed:author", 0.6))
    return [c for c in given if c is not None], bylines
