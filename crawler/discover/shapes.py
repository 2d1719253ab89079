"""From the addresses that an outlet lists to patterns for them: numbers and dates become \\d, names become one path part."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

# A part that is always the same and says "article"; other constant parts may be a section that happened to fill the list.
_SAYS_ARTICLE = frozenset(
    {
        "article", "articles", "news", "story", "stories", "details", "detail", "post", "posts", "show", "content",
        "view", "read", "archives", "arabic", "ar", "web", "node", "press",
    }
)  # fmt: skip
_NUMBERS = (
    (re.compile(r"(?:19|20)\d\d"), r"\d{4}"),
    (re.compile(r"\d{1,2}"), r"\d{1,2}"),
    (re.compile(r"\d+"), r"\d+"),
    (re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"), r"[0-9a-fA-F-]{36}"),
    (re.compile(r"(?:19|20)\d\d-\d\d-\d\d.*"), r"\d{4}-\d{2}-\d{2}[^/]*"),
    (re.compile(r"\d{3,}[-_].+"), r"\d+[-_][^/]+"),
    (re.compile(r".+-\d{4,}"), r"[^/]+-\d+"),
    (re.compile(r".+_\d{4,}"), r"[^/]+_\d+"),
)
_NAME = "[^/]+"
_SUFFIX = re.compile(r"(.+?)(\.(?:s?html?|aspx?|php\d?|jsp|cfm))", re.IGNORECASE)
_ID = re.compile(r"(?i)(?:[a-z]{0,8}id|p|n|no|sid|aid|news|article|story)")
_ENOUGH = 0.8  # of the addresses must fit the patterns together, or none is proposed
_RARE = 0.05  # a form with a smaller share gets no pattern of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One form of addresses: its pattern for `Addresses.include`, the URLs that have it, parameters that belong to them."""

    pattern: str
    urls: tuple[str, ...]
    keep_query: tuple[str, ...] = ()


def propose_shapes(urls: Iterable[str]) -> tuple[Shape, ...]:
    """Patterns that together fit nearly all of these article URLs, the commonest first; () where they show no form.

    Only forms with a number, a date or a word for "article" in them count: `/some-words/` may be anything.
    """
    known = list(dict.fromkeys(urls))
    groups: dict[tuple[str, ...], list[str]] = {}
    for url in known:
        if form := _form(url):
            groups.setdefault(form, []).append(url)
    shapes: list[Shape] = []
    for form, members in sorted(groups.items(), key=lambda item: -len(item[1])):
        if len(members) >= max(2, _RARE * len(known)):
            shape = _shape(form, members)
            if shape is not None and shape.pattern not in {s.pattern for s in shapes}:
                shapes.append(shape)
    covered = sum(len(shape.urls) for shape in shapes)
    return tuple(shapes) if known and covered >= _ENOUGH * len(known) else ()


def _parts(url: str) -> tuple[list[str], str, list[tuple[str, str]]]:
    """Path parts as people read them, a "/" where the path ends in one, and the query's pairs."""
    try:
        pieces = urlsplit(url)
        path, query = unquote(pieces.path), parse_qsl(pieces.query, max_num_fields=30)
    except ValueError:
        return [], "", []
    return [part for part in path.split("/") if part], "/" if path.endswith("/") else "", query


def _form(url: str) -> tuple[str, ...]:
    """What addresses of one form have in common; () for a front page."""
    parts, _, query = _parts(url)
    number = next((name for name, value in query if value.isdecimal() and _ID.fullmatch(name)), "")
    return (*(_class(part) for part in parts), f"?{number}") if parts or number else ()


def _class(part: str) -> str:
    ending = _SUFFIX.fullmatch(part)
    stem, suffix = (ending[1], ending[2]) if ending else (part, "")
    for known, pattern in _NUMBERS:
        if known.fullmatch(stem):
            return pattern + re.escape(suffix)
    return _NAME + re.escape(suffix)


def _shape(form: Sequence[str], members: list[str]) -> Shape | None:
    *classes, number = form
    columns = list(zip(*(_parts(url)[0] for url in members), strict=True))
    pieces: list[str] = []
    telling = len(number) > 1
    for position, piece in enumerate(classes):
        is_name = piece.startswith(_NAME) and piece[len(_NAME) :][:1] in {"", "\\"}
        texts = Counter(columns[position])
        text, count = texts.most_common(1)[0]
        if is_name and count == len(members) and (_is_word(text) or (number[1:] and position == len(classes) - 1)):
            pieces.append(re.escape(text))
            telling = telling or (_is_word(text) and position < len(classes) - 1)
        else:
            pieces.append(piece)
            telling = telling or not is_name
    if not telling:
        return None
    pattern = "^/" + "/".join(pieces)
    if number[1:]:
        return Shape(pattern=rf"{pattern}/?\?(?:.*&)?{number[1:]}=\d+", urls=tuple(members), keep_query=(number[1:],))
    ends = {_parts(url)[1] for url in members}
    return Shape(pattern=pattern + ("/$" if ends == {"/"} else "$" if ends == {""} else "/?$"), urls=tuple(members))


def _is_word(text: str) -> bool:
    return text.lower() in _SAYS_ARTICLE
