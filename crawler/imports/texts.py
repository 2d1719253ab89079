"""Texts that never were a web page to captures: a JSON record a line, or one plain text (or saved page) a file."""

import json
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from archive.model import Capture, Found, OutcomeKind
from crawler.catalogue import Catalogue, Outlet, unlisted_outlet
from crawler.discover.addresses import MAX_URL
from crawler.imports.kinds import FileKind, open_plain
from crawler.imports.records import ImportProblem, Record

LIMIT_BYTES = 20_000_000  # of one line or text; the longest books have a quarter of it
_URLS = ("url", "link", "address", "source_url", "URL")
_OUTLETS = ("outlet", "source", "publisher", "site", "domain", "newspaper")


def json_records(
    path: Path, catalogue: Catalogue, *, outlet: Outlet | None, published: str, now: datetime
) -> Iterator[Record]:
    """One record a line, blank lines left out. A line without a URL is known by its file's name and its number.

    The outlet is the one of the URL's host, else the one that the line names, else `outlet`.
    """
    with open_plain(path) as file:
        number = offset = 0
        while True:
            number += 1
            place = f"line {number}"
            try:
                line = file.readline(LIMIT_BYTES + 1)
                if len(line) > LIMIT_BYTES:
                    while line and not line.endswith(b"\n"):
                        line = file.readline(LIMIT_BYTES)
                    yield Record(place=place, offset=offset, reason="too-large")
                    continue
            except (OSError, EOFError, ValueError, zlib.error) as error:  # a gzip file that is damaged or cut off
                yield Record(
                    place=place, offset=offset, kind=OutcomeKind.FAILED, reason="broken-record", detail=str(error)
                )
                return
            if not line:
                return
            offset += len(line)
            line = line.strip().removeprefix(b"\xef\xbb\xbf")
            if line:
                yield _json_record(path, line, number, offset, catalogue, outlet, published, now)


def text_record(
    path: Path, kind: FileKind, *, outlet: Outlet | None, published: str, title: str, now: datetime
) -> Record:
    """The whole file as one record. Raises ImportProblem where it is too large or damaged."""
    try:
        with open_plain(path) as file:
            body = file.read(LIMIT_BYTES + 1)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise ImportProblem(f"{path}: cannot be read: {error}") from error
    if len(body) > LIMIT_BYTES:
        raise ImportProblem(f"{path}: is larger than {LIMIT_BYTES:,} bytes; one article a file is expected")
    outlet = outlet or unlisted_outlet("unknown")
    content_type = "text/html" if kind is FileKind.HTML else "text/plain"
    url = f"import:{outlet.id}/{quote(path.name)}"
    return Record(
        place="the text",
        offset=len(body),
        capture=_resource(url, outlet, content_type, body, now),
        outlet=outlet,
        found=Found(url=url, outlet=outlet.id, endpoint=f"import:{path.name}", title=title, published=published),
    )


def _json_record(
    path: Path,
    line: bytes,
    number: int,
    offset: int,
    catalogue: Catalogue,
    outlet: Outlet | None,
    published: str,
    now: datetime,
) -> Record:
    place = f"line {number}"
    try:
        data = json.loads(line, strict=False)
    except (ValueError, RecursionError) as error:
        detail = str(error) or "too deeply nested"
        return Record(place=place, offset=offset, kind=OutcomeKind.FAILED, reason="bad-json", detail=detail)
    if not isinstance(data, dict):
        detail = "the line is no JSON object"
        return Record(place=place, offset=offset, kind=OutcomeKind.FAILED, reason="bad-json", detail=detail)
    url = _url(data)
    if len(url) > MAX_URL:
        return Record(place=place, offset=offset, reason="url-too-long", detail=url[:200])
    if url:
        outlet = catalogue.outlet_for(url)
    else:
        outlet = _named_outlet(data, catalogue) or outlet or unlisted_outlet("unknown")
        url = f"import:{outlet.id}/{quote(path.name)}#{number}"
    return Record(
        place=place,
        offset=offset,
        capture=_resource(url, outlet, "application/json", line, now),
        outlet=outlet,
        found=Found(url=url, outlet=outlet.id, endpoint=f"import:{path.name}", published=published),
    )


def _resource(url: str, outlet: Outlet, content_type: str, body: bytes, now: datetime) -> Capture:
    return Capture(
        url=url,
        outlet=outlet.id,
        status=0,
        headers=(("Content-Type", content_type),),
        body=body,
        fetched_at=now,
        robots="import",
    )


def _url(data: dict[str, Any]) -> str:
    """The record's web address, "" where it has none that names a host."""
    for key in _URLS:
        value = data.get(key)
        if isinstance(value, str) and value.strip().startswith(("http://", "https://")):
            try:
                if urlsplit(value.strip()).hostname:
                    return value.strip()
            except ValueError:
                continue
    return ""


def _named_outlet(data: dict[str, Any], catalogue: Catalogue) -> Outlet | None:
    """The outlet a record names by its id, its host or its name."""
    for key in _OUTLETS:
        value = data.get(key)
        if not isinstance(value, str) or not (name := value.strip()):
            continue
        if name in catalogue.outlets:
            return catalogue.outlets[name]
        if by_host := catalogue.of_url(f"http://{name.lower()}/") if " " not in name and "." in name else None:
            return by_host
        for outlet in catalogue.outlets.values():
            if name in (outlet.names.ar, outlet.names.en):
                return outlet
    return None
