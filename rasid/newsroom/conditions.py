"""What a host or an address can be told to do instead of answering well, for the next requests or for good."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, get_args
from urllib.parse import unquote

from rasid.newsroom.mastheads import MASTHEADS

Kind = Literal[
    "status",
    "slow",
    "cut",
    "length",
    "redirect",
    "challenge",
    "robots",
    "etag",
    "bomb",
    "endless",
    "replace",
    "reset",
]
KINDS: tuple[str, ...] = get_args(Kind)
HOSTS = tuple(head.host for head in MASTHEADS.values())


class ConditionError(Exception):
    """A condition that cannot be set: says what is wrong with it and what is possible."""


@dataclass(slots=True, kw_only=True)
class Condition:
    """One condition. Which options count depends on `kind`:

    - status: answer `status` (with `text`, `retry_after` in seconds or as an HTTP date);
    - slow: wait `seconds` before the answer, then send `drip_bytes` at a time, `drip_seconds` apart; combines with others;
    - cut: promise the whole body, close after `after_bytes` of it;
    - length: a Content-Length that is wrong by `off` bytes;
    - redirect: `status` 301, 302, 303, 307 or 308 to `to`; or `hops` redirects before the page; or a `loop`;
    - challenge: a "Just a moment..." page with `status` 200, 403 or 503;
    - robots: `text` as robots.txt (with `status`, when it is not 200);
    - etag: `mode` "stuck" says 304 to every conditional request; "fresh" gives a new ETag every time and never 304;
    - bomb: `megabytes` of blanks, compressed to a thousandth;
    - endless: a body in chunks that ends after `megabytes` (0: never);
    - replace: `text` with `content_type` and `status` in the place of the page;
    - reset: the connection is broken off without an answer.

    `path` is the path with query as sent or decoded; one ending in "*" means all that begin so; empty means the whole
    host except robots.txt. `count` is how many requests it holds for; None means until it is cleared.
    """

    host: str
    kind: Kind
    path: str = ""
    count: int | None = None
    status: int = 0
    text: str = ""
    content_type: str = "text/html; charset=utf-8"
    retry_after: int | str | None = None
    seconds: float = 0.0
    drip_bytes: int = 0
    drip_seconds: float = 0.05
    after_bytes: int = 200
    off: int = 100
    to: str = ""
    hops: int = 0
    loop: bool = False
    mode: str = "stuck"
    megabytes: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    number: int = 0

    def holds_for(self, host: str, target: str) -> bool:
        """Whether a request for `target` of `host` is meant."""
        if host != self.host or self.count == 0:
            return False
        if self.kind == "robots":
            return target == "/robots.txt"
        if not self.path:
            return target != "/robots.txt"
        # Hops of a redirect come back to the same address with a mark on it.
        plain = target.partition("newsroom-hop=")[0].rstrip("?&")
        targets = {target, unquote(target), plain, unquote(plain)}
        if self.path.endswith("*"):
            return any(one.startswith(self.path[:-1]) for one in targets)
        return self.path in targets


class Conditions:
    """The conditions in force; the newest that fits decides, delays (slow) add to it."""

    def __init__(self) -> None:
        self._held: list[Condition] = []
        self._numbers = 0

    def set(self, wanted: Mapping[str, object]) -> Condition:
        """Put a condition described by `wanted` in force; ConditionError when it makes no sense."""
        condition = read_condition(wanted)
        self._numbers += 1
        condition.number = self._numbers
        self._held.append(condition)
        return condition

    def clear(self, host: str = "") -> int:
        """End the conditions of one host, or all; how many there were."""
        name = full_host(host) if host else ""
        kept = [held for held in self._held if name and held.host != name]
        ended = len(self._held) - len(kept)
        self._held = kept
        return ended

    def held(self) -> list[Condition]:
        """The conditions in force, oldest first."""
        return list(self._held)

    def take(self, host: str, target: str) -> tuple[Condition | None, Condition | None]:
        """The delay and the condition for one request, counted as used."""
        if not self._held:
            return None, None
        delay = fault = None
        for held in reversed(self._held):
            if not held.holds_for(host, target):
                continue
            if held.kind == "slow":
                delay = delay or held
            else:
                fault = fault or held
        for used in (delay, fault):
            if used is not None and used.count is not None:
                used.count -= 1
        if (delay and delay.count == 0) or (fault and fault.count == 0):
            self._held = [held for held in self._held if held.count != 0]
        return delay, fault


def full_host(name: str) -> str:
    """The host of an outlet given by host or slug; ConditionError for anything else."""
    if name in MASTHEADS:
        return MASTHEADS[name].host
    if name.lower() in HOSTS:
        return name.lower()
    raise ConditionError(f"no host {name!r} here; there are {', '.join(HOSTS)}")


def read_condition(wanted: Mapping[str, object]) -> Condition:
    """The condition that `wanted` (JSON) describes; ConditionError names what does not fit."""
    known = {one.name: one.type for one in fields(Condition) if one.name != "number"}
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        raise ConditionError(f"unknown option {unknown[0]!r}; known: {', '.join(sorted(known))}")
    kind = wanted.get("kind")
    if kind not in KINDS:
        raise ConditionError(f"unknown kind {kind!r}; known: {', '.join(KINDS)}")
    for name, value in wanted.items():
        _check(name, value)
    values: dict[str, object] = dict(wanted) | {"host": full_host(str(wanted.get("host", "")))}
    condition = Condition(**values)  # type: ignore[arg-type]  # _check saw every value
    if condition.kind in {"status", "replace", "robots"} and not condition.status:
        condition.status = 503 if condition.kind == "status" else 200
    if condition.kind == "redirect" and not (condition.to or condition.hops or condition.loop):
        raise ConditionError("a redirect needs one of to, hops, loop")
    if condition.kind == "etag" and condition.mode not in {"stuck", "fresh"}:
        raise ConditionError(f"mode {condition.mode!r} is none of stuck, fresh")
    return condition


_NUMBERS = {"status", "drip_bytes", "after_bytes", "hops", "megabytes"}
_SECONDS = {"seconds", "drip_seconds"}
_TEXTS = {"host", "path", "text", "content_type", "to", "mode", "kind"}


def _check(name: str, value: object) -> None:
    """Raise ConditionError unless `value` is what the option `name` takes."""
    number = isinstance(value, int) and not isinstance(value, bool)
    fits = {
        "count": value is None or (number and isinstance(value, int) and value > 0),
        "off": number,
        "loop": isinstance(value, bool),
        "retry_after": value is None or number or isinstance(value, str),
        "headers": isinstance(value, Mapping)
        and all(isinstance(text, str) and "\n" not in text for text in (*value, *value.values())),
    }
    if name in _NUMBERS:
        fits[name] = isinstance(value, int) and number and value >= 0
    if name in _SECONDS:
        fits[name] = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    if name in _TEXTS:
        fits[name] = isinstance(value, str)
    if not fits.get(name, False):
        raise ConditionError(f"{value!r} is not possible for {name!r}")
