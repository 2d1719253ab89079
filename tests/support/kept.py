"""Things to put into an archive, with a default for everything."""

from datetime import UTC, datetime, timedelta

from archive.model import Capture, CaptureRecord, Content, Found, Outcome, OutcomeKind, Visit

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEPT = Outcome(kind=OutcomeKind.KEPT)
UNCHANGED = Outcome(kind=OutcomeKind.UNCHANGED)
DUE = Outcome(kind=OutcomeKind.DUE)


def failed(reason="unreachable"):
    return Outcome(kind=OutcomeKind.FAILED, reason=reason)


def refused(reason="too-short"):
    return Outcome(kind=OutcomeKind.REFUSED, reason=reason)


def make_found(url="https://news.example/1", outlet="xx.news", endpoint="https://news.example/feed", **fields):
    return Found(url=url, outlet=outlet, endpoint=endpoint, **fields)


def make_content(title="افتتاح الجسر الجديد", text="افتتح المجلس البلدي الجسر الجديد صباح اليوم.", **fields):
    return Content(title=title, text=text, **fields)


def make_capture(url="https://news.example/1", body=b"<html>" + b"x" * 1000, **fields):
    fields = {
        "outlet": "xx.news",
        "status": 200,
        "headers": (("Content-Type", "text/html; charset=utf-8"),),
        "fetched_at": NOON,
        "reason": "OK",
        "request_headers": (("Host", "news.example"), ("User-Agent", "Rasid")),
    } | fields
    return Capture(url=url, body=body, **fields)


def make_record(url="https://news.example/1", offset=0, file="a.warc.gz", **fields):
    fields = {
        "outlet": "xx.news",
        "status": 200,
        "fetched_at": NOON,
        "length": 10,
        "digest": "sha256:00",
        "content_type": "text/html",
    } | fields
    return CaptureRecord(url=url, file=file, offset=offset, **fields)


def make_visit(url="https://news.example/1", at=NOON, content=None, outcome=None, **fields):
    if outcome is None:
        outcome = KEPT if content is not None else refused()
    if content is not None:
        fields.setdefault("address", url)
    return Visit(url=url, outlet=fields.pop("outlet", "xx.news"), at=at, outcome=outcome, content=content, **fields)
