"""From a URL to its last answer, politely: robots.txt, one request at a time per host, pauses, redirects hop by hop."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urldefrag, urljoin, urlsplit

from archive.decoding import DecodingError, decoded_body
from archive.model import Capture, CaptureRecord
from crawler.catalogue import Catalogue, Outlet
from crawler.fetch.budget import Budget
from crawler.fetch.challenge import LOOK_AT_BYTES, challenge
from crawler.fetch.download import Limits
from crawler.fetch.gates import Gates
from crawler.fetch.guard import refused_by_name
from crawler.fetch.politeness import HOST_DOWN_AFTER, PUSHBACKS_END_ROUND, HostClock, delay_between, retry_after
from crawler.fetch.robots import KEEP_FOR, LIMIT_BYTES, Robots, authority, read_robots, unreachable
from crawler.fetch.settings import FetchOptions
from crawler.fetch.spider import Downloads, Reply

MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
NETWORK_REASONS = frozenset({"timeout", "dns", "tls", "connection"})
WRONG_HOST_REASONS = frozenset({"dns", "tls", "private-address", "bad-address"})  # the host is wrong rather than down


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What came of asking for one URL.

    Either there is a last answer (`reason` is ""), or the reason why not. With `due` nothing was decided about the URL: it is to
    be asked for again, not before `until`, and the try does not count.
    """

    replies: tuple[Reply, ...] = ()  # hop by hop
    reason: str = ""
    due: bool = False
    until: datetime | None = None
    blocked: str = ""  # the wall met, e.g. "challenge-page 403"

    @property
    def answer(self) -> Reply:
        return self.replies[-1]

    @property
    def captures(self) -> tuple[CaptureRecord, ...]:
        return tuple(reply.record for reply in self.replies if reply.record is not None)


@dataclass(slots=True)
class Memory:
    """What outlives a round: the hosts' clocks and their robots.txt."""

    clocks: dict[str, HostClock] = field(default_factory=dict)
    robots: dict[str, Robots] = field(default_factory=dict)

    def clock(self, host: str) -> HostClock:
        if host not in self.clocks:
            self.clocks[host] = HostClock(host)
        return self.clocks[host]

    def forget_old(self, now: datetime, loop_time: float) -> None:
        """Between rounds: hosts that nobody asked for a day, and rules too old to be used. A host that was down gets a try."""
        self.robots = {key: robots for key, robots in self.robots.items() if robots.is_fresh(now)}
        self.clocks = {
            host: clock for host, clock in self.clocks.items()
            if loop_time - clock.last_used < 86_400 or clock.is_asleep(now)
        }  # fmt: skip
        for clock in self.clocks.values():
            clock.network_failures = min(clock.network_failures, HOST_DOWN_AFTER - 1)


