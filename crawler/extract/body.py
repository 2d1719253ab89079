"""Where the text of a page stands, by density: the container whose own paragraphs weigh most, its lead, and what to leave out.

Each paragraph gives its weight to the elements above it, less with every level (the idea of readability, Arc90 2009);
here a paragraph weighs what its unlinked Arabic prose weighs, and everything is done on one list of blocks.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from crawler.extract.blocks import NAMES, Block, is_text_name

MIN_GOOD = 45  # characters of a run that counts as prose
_TITLE_PARTS = re.compile(r"\s+[-–—|:•·»«]+\s+|\s*\|\s*")
_ENDS = re.compile(r"""[.!?؟…:»"”)\]،؛][\s"”»)]*$""")
_DECAY = (1.0, 0.65, 0.42, 0.27, 0.18)
_PASS = frozenset(
    {
        "p",
        "li",
        "ul",
        "ol",
        "dd",
        "dt",
        "dl",
        "tr",
        "tbody",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "center",
        "font",
    }
)
_LEAD_NAMES = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|intro|introduction|summary|excerpt|standfirst|deck|dek|subtitle|sub-?title|abstract|teaser-?text|desc(?:ription)?|chapo)(?=$|[\s_-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A piece of the body: `kind` is p, h (sub-heading), q (quotation) or li (list item)."""

    text: str
    kind: str = "p"
    linked: bool = False  # most of it is a link
    near_links: bool = False  # a list of links or an aside stands next to it


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks of a page weighed: the best container, how much prose it has, and what competes with it."""

    blocks: Sequence[Block]
    weights: Sequence[float]
    headline: int = -1  # position of the headline's block, -1 without one
    container: Any = None
    region: frozenset[Any] = frozenset()
    own: float = 0.0  # characters of prose in the region
    total: float = 0.0  # characters of prose on the page, asides left out
    paragraphs: int = 0  # pieces of prose in the region
    others: int = 0  # containers elsewhere that hold a teaser's worth of prose
    headline_links: int = 0  # links on the page that read like headlines, outside navigation
    link_chars: int = 0  # their characters
    items: int = 0  # pieces in the region that begin with, or follow, a link of their own: a directory or digest
    first: int = -1
    last: int = -1
    rows: Sequence[int] = field(default_factory=tuple)  # positions of the region's blocks


def letters(text: str) -> int:
    """About how many Arabic letters a text has: what UTF-8 needs a second byte for. Counting them one by one is 20 times dearer."""
    return len(text.encode("utf-8", "replace")) - len(text)


def weigh(block: Block) -> float:
    """How many characters of prose a block is: 0 for links, captions, asides and labels."""
    if block.aside or block.kind == "caption" or (block.kind == "h" and block.level < 5):
        return 0.0
    size = float(len(block.text) - block.link_chars)
    if size < MIN_GOOD or block.density > 0.5:
        return 0.0
    if letters(block.text[:200]) < 0.45 * min(200, len(block.text)):
        return 0.0
    if block.kind == "li":
        size *= 0.25 if block.links else 0.7
    elif block.kind == "h":
        size *= 0.6
    if len(block.text) < 80 and not _ENDS.search(block.text):
        size *= 0.4
    return size


def read_layout(blocks: Sequence[Block], title: str = "") -> Layout:
    """Weighs a page's blocks and finds the container of its text. `title` is the page's own, to find the headline by."""
    weights = _weights(blocks)
    headline = find_headline(blocks, weights, title)
    scores: dict[Any, float] = {}
    for block, weight in zip(blocks, weights, strict=True):
        if not weight:
            continue
        counted = weight * 0.3 if block.position < headline else weight
        for element, share in _above(block.element):
            scores[element] = scores.get(element, 0.0) + counted * share
    links = [
        b
        for b in blocks
        if b.density > 0.7
        and 25 <= len(b.text) <= 180
        and (
            not b.aside
            or b.aside.startswith(("related", "most", "recommend", "widget", "sidebar", "popular", "aside", "latest"))
        )
    ]
    layout = Layout(
        blocks,
        weights,
        headline=headline,
        total=sum(weights),
        headline_links=len(links),
        link_chars=sum(len(b.text) for b in links),
    )
    if not scores:
        return layout
    for element in scores:
        scores[element] *= _prior(element)
    best = max(scores, key=lambda e: scores[e])
    return _measured(layout, best, _region(best, blocks, weights))


# What stands beside the text by nature. Any other hint may sit on the element that holds the whole article.
_HARD = (
    "nav", "menu", "footer", "aside", "comment", "disqus", "respond", "repl", "related", "relate", "recommend", "most", "popular",
    "trending", "latest", "more", "sidebar", "side-bar", "cookie", "consent", "gdpr", "breadcrumb", "crumb", "copyright", "ticker",
    "breaking", "complementary", "contentinfo", "widget",
)  # fmt: skip


def _weights(blocks: Sequence[Block]) -> list[float]:
    """Every block's weight. Where most prose of a page stands under a soft hint ("print", "overlay"), the hint is wrong there."""
    weights = [weigh(b) for b in blocks]
    never = (
        _HARD if sum(weights) >= 100 else ("footer", "comment", "related", "disqus", "copyright", "cookie", "consent")
    )
    soft = [b for b in blocks if b.aside and not b.aside.startswith(never) and len(b.text) >= MIN_GOOD]
    if soft:
        hints: Counter[str] = Counter()
        for block in soft:
            hints[block.aside] += int(weigh(replace(block, aside="")))
        hint, size = hints.most_common(1)[0]
        if size > 150 and size > 1.5 * sum(weights):
            for block in blocks:
                if block.aside == hint:
                    block.aside = ""
            return [weigh(b) for b in blocks]
    return weights


