"""`rasid run`: crawl, index and serve, until told to stop."""

from typing import Annotated

import typer

from rasid.commands.options import DataOption, sit_down


def run(
    context: typer.Context,
    newsroom: Annotated[
        bool,
        typer.Option(
            "--newsroom", help="Practise: crawl four invented outlets on this machine instead of the catalogue."
        ),
    ] = False,
    port: Annotated[
        int | None, typer.Option(help="Port of the portal (setting portal.port).", min=0, max=65535)
    ] = None,
    data: DataOption = None,
) -> None:
    """Keep polling the outlets, index what comes, serve the portal. Ctrl-C ends it; whatever was going on is due again.

    It may be killed at any moment: on the next start nothing is lost and nothing is kept twice.
    """
    from rasid.watch import Watch

    desk = sit_down(context, data)
    Watch(desk, newsroom=newsroom, port=port).run()
