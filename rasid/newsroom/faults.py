"""Conditions carried out on the connection: wrong lengths, cut bodies, redirects, challenges, bombs, endless pages."""

import asyncio
import itertools
import struct
import zlib
from dataclasses import dataclass

from rasid.newsroom.conditions import Condition
from rasid.newsroom.messages import Answer, Request, head

_BLANKS = b" " * 1_000_000
_HOP = "newsroom-hop="

CHALLENGE = """<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8"><meta name="robots" content="noindex,nofollow">
<meta http-equiv="refresh" content="390"></head><body class="no-js"><div class="main-wrapper" role="main">
<h1 class="zone-name-title h1">{host}</h1><h2 class="h2" id="challenge-running">Checking if the site connection is secure</h2>
<noscript><div id="challenge-error-title">
<span id="challenge-error-text">Enable JavaScript and cookies to continue</span></div></noscript>
<div id="challenge-body-text">{host} needs to review the security of your connection before proceeding.</div></div>
<script>(function(){{window._cf_chl_opt={{cvId:"3",cZone:"{host}",cType:"managed",cRay:"9a1b2c3d4e5f6071"}};
var a=document.createElement("script");a.src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1";
document.getElementsByTagName("head")[0].appendChild(a);}}());</script></body></html>"""


@dataclass(frozen=True, slots=True)
class Drip:
    """How slowly a body is sent: `size` bytes at a time, `seconds` apart."""

    size: int
    seconds: float


def instead(condition: Condition, request: Request) -> Answer | None:
    """The answer a condition puts in the place of the page; None when the page itself is wanted."""
    extra = tuple(condition.headers.items())
    kind = (("Content-Type", condition.content_type),)
    if condition.kind == "status":
        if condition.retry_after is not None:
            extra += (("Retry-After", str(condition.retry_after)),)
        text = condition.text or f"<html><body><h1>{condition.status}</h1></body></html>"
        return Answer(status=condition.status, headers=kind + extra, body=text.encode())
    if condition.kind == "replace":
        return Answer(status=condition.status, headers=kind + extra, body=condition.text.encode())
    if condition.kind == "robots":
        plain = (("Content-Type", "text/plain; charset=utf-8"),)
        return Answer(status=condition.status, headers=plain + extra, body=condition.text.encode())
    if condition.kind == "challenge":
        told = (("Server-Timing", "chlray"), ("cf-mitigated", "challenge"), ("CF-RAY", "9a1b2c3d4e5f6071"))
        body = CHALLENGE.format(host=request.host).encode()
        return Answer(status=condition.status or 403, headers=kind + told + extra, body=body)
    if condition.kind == "redirect":
        return _redirect(condition, request)
    return None


async def send_bomb(condition: Condition, request: Request, writer: asyncio.StreamWriter) -> None:
    """A gzip body that opens to `megabytes` (200 unless told) of blanks."""
    count = condition.megabytes or 200
    body = await asyncio.to_thread(bomb, count)
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"))
    writer.write(head(200, headers, len(body), keep_alive=False))
    if request.method != "HEAD":
        writer.write(body)
    await writer.drain()


def bomb(megabytes: int) -> bytes:
    """One gzip member of `megabytes` million blanks, made from one compressed block repeated."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    # A full flush ends at a byte and forgets what came before: the block may follow itself.
    block = squeeze.compress(_BLANKS) + squeeze.flush(zlib.Z_FULL_FLUSH)
    check = 0
    for _ in range(megabytes):
        check = zlib.crc32(_BLANKS, check)
    size = megabytes * len(_BLANKS) & 0xFFFFFFFF
    end = zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block * megabytes + end + struct.pack("<II", check, size)


async def send_endless(condition: Condition, request: Request, writer: asyncio.StreamWriter) -> None:
    """Paragraph after paragraph until `megabytes` are sent (0: until the client has enough)."""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    if request.chunks:
        headers += (("Transfer-Encoding", "chunked"),)
    writer.write(head(200, headers, None, keep_alive=False))
    if request.method == "HEAD":
        await writer.drain()
        return
    limit = condition.megabytes * 1_000_000
    sent = 0
    for turn in itertools.count():
        block = f"<p>فقرة {turn} من صفحة لا تنتهي.</p>\n".encode() * 200
        writer.write(b"%x\r\n%s\r\n" % (len(block), block) if request.chunks else block)
        await writer.drain()
        sent += len(block)
        if limit and sent >= limit:
            break
    if request.chunks:
        writer.write(b"0\r\n\r\n")
    await writer.drain()


async def send_slowly(body: bytes, drip: Drip, writer: asyncio.StreamWriter) -> None:
    """`body` in small pieces."""
    for start in range(0, len(body), drip.size):
        writer.write(body[start : start + drip.size])
        await writer.drain()
        if start + drip.size < len(body):
            await asyncio.sleep(drip.seconds)


def _redirect(condition: Condition, request: Request) -> Answer | None:
    to = condition.to
    if not to:
        before, _, told = request.target.partition(_HOP)
        hop = int(told) if told.isascii() and told.isdigit() and len(told) < 6 else 0
        if not condition.loop and hop >= condition.hops:
            return None
        before = before.rstrip("?&")
        # A loop goes round in three addresses, so that comparing with the last one does not end it.
        following = hop % 3 + 1 if condition.loop else hop + 1
        to = f"http://{request.host}{before}{'&' if '?' in before else '?'}{_HOP}{following}"
    headers = (("Location", to), ("Content-Type", "text/html"), *condition.headers.items())
    return Answer(status=condition.status or 302, headers=headers, body=b"")
