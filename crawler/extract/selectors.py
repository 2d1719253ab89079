"""An outlet's selectors, compiled once per process: CSS, or XPath after "xpath:"."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from lxml import etree
from lxml.cssselect import LxmlHTMLTranslator

# What CSS's ".name" and "div.name" become. libxml2 builds two strings for every element with a class; asked for the
# attributes first, it finds the same elements in the same order in a third of the time.
_OF_CLASS = re.compile(
    r"(^|\| )descendant-or-self::(\*|[a-z][a-z0-9]*)\[@class and (?:contains\(@class, '[\w-]+'\) and )?"
    r"contains\(concat\(' ', normalize-space\(@class\), ' '\), ' ([\w-]+) '\)\]"
)
_BY_ATTRIBUTE = (
    r"\1descendant-or-self::\2/@class[contains(., '\3') and contains(concat(' ', normalize-space(.), ' '), ' \3 ')]/.."
)
_UNSEEN = ("script", "style", "noscript")


class SelectorError(Exception):
    """A selector of a catalogue file cannot be compiled. The message names the selector."""


@lru_cache(maxsize=4096)
def compiled(selector: str) -> Any:
    """A callable from element to matches. Raises SelectorError with the selector and the reason."""
    try:
        if selector.startswith("xpath:"):
            return etree.XPath(selector.removeprefix("xpath:"), smart_strings=False)
        path = LxmlHTMLTranslator().css_to_xpath(selector)
        return etree.XPath(_OF_CLASS.sub(_BY_ATTRIBUTE, path), smart_strings=False)
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


_seen_text = etree.XPath(
    ".//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]", smart_strings=False
)


def text_of(found: Any) -> str:
    """The text of what a selector found: a string as it is, a meta's content, else the element's text."""
    if isinstance(found, str):
        return " ".join(found.split())
    if found.tag == "meta":
        return (found.get("content") or "").strip()
    if next(found.iter(*_UNSEEN), None) is None and next(found.iterancestors(*_UNSEEN), None) is None:
        return " ".join("".join(found.itertext()).split())
    return " ".join("".join(_seen_text(found)).split())
