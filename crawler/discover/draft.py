"""From what a polite visit saw to a catalogue file: endpoints, names, country, zone, hosts, patterns, each with how sure it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from archive.model import Found
from crawler.catalogue import Addresses, Endpoint, EndpointKind, Names, Outlet
from crawler.discover.addresses import host_of, is_article_url, readable
from crawler.discover.countries import ZONES, country_of_host, country_of_zone, keeps_offset
from crawler.discover.masthead import Masthead, is_arabic
from crawler.discover.shapes import Shape, propose_shapes

MOST_FEEDS = 3
FEW = 5  # listed addresses that show no form yet; the front page's headlines help out
EXAMPLES = 3
WORDPRESS_LISTS = (r"/feed/?$", r"^/(?:[a-z]{2}/)?(?:category|tag|author|page|wp-content|wp-json)/")
_OFFSET = re.compile(r"(?<=\d)\s?([+-])(\d{2}):?(\d{2})\s*$")
# Parts of host names that are no outlet's name.
_NO_NAMES = frozenset(
    {"www", "m", "ar", "arabic", "com", "net", "org", "info", "co", "gov", "edu", "news", "press", "media", "tv", "fm"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One endpoint that was asked for, and what it listed."""

    kind: EndpointKind
    url: str
    origin: str  # how it was found: "named by the front page", "named by robots.txt", "a common address"
    found: tuple[Found, ...] = ()
    parts: tuple[str, ...] = ()  # of a sitemap index
    problem: str = ""  # why it is of no use, "" where it lists articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Sights:
    """Everything a visit brought home."""

    home: str  # after redirects
    at: datetime
    masthead: Masthead
    seen: tuple[Seen, ...] = ()
    wordpress_zone: str = ""  # the zone its WordPress is set to, "" where it names none
    wordpress_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A proposed outlet, and for each decision a sentence: (what, value, why). `country` "" means that nothing told it."""

    outlet: Outlet
    reasons: tuple[tuple[str, str, str], ...] = ()
    doubts: tuple[str, ...] = ()
    passed_over: tuple[Seen, ...] = field(default_factory=tuple)


def draft_outlet(sights: Sights, *, country: str = "", zone: str = "", slug: str = "") -> Draft:
    """Decides what can be decided. `country`, `zone` and `slug` are the user's word and win.

    An outlet without endpoints comes back where nothing lists articles and the front page's links show no form.
    """
    host = host_of(sights.home)
    endpoints, used = _endpoints(sights)
    hosts = _hosts(host, [entry.url for seen in used for entry in seen.found])
    listed = [entry.url for seen in used for entry in seen.found if host_of(entry.url) in hosts]
    reasons = [("endpoint", s.url, f"{s.kind}, {len(s.found)} entries, {s.origin}") for s in used]
    names, why = _names(sights, host)
    reasons.append(("names", f"{names.ar} / {names.en}", why))
    country, why = _country(sights, host, country, zone)
    reasons.append(("country", country or "?", why))
    zone, why, off = _zone(sights, country, zone, used)
    reasons.append(("zone", zone, why))
    language, foreign = _language(sights, used)
    headlines = [url for url in sights.masthead.headlines if host_of(url) in hosts]
    candidates, source = list(dict.fromkeys(listed)), "listed addresses"
    if len(candidates) < FEW:
        source = "listed and linked addresses" if candidates else "links of the front page"
        candidates = list(dict.fromkeys((*candidates, *headlines)))
    shapes = propose_shapes(candidates)
    reasons += [("pattern", shape.pattern, f"{len(shape.urls)} {source}") for shape in shapes]
    doubts = ["" if is_arabic(names.ar) else "no Arabic name was seen; write it into names.ar", off, foreign]
    doubts.append(_loose(shapes, candidates, source))
    if not listed and shapes:
        doubts.append("no feed or sitemap was found: the front page alone shows a part of what is published")
        endpoints = (Endpoint(kind="front", url=sights.home, note=f"read on {sights.at:%Y-%m-%d}"),)
    outlet = Outlet(
        id=f"{country or 'xx'}.{slug or slug_of(host)}", names=names, country=country, zone=zone, home=sights.home,
        hosts=hosts, language=language, evidence=f"A, endpoints read on {sights.at:%Y-%m-%d}",
        desks=tuple(dict.fromkeys((names.ar, names.en))), endpoints=endpoints,
        articles=_addresses(sights, shapes, candidates),
    )  # fmt: skip
    return Draft(
        outlet=_tried(outlet, sights),
        reasons=tuple(reasons),
        doubts=tuple(doubt for doubt in doubts if doubt),
        passed_over=tuple(seen for seen in sights.seen if seen not in used),
    )


def _loose(shapes: Sequence[Shape], candidates: Sequence[str], source: str) -> str:
    """The doubt about addresses that no pattern fits, "" where all fit."""
    if not shapes:
        return f"the {source} show no form of their own: any page of the hosts may be taken for an article"
    missed = len(candidates) - sum(len(shape.urls) for shape in shapes)
    return f"{missed} of {len(candidates)} {source} fit no pattern" if missed else ""


def _language(sights: Sights, used: Sequence[Seen]) -> tuple[str, str]:
    titles = " ".join(entry.title for seen in used for entry in seen.found[:50])
    said = sights.masthead.language
    if is_arabic(titles) or (not titles and said in {"", "ar"}) or not said:
        return "ar", ""
    return said, f"the headlines are not Arabic (the page says {said!r}); articles in other languages are refused"


def slug_of(host: str) -> str:
    """A short Latin name for a host: "manara" of www.manara.com.lb."""
    parts = [re.sub(r"[^a-z0-9]", "", part) for part in host.lower().split(".")[:-1]] or [host]
    telling = [part for part in parts if part and part not in _NO_NAMES]
    return (telling or [part for part in parts if part] or ["outlet"])[-1]


def _endpoints(sights: Sights) -> tuple[tuple[Endpoint, ...], list[Seen]]:
    """News sitemaps and feeds; a WordPress list or a plain sitemap only where there is nothing better."""
    good = [seen for seen in sights.seen if not seen.problem and seen.found]
    used = [s for s in good if s.kind == "news-sitemap"][:2] + [s for s in good if s.kind == "feed"][:MOST_FEEDS]
    for kind in ("json", "sitemap"):
        if not used:
            used = [s for s in good if s.kind == kind][:1]
    note = f"read on {sights.at:%Y-%m-%d}"
    return tuple(_endpoint(seen, note) for seen in used), used


def _endpoint(seen: Seen, note: str) -> Endpoint:
    if seen.kind == "json":
        return Endpoint(
            kind="json", url=seen.url, link="link", title="title.rendered", published="date",
            note=f"WordPress API, {note}",
        )  # fmt: skip
    return Endpoint(kind=seen.kind, url=seen.url, note=f"{len(seen.found)} entries, {note}")


def _hosts(host: str, listed: Sequence[str]) -> tuple[str, ...]:
    """The home's host, its `www.` twin, and hosts of the same domain that listed articles."""
    bare = host.removeprefix("www.")
    others = {h for url in listed if (h := host_of(url)) and (h.endswith(f".{bare}") or bare.endswith(f".{h}"))}
    return tuple(dict.fromkeys((host, bare if host != bare else f"www.{bare}", *sorted(others))))


