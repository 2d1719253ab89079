"""Any search as an Atom feed (RFC 4287), with what feed readers need to ask rarely: ETag, Last-Modified, 304."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request, Response
from lxml import etree
from lxml.builder import ElementMaker

from archive.model import OutletCard
from index.query_parser import QueryError
from index.results import ResultHit, find
from portal.api import Mistake, mistake_json
from portal.desk import AtDesk, Desk
from portal.facets import outlet_name
from portal.moments import article_address
from portal.search_form import AskedForm, FormError, SearchForm, understand
from portal.texts import isolated, language_tag, plain, web_address
from portal.words import Reader

router = APIRouter(tags=["archive"])

ATOM_TYPE = "application/atom+xml"
ENTRIES = 30
_EMPTY_SINCE = datetime(
    1970, 1, 1, tzinfo=UTC
)  # a feed must say when it changed; one that never held anything says this
_ATOM = ElementMaker(namespace="http://www.w3.org/2005/Atom", nsmap={None: "http://www.w3.org/2005/Atom"})
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SECONDS_FRESH = 60
_TAGS = re.compile(r'W/|["\s]')


@router.get(
    "/search.atom",
    response_class=Response,
    responses={200: {"content": {ATOM_TYPE: {}}}, 304: {}, 400: {"model": Mistake}},
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
    has_more = asked.page * asked.limit < found.length
    updated = max((hit.version.seen_at for hit in found.hits), default=_EMPTY_SINCE)
    body = make_feed(desk, desk.base(request), form, found.hits, reader, updated=updated, has_more=has_more, lang=lang)
    headers = {
        "ETag": f'"{sha256(body).hexdigest()[:32]}"',
        "Last-Modified": format_datetime(updated.replace(microsecond=0), usegmt=True),
        "Cache-Control": f"public, max-age={_SECONDS_FRESH}",
    }
    if is_unchanged(request, headers["ETag"], updated):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=f"{ATOM_TYPE}; charset=utf-8", headers=headers)


def is_unchanged(request: Request, etag: str, updated: datetime) -> bool:
    """Whether the client holds this very feed. If-None-Match alone decides where it is given (RFC 9110, 13.1.3)."""
    if (known := request.headers.get("if-none-match")) is not None:
        return known.strip() == "*" or _TAGS.sub("", etag) in [_TAGS.sub("", tag) for tag in known.split(",")]
    try:
        since = parsedate_to_datetime(request.headers["if-modified-since"])
        return updated.replace(microsecond=0) <= since.astimezone(UTC)
    except (KeyError, ValueError, TypeError):
        return False


def feed_address(form: SearchForm, lang: str = "") -> str:
    """Where a search can be followed. What only concerns the page is left out; a feed has every article."""
    address = replace(form, unit="", collapse="", sort="" if form.sort == "newest" else form.sort).address(
        "/search.atom"
    )
    return address + ("&" if "?" in address else "?") + f"lang={lang}" if lang else address


def make_feed(
    desk: Desk,
    base: str,
    form: SearchForm,
    hits: Sequence[ResultHit],
    reader: Reader,
    *,
    updated: datetime,
    has_more: bool,
    lang: str = "",
) -> bytes:
    """The feed's bytes. Ids are tag: URIs (RFC 4151) that stay when the portal moves to another port."""
    authority = urlsplit(desk.settings.base_url).hostname or "localhost"
    same = form.but(unit="").address()
    feed = _ATOM.feed(**{_LANG: reader.language})
    name = isolated(form.q) if form.q.strip() else reader.say("أحدث المواد", "newest articles")
    if then := form.as_of.strip():
        name = reader.say(f"{name}، كما كانت في {isolated(then)}", f"{name}, as of {isolated(then)}")
    feed.append(_ATOM.id(f"tag:{authority},2026:search:{sha256(same.encode()).hexdigest()[:16]}"))
    feed.append(_ATOM.title(f"{plain(desk.settings.title)}: {name}"))
    feed.append(_ATOM.updated(updated.isoformat()))
    feed.append(_ATOM.generator("Rasid"))
    feed.append(_ATOM.link(rel="self", type=ATOM_TYPE, href=base + feed_address(form, lang)))
    feed.append(_ATOM.link(rel="alternate", type="text/html", href=base + form.address("/")))
    if has_more:
        href = base + feed_address(form.but(page=form.page + 1), lang)
        feed.append(_ATOM.link(rel="next", type=ATOM_TYPE, href=href))
    cards = desk.store.outlets()
    for hit in hits:
        page = article_address(hit, form)
        feed.append(_entry(hit, authority, base + page, reader, cards.get(hit.article.outlet)))
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _entry(hit: ResultHit, authority: str, page: str, reader: Reader, card: OutletCard | None) -> Any:
    content = hit.version.content
    outlet = plain(outlet_name(hit.article.outlet, reader, card))
    tongue = {_LANG: language} if (language := language_tag(content.language)) else {}
    published = content.published_at or hit.article.first_seen_at
    before, after = "… " * hit.snippet.leading, " …" * hit.snippet.trailing
    entry = _ATOM.entry(
        _ATOM.id(f"tag:{authority},2026:article:{hit.article.id}"),
        _ATOM.title(plain(content.title) or reader.say("بلا عنوان", "untitled"), **tongue),
        _ATOM.published(published.isoformat()),
        _ATOM.updated(hit.version.seen_at.isoformat()),
        _ATOM.link(rel="alternate", type="text/html", href=page),
    )
    if original := web_address(hit.article.address):
        entry.append(_ATOM.link(rel="via", type="text/html", href=original))
    for author in content.authors or (outlet,):
        entry.append(_ATOM.author(_ATOM.name(plain(author) or outlet)))
    if section := plain(content.section):
        entry.append(_ATOM.category(term=section))
    entry.append(_ATOM.summary(f"{outlet}: {before}{plain(hit.snippet.text)}{after}", **tongue))
    return entry
