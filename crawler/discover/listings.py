"""JSON listings to Found: the lists of articles that outlets' own pages load. Where things stand is in the Endpoint."""

import json
from typing import Any

from archive.model import Found
from crawler.catalogue import Endpoint
from crawler.discover.addresses import found_url
from crawler.discover.feeds import MAX_ENTRIES
from crawler.discover.markup import plain


def read_listing(text: str, *, endpoint: Endpoint, url: str, outlet: str) -> tuple[list[Found], str]:
    """The entries in their order, and what is wrong: "" or empty, not-json. Dates stay as written, epoch numbers included."""
    if not text.strip():
        return [], "empty"
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return [], "html-instead-of-feed" if text.lstrip().startswith("<") else "not-json"
    entries = value_at(data, endpoint.items)
    if isinstance(entries, dict):
        entries = list(entries.values())
    found: list[Found] = []
    for entry in entries[:MAX_ENTRIES] if isinstance(entries, list) else ():
        link = found_url(_string(value_at(entry, endpoint.link)), endpoint.base or url)
        if link:
            found.append(
                Found(
                    url=link,
                    outlet=outlet,
                    endpoint=url,
                    title=plain(_string(value_at(entry, endpoint.title))) if endpoint.title else "",
                    published=_string(value_at(entry, endpoint.published))[:100] if endpoint.published else "",
                    section=endpoint.section,
                )
            )
    return found, "" if found else "empty"


def value_at(data: Any, path: str) -> Any:
    """What stands at a dotted path ("data.items", "image.0.url"); "" is the whole, None where there is nothing."""
    for step in path.split(".") if path else ():
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and step.isdecimal() and len(step) < 6 and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
