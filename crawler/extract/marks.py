"""Elements that a page's markup calls a byline, a time or a breadcrumb, found in one pass."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from crawler.extract.blocks import NAMES

_AUTHOR = re.compile(r"author|byline|writer|writeby|writename|writtenby|reporter|journalist|katib", re.IGNORECASE)
_CRUMB = re.compile(r"breadcrumb|crumbs", re.IGNORECASE)
_TIME_PROPERTY = re.compile(r"datePublished|dc:date|dc:created|schema:dateCreated|schema:datePublished", re.IGNORECASE)
_MOST = 120  # of one sort; a page with more lists them and describes none


@dataclass(frozen=True, slots=True)
class Marks:
    """Marked elements in document order."""

    authors: tuple[Any, ...]
    times: tuple[Any, ...]
    crumbs: tuple[Any, ...]


@lru_cache(maxsize=8192)
def _sort(names: str) -> str:
    return "author" if _AUTHOR.search(names) else "crumb" if _CRUMB.search(names) else ""


def read_marks(tree: Any) -> Marks:
    """The marked elements of a page: by class and id, itemprop, rel, property, and `time` elements."""
    authors: list[Any] = []
    times: list[Any] = []
    crumbs: list[Any] = []
    for element in tree.iter():
        tag = element.tag
        if tag == "time":
            times.append(element)
        item = element.get("itemprop")
        if item is not None:
            if item == "author":
                authors.append(element)
            elif item.lower() == "datepublished" and tag != "time":
                times.append(element)
        elif (about := element.get("property")) is not None and tag != "meta" and _TIME_PROPERTY.search(about):
            times.append(element)
        name = element.get("class")
        if name is not None:
            sort = _sort(name[:NAMES])
            if sort == "author" and item != "author":
                authors.append(element)
            elif sort == "crumb":
                crumbs.append(element)
        elif element.get("rel") == "author" or (tag == "address" and item is None):
            authors.append(element)
        elif (identity := element.get("id")) is not None and _sort(identity[:NAMES]) == "crumb":
            crumbs.append(element)
    return Marks(tuple(authors[:_MOST]), tuple(times[:_MOST]), tuple(crumbs[:5]))