def _above(element: Any) -> list[tuple[Any, float]]:
    """The containers of a block with their share of its weight. List and cell marks pass theirs on whole."""
    found: list[tuple[Any, float]] = []
    current = element
    while current is not None and len(found) < len(_DECAY):
        if current.tag not in _PASS:
            found.append((current, _DECAY[len(found)]))
        current = current.getparent()
    return found


def _prior(element: Any) -> float:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    prior = 1.0
    if "articleBody" in (element.get("itemprop") or "") or "articlebody" in (element.get("property") or "").lower():
        prior *= 2.0
    if is_text_name(names[:NAMES]):
        prior *= 1.35
    if element.tag == "article":
        prior *= 1.1
    elif element.tag in {"body", "html"}:
        prior *= 0.6
    return prior


def _region(best: Any, blocks: Sequence[Block], weights: Sequence[float]) -> frozenset[Any]:
    """The container, with sisters that are its like: some outlets cut one text into several blocks of one class."""
    parent = best.getparent()
    if parent is None or best.tag in {"body", "html"}:
        return frozenset({best})
    name = best.get("class")
    sisters = [
        s
        for s in parent
        if s is not best and isinstance(s.tag, str) and s.tag == best.tag and name and s.get("class") == name
    ]
    if not sisters:
        return frozenset({best})
    inside: dict[Any, float] = dict.fromkeys(sisters, 0.0)
    linked: set[Any] = set()
    for block, weight in zip(blocks, weights, strict=True):
        for element in _ancestors(block.element, parent):
            if element in inside:
                inside[element] += weight
                if block.links and block.density > 0.6:
                    linked.add(element)
    alike = [s for s, weight in inside.items() if weight and s not in linked]
    if len([s for s in sisters if s in linked]) >= 2:  # cards, each with its link
        return frozenset({best})
    return frozenset({best, *alike})


def _ancestors(element: Any, stop: Any) -> list[Any]:
    found = []
    while element is not None and element is not stop:
        found.append(element)
        element = element.getparent()
    return found


