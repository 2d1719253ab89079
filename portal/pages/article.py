"""The article page: text, versions, captures, and where each field came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from archive.model import Article, CaptureRecord, Content, Origin, OutletCard, StoryMember, Version
from archive.store import Store
from index.highlight import Finder, joined, pieces
from index.query import Field, MatchAll, Query
from index.query_parser import QueryError, parse_query
from portal.desk import AtDesk, Desk
from portal.facets import outlet_name
from portal.readers import TheReader
from portal.search_form import AskedForm, SearchForm
from portal.templating import page
from portal.texts import Parts, blocks, cut, web_address
from portal.words import Reader

router = APIRouter(include_in_schema=False)

LARGEST_ID = 2**63 - 1
_LONGEST_VALUE = 160  # characters of a passed-over candidate
_MOST_CAPTURES = 200


def article_number(text: str) -> int:
    """The id in an address. Raises HTTPException 404 for anything else."""
    if text.isascii() and text.isdigit() and len(text) < 20 and 0 < int(text) <= LARGEST_ID:
        return int(text)
    raise HTTPException(404)


def kept_article(store: Store, number: int) -> tuple[Article, list[Version]]:
    """The article with all its versions, oldest first. Raises HTTPException 404."""
    found = store.articles([number]).get(number)
    if found is None:
        raise HTTPException(404)
    return found[0], store.versions(number)


@router.get("/articles/{article}")
def show_article(
    request: Request, article: str, desk: AtDesk, reader: TheReader, form: AskedForm, version: str = ""
) -> HTMLResponse:
    """The search that led here may stand in the address: its words are marked, and a link leads back."""
    found, versions = kept_article(desk.store, article_number(article))
    shown = versions[-1]
    if version:
        chosen = [v for v in versions if str(v.number) == version]
        if not chosen:
            raise HTTPException(404)
        shown = chosen[0]
    captures = desk.store.captures_of(found.id)
    members = desk.store.story_members([found.story]).get(found.story, [])
    card = desk.outlet(found.outlet)
    content = shown.content
    marks = Marks(form.q, desk, reader)
    values: dict[str, Any] = {
        "article": found,
        "version": shown,
        "content": content,
        "title": marks.of(content.title.strip(), Field.TITLE),
        "lead": marks.of(content.lead),
        "blocks": [(block.kind, [marks.of(line) for line in block.lines]) for block in blocks(content.text)],
        "back": form.address() if form.q.strip() or form.is_filtered else "",
        "asked": form.q,
        "versions": list(reversed(versions)),
        "captures": capture_rows(captures, versions)[:_MOST_CAPTURES],
        "facts": facts(content, reader),
        "story": story_rows(members, desk.store.outlets() if members else {}, reader),
        "story_outlets": len({member.outlet for member in members}),
        "outlet": outlet_name(found.outlet, reader, card),
        "outlet_address": SearchForm(outlets=(found.outlet,)).address(),
        "author_address": lambda name: SearchForm(q=f'{reader.say("كاتب", "author")}:"{_no_quotes(name)}"').address(),
        "country": reader.country(card.country) if card and card.country else "",
        "original": web_address(found.address),
        "words": len(f"{content.lead} {content.text}".split()),
    }
    return page(desk, request, reader, "article.html", values)


class Marks:
    """Marks the words of a query in texts; marks nothing where the query cannot be read."""

    def __init__(self, q: str, desk: Desk, reader: Reader) -> None:
        self._finders: dict[Field | None, Finder] = {}
        try:
            query: Query = parse_query(q, now=reader.now, zone=reader.zone) if q.strip() else MatchAll()
        except QueryError:
            query = MatchAll()
        for field in (Field.TITLE, None):
            self._finders[field] = Finder(query, desk.analyser, field=field)

    def of(self, text: str, field: Field | None = None) -> Parts:
        return pieces(text, joined(self._finders[field].find(text)))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """An article of the story as its list shows it."""

    article: int
    outlet: str
    title: str
    at: datetime  # published, or first seen where that is not known


def story_rows(members: Sequence[StoryMember], cards: Mapping[str, OutletCard], reader: Reader) -> list[StoryRow]:
    return [
        StoryRow(
            article=member.article,
            outlet=outlet_name(member.outlet, reader, cards.get(member.outlet)),
            title=member.title,
            at=member.published_at or member.seen_at,
        )
        for member in members
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRow:
    record: CaptureRecord
    version: int  # number of the version read from it; 0 for none
    same: bool  # the very bytes of the capture before


def capture_rows(captures: Sequence[CaptureRecord], versions: Sequence[Version]) -> list[CaptureRow]:
    """Newest first."""
    read_from = {version.capture: version.number for version in reversed(versions)}
    rows = []
    for at, record in enumerate(captures):
        same = at > 0 and captures[at - 1].digest == record.digest
        rows.append(CaptureRow(record=record, version=read_from.get(record.id, 0), same=same))
    return rows[::-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A field: what it holds, and where that came from."""

    field: str
    label: str
    value: str  # "" where nothing was found
    origin: Origin | None
    confidence: str
    candidates: tuple[tuple[str, str], ...]


def facts(content: Content, reader: Reader) -> list[Fact]:
    """The fields a reader asks about. Those without a value are named too: what is unknown is said."""
    values = {
        "title": (reader.say("العنوان", "Title"), reader.say("كما في رأس الصفحة", "as shown") if content.title else ""),
        "lead": (reader.say("المقدّمة", "Lead"), cut(content.lead, 60)),
        "authors": (reader.say("الكاتب", "Author"), reader.listed(content.authors)),
        "agency": (reader.say("الوكالة", "Agency"), content.agency),
        "published_at": (
            reader.say("النشر", "Published"),
            reader.full_moment(content.published_at, content.published_precision) if content.published_at else "",
        ),
        "modified_at": (
            reader.say("آخر تعديل", "Modified"),
            reader.full_moment(content.modified_at) if content.modified_at else "",
        ),
        "place": (reader.say("المكان", "Place"), content.place),
        "section": (reader.say("القسم", "Section"), content.section),
        "tags": (reader.say("الوسوم", "Tags"), cut(reader.listed(content.tags), 120)),
        "text": (reader.say("النصّ", "Text"), reader.count("word", len(content.text.split()))),
    }
    return [
        _fact(field, label, value, content.origins.get(field), reader)
        for field, (label, value) in values.items()
        if value or field in content.origins or field in {"authors", "published_at"}
    ]


def _fact(field: str, label: str, value: str, origin: Origin | None, reader: Reader) -> Fact:
    return Fact(
        field=field,
        label=label,
        value=value,
        origin=origin,
        confidence=_confidence(origin.confidence, reader) if origin else "",
        candidates=tuple((rule, cut(text, _LONGEST_VALUE)) for rule, text in origin.candidates) if origin else (),
    )


def _confidence(value: float, reader: Reader) -> str:
    if value >= 0.85:
        return reader.say("عالية", "high")
    if value >= 0.6:
        return reader.say("متوسّطة", "fair")
    return reader.say("ضعيفة", "low") if value > 0 else reader.say("لا يُعتدّ به", "not trusted")


def _no_quotes(name: str) -> str:
    return "".join(sign for sign in name if sign not in '"«»“”„')
