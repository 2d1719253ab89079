"""Imported texts that never were a page: plain text, and JSON records of a corpus. The same fields, origins called "import:…"."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from arabic.dates import read_date
from archive.model import Found, Origin
from crawler.catalogue import Outlet
from crawler.extract.article import Extracted, html_paragraphs
from crawler.extract.body import Paragraph
from crawler.extract.byline import Names, given_credit
from crawler.extract.kind import ARTICLE, Kind
from crawler.extract.metadata import Meta
from crawler.extract.page import decode
from crawler.extract.published import AHEAD, Times

TITLE_WORDS = 12  # of a title made from a text's first words
_ENDS = re.compile(r"""[.!?؟…:،؛,]["”»)\s]*$""")
_HTML = re.compile(r"<(?:p|br|div|span|a|h\d|ul|li|b|strong)\b[^>]*>", re.IGNORECASE)
_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline", "titre", "Title", "العنوان"),
    "text": ("text", "body", "content", "article", "maintext", "articleBody", "Text", "النص"),
    "authors": ("authors", "author", "byline", "creator", "Author", "الكاتب"),
    "published": (
        "published",
        "published_at",
        "date",
        "datetime",
        "date_publish",
        "pubDate",
        "pub_date",
        "datePublished",
        "timestamp",
        "Date",
        "التاريخ",
    ),
    "section": ("section", "category", "topic", "label", "القسم"),
    "tags": ("tags", "keywords", "الوسوم"),
    "lead": ("lead", "summary", "description", "abstract"),
    "image": ("image", "image_url", "thumbnail"),
}


def read_plain_text(body: bytes, content_type: str, outlet: Outlet, found: Found, moment: datetime) -> Extracted | Kind:
    """An imported plain text. Its title: as given, else a first line that stands alone, else its first words."""
    decoded = decode(body, content_type)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    title, rule = found.title, "import:title"
    if not title:
        title, rest = _first_line(text)
        if title:
            text, rule = rest, "import:first-line"
    paragraphs = plain_paragraphs(text)
    if not title and paragraphs:
        title, rule = first_words(paragraphs[0].text), "import:first-words"
    origins = [
        ("encoding", Origin(rule=f"{decoded.encoding} by {decoded.decided_by}")),
        ("title", Origin(rule=rule, confidence=0.9 if rule != "import:first-words" else 0.3)),
        ("text", Origin(rule="import:text")),
    ]
    return _put_together(title, paragraphs, {}, origins, outlet, found, moment)


def read_record(body: bytes, content_type: str, outlet: Outlet, found: Found, moment: datetime) -> Extracted | Kind:
    """An imported JSON object: one record of a corpus. Unknown keys are passed over."""
    decoded = decode(body, content_type)
    try:
        record = json.loads(decoded.text, strict=False)
    except (ValueError, RecursionError):
        return Kind(name="bad-record", score=-9.0)
    if not isinstance(record, dict):
        return Kind(name="bad-record", score=-9.0)
    text = _string(_value(record, "text"))
    paragraphs = html_paragraphs(text) if _HTML.search(text) else plain_paragraphs(text)
    title, rule = _string(_value(record, "title")) or found.title, "import:title"
    if not title and paragraphs:
        title, rule = first_words(paragraphs[0].text), "import:first-words"
    origins = [
        ("encoding", Origin(rule=f"{decoded.encoding} by {decoded.decided_by}")),
        ("title", Origin(rule=rule, confidence=0.9 if rule == "import:title" else 0.3)),
        ("text", Origin(rule="import:text")),
    ]
    return _put_together(title, paragraphs, record, origins, outlet, found, moment)


