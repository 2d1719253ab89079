"""The polite visit behind `rasid outlets add`: robots.txt, the front page, then what may list articles, one request at a time."""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from archive.decoding import DecodingError, decoded_body
from archive.model import Capture, CaptureRecord, Found
from crawler.catalogue import Catalogue, Endpoint, EndpointKind, Outlet, unlisted_outlet
from crawler.discover.draft import Seen, Sights
from crawler.discover.feeds import read_feed
from crawler.discover.listings import read_listing
from crawler.discover.markup import decoded, looks_like_html, unzipped
from crawler.discover.masthead import Masthead, read_masthead
from crawler.discover.sitemaps import read_sitemap
from crawler.fetch.budget import Budget
from crawler.fetch.gates import Gates
from crawler.fetch.robots import authority
from crawler.fetch.settings import FetchOptions
from crawler.fetch.spider import Downloads, Reply, crawl
from crawler.fetch.walk import Memory, Walk, Walker

MOST_REQUESTS = 16  # of one visit, robots.txt included: a minute and a half at five seconds each
VISIT_SECONDS = 300.0
LISTING_BYTES = 20_000_000
MOST_FEEDS = 3
MOST_SITEMAPS = 3
COMMON_FEEDS = ("/feed/", "/rss", "/rss.xml")
COMMON_SITEMAPS = ("/sitemap.xml", "/news-sitemap.xml")
WORDPRESS_POSTS = "wp/v2/posts?per_page=20&_fields=link,title,date"
WORDPRESS_ABOUT = "?_fields=name,timezone_string"


class ProbeError(Exception):
    """The site could not be visited. The message says what happened and what to do."""


class _Nowhere:
    """A WARC writer that keeps nothing: a visit leaves no trace in the archive."""

    def write(self, capture: Capture) -> CaptureRecord:
        return CaptureRecord(
            url=capture.url, outlet=capture.outlet, status=capture.status, fetched_at=capture.fetched_at,
            file="", offset=0, length=0, digest="",
        )  # fmt: skip

    def sync(self) -> None:
        pass


async def visit_outlet(
    url: str, *, options: FetchOptions, clock: Callable[[], datetime], say: Callable[[str], None] = lambda _: None
) -> Sights:
    """Visits the site behind `url` and says what was seen; `say` is told each address before it is asked for.

    At most MOST_REQUESTS requests, with the default pause between them, none that robots.txt forbids. Raises ProbeError when
    the front page cannot be read; anything else that fails is a `Seen` with its problem.
    """
    sights: list[Sights] = []
    budget = Budget(VISIT_SECONDS)

    async def work(downloads: Downloads) -> None:
        sights.append(await _Visit(url, downloads, options, clock, say, budget).run())

    await crawl(options=options, warc=_Nowhere(), clock=clock, work=work, stop=budget.stop)
    return sights[0]


