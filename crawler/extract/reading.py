"""One page while it is being read: what costs time is made only when something asks for it."""

from functools import cached_property
from typing import Any

from crawler.extract.blocks import read_blocks
from crawler.extract.body import Layout, read_layout
from crawler.extract.marks import Marks, read_marks
from crawler.extract.metadata import Meta
from crawler.extract.page import Page


class Reading:
    """A parsed page with its metadata. Blocks and marks of the whole page are read on first use."""

    def __init__(self, page: Page, meta: Meta) -> None:
        self.page = page
        self.meta = meta
        self._root = page.tree

    def focus(self, element: Any, headline: Any = None) -> bool:
        """Has blocks and marks read only around an element known to hold the text: up to its headline and two levels more.

        Most of a page's elements are menus and lists; where an outlet's rule has found the text, they need not be read to
        find its date and byline. The headline is the h1 above the text or, where given, `headline`. False without one: the
        whole page stays in view.
        """
        above = None if headline is None else set(headline.iterancestors())
        current = element.getparent()
        while current is not None and (current.find(".//h1") is None if above is None else current not in above):
            current = current.getparent()
        if current is None:
            return False
        for _ in range(2):
            outer = current.getparent()
            if outer is None or outer.tag in {"body", "html"}:
                break
            current = outer
        self._root = current
        return True

    @cached_property
    def layout(self) -> Layout:
        return read_layout(read_blocks(self._root), self.meta.first("og:title") or self.meta.title)

    @cached_property
    def marks(self) -> Marks:
        return read_marks(self._root)

    @property
    def has_layout(self) -> bool:
        """Whether the blocks have been read already, so that looking at them costs nothing."""
        return "layout" in self.__dict__