def within(blocks: Sequence[Block], region: frozenset[Any]) -> list[int]:
    """Positions of the blocks that stand inside one of the region's elements."""
    known: dict[Any, bool] = dict.fromkeys(region, True)
    rows = []
    for block in blocks:
        path, element = [], block.element
        while element is not None and element not in known:
            path.append(element)
            element = element.getparent()
        inside = element is not None and known[element]
        known.update(dict.fromkeys(path, inside))
        if inside:
            rows.append(block.position)
    return rows


def _measured(layout: Layout, best: Any, region: frozenset[Any]) -> Layout:
    blocks, weights = layout.blocks, layout.weights
    rows = within(blocks, region)
    good = [p for p in rows if weights[p]]
    own = sum(weights[p] for p in good)
    inside = set(rows)
    elsewhere: dict[Any, float] = {}
    for block, weight in zip(blocks, weights, strict=True):
        if weight and block.position not in inside:
            key = block.element.getparent() if block.element.tag in _PASS else block.element
            elsewhere[key] = elsewhere.get(key, 0.0) + weight
    items = 0
    for position in good:
        before = blocks[position - 1] if position and position - 1 in inside else None
        block = blocks[position]
        if (before is not None and before.links and before.density > 0.6 and len(before.text) > 8) or (
            block.kind == "li" and block.links and block.link_chars > 4
        ):
            items += 1
    return replace(
        layout, container=best, region=region, own=own, paragraphs=len(good), others=sum(1 for v in elsewhere.values() if v >= 60),
        items=items, first=good[0] if good else -1, last=good[-1] if good else -1, rows=tuple(rows),
    )  # fmt: skip


def find_headline(blocks: Sequence[Block], weights: Sequence[float], title: str) -> int:
    """Position of the block that shows the headline: the heading most like the page's title, else the one before the text."""
    wanted = [w for w in map(_words, [title, *_TITLE_PARTS.split(title)]) if w]
    best, best_score = -1, 0.0
    for block in blocks:
        if block.kind != "h" and not (wanted and 15 <= len(block.text) <= 200):
            continue
        if block.aside and block.level != 1:
            continue
        have = _words(block.text)
        if not have:
            continue
        # Dice's coefficient with the title or the best of its parts: the outlet's name stands in one of them
        likeness = max(
            (2 * len(w & have) / (len(w) + len(have)) for w in wanted if len(w & have) > 1 or w == have), default=0.0
        )
        score = likeness + {1: 0.35, 2: 0.15, 3: 0.08}.get(block.level, 0.0)
        if block.density > 0.6 and block.level != 1:
            score -= 0.4
        if len(block.text) < 12 or letters(block.text) < 6:
            score -= 0.4
        if score > best_score + 0.001 and (likeness >= 0.45 or (block.level == 1 and not wanted)):
            best, best_score = block.position, score
    if best >= 0:
        return best
    prose = next((i for i, w in enumerate(weights) if w), len(blocks))
    ones = [b for b in blocks if b.level == 1 and len(b.text) >= 12 and letters(b.text) >= 6]
    if ones:
        return ones[0].position
    heads = [
        b
        for b in blocks[max(0, prose - 12) : prose]
        if b.kind == "h" and not b.aside and b.density < 0.6 and len(b.text) >= 20
    ]
    return heads[-1].position if heads else -1


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def lead_of(layout: Layout) -> Block | None:
    """The paragraph between headline and text that stands outside the text's own container, or None."""
    if layout.headline < 0 or layout.first < 0:
        return None
    start = layout.rows[0] if layout.rows else layout.first
    for block in layout.blocks[layout.headline + 1 : min(start, layout.headline + 25)]:
        if block.aside or block.kind in {"caption", "li", "cell"} or block.density > 0.3 or block.level == 1:
            continue
        text = block.text
        if letters(text) < 0.5 * len(text) or _in_figure(block.element):
            continue
        names = " ".join(
            filter(None, (block.element.get("class"), block.element.get("id"), block.element.get("itemprop")))
        )
        parent = block.element.getparent()
        if parent is not None:
            names += " " + (parent.get("class") or "")
        if len(text) >= 40 and (_LEAD_NAMES.search(names) or "description" in names):
            return block
        if len(text) >= 80 and _ENDS.search(text) and block.kind != "h":
            return block
    return None


