"""The newsroom's server: one process, one loop, four outlets, their control interface and a proxy's manners."""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from rasid.newsroom.articles import SHIPPED, Piece, load_articles
from rasid.newsroom.conditions import Condition, Conditions
from rasid.newsroom.control import HOST as CONTROL_HOST
from rasid.newsroom.control import Control
from rasid.newsroom.desk import Desk
from rasid.newsroom.faults import Drip, instead, send_bomb, send_endless, send_slowly
from rasid.newsroom.mastheads import MASTHEADS
from rasid.newsroom.messages import (
    HEAD_LIMIT,
    Answer,
    BadRequestError,
    Request,
    head,
    is_unchanged,
    make_answer,
    read_request,
)
from rasid.newsroom.record import Line, Record
from rasid.newsroom.sites.atlas import Atlas
from rasid.newsroom.sites.diffatan import Diffatan
from rasid.newsroom.sites.furniture import Furniture
from rasid.newsroom.sites.nakheel import Nakheel
from rasid.newsroom.sites.sadim import Sadim
from rasid.newsroom.sites.site import Page, Site
from rasid.newsroom.viewing import for_browser, index_page

log = logging.getLogger(__name__)

SITES: Mapping[str, type[Site]] = {
    "sadim": Sadim,
    "atlas": Atlas,
    "diffatan": Diffatan,
    "nakheel": Nakheel,
}
# "" is a client of HTTP/1.0, which need not name a host.
OWN_HOSTS = frozenset({"", "127.0.0.1", "localhost", "::1", CONTROL_HOST})

# Rendered and compressed pages kept; a benchmark asks for each once, so more would only cost memory.
CACHE_BYTES = 32_000_000
IDLE_SECONDS = 75
PLAIN = (("Content-Type", "text/plain; charset=utf-8"),)
JSON = (("Content-Type", "application/json; charset=utf-8"),)


