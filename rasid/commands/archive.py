"""`rasid archive`: what is kept. Import, look, count, verify."""

from datetime import date as date_type
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from archive.model import RoundReport
from portal.article_json import article_json
from rasid.commands.options import DataOption, Desk, JsonOption, UsageProblem, outlet_named, print_json, sit_down
from rasid.reports import add_reports, report_json, report_lines
from rasid.wiring import close_names, now, open_catalogue, open_existing_store, open_store_for, open_warc, open_workers

app = typer.Typer(no_args_is_help=True, help="What is kept: captures, articles, versions.")


@app.command("import")
def import_files(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(help="WARC files (also gzip), JSON Lines, or plain text: an article a file.")
    ],
    outlet: Annotated[str, typer.Option(help="Outlet of texts that do not say theirs, e.g. gb.elaph.")] = "",
    date: Annotated[str, typer.Option(help="Publication date of a plain text: 2016-07-17, ١٧ تموز ٢٠١٦.")] = "",
    title: Annotated[str, typer.Option(help="Title of a plain text; else its first line or words.")] = "",
    index: Annotated[bool, typer.Option("--index/--no-index", help="Make the articles searchable at the end.")] = True,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Bring WARC files, JSON Lines or plain text into the archive, through the same steps as a crawl.

    What was imported before is found unchanged; an import that was interrupted goes on where it stopped. A JSON line holds
    url, title, text (or body, content), author, published (or date), section, tags. Pages of hosts outside the catalogue
    become outlets named by their host.
    """
    from crawler.imports.files import ImportProblem, import_file

    desk = sit_down(context, data)
    catalogue = open_catalogue(desk.settings)
    if outlet:
        outlet_named(catalogue, outlet)
    for file in files:
        if not file.is_file():
            raise ImportProblem(
                f"{file}: no such file" if not file.exists() else f"{file}: is a folder; name its files"
            )
    store = open_store_for(desk.settings)
    store.save_outlets([o.card() for o in catalogue.outlets.values()])
    warc, workers = open_warc(desk.settings), open_workers(desk.settings)
    reports: list[RoundReport] = []
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[kept]} kept"), TimeElapsedColumn()
    try:
        with Progress(*columns, console=desk.err, disable=desk.quiet, transient=True) as bar:
            for file in files:
                task = bar.add_task(file.name, total=None, kept=0)
                reports.append(
                    import_file(
                        file,
                        store=store,
                        warc=warc,
                        catalogue=catalogue,
                        workers=workers,
                        now=now(),
                        outlet=outlet or None,
                        published=date,
                        title=title,
                        progress=lambda p, task=task: bar.update(
                            task, completed=p.position, total=p.total, kept=p.kept
                        ),  # type: ignore[misc]
                    )
                )
    finally:
        workers.close()
        warc.close()
    report = add_reports(reports)
    if index:
        index_changes(desk)
    if as_json:
        print_json(report_json(report))
        return
    for line in report_lines(report):
        desk.print(line)


def index_changes(desk: Desk) -> None:
    """Makes what was just kept searchable; leaves it to a running `rasid run` when that one holds the index."""
    from index.analysis import default_analyser
    from index.engine import EngineError
    from index.sync import sync
    from rasid.wiring import open_engine

    store = open_store_for(desk.settings)
    try:
        sync(store, open_engine(desk.settings, default_analyser()))
    except EngineError as error:
        desk.say(f"Not indexed now ({error}). A running `rasid run` indexes it by itself; else `rasid index sync`.")


@app.command("reextract")
def reextract_captures(
    context: typer.Context,
    outlet: Annotated[
        list[str] | None, typer.Option(help="Only this outlet, e.g. gb.elaph; may be repeated. Else all.")
    ] = None,
    since: Annotated[str, typer.Option(help="Only captures fetched on this day or later: 2026-03-01.")] = "",
    apply: Annotated[bool, typer.Option("--apply", help="Write what has changed as new versions.")] = False,
    index: Annotated[
        bool, typer.Option("--index/--no-index", help="Make the new versions searchable at the end.")
    ] = True,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Read stored captures again with today's rules, and show what comes out otherwise. Nothing is fetched.

    Each capture is read by the rule of its day. Without --apply nothing is written. With it, every article that reads
    otherwise gets a new version, marked as read again; older versions stay. A capture that gives no article any more is
    reported and its article stays. An applied run that was interrupted goes on where it stopped.
    """
    from crawler.reextract import reextract
    from rasid.rereading import rereading_json, rereading_lines

    desk = sit_down(context, data)
    catalogue = open_catalogue(desk.settings)
    store = open_existing_store(desk.settings)
    if store is None:
        raise UsageProblem(f"no archive in {desk.settings.data} yet; there is nothing to read again")
    known = catalogue.outlets.keys() | store.outlets().keys()
    for name in outlet or ():
        if name not in known:
            raise UsageProblem(f"--outlet {name}: not in the catalogue{close_names(name, known)}")
    try:
        day = date_type.fromisoformat(since) if since else None
    except ValueError as error:
        raise UsageProblem(f"--since {since}: not a day; write it like 2026-03-01") from error
    workers = open_workers(desk.settings)
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    try:
        with Progress(*columns, console=desk.err, disable=desk.quiet, transient=True) as bar:
            task = bar.add_task("reading captures again", total=None)
            report = reextract(
                store=store,
                folder=desk.settings.warc_folder,
                catalogue=catalogue,
                workers=workers,
                now=now(),
                outlets=outlet or None,
                since=day,
                apply=apply,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
    finally:
        workers.close()
    if report.written and index:
        index_changes(desk)
    if as_json:
        print_json(rereading_json(report, applied=apply))
        return
    for line in rereading_lines(report, applied=apply):
        desk.print(line)


@app.command("show")
def show(
    context: typer.Context,
    article: Annotated[str, typer.Argument(help="Id of the article, or its address.")],
    version: Annotated[int, typer.Option(help="This version instead of the latest.", min=0)] = 0,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Show one article: its text, where each field came from, its versions and captures."""
    desk = sit_down(context, data)
    store = open_existing_store(desk.settings)
    found = store.find_article(article) if store else None
    if store is None or found is None:
        raise UsageProblem(f"no article {article!r} in {desk.settings.data}; `rasid search` shows ids and addresses")
    versions = store.versions(found.id)
    if version > len(versions):
        raise UsageProblem(f"article {found.id} has {len(versions)} versions, no version {version}")
    shown = versions[(version or len(versions)) - 1]
    if as_json:
        print_json(article_json(found, shown, versions, store.captures_of(found.id)))
        return
    content = shown.content
    desk.print(content.title)
    desk.print(f"\n{found.address}\n")
    for name, value in (
        ("outlet", found.outlet),
        (
            "published",
            f"{content.published_at} ({content.published_precision})" if content.published_at else "not readable",
        ),
        ("modified", content.modified_at),
        ("authors", "، ".join(content.authors)),
        ("agency", content.agency),
        ("place", content.place),
        ("section", content.section),
        ("version", f"{shown.number} of {len(versions)}, seen {shown.seen_at:%Y-%m-%d %H:%M} UTC"),
    ):
        if value:
            desk.print(f"{name:10} {value}")
    if content.lead:
        desk.print(f"\n{content.lead}")
    desk.print(f"\n{content.text}\n")
    for field, origin in content.origins.items():
        desk.print(f"{field:10} from {origin.rule}, confidence {origin.confidence:.2f}")


@app.command("stats")
def stats(context: typer.Context, as_json: JsonOption = False, data: DataOption = None) -> None:
    """Count what the archive holds, and how the found URLs ended."""
    desk = sit_down(context, data)
    store = open_existing_store(desk.settings)
    if store is None:
        raise UsageProblem(
            f"no archive in {desk.settings.data} yet; begin with `rasid crawl` or `rasid archive import`"
        )
    numbers = store.stats()
    outcomes = dict(store.outcomes())
    folder = desk.settings.warc_folder
    size = sum(f.stat().st_size for f in folder.glob("*.warc.gz")) if folder.is_dir() else 0
    value = {
        "outlets": numbers.outlets,
        "articles": numbers.articles,
        "versions": numbers.versions,
        "captures": numbers.captures,
        "changes": numbers.changes,
        "due": numbers.due,
        "warc_bytes": size,
        "first_seen": numbers.first_seen_at.isoformat() if numbers.first_seen_at else None,
        "last_seen": numbers.last_seen_at.isoformat() if numbers.last_seen_at else None,
        "by_outlet": dict(numbers.by_outlet),
        "outcomes": outcomes,
    }
    if as_json:
        print_json(value)
        return
    for key, number in value.items():
        if isinstance(number, dict):
            desk.print(f"\n{key.replace('_', ' ')}")
            for name, count in sorted(number.items(), key=lambda item: -item[1]):
                desk.print(f"  {count:>8}  {name}")
        else:
            desk.print(f"{key.replace('_', ' '):12} {number}")


@app.command("verify")
def verify_archive(context: typer.Context, as_json: JsonOption = False, data: DataOption = None) -> None:
    """Check the archive's promises: every capture readable and undamaged, every version traceable, no gap in the change list.

    Exit code 1 when something is wrong; each problem names the file and the offset.
    """
    from archive.verify import verify

    desk = sit_down(context, data)
    store = open_existing_store(desk.settings)
    if store is None:
        raise UsageProblem(f"no archive in {desk.settings.data} yet; there is nothing to verify")
    with Progress(console=desk.err, disable=desk.quiet, transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def show_progress(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        report = verify(store, desk.settings.warc_folder, progress=show_progress)
    if as_json:
        print_json(
            {
                "files": report.files,
                "captures": report.captures,
                "articles": report.articles,
                "versions": report.versions,
                "changes": report.changes,
                "not_in_database": report.not_in_database,
                "problems": list(report.problems),
            }
        )
    else:
        desk.print(
            f"checked {report.captures} captures in {report.files} files, {report.articles} articles, "
            f"{report.versions} versions, {report.changes} changes"
        )
        if report.not_in_database:
            desk.print(
                f"{report.not_in_database} records have no row: a crash came between file and database; harmless"
            )
        for problem in report.problems:
            desk.print(f"problem: {problem}")
        desk.print("all sound" if not report.problems else f"{len(report.problems)} problems")
    if report.problems:
        raise typer.Exit(1)
