"""`rasid outlets`: the catalogue, a polite trial of one outlet, and new outlets by a visit or from a list of feeds."""

import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import typer
from rich.table import Table

from rasid.commands.options import DataOption, Desk, JsonOption, UsageProblem, outlet_named, print_json, sit_down
from rasid.wiring import close_names, fetch_options, now, open_catalogue, open_existing_store

if TYPE_CHECKING:
    from archive.store import Store
    from crawler.catalogue import Outlet
    from crawler.discover.draft import Draft

app = typer.Typer(no_args_is_help=True, help="The outlets that are watched.")


@app.command("list")
def list_outlets(context: typer.Context, as_json: JsonOption = False, data: DataOption = None) -> None:
    """List the outlets of the catalogue, with what the archive holds of each."""
    desk = sit_down(context, data)
    catalogue = open_catalogue(desk.settings)
    store = open_existing_store(desk.settings)
    kept = dict(store.stats().by_outlet) if store else {}
    states = store.outlet_states() if store else {}
    rows = [
        {
            "outlet": outlet.id,
            "name_ar": outlet.names.ar,
            "name_en": outlet.names.en,
            "country": outlet.country,
            "active": outlet.active,
            "endpoints": len(outlet.endpoints),
            "articles": kept.get(outlet.id, 0),
            "state": states[outlet.id].state if outlet.id in states else "not yet visited",
            "reason": states[outlet.id].reason if outlet.id in states else "",
        }
        for outlet in catalogue.outlets.values()
    ]
    if as_json:
        print_json(rows)
        return
    table = Table("outlet", "name", "", "endpoints", "articles", "state", box=None, pad_edge=False)
    for row in rows:
        state = f"{row['state']}: {row['reason']}" if row["reason"] else str(row["state"])
        table.add_row(
            str(row["outlet"]),
            str(row["name_ar"]),
            str(row["name_en"]),
            str(row["endpoints"]),
            str(row["articles"]),
            state,
        )
    desk.out.print(table, markup=False)