class _Visit:
    def __init__(
        self,
        url: str,
        downloads: Downloads,
        options: FetchOptions,
        clock: Callable[[], datetime],
        say: Callable[[str], None],
        budget: Budget,
    ) -> None:
        self._url = url
        self._say = say
        self._clock = clock
        self._budget = budget
        self._memory = Memory()
        self._outlet: Outlet = unlisted_outlet(urlsplit(url).hostname or "")
        self._walker = Walker(
            downloads=downloads, memory=self._memory, gates=Gates({}), budget=budget,
            catalogue=Catalogue([]), options=options, clock=clock,
        )  # fmt: skip
        self._asked: set[str] = set()
        self._seen: list[Seen] = []

    async def run(self) -> Sights:
        home, masthead = await self._front()
        zone, name = "", ""
        for link, _ in masthead.feeds[:MOST_FEEDS]:
            await self._look("feed", link, "named by the front page")
        named = [u for u in self._named_sitemaps(home) if urlsplit(u).scheme in {"http", "https"}]
        named.sort(key=lambda u: "news" not in u.lower())  # news sitemaps first, else in the order of robots.txt
        for link in named[:MOST_SITEMAPS]:
            await self._look("sitemap", link, "named by robots.txt")
        if masthead.wordpress:
            zone, name = await self._about_wordpress(masthead.wordpress)
            if not self._lists("feed"):
                await self._look("feed", urljoin(home, "/feed/"), "WordPress's own address")
            if not self._lists("feed"):
                await self._look("json", urljoin(masthead.wordpress, WORDPRESS_POSTS), "WordPress's own address")
        if not self._lists("feed", "news-sitemap", "json"):
            for path in COMMON_FEEDS:
                if not self._lists("feed"):
                    await self._look("feed", urljoin(home, path), "a common address")
            for path in COMMON_SITEMAPS if not named else COMMON_SITEMAPS[1:]:
                if not self._lists("feed", "news-sitemap"):
                    await self._look("sitemap", urljoin(home, path), "a common address")
        return Sights(
            home=home, at=self._clock(), masthead=masthead, seen=tuple(self._seen), wordpress_zone=zone,
            wordpress_name=name,
        )  # fmt: skip

    async def _front(self) -> tuple[str, Masthead]:
        walk = await self._ask(self._url)
        if walk is None or walk.reason or not walk.replies or walk.answer.status != 200:
            raise ProbeError(f"{self._url}: {_why(walk)}")
        text = _text(walk.answer)
        masthead = read_masthead(text, walk.answer.url)
        if not looks_like_html(text) and not masthead.links:
            raise ProbeError(f"{walk.answer.url}: this is no web page; give the address of the outlet's front page")
        return walk.answer.url, masthead

    def _named_sitemaps(self, home: str) -> list[str]:
        robots = self._memory.robots.get(authority(home))
        return list(dict.fromkeys(str(u) for u in robots.rules.sitemaps)) if robots and robots.rules else []

    def _lists(self, *kinds: EndpointKind) -> bool:
        """Whether an endpoint of such a kind has been seen to list something."""
        return any(seen.kind in kinds and seen.found and not seen.problem for seen in self._seen)

    async def _look(self, kind: EndpointKind, url: str, origin: str, *, deeper: bool = True) -> None:
        """Asks for one endpoint and notes what it lists; of a sitemap index its newest part, or the one for news, too."""
        walk = await self._ask(url)
        if walk is None:
            return
        if walk.reason or not walk.replies or walk.answer.status != 200:
            self._seen.append(Seen(kind=kind, url=url, origin=origin, problem=_why(walk)))
            return
        text = _text(walk.answer)
        found: Sequence[Found] = ()
        parts: tuple[str, ...] = ()
        match kind:
            case "feed":
                found, problem = read_feed(text, url=url, outlet="")
            case "json":
                listing = Endpoint(kind="json", url=url, link="link", title="title.rendered", published="date")
                found, problem = read_listing(text, endpoint=listing, url=url, outlet="")
            case _:
                sitemap = read_sitemap(text, url=url, outlet="")
                found, parts, problem = sitemap.found, sitemap.parts, sitemap.problem
                if found and sum(1 for entry in found if entry.title) * 2 > len(found):
                    kind = "news-sitemap"
        self._seen.append(Seen(kind=kind, url=url, origin=origin, found=tuple(found), parts=parts, problem=problem))
        if parts and deeper:
            part = next((p for p in parts if "news" in urlsplit(p).path.lower()), parts[0])
            await self._look("sitemap", part, f"a part of {url}", deeper=False)

    async def _about_wordpress(self, root: str) -> tuple[str, str]:
        """The zone and the name that a WordPress is set to, "" for what it does not say."""
        walk = await self._ask(urljoin(root, WORDPRESS_ABOUT))
        if walk is None or walk.reason or not walk.replies or walk.answer.status != 200:
            return "", ""
        try:
            about = json.loads(_text(walk.answer))
        except (ValueError, RecursionError):
            return "", ""
        zone, name = (about.get(key) for key in ("timezone_string", "name")) if isinstance(about, dict) else ("", "")
        return (zone if isinstance(zone, str) and "/" in zone else ""), (name if isinstance(name, str) else "")

    async def _ask(self, url: str) -> Walk | None:
        """One address, once. None when it has been asked for already or the visit has been long enough."""
        if url in self._asked or self._walker.requests >= MOST_REQUESTS or self._budget.over:
            return None
        self._asked.add(url)
        self._say(url)
        return await self._walker.walk(url, self._outlet)


def _text(reply: Reply) -> str:
    if reply.capture is None:
        return ""
    try:
        body = decoded_body(reply.capture, LISTING_BYTES)
    except DecodingError:
        return ""
    return decoded(unzipped(body), reply.header("content-type"))


def _why(walk: Walk | None) -> str:
    """What came of a request that brought nothing, for a person."""
    if walk is None:
        return "not asked"
    if walk.blocked:
        return f"a wall against programs ({walk.blocked}); Rasid does not go round it"
    if walk.reason == "robots":
        return "its robots.txt forbids this address"
    if walk.reason == "private-address":
        return "an address of a private network; outlets are on the public internet"
    if walk.reason:
        return {"dns": "no such host", "host-down": "the host does not answer"}.get(walk.reason, walk.reason)
    return f"status {walk.answer.status}" if walk.replies else "no answer"


def run_visit(url: str, *, options: FetchOptions, clock: Callable[[], datetime], say: Callable[[str], None]) -> Sights:
    """`visit_outlet` for callers without an event loop."""
    return asyncio.run(visit_outlet(url, options=options, clock=clock, say=say))
