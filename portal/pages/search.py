"""The search page: query, filters, timeline, hits; what to do about mistakes and about finding nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from index.engine import SearchRequest
from index.query import MatchAll
from index.query_parser import LONGEST, QueryError
from index.results import ResultPage, find
from portal.desk import AtDesk, Desk
from portal.facets import count_alternatives, make_facets, name_of, outlet_name, toggled
from portal.feeds import feed_address
from portal.loosened import count_hits, resolved, ways_out
from portal.moments import article_address, make_then
from portal.readers import TheReader
from portal.search_form import DEEPEST, AskedForm, FormError, SearchForm, Understood, understand
from portal.suggested import meant
from portal.templating import page
from portal.texts import steadied
from portal.timeline import MOST_BARS, make_timeline
from portal.words import Reader

router = APIRouter(include_in_schema=False)

_AROUND = 150  # characters of a long query shown on each side of a mistake
_SIGNS = re.compile(r"""["«»“”„()\[\]{}~*=:]+|(?<!\w)-""")
_OPERATORS = frozenset({"AND", "OR", "NOT", "و", "أو", "او", "ليس"})


@router.get("/")
def search(request: Request, desk: AtDesk, reader: TheReader, form: AskedForm) -> HTMLResponse:
    try:
        understood = understand(form, now=reader.now, zone=reader.zone)
    except (QueryError, FormError) as mistake:
        return _mistake(request, desk, reader, form, mistake)
    asked = replace(
        understood.request(reader.zone), facets=("outlet", "country"), timeline="month", collapse=form.collapse != "0"
    )
    found = find(desk.engine, desk.store, desk.analyser, asked)
    cards = desk.store.outlets()
    values: dict[str, Any] = {
        "form": _answered(understood, reader),
        "chips": _chips(understood, reader, cards),
        "is_search": True,
        "outlet_name": outlet_name,
        "is_all": isinstance(understood.query, MatchAll),
        "found": found,
        "meant": meant(form, found.total, desk, reader),
        "cards": cards,
        "feed": feed_address(form.but(), reader.language if reader.language != desk.settings.language else ""),
        "json": form.address("/search.json"),
        "then": make_then(understood, reader),
    }
    if not found.total:
        values["ways"] = ways_out(understood, desk.engine, desk.store, desk.analyser, reader)
        values["is_empty_archive"] = desk.engine.count() == 0
        return page(desk, request, reader, "empty.html", values)
    counts = count_alternatives(desk.engine, resolved(asked, desk.store), found.facets)
    values |= {
        "facets": make_facets(counts, form, reader, cards),
        "timeline": make_timeline(_by_day(desk, asked, found), form, reader),
        "orders": _orders(understood, reader),
        "stories_address": form.but(collapse="0" if asked.collapse else "").address(),
        "is_collapsed": asked.collapse,
        "pager": make_pager(form, found),
        "unit_address": lambda unit: form.but(unit=unit).address(),
        "article_address": lambda hit: article_address(hit, form, back=True),
        "outlet_address": lambda outlet: SearchForm(outlets=(outlet,), as_of=form.as_of).address(),
    }
    return page(desk, request, reader, "search.html", values)


def _by_day(desk: Desk, asked: SearchRequest, found: ResultPage) -> Sequence[tuple[datetime, int]]:
    """Counts by day where days or weeks can be shown, else the counts by month as found: days of decades take long to count."""
    months = found.timeline
    if not months or months[-1][0] - months[0][0] > timedelta(weeks=MOST_BARS):
        return months
    counting = replace(resolved(asked, desk.store), offset=0, limit=0, facets=(), timeline="day", collapse=False)
    return desk.engine.search(counting).timeline


def _answered(understood: Understood, reader: Reader) -> SearchForm:
    """The form as it is filled in again, with the dates in full, as they were understood."""
    form, since, until = understood.form, understood.published_from, understood.published_to
    if since and form.start and reader.is_midnight(since):
        form = replace(form, start=reader.day(reader.local(since).date(), year=True))
    if until and form.end and reader.is_midnight(until):
        form = replace(form, end=reader.day(reader.local(until).date() - timedelta(days=1), year=True))
    return form


