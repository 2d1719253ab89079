"""`rasid search`: the archive from the terminal."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from rasid.commands.options import DataOption, JsonOption, UsageProblem, print_json, sit_down
from rasid.wiring import now, open_engine, open_existing_store


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help='Words, "a phrase", AND OR NOT (و أو ليس), title: outlet: date: …')],
    outlet: Annotated[list[str] | None, typer.Option(help="Only this outlet, e.g. gb.elaph; may be repeated.")] = None,
    since: Annotated[
        str, typer.Option("--from", help="Published on or after this day: 2026-11-01, أمس, ١ تشرين الثاني ٢٠٢٦.")
    ] = "",
    until: Annotated[str, typer.Option("--to", help="Published on or before this day.")] = "",
    as_of: Annotated[
        str,
        typer.Option(help="The articles as they stood then: 2026-11-01 (at its end), '2026-11-01 14:30', أمس."),
    ] = "",
    sort: Annotated[str, typer.Option(help="relevance, newest or oldest.")] = "relevance",
    limit: Annotated[int, typer.Option(help="How many hits.", min=1, max=1000)] = 10,
    offset: Annotated[int, typer.Option(help="How many hits to pass over.", min=0, max=10_000)] = 0,
    collapse: Annotated[
        bool, typer.Option("--collapse/--no-collapse", help="Of articles that are one text, only the first hit.")
    ] = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Search the archive. Spelling habits, clitics, plurals and vowel marks make no difference.

    Examples: rasid search النصره · rasid search '"جبهة النصرة" و لافروف' · rasid search 'title:ميزانية' --from 2026-11-01
    """
    desk = sit_down(context, data)
    from index.analysis import default_analyser
    from index.engine import SearchRequest, Sort
    from index.query_parser import parse_query
    from index.results import find, page_json
    from index.suggest import suggest

    if sort not in list(Sort):
        raise UsageProblem(f"--sort {sort}: use one of {', '.join(Sort)}")
    moment, zone = now(), desk.settings.portal.zone
    parsed = parse_query(query, now=moment, zone=zone)
    store = open_existing_store(desk.settings)
    if store is None:
        raise UsageProblem(
            f"no archive in {desk.settings.data} yet; begin with `rasid crawl` or `rasid archive import`"
        )
    analyser = default_analyser()
    engine = open_engine(desk.settings, analyser)
    behind = store.last_change() - engine.checkpoint()
    if behind > 0:
        desk.say(f"{behind} changes are not indexed yet; `rasid index sync` brings them in.")
    request = SearchRequest(
        query=parsed,
        outlets=tuple(outlet or ()),
        published_from=_day(since, moment, zone, "--from"),
        published_to=_day(until, moment, zone, "--to", end=True),
        sort=Sort(sort),
        offset=offset,
        limit=limit,
        as_of=_moment(as_of, moment, zone),
        collapse=collapse,
    )
    page = find(engine, store, analyser, request)

    def count(text: str) -> int:
        corrected = replace(request, query=parse_query(text, now=moment, zone=zone), offset=0, limit=0)
        return find(engine, store, analyser, corrected).total

    meant = suggest(query, analyser, engine, found=page.total, count=count)
    if as_json:
        print_json(page_json(page, request) | {"suggestion": meant})
        return
    stories = f" in {page.stories} stories" if collapse else ""
    desk.say(f"{page.total} hits{stories}{_said(request.as_of, zone)}")
    if meant is not None:
        desk.say(f"Did you mean: \u2068{meant}\u2069")
    for hit in page.hits:
        published = hit.version.content.published_at
        day = published.strftime("%Y-%m-%d") if published else "no date"
        desk.print(f"{hit.article.id:>7}  {day}  {hit.article.outlet}\n         {hit.version.content.title}")
        desk.print(f"         {hit.snippet.text}")
        if hit.others:
            desk.print(f"         also in: {', '.join(f'{other.outlet} ({other.article})' for other in hit.others)}")
        desk.print("")


def _moment(text: str, now: datetime, zone: str) -> datetime | None:
    """The moment that --as-of names; None without it."""
    if not text:
        return None
    from index.held import NoMoment, read_moment

    try:
        return read_moment(text, now=now, zone=zone)
    except NoMoment as mistake:
        raise UsageProblem(f"--as-of {text}: {mistake}") from mistake


def _said(moment: datetime | None, zone: str) -> str:
    return f" as of {moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if moment else ""


def _day(text: str, moment: datetime, zone: str, option: str, *, end: bool = False) -> datetime | None:
    """The start of the day (month, year) a person wrote, or with `end` the moment it is over."""
    if not text:
        return None
    from arabic.dates import period_of, read_date

    reading = read_date(text, now=moment, zone=zone)
    if reading is None:
        raise UsageProblem(f"{option} {text}: not a date; write 2026-11-01, 1/11/2026, أمس or ١ تشرين الثاني ٢٠٢٦")
    start, over = period_of(reading)
    return over if end else start
