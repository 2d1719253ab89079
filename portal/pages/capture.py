"""A capture as it was served: the facts around it, and its body in a frame that can run and fetch nothing."""

import re

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from archive.decoding import DecodingError, decoded_body
from archive.errors import ArchiveError
from archive.model import Capture, CaptureRecord
from archive.warc import read_capture
from portal.desk import AtDesk, Desk
from portal.facets import outlet_name
from portal.pages.article import article_number, kept_article
from portal.readers import TheReader
from portal.templating import page

router = APIRouter(include_in_schema=False)

LIMIT_BYTES = 16 * 1024 * 1024  # decoded; the crawler keeps less
# No script, no request to anywhere, no form, no plug-in, an origin of its own: what was captured can only be looked at.
SANDBOX = (
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'"
)

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_META_WITHIN = 4096  # bytes browsers look through
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_MARKUP = frozenset({"text/html", "application/xhtml+xml", ""})
_TEXTS = frozenset({"application/json", "application/xml", "application/ld+json"})


@router.get("/articles/{article}/captures/{capture}")
def show_capture(request: Request, article: str, capture: str, desk: AtDesk, reader: TheReader) -> HTMLResponse:
    number = article_number(article)
    found, versions = kept_article(desk.store, number)
    record = _record(desk, number, capture)
    problem = ""
    try:
        _read(desk, record)
    except (ArchiveError, DecodingError) as error:
        problem = str(error)
    values = {
        "article": found,
        "content": versions[-1].content,
        "record": record,
        "problem": problem,
        "outlet": outlet_name(found.outlet, reader, desk.outlet(found.outlet)),
        "body": f"/articles/{number}/captures/{record.id}/body",
    }
    response = page(desk, request, reader, "capture.html", values, status=502 if problem else 200)
    response.headers["Content-Security-Policy"] = request.app.state.policy + "; frame-src 'self'"
    return response


@router.get("/articles/{article}/captures/{capture}/body")
def show_body(article: str, capture: str, desk: AtDesk) -> Response:
    record = _record(desk, article_number(article), capture)
    try:
        body, content_type = served(*_read(desk, record))
    except (ArchiveError, DecodingError) as error:
        raise HTTPException(502, str(error)) from error
    headers = {
        "Content-Security-Policy": SANDBOX,
        "X-Frame-Options": "SAMEORIGIN",
        "Cache-Control": "private, max-age=3600",
    }
    if content_type == "application/octet-stream":
        headers["Content-Disposition"] = f'attachment; filename="capture-{record.id}.bin"'
    return Response(body, media_type=content_type, headers=headers)


def _record(desk: Desk, article: int, capture: str) -> CaptureRecord:
    number = article_number(capture)
    for record in desk.store.captures_of(article):
        if record.id == number:
            return record
    raise HTTPException(404)


def _read(desk: Desk, record: CaptureRecord) -> tuple[Capture, bytes]:
    capture = read_capture(desk.warc_folder, record)
    return capture, decoded_body(capture, LIMIT_BYTES)


def served(capture: Capture, body: bytes) -> tuple[bytes, str]:
    """The body as this portal serves it, with its type: texts in UTF-8 whatever they were in, nothing that can run."""
    declared = next((value for name, value in capture.headers if name.lower() == "content-type"), "")
    kind = declared.partition(";")[0].strip().lower()
    if kind in _PICTURES:
        return body, kind
    if kind in _MARKUP:
        return _text(body, declared).encode(), "text/html; charset=utf-8"
    if kind.startswith("text/") or kind in _TEXTS or kind.endswith(("+xml", "+json")):
        return _text(body, declared).encode(), "text/plain; charset=utf-8"
    return body, "application/octet-stream"


def _text(body: bytes, content_type: str) -> str:
    """By the header's charset, else the page's own, else UTF-8, else Windows-1256; what cannot be read shows as �."""
    named = [match[1] for match in [_HEADER_CHARSET.search(content_type)] if match]
    named += [match[1].decode("ascii", "replace") for match in [_CHARSET.search(body[:_META_WITHIN])] if match]
    for charset in (*named, "utf-8", "windows-1256"):
        try:
            return body.decode(charset)
        except (LookupError, UnicodeError):
            continue
    for charset in named:
        try:
            return body.decode(charset, "replace")
        except (LookupError, UnicodeError):
            continue
    return body.decode("utf-8", "replace")
