"""The way to the server: the address with who we are and whom we trust, patience with it, and its troubles as sentences.

    elasticsearch+https://user:password@one:9200,two:9200/name?ca=/etc/ssl/press.pem&shards=2&replicas=1

`name` is the alias the index is known by. Instead of user and password there may be `api_key=…`.
"""

import logging
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, unquote

from elastic_transport import ConnectionError as NotConnected
from elastic_transport import ConnectionTimeout, TlsError, TransportError
from elasticsearch import ApiError, Elasticsearch, UnsupportedProductError

from index.engine import EngineError

log = logging.getLogger(__name__)

DEFAULT_ALIAS = "rasid"
MAJOR = 9
"""The server's major version that the client speaks to."""

_KNOWN = {"ca", "api_key", "shards", "replicas", "timeout"}
_NOT_IN_NAMES = set(' "*\\<|,>/?#:ABCDEFGHIJKLMNOPQRSTUVWXYZ')
_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.1, 3.0

# The library says which connection failed; of several hosts it is another one each time, and trouble should be told once.
_CONNECTION = re.compile(r"\w*Connection\w*\([^)]*\): ")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the index is kept."""

    hosts: tuple[str, ...]  # "https://one:9200"
    alias: str = DEFAULT_ALIAS
    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    ca: str = ""
    shards: int = 1
    replicas: int | None = None  # None: one as soon as there is a second node
    timeout: float = 30.0  # seconds for one answer

    @property
    def said(self) -> str:
        """The place as it may be shown: no password in it."""
        return f"{', '.join(self.hosts)} (index {self.alias})"


def read_target(url: str) -> Target:
    """The target of an elasticsearch+http:// or elasticsearch+https:// address. Raises ValueError with what is wrong with it."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"elasticsearch+http", "elasticsearch+https"}:
        raise ValueError("an Elasticsearch address begins with elasticsearch+https:// or elasticsearch+http://")
    place, _, question = rest.partition("?")
    authority, _, name = place.partition("/")
    who, _, hosts = authority.rpartition("@")
    user, _, password = who.partition(":")
    asked = {key: values[-1] for key, values in parse_qs(question, keep_blank_values=True).items()}
    if unknown := sorted(set(asked) - _KNOWN):
        raise ValueError(f"unknown option {unknown[0]}; known are {', '.join(sorted(_KNOWN))}")
    if asked.get("api_key") and user:
        raise ValueError("give either user and password or api_key, not both")
    ca = asked.get("ca", "")
    if ca and not Path(ca).is_file():
        raise ValueError(f"ca: there is no file {ca}")
    alias = name.strip("/") or DEFAULT_ALIAS
    if _NOT_IN_NAMES & set(alias) or alias[0] in "-_+.":
        raise ValueError(f"{alias!r} cannot be an index's name: small letters, digits, - and _ only")
    return Target(
        hosts=tuple(f"{scheme.removeprefix('elasticsearch+')}://{_with_port(host)}" for host in hosts.split(",")),
        alias=alias,
        user=unquote(user),
        password=unquote(password),
        api_key=asked.get("api_key", ""),
        ca=ca,
        shards=_number(asked, "shards", 1, least=1),
        replicas=_number(asked, "replicas", 0, least=0) if "replicas" in asked else None,
        timeout=float(_number(asked, "timeout", 30, least=1)),
    )


def connect(target: Target) -> Elasticsearch:
    """A client; it opens no connection yet. Patience is ours, see `patiently`, so its own retries are off."""
    options: dict[str, Any] = {"request_timeout": target.timeout, "max_retries": 0, "http_compress": False}
    if target.user:
        options["basic_auth"] = (target.user, target.password)
    if target.api_key:
        options["api_key"] = target.api_key
    if target.ca:
        options["ca_certs"] = target.ca
    try:
        return Elasticsearch(list(target.hosts), **options)
    except (ValueError, OSError) as error:  # a CA file that is none is read here
        raise EngineError(f"Elasticsearch at {target.said} cannot be reached: {error}") from error


def patiently(ask: Callable[[], T], *, seconds: float, target: Target, doing: str) -> T:
    """The answer, asked for again with growing pauses while the server is away, starting, busy or slow.

    Raises EngineError with a sentence when the time is over or asking again would not help. What means something to the caller
    goes to the caller: a thing is not there (NotFoundError), is there already (BadRequestError), has changed (ConflictError).
    """
    deadline = time.monotonic() + seconds
    pause = _PAUSE_SECONDS
    while True:
        try:
            return ask()
        except (ApiError, TransportError) as error:
            if isinstance(error, ApiError) and _is_answer(error):
                raise
            if not may_pass(error) or time.monotonic() + pause > deadline:
                raise failure(error, target, doing) from error
        pause = rest(pause)