@app.command("show")
def show_outlet(
    context: typer.Context,
    outlet: Annotated[str, typer.Argument(help="Id of the outlet, e.g. gb.elaph.")],
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Show what the catalogue says of one outlet, how its endpoints fare, and what its kept articles look like."""
    desk = sit_down(context, data)
    found = outlet_named(open_catalogue(desk.settings), outlet)
    store = open_existing_store(desk.settings)
    states = store.endpoints(outlet) if store else {}
    state = store.outlet_states().get(outlet) if store else None
    endpoints = [
        {
            "kind": endpoint.kind,
            "url": endpoint.url,
            "polled": states[endpoint.url].polled_at if endpoint.url in states else None,
            "outcome": states[endpoint.url].outcome if endpoint.url in states else "not yet polled",
            "reason": states[endpoint.url].reason if endpoint.url in states else "",
            "next": states[endpoint.url].next_poll_at if endpoint.url in states else None,
        }
        for endpoint in found.endpoints
    ]
    value = {
        "outlet": found.id,
        "name_ar": found.names.ar,
        "name_en": found.names.en,
        "country": found.country,
        "zone": found.zone,
        "home": found.home,
        "hosts": list(found.hosts),
        "evidence": found.evidence,
        "delay_seconds": found.politeness.delay_seconds,
        "file": found.file,
        "state": state.state if state else "not yet visited",
        "reason": state.reason if state else "",
        "outcomes": dict(store.outcomes(outlet)) if store else {},
        "endpoints": endpoints,
        **_articles_json(store, found),
    }
    if as_json:
        print_json(value)
        return
    for key, shown in value.items():
        if key not in ("endpoints", "outcomes", "articles", "rule_drift", "shifts"):
            desk.print(f"{key:14} {', '.join(shown) if isinstance(shown, list) else shown}")
    for name, count in dict(value["outcomes"]).items():
        desk.print(f"{'outcome':14} {name}: {count}")
    for endpoint in endpoints:
        reason = f" ({endpoint['reason']})" if endpoint["reason"] else ""
        desk.print(f"{endpoint['kind']:14} {endpoint['url']}\n{'':14} {endpoint['outcome']}{reason}")
    for line in _articles_lines(value):
        desk.print(line)


def _articles_json(store: "Store | None", outlet: "Outlet") -> dict[str, Any]:
    """Statistics of the outlet's youngest kept articles, and what has changed in them."""
    from crawler.drift import LOOK_BACK, find_drift, find_shifts, seen_of, statistics_of

    versions = store.recent_versions(outlet.id, limit=LOOK_BACK) if store else []
    seen = [seen_of(version) for version in versions]
    numbers = statistics_of(seen)
    return {
        "articles": asdict(numbers) if numbers else None,
        "rule_drift": [
            {**asdict(drift), "sentence": drift.sentence()} for drift in find_drift(seen, outlet.rule_on(now().date()))
        ],
        "shifts": [{**asdict(shift), "sentence": shift.sentence()} for shift in find_shifts(seen)],
    }


def _articles_lines(value: dict[str, Any]) -> list[str]:
    numbers = value["articles"]
    if numbers is None:
        return []
    words = f"{numbers['words_median']} words in the median, {numbers['words_least']} to {numbers['words_most']}"
    missing = ", ".join(f"{name} {share:.0%}" for name, share in numbers["missing"].items() if share)
    lines = [f"{'articles':14} the last {numbers['articles']}: {words}, {numbers['boilerplate']:.0%} boilerplate"]
    lines += [f"{'missing':14} {missing}"] if missing else []
    for drift in value["rule_drift"]:
        before = f", {drift['before']:.0%} before" if drift["before"] is not None else ""
        lines.append(f"{'rule-drift':14} {drift['sentence']}{before}, since {drift['since']:%Y-%m-%d %H:%M} UTC")
    return lines + [f"{'changed':14} {shift['sentence']}" for shift in value["shifts"]]


@app.command("check")
def check_outlet(
    context: typer.Context,
    outlet: Annotated[str, typer.Argument(help="Id of the outlet, e.g. gb.elaph.")],
    articles: Annotated[int, typer.Option(help="How many articles to fetch at the most.", min=1, max=20)] = 3,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Try one outlet live and politely, and show what would be kept. Nothing is written to the archive."""
    from rasid.trial import try_outlet

    desk = sit_down(context, data)
    found = outlet_named(open_catalogue(desk.settings), outlet)
    desk.say(f"Visiting {found.names.en} with {found.politeness.delay_seconds:g} s between requests …")
    trial = try_outlet(found, desk.settings, articles=articles)
    if as_json:
        print_json(trial.as_json())
    else:
        for line in trial.lines():
            desk.print(line)
    if not trial.kept:
        raise typer.Exit(1)


CountryOption = Annotated[
    str, typer.Option("--country", help="Where the newsroom sits, in two letters (lb), if the site does not tell.")
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show the file and write nothing.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Write a file anew that is there already.")]


@app.command("add")
def add_outlet(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The outlet's front page, e.g. https://www.example.com/.")],
    country: CountryOption = "",
    zone: Annotated[str, typer.Option(help="Time zone of the newsroom, as Asia/Beirut, if you know better.")] = "",
    name: Annotated[str, typer.Option(help="Short Latin name of the file, if the host's will not do.")] = "",
    dry_run: DryRunOption = False,
    force: ForceOption = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Visit a site politely, find feeds, sitemaps, zone and address patterns, and write its catalogue file.

    At most 16 requests, robots.txt first, with the usual pause between them. Nothing is asked and nothing is overwritten.
    The file goes into the first folder of the setting `outlets`, else into `outlets` in the data folder.
    """
    from crawler.discover.draft import draft_outlet
    from crawler.fetch.probe import run_visit
    from rasid.outlet_files import checked_text, save_outlet, taken_by, target_of

    desk = sit_down(context, data)
    url, country = _front_page(url), _country(country)
    if zone and zone not in available_timezones():
        raise UsageProblem(f"--zone: no such time zone: {zone!r}; use a name such as Asia/Beirut")
    if name and not re.fullmatch("[a-z0-9][a-z0-9_-]*", name):
        raise UsageProblem(f"--name: {name!r} will not do as a file's name; use small Latin letters and digits")
    catalogue = open_catalogue(desk.settings)
    known = catalogue.of_url(url)
    if known and not (dry_run or force):
        raise UsageProblem(
            f"{url} is watched already as {known.id}, by {known.file}; see `rasid outlets show {known.id}`"
        )
    if known:  # written anew under the name it has
        country, name = country or known.country, name or known.id.partition(".")[2]
    sights = run_visit(url, options=fetch_options(desk.settings), clock=now, say=lambda u: desk.say(f"asking for {u}"))
    draft = draft_outlet(sights, country=country, zone=zone, slug=name)
    outlet = draft.outlet
    _explain_draft(desk, draft, as_json=as_json)
    if not outlet.country:
        raise UsageProblem(f"nothing at {sights.home} tells its country; say it, e.g. --country lb")
    target = target_of(outlet.id, desk.settings)
    other = taken_by(outlet, catalogue, target)
    written = bool(outlet.endpoints) and not dry_run
    if other and written:
        raise UsageProblem(
            f"{outlet.id}: its id or one of its hosts belongs to {other.id} in {other.file}; change that file"
        )
    text = checked_text(outlet)
    if written:
        save_outlet(text, target, force=force)
    if as_json:
        print_json({**_draft_json(draft), "file": str(target), "written": written, "toml": text})
    elif dry_run:
        desk.print(f"\n# {target}\n{text}")
    if not outlet.endpoints:
        raise UsageProblem(
            f"{sights.home}: no feed, sitemap or listing was found, and the links of the front page show no form; "
            "see docs/outlets.md for writing the file by hand"
        )
    if written:
        desk.say(f"Written: {target}\nNow try it: rasid outlets check {outlet.id}")


@app.command("export")
def export_outlets(
    context: typer.Context,
    opml: Annotated[str, typer.Option("--opml", help="File to write, or - for standard output.")],
    data: DataOption = None,
) -> None:
    """Write the feeds of all active outlets as OPML, for feed readers. Sitemaps and other listings are no feeds and stay out."""
    from crawler.discover.opml import opml_text

    desk = sit_down(context, data)
    active = [outlet for outlet in open_catalogue(desk.settings).outlets.values() if outlet.active]
    text, count = opml_text(active, "Rasid")
    if opml == "-":
        sys.stdout.write(text)
    else:
        Path(opml).write_text(text, encoding="utf-8")
    with_feeds = sum(1 for outlet in active if any(e.kind == "feed" for e in outlet.endpoints))
    desk.say(f"{count} feeds of {with_feeds} outlets; {len(active) - with_feeds} outlets have other listings only.")


@app.command("import")
def import_outlets(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="OPML file, as feed readers export it.")],
    country: CountryOption = "",
    active: Annotated[bool, typer.Option("--active", help="Watch them at once, unvisited.")] = False,
    dry_run: DryRunOption = False,
    force: ForceOption = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Write a catalogue file for each site of an OPML file, without visiting it.

    The outlets are inactive until you have tried them with `rasid outlets check` and set `active = true`, or with --active.
    Sites that are watched already are left as they are.
    """
    from crawler.discover.opml import by_site, read_opml
    from rasid.feed_lists import propose
    from rasid.outlet_files import checked_text, save_outlet, taken_by, target_of

    desk = sit_down(context, data)
    country = _country(country)
    outlines = read_opml(file.read_bytes(), str(file))
    catalogue = open_catalogue(desk.settings)
    rows: list[dict[str, Any]] = []
    texts: dict[Path, str] = {}
    for group in by_site(outlines):
        proposed = propose(group, country=country, at=now(), active=active)
        row = {
            "site": proposed.site,
            "feeds": list(proposed.feeds),
            "outlet": "",
            "file": "",
            "reason": proposed.reason,
        }
        rows.append(row)
        outlet = proposed.outlet
        if outlet is None:
            continue
        target = target_of(outlet.id, desk.settings)
        other = taken_by(outlet, catalogue, target)
        if other:
            row["reason"] = f"watched already as {other.id}"
        elif target in texts or (target.exists() and not force):
            row["reason"] = f"{target} is there already" + ("" if target in texts else "; --force writes it anew")
        else:
            texts[target] = checked_text(outlet)
            row |= {"outlet": outlet.id, "file": str(target)}
    for target, text in texts.items():
        if not dry_run:
            save_outlet(text, target, force=force)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        done = (
            f"{row['outlet']:24} {len(row['feeds'])} feeds"
            if row["outlet"]
            else f"{row['site']:24} left out: {row['reason']}"
        )
        desk.print(done)
    ending = "would be written" if dry_run else "written"
    desk.say(f"{len(texts)} of {len(rows)} sites {ending}" + ("" if active else ", inactive until checked") + ".")


def _front_page(url: str) -> str:
    """The address as given, with https:// where it has no scheme. Raises UsageProblem for what is no web address."""
    whole = url.strip() if "://" in url else f"https://{url.strip()}"
    try:
        parts = urlsplit(whole)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in {"http", "https"} or "." not in host:
        raise UsageProblem(f"{url!r} is no web address; give the front page, such as https://www.example.com/")
    return whole if parts.path else f"{whole}/"


def _country(given: str) -> str:
    from crawler.discover.countries import ZONES

    code = given.strip().lower()
    if code and not re.fullmatch("[a-z]{2}", code):
        raise UsageProblem(
            f"--country: {given!r} is no country code; use two letters such as lb{close_names(code, ZONES)}"
        )
    return code


def _explain_draft(desk: Desk, draft: "Draft", *, as_json: bool) -> None:
    """What was found and how sure it is; on standard error when standard output is for a program."""
    tell = desk.say if as_json else desk.print
    for what, value, why in draft.reasons:
        tell(f"{what:9} {value}\n{'':9} {why}")
    for seen in draft.passed_over:
        listed = seen.problem or (
            f"{len(seen.parts)} parts" if seen.parts else f"{len(seen.found)} entries, not needed"
        )
        tell(f"{'not used':9} {seen.url}\n{'':9} {seen.kind}, {seen.origin}: {listed}")
    for doubt in draft.doubts:
        tell(f"{'doubt':9} {doubt}")


def _draft_json(draft: "Draft") -> dict[str, Any]:
    outlet = draft.outlet
    return {
        "outlet": outlet.id,
        "name_ar": outlet.names.ar,
        "name_en": outlet.names.en,
        "country": outlet.country,
        "zone": outlet.zone,
        "language": outlet.language,
        "home": outlet.home,
        "hosts": list(outlet.hosts),
        "endpoints": [{"kind": e.kind, "url": e.url} for e in outlet.endpoints],
        "patterns": list(outlet.articles.include),
        "examples": list(outlet.articles.examples),
        "reasons": [{"what": what, "value": value, "why": why} for what, value, why in draft.reasons],
        "doubts": list(draft.doubts),
        "not_used": [{"kind": s.kind, "url": s.url, "problem": s.problem} for s in draft.passed_over],
    }
