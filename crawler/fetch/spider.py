"""The one spider: Scrapy's engine as a downloader for our own loops. `Downloads.get` is all the rest of this room sees."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner, Crawler

from archive.model import Capture, CaptureRecord
from crawler.fetch.capture import Writer
from crawler.fetch.download import DownloadError, Limits
from crawler.fetch.settings import FetchOptions, scrapy_settings

logger = logging.getLogger(__name__)

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What one request came to: a capture and where it lies, or the reason why there is none."""

    url: str
    capture: Capture | None = None
    record: CaptureRecord | None = None  # None for a 304 too
    reason: str = ""
    answered_at: float = 0.0  # when its headers came, on the event loop's clock; 0.0 when none came

    @property
    def status(self) -> int:
        return self.capture.status if self.capture else 0

    def header(self, name: str) -> str:
        """The first header of that name, "" without."""
        headers = self.capture.headers if self.capture else ()
        return next((value for key, value in headers if key.lower() == name), "")

    def headers(self) -> dict[str, str]:
        """By lower-case name; of several the last."""
        return {key.lower(): value for key, value in self.capture.headers} if self.capture else {}


class RoundSpider(Spider):
    """Runs `work` inside Scrapy's `start`; the engine closes when it has ended."""

    name = "rasid"

    def __init__(
        self,
        *,
        options: FetchOptions,
        warc: Writer,
        clock: Callable[[], datetime],
        work: Callable[["Downloads"], Awaitable[None]],
        **arguments: Any,
    ) -> None:
        super().__init__(**arguments)
        self.options = options
        self.warc = warc
        self.clock = clock
        self.work = work
        self.trouble: BaseException | None = None
        self._hurries: list[Callable[[float], None]] = []

    @staticmethod
    def of(crawler: Crawler) -> "RoundSpider":
        """The spider of this crawler, for the components that Scrapy builds."""
        if not isinstance(crawler.spider, RoundSpider):
            raise TypeError("the components of crawler.fetch work for RoundSpider only")
        return crawler.spider

    def on_hurry(self, hurry: Callable[[float], None]) -> None:
        """The download handlers register here to be told when the round is stopped."""
        self._hurries.append(hurry)

    def hurry(self, seconds: float) -> None:
        for hurry in self._hurries:
            hurry(seconds)

    async def start(self) -> AsyncIterator[Any]:
        try:
            await self.work(Downloads(self))
        except BaseException as error:  # noqa: BLE001  # Scrapy would log and forget it; `crawl` raises it again
            self.trouble = error
        return
        yield  # an async generator that yields nothing: requests go through `Downloads`


class Downloads:
    """Requests through the running engine."""

    def __init__(self, spider: RoundSpider) -> None:
        self._spider = spider

    async def get(
        self, url: str, *, outlet: str, robots: str, limits: Limits, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One request, no redirect followed. Troubles of the network are replies with a reason, not exceptions."""
        sent = {
            "User-Agent": self._spider.options.user_agent,
            "Accept": ACCEPT,
            "Accept-Language": "ar,en;q=0.5",
            "Accept-Encoding": "gzip",
            **(headers or {}),
        }
        if not url.startswith(("http://", "https://")):
            return Reply(url=url, reason="bad-address")
        try:
            request = Request(url, headers=sent, meta={"outlet": outlet, "robots": robots, "limits": limits})
        except ValueError:
            return Reply(url=url, reason="bad-address")
        try:
            await self._spider.crawler.engine.download_async(request)
        except DownloadError as error:
            logger.debug("not-fetched outlet=%s reason=%s url=%s: %s", outlet, error.reason, url, error)
            return Reply(url=request.url, reason=error.reason, answered_at=request.meta.get("answered_at", 0.0))
        capture, record = request.meta["captured"]
        return Reply(url=request.url, capture=capture, record=record, answered_at=request.meta["answered_at"])

    def hurry(self, seconds: float) -> None:
        """What is in flight may take so long still."""
        self._spider.hurry(seconds)


async def crawl(
    *,
    options: FetchOptions,
    warc: Writer,
    clock: Callable[[], datetime],
    work: Callable[[Downloads], Awaitable[None]],
    stop: Callable[[], None],
) -> None:
    """Runs `work` with a Scrapy engine of its own, which is gone afterwards. Raises what `work` raises.

    When the caller is cancelled, `stop` is called and `work` is waited for: an engine cannot be left half closed.
    """
    logging.getLogger("scrapy").setLevel(logging.WARNING)  # it tells every request twice; our own log says what matters
    runner = AsyncCrawlerRunner(scrapy_settings(options))
    crawler = runner.create_crawler(RoundSpider)
    running = runner.crawl(crawler, options=options, warc=warc, clock=clock, work=work)
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        stop()
        await running
        raise
    trouble = RoundSpider.of(crawler).trouble
    if trouble is not None:
        raise trouble
