"""Round reports for people and for programs."""

from collections import Counter
from collections.abc import Sequence

from archive.model import RoundReport


def add_reports(reports: Sequence[RoundReport]) -> RoundReport:
    """One report of several, in order. Times are added up. There must be at least one."""
    refused: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    endpoints: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    blocked: dict[str, str] = {}
    for report in reports:
        refused.update(report.refused)
        failed.update(report.failed)
        endpoints.update(report.endpoints)
        missing.update(report.missing)
        blocked |= report.blocked
    return RoundReport(
        started_at=reports[0].started_at,
        seconds=sum(r.seconds for r in reports),
        found=sum(r.found for r in reports),
        kept=sum(r.kept for r in reports),
        unchanged=sum(r.unchanged for r in reports),
        refused=refused,
        failed=failed,
        due=sum(r.due for r in reports),
        endpoints=endpoints,
        blocked=blocked,
        missing=missing,
    )


def report_json(report: RoundReport) -> dict[str, object]:
    """The report as programs read it; documented in docs/cli.md. found == kept + unchanged + refused + failed + due."""
    return {
        "found": report.found,
        "kept": report.kept,
        "unchanged": report.unchanged,
        "refused": dict(report.refused),
        "failed": dict(report.failed),
        "due": report.due,
        "endpoints": dict(report.endpoints),
        "blocked": dict(report.blocked),
        "missing": dict(report.missing),
        "seconds": round(report.seconds, 2),
    }


def report_lines(report: RoundReport) -> list[str]:
    """The report as a person reads it."""
    total = (
        f"{report.found} found = {report.kept} kept + {report.unchanged} unchanged + {sum(report.refused.values())} refused"
        f" + {sum(report.failed.values())} failed + {report.due} still due   ({report.seconds:.1f} s)"
    )
    lines = [total]
    lines += [
        f"  refused   {count:>6}  {reason}" for reason, count in sorted(report.refused.items(), key=lambda i: -i[1])
    ]
    lines += [
        f"  failed    {count:>6}  {reason}" for reason, count in sorted(report.failed.items(), key=lambda i: -i[1])
    ]
    lines += [
        f"  lacking   {count:>6}  {field}" for field, count in sorted(report.missing.items(), key=lambda i: -i[1])
    ]
    lines += [f"  blocked           {outlet}: {why}" for outlet, why in report.blocked.items()]
    if report.endpoints:
        polls = ", ".join(f"{count} {outcome}" for outcome, count in report.endpoints.items())
        lines.append(f"  endpoints         {polls}")
    return lines
