"""`python -m rasid.newsroom`: the newsroom as a program of its own, until it is told to end."""

import argparse
import asyncio
import os
import signal
import sys
import threading
from pathlib import Path

from rasid.newsroom.articles import SHIPPED, ArticleError
from rasid.newsroom.server import Newsroom


def main(arguments: list[str] | None = None) -> int:
    """Run the newsroom that `arguments` describe; the exit code of `serve`."""
    options = _options(arguments)
    return serve(
        port=options.port,
        articles=options.articles,
        padding=options.padding,
        articles_from=options.articles_from,
        until_input_ends=options.until_input_ends,
    )


def serve(
    *,
    port: int = 0,
    articles: int = 0,
    padding: bool = False,
    articles_from: Path = SHIPPED,
    until_input_ends: bool = False,
) -> int:
    """Run until SIGTERM or SIGINT; 0 when it ended cleanly, 2 for articles that cannot be, 1 for a taken port."""
    try:
        newsroom = Newsroom(port=port, articles=articles, padded=padding, articles_from=articles_from)
    except ArticleError as error:
        print(f"newsroom: {error}", file=sys.stderr)  # noqa: T201
        return 2
    try:
        asyncio.run(_run(newsroom, until_input_ends=until_input_ends))
    except OSError as error:
        print(f"newsroom: cannot listen on port {port}: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


async def _run(newsroom: Newsroom, *, until_input_ends: bool) -> None:
    loop, end = asyncio.get_running_loop(), asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, end.set)
    await newsroom.start()
    print(f"newsroom ready port={newsroom.port} articles={len(newsroom.desk)}", flush=True)  # noqa: T201
    if until_input_ends:
        threading.Thread(target=_wait_for_end_of_input, args=(loop, end), daemon=True).start()
    try:
        await end.wait()
    finally:
        await newsroom.stop()


def _wait_for_end_of_input(loop: asyncio.AbstractEventLoop, end: asyncio.Event) -> None:
    """The parent holds the other end: when it is gone, however it went, the newsroom goes too."""
    # Unbuffered, so that no lock is held when the interpreter ends before the input does.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    loop.call_soon_threadsafe(end.set)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m rasid.newsroom",
        description="Serve four invented Arabic outlets on this machine. Open http://127.0.0.1:PORT/ to look around.",
    )
    add = parser.add_argument
    add("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    add("--articles", type=int, default=0, help="articles in all; 0: as many as were written")
    add("--padding", action="store_true", help="pages of 50 to 200 kB, as large outlets have")
    add("--articles-from", type=Path, default=SHIPPED, metavar="FOLDER", help="other articles")
    add("--until-input-ends", action="store_true", help="end when standard input does")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
