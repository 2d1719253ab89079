"""Any search as an Atom feed (RFC 4287), with what feed readers need to ask rarely: ETag, Last-Modified, 304."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request, Response
from feedgen.feed import FeedGenerator

from archive.model import OutletCard
from index.query_parser import QueryError
from index.results import ResultHit, find
from portal.api import Mistake, mistake_json
from portal.desk import AtDesk, Desk
from portal.facets import outlet_name
from portal.search_form import AskedForm, FormError, SearchForm, understand
from portal.texts import isolated, plain, web_address, xml_text
from portal.words import Reader

router = APIRouter(tags=["archive"])

ENTRIES = 30
_EMPTY_SINCE = datetime(1970, 1, 1, tzinfo=UTC)  # a feed must say when it changed; one that never held anything says this
_SECONDS_FRESH = 60
_TAGS = re.compile(r'W/|["\s]')


@router.get(
    "/search.atom",
    response_class=Response,
    responses={200: {"content": {"application/atom+xml": {}}}, 304: {}, 400: {"model": Mistake}},
    summary="A search as an Atom feed, newest first unless asked otherwise",
)
def search_atom(
    request: Request,
    desk: AtDesk,
    form: AskedForm,
    lang: Annotated[str, Query(pattern="^(|ar|en)$", description="Language of the feed's own words")] = "",
) -> Response:
    now, zone = desk.clock(), desk.settings.zone
    asked = form.but(
        page=form.page,
        sort=form.sort or "newest",
        limit=form.limit if "limit" in request.query_params else ENTRIES,
    )
    try:
        wanted = understand(asked, now=now, zone=zone).request(zone)
    except (QueryError, FormError) as mistake:
        return mistake_json(mistake)
    found = find(desk.engine, desk.store, desk.analyser, wanted)
    reader = Reader(language=lang or desk.settings.language, zone=zone, now=now)
    has_more = asked.page * asked.limit < found.total
    updated = max((hit.version.seen_at for hit in found.hits), default=_EMPTY_SINCE)
    body = make_feed(desk, desk.base(request), form, found.hits, reader, updated=updated, has_more=has_more)
    headers = {
        "ETag": f'"{sha256(body).hexdigest()[:32]}"',
        "Last-Modified": format_datetime(updated.replace(microsecond=0), usegmt=True),
        "Cache-Control": f"public, max-age={_SECONDS_FRESH}",
    }
    if is_unchanged(request, headers["ETag"], updated):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/atom+xml; charset=utf-8", headers=headers)


def is_unchanged(request: Request, etag: str, updated: datetime) -> bool:
    """Whether the client holds this very feed. If-None-Match alone decides where it is given (RFC 9110, 13.1.3)."""
    if (known := request.headers.get("if-none-match")) is not None:
        return known.strip() == "*" or _TAGS.sub("", etag) in [_TAGS.sub("", tag) for tag in known.split(",")]
    try:
        since = parsedate_to_datetime(request.headers["if-modified-since"])
        return updated.replace(microsecond=0) <= since.astimezone(UTC)
    except (KeyError, ValueError, TypeError):
        return False


def make_feed(
    desk: Desk,
    base: str,
    form: SearchForm,
    hits: Sequence[ResultHit],
    reader: Reader,
    *,
    updated: datetime,
    has_more: bool,
) -> bytes:
    """The feed's bytes. Ids are tag: URIs (RFC 4151) that stay when the portal moves to another port."""
    authority = urlsplit(desk.settings.base_url).hostname or "localhost"
    same = form.but(unit="", limit=form.limit).address()
    name = plain(form.q) or reader.say("أحدث المواد", "newest articles")
    feed = FeedGenerator()
    feed.id(f"tag:{authority},2026:search:{sha256(same.encode()).hexdigest()[:16]}")
    feed.title(f"{plain(desk.settings.title)}: {isolated(name)}")
    feed.language(reader.language)
    feed.updated(updated)
    feed.generator("Rasid")
    feed.link(href=base + form.but(page=form.page).address("/search.atom"), rel="self", type="application/atom+xml")
    feed.link(href=base + form.address("/"), rel="alternate", type="text/html")
    if has_more:
        href = base + form.but(page=form.page + 1).address("/search.atom")
        feed.link(href=href, rel="next", type="application/atom+xml")
    cards = desk.store.outlets()
    for hit in hits:
        _add_entry(feed, hit, authority, base, reader, cards.get(hit.article.outlet))
    return bytes(feed.atom_str(pretty=True))


def _add_entry(
    feed: FeedGenerator, hit: ResultHit, authority: str, base: str, reader: Reader, card: OutletCard | None
) -> None:
    content = hit.version.content
    outlet = plain(outlet_name(hit.article.outlet, reader, card))
    entry = feed.add_entry(order="append")
    entry.id(f"tag:{authority},2026:article:{hit.article.id}")
    entry.title(plain(content.title) or reader.say("بلا عنوان", "untitled"))
    entry.published(content.published_at or hit.article.first_seen_at)
    entry.updated(hit.version.seen_at)
    entry.link(href=f"{base}/articles/{hit.article.id}", rel="alternate", type="text/html")
    if original := web_address(hit.article.address):
        entry.link(href=xml_text(original), rel="via", type="text/html")
    for author in content.authors or (outlet,):
        entry.author(name=plain(author) or outlet)
    if section := plain(content.section):
        entry.category(term=section)
    before, after = "… " * hit.snippet.leading, " …" * hit.snippet.trailing
    entry.summary(f"{outlet}: {before}{plain(hit.snippet.text)}{after}")
