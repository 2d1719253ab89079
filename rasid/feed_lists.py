"""From the feeds of an OPML file to outlets, without the network."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.catalogue import Endpoint, Names, Outlet
from crawler.discover.addresses import host_of
from crawler.discover.countries import ZONES, country_of_host
from crawler.discover.draft import slug_of
from crawler.discover.masthead import is_arabic
from crawler.discover.opml import Outline

# Hosts that serve feeds of others: such a feed's own address does not tell whose it is.
FEED_PROXIES = (
    "feedburner.com",
    "feeds.feedburner.com",
    "feedproxy.google.com",
    "rss.app",
    "feedspot.com",
    "news.google.com",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """An outlet for the feeds of one site, or the reason why there is none."""

    site: str
    feeds: tuple[str, ...]
    outlet: Outlet | None = None
    reason: str = ""


def propose(outlines: Sequence[Outline], *, country: str, at: datetime, active: bool) -> Proposed:
    """The outlet of these outlines of one site. `country` counts where neither the file nor the host names one."""
    first = outlines[0]
    home = first.home or "/".join(first.url.split("/")[:3]) + "/"
    host, feeds = host_of(home), tuple(outline.url for outline in outlines)
    if host in FEED_PROXIES:
        return Proposed(
            site=host, feeds=feeds, reason="a service that passes on feeds of others; the file does not say whose"
        )
    said_country, said_slug = _place(first.place)
    where = said_country or country_of_host(host) or country
    if not where:
        return Proposed(site=host, feeds=feeds, reason="nothing tells its country; say it with --country")
    slug = said_slug or slug_of(host)
    titles = [t for o in outlines for t in (o.group if said_slug else "", o.title, o.group) if t]
    arabic = next((t for t in titles if is_arabic(t)), "")
    latin = next((t for t in titles if t.isascii() and any(c.isalpha() for c in t)), "")
    english = (first.latin if said_slug else latin) or slug.title()
    bare = host.removeprefix("www.")
    outlet = Outlet(
        id=f"{where}.{slug}",
        names=Names(ar=arabic or english, en=english),
        country=where,
        zone=ZONES.get(where, "UTC"),
        home=home,
        hosts=(host, bare if bare != host else f"www.{bare}"),
        active=active,
        evidence=f"C, from an OPML file on {at:%Y-%m-%d}, not visited",
        endpoints=tuple(Endpoint(kind="feed", url=o.url, section=_section(o, arabic)) for o in outlines),
    )
    return Proposed(site=host, feeds=feeds, outlet=outlet)


def _place(category: str) -> tuple[str, str]:
    """Country and short name of "/lb/manara", as our own export writes it."""
    parts = category.split("/")
    if len(parts) == 3 and not parts[0] and parts[1] in ZONES and parts[2].replace("-", "").replace("_", "").isalnum():
        return parts[1], parts[2].lower()
    return "", ""


def _section(outline: Outline, name: str) -> str:
    """The section in a feed's title: what follows the outlet's name and a dash."""
    head, dash, section = outline.title.partition(" - ")
    return section.strip()[:80] if dash and head.strip() == (outline.group or name).strip() else ""
