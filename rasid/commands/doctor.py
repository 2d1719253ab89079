"""`rasid doctor`: what is wrong here, and what to do about it."""

import typer

from rasid.commands.options import DataOption, JsonOption, print_json, sit_down


def doctor(context: typer.Context, as_json: JsonOption = False, data: DataOption = None) -> None:
    """Check this installation: Python, packages, data folder, database, index, catalogue, certificates, port.

    Exit code 1 when something must be mended; each line says what to do.
    """
    from rasid.doctor import examine

    desk = sit_down(context, data)
    findings = examine(desk.settings)
    if as_json:
        print_json([{"check": f.check, "well": f.well, "says": f.says} for f in findings])
    else:
        for finding in findings:
            desk.print(f"{'ok   ' if finding.well else 'WRONG'}  {finding.check:12} {finding.says}")
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)
