"""The report of a re-extraction for people and for programs, with word by word differences."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from archive.model import Content
from crawler.reextract import Changed, ReextractReport

_AROUND = 4  # words shown before and after a difference
_LONGEST = 12  # words of one difference that are shown
_DIFFERENCES = 6  # of one field


def rereading_json(report: ReextractReport, *, applied: bool) -> dict[str, Any]:
    """captures == same + changed + new + len(lost) + what was left alone."""
    before, after = report.mean_words
    return {
        "captures": report.captures,
        "same": report.same,
        "changed": report.changed,
        "new": report.new,
        "lost": [{"article": one.article, "address": one.address, "reason": one.reason} for one in report.lost],
        "left_alone": dict(report.left_alone),
        "fields": dict(report.fields),
        "gained": dict(report.gained),
        "emptied": dict(report.emptied),
        "mean_words": {"before": round(before, 1), "after": round(after, 1)},
        "applied": applied,
        "written": report.written,
        "examples": [
            {
                "article": example.article or None,
                "address": example.address,
                "title": example.after.title,
                "differences": {name: difference(example, name) for name in example.fields},
            }
            for example in report.examples
        ],
    }


def rereading_lines(report: ReextractReport, *, applied: bool) -> list[str]:
    """The same for a person."""
    before, after = report.mean_words
    kept_or_not = f"{len(report.lost)} without an article now + {report.left_alone.total()} left alone"
    lines = [
        f"{report.captures} captures read again = {report.same} same + {report.changed} changed + {report.new} new + {kept_or_not}"
    ]
    lines += [f"  left alone {count:>6}  {why}" for why, count in report.left_alone.most_common()]
    lines += [f"  differs    {count:>6}  {name}{_moved(report, name)}" for name, count in report.fields.most_common()]
    if report.compared:
        lines.append(f"  words      {before:>6.0f}  in the mean before, {after:.0f} now")
    lines += [f"  lost       {lost.address}  ({lost.reason}; kept as it is)" for lost in report.lost[:20]]
    for example in report.examples:
        lines.append(f"\n{example.address}\n    {example.after.title}")
        if example.before is None:
            lines.append(f"    new: {len(example.after.text.split())} words")
        for name in example.fields:
            lines += [f"    {name + ':':14}{line}" for line in difference(example, name)]
    if applied:
        lines.append(f"\n{report.written} versions written; the older ones stay")
    elif report.changed or report.new:
        lines.append("\nNothing has been written: --apply writes this as new versions")
    return lines


def _moved(report: ReextractReport, name: str) -> str:
    parts = [
        f"{count} {word}"
        for word, count in (("gained", report.gained[name]), ("emptied", report.emptied[name]))
        if count
    ]
    return f" ({', '.join(parts)})" if parts else ""


def difference(example: Changed, name: str) -> list[str]:
    """What differs in a field: "… words [-taken out-] {+put in+} words …", a few places of it."""
    before = _words(example.before, name) if example.before else []
    return list(_places(before, _words(example.after, name)))


def _words(content: Content, name: str) -> list[str]:
    value = getattr(content, name)
    if isinstance(value, tuple):
        value = "، ".join(value)
    return str(value if value is not None else "").split()


def _places(before: list[str], after: list[str]) -> Iterator[str]:
    shown = 0
    for kind, left, left_end, right, right_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if shown == _DIFFERENCES:
            yield "…"
            return
        shown += 1
        out, new = _cut(before[left:left_end]), _cut(after[right:right_end])
        parts = [
            "…" if left > _AROUND else "",
            *before[max(0, left - _AROUND) : left],
            f"[-{out}-]" if out else "",
            f"{{+{new}+}}" if new else "",
            *before[left_end : left_end + _AROUND],
            "…" if left_end + _AROUND < len(before) else "",
        ]
        yield " ".join(part for part in parts if part)


def _cut(words: list[str]) -> str:
    if len(words) <= _LONGEST + 3:
        return " ".join(words)
    return f"{' '.join(words[: _LONGEST // 2])} … {len(words) - _LONGEST} words … {' '.join(words[-_LONGEST // 2 :])}"
