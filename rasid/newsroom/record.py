"""What was asked of the outlets: one line a request, for tests of politeness and for curious people."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from time import monotonic
from time import time as epoch_seconds

from rasid.newsroom.messages import Request

# The log of a long benchmark; older lines are dropped.
MOST_LINES = 100_000


@dataclass(slots=True, kw_only=True)
class Line:
    """One request. `time` is epoch seconds at its arrival; `concurrent` counts the requests that host was busy with,
    this one included; `status` is 0 and `seconds` is None until it is answered or when it was broken off."""

    time: float
    host: str
    method: str
    path: str
    user_agent: str
    if_none_match: str | None
    if_modified_since: str | None
    proxied: bool
    concurrent: int
    condition: str | None = None
    status: int = 0
    seconds: float | None = None
    began: float = field(default_factory=monotonic, repr=False)

    def as_json(self) -> dict[str, object]:
        """The line with its fields as keys."""
        told = asdict(self)
        del told["began"]
        return told


class Record:
    """The request log."""

    def __init__(self) -> None:
        self._lines: deque[Line] = deque(maxlen=MOST_LINES)
        self._busy: Counter[str] = Counter()
        self.total = 0

    def begin(self, request: Request) -> Line:
        """A new line for a request that just arrived."""
        self._busy[request.host] += 1
        self.total += 1
        get = request.headers.get
        line = Line(
            time=epoch_seconds(),
            host=request.host,
            method=request.method,
            path=request.target,
            user_agent=get("user-agent", ""),
            if_none_match=get("if-none-match"),
            if_modified_since=get("if-modified-since"),
            proxied=request.proxied,
            concurrent=self._busy[request.host],
        )
        self._lines.append(line)
        return line

    def end(self, line: Line) -> None:
        """The request of `line` is done with, one way or the other."""
        self._busy[line.host] -= 1
        line.seconds = round(monotonic() - line.began, 6)

    def lines(self, host: str = "", since: float = 0.0) -> Iterator[Line]:
        """The lines kept, oldest first; of one host, and from a time on, where given."""
        return (line for line in tuple(self._lines) if (not host or line.host == host) and line.time >= since)

    def clear(self) -> None:
        """Forget the lines (not the total)."""
        self._lines.clear()
