"""`rasid newsroom`: the practice outlets, on loopback."""

from typing import Annotated

import typer


def newsroom(
    port: Annotated[int, typer.Option(help="Port; 0 takes any free one.", min=0, max=65535)] = 0,
    articles: Annotated[
        int, typer.Option(help="Multiply the newsroom to this many articles; 0 serves the written ones.", min=0)
    ] = 0,
    padding: Annotated[
        bool, typer.Option("--padding", help="Make pages as heavy as real ones (50 to 200 kB).")
    ] = False,
) -> None:
    """Serve four invented outlets on loopback, to practise on. `rasid run --newsroom` starts it by itself."""
    from rasid.newsroom.__main__ import serve

    raise typer.Exit(serve(port=port, articles=articles, padding=padding))