def _in_figure(element: Any) -> bool:
    for _ in range(4):
        if element is None:
            return False
        if element.tag == "figure":
            return True
        element = element.getparent()
    return False


def paragraphs_of(
    blocks: Sequence[Block], rows: Sequence[int], weights: Sequence[float], *, whole: bool = False
) -> list[Paragraph]:
    """The region's blocks as paragraphs, without asides, captions, link lists and labels before and after the prose.

    `whole` is for regions an outlet's rule named: there a short line at the edges is text too.
    """
    good = [p for p in rows if weights[p]]
    first, last = (good[0], good[-1]) if good else (-1, -1)
    found: list[Paragraph] = []
    made = False  # the last sub-heading was made of a bold line
    row: list[str] = []
    row_element: Any = None
    listed = set(rows)
    in_cell = Counter(blocks[p].element for p in rows if blocks[p].kind == "cell")
    for position in rows:
        block = blocks[position]
        near = any(n in listed and (blocks[n].aside or blocks[n].density > 0.6) for n in (position - 1, position + 1))
        if (
            block.kind == "cell"
            and in_cell[block.element] == 1
            and len(block.text) < 80
            and block.density < 0.6
            and not block.aside
        ):
            parent = block.element.getparent()
            if parent is not row_element:
                _close_row(row, found)
                row_element = parent
            row.append(block.text)
            continue
        _close_row(row, found)
        row_element = None
        if block.aside or block.kind == "caption" or _in_figure(block.element):
            continue
        linked = block.density > 0.6
        sentence = block.kind == "p" and len(block.text) > 60 and _ENDS.search(block.text) is not None
        if linked and (block.kind in {"h", "li"} or len(block.text) < 200) and (near or not sentence):
            continue
        if not whole and not weights[position] and good:
            if position < first and not _opens(block):
                continue
            if position > last and not _closes(block, blocks[last]):
                continue
        kind = {"h": "h", "quote": "q", "li": "li"}.get(block.kind, "p")
        made = kind == "p"
        title_like = not _ENDS.search(block.text) or (len(block.text.split()) <= 3 and block.text.endswith(("؟", "?")))
        if kind == "p" and block.strong and len(block.text) <= 90 and title_like and position > first:
            kind = "h"
        if kind == "h" and (len(block.text) > 160 or (block.level >= 5 and len(block.text) > 100)):
            kind = "p"
        found.append(Paragraph(text=block.text, kind=kind, linked=linked, near_links=near))
    _close_row(row, found)
    while found and found[-1].kind == "h" and not made:
        found.pop()
    if found and found[-1].kind == "h":  # a bold last line heads nothing: a signature, or a last sentence
        found[-1] = replace(found[-1], kind="p")
    return found


def _close_row(row: list[str], found: list[Paragraph]) -> None:
    if row:
        found.append(Paragraph(text=" | ".join(row)))
        row.clear()


def _opens(block: Block) -> bool:
    """A short line before the first prose that is text all the same: a sentence, a greeting, a verse, a sub-heading."""
    if block.density > 0.3 or letters(block.text) < 0.5 * len(block.text):
        return False
    if block.kind == "h":
        return 1 < block.level < 5 and len(block.text) >= 15
    return bool(_ENDS.search(block.text)) and len(block.text) >= 12


def _closes(block: Block, last: Block) -> bool:
    """A short line after the last prose that belongs to it: a closing sentence or a signature in the same place."""
    if block.density > 0.3 or (not letters(block.text) and not block.text.isascii()):
        return False
    same = block.element.getparent() is last.element.getparent() or block.element is last.element
    return (same and len(block.text) > 3 and block.position - last.position <= 3) or (
        len(block.text) >= 20 and bool(re.search(r"[.!؟?»”]\s*$", block.text)) and block.position - last.position <= 2
    )
