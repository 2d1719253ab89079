"""Published text made fit to be shown: cut at whole characters, isolated, its language's direction, only safe addresses."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

TITLE_LENGTH = 200  # characters, in lists
NAME_LENGTH = 60

_RTL = frozenset({"ar", "fa", "ur", "he", "ckb", "ps", "sd", "ug", "dv", "yi"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
_DIRECTION_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_ADDRESS = re.compile("[\\s\x00-\x20\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LATIN_RUN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9:_.+-]*[A-Za-z0-9])?")
_ARABIC_RUN = re.compile("[\u0621-\u064a\u0660-\u0669](?:[\u0600-\u06ff *~]*[\u0600-\u06ff*~])?")
_BLOCKS = re.compile(r"\n[ \t]*\n+")
_JOINERS = "\u200c\u200d"

Parts = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, sub-heading, quotation or list of an article's text."""

    kind: str  # paragraph | heading | quote | list
    lines: tuple[str, ...]  # items of a list; lines of the others


def blocks(text: str) -> list[Block]:
    """The text as `archive.model.Content` marks it: blank lines between blocks, `## `, `> ` and `- ` before special ones."""
    found: list[Block] = []
    for block in _BLOCKS.split(text.strip()):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        if not lines:
            continue
        if all(line.startswith("- ") for line in lines):
            items = tuple(line[2:].strip() for line in lines)
            if found and found[-1].kind == "list":
                items = found.pop().lines + items
            found.append(Block(kind="list", lines=items))
        elif lines[0].startswith("## "):
            found.append(Block(kind="heading", lines=(lines[0][3:].strip(),)))
            if lines[1:]:
                found.append(Block(kind="paragraph", lines=tuple(lines[1:])))
        elif lines[0].startswith("> "):
            quoted = tuple(line.removeprefix("> ").strip() for line in lines)
            found.append(Block(kind="quote", lines=quoted))
        else:
            found.append(Block(kind="paragraph", lines=tuple(lines)))
    return found


def direction(language: str) -> str:
    """ "rtl", "ltr", or "auto" for an unknown language: published text runs as its language does, not as its first letter."""
    if not language:
        return "auto"
    return "rtl" if language.partition("-")[0].lower() in _RTL else "ltr"


def language_tag(language: str) -> str:
    """The language if it can stand in a lang attribute, else ""."""
    return language if _LANGUAGE.fullmatch(language) else ""


def cut(text: str, length: int) -> str:
    """The text, or its first `length` characters with an ellipsis, never between a letter and its marks."""
    if len(text) <= length:
        return text
    end = length
    while end > 0 and (unicodedata.combining(text[end]) or text[end] in _JOINERS or text[end - 1] in _JOINERS):
        end -= 1
    return text[:end].rstrip() + "…"


def cut_parts(parts: Iterable[tuple[str, bool]], length: int) -> Parts:
    """As `cut`, for a text in pieces."""
    kept: list[tuple[str, bool]] = []
    left = length
    for text, marked in parts:
        if len(text) > left:
            kept.append((cut(text, left), marked))
            break
        kept.append((text, marked))
        left -= len(text)
    return tuple(kept)


def plain(text: str) -> str:
    """One line for places that no markup can isolate (page and feed titles): direction controls and control characters go."""
    return " ".join(_NOT_IN_XML.sub(" ", _DIRECTION_CONTROLS.sub("", text)).split())


def isolated(text: str) -> str:
    """`plain`, between the controls that keep its direction from what stands around it."""
    return f"\u2068{plain(text)}\u2069"


def web_address(address: str) -> str:
    """The address if a reader may follow it (http or https with a host), else ""."""
    try:
        split = urlsplit(address)
        is_safe = split.scheme in {"http", "https"} and bool(split.hostname) and not _NOT_IN_ADDRESS.search(address)
    except ValueError:
        is_safe = False
    return address if is_safe else ""


def readable_address(address: str) -> str:
    """The address as a person reads it, with percent-encoded letters as letters; for showing, not for following."""
    try:
        return plain(unquote(address, errors="strict"))
    except UnicodeDecodeError:
        return plain(address)


def steadied(sentence: str, language: str) -> str:
    """A sentence of ours with what runs the other way isolated: 2026-11-01 turns round in Arabic otherwise."""
    run, opening = (_LATIN_RUN, "\u2066") if language == "ar" else (_ARABIC_RUN, "\u2067")
    return run.sub(lambda match: f"{opening}{match[0]}\u2069", sentence)
