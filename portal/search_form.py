"""The search form: one definition of what an address asks, for the page, the feeds and the API."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query

from arabic.dates import period_of, read_date
from index.engine import SearchRequest, Sort
from index.held import NoMoment, read_moment
from index.query import MatchAll
from index.query import Query as ParsedQuery
from index.query_parser import parse_query

DEEPEST = 10_000  # hits that can be paged through; the feed and the terminal have the same end
LIMIT = 10
MOST = 100


class FormError(Exception):
    """A field other than the query that cannot be read. The query's own is `index.query_parser.QueryError`."""

    def __init__(self, field: str, message_ar: str, message_en: str) -> None:
        super().__init__(message_en)
        self.field = field
        self.message_ar = message_ar
        self.message_en = message_en


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchForm:
    """What was asked, as typed."""

    q: str = ""
    outlets: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    sort: str = ""  # "" : by relevance with a query, newest first without
    page: int = 1
    limit: int = LIMIT
    unit: str = ""  # of the timeline; "" lets the page choose
    as_of: str = ""  # a moment in the past; "": the press as it is now
    collapse: str = ""  # "1": one hit a story, "0": every article; "": as the page, the feed or the API mostly does

    @property
    def is_filtered(self) -> bool:
        return bool(self.outlets or self.countries or self.start or self.end or self.as_of.strip())

    def but(self, **changes: Any) -> "SearchForm":
        """Another form: with these fields, on the first page unless the page is named."""
        return replace(self, **{"page": 1, **changes})

    def pairs(self) -> list[tuple[str, str]]:
        """The fields as they stand in an address; those that say nothing are left out."""
        pairs: list[tuple[str, str]] = [("q", self.q)] if self.q.strip() else []
        pairs += [("outlet", outlet) for outlet in self.outlets]
        pairs += [("country", country) for country in self.countries]
        pairs += [
            (name, str(value))
            for name, value, silent in (
                ("from", self.start.strip(), ""),
                ("to", self.end.strip(), ""),
                ("as_of", self.as_of.strip(), ""),
                ("sort", self.sort, ""),
                ("by", self.unit, ""),
                ("collapse", self.collapse, ""),
                ("limit", self.limit, LIMIT),
                ("page", self.page, 1),
            )
            if value != silent
        ]
        return pairs

    def address(self, path: str = "/") -> str:
        """Where this search can be found. Equal searches have equal addresses."""
        pairs = self.pairs()
        return f"{path}?{urlencode(pairs)}" if pairs else path


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """The form as understood."""

    form: SearchForm
    query: ParsedQuery
    published_from: datetime | None
    published_to: datetime | None  # exclusive
    as_of: datetime | None = None

    @property
    def sort(self) -> Sort:
        if self.form.sort:
            return Sort(self.form.sort)
        return Sort.NEWEST if isinstance(self.query, MatchAll) else Sort.RELEVANCE

    def request(self, zone: str) -> SearchRequest:
        return SearchRequest(
            query=self.query,
            outlets=self.form.outlets,
            countries=self.form.countries,
            published_from=self.published_from,
            published_to=self.published_to,
            sort=self.sort,
            offset=(self.form.page - 1) * self.form.limit,
            limit=self.form.limit,
            zone=zone,
            as_of=self.as_of,
            collapse=self.form.collapse == "1",
        )


def read_form(
    q: Annotated[str, Query(description="The query; empty for all articles. See the query guide.")] = "",
    outlet: Annotated[list[str] | None, Query(max_length=50, description="Only these outlets, by id: gb.elaph")] = None,
    country: Annotated[list[str] | None, Query(max_length=50, description="Only these countries: lb, eg, gb")] = None,
    start: Annotated[
        str,
        Query(alias="from", max_length=100, description="Published on or after: 2026-11-01, أمس, ١ تشرين الثاني ٢٠٢٦"),
    ] = "",
    end: Annotated[str, Query(alias="to", max_length=100, description="Published on or before")] = "",
    sort: Annotated[str, Query(pattern="^(|relevance|newest|oldest)$", description="relevance, newest or oldest")] = "",
    page: Annotated[int, Query(ge=1, le=DEEPEST)] = 1,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Hits on a page")] = LIMIT,
    by: Annotated[str, Query(pattern="^(|day|week|month|year)$", description="Unit of the timeline")] = "",
    as_of: Annotated[
        str,
        Query(
            max_length=100,
            description="The articles as they stood then: 2026-11-01 (at its end), 2026-11-01 14:30, أمس. Empty: as they are now",
        ),
    ] = "",
    collapse: Annotated[
        str, Query(pattern="^(|0|1)$", description="1: of each story only its first hit; 0: every article")
    ] = "",
) -> SearchForm:
    """The form an address holds. FastAPI checks the simple limits and documents the fields from here."""
    return SearchForm(
        q=q,
        outlets=tuple(dict.fromkeys(value for value in outlet or () if value)),
        countries=tuple(dict.fromkeys(value.lower() for value in country or () if value)),
        start=start,
        end=end,
        sort=sort,
        page=page,
        limit=limit,
        unit=by,
        as_of=as_of,
        collapse=collapse,
    )


AskedForm = Annotated[SearchForm, Depends(read_form)]


def understand(form: SearchForm, *, now: datetime, zone: str) -> Understood:
    """Raises QueryError for the query, FormError for the dates, the moment and for pages too deep."""
    if form.page * form.limit > DEEPEST:
        raise FormError(
            "page",
            f"تنتهي الصفحات عند النتيجة {DEEPEST}؛ ضيّق البحث بتاريخ أو صحيفة لترى ما بعدها.",
            f"Pages end at hit {DEEPEST}; narrow the search by date or outlet to see what lies beyond.",
        )
    query = parse_query(form.q, now=now, zone=zone)
    since, _ = _period(form.start, "from", now, zone)
    _, until = _period(form.end, "to", now, zone)
    if since and until and since >= until:
        raise FormError(
            "to",
            "نهاية المدّة قبل بدايتها؛ بدّل بين التاريخين.",
            "The span ends before it begins; swap the two dates.",
        )
    return Understood(
        form=form, query=query, published_from=since, published_to=until, as_of=_moment(form.as_of, now, zone)
    )


def _moment(text: str, now: datetime, zone: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        return read_moment(text, now=now, zone=zone)
    except NoMoment as mistake:
        raise FormError("as_of", mistake.message_ar, mistake.message_en) from mistake


def _period(text: str, field: str, now: datetime, zone: str) -> tuple[datetime | None, datetime | None]:
    """The first moment of the day, month or year a person wrote, and the moment it is over."""
    if not text.strip():
        return None, None
    reading = read_date(text, now=now, zone=zone)
    if reading is None:
        raise FormError(
            field,
            "لم نفهم هذا التاريخ؛ اكتب مثلًا «١ نوفمبر ٢٠٢٦» أو «أمس» أو 2026-11-01.",
            "This date cannot be read; write for example 2026-11-01, 1 November 2026, أمس or ١ تشرين الثاني ٢٠٢٦.",
        )
    return period_of(reading)
