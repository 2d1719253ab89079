"""An outlet's selectors, compiled once per process: CSS, or XPath after "xpath:"."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from lxml import etree
from lxml.cssselect import CSSSelector


class SelectorError(Exception):
    """A selector of a catalogue file cannot be compiled. The message names the selector."""


@lru_cache(maxsize=4096)
def compiled(selector: str) -> Any:
    """A callable from element to matches. Raises SelectorError with the selector and the reason."""
    try:
        if selector.startswith("xpath:"):
            return etree.XPath(selector.removeprefix("xpath:"), smart_strings=False)
        return CSSSelector(selector, translator="html")
    except Exception as error:  # cssselect and lxml raise half a dozen kinds
        raise SelectorError(f"{selector!r} is no selector: {error}; write CSS, or XPath after 'xpath:'") from error


def matches(tree: Any, selectors: Iterable[str]) -> tuple[str, list[Any]]:
    """The first selector that finds something, with what it finds (elements or strings); ("", []) when none does."""
    for selector in selectors:
        found = compiled(selector)(tree)
        found = found if isinstance(found, list) else [found]
        found = [f for f in found if f is not None and (not isinstance(f, str) or f.strip())]
        if found:
            return selector, found
    return "", []


def text_of(found: Any) -> str:
    """The text of what a selector found: a string as it is, a meta's content, a time's datetime, else the element's text."""
    if isinstance(found, str):
        return " ".join(found.split())
    if found.tag == "meta":
        return (found.get("content") or "").strip()
    parts = found.xpath(".//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]")
    return " ".join("".join(parts).split())
