"""The address of an article: its canonical link where that can be believed, else where it was fetched, in the outlet's form."""

import re
from urllib.parse import urljoin, urlsplit

from archive.model import Origin
from crawler.catalogue import Outlet
from crawler.discover.addresses import canonical_address, decoded, is_article_url
from crawler.extract.kind import address_clue
from crawler.extract.metadata import Meta, text_of

_ADDRESS = re.compile(r"^https?://[^\s/]+", re.IGNORECASE)


def article_address(url: str, meta: Meta, outlet: Outlet) -> tuple[str, Origin]:
    """The canonical address. A rel=canonical or og:url that leads elsewhere or to no article is passed over."""
    passed: list[tuple[str, str]] = []
    main = meta.article().get("mainEntityOfPage")
    linked = text_of(main.get("@id")) if isinstance(main, dict) else text_of(main)
    for rule, value in (
        ("link:canonical", meta.links.get("canonical", "")),
        ("meta:og:url", meta.first("og:url")),
        ("json-ld:mainEntityOfPage", linked),
    ):
        if not value:
            continue
        try:
            target = urljoin(url, value) if url else value
        except ValueError:
            target = ""
        if _believable(target, url, outlet):
            return canonical_address(target, outlet), Origin(rule=rule, confidence=0.95, candidates=tuple(passed))
        passed.append((rule, value[:200]))
    return canonical_address(url, outlet), Origin(rule="url", confidence=0.8, candidates=tuple(passed))


def _believable(target: str, url: str, outlet: Outlet) -> bool:
    if not _ADDRESS.match(target) or len(target) > 2000:
        return False
    try:
        parts = urlsplit(target)
        host = (parts.hostname or "").lower()
        fetched = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return False
    bare = host.removeprefix("www.")
    known = {h.removeprefix("www.") for h in outlet.hosts} | {fetched.removeprefix("www.")}
    if bare not in known and not any(
        bare.endswith("." + k) or k.endswith("." + bare) for k in known if k.count(".") >= 1 and "." in bare
    ):
        return False
    clue, points = address_clue(target, outlet)
    if clue == "address:front" or points <= -4:
        return False
    if outlet.articles.include and is_article_url(url, outlet) and not is_article_url(target, outlet):
        return False
    # a canonical link that lost the article's number leads to its section
    number = re.search(r"\d{4,}", decoded(urlsplit(url).path) + "?" + decoded(urlsplit(url).query))
    return not (number and points < 0)
