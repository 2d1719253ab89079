"""Addresses: which of an article's URLs is its address, which URLs are articles at all, and how people read them.

Spelling follows RFC 3986 section 6.2.2: upper-case hex, unreserved characters plain, everything else percent-encoded as
UTF-8, no dot segments, no default port, no fragment. Nothing here raises on a malformed URL: it comes back as it was.
"""

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote, unquote_to_bytes, urljoin, urlsplit

from crawler.catalogue import Outlet

# Longer ones are never articles; databases and browsers have trouble with them too.
MAX_URL = 2048

# Parameters that say where a reader came from and never which article is meant.
_TRACKING = re.compile(
    r"(?i)^(?:utm_\w*|at_(?:medium|campaign|link\w*|format|ptr_name|bbc_team)|fb(?:clid|_\w+)|gclid|dclid|gbraid|wbraid|yclid"
    r"|msclkid|twclid|ttclid|igshid|igsh|mc_[ce]id|mkt_tok|_ga|_gl|__twitter_impression|spm|s?sref|ocid|ns_\w+|xtor"
    r"|(?:amp_)?(?:js_v|gsa)|usqp|share)$"
)
_MEDIA = re.compile(
    r"(?i)\.(?:jpe?g|png|gif|webp|svg|ico|bmp|avif|mp3|mp4|m4a|m3u8|ogg|wav|webm|avi|mov|flv|pdf|docx?|xlsx?|pptx?"
    r"|zip|rar|gz|7z|exe|apk|css|js|json|xml|rss|atom|woff2?|ttf|eot|swf)$"
)
_FRONTS = re.compile(r"(?i)^/*(?:(?:ar|arabic|home|main|default|index)(?:\.(?:html?|php|aspx?|jsp))?/*)?$")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PLAIN = re.compile(r"[A-Za-z0-9\-._~/!$'()*+,;=:@&?]*")  # needs no work at all
_ENCODED_OR_ODD = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+|%[0-7][0-9A-Fa-f]|[^A-Za-z0-9\-._~/!$'()*+,;=:@&?]")
_HIGH_RUN = re.compile(r"(?:%[89A-F][0-9A-F])+")
_SESSION = re.compile(r"(?i);(?:jsessionid|phpsessid|sid)=[^/?]*")


def canonical_address(url: str, outlet: Outlet) -> str:
    """The one address of the article at this URL, as the outlet's `articles` table says. Applying it twice changes nothing.

    `keep_query` names the parameters that stay, in that order; `"*"` among them keeps all but tracking ones. `rewrite` is
    applied after that, to "path?query" with Arabic letters readable. Scheme and host are written as the outlet says,
    the host only where the URL's own host is one of the outlet's.
    """
    parts = _split(url)
    if parts is None:
        return url
    scheme, host, port, path, query = parts
    rules = outlet.articles
    query = _kept_query(query, rules.keep_query)
    for _ in range(4):  # one rewrite may call for another: the AMP twin of an old form
        before = path, query
        path, query = _rewritten(path, query, rules.rewrite)
        query = _kept_query(query, rules.keep_query)
        if (path, query) == before:
            break
    if serves(host, outlet):
        host = rules.host or host
        if rules.scheme and not port:
            scheme = rules.scheme
    return _joined(scheme, host, port, path, query)


def found_url(link: str, base: str) -> str:
    """An absolute URL for a link as written in a listing, or "" where it is none that can be visited.

    Fragments and tracking parameters go, the spelling is made uniform so that two listings name a page alike; the rest of
    the query stays, since some servers answer to nothing else.
    """
    link = link.strip()
    if not link or len(link) > MAX_URL * 3:
        return ""
    try:
        parts = _split(link if not base or link.startswith(("https://", "http://")) else urljoin(base, link))
    except ValueError:
        return ""
    if parts is None:
        return ""
    scheme, host, port, path, query = parts
    url = _joined(scheme, host, port, path, _kept_query(query, ("*",)))
    return url if len(url) <= MAX_URL else ""


def is_article_url(url: str, outlet: Outlet) -> bool:
    """Whether this is the URL of an article of this outlet: host, patterns, and never a front page or a file.

    Patterns are searched in the percent-decoded "path?query", as the URL stands and as its canonical address stands.
    """
    if not may_be_article(url, outlet):
        return False
    include = outlet.articles.include
    if not include or _matches(include, _target(url)):
        return True
    return _matches(include, _target(canonical_address(url, outlet)))


def may_be_article(url: str, outlet: Outlet, also: str = "") -> bool:
    """The weaker question for places that list articles only: right host (or `also`), not excluded, no front page, no file."""
    if len(url) > MAX_URL:
        return False
    parts = _split(url)
    if parts is None:
        return False
    _, host, _, path, query = parts
    if not serves(host, outlet) and not (also and host == also):
        return False
    if (_FRONTS.match(path) and not query) or _MEDIA.search(path):
        return False
    exclude = outlet.articles.exclude
    return not exclude or not (
        _matches(exclude, _target(url)) or _matches(exclude, _target(canonical_address(url, outlet)))
    )


def serves(host: str, outlet: Outlet) -> bool:
    """Whether the host is one of the outlet's, or the `www.` twin of one."""
    bare = host.removeprefix("www.")
    return host in outlet.hosts or bare in outlet.hosts or f"www.{bare}" in outlet.hosts


def host_of(url: str) -> str:
    """The URL's host in lower case, "" where it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def readable(url: str) -> str:
    """The URL as people read it: letters instead of their percent-encoding, where that changes neither meaning nor sight.

    Spaces, controls, direction marks and whatever separates the parts of a URL stay encoded, so the result can be opened.
    """
    parts = _split(url)
    if parts is None:
        return "".join(c for c in url if c.isprintable())
    scheme, host, port, path, query = parts
    return _joined(scheme, host, port, _with_letters(path), _with_letters(query))


@lru_cache(maxsize=1024)  # a URL of a listing is asked about three or four times in a row
def _split(url: str) -> tuple[str, str, str, str, str] | None:
    """Scheme, host, ":port" or "", normalised path and query; None where this is no http address."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    if not re.fullmatch(r"[a-z0-9._\-]+|[0-9a-f:.]+", host):
        return None
    if ":" in host:
        host = f"[{host}]"
    shown = "" if port in (None, 80 if parts.scheme == "http" else 443) else f":{port}"
    path = _without_dots(_SESSION.sub("", _spelled(parts.path.replace("\\", "/"))))
    return parts.scheme, host, shown, path or "/", _spelled(parts.query)


def _joined(scheme: str, host: str, port: str, path: str, query: str) -> str:
    return f"{scheme}://{host}{port}{path}{'?' + query if query else ''}"


def _spelled(text: str) -> str:
    """Percent-encoding in its one normal spelling. A stray "%" becomes "%25"; encoded reserved characters stay encoded."""
    if _PLAIN.fullmatch(text):
        return text
    return _ENCODED_OR_ODD.sub(_spell, text)


def _spell(match: re.Match[str]) -> str:
    found = match.group()
    if len(found) > 1:
        code = int(found[1:3], 16)
        return chr(code) if code in _UNRESERVED else found.upper()
    return "".join(f"%{byte:02X}" for byte in found.encode("utf-8", "surrogatepass"))


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4, for an absolute path."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for position, segment in enumerate(segments):
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
            continue
        if position == len(segments) - 1:
            kept.append("")
    return "/".join(kept)


def _kept_query(query: str, keep: tuple[str, ...]) -> str:
    if not query or not keep:
        return ""
    pairs = [(unquote(pair.partition("=")[0]), pair) for pair in query.split("&") if pair]
    if "*" in keep:
        kept = [pair for name, pair in pairs if not _TRACKING.match(name)]
    else:
        kept = [pair for wanted in keep for name, pair in pairs if name == wanted]
    return "&".join(dict.fromkeys(kept))


def _rewritten(path: str, query: str, rules: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    if not rules:
        return path, query
    text = before = _with_letters(path) + (f"?{_with_letters(query)}" if query else "")
    for pattern, replacement in rules:
        text = _compiled(pattern).sub(replacement, text)
    if text == before:
        return path, query
    path, _, query = text.partition("?")
    return _without_dots(_spelled("/" + path.lstrip("/") if not path.startswith("/") else path)), _spelled(query)


def _with_letters(text: str) -> str:
    """Percent-encoded letters, digits and marks beyond ASCII made readable: exactly what `_spelled` can undo."""
    if "%" not in text:
        return text
    return _HIGH_RUN.sub(_letters, text)


def _letters(match: re.Match[str]) -> str:
    try:
        text = unquote_to_bytes(match.group()).decode("utf-8")
    except UnicodeDecodeError:
        return match.group()
    return "".join(
        c if unicodedata.category(c)[0] in "LNMPS" else "".join(f"%{b:02X}" for b in c.encode()) for c in text
    )


@lru_cache(maxsize=1024)
def decoded(text: str) -> str:
    """Without percent-encoding. A page's own path is asked for half a dozen times, and Arabic ones are slow to decode."""
    return unquote(text)


def _target(url: str) -> str:
    """What the patterns of the catalogue are searched in."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return decoded(parts.path or "/") + (f"?{decoded(parts.query)}" if parts.query else "")


def _matches(patterns: tuple[str, ...], target: str) -> bool:
    return any(_compiled(pattern).search(target) for pattern in patterns)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