def rest(pause: float) -> float:
    """Waits about so long, and answers how long to wait the next time. Uneven, so that several clients do not come at once."""
    time.sleep(pause * random.uniform(0.7, 1.3))
    return min(pause * 2, _LONGEST_PAUSE_SECONDS)


def may_pass(error: ApiError | TransportError) -> bool:
    """Whether the same request may succeed a little later."""
    if isinstance(error, ApiError):
        return error.meta.status in {429, 502, 503, 504} and not _is_blocked(error)
    return isinstance(error, NotConnected | ConnectionTimeout) and not isinstance(error, TlsError)


def failure(error: ApiError | TransportError, target: Target, doing: str) -> EngineError:
    """What is wrong and what to do, in one sentence."""
    cause = _cause(error, target)
    return EngineError(f"cannot {doing} Elasticsearch at {target.said}: {cause}", cause=cause)


def _cause(error: ApiError | TransportError, target: Target) -> str:
    if isinstance(error, UnsupportedProductError):
        return "what answers there is not Elasticsearch; check host and port"
    if isinstance(error, TlsError):
        return f"its certificate is not trusted ({_short(error)}); name the authority's file with ?ca=/path/to/ca.pem"
    if isinstance(error, ConnectionTimeout):
        return f"no answer within {target.timeout:g} seconds; it is overloaded or the network is slow; it will be tried again"
    if isinstance(error, NotConnected):
        return f"not reachable ({_short(error)}); is it running, are host and port right, does it speak TLS?"
    if not isinstance(error, ApiError):
        return _short(error)
    match error.meta.status:
        case 401:
            who = f"the user {target.user}" if target.user else "the API key" if target.api_key else "nobody"
            return f"refused: it does not accept {who}; give user and password, or api_key, in RASID_INDEX"
        case 403 | 429 if _is_blocked(error):
            return blocked(reason(error))
        case 403:
            return f"refused: {reason(error)}; give the user the privileges in docs/operations.md"
        case 400 if "media_type_header" in reason(error) or "compatible-with" in reason(error):
            return f"it is of another major version; Rasid speaks to Elasticsearch {MAJOR}"
        case 400 if "nested depth" in reason(error):
            return "the query has too many brackets within brackets for it (about fourteen); write it with fewer"
        case 400 if re.search(r"max_?clause_?count|too_many_clauses|number of terms", reason(error), re.IGNORECASE):
            return "the query asks for too many words at once; shorten it"
        case 429:
            return "it has more work than it can take (429); it will be tried again"
        case 413:
            return "it takes no request of this size; raise http.max_content_length"
        case 502 | 503 | 504:
            return f"it is starting, losing or electing nodes ({reason(error)}); it will be tried again"
        case _:
            return reason(error)


def blocked(why: str) -> str:
    """What a write block means."""
    if "read-only" in why and ("flood" in why or "allow delete" in why or "watermark" in why):
        return f"its disk is nearly full, so it made the index read-only ({why}); free space there, and it goes on by itself"
    return f"the index is read-only ({why}); an operator set this block and can lift it"


def reason(error: ApiError) -> str:
    """The server's own words, with the innermost cause."""
    body = error.body
    if not isinstance(body, dict):
        return f"status {error.meta.status}: {str(body)[:200]}"
    return cause_of(body.get("error"))


def cause_of(told: Any) -> str:
    """The innermost `type: reason` of an error as the server tells it."""
    if not isinstance(told, dict):
        return str(told)[:300]
    if inner := told.get("caused_by"):
        return cause_of(inner)
    if told.get("root_cause"):  # of a failure of all shards
        return cause_of(told["root_cause"][0])
    return f"{told.get('type')}: {told.get('reason')}"[:300]


def _is_answer(error: ApiError) -> bool:
    return error.meta.status in {404, 409} or "resource_already_exists_exception" in str(error.body)


def _is_blocked(error: ApiError) -> bool:
    return "cluster_block_exception" in str(error.body) and (
        "read-only" in str(error.body) or "FORBIDDEN" in str(error.body)
    )


def _short(error: TransportError) -> str:
    return _CONNECTION.sub("", str(error.message))[:200]


def _with_port(host: str) -> str:
    if not host:
        raise ValueError("the address names no host")
    bare = host.rpartition("]")[2] if host.startswith("[") else host
    return host if ":" in bare else f"{host}:9200"


def _number(asked: dict[str, str], name: str, default: int, *, least: int) -> int:
    text = asked.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or int(text) < least:
        raise ValueError(f"{name}: {text!r} is not a whole number from {least} on")
    return int(text)
