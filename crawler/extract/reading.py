"""One page while it is being read: what costs time is made only when something asks for it."""

from functools import cached_property

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

    @cached_property
    def layout(self) -> Layout:
        return read_layout(read_blocks(self.page.tree), self.meta.first("og:title") or self.meta.title)

    @cached_property
    def marks(self) -> Marks:
        return read_marks(self.page.tree)

    @property
    def has_layout(self) -> bool:
        """Whether the blocks have been read already, so that looking at them costs nothing."""
        return "layout" in self.__dict__
