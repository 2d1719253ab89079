"""`rasid index`: what can be found. Bring it up to date, rebuild it, learn its model."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from rasid.commands.options import DataOption, Desk, JsonOption, UsageProblem, print_json, sit_down
from rasid.wiring import open_engine, open_existing_store

app = typer.Typer(no_args_is_help=True, help="What can be found: the search index.")


@app.command("sync")
def sync_index(context: typer.Context, as_json: JsonOption = False, data: DataOption = None) -> None:
    """Bring the archive's changes into the index, from where it stopped."""
    _fill(sit_down(context, data), as_json, rebuild=False)


@app.command("rebuild")
def rebuild_index(context: typer.Context, as_json: JsonOption = False, data: DataOption = None) -> None:
    """Build the index anew from the archive, aside, and switch to it when it is complete. Searches go on meanwhile."""
    _fill(sit_down(context, data), as_json, rebuild=True)


def _fill(desk: Desk, as_json: bool, *, rebuild: bool) -> None:
    from index.analysis import default_analyser
    from index.sync import rebuild as rebuild_all
    from index.sync import sync

    store = open_existing_store(desk.settings)
    if store is None:
        raise UsageProblem(
            f"no archive in {desk.settings.data} yet; begin with `rasid crawl` or `rasid archive import`"
        )
    engine = open_engine(desk.settings, default_analyser())
    with Progress(console=desk.err, disable=desk.quiet, transient=True) as bar:
        task = bar.add_task("rebuilding" if rebuild else "indexing", total=store.last_change())
        report = (rebuild_all if rebuild else sync)(
            store, engine, progress=lambda done: bar.update(task, completed=done)
        )
    if as_json:
        print_json(
            {
                "applied": report.applied,
                "removed": report.removed,
                "checkpoint": report.checkpoint,
                "documents": engine.count(),
                "seconds": round(report.seconds, 2),
            }
        )
    else:
        desk.print(
            f"{report.applied} articles indexed, {report.removed} removed; {engine.count()} can be found ({report.seconds:.1f} s)"
        )


@app.command("status")
def status(context: typer.Context, as_json: JsonOption = False, data: DataOption = None) -> None:
    """Show how far the index has come, its size and the analyser that built it."""
    from index.analysis import default_analyser

    desk = sit_down(context, data)
    store = open_existing_store(desk.settings)
    if store is None:
        raise UsageProblem(
            f"no archive in {desk.settings.data} yet; begin with `rasid crawl` or `rasid archive import`"
        )
    analyser = default_analyser()
    engine = open_engine(desk.settings, analyser)
    built_by = engine.model()
    value = {
        "documents": engine.count(),
        "checkpoint": engine.checkpoint(),
        "last_change": store.last_change(),
        "behind": store.last_change() - engine.checkpoint(),
        "bytes": engine.size_bytes(),
        "analyser": analyser.version,
        "built_by": built_by,
        "rebuild_needed": bool(built_by) and built_by != analyser.version,
    }
    if as_json:
        print_json(value)
        return
    for key, shown in value.items():
        desk.print(f"{key.replace('_', ' '):15} {shown}")


@app.command("learn")
def learn(
    context: typer.Context,
    sources: Annotated[
        list[Path], typer.Argument(help='JSON Lines (.jsonl, .jsonl.gz) with a "text" each, or plain text.')
    ],
    output: Annotated[Path, typer.Option(help="File to write the model to.")],
) -> None:
    """Learn the analyser's model (word counts, lemmas, classes) from texts, without labels. The same texts give the same bytes."""
    from index.learn import learn_from_files

    desk = sit_down(context)
    for source in sources:
        if not source.is_file():
            raise UsageProblem(f"{source}: no such file")
    with desk.err.status("learning") as status_line:
        learn_from_files(sources, output, status_line.update)
    desk.say(f"{output}: {output.stat().st_size:,} bytes")
