"""The command line: the commands, the global options, and errors turned into sentences.

Exit codes: 0 done, 1 the world's fault (disk, network, database), 2 the user's mistake.
"""

import gc
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from rasid import __version__
from rasid.commands import archive, crawl, doctor, index, newsroom, outlets, portal, run, search, settings
from rasid.commands.options import Common, UsageProblem
from rasid.logs import configure
from rasid.settings import SettingsError

app = typer.Typer(
    name="rasid",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Rasid watches the Arabic press: it crawls outlets, keeps what they published as served, and makes it findable.",
    epilog="Try it on the built-in practice newsroom: [bold]rasid run --newsroom[/]. "
    "With the real catalogue: [bold]rasid run[/].",
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"rasid {__version__}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Folder of the archive and the index (else RASID_DATA).", show_default=False),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", help="Settings file (else RASID_CONFIG, else rasid.toml in the data folder)."),
    ] = None,
    verbose: Annotated[
        int, typer.Option("--verbose", "-v", count=True, help="Log runs; twice: pages; thrice: libraries.")
    ] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no messages but errors.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options that stand before the command."""
    configure(verbose=verbose, quiet=quiet)
    context.obj = Common(data=data, config=config, quiet=quiet)


app.command("run", rich_help_panel="Watch")(run.run)
app.command("crawl", rich_help_panel="Watch")(crawl.crawl)
app.add_typer(archive.app, name="archive", rich_help_panel="Keep")
app.command("search", rich_help_panel="Find")(search.search)
app.command("portal", rich_help_panel="Find")(portal.portal)
app.add_typer(outlets.app, name="outlets", rich_help_panel="Watch")
app.add_typer(index.app, name="index", rich_help_panel="Find")
app.command("settings", rich_help_panel="Look after")(settings.settings)
app.command("doctor", rich_help_panel="Look after")(doctor.doctor)
app.command("newsroom", rich_help_panel="Look after")(newsroom.newsroom)


def main() -> None:
    """The `rasid` program."""
    gc.set_threshold(20_000, 20, 20)  # starting makes a million objects that stay: looking through them costs a tenth
    try:
        code = app(standalone_mode=False)
    except KeyboardInterrupt:
        _complain("Stopped.")
        code = 130
    except Exception as error:  # noqa: BLE001 - the one place where errors become sentences; bugs fly on
        code = _explain(error)
    sys.exit(code if isinstance(code, int) else 0)


def _explain(error: Exception) -> int:
    """Prints the sentence of an expected error and answers its exit code; a bug keeps its traceback."""
    if isinstance(error, typer.Exit):
        return error.exit_code
    if isinstance(error, typer.Abort):
        _complain("Stopped.")
        return 130
    if callable(show := getattr(error, "show", None)):  # usage errors of the library Typer brings along
        show(sys.stderr)
        return int(getattr(error, "exit_code", 2))
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader went away, e.g. `| head`
        return 0
    if isinstance(error, (UsageProblem, SettingsError)) or type(error).__name__ in USER_ERRORS:
        _complain(str(error))
        return 2
    if isinstance(error, OSError) or type(error).__name__ in WORLD_ERRORS:
        _complain(str(error))
        return 1
    raise error


# By name, so that starting the program imports none of the rooms these come from.
USER_ERRORS = frozenset({"CatalogueError", "OpmlError", "ImportProblem", "QueryError", "ModelError"})
WORLD_ERRORS = frozenset(
    {"StoreError", "EngineError", "ArchiveError", "DecodingError", "NewsroomError", "LearningNeedsNumpy", "ProbeError"}
)


def _complain(sentence: str) -> None:
    print(f"rasid: {sentence}", file=sys.stderr)  # noqa: T201 - the message for the person


if __name__ == "__main__":
    main()
