"""Who wrote it: people only. Names from JSON-LD, marked bylines, byline lines near the headline, datelines and signatures."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from arabic.letters import fold
from crawler.catalogue import Outlet
from crawler.extract.blocks import NAMES, Block
from crawler.extract.body import Layout
from crawler.extract.metadata import Meta, text_of, types_of
from crawler.extract.places import agency_of, bare, is_place, person, sounds_like_a_name

_WROTE = "كتب|كتبت|كتبه|كتبها|كتبا|بقلم|أجرى الحوار|أجرت الحوار|حاوره|حاورته|حاورها|حاورتها|أعد التقرير|Written by|By"
_ROLE = (
    f"{_WROTE}|الكاتب|الكاتبة|حوار|تحقيق|تقرير|إعداد|اعداد|أعده|أعدها|متابعة|تغطية|تحرير|ترجمة|رسالة|مراسلنا|مراسلتنا|"
    "المحرر|المحررة|الصحفي|الصحافي|الصحافية|نشره|نشر بواسطة|بواسطة|المؤلف|Author"  # the BBC hides "Author, " before a name
)
# "كتب" needs nothing after it; "تحقيق" and its like are common nouns and need a mark: "تحقيق أهداف التنمية" names nobody
_BYLINE = re.compile(rf"^\s*(?:(?:{_ROLE})\s*[:：/|،,\u0640\-–—]+\s*|(?:{_WROTE})\s+)(?P<name>\S.*)$", re.IGNORECASE)
_ROLE_ONLY = re.compile(rf"^\s*(?:{_ROLE})\s*[:：]?\s*$", re.IGNORECASE)
_STRONG_ROLE = re.compile(r"^\s*(?:كتب|كتبت|بقلم|حوار|تحقيق|أجرى الحوار|أجرت الحوار|إعداد|اعداد|By)\b", re.IGNORECASE)
_SPLIT = re.compile(r"\s*(?:[،,؛;|/\n]|:\s|\s[-–—]\s|\s[\u0640]+\s|[-–—\u0640]{2,}|\s+and\s+|\s&\s)\s*")
_AND = re.compile(r"\s+و\s*(?=[\u0621-\u064a]{2,})")
_TAIL = re.compile(r"\s*(?:\(.*?\)|[-–—|]\s*(?:القاهرة|.{0,3}))?\s*$")
_DAYS = re.compile(r"(?:السبت|الأحد|الاحد|الاثنين|الإثنين|الثلاثاء|الأربعاء|الاربعاء|الخميس|الجمعة)\b.*$|\d.*$")
_ASIDE_AUTHORS = re.compile(
    r"related|most|other|more|list|slider|carousel|widget|sidebar|comment|opinion-?box|writers|authors-|social|share|follow",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Names found in one place, with the rule that found them. `agency` and `place` where the place names them too."""

    authors: tuple[str, ...] = ()
    agency: str = ""
    place: str = ""
    rule: str = ""
    confidence: float = 0.0


class Names:
    """What is no author on this page: the outlet's names and desks, the site's name, as they are written or folded."""

    def __init__(self, outlet: Outlet, meta: Meta) -> None:
        hosts = [h.removeprefix("www.").split(".")[0] for h in outlet.hosts]
        given = [
            outlet.names.ar,
            outlet.names.en,
            *outlet.desks,
            *outlet.dateline,
            meta.first("og:site_name"),
            meta.first("application-name"),
            *hosts,
        ]
        given += [
            text_of(n.get("name"))
            for n in meta.nodes
            if types_of(n) & {"Organization", "NewsMediaOrganization", "WebSite"}
        ]
        self.known = {self._key(g) for g in given if g and len(g) < 60}
        self.given = [g for g in given if g and 3 < len(g) < 60]

    @staticmethod
    @lru_cache(maxsize=4096)
    def _key(text: str) -> str:
        folded = re.sub(r"[\W_]+", "", fold(text)).lower()
        return re.sub(r"^(?:صحيفه|جريده|موقع|قناه|بوابه|شبكه|وكاله)", "", folded)

    def __contains__(self, text: object) -> bool:
        key = self._key(str(text))
        return not key or key in self.known


