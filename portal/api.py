"""The JSON twin of every page. The same search form, the same fields as the terminal's --json; described in /openapi.json."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from index.query_parser import QueryError
from index.results import find, page_json
from portal.article_json import article_json
from portal.desk import AtDesk
from portal.pages.article import article_number, kept_article
from portal.search_form import AskedForm, FormError, understand
from portal.suggested import suggested

router = APIRouter(tags=["archive"])


class Hit(BaseModel):
    article: str
    story: str  # the first article of its story: its own id where it is the first or the only one
    address: str
    outlet: str
    title: str
    published: str | None
    score: float
    snippet: str
    version: int


class Hits(BaseModel):
    """`suggestion` is the query as it was perhaps meant, where few articles hold its words or none."""

    total: int  # articles
    stories: int | None = None  # with collapse=1, how many stories they are
    hits: list[Hit]
    suggestion: str | None


class VersionLine(BaseModel):
    version: int
    seen: str
    title: str


class CaptureLine(BaseModel):
    capture: int
    url: str
    fetched: str
    status: int
    file: str
    offset: int
    length: int
    digest: str


class OriginLine(BaseModel):
    rule: str
    confidence: float
    candidates: list[list[str]]


class ArticleAnswer(BaseModel):
    article: str
    story: str
    address: str
    outlet: str
    title: str
    lead: str
    text: str
    authors: list[str]
    agency: str
    place: str
    section: str
    tags: list[str]
    published: str | None
    published_precision: str
    modified: str | None
    language: str
    version: int
    versions: list[VersionLine]
    captures: list[CaptureLine]
    origins: dict[str, OriginLine]


class Mistake(BaseModel):
    """A request that cannot be answered. `position` and `length` mark the spot in the query; for other fields they are null."""

    field: str
    message_ar: str
    message_en: str
    position: int | None
    length: int | None


_MISTAKE: dict[int | str, dict[str, Any]] = {400: {"model": Mistake, "description": "The request cannot be read"}}


@router.get(
    "/search.json",
    response_model=Hits,
    response_model_exclude_unset=True,
    responses=_MISTAKE,
    summary="Search the archive",
)
def search_json(desk: AtDesk, form: AskedForm) -> Any:
    zone = desk.settings.zone
    try:
        request = understand(form, now=desk.clock(), zone=zone).request(zone)
    except (QueryError, FormError) as mistake:
        return mistake_json(mistake)
    found = find(desk.engine, desk.store, desk.analyser, request)
    meant = suggested(form, found.total, desk, desk.clock(), zone)
    return page_json(found, request) | {"suggestion": meant}


@router.get(
    "/articles/{article}.json",
    response_model=ArticleAnswer,
    responses={404: {"description": "No such article or version"}},
    summary="One article with its text, versions, captures and origins",
)
def show_article_json(
    desk: AtDesk, article: Annotated[str, Path(description="The article's id", pattern=r"^\d{1,19}$")], version: int = 0
) -> Any:
    found, versions = kept_article(desk.store, article_number(article))
    shown = next((v for v in versions if v.number == version), None) if version else versions[-1]
    if shown is None:
        return JSONResponse({"detail": f"article {found.id} has no version {version}"}, status_code=404)
    return article_json(found, shown, versions, desk.store.captures_of(found.id))


def mistake_json(mistake: QueryError | FormError) -> JSONResponse:
    field, position, length = (
        ("q", mistake.position, mistake.length) if isinstance(mistake, QueryError) else (mistake.field, None, None)
    )
    answer = Mistake(
        field=field, message_ar=mistake.message_ar, message_en=mistake.message_en, position=position, length=length
    )
    return JSONResponse(answer.model_dump(), status_code=400)