def _shown(form: SearchForm) -> SearchForm:
    """The form as it is filled in again: of a query far too long only what could be one."""
    return replace(form, q=form.q[: LONGEST + 1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    first: int
    last: int
    total: int  # hits of all pages: stories, or articles where every one is shown
    pages: tuple[tuple[int, str], ...]  # (number, address); number 0 is a gap, address "" this page
    previous: str
    next: str


def make_pager(form: SearchForm, found: ResultPage) -> Pager:
    """Links to the first, the last and the neighbouring pages. Pages end where paging ends, whatever the total."""
    reachable = min(found.length, DEEPEST // form.limit * form.limit)
    last_page = max(1, -(-reachable // form.limit))
    near = {1, last_page, *(number for number in range(form.page - 2, form.page + 3) if 1 <= number <= last_page)}
    pages: list[tuple[int, str]] = []
    before = 0
    for number in sorted(near):
        if number - before > 1:
            pages.append((0, ""))
        pages.append((number, "" if number == form.page else form.but(page=number).address()))
        before = number
    start = (form.page - 1) * form.limit
    return Pager(
        first=start + 1,
        last=start + len(found.hits),
        total=found.length,
        pages=tuple(pages) if last_page > 1 else (),
        previous=form.but(page=min(form.page - 1, last_page)).address() if form.page > 1 else "",
        next=form.but(page=form.page + 1).address() if form.page < last_page else "",
    )


def _orders(understood: Understood, reader: Reader) -> list[tuple[str, str, bool]]:
    """(name, address, whether it is the present one)"""
    orders = [("newest", reader.say("الأحدث", "newest")), ("oldest", reader.say("الأقدم", "oldest"))]
    if not isinstance(understood.query, MatchAll):
        orders.insert(0, ("relevance", reader.say("الأقرب إلى الطلب", "closest to the query")))
    silent = orders[0][0]
    return [
        (name, understood.form.but(sort="" if order == silent else order).address(), understood.sort == order)
        for order, name in orders
    ]


def _chips(understood: Understood, reader: Reader, cards: Any) -> list[tuple[str, str]]:
    """(filter as understood, address of the search without it)"""
    form = understood.form
    chips = [
        (name_of("outlet", outlet, reader, cards), toggled(form, "outlet", outlet).address()) for outlet in form.outlets
    ]
    chips += [
        (name_of("country", country, reader, cards), toggled(form, "country", country).address())
        for country in form.countries
    ]
    if form.start or form.end:
        chips.append(
            (reader.span(understood.published_from, understood.published_to), form.but(start="", end="").address())
        )
    return chips


def _mistake(
    request: Request, desk: Desk, reader: Reader, form: SearchForm, mistake: QueryError | FormError
) -> HTMLResponse:
    """Status 400: one sentence, the marked spot, and what was perhaps meant."""
    arabic, english = steadied(mistake.message_ar, "ar"), steadied(mistake.message_en, "en")
    values: dict[str, Any] = {
        "form": _shown(form),
        "message": reader.say(arabic, english),
        "other_message": reader.say(english, arabic),
        "field": mistake.field if isinstance(mistake, FormError) else "q",
        "marked": None,
        "meant": None,
    }
    if isinstance(mistake, FormError) and mistake.field == "as_of":
        values |= {"form": _shown(form.but(as_of="")), "typed": form.as_of}
    if isinstance(mistake, QueryError):
        start, end = mistake.position, mistake.position + mistake.length
        values["marked"] = {
            "before": ("…" if start > _AROUND else "") + form.q[max(0, start - _AROUND) : start],
            "spot": form.q[start:end][:_AROUND],
            "after": form.q[end : end + _AROUND] + ("…" if len(form.q) > end + _AROUND else ""),
            "at": mistake.position + 1,
        }
        values["meant"] = _meant(desk, reader, form)
    return page(desk, request, reader, "mistake.html", values, status=400)


def _meant(desk: Desk, reader: Reader, form: SearchForm) -> dict[str, str] | None:
    """The query's words without operators and signs, if they find something."""
    words = [word for word in _SIGNS.sub(" ", form.q[:LONGEST]).split() if word not in _OPERATORS][:12]
    plain = form.but(q=" ".join(words))
    if not words or plain.q == form.q:
        return None
    count = count_hits(plain, desk.engine, desk.store, reader.now, reader.zone)
    return {"q": plain.q, "href": plain.address(), "count": reader.count("article", count)} if count else None
