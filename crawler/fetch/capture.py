"""Every response goes to the WARC file before anything reads it."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from archive.model import Capture, CaptureRecord
from crawler.fetch.download import RawResponse


class Writer(Protocol):
    """What the fetch room needs of `archive.warc.WarcWriter`."""

    def write(self, capture: Capture) -> CaptureRecord: ...

    def sync(self) -> None: ...


class CaptureMiddleware:
    """Next to the downloader (order 950): takes the body as received and leaves (capture, record) in `meta["captured"]`."""

    def __init__(self, warc: Writer, clock: Callable[[], datetime]) -> None:
        self._warc = warc
        self._clock = clock

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "CaptureMiddleware":
        from crawler.fetch.spider import RoundSpider  # which imports this module

        spider = RoundSpider.of(crawler)
        return cls(spider.warc, spider.clock)

    def process_response(self, request: Request, response: Response) -> Response:
        if not isinstance(response, RawResponse):
            raise TypeError(f"{type(response).__name__}: only responses of our own download handler can be kept")
        capture = Capture(
            url=request.url,
            outlet=request.meta["outlet"],
            status=response.status,
            headers=response.raw_headers,
            body=response.body,
            fetched_at=self._clock(),
            request_headers=response.sent_headers,
            reason=response.phrase,
            robots=request.meta["robots"],
        )
        # A 304 has no body and says nothing that is not already kept.
        record = self._warc.write(capture) if response.status != 304 else None
        request.meta["captured"] = (capture, record)
        return response