class Walker:
    """All requests of one round go through here."""

    def __init__(
        self,
        *,
        downloads: Downloads,
        memory: Memory,
        gates: Gates,
        budget: Budget,
        catalogue: Catalogue,
        options: FetchOptions,
        clock: Callable[[], datetime],
        note: Callable[[Sequence[CaptureRecord]], None] = lambda _: None,
    ) -> None:
        """`note` is told of captures that belong to no URL asked for: robots.txt."""
        self._note = note
        self._downloads = downloads
        self._memory = memory
        self._gates = gates
        self._budget = budget
        self._catalogue = catalogue
        self._options = options
        self._clock = clock
        self._slots = asyncio.Semaphore(options.concurrency)
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)  # by host: one request at a time
        self._asking_robots: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)  # by authority
        self.requests = 0

    async def walk(self, url: str, outlet: Outlet, headers: Mapping[str, str] | None = None) -> Walk:
        """Asks for the URL and follows its redirects. A 429 or 503 is waited out once, if it may be."""
        async with self._gates.passage(outlet.id) as open_:
            if not open_:
                return Walk(due=True, reason="blocked", blocked=self._gates.closed[outlet.id])
            walk = await self._hops(url, outlet, headers)
            if walk.replies and not walk.reason and walk.answer.status in {429, 503}:
                again = await self._hops(url, outlet, headers)
                walk = again if again.replies or again.due else walk
            if walk.blocked:
                self._gates.close(outlet.id, walk.blocked)
            return walk

    async def _hops(self, url: str, outlet: Outlet, headers: Mapping[str, str] | None) -> Walk:
        replies: list[Reply] = []
        seen: set[str] = set()
        while True:
            url = urldefrag(url)[0]
            if url in seen:
                return Walk(replies=tuple(replies), reason="redirect-loop")
            if len(replies) > MOST_REDIRECTS:
                return Walk(replies=tuple(replies), reason="too-many-redirects")
            seen.add(url)
            if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
                return Walk(replies=tuple(replies), reason="bad-redirect" if replies else "bad-address")
            if self._options.guard_private and refused_by_name(url):
                return Walk(replies=tuple(replies), reason="private-address")
            refusal = await self._robots_refusal(url, outlet, first=not replies)
            if refusal is not None:
                return Walk(
                    replies=tuple(replies), reason=refusal.reason, due=refusal.due, until=refusal.until,
                    blocked=refusal.blocked,
                )  # fmt: skip
            robots = self._memory.robots[authority(url)]
            reply = await self._request(url, outlet, robots, headers)
            if isinstance(reply, Walk):
                return Walk(
                    replies=tuple(replies), reason=reply.reason, due=reply.due, until=reply.until, blocked=reply.blocked
                )
            if reply.reason:
                return Walk(replies=tuple(replies), reason=reply.reason, due=reply.reason == "stopped")
            replies.append(reply)
            wall = wall_of(reply) or self._gates.answered(outlet.id, reply.status)
            if wall and len(replies) > 1 and self._catalogue.of_url(url) != outlet:
                return Walk(replies=tuple(replies), reason="challenge-page")  # of a foreign host: no word on the outlet
            if wall:
                return Walk(replies=tuple(replies), reason="blocked", due=True, blocked=wall)
            target = reply.header("location").strip()
            if reply.status not in REDIRECTS or not target:
                return Walk(replies=tuple(replies))
            try:
                url = urljoin(url, target)
                urlsplit(url).port  # noqa: B018  # raises where the port is none
            except ValueError:
                return Walk(replies=tuple(replies), reason="bad-redirect")

    async def _robots_refusal(self, url: str, outlet: Outlet, *, first: bool) -> Walk | None:
        """Why robots.txt keeps us from this URL, or None. Reads robots.txt when it is not known or too old."""
        key = authority(url)
        async with self._asking_robots[key]:
            robots = self._memory.robots.get(key)
            if robots is None or not robots.is_fresh(self._clock()):
                asked = await self._ask_robots(key, outlet)
                if isinstance(asked, Walk):
                    return asked
                robots = self._memory.robots[key] = asked
        if robots.allows(url, self._options.agent_token):
            return None
        if robots.verdict == "forbidden":
            if first:
                self._gates.report(outlet.id, robots.reason)
                return Walk(reason=robots.reason, due=True, until=robots.read_at + KEEP_FOR)
            return Walk(reason="robots")
        if robots.verdict == "unreachable":
            if robots.reason in WRONG_HOST_REASONS or not first:
                return Walk(reason=robots.reason)
            return Walk(reason=robots.reason, due=True)
        return Walk(reason="robots")

    async def _ask_robots(self, key: str, outlet: Outlet) -> Robots | Walk:
        """robots.txt of one authority, redirects followed. A Walk where the round or the host's sleep forbids to ask."""
        url = f"{key}/robots.txt"
        host = self._memory.clock((urlsplit(url).hostname or "").lower())
        for _ in range(MOST_REDIRECTS + 1):
            reply = await self._request(url, outlet, None, None)
            if isinstance(reply, Walk):
                return reply
            now = self._clock()
            if reply.record is not None:
                self._note([reply.record])
            if reply.reason == "stopped":
                return Walk(due=True, reason=reply.reason)
            if reply.reason:
                host.robots_failures += 1
                return unreachable(reply.reason, now)
            wall = wall_of(reply)
            if wall:
                return Walk(reason="blocked", due=True, blocked=wall)
            target = reply.header("location").strip()
            if reply.status in REDIRECTS and target:
                url = urljoin(url, target)
                if urlsplit(url).scheme not in {"http", "https"}:
                    break
                continue
            robots = read_robots(reply.status, _body_of(reply, LIMIT_BYTES * 4), now)
            host.robots_failures = host.robots_failures + 1 if robots.verdict == "unreachable" else 0
            delay = robots.crawl_delay(self._options.agent_token)
            if delay:
                pause = delay_between(outlet.politeness.delay_seconds, delay, self._options.min_delay_seconds)
                host.next_start = max(host.next_start, host.last_used + pause)
            return robots
        return read_robots(310, b"", self._clock())  # redirects that lead nowhere: absent (RFC 9309 2.3.1.2)

    async def _request(
        self, url: str, outlet: Outlet, robots: Robots | None, headers: Mapping[str, str] | None
    ) -> Reply | Walk:
        """One request, when the host's turn has come. A Walk, due, when it does not come in this round."""
        host = self._memory.clock((urlsplit(url).hostname or "").lower())
        async with self._turns[host.host]:
            waiting = await self._wait_for(host, outlet)
            if waiting is not None:
                return waiting
            async with self._slots:
                self.requests += 1
                reply = await self._downloads.get(
                    url,
                    outlet=(self._catalogue.of_url(url) or outlet).id,
                    robots=robots.verdict if robots else "not-asked",
                    limits=self.limits(outlet),
                    headers=headers,
                )
            crawl_delay = robots.crawl_delay(self._options.agent_token) if robots else None
            host.asked(
                reply.answered_at or asyncio.get_running_loop().time(),
                delay_between(outlet.politeness.delay_seconds, crawl_delay, self._options.min_delay_seconds),
            )
            self._remember(host, reply)
            return reply

    async def _wait_for(self, host: HostClock, outlet: Outlet) -> Walk | None:
        """Waits until the host may be asked. A Walk when that lies beyond the round, our patience, or the host is down."""
        now = self._clock()
        if host.network_failures >= HOST_DOWN_AFTER:
            return Walk(due=True, reason="host-down")
        seconds = host.wait_seconds(asyncio.get_running_loop().time(), now)
        if host.is_asleep(now):
            is_too_long = seconds > self._options.patience_seconds or not self._budget.allows(seconds)
            if is_too_long or host.pushbacks >= PUSHBACKS_END_ROUND:
                return Walk(due=True, reason="retry-after", until=host.asleep_until)
        if not await self._budget.wait(seconds):
            return Walk(due=True, reason="round-over")
        if outlet.id in self._gates.closed:  # a wall went up while we waited for our turn
            return Walk(due=True, reason="blocked", blocked=self._gates.closed[outlet.id])
        return None

    def _remember(self, host: HostClock, reply: Reply) -> None:
        if reply.reason:
            host.unanswered(network=reply.reason in NETWORK_REASONS)
        else:
            now = self._clock()
            host.answered(reply.status, retry_after(reply.header("retry-after"), now), now)

    def asleep_until(self, url: str) -> datetime | None:
        """Until when the URL's host asked to be left alone, if it did."""
        return self._memory.clock((urlsplit(url).hostname or "").lower()).asleep_until

    def limits(self, outlet: Outlet) -> Limits:
        """Of one request to this outlet."""
        seconds = self._options.timeout_seconds
        size = self._options.limit_bytes
        return Limits(
            outlet.politeness.timeout_seconds if seconds is None else seconds,
            outlet.politeness.limit_bytes if size is None else size,
        )


def wall_of(reply: Reply) -> str:
    """The challenge page or firewall in this answer, or "". Large bodies are no challenge pages and are not decoded."""
    capture = reply.capture
    if capture is None:
        return ""
    limit = LOOK_AT_BYTES // 4 if reply.header("content-encoding") else LOOK_AT_BYTES
    small = len(capture.body) <= limit
    return challenge(capture.status, reply.headers(), _decoded(capture, LOOK_AT_BYTES) if small else b"")


def _decoded(capture: Capture, limit_bytes: int) -> bytes:
    try:
        return decoded_body(capture, limit_bytes)
    except DecodingError:
        return b""


def _body_of(reply: Reply, limit_bytes: int) -> bytes:
    return _decoded(reply.capture, limit_bytes) if reply.capture else b""
