"""What a round may be told, and the Scrapy settings that follow from it."""

from dataclasses import dataclass
from typing import Any

DEFAULT_AGENT = "RasidBot"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    user_agent: str  # with a contact, e.g. "RasidBot/0.1.0 (press archive; +https://example.org/bot)"
    proxy: str = ""  # "http://127.0.0.1:3128": all requests go through it, and it resolves the names
    min_delay_seconds: float | None = (
        None  # replaces the outlets' delay: for tests and the demonstration on loopback only
    )
    timeout_seconds: float | None = None  # replaces the outlets' time limit of one request
    limit_bytes: int | None = None  # replaces the outlets' limit of one body, as received and decompressed
    guard_private: bool = True  # refuse private addresses, after DNS and on every redirect
    concurrency: int = 64  # requests at once, each to another host
    lease_seconds: int = 300  # for how long claimed URLs and their hosts are ours
    poll_min_seconds: int = 600  # shortest and longest interval between two polls of one endpoint
    poll_max_seconds: int = 86_400
    patience_seconds: float = 300.0  # the longest a host's Retry-After is waited out inside a round
    owner: str = (
        ""  # under which work is claimed, "" for a name of this process's own; never one name for two processes
    )

    @property
    def agent_token(self) -> str:
        """The product token that robots.txt groups are matched with (RFC 9309 2.2.1)."""
        return self.user_agent.split("/")[0].split(" ")[0] or DEFAULT_AGENT


def scrapy_settings(options: FetchOptions) -> dict[str, Any]:
    """Scrapy as a downloader on the running asyncio loop: pacing, robots, redirects and retries are ours (`visits`).

    No Twisted reactor: a process may then run one event loop after another, and round after round on each. The body stays as
    received (no decompression in this process); `CONCURRENT_ITEMS` and `METAREFRESH_ENABLED` save a third of Scrapy's CPU.
    """
    handler = "crawler.fetch.download.DownloadHandler"
    return {
        "TWISTED_REACTOR_ENABLED": False,
        "DOWNLOAD_HANDLERS": {
            "http": handler, "https": handler, "data": None, "file": None, "ftp": None, "s3": None,
        },
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES": {"crawler.fetch.capture.CaptureMiddleware": 950},
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "CONCURRENT_REQUESTS": options.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "USER_AGENT": options.user_agent,
        "CONCURRENT_ITEMS": 4,
        "METAREFRESH_ENABLED": False,
        "COMPRESSION_ENABLED": False,
        "COOKIES_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "RETRY_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
    }  # fmt: skip
