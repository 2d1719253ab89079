"""The newsroom's control interface under `/-/`: JSON in, JSON out. docs/newsroom.md describes every request."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from rasid.newsroom.articles import ArticleError
from rasid.newsroom.conditions import ConditionError, Conditions, full_host
from rasid.newsroom.desk import Desk
from rasid.newsroom.messages import Request
from rasid.newsroom.record import Record

HOST = "newsroom.example"


class ControlError(Exception):
    """A control request that cannot be done; `status` is what it is answered with."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Control:
    """Carries out control requests on the desk, the conditions and the request log."""

    def __init__(self, desk: Desk, conditions: Conditions, record: Record) -> None:
        self._desk = desk
        self._conditions = conditions
        self._record = record

    def answer(self, request: Request) -> tuple[int, Iterator[bytes]]:
        """Status and JSON text, in pieces so that a long list is never whole in memory."""
        try:
            status, told = self._do(request)
        except (ArticleError, ConditionError) as error:
            status, told = 422, {"error": str(error)}
        except ControlError as error:
            status, told = error.status, {"error": str(error)}
        if isinstance(told, Iterator):
            return status, _array(told)
        return status, iter([json.dumps(told, ensure_ascii=False).encode(), b"\n"])

    def _do(self, request: Request) -> tuple[int, object]:
        what = request.path.removeprefix("/-").strip("/").split("/")
        query = request.query
        match (request.method, what):
            case ("GET" | "HEAD", [""]):
                return 200, self._summary()
            case ("GET" | "HEAD", ["articles"]):
                return 200, self._articles(query)
            case ("POST", ["articles"]):
                fields = _object(request)
                outlet = str(fields.pop("outlet", ""))
                return 201, self._desk.publish(outlet, fields).as_json(full=True)
            case ("GET" | "HEAD", ["articles", outlet, number]):
                return 200, self._desk.article(outlet, _number(number)).as_json(full=True)
            case ("PATCH", ["articles", outlet, number]):
                edited = self._desk.edit(outlet, _number(number), _object(request))
                return 200, edited.as_json(full=True)
            case ("DELETE", ["articles", outlet, number]):
                self._desk.delete(outlet, _number(number), _number(query.get("status", "410")))
                return 200, {"deleted": _number(number), "outlet": outlet}
            case ("GET" | "HEAD", ["requests"]):
                return 200, self._requests(query)
            case ("DELETE", ["requests"]):
                self._record.clear()
                return 200, {"requests": 0}
            case ("GET" | "HEAD", ["conditions"]):
                return 200, (asdict(held) for held in self._conditions.held())
            case ("POST", ["conditions"]):
                return 201, asdict(self._conditions.set(_object(request)))
            case ("DELETE", ["conditions"]):
                return 200, {"ended": self._conditions.clear(query.get("host", ""))}
        raise ControlError(404, f"{request.method} {request.path}: no such control; see docs/newsroom.md")

    def _summary(self) -> dict[str, object]:
        return {
            "articles": len(self._desk),
            "outlets": {slug: len(edition) for slug, edition in self._desk.editions.items()},
            "requests": self._record.total,
            "conditions": len(self._conditions.held()),
        }

    def _articles(self, query: Mapping[str, str]) -> Iterator[dict[str, object]]:
        stop = _number(query["stop"]) if "stop" in query else None
        start = _number(query.get("start", "0"))
        outlet = query.get("outlet") or None
        if outlet is not None and outlet not in self._desk.editions:
            raise ControlError(404, f"no outlet {outlet!r} here; there are {', '.join(self._desk.editions)}")
        return (one.as_json() for one in self._desk.articles(outlet, start, stop))

    def _requests(self, query: Mapping[str, str]) -> Iterator[dict[str, object]]:
        host = full_host(query["host"]) if query.get("host") else ""
        try:
            since = float(query.get("since", "0"))
        except ValueError:
            raise ControlError(400, f"since={query['since']!r} is not a number of seconds") from None
        return (line.as_json() for line in self._record.lines(host, since))


def _array(items: Iterator[object]) -> Iterator[bytes]:
    """A JSON array, some 50 items at a time."""
    first, block = True, []
    yield b"["
    for item in items:
        block.append(json.dumps(item, ensure_ascii=False))
        if len(block) == 50:
            yield (("" if first else ",") + "\n" + ",\n".join(block)).encode()
            first, block = False, []
    if block:
        yield (("" if first else ",") + "\n" + ",\n".join(block)).encode()
    yield b"\n]\n"


def _object(request: Request) -> dict[str, object]:
    """The JSON object in the body. Pages of a browser cannot send it: they would have to ask first, and get no leave."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise ControlError(415, "send JSON, with Content-Type: application/json")
    try:
        told = json.loads(request.body)
    except ValueError as error:
        raise ControlError(400, f"the body is not JSON: {error}") from None
    if not isinstance(told, dict):
        raise ControlError(400, "the body is not a JSON object")
    return told


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise ControlError(400, f"{text!r} is not a number")
    return int(text)