def people(text: str, names: Names, *, single: bool = False) -> tuple[tuple[str, ...], str, str]:
    """The persons, agency and place a credit line names: "حسام أبو العلا - القاهرة", "العريش - محمد حسين", "كتبت: هناء"."""
    match = _BYLINE.match(text)
    if match:
        text, single = match.group("name"), True
    text = _DAYS.sub("", text)
    found: list[str] = []
    agency = place = ""
    signed = False  # the outlet itself stands in the line, as after a place
    for piece in map(bare, _SPLIT.split(text.replace("(", "|").replace(")", "|"))):
        if not piece or piece in names or _ROLE_ONLY.match(piece):
            signed = signed or bool(piece)
            continue
        if is_place(piece):
            place = place or piece
            continue
        if known := agency_of(piece):
            agency = agency or known
            continue
        inner = _BYLINE.match(piece)
        for part in _parts(inner.group("name") if inner else piece):
            name = person(part, single=single and bool(match))
            if name and name not in names and name not in found:
                found.append(name)
    if signed and not (found or agency or place) and not match:
        first = bare(_SPLIT.split(text.strip("()"), maxsplit=1)[0])
        place = (
            first if " " not in first and first not in names and re.fullmatch("[\u0621-\u064a]{3,15}", first) else ""
        )
    return tuple(found), agency, place


def _parts(text: str) -> list[str]:
    """The names joined by "و" (and). "محمدو ولد السالك" and "سامي وليد حسن" are one name each."""
    for joint in _AND.finditer(text):
        before, after = text[: joint.start()], text[joint.end() :]
        word = text[joint.start() :].split(maxsplit=1)[0]
        if len(before.split()) >= 2 and len(after.split()) >= 2 and not sounds_like_a_name(word):
            return [before, *_parts(after)]
    return [text]


def linked_data_credit(meta: Meta, names: Names) -> Credit | None:
    """Authors of the JSON-LD article: persons by type, or by a name that can be a person's."""
    article = meta.article()
    value = article.get("author") or article.get("creator")
    entries = value if isinstance(value, list) else [value] if value else []
    found: list[str] = []
    agency = ""
    for given in entries[:10]:
        referred = isinstance(given, dict) and "name" not in given and "@id" in given
        entry = meta.by_id(str(given["@id"])) if referred else given
        kinds = types_of(entry) if isinstance(entry, dict) else frozenset()
        if kinds & {"Organization", "NewsMediaOrganization"}:
            agency = agency or agency_of(text_of(entry))
            continue
        persons, wire, _ = people(text_of(entry), names, single="Person" in kinds)
        agency = agency or wire
        found += [p for p in persons if p not in found]
    if not found and not agency:
        return None
    return Credit(authors=tuple(found), agency=agency, rule="json-ld:author", confidence=0.9)


def marked_credit(marked: Sequence[Any], layout: Layout, names: Names) -> Credit | None:
    """The byline among elements marked as one (class, itemprop, rel) that stands near headline or text, in no card."""
    anchors = anchors_of(layout)
    best: tuple[int, Credit] | None = None
    for element in marked[:60]:
        distance = distance_to(element, anchors)
        if distance is None or distance > 5:
            continue
        shown = element.get("content") or "" if element.tag == "meta" else "".join(element.itertext())
        text = " ".join(shown.split())
        if not 3 <= len(text) <= 90:
            continue
        persons, agency, place = people(text, names, single=_STRONG_ROLE.match(text) is not None)
        if persons or agency:
            credit = Credit(authors=persons[:6], agency=agency, place=place, rule="byline:marked", confidence=0.8)
            if best is None or (bool(persons), -distance) > (bool(best[1].authors), -best[0]):
                best = (distance, credit)
    return best[1] if best else None


def anchors_of(layout: Layout) -> dict[Any, int]:
    """The elements above headline and text, with how far above."""
    anchors: dict[Any, int] = {}
    starts = [layout.blocks[layout.headline].element] if layout.headline >= 0 else []
    if layout.container is not None:
        starts.append(layout.container)
    for start in starts:
        element, steps = start, 0
        while element is not None and element.tag not in {"body", "html"}:
            anchors[element] = min(steps, anchors.get(element, 99))
            element, steps = element.getparent(), steps + 1
    return anchors


def distance_to(element: Any, anchors: dict[Any, int]) -> int | None:
    """How far above headline or text the nearest common element is; None for what stands in cards, lists and asides."""
    current, steps = element, 0
    while current is not None and current not in anchors:
        names = f"{current.get('class') or ''} {current.get('id') or ''}"
        if current.tag in {"aside", "footer", "nav", "li"} and steps > 1:
            return None
        if steps and _ASIDE_AUTHORS.search(names[:NAMES]):
            return None
        current, steps = current.getparent(), steps + 1
    return None if current is None else anchors[current]


