"""An Outlet as the text of its catalogue file. What stands at its default is left out."""

import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from crawler.catalogue import Outlet

_TABLES = ("endpoints", "articles", "politeness", "rules")
_FROM_PATH = frozenset({"id", "country", "file"})
_WIDTH = 110
_UNWRITABLE = re.compile("[\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


def outlet_text(outlet: Outlet) -> str:
    """TOML that `load_outlet` reads back to the same outlet. Id and country are the file's path and are not written."""
    pieces = ["".join(f"{k} = {_value(v)}\n" for k, v in _given(outlet) if k not in (*_TABLES, *_FROM_PATH))]
    for table in _TABLES:
        value = getattr(outlet, table)
        several = isinstance(value, tuple)
        head = f"[[{table}]]\n" if several else f"[{table}]\n"
        tables = [
            "".join(f"{k} = {_value(v, k)}\n" for k, v in _given(item)) for item in (value if several else (value,))
        ]
        pieces += [head + lines for lines in tables if lines]
    return "\n".join(pieces)


def _given(thing: Any) -> list[tuple[str, Any]]:
    """Fields that differ from their defaults, in order."""
    given = []
    for known in fields(thing):
        value = getattr(thing, known.name)
        default = known.default if known.default_factory is MISSING else known.default_factory()
        if value != default:
            given.append((known.name, value))
    return given


def _value(value: Any, key: str = "") -> str:
    if hasattr(value, "__dataclass_fields__"):
        value = {known.name: getattr(value, known.name) for known in fields(value)}
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _string(value, literal=key in {"include", "exclude", "rewrite"})
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, tuple):
        inner = [_value(v, key) for v in value]
        line = f"[{', '.join(inner)}]"
        return line if len(line) <= _WIDTH else "[\n" + "".join(f"    {v},\n" for v in inner) + "]"
    return str(value)


def _string(text: str, *, literal: bool) -> str:
    """A basic string; patterns as literal ones, so that their backslashes stand alone."""
    if literal and "'" not in text and text.isprintable():
        return f"'{text}'"
    return _UNWRITABLE.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(match: re.Match[str]) -> str:
    return "" if "\ud800" <= match[0] <= "\udfff" else f"\\u{ord(match[0]):04x}"  # half a surrogate pair is nothing


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name)
