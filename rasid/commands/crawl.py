"""`rasid crawl`: one round, or round after round."""

import asyncio
import gc
import json
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated

import typer

from rasid.commands.archive import index_changes
from rasid.commands.options import DataOption, Desk, JsonOption, outlet_named, print_json, sit_down
from rasid.progress import CrawlProgress, counts_line
from rasid.reports import report_json, report_lines
from rasid.wiring import open_catalogue, open_rounds


def crawl(
    context: typer.Context,
    outlet: Annotated[
        list[str] | None, typer.Argument(help="Outlets to crawl, e.g. gb.elaph; else all that are active.")
    ] = None,
    budget: Annotated[
        int | None,
        typer.Option(help="Seconds a round may take; without it one round runs until nothing is due.", min=1),
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Round after round, until told to stop.")] = False,
    index: Annotated[bool, typer.Option("--index/--no-index", help="Make the articles searchable at the end.")] = True,
    due: Annotated[
        bool, typer.Option("--due", help="Poll only endpoints whose interval is over, as with --watch (for cron).")
    ] = False,
    events: Annotated[
        bool, typer.Option("--events", hidden=True, help="Progress as JSON lines, for `rasid run`.")
    ] = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Poll what is due, fetch what is found, keep what is an article. One round, then stop.

    Every URL found ends in one counted outcome: found = kept + unchanged + refused + failed + still due. What a time budget
    or Ctrl-C leaves undone stays due. Feeds, sitemaps and fronts are asked at once, with conditional requests; `--watch` and
    `--due` wait until the interval of each is over.
    """
    desk = sit_down(context, data)
    catalogue = open_catalogue(desk.settings)
    for name in outlet or ():
        outlet_named(catalogue, name)
    limit = budget or (desk.settings.crawl.round_seconds if watch else None)
    asyncio.run(
        _rounds(
            desk,
            outlet or None,
            budget=limit,
            watch=watch,
            hurry=not (due or watch),
            index=index,
            events=events,
            as_json=as_json,
        )
    )


async def _rounds(
    desk: Desk,
    outlets: list[str] | None,
    *,
    budget: int | None,
    watch: bool,
    hurry: bool,
    index: bool,
    events: bool,
    as_json: bool,
) -> None:
    from crawler.fetch.round import Progress
    from rasid.rule_watch import RuleWatch
    from rasid.schedule import keep_on, memory_mb

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    with open_rounds(desk.settings) as rounds, CrawlProgress(desk) as line:
        gc.freeze()  # what is loaded stays

        def stop() -> None:
            stopped.set()
            rounds.stop()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop)
        watch_rules = RuleWatch(rounds.store, rounds.catalogue, rounds.clock)
        rounds.catalogue = await asyncio.to_thread(watch_rules.look)
        if events:
            _stop_with_parent(loop, stop)

        def show(progress: Progress) -> None:
            counts = progress.counts()
            if events:
                _emit({"event": "progress", **counts})
            else:
                line.show(f"crawling: {counts_line(counts)}")

        async def one_round() -> None:
            report = await rounds.run(outlets=outlets, budget_seconds=budget, progress=show, hurry=hurry)
            rounds.catalogue = await asyncio.to_thread(watch_rules.look)
            if events:
                _emit({"event": "round", "report": report_json(report), "memory_mb": memory_mb()})
                return
            if index:
                await asyncio.to_thread(index_changes, desk)
            if as_json:
                print_json(report_json(report))
            else:
                for text in report_lines(report):
                    desk.print(text)

        if watch:
            await keep_on(one_round, pause_seconds=desk.settings.crawl.pause_seconds, stopped=stopped)
        else:
            await one_round()


def _emit(event: dict[str, object]) -> None:
    with suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _stop_with_parent(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    """Stops when standard input ends: the supervisor holds its other end, and the kernel closes it however that one dies."""

    def wait() -> None:
        sys.stdin.read()
        with suppress(RuntimeError):  # the loop is gone already
            loop.call_soon_threadsafe(stop)

    threading.Thread(target=wait, daemon=True, name="parent").start()
