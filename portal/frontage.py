"""What stands before every page: which hosts and methods are answered, and the headers every answer carries."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Only what the portal itself serves: no script, no picture of others, no inline style, no frame around it.
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_HOST = re.compile(r"([\w.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?", re.ASCII)
METHODS = ("GET", "HEAD")


class Frontage:
    """ASGI middleware. A page of another site that had its name point at 127.0.0.1 (DNS rebinding) sends its own Host: refused."""

    def __init__(self, app: ASGIApp, *, hosts: tuple[str, ...]) -> None:
        self._app = app
        self._hosts = frozenset(host.strip("[]").lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"

        async def send_dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                dress(MutableHeaders(scope=message))
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        if scope["method"] not in METHODS:
            answer = PlainTextResponse("Only GET and HEAD.\n", 405, {"Allow": ", ".join(METHODS)})
            await answer(scope, receive, send_dressed)
        elif not self._is_ours(Headers(scope=scope).get("host", "")):
            answer = PlainTextResponse("This portal is not served under that name; see portal.base_url.\n", 421)
            await answer(scope, receive, send_dressed)
        else:
            await self._app({**scope, "method": "GET"} if is_head else scope, receive, send_dressed)

    def _is_ours(self, host: str) -> bool:
        match = _HOST.fullmatch(host)
        return match is not None and match[1].strip("[]").lower() in self._hosts


def dress(headers: MutableHeaders) -> None:
    """Adds the headers that the answer does not set itself."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
