"""Responses of WARC and ARC files to captures of ours; what is no page ends here with a reason."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from archive.model import Capture, Found, OutcomeKind
from archive.warc import BrokenRecord, iterate_warc
from crawler.catalogue import Catalogue, Outlet, unlisted_outlet
from crawler.discover.addresses import MAX_URL
from crawler.imports.records import Record

_PAGES = ("text/html", "application/xhtml", "text/plain", "application/json", "application/octet-stream")


def warc_records(path: Path, catalogue: Catalogue) -> Iterator[Record]:
    """Every response and resource record of the file, in its order, each once."""
    for position, capture in iterate_warc(path):
        place = f"offset {position:,}"
        if isinstance(capture, BrokenRecord):
            yield Record(
                place=place, offset=position, kind=OutcomeKind.FAILED, reason="broken-record", detail=capture.reason
            )
            continue
        reason = no_page(capture)
        if reason:
            yield Record(place=place, offset=position, reason=reason, detail=capture.url[:200])
            continue
        outlet = _outlet_of(capture, catalogue)
        yield Record(
            place=place,
            offset=position,
            capture=replace(capture, outlet=outlet.id, robots="import"),
            outlet=outlet,
            found=Found(url=capture.url, outlet=outlet.id, endpoint=f"import:{path.name}"),
        )


def no_page(capture: Capture) -> str:
    """Why a capture cannot be an article's page, "" where it may be one."""
    if len(capture.url) > MAX_URL:
        return "url-too-long"
    if capture.status in {301, 302, 303, 307, 308}:
        return "redirect"
    if capture.status not in {0, 200}:
        return f"http-{capture.status}"
    if _path(capture.url) == "/robots.txt":
        return "robots-txt"
    declared = next((value for name, value in capture.headers if name.lower() == "content-type"), "")
    kind = declared.partition(";")[0].strip().lower()
    if capture.status == 0:
        return "" if not kind or kind.startswith(_PAGES) else "not-html"
    if kind.startswith(_PAGES[:2]) or (not kind and b"<" in capture.body[:1000]):
        return ""
    return "not-html"


def _path(url: str) -> str:
    try:
        return urlsplit(url).path.lower()
    except ValueError:
        return ""


def _outlet_of(capture: Capture, catalogue: Catalogue) -> Outlet:
    """By the URL's host; texts that we imported once ("import:…") keep the outlet they were given then."""
    if capture.url.startswith("import:"):
        return catalogue.outlets.get(capture.outlet) or unlisted_outlet(capture.outlet or "unknown")
    return catalogue.outlet_for(capture.url)
