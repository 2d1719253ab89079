"""Asking an endpoint what is new: conditional requests, body digests because validators lie, further pages, next poll."""

import asyncio
import hashlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive.decoding import DecodingError, decoded_body
from archive.model import CaptureRecord, EndpointState, Found
from crawler.catalogue import Endpoint, Outlet
from crawler.discover.endpoints import first_url, read_endpoint
from crawler.due import PollLimits, ask_plainly, blocked_until, failed_poll, host_retry_at, polled, put_off
from crawler.fetch.tally import Tally
from crawler.fetch.walk import Walk, Walker

logger = logging.getLogger(__name__)

FOLLOWED_WHILE_NEW = frozenset(
    {"json", "front"}
)  # further pages are asked for while the last one brought something new


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What one body of an endpoint came to. Where it was not read, `state` says why and holds the next poll."""

    state: EndpointState
    was_read: bool = False
    was_known: bool = False  # not modified, or the same body again
    new: int = 0  # URLs that nobody knew
    entries: int = 0
    more: tuple[str, ...] = ()
    problem: str = ""


class Polls:
    """Polls endpoints for one round. `parts` outlives it (see `Rounds`)."""

    def __init__(
        self,
        *,
        walker: Walker,
        tally: Tally,
        clock: Callable[[], datetime],
        limits: PollLimits,
        states: Mapping[str, EndpointState],
        blocked_since: Mapping[str, datetime | None],
        save: Callable[[Sequence[EndpointState]], Awaitable[None]],
        add_found: Callable[[Sequence[Found]], Awaitable[int]],
        note: Callable[[Sequence[CaptureRecord]], None],
        parts: dict[str, tuple[str, ...]],
    ) -> None:
        self._walker = walker
        self._tally = tally
        self._clock = clock
        self._limits = limits
        self._states = dict(states)
        self._blocked_since = blocked_since
        self._save = save
        self._add_found = add_found
        self._note = note
        self._parts = parts

    async def poll(self, endpoint: Endpoint, outlet: Outlet) -> None:
        """One endpoint with its further pages; its state is saved and its poll counted, whatever comes of it."""
        state = self._states.get(endpoint.url) or EndpointState(url=endpoint.url, outlet=outlet.id)
        first = await self._read(endpoint, outlet, state, first_url(endpoint))
        if first is None:
            return
        parts, new, entries = await self._read_parts(endpoint, outlet, first)
        after = first.state
        if first.was_read:
            known = first.was_known and not new
            outcome = "unchanged" if known else "read" if entries else "empty"
            after = polled(
                replace(after, polled_at=state.polled_at), outcome=outcome, new_entries=new,
                entries=entries or state.entries, now=self._clock(), limits=self._limits,
            )  # fmt: skip
            if outcome == "empty" and first.problem:
                after = replace(after, reason=first.problem)
        self._states[endpoint.url] = after
        await self._save([after, *parts])
        self._tally.polled(outlet.id, after.outcome, after.reason)

    async def _read_parts(
        self, endpoint: Endpoint, outlet: Outlet, first: "_Read"
    ) -> tuple[list[EndpointState], int, int]:
        """The further pages' states, and new and listed entries of all. Bounded by `endpoint.pages` bodies."""
        new, entries = first.new, first.entries
        states: list[EndpointState] = []
        in_order = endpoint.kind in FOLLOWED_WHILE_NEW
        bodies = endpoint.pages - 1 if in_order else endpoint.pages
        parts, seen = deque(first.more), {endpoint.url, first_url(endpoint)}
        brought = first.new
        while parts and len(states) < bodies and (brought or not in_order):
            url = parts.popleft()
            if url in seen:
                continue
            seen.add(url)
            before = self._states.get(url) or EndpointState(url=url, outlet=outlet.id)
            part = await self._read(endpoint, outlet, before, url)
            if part is None:
                break
            # A part is asked for when its endpoint is: its own next poll says nothing.
            outcome = part.state.outcome if not part.was_read else "unchanged" if part.was_known else "read"
            self._states[url] = replace(
                part.state, polled_at=self._clock(), next_poll_at=None, interval_seconds=0, outcome=outcome
            )
            states.append(self._states[url])
            brought = part.new
            new, entries = new + part.new, entries + part.entries
            parts.extend(part.more)
        return states, new, entries

    async def _read(self, endpoint: Endpoint, outlet: Outlet, state: EndpointState, url: str) -> "_Read | None":
        """One body of an endpoint. None when the round ended before it was asked for."""
        asked = {} if ask_plainly(state, self._clock()) else validators(state)
        walk = await self._walker.walk(url, outlet, {**endpoint.headers, **asked})
        self._note(walk.captures)
        now = self._clock()
        if walk.due or walk.reason:
            unread = self._unread(walk, outlet, state, now)
            return _Read(state=unread) if unread else None
        answer = walk.answer
        if answer.status == 304:
            return _Read(
                state=state, was_read=True, was_known=True, more=self._parts.get(url, ()), entries=state.entries
            )
        if answer.status != 200 or answer.capture is None:
            until = self._walker.asleep_until(url)
            reason = f"http-{answer.status}"
            return _Read(state=failed_poll(state, outcome="failed", reason=reason, now=now, not_before=until))
        try:
            body = decoded_body(answer.capture, self._walker.limits(outlet).body_bytes)
        except DecodingError as error:
            return _Read(state=failed_poll(state, outcome="failed", reason=error.reason, now=now))
        digest = "sha256:" + hashlib.sha256(body).hexdigest()
        known = digest == state.digest
        fresh = replace(
            state, etag=answer.header("etag")[:500], last_modified=answer.header("last-modified")[:100], digest=digest
        )
        if known and url in self._parts:
            return _Read(state=fresh, was_read=True, was_known=True, more=self._parts[url], entries=state.entries)
        try:
            listing = await asyncio.to_thread(
                read_endpoint, endpoint, outlet, url=url, body=body, content_type=answer.header("content-type")
            )
        except Exception:  # one feed that breaks our reader must not end the round
            logger.exception("endpoint-error outlet=%s url=%s", outlet.id, url)
            return _Read(state=failed_poll(fresh, outcome="failed", reason="endpoint-error", now=now))
        new = await self._add_found(listing.found)
        self._tally.new(outlet.id, new)
        self._parts[url] = listing.more
        entries = len(listing.found)
        return _Read(
            state=replace(fresh, entries=entries), was_read=True, was_known=known, new=new, entries=entries,
            more=listing.more, problem=listing.problem,
        )  # fmt: skip

    def _unread(self, walk: Walk, outlet: Outlet, state: EndpointState, now: datetime) -> EndpointState | None:
        """The state after a request that brought no answer to read."""
        if walk.blocked:
            until = blocked_until(self._blocked_since.get(outlet.id), now)
            return replace(
                put_off(state, until=until, outcome="blocked", reason=walk.blocked), failures=state.failures + 1
            )
        if walk.due and walk.until:
            outcome = "blocked" if walk.reason in {"robots-401", "robots-403"} else "failed"
            return put_off(state, until=walk.until, outcome=outcome, reason=walk.reason)
        if walk.due and walk.reason in {"round-over", "stopped"}:
            return None
        if walk.due:  # host down, or robots.txt cannot be read
            until = host_retry_at(state.failures, now)
            return replace(
                put_off(state, until=until, outcome="failed", reason=walk.reason), failures=state.failures + 1
            )
        return failed_poll(state, outcome="failed", reason=walk.reason, now=now)


def validators(state: EndpointState) -> dict[str, str]:
    """The headers of a conditional request (RFC 9110 13.1)."""
    headers = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in headers.items() if value}