class Newsroom:
    """The newsroom in this process. `desk`, `conditions` and `record` may be used directly from the loop's thread."""

    def __init__(
        self,
        *,
        port: int = 0,
        articles: int = 0,
        padded: bool = False,
        articles_from: Path = SHIPPED,
    ) -> None:
        self.opened_at = datetime.now(UTC)
        self.conditions = Conditions()
        self.record = Record()
        self.desk = Desk(load_articles(articles_from), articles, self.opened_at, self._address_of)
        self._sites: dict[str, Site] = {
            head.host: SITES[slug](head, self.desk.editions[slug], Furniture(head, padded=padded))
            for slug, head in MASTHEADS.items()
        }
        self._bare_hosts = {head.host.removeprefix("www."): head.host for head in MASTHEADS.values()}
        self._control = Control(self.desk, self.conditions, self.record)
        self._kept: OrderedDict[tuple[str, str, int], Answer] = OrderedDict()
        self._kept_bytes = 0
        self._wanted_port = port
        self._server: asyncio.Server | None = None
        self._visits: set[asyncio.Task[None]] = set()
        self._fresh_tags = 0

    @property
    def port(self) -> int:
        """The port it listens on; 0 while it does not."""
        return self._server.sockets[0].getsockname()[1] if self._server else 0

    async def start(self) -> None:
        """Listen on 127.0.0.1; OSError when the port is taken."""
        self._server = await asyncio.start_server(
            self._visit, "127.0.0.1", self._wanted_port, limit=HEAD_LIMIT, backlog=512
        )

    async def stop(self) -> None:
        """Stop listening and end every connection."""
        if self._server is None:
            return
        self._server.close()
        visits = tuple(self._visits)
        for visit in visits:
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    def _address_of(self, piece: Piece) -> str:
        return self._sites[MASTHEADS[piece.outlet].host].address_of(piece)

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request after request."""
        task = asyncio.current_task()
        if task is not None:
            self._visits.add(task)
        try:
            while await self._turn(reader, writer):
                pass
        except (ConnectionError, TimeoutError):
            pass  # The client left, or had nothing more to ask.
        except asyncio.CancelledError:
            pass  # The newsroom closes; asyncio would log a cancelled connection as an error.
        finally:
            if task is not None:
                self._visits.discard(task)
            with contextlib.suppress(ConnectionError):
                writer.close()

    async def _turn(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer the next request; whether there may be another one on this connection."""
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                request = await read_request(reader, writer)
        except BadRequestError as error:
            writer.write(_small(400, f"{error}\n", keep_alive=False))
            await writer.drain()
            return False
        if request is None:
            return False
        if request.method == "CONNECT":
            text = "This newsroom speaks http only: no tunnels.\n"
            writer.write(_small(501, text, keep_alive=False))
            await writer.drain()
            return False
        if request.host in self._sites:
            return await self._serve_outlet(request, writer)
        if request.host in OWN_HOSTS:
            return await self._serve_own(request, writer)
        if request.host in self._bare_hosts:
            to = f"http://{self._bare_hosts[request.host]}{request.target}"
            answer = Answer(status=301, headers=(("Location", to), *PLAIN), body=b"")
            return await _send(answer, request, writer)
        text = f"There is no {request.host} in this newsroom; there are {', '.join(self._sites)}.\n"
        status = 502 if request.proxied else 404
        return await _send(Answer(status=status, headers=PLAIN, body=text.encode()), request, writer)

    async def _serve_outlet(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        line = self.record.begin(request)
        try:
            delay, fault = self.conditions.take(request.host, request.target)
            line.condition = fault.kind if fault else delay.kind if delay else None
            if delay and delay.seconds:
                await asyncio.sleep(delay.seconds)
            drip = Drip(delay.drip_bytes, delay.drip_seconds) if delay and delay.drip_bytes else None
            if fault is None:
                return await self._well(request, writer, line, drip)
            return await self._badly(fault, request, writer, line, drip)
        finally:
            self.record.end(line)

    async def _well(self, request: Request, writer: asyncio.StreamWriter, line: Line, drip: Drip | None) -> bool:
        """The page as it should be."""
        answer = self._page(request)
        if request.method not in {"GET", "HEAD"} or is_unchanged(answer, request.headers):
            answer = _bodiless(request, answer)
        line.status = answer.status
        return await _send(answer, request, writer, drip)

    async def _badly(
        self,
        fault: Condition,
        request: Request,
        writer: asyncio.StreamWriter,
        line: Line,
        drip: Drip | None,
    ) -> bool:
        """What `fault` makes of the page."""
        replaced = instead(fault, request)
        if replaced is not None:
            line.status = replaced.status
            return await _send(replaced, request, writer, drip)
        if fault.kind == "reset":
            writer.transport.abort()
            return False
        line.status = 200
        if fault.kind == "bomb":
            await send_bomb(fault, request, writer)
            return False
        if fault.kind == "endless":
            await send_endless(fault, request, writer)
            return False
        answer = self._page(request)
        line.status = answer.status
        if fault.kind == "cut":
            writer.write(head(answer.status, answer.headers, len(answer.body), keep_alive=False))
            writer.write(answer.body[: fault.after_bytes])
            await writer.drain()
            return False
        if fault.kind == "length":
            told = max(0, len(answer.body) + fault.off)
            writer.write(head(answer.status, answer.headers, told, keep_alive=False) + answer.body)
            await writer.drain()
            return False
        if fault.kind == "etag":
            if fault.mode == "fresh":
                answer = self._retagged(answer)
            elif {"if-none-match", "if-modified-since"} & set(request.headers):
                answer = _bodiless(request, answer)
            line.status = answer.status
        # What is left: the end of a chain of redirects, or an ETag that lies.
        return await _send(answer, request, writer, drip)

    def _page(self, request: Request) -> Answer:
        """The answer for a page of an outlet, from memory when nothing changed in that outlet."""
        site = self._sites[request.host]
        key = (request.host, request.target, site.edition.revision)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        query = {name: value for name, value in request.query.items() if name != "newsroom-hop"}
        answer = make_answer(site.answer(request.path, query))
        self._kept[key] = answer
        self._kept_bytes += answer.weight()
        while self._kept_bytes > CACHE_BYTES and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= oldest.weight()
        return answer

    def _retagged(self, answer: Answer) -> Answer:
        self._fresh_tags += 1
        headers = [pair for pair in answer.headers if pair[0] not in {"ETag", "Last-Modified"}]
        headers.append(("ETag", f'"fresh-{self._fresh_tags}"'))
        return Answer(status=answer.status, headers=tuple(headers), body=answer.body, zipped=answer.zipped)

    async def _serve_own(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        """The index, the outlets' pages for a browser, and the control interface."""
        if request.path == "/-" or request.path.startswith("/-/"):
            status, blocks = self._control.answer(request)
            return await _send_blocks(status, blocks, request, writer)
        if request.path.startswith(("/@", "/%40")):  # some clients encode the sign
            host, slash, rest = request.target.removeprefix("/@").removeprefix("/%40").partition("/")
            if host in self._sites and slash:
                inner = Request(method="GET", host=host, target=f"/{rest}", headers=request.headers)
                return await _send(for_browser(self._page(inner), host), request, writer)
        if request.path == "/":
            body = index_page(self.desk, self.opened_at)
            return await _send(make_answer(Page(body=body)), request, writer)
        answer = Answer(status=404, headers=PLAIN, body=b"Nothing here; the index is at /\n")
        return await _send(answer, request, writer)


async def _send(answer: Answer, request: Request, writer: asyncio.StreamWriter, drip: Drip | None = None) -> bool:
    body, headers = answer.body, answer.headers
    if answer.zipped is not None and request.takes_gzip():
        body, headers = answer.zipped, (*headers, ("Content-Encoding", "gzip"))
    start = head(answer.status, headers, len(body), request.keep_alive)
    if request.method == "HEAD" or answer.status == 304:
        writer.write(start)
    elif drip is None:
        writer.write(start + body)
    else:
        writer.write(start)
        await send_slowly(body, drip, writer)
    await writer.drain()
    return request.keep_alive


async def _send_blocks(status: int, blocks: Iterator[bytes], request: Request, writer: asyncio.StreamWriter) -> bool:
    """JSON of unknown length: in chunks, or to the end of the connection for HTTP/1.0."""
    keep_alive = request.keep_alive and request.chunks
    headers = (*JSON, ("Transfer-Encoding", "chunked")) if request.chunks else JSON
    writer.write(head(status, headers, None, keep_alive))
    if request.method != "HEAD":
        for block in blocks:
            writer.write(b"%x\r\n%s\r\n" % (len(block), block) if request.chunks else block)
            await writer.drain()
            await asyncio.sleep(0)
        if request.chunks:
            writer.write(b"0\r\n\r\n")
    await writer.drain()
    return keep_alive


def _bodiless(request: Request, answer: Answer) -> Answer:
    """304 for a page the client has, 405 for a method the outlets do not know."""
    if request.method in {"GET", "HEAD"}:
        kept = tuple(pair for pair in answer.headers if pair[0] != "Content-Type")
        return Answer(status=304, headers=kept, body=b"")
    return Answer(status=405, headers=(("Allow", "GET, HEAD"), *PLAIN), body=b"GET or HEAD only\n")


def _small(status: int, text: str, *, keep_alive: bool) -> bytes:
    body = text.encode()
    return head(status, PLAIN, len(body), keep_alive) + body
