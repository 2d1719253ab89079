"""What every command shares: the data folder, settings, and how results and messages are printed."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from rasid.settings import Settings, load_settings
from rasid.wiring import close_names

if TYPE_CHECKING:
    from crawler.catalogue import Catalogue, Outlet

DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="Folder of the archive and the index (else RASID_DATA).", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON value on standard output, for programs.")]


class UsageProblem(Exception):
    """The user asked for something that cannot be: the message says what to do instead. Exit code 2."""


@dataclass(slots=True)
class Common:
    """The options given before the command."""

    data: Path | None = None
    config: Path | None = None
    quiet: bool = False


@dataclass(slots=True)
class Desk:
    """What a command works with: settings, and two consoles. Results go to `out`, all else to `err`."""

    settings: Settings
    origins: dict[str, str]
    quiet: bool
    out: Console
    err: Console
    config: Path | None = None  # the settings file that was named

    def say(self, message: str) -> None:
        """A message for the person at the terminal; nothing a program would read."""
        if not self.quiet:
            self.err.print(message, highlight=False, markup=False, soft_wrap=True)

    def print(self, text: str) -> None:
        self.out.print(text, highlight=False, markup=False, soft_wrap=True)


def sit_down(context: typer.Context, data: Path | None = None) -> Desk:
    """Settings from the options, the file and the environment. Raises SettingsError."""
    common = context.find_object(Common) or Common()
    settings, origins = load_settings(data=data or common.data, file=common.config)
    return Desk(settings, origins, common.quiet, Console(), Console(stderr=True), common.config)


def outlet_named(catalogue: "Catalogue", name: str) -> "Outlet":
    """The outlet with this id. Raises CatalogueError where its file has a mistake, UsageProblem where there is none."""
    if name in catalogue.mistakes and name not in catalogue.outlets:
        raise catalogue.mistakes[name]
    if name not in catalogue.outlets:
        raise UsageProblem(
            f"no outlet {name!r} in the catalogue{close_names(name, catalogue.outlets)}; see `rasid outlets list`"
        )
    return catalogue.outlets[name]


def print_json(value: Any) -> None:
    """One JSON value and a line end on standard output, Arabic as it is."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
