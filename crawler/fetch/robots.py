"""What a host's robots.txt allows (RFC 9309), kept in memory for a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

KEEP_FOR = timedelta(hours=24)
ASK_AGAIN_AFTER = timedelta(minutes=10)  # an unreachable robots.txt
LIMIT_BYTES = 512_000  # RFC 9309 2.5 demands at least 500 KiB; what lies beyond is not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """One authority's rules. `verdict`: allowed (there are rules) | absent (4xx) | forbidden (401, 403) | unreachable."""

    verdict: str
    reason: str = ""  # for forbidden and unreachable: why
    read_at: datetime
    rules: Protego | None = None

    def allows(self, url: str, agent: str) -> bool:
        if self.verdict in {"forbidden", "unreachable"}:
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, agent))

    def crawl_delay(self, agent: str) -> float | None:
        """Seconds, or None."""
        delay = self.rules.crawl_delay(agent) if self.rules else None
        return float(delay) if delay is not None and delay >= 0 else None

    def is_fresh(self, now: datetime) -> bool:
        return now - self.read_at < (ASK_AGAIN_AFTER if self.verdict == "unreachable" else KEEP_FOR)


def authority(url: str) -> str:
    """What a robots.txt speaks for: scheme, host and port, e.g. `https://www.example.org`."""
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{parts.netloc.rpartition('@')[2].lower()}"


def read_robots(status: int, body: bytes, now: datetime) -> Robots:
    """From an answered request: 2xx gives rules, 401 and 403 forbid all, other 4xx allow all, 5xx forbid all for now."""
    if 200 <= status < 300:
        return Robots(verdict="allowed", read_at=now, rules=_parsed(body))
    if status in {401, 403}:
        return Robots(verdict="forbidden", reason=f"robots-{status}", read_at=now)
    if status == 429:
        return Robots(verdict="unreachable", reason="robots-429", read_at=now)
    if 300 <= status < 500:  # redirects that led nowhere count as absent too (RFC 9309 2.3.1.2)
        return Robots(verdict="absent", read_at=now)
    return Robots(verdict="unreachable", reason=f"robots-{status}", read_at=now)


def unreachable(reason: str, now: datetime) -> Robots:
    """From a request that was not answered."""
    return Robots(verdict="unreachable", reason=reason, read_at=now)


def _parsed(body: bytes) -> Protego | None:
    text = body[:LIMIT_BYTES].decode("utf-8", "replace").lstrip("\ufeff")
    if "<html" in text[:2000].lower():  # a page of the site instead of rules says nothing
        return None
    try:
        return Protego.parse(text)
    except (
        ValueError,
        OverflowError,
    ):  # lines that Protego cannot read must not close or open a whole site by accident
        return Protego.parse("\n".join(line for line in text.splitlines() if _is_plain_rule(line)))


def _is_plain_rule(line: str) -> bool:
    return line.strip().lower().startswith(("user-agent:", "allow:", "disallow:"))