def _put_together(
    title: str,
    paragraphs: Sequence[Paragraph],
    record: Mapping[str, Any],
    origins: list[tuple[str, Origin]],
    outlet: Outlet,
    found: Found,
    moment: datetime,
) -> Extracted:
    names = Names(outlet, Meta())
    authors = _strings(_value(record, "authors")) or list(found.authors)
    credit = given_credit(authors, names, "import:author", 0.9)
    section = _string(_value(record, "section")) or found.section
    tags = [t.strip() for value in _strings(_value(record, "tags")) for t in re.split(r"[,،;|]", value) if t.strip()]
    times = _times(_value(record, "published"), found, outlet, moment)
    origins += times.origins
    if section:
        origins.append(("section", Origin(rule="import:section")))
    if tags:
        origins.append(("tags", Origin(rule="import:tags")))
    image = _string(_value(record, "image"))
    return Extracted(
        title=" ".join(title.split()), paragraphs=tuple(paragraphs), lead=_string(_value(record, "lead")),
        credits=(credit,) if credit else (), times=times, section=section, tags=tuple(dict.fromkeys(tags))[:25],
        image=image if image.startswith(("http://", "https://")) else "", names=names,
        kind=Kind(name=ARTICLE, score=1.0, reasons=(("import", 1.0),)), origins=tuple(origins),
    )  # fmt: skip


def plain_paragraphs(text: str) -> list[Paragraph]:
    """Paragraphs of a plain text: blocks between blank lines, else its lines. A short line without an end is a sub-heading."""
    blocks = [b for b in re.split(r"\n[ \t\u00a0]*\n+", text) if b.strip()]
    if len(blocks) <= 1:
        blocks = [line for line in text.split("\n") if line.strip()]
    found: list[Paragraph] = []
    for block in blocks:
        line = " ".join(block.split())
        words = len(line.split())
        heading = (
            bool(found) and 2 <= words <= 9 and len(line) <= 70 and "\n" not in block.strip() and not _ENDS.search(line)
        )
        heading = heading and not re.match(r"^[\W\d]+|^(?:كتب|كتبت|بقلم)\b", line)
        found.append(Paragraph(text=line, kind="h" if heading else "p"))
    while found and found[-1].kind == "h":
        found[-1] = replace(found[-1], kind="p")
    return found


def _first_line(text: str) -> tuple[str, str]:
    """A first line that is a title (short, no end of a sentence, a blank line after it) and the rest; ("", text) otherwise."""
    first, _, rest = text.lstrip("\ufeff\n\t ").partition("\n")
    alone = rest.lstrip(" \t\u00a0").startswith("\n") and rest.strip()
    line = " ".join(first.split())
    if alone and 3 <= len(line.split()) <= 20 and len(line) <= 140 and not _ENDS.search(line):
        return line, rest
    return "", text


def first_words(text: str) -> str:
    """A title made of a text's first words, with an ellipsis where it goes on."""
    words = text.split()
    return " ".join(words[:TITLE_WORDS]) + ("…" if len(words) > TITLE_WORDS else "")


def _times(value: Any, found: Found, outlet: Outlet, moment: datetime) -> Times:
    for rule, text in (("import:published", _string(value)), ("import:published", found.published)):
        if not text:
            continue
        reading = read_date(text, now=moment, zone=outlet.zone)
        if reading is None:
            continue
        if reading.value > moment + AHEAD:
            return Times(
                origins=(
                    ("published_at", Origin(rule="future-date", confidence=0.0, candidates=((rule, text[:80]),))),
                ),
                dropped=((rule, text[:80]),),
            )
        return Times(
            published_at=reading.value,
            precision=reading.precision,
            origins=(("published_at", Origin(rule=rule, confidence=0.9)),),
        )
    return Times()


def _value(record: Mapping[str, Any], name: str) -> Any:
    return next((record[k] for k in _KEYS[name] if record.get(k)), None)


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return "\n\n".join(v for v in value if isinstance(v, str))
    if isinstance(value, dict):
        return _string(value.get("name") or value.get("text") or "")
    return ""


def _strings(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [s for v in values[:50] if (s := _string(v))]
