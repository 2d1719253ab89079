"""When it was published and last changed, from all places a page says so, in the order in which they can be trusted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from arabic.dates import DateReading, find_dates, read_date
from archive.model import Found, Origin
from crawler.catalogue import Outlet, Rule
from crawler.discover.addresses import decoded
from crawler.extract.body import Layout
from crawler.extract.byline import anchors_of, distance_to
from crawler.extract.fitting import HIT, MISFIT, MISS
from crawler.extract.metadata import Meta, text_of
from crawler.extract.reading import Reading
from crawler.extract.selectors import matches
from crawler.extract.selectors import text_of as element_text

AHEAD = timedelta(days=2)  # a date further in the future than this is an error of the page

_ISO = re.compile(r"^\d{4}-\d\d?-\d\d?(?:[T ]|$)|^\d{8}T\d{4,6}|^\d{10}$|^\d{13}$")
_MODIFIED = re.compile(r"modif|updat", re.IGNORECASE)
_DAY_PATH = re.compile(r"(?:^|/)((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$|\.|_)")
_UPDATED_LABEL = re.compile(r"(?:آخر|اخر)\s+تحديث|تحديث|updated", re.IGNORECASE)
_META_NAMES = (
    "article:published_time", "datepublished", "article.published", "published_time", "publishdate", "publish-date", "publish_date",
    "pubdate", "dc.date.issued", "dc.date", "dc:date", "dc:created", "dcterms:created",
    "dc.date.created", "dcterms.created", "dcterms.date", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime", "datecreated", "date",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Publication and change as found. None and "" where the page does not say it, or nothing that can be read."""

    published_at: datetime | None = None
    precision: str = ""
    modified_at: datetime | None = None
    origins: tuple[tuple[str, Origin], ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()  # (rule, value) of dates refused as lying in the future
    by_rule: tuple[
        tuple[str, str], ...
    ] = ()  # what became of the outlet's own selectors, as in crawler.extract.fitting


@dataclass(frozen=True, slots=True)
class _Candidate:
    rule: str
    confidence: float
    reading: DateReading
    written: str


class _Reader:
    """Collects candidates; knows the moment the page was fetched and the outlet's zone."""

    def __init__(self, moment: datetime, outlet: Outlet, order: str) -> None:
        self.moment, self.zone = moment, outlet.zone
        self.order: Any = order
        self.found: list[_Candidate] = []
        self.future: list[tuple[str, str]] = []
        self.unread: list[tuple[str, str]] = []  # said as well, but nothing depends on it

    @property
    def sure(self) -> bool:
        """Whether the first candidate names a minute in a zone that nothing shown could correct."""
        return bool(self.found) and self.found[0].reading.precision in {"second", "minute"} and not _zulu(self.found[0])

    def add(self, rule: str, confidence: float, text: str, *, iso: bool = False, within: bool = False) -> None:
        text = text.strip()
        if not text or len(text) > 160 or (iso and not _ISO.match(text)):
            return
        if self.sure and not rule.startswith("rule:"):
            self.unread.append((rule, text[:80]))
            return
        reading = read_date(text, now=self.moment, zone=self.zone, order=self.order)
        if reading is None and within:
            dates = find_dates(text, now=self.moment, zone=self.zone, order=self.order)
            reading = dates[0][2] if dates else None
        if reading is None or reading.precision in {"year", "month"}:
            return
        if reading.value > self.moment + AHEAD:
            self.future.append((rule, text[:80]))
            return
        self.found.append(_Candidate(rule, confidence, reading, text[:80]))


def read_times(page_read: Reading, rule: Rule | None, outlet: Outlet, found: Found, moment: datetime) -> Times:
    """Publication and change of a page. `moment` is when it was fetched: relative dates count from it, later ones are refused."""
    tree, meta, url = page_read.page.tree, page_read.meta, page_read.page.url
    reader = _Reader(moment, outlet, rule.date_order if rule else "dmy")
    article, page = meta.article(), meta.page()
    reader.add("json-ld:datePublished", 0.95, text_of(article.get("datePublished")))
    reader.add("json-ld:WebPage.datePublished", 0.9, text_of(page.get("datePublished")))
    for name in _META_NAMES:
        for value in meta.meta.get(name, ())[:2]:
            reader.add(f"meta:{name}", 0.9 if name == "article:published_time" else 0.85, value, iso=True)
    by_rule: list[tuple[str, str]] = []
    if rule and rule.published:
        selector, elements = matches(tree, rule.published)
        if selector:
            stated = stated_time(elements[0])
            if stated:
                reader.add(f"rule:{selector}", 0.9, stated)
            if not any(c.rule.startswith("rule:") and _is_fine(c) for c in reader.found):
                reader.add(f"rule:{selector}", 0.9, element_text(elements[0]), within=True)
        by_rule.append(("published", _status(selector, any(c.rule.startswith("rule:") for c in reader.found))))
    if not any(c.reading.precision in {"second", "minute"} for c in reader.found):
        _marked(page_read.marks.times, page_read.layout, reader)
    if found.published:
        reader.add("feed:published", 0.8, found.published)
    if not reader.found or _suspicious(reader.found[0]) or (_zulu(reader.found[0]) and page_read.has_layout):
        _visible(page_read.layout, reader)
    if not any(c.rule == "visible" for c in reader.found):  # Akhbar El Yom writes the date in Arabic words there
        for value in meta.meta.get("article:published_time", ())[:1]:
            if not _ISO.match(value):
                reader.add("meta:article:published_time, in words", 0.6, value)
    if match := _DAY_PATH.search(decoded(urlsplit(url).path)):
        reader.add("address", 0.5, "-".join((match[1], match[2].zfill(2), match[3].zfill(2))))
    return _settled(reader, article, page, meta, rule, tree, outlet, by_rule)


def stated_time(element: Any) -> str:
    """The `datetime` of a <time>, of the element itself or of the first inside it; "" where there is none."""
    if isinstance(element, str):
        return ""
    own = (element.get("datetime") or "").strip()
    if own:
        return own
    inner = next((t for t in element.iter("time") if t.get("datetime")), None)
    return "" if inner is None else inner.get("datetime").strip()


def _status(selector: str, is_read: bool) -> str:
    return HIT if is_read else MISFIT if selector else MISS


def _is_fine(candidate: _Candidate) -> bool:
    """Whether the candidate names a time of day. Midnight sharp is how programs write a day."""
    value = candidate.reading.value
    return candidate.reading.precision in {"minute", "second"} and (value.hour, value.minute, value.second) != (0, 0, 0)


def _suspicious(candidate: _Candidate) -> bool:
    """A day without a time, or midnight sharp: a better one may be shown."""
    return candidate.reading.precision == "day" or candidate.rule == "feed:published"


def _zulu(candidate: _Candidate) -> bool:
    return candidate.written.endswith(("Z", "+00:00", "+0000"))


def _marked(marked: Sequence[Any], layout: Layout, reader: _Reader) -> None:
    """time[datetime] and itemprop=datePublished, the nearest to the headline first; those of cards and asides left out."""
    anchors = anchors_of(layout)
    ranked = []
    for order, element in enumerate(marked[:80]):
        names = f"{element.get('itemprop') or ''} {element.get('class') or ''} {element.get('property') or ''}"
        if _MODIFIED.search(names):
            continue
        value = element.get("datetime") or element.get("content") or element.text or ""
        if element.tag == "meta":
            distance: int | None = 0
        else:
            distance = distance_to(element, anchors) if anchors else 3
        if distance is None or not value:
            continue
        ranked.append(("datePublished" not in names, distance, order, element.tag, value))
    for _, distance, _, tag, value in sorted(ranked)[:3]:
        if distance <= 6:
            reader.add(f"{tag}[datetime]" if tag == "time" else f"microdata:{tag}", 0.85, value)


def _visible(layout: Layout, reader: _Reader) -> None:
    """The date line shown at the headline: between headline and text, just before the headline, or just after the text."""
    blocks = layout.blocks
    if layout.first < 0:
        return
    head = layout.headline if layout.headline >= 0 else max(0, layout.first - 6)
    after = list(range(head + 1, layout.first))[:25]
    before = list(range(head - 1, max(-1, head - 6), -1)) if layout.headline >= 0 else []
    tail = list(range(layout.last + 1, min(len(blocks), layout.last + 4)))
    anchors = anchors_of(layout)
    for positions, confidence in ((after, 0.75), (before, 0.65), (tail, 0.5)):
        for position in positions:
            block = blocks[position]
            if positions is before and not _near(distance_to(block.element, anchors)):
                continue  # a page's head shows today's date
            if len(block.text) > 120 or (block.density > 0.6 and len(block.text) > 45 and positions is not after):
                continue
            if block.aside and block.aside.startswith(
                ("nav", "menu", "footer", "related", "most", "topbar", "top-bar", "ticker", "comment", "breaking")
            ):
                continue
            count = len(reader.found)
            reader.add("visible", confidence, stated_time(block.element))
            if len(reader.found) == count:
                reader.add("visible", confidence, block.text, within=True)
            if len(reader.found) > count:
                return


def _near(distance: int | None) -> bool:
    return distance is not None and distance <= 4


def _settled(
    reader: _Reader,
    article: Any,
    page: Any,
    meta: Meta,
    rule: Rule | None,
    tree: Any,
    outlet: Outlet,
    by_rule: list[tuple[str, str]],
) -> Times:
    chosen = reader.found[0] if reader.found else None
    origins: list[tuple[str, Origin]] = []
    value = precision = None
    if chosen is not None:
        ruled = next((c for c in reader.found if c.rule.startswith("rule:")), None)
        if ruled and ruled is not chosen and abs(ruled.reading.value - chosen.reading.value) > timedelta(days=2):
            chosen = ruled  # the outlet's own rule knows better than a template's fault
        if chosen.reading.precision == "day":  # the same day with its time, wherever on the page that stands
            day = chosen.reading.value.date()
            finer = (c for c in reader.found if c.rule != "feed:published" and _is_fine(c))
            chosen = next((c for c in finer if c.reading.value.date() == day), chosen)
        value, precision, name = chosen.reading.value, chosen.reading.precision, chosen.rule
        visible = next((c for c in reader.found if c.rule.startswith(("visible", "rule:")) and c is not chosen), None)
        local = _wrong_zulu(chosen, visible, outlet)
        if local is not None:
            value, name = local, f"{name}, its Z against the time shown"
        others = (*((c.rule, c.written) for c in reader.found if c is not chosen), *reader.unread)[:6]
        origins.append(
            ("published_at", Origin(rule=name, confidence=chosen.confidence, candidates=(*others, *reader.future[:3])))
        )
    elif reader.future:
        origins.append(
            ("published_at", Origin(rule="future-date", confidence=0.0, candidates=tuple(reader.future[:5])))
        )
    modified, modified_rule = _modified(reader, article, page, meta, rule, tree, by_rule)
    if modified is not None and chosen is not None and value is not None and value != chosen.reading.value:
        modified = modified.astimezone(UTC).replace(tzinfo=value.tzinfo)  # written with the same wrong Z
    if modified is not None and value is not None and modified < value:
        origins.append(
            (
                "modified_at",
                Origin(rule="before-published", confidence=0.0, candidates=((modified_rule, modified.isoformat()),)),
            )
        )
        modified = None
    elif modified is not None:
        origins.append(("modified_at", Origin(rule=modified_rule, confidence=0.8)))
    return Times(
        published_at=value,
        precision=precision or "",
        modified_at=modified,
        origins=tuple(origins),
        dropped=tuple(reader.future),
        by_rule=tuple(by_rule),
    )


def _wrong_zulu(chosen: _Candidate, visible: _Candidate | None, outlet: Outlet) -> datetime | None:
    """Local time written with a Z (Youm7): the page itself shows the same clock time, and the outlet is not on UTC."""
    if (
        visible is None
        or not _zulu(chosen)
        or visible.reading.precision not in {"minute", "second"}
        or visible.reading.zone == "given"
    ):
        return None
    stated, shown = chosen.reading.value, visible.reading.value
    if (stated.hour, stated.minute, stated.date()) != (shown.hour, shown.minute, shown.date()):
        return None
    zone = ZoneInfo(outlet.zone)
    local = stated.replace(tzinfo=zone)
    return local if local.utcoffset() != timedelta(0) else None


def _modified(
    reader: _Reader,
    article: Any,
    page: Any,
    meta: Meta,
    rule: Rule | None,
    tree: Any,
    by_rule: list[tuple[str, str]],
) -> tuple[datetime | None, str]:
    given = [
        ("json-ld:dateModified", text_of(article.get("dateModified"))),
        ("json-ld:WebPage.dateModified", text_of(page.get("dateModified"))),
        *(
            (f"meta:{n}", v)
            for n in ("article:modified_time", "og:updated_time", "dcterms.modified", "datemodified")
            for v in meta.meta.get(n, ())[:1]
        ),
    ]
    if rule:
        selector, elements = matches(tree, rule.modified)
        if selector:
            given.insert(0, (f"rule:{selector}", stated_time(elements[0]) or element_text(elements[0])))
        by_rule.append(("modified", _status(selector, bool(selector))))
    for name, text in given:
        if not text or (not _ISO.match(text) and not name.startswith("rule:")):
            continue
        reading = read_date(text, now=reader.moment, zone=reader.zone, order=reader.order)
        if reading is not None and reading.value <= reader.moment + AHEAD:
            return reading.value, name
    return None, ""
