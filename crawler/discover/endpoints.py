"""One endpoint's answer to Found, whatever kind it is. The fetch round calls `read_endpoint` and nothing else in here."""

import logging
import re
from dataclasses import dataclass

from archive.model import Found
from crawler.catalogue import Endpoint, Outlet
from crawler.discover.addresses import canonical_address, host_of, is_article_url, may_be_article, serves
from crawler.discover.feeds import read_feed
from crawler.discover.fronts import read_front
from crawler.discover.listings import read_listing
from crawler.discover.markup import decoded, unzipped
from crawler.discover.sitemaps import read_sitemap

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one body of an endpoint holds."""

    found: tuple[Found, ...] = ()  # each article once, in the listing's order (sitemaps: newest first)
    more: tuple[str, ...] = ()  # further URLs of the same endpoint worth reading now
    problem: str = ""  # empty | not-xml | not-json | html-instead-of-feed; "" where all is well
    passed_over: int = 0  # entries left out: other hosts, excluded addresses, files, the same article again


def first_url(endpoint: Endpoint) -> str:
    """The URL to ask for first: `endpoint.url`, with "{page}" as 1."""
    return endpoint.url.replace("{page}", "1")


def read_endpoint(endpoint: Endpoint, outlet: Outlet, *, url: str, body: bytes, content_type: str = "") -> Listing:
    """Reads one decoded body (Content-Encoding undone) that `url` answered; `url` is the endpoint's or one of its `more`.

    Feeds, news sitemaps and JSON listings name articles only, so there an entry needs the outlet's host and must not be
    excluded; in plain sitemaps and fronts it must also fit the `include` patterns. `more` names the pages after this one up to
    `endpoint.pages`, or at most that many parts of a sitemap index (which may be indexes again), newest first; never `url`
    itself. Never raises on what a server sent.
    """
    text = decoded(unzipped(body), content_type)
    more: list[str] = []
    strict = False
    match endpoint.kind:
        case "feed":
            entries, problem = read_feed(text, url=url, outlet=outlet.id, section=endpoint.section)
        case "news-sitemap" | "sitemap":
            sitemap = read_sitemap(text, url=url, outlet=outlet.id, language=outlet.language, section=endpoint.section)
            entries, problem = list(sitemap.found), sitemap.problem
            strict = endpoint.kind == "sitemap"
            home = host_of(endpoint.url)
            more = [p for p in sitemap.parts if serves(host_of(p), outlet) or host_of(p) == home][: endpoint.pages]
        case "json":
            entries, problem = read_listing(text, endpoint=endpoint, url=url, outlet=outlet.id)
        case "front":
            entries, following, problem = read_front(text, endpoint=endpoint, url=url, outlet=outlet)
            strict = True
            if following and endpoint.pages > 1 and serves(host_of(following), outlet):
                more = [following]
    found = _articles(entries, endpoint, outlet, strict=strict)
    if found and (pages := _next_pages(endpoint, url)):
        more = pages
    passed_over = len(entries) - len(found)
    if passed_over:
        log.debug("entries-passed-over outlet=%s endpoint=%s count=%d", outlet.id, url, passed_over)
    return Listing(
        found=tuple(found),
        more=tuple(m for m in more if m not in (url, endpoint.url)),
        problem=problem or ("" if found or more else "empty"),
        passed_over=passed_over,
    )


def _articles(entries: list[Found], endpoint: Endpoint, outlet: Outlet, *, strict: bool) -> list[Found]:
    """The entries that may be articles of the outlet, each address once."""
    proxy = host_of(endpoint.url)  # feed proxies link to themselves and redirect to the article
    kept: dict[str, Found] = {}
    for entry in entries:
        fits = is_article_url(entry.url, outlet) if strict else may_be_article(entry.url, outlet, proxy)
        if fits and entry.url != endpoint.url:
            kept.setdefault(canonical_address(entry.url, outlet), entry)
    return list(kept.values())


def _next_pages(endpoint: Endpoint, url: str) -> list[str]:
    """The pages after `url` of an endpoint that counts its pages, up to the last one that is to be read."""
    if "{page}" not in endpoint.url:
        return []
    before, _, after = endpoint.url.partition("{page}")
    match = re.fullmatch(re.escape(before) + r"(\d{1,6})" + re.escape(after), url)
    page = int(match.group(1)) if match else 1
    return [endpoint.url.replace("{page}", str(number)) for number in range(page + 1, endpoint.pages + 1)]
