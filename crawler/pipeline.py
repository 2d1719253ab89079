"""Capture in, outcome out: the order of the steps on one screen. Pure: the same for a page of a second ago and one of last year."""

import logging
import traceback
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from typing import Any

from archive.decoding import DecodingError, decoded_body
from archive.model import Capture, Found, Origin, Outcome, OutcomeKind
from crawler.catalogue import Outlet
from crawler.clean.article import clean_article
from crawler.clean.checks import refusal
from crawler.discover.addresses import canonical_address
from crawler.extract.address import article_address
from crawler.extract.article import ENOUGH, Extracted, extract_article, html_paragraphs
from crawler.extract.imported import read_plain_text, read_record
from crawler.extract.page import read_page
from crawler.processed import Processed

__all__ = ["Processed", "process"]

log = logging.getLogger(__name__)

_NO_PAGE = (
    "image/",
    "video/",
    "audio/",
    "application/pdf",
    "application/zip",
    "application/octet-stream",
    "font/",
    "text/css",
    "text/javascript",
    "application/javascript",
)
# Pages that could not be read as they came; the feed that led to them may carry the whole text.
_FEED_MAY_STAND_IN = frozenset({"empty", "too-short", "login-page", "form-page", "no-title"})


def process(capture: Capture, outlet: Outlet, found: Found, *, now: datetime) -> Processed:
    """What becomes of a capture: an article's content, or a reason. Never raises for what a page holds.

    Relative dates and the bound on future dates count from when the page was fetched, or from `now` if that is earlier.
    """
    try:
        return _process(capture, outlet, found, min(now, capture.fetched_at))
    except DecodingError as error:
        kind = OutcomeKind.REFUSED if error.reason == "too-large" else OutcomeKind.FAILED
        return _ended(capture, outlet, kind, error.reason)
    except Exception:
        trouble = traceback.format_exc()
        log.exception("extraction failed on %s", capture.url)
        return replace(_ended(capture, outlet, OutcomeKind.FAILED, "extraction-error"), trouble=trouble)


def _process(capture: Capture, outlet: Outlet, found: Found, moment: datetime) -> Processed:
    if capture.status not in {0, 200}:
        return _ended(capture, outlet, OutcomeKind.FAILED, f"http-{capture.status}")
    headers = {name.lower(): value for name, value in capture.headers}
    kind = headers.get("content-type", "").lower()
    body = decoded_body(capture, outlet.politeness.limit_bytes)
    if not body.strip():
        return _refused_or_feed(capture, outlet, found, moment, "empty")
    if capture.status == 0 and kind.startswith(("text/plain", "application/json")):
        read = read_record if "json" in kind else read_plain_text
        extracted = read(body, kind, outlet, found, moment)
        address = canonical_address(capture.url, outlet)
        return (
            _checked(capture, outlet, extracted, address)
            if isinstance(extracted, Extracted)
            else _ended(capture, outlet, OutcomeKind.REFUSED, extracted.name)
        )
    if kind.startswith(_NO_PAGE) or body[:5] == b"%PDF-":
        return _ended(capture, outlet, OutcomeKind.REFUSED, "not-html")
    page = read_page(body, capture.url, headers)
    hook = _hook(outlet)
    extracted = extract_article(page, outlet, found, moment)
    if not isinstance(extracted, Extracted):
        return _refused_or_feed(capture, outlet, found, moment, extracted.name)
    if hook is not None and hasattr(hook, "extracted"):
        extracted = hook.extracted(extracted, page)
    address, origin = article_address(capture.url, extracted.meta, outlet)
    extracted = replace(extracted, origins=(*extracted.origins, ("address", origin)))
    processed = _checked(capture, outlet, extracted, address)
    if processed.content is None and processed.outcome.reason in _FEED_MAY_STAND_IN:
        return _refused_or_feed(capture, outlet, found, moment, processed.outcome.reason)
    return processed


def _checked(capture: Capture, outlet: Outlet, extracted: Extracted, address: str) -> Processed:
    content = clean_article(extracted, outlet)
    reason = refusal(content, outlet)
    if reason:
        return _ended(capture, outlet, OutcomeKind.REFUSED, reason)
    return Processed(
        url=capture.url, outlet=outlet.id, outcome=Outcome(kind=OutcomeKind.KEPT), address=address, content=content
    )


def _refused_or_feed(capture: Capture, outlet: Outlet, found: Found, moment: datetime, reason: str) -> Processed:
    """A page that could not be read: its feed's text where that is whole and says the title, else the refusal."""
    if reason in _FEED_MAY_STAND_IN and found.text and found.title:
        paragraphs = html_paragraphs(found.text)
        if sum(len(p.text.split()) for p in paragraphs) >= 2 * ENOUGH:
            extracted = read_plain_text(b"", "text/plain", outlet, found, moment)
            if isinstance(extracted, Extracted):
                origins = dict(extracted.origins) | {
                    "text": Origin(rule="feed:content", confidence=0.7, candidates=(("page", reason),))
                }
                origins["title"] = Origin(rule="feed:title", confidence=0.8)
                extracted = replace(extracted, paragraphs=tuple(paragraphs), origins=tuple(origins.items()))
                return _checked(capture, outlet, extracted, canonical_address(capture.url, outlet))
    return _ended(capture, outlet, OutcomeKind.REFUSED, reason)


def _hook(outlet: Outlet) -> Any:
    """The outlet's module of `crawler.hooks`, None for the most who have none."""
    return import_module(f"crawler.hooks.{outlet.hook}") if outlet.hook else None


def _ended(capture: Capture, outlet: Outlet, kind: OutcomeKind, reason: str) -> Processed:
    return Processed(url=capture.url, outlet=outlet.id, outcome=Outcome(kind=kind, reason=reason))