def _names(sights: Sights, host: str) -> tuple[Names, str]:
    known = [n for n in (*sights.masthead.names, sights.wordpress_name) if n]
    arabic = next((n for n in known if is_arabic(n)), "")
    latin = next((n for n in known if n.isascii() and any(c.isalpha() for c in n)), "")
    english = latin or slug_of(host).title()
    why = "on the front page" if arabic or latin else "from the host"
    return Names(
        ar=arabic or english, en=english
    ), why if latin or not arabic else f"{why}; the Latin one from the host"


def _country(sights: Sights, host: str, given: str, zone: str) -> tuple[str, str]:
    for country, why in (
        (given, "as you said"),
        (country_of_host(host), "the host's top-level domain"),
        (country_of_zone(sights.wordpress_zone), f"its WordPress keeps the time of {sights.wordpress_zone}"),
        (sights.masthead.country, "the front page's language or address"),
        (country_of_zone(zone), "the zone you said"),
    ):
        if country:
            return country, why
    return "", "nothing tells it"


def _zone(sights: Sights, country: str, given: str, used: Sequence[Seen]) -> tuple[str, str, str]:
    """Zone, why, and a doubt: the offsets that dates are written with must be ones that the zone keeps."""
    offsets = _offsets(used)
    if given:
        zone, why = given, "as you said"
    elif sights.wordpress_zone:
        zone, why = sights.wordpress_zone, "its WordPress is set to it"
    elif country in ZONES:
        zone, why = ZONES[country], "the country's"
    else:
        return "UTC", "nothing tells it", "the zone is not known; write it into `zone`"
    if not offsets:
        return zone, f"{why}; no date carries an offset", ""
    if any(keeps_offset(zone, offset, sights.at.year) for offset in offsets):
        return zone, f"{why}; the dates' offsets agree", ""
    hours = ", ".join(f"{offset.total_seconds() / 3600:+g} h" for offset in sorted(offsets))
    return zone, why, f"dates are written with {hours} from UTC, which {zone} never keeps; look at `zone`"


def _offsets(used: Sequence[Seen]) -> set[timedelta]:
    """The offsets of written dates. UTC is none: many write it whatever their clocks show."""
    offsets = set()
    for seen in used:
        for entry in seen.found[:50]:
            if match := _OFFSET.search(entry.published):
                size = timedelta(hours=int(match[2]), minutes=int(match[3]))
                offsets.add(-size if match[1] == "-" else size)
    return {offset for offset in offsets if offset and abs(offset) <= timedelta(hours=14)}


def _addresses(sights: Sights, shapes: Sequence[Shape], candidates: Sequence[str]) -> Addresses:
    members = [url for shape in shapes for url in shape.urls[:EXAMPLES]] or list(candidates)
    return Addresses(
        include=tuple(shape.pattern for shape in shapes),
        exclude=WORDPRESS_LISTS if sights.masthead.wordpress else (),
        examples=tuple(dict.fromkeys(members))[: EXAMPLES * max(1, len(shapes))],
        keep_query=tuple(dict.fromkeys(name for shape in shapes for name in shape.keep_query)),
    )


def _tried(outlet: Outlet, sights: Sights) -> Outlet:
    """The outlet with the examples that its own patterns take, as people read them, and links they leave out."""
    articles = outlet.articles
    others = [u for u in sights.masthead.links if host_of(u) in outlet.hosts and not is_article_url(u, outlet)]
    others = sorted(set(others) - {sights.home}, key=lambda u: (len(u), u))[:EXAMPLES]
    return replace(
        outlet,
        articles=replace(
            articles,
            examples=tuple(readable(u) for u in articles.examples if is_article_url(u, outlet)),
            counterexamples=(sights.home, *(readable(u) for u in others)),
        ),
    )
