"""From extracted fields to the content a reader sees: noise left out, text repaired, dateline and signature made fields."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from arabic.repair import is_sound, repair
from archive.model import Content, Origin
from crawler.catalogue import Outlet
from crawler.clean.noise import source_named, without_noise
from crawler.extract.article import Extracted
from crawler.extract.body import Paragraph
from crawler.extract.byline import Credit, Names, is_credit_line, people, signature
from crawler.extract.dateline import Dateline, read_dateline
from crawler.extract.imported import first_words
from crawler.extract.places import agency_of

_MARKS = {"h": "## ", "q": "> ", "li": "- "}
_BULLETS = re.compile(r"^[-•·●▪*–—]\s+")
_BYLINE_START = re.compile(r"^\s*(?:كتب|كتبت|كتبه|بقلم|حوار|تحقيق|إعداد|اعداد|تقرير|متابعة|ترجمة)\s*[:/\u0640-]?\s*\S")


def clean_article(extracted: Extracted, outlet: Outlet) -> Content:
    """The content of an article. What was cut or changed is in its origins: dateline, noise, repair."""
    origins = dict(extracted.origins)
    source = agency_of(source_named(extracted.paragraphs))
    paragraphs, dropped = without_noise(extracted.paragraphs)
    changes: Counter[str] = Counter()
    lines = [extracted.title, extracted.lead, extracted.section, *extracted.tags, *(p.text for p in paragraphs)]
    mend = _Mender(changes, is_sound("\n".join(lines)))
    paragraphs = [mend.paragraph(p) for p in paragraphs]
    paragraphs = [p for p in paragraphs if p.text]
    title = mend(extracted.title)
    paragraphs, dropped_head = _without_headline(paragraphs, title, extracted.lead)
    credited = list(extracted.credits)
    paragraphs, line_credit = _byline_paragraphs(paragraphs, extracted.names)
    paragraphs, dateline = _without_dateline(paragraphs, outlet, extracted.names)
    paragraphs, signed = _without_signature(
        paragraphs, extracted.names, [a for c in credited for a in c.authors] + list(dateline.authors)
    )
    if "title" in origins and origins["title"].rule == "import:first-words" and paragraphs:
        title = first_words(paragraphs[0].text)  # without the dateline
    credited += [c for c in (line_credit,) if c is not None]
    if dateline.cut:
        credited.append(
            Credit(
                authors=dateline.authors, agency=dateline.agency, place=dateline.place, rule="dateline", confidence=0.85
            )
        )
        origins["dateline"] = Origin(rule="dateline", confidence=0.9, candidates=(("cut", dateline.cut),))
    if signed is not None:
        credited.append(signed)
    if source:
        credited.append(Credit(agency=source, rule="source-line", confidence=0.7))
    authors, agency, place = _first(credited, origins)
    if dropped or dropped_head:
        origins["noise"] = Origin(
            rule="noise", candidates=tuple(("line", d[:120]) for d in (*dropped, *dropped_head)[:12])
        )
    if changes:
        origins["repair"] = Origin(
            rule="repair", candidates=tuple((kind, str(count)) for kind, count in changes.items())
        )
    return Content(
        title=title,
        text="\n\n".join(
            _MARKS.get(p.kind, "") + _BULLETS.sub("", p.text) if p.kind == "li" else _MARKS.get(p.kind, "") + p.text
            for p in paragraphs
        ),
        lead=mend(extracted.lead),
        authors=authors,
        agency=agency,
        place=place,
        section=mend(extracted.section),
        tags=tuple(filter(None, map(mend, extracted.tags))),
        image=extracted.image,
        published_at=extracted.times.published_at,
        published_precision=extracted.times.precision,
        modified_at=extracted.times.modified_at,
        language=outlet.language,
        origins=origins,
    )


class _Mender:
    """Repairs lines and undoes their line breaks; what was done is added to `changes`. `sound`: all of them have been looked at."""

    def __init__(self, changes: Counter[str], sound: bool) -> None:
        self._changes = changes
        self._sound = sound

    def __call__(self, text: str) -> str:
        if text and not self._sound:
            repaired = repair(text)
            self._changes.update(dict(repaired.changes))
            text = repaired.text
        return " ".join(text.split())

    def paragraph(self, paragraph: Paragraph) -> Paragraph:
        text = self(paragraph.text)
        return paragraph if text == paragraph.text else replace(paragraph, text=text)


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _without_headline(paragraphs: list[Paragraph], title: str, lead: str) -> tuple[list[Paragraph], list[str]]:
    """Without the headline repeated at the start of the text, and without a lead that stands there twice."""
    dropped: list[str] = []
    kept = list(paragraphs)
    while kept and _key(kept[0].text) == _key(title) and len(kept) > 1:
        dropped.append(kept.pop(0).text)
    if lead and len(kept) > 2 and _key(kept[0].text) == _key(kept[1].text):
        dropped.append(kept.pop(0).text)
    return kept, dropped


def _byline_paragraphs(paragraphs: list[Paragraph], names: Names) -> tuple[list[Paragraph], Credit | None]:
    """A byline that stands as the first paragraphs of the text: "كتبت: هناء", "جدة: خلدون غسان سعيد"."""
    for position, paragraph in enumerate(paragraphs[:3]):
        if len(paragraphs) > 1 and paragraph.text in names:  # a piece by the desk: the outlet's own name for a byline
            return paragraphs[:position] + paragraphs[position + 1 :], None
    for position in range(min(2, len(paragraphs) - 1)):
        text = paragraphs[position].text
        if len(text) > 70 or re.search(r"[.!؟?]\s*$", text):
            continue
        authors, agency, place = people(text, names)
        whole = re.fullmatch(r"\S+(?:\s\S+)?\s*[:–—-]\s*\S+(?:\s\S+){1,4}", text) is not None
        if (authors and (_BYLINE_START.match(text) or (place and whole))) or is_credit_line(text, names):
            kept = paragraphs[:position] + paragraphs[position + 1 :]
            return kept, Credit(authors=authors, agency=agency, place=place, rule="byline:paragraph", confidence=0.75)
    return paragraphs, None


def _without_dateline(paragraphs: list[Paragraph], outlet: Outlet, names: Names) -> tuple[list[Paragraph], Dateline]:
    for position, paragraph in enumerate(paragraphs[:2]):
        if paragraph.kind not in {"p", "q"}:
            continue
        dateline = read_dateline(paragraph.text, outlet, names)
        if dateline.cut:
            kept = list(paragraphs)
            kept[position] = replace(paragraph, text=dateline.text)
            return kept, dateline
    return paragraphs, Dateline(text="")


def _without_signature(
    paragraphs: list[Paragraph], names: Names, known: Sequence[str]
) -> tuple[list[Paragraph], Credit | None]:
    """A name as the last line is a signature. `known` are the authors found elsewhere: another name then is no signature."""
    if len(paragraphs) < 2 or paragraphs[-1].kind not in {"p", "h"}:
        return paragraphs, None
    if paragraphs[-1].text in names:  # the outlet's own name under its text
        return paragraphs[:-1], None
    credit = signature(paragraphs[-1].text, names)
    if credit is None:
        return paragraphs, None
    if credit.agency and not credit.authors:
        # "--(بترا)" is how that agency ends its texts: it stays
        wire_mark = paragraphs[-1].text.lstrip().startswith(("-", "–", "—"))
        return (paragraphs if wire_mark else paragraphs[:-1]), credit
    if known and not set(credit.authors) <= set(known) and not _BYLINE_START.match(paragraphs[-1].text):
        return paragraphs, None
    return paragraphs[:-1], credit


def _first(credited: Sequence[Credit], origins: dict[str, Origin]) -> tuple[tuple[str, ...], str, str]:
    """Authors, agency and place, each from the most trusted credit that has it; the others are kept as candidates."""
    values: dict[str, tuple[str, ...]] = {"authors": (), "agency": (), "place": ()}
    for name in values:
        having = [(c, getattr(c, name)) for c in credited if getattr(c, name)]
        if not having:
            continue
        chosen, value = having[0]
        stale = (("rule:author", "found nothing"),) if name == "authors" and _author_missed(origins) else ()
        values[name] = value if isinstance(value, tuple) else (value,)
        others = tuple((c.rule, "، ".join(v) if isinstance(v, tuple) else v) for c, v in having[1:] if v != value)
        origins[name] = Origin(rule=chosen.rule, confidence=chosen.confidence, candidates=(*stale, *others[:4]))
    return values["authors"], "".join(values["agency"]), "".join(values["place"])


def _author_missed(origins: Mapping[str, Origin]) -> bool:
    """Whether the outlet has a rule for authors that found nothing on this page."""
    return "rules" in origins and any(field == "author" for field, _ in origins["rules"].candidates)