def line_credit(blocks: Sequence[Block], layout: Layout, names: Names) -> tuple[Credit | None, frozenset[int]]:
    """Byline lines around the headline and just after the text, and the positions of the blocks they are made of."""
    if layout.first < 0:
        return None, frozenset()
    used: set[int] = set()
    credit: Credit | None = None
    start = layout.headline - 3 if layout.headline >= 0 else layout.first - 8
    for position in range(max(0, start), layout.first + 1):
        block = blocks[position]
        if (
            position == layout.headline
            or len(block.text) > 90
            or (position < layout.headline and not _BYLINE.match(block.text))
        ):
            continue
        if block.aside and not block.aside.startswith(("author", "social", "share", "comment")):
            continue
        text = block.text
        if _ROLE_ONLY.match(text) and position + 1 < len(blocks) and len(blocks[position + 1].text) < 60:
            text = f"{text.rstrip(' :')}: {blocks[position + 1].text}"
            used.add(position + 1)
        if not (_BYLINE.match(text) or is_credit_line(text, names)):
            continue
        persons, agency, place = people(text, names)
        used.add(position)
        if persons or agency or place:
            candidate = Credit(authors=persons, agency=agency, place=place, rule="byline:line", confidence=0.75)
            if credit is None or (persons and not credit.authors):
                credit = candidate
    for position in range(layout.last + 1, min(len(blocks), layout.last + 3)):
        block = blocks[position]  # a signature under the text, outside its container
        if (
            credit is None
            and not block.links
            and not block.aside
            and len(block.text) <= 45
            and block.kind in {"p", "h"}
        ):
            signed = signature(block.text, names)
            credit = signed if signed is not None and signed.authors else None
    return credit, frozenset(used)


def is_credit_line(text: str, names: Names) -> bool:
    """A line made only of places, persons, agencies and the outlet's name, at least one of them no person."""
    pieces = [bare(p) for p in re.split(r"\s*[-–—\u0640/|،:()]+\s*", text) if bare(p)]
    if not 1 < len(pieces) <= 4:
        return False
    kinds = [
        "o" if p in names else "p" if is_place(p) else "a" if agency_of(p) else "n" if person(p) else "?"
        for p in pieces
    ]
    if "?" in kinds and kinds.count("n") == 1 and len(pieces) == 2 and "أخبار" in pieces[kinds.index("?")]:
        return True
    return "?" not in kinds and (("n" in kinds and len(set(kinds)) > 1) or kinds.count("n") == 0)


def signature(text: str, names: Names) -> Credit | None:
    """A last line that is a name: a person's, or an agency's between dashes or brackets."""
    inner = bare(text)
    if known := agency_of(inner):
        return Credit(agency=known, rule="signature", confidence=0.8)
    short = len(inner.split()) <= 4 and not re.search(r"[.!?؟…:،\d]", inner)
    own = text.strip().startswith("(") and any(word in names for word in inner.split())  # "(سديم سبورت)"
    if short and (re.match(r"وكال(?:ة|ات)\s", inner) or own):
        return Credit(agency=inner, rule="signature", confidence=0.7)
    if len(inner) > 45 or re.search(r"[.!?؟…:،\d]", inner):
        return None
    persons, agency, place = people(inner, names)
    named = len(persons) == 1 and 2 <= len(inner.split()) <= 4 and sounds_like_a_name(inner)
    if (persons or agency) and (_BYLINE.match(text) or named or (persons and place)):
        return Credit(authors=persons, agency=agency, place=place, rule="signature", confidence=0.6)
    return None


def given_credit(values: Iterable[str], names: Names, rule: str, confidence: float) -> Credit | None:
    """Names given as such (an outlet's rule, a feed's author, a meta element): what is no person is left out."""
    found: list[str] = []
    agency = place = ""
    for given in values:
        mailed = re.match(r"\S+@\S+\s*\((.+)\)\s*$", given)  # RSS 2.0: "mail (Name)"
        value = mailed.group(1) if mailed else given
        if "://" in value or "@" in value or value in names:
            continue
        persons, wire, where = people(value, names, single=False)
        found += [p for p in persons if p not in found]
        agency, place = agency or wire, place or where
    if not found and not agency:
        return None
    return Credit(authors=tuple(found), agency=agency, place=place, rule=rule, confidence=confidence)
