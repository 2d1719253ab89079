"""`rasid outlets`: the catalogue, and a polite trial of one outlet."""

from typing import Annotated

import typer
from rich.table import Table

from rasid.commands.options import DataOption, Desk, JsonOption, UsageProblem, print_json, sit_down
from rasid.wiring import close_names, open_catalogue, open_existing_store

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
    """Show what the catalogue says of one outlet, and how its endpoints fare."""
    desk = sit_down(context, data)
    found = _outlet(desk, outlet)
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
    }
    if as_json:
        print_json(value)
        return
    for key, shown in value.items():
        if key not in ("endpoints", "outcomes"):
            desk.print(f"{key:14} {', '.join(shown) if isinstance(shown, list) else shown}")
    for name, count in dict(value["outcomes"]).items():  # type: ignore[call-overload]
        desk.print(f"{'outcome':14} {name}: {count}")
    for endpoint in endpoints:
        reason = f" ({endpoint['reason']})" if endpoint["reason"] else ""
        desk.print(f"{endpoint['kind']:14} {endpoint['url']}\n{'':14} {endpoint['outcome']}{reason}")


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
    found = _outlet(desk, outlet)
    desk.say(f"Visiting {found.names.en} with {found.politeness.delay_seconds:g} s between requests …")
    trial = try_outlet(found, desk.settings, articles=articles)
    if as_json:
        print_json(trial.as_json())
    else:
        for line in trial.lines():
            desk.print(line)
    if not trial.kept:
        raise typer.Exit(1)


def _outlet(desk: Desk, name: str):  # type: ignore[no-untyped-def]
    catalogue = open_catalogue(desk.settings)
    if name not in catalogue.outlets:
        raise UsageProblem(
            f"no outlet {name!r} in the catalogue{close_names(name, catalogue.outlets)}; see `rasid outlets list`"
        )
    return catalogue.outlets[name]
