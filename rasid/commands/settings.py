"""`rasid settings`: the effective settings and where each came from."""

import typer
from rich.table import Table

from rasid.commands.options import DataOption, JsonOption, print_json, sit_down
from rasid.settings import shown


def settings(context: typer.Context, as_json: JsonOption = False, data: DataOption = None) -> None:
    """Show every setting: its value, where it came from, what it does. Secrets are hidden.

    Set one in `rasid.toml` in the data folder (`[portal]` `port = 8080`), or in the environment (`RASID_PORTAL_PORT=8080`;
    with `_FILE` at the end of the name, from a file).
    """
    desk = sit_down(context, data)
    rows = shown(desk.settings, desk.origins)
    if as_json:
        print_json({row.name: {"value": row.value, "origin": row.origin} for row in rows})
        return
    table = Table("setting", "value", "from", "what it does", box=None, pad_edge=False)
    for row in rows:
        table.add_row(row.name, row.value or "—", row.origin, row.sentence)
    desk.out.print(table, markup=False)
