"""The parts of docs/ that are made from the program: `python -m tests.support.generated_docs --write` writes them anew."""

import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import typer.main

from crawler.catalogue import SHIPPED, load_catalogue
from rasid.cli import app
from rasid.settings import Settings, shown

DOCS = Path(__file__).parents[2] / "docs"


def commands() -> str:
    """Every command with its arguments, options and first paragraph, as Markdown."""
    group = typer.main.get_command(app)
    parts: list[str] = []

    def visit(command: Any, name: str) -> None:
        inner = getattr(command, "commands", None)
        if inner is not None:
            for key in sorted(inner):
                visit(inner[key], f"{name} {key}")
            return
        usage = " ".join(["[OPTIONS]", *(_usage(p) for p in command.params if p.param_type_name == "argument")])
        parts.append(f"### `{name} {usage}`\n\n{(command.help or '').strip()}\n")
        rows = []
        for parameter in command.params:
            if getattr(parameter, "hidden", False):
                continue
            is_argument = parameter.param_type_name == "argument"
            label = _usage(parameter) if is_argument else ", ".join([*parameter.opts, *parameter.secondary_opts])
            rows.append(f"- `{label}` {getattr(parameter, 'help', '') or ''}".rstrip())
        parts.append("\n".join(rows) + "\n" if rows else "")

    visit(group, "rasid")
    return "\n".join(part for part in parts if part)


def _usage(argument: Any) -> str:
    name = argument.name.upper() + ("..." if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def settings() -> str:
    """Every setting with its default and sentence, as a Markdown table."""
    rows = ["| setting | default | environment | what it does |", "| --- | --- | --- | --- |"]
    for row in shown(Settings(), {}):
        variable = "RASID_" + row.name.upper().replace(".", "_")
        rows.append(f"| `{row.name}` | {row.value or '—'} | `{variable}` | {row.sentence} |")
    return "\n".join(rows) + "\n"


def outlets() -> str:
    """The shipped catalogue by country, as a Markdown table."""
    shipped = list(load_catalogue([SHIPPED]).outlets.values())
    watched = [outlet for outlet in shipped if outlet.active]
    summary = (
        f"{len(shipped)} outlets of {len({outlet.country for outlet in shipped})} countries, {len(watched)} of them watched,",
        f"with {sum(len(outlet.endpoints) for outlet in watched)} endpoints; {sum(bool(o.rules) for o in shipped)} have rules.",
    )
    rows = [
        " ".join(summary),
        "",
        "| outlet | name | | listed by | evidence |",
        "| --- | --- | --- | --- | --- |",
    ]
    for outlet in shipped:
        kinds = Counter(endpoint.kind for endpoint in outlet.endpoints)
        listed = ", ".join(f"{count} {kind}" if count > 1 else kind for kind, count in kinds.items()) or "—"
        rows.append(f"| `{outlet.id}` | {outlet.names.ar} | {outlet.names.en} | {listed} | {outlet.evidence} |")
    return "\n".join(rows) + "\n"


PARTS = {
    "cli.md": ("commands", commands),
    "operations.md": ("settings", settings),
    "outlets-list.md": ("outlets", outlets),
}


def with_part(text: str, name: str, part: str) -> str:
    return re.sub(
        rf"(<!-- generated: {name} -->\n).*?(<!-- end -->)", lambda m: m[1] + part + m[2], text, flags=re.DOTALL
    )


def current(file: str) -> tuple[str, str]:
    """The file as it is, and as it should be."""
    text = (DOCS / file).read_text(encoding="utf-8")
    name, make = PARTS[file]
    return text, with_part(text, name, make())


if __name__ == "__main__":
    for file in PARTS:
        before, after = current(file)
        if before != after and "--write" in sys.argv:
            (DOCS / file).write_text(after, encoding="utf-8")
        print(file, "as it should be" if before == after else "written" if "--write" in sys.argv else "differs")
