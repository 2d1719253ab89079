"""The download handler below Scrapy: one request, one response, its headers and bytes as received.

Scrapy's own handlers lose what an archive must keep (the order and spelling of headers, the status line's words, Transfer-
Encoding) and cannot refuse private addresses after DNS. This one gives them, over aiohttp, and turns every trouble of the
network into one `DownloadError` with a reason.
"""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import urldefrag

import aiohttp
import yarl
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.fetch.guard import PrivateAddressError, Resolver, refused_by_name
from crawler.fetch.settings import FetchOptions

CONNECT_SECONDS = 15.0
HEADER_BYTES = 65_536  # of one line: WordPress writes long percent-encoded Arabic addresses into Link headers
OP_LEGACY_SERVER_CONNECT = 0x4  # old servers without secure renegotiation; certificates are verified all the same


class DownloadError(Exception):
    """The request was not answered in full. `reason` is the short word for it, the message says more."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Limits(NamedTuple):
    """Of one request; travels in `Request.meta`."""

    seconds: float
    body_bytes: int


class RawResponse(Response):
    """A response with what a WARC record needs of it."""

    raw_headers: tuple[tuple[str, str], ...] = ()
    sent_headers: tuple[tuple[str, str], ...] = ()
    phrase: str = ""


class DownloadHandler:
    """Scrapy's interface of a download handler, for http and https."""

    lazy = True

    def __init__(self, options: FetchOptions) -> None:
        self._options = options
        self._running: set[asyncio.Timeout] = set()
        self._hurried = False
        self._tls = ssl.create_default_context()
        self._tls.options |= OP_LEGACY_SERVER_CONNECT
        guarded = options.guard_private and not options.proxy  # a proxy resolves the names itself
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=options.concurrency,
                ttl_dns_cache=300,
                resolver=Resolver(guarded=guarded),
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            max_line_size=HEADER_BYTES,
            max_field_size=HEADER_BYTES,
            skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent", "Content-Type"),
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "DownloadHandler":
        from crawler.fetch.spider import RoundSpider  # which imports this module

        spider = RoundSpider.of(crawler)
        handler = cls(spider.options)
        spider.on_hurry(handler.hurry)
        return handler

    def hurry(self, seconds: float) -> None:
        """The round has been told to stop: what is in flight may take so long still, and then ends as `stopped`."""
        self._hurried = True
        until = asyncio.get_running_loop().time() + seconds
        for scope in self._running:
            scope.reschedule(min(until, scope.when() or until))

    async def download_request(self, request: Request) -> Response:
        limits: Limits = request.meta["limits"]
        if self._options.guard_private and refused_by_name(request.url):
            raise DownloadError("private-address", f"{request.url} is no address of the public internet")
        try:
            async with asyncio.timeout(limits.seconds) as scope:
                self._running.add(scope)
                with _told_apart(request.url):
                    return await self._ask(request, limits.body_bytes)
        except TimeoutError as error:
            if self._hurried:
                raise DownloadError("stopped", f"{request.url} was still loading when the round was stopped") from error
            raise DownloadError("timeout", f"{request.url} took longer than {limits.seconds:g} seconds") from error
        finally:
            self._running.discard(scope)

    async def _ask(self, request: Request, limit_bytes: int) -> Response:
        async with self._session.request(
            request.method,
            yarl.URL(urldefrag(request.url)[0], encoded=True),
            headers=request.headers.to_tuple_list(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
            ssl=self._tls,
            allow_redirects=False,
            proxy=self._options.proxy or None,
        ) as answer:
            request.meta["answered_at"] = asyncio.get_running_loop().time()
            return _response(request, answer, await _body(answer, limit_bytes))

    async def close(self) -> None:
        await self._session.close()


async def _body(answer: aiohttp.ClientResponse, limit_bytes: int) -> bytes:
    """The body as received, stopped at the limit whatever Content-Length promised."""
    if (answer.content_length or 0) > limit_bytes:
        answer.close()
        raise DownloadError("too-large", f"{answer.url} announces {answer.content_length} bytes; limit {limit_bytes}")
    pieces, size = [], 0
    async for piece in answer.content.iter_any():
        size += len(piece)
        if size > limit_bytes:
            answer.close()
            raise DownloadError("too-large", f"{answer.url} sends more than {limit_bytes} bytes")
        pieces.append(piece)
    return b"".join(pieces)


def _response(request: Request, answer: aiohttp.ClientResponse, body: bytes) -> RawResponse:
    response = RawResponse(url=request.url, status=answer.status, body=body, request=request)
    response.raw_headers = tuple((_text(name), _text(value)) for name, value in answer.raw_headers)
    response.sent_headers = tuple(answer.request_info.headers.items())
    response.phrase = answer.reason or ""
    return response


def _text(raw: bytes) -> str:
    """Header bytes as text: UTF-8 where they are, else byte by byte, so that nothing is lost."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


@contextmanager
def _told_apart(url: str) -> Iterator[None]:
    """Turns aiohttp's troubles into `DownloadError`, timeouts excepted. Order matters: its classes inherit from each other."""
    try:
        yield
    except TimeoutError:
        raise
    except aiohttp.ClientConnectorDNSError as error:
        cause: Any = error.os_error
        if isinstance(cause, PrivateAddressError):
            raise DownloadError("private-address", str(cause)) from error
        raise DownloadError("dns", f"{url}: no such host ({cause})") from error
    except (aiohttp.ClientSSLError, ssl.SSLError) as error:
        raise DownloadError("tls", f"{url}: {error}") from error
    except aiohttp.ClientPayloadError as error:
        raise DownloadError("cut-off", f"{url}: the body ended early ({error})") from error
    except (aiohttp.InvalidURL, ValueError) as error:
        raise DownloadError("bad-address", f"{url}: {error}") from error
    except aiohttp.ClientResponseError as error:
        raise DownloadError("bad-response", f"{url}: {error}") from error
    except (aiohttp.ClientError, OSError) as error:
        raise DownloadError("connection", f"{url}: {error}") from error
