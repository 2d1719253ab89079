"""Our date reader beside dateparser, dateutil and htmldate on the same forms.

    python benchmarks/dates.py [--wrong]

The forms are those of tests/arabic/date_forms.tsv: strings as the Arabic press prints them, with
what each means or "-" where it settles nothing. Right: the day, and the time where one is stated,
in the stated zone. Empty: nothing read (right where the table says "-"). Wrong: anything else; an
archive would keep it as a fact, so it counts ten times. The table is ours and our reader was made
against it: it shows how peers fail on such forms, not how often ours would on others. Peers are given what helps them: the
language, the zone and now. htmldate reads pages, so it gets a minimal one; only days are asked
of it.
"""

import argparse
import contextlib
import re
import sys
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ZONE = "Africa/Cairo"
HOME = ZoneInfo(ZONE)
Reader = Callable[[str], datetime | None]

# How far a value may lie from the expected one and still say the same.
SLACK = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}


def table() -> list[tuple[str, datetime | None, str]]:
    """Form, expected value (aware) or None, precision."""
    rows = []
    for line in (ROOT / "tests/arabic/date_forms.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        form, value, *precision = line.split("\t")
        form = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), form)
        moment = None if value == "-" else datetime.fromisoformat(value)
        if moment is not None and moment.tzinfo is None:
            moment = moment.replace(tzinfo=HOME)
        rows.append((form.replace("\\\\", "\\"), moment, precision[0] if precision else ""))
    return rows


def ours(text: str) -> datetime | None:
    from arabic.dates import read_date

    reading = read_date(text, now=NOW, zone=ZONE)
    return reading.value if reading else None


def dateparser_arabic(text: str) -> datetime | None:
    import dateparser

    return dateparser.parse(
        text,
        languages=["ar"],
        settings={
            "TIMEZONE": ZONE,
            "RETURN_AS_TIMEZONE_AWARE": True,
            "RELATIVE_BASE": NOW.astimezone(HOME).replace(tzinfo=None),
            "DATE_ORDER": "DMY",
        },
    )


def dateparser_any(text: str) -> datetime | None:
    import dateparser

    return dateparser.parse(
        text,
        settings={
            "TIMEZONE": ZONE,
            "RETURN_AS_TIMEZONE_AWARE": True,
            "RELATIVE_BASE": NOW.astimezone(HOME).replace(tzinfo=None),
        },
    )


def dateutil_strict(text: str) -> datetime | None:
    from dateutil import parser

    return parser.parse(text, dayfirst=True, default=datetime(2026, 11, 22, tzinfo=HOME))


def dateutil_fuzzy(text: str) -> datetime | None:
    from dateutil import parser

    return parser.parse(text, dayfirst=True, fuzzy=True, default=datetime(2026, 11, 22, tzinfo=HOME))


def _htmldate(text: str, *, extensive: bool) -> datetime | None:
    from htmldate import find_date

    page = f"<html lang='ar'><body><article><h1>.</h1><span class='date'>{text}</span></article></body></html>"
    found = find_date(page, extensive_search=extensive, original_date=True, max_date="2028-12-31")
    return datetime.fromisoformat(found).replace(tzinfo=HOME) if found else None


def htmldate_fast(text: str) -> datetime | None:
    return _htmldate(text, extensive=False)


def htmldate_extensive(text: str) -> datetime | None:
    return _htmldate(text, extensive=True)


def right(found: datetime, expected: datetime, precision: str, *, days_only: bool) -> bool:
    found = found if found.tzinfo else found.replace(tzinfo=HOME)
    if days_only or precision == "day":
        return found.astimezone(expected.tzinfo).date() == expected.date()
    if precision == "month":
        return (found.year, found.month) == (expected.year, expected.month)
    if precision == "year":
        return found.year == expected.year
    return abs(found - expected) < SLACK[precision]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wrong", action="store_true", help="print each form we read wrong or miss")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    rows = table()
    readers: tuple[Reader, ...] = (
        ours,
        dateparser_arabic,
        dateparser_any,
        dateutil_strict,
        dateutil_fuzzy,
        htmldate_fast,
        htmldate_extensive,
    )
    dated = sum(expected is not None for _, expected, _ in rows)
    print(f"{len(rows)} forms: {dated} dates, {len(rows) - dated} to refuse\n")
    print(f"{'reader':20} {'right':>6} {'wrong':>6} {'empty':>6} {'refused':>8} {'score':>7} {'us':>8}")
    bad = 0
    for reader in readers:
        counts = {"right": 0, "wrong": 0, "empty": 0, "refused": 0}
        with contextlib.suppress(Exception):
            reader(rows[0][0])  # loads the library, outside the clock
        begun = time.perf_counter()
        for form, expected, precision in rows:
            try:
                found = reader(form)
            except Exception:
                found = None
            if found is None:
                verdict = "refused" if expected is None else "empty"
            elif expected is None:
                verdict = "wrong"
            else:
                days_only = reader in {htmldate_fast, htmldate_extensive}
                fits = right(found, expected, precision, days_only=days_only)
                verdict = "right" if fits else "wrong"
            counts[verdict] += 1
            if reader is ours and verdict in {"wrong", "empty"}:
                bad += 1
                if options.wrong:
                    print(f"  {verdict}: {form!r}: {found}, not {expected}")
        each = (time.perf_counter() - begun) / len(rows) * 1e6
        score = counts["right"] + counts["refused"] - 10 * counts["wrong"]
        print(
            f"{reader.__name__:20} {counts['right']:6} {counts['wrong']:6} {counts['empty']:6} "
            f"{counts['refused']:8} {score:7} {each:8.0f}"
        )
    print("\nscore: right + rightly refused - 10 x wrong; us: microseconds a form")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
