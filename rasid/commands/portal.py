"""`rasid portal`: serve the pages alone, without crawling."""

import signal
import threading
from typing import Annotated

import typer

from rasid.commands.options import DataOption, sit_down


def portal(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on; only loopback.")] = "",
    port: Annotated[
        int | None, typer.Option(help="Port; the next free one is taken when it is in use.", min=0, max=65535)
    ] = None,
    data: DataOption = None,
) -> None:
    """Serve the search portal on what the archive and the index hold now. Ctrl-C ends it."""
    from rasid.service import open_portal, say_port

    desk = sit_down(context, data)
    server = open_portal(desk.settings, host=host or None, port=port)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    server.start()
    say_port(desk, server, port)
    desk.say(f"The portal is open at {server.url}  (Ctrl-C ends it)")
    stop.wait()
    server.stop()
