"""A page as a list of blocks: runs of text between block-level marks, each with what its place in the page says about it."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

MAX_ELEMENTS = 150_000  # a page with more is read to here; real ones have under 20,000

SKIP = frozenset(
    "script style noscript template svg math iframe frame frameset select option datalist button textarea input object embed applet"
    " canvas audio video map area head meta link param source track picture progress meter dialog".split()
)
_BLOCK = frozenset(
    "html body div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr td th caption section article main header footer nav"
    " aside figure figcaption blockquote pre address form fieldset legend center hr details summary hgroup amp-img menu dir marquee".split()
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}

# Class, id and role words of what stands beside the text. Matched as whole parts of a name, so that "share" is not found in
# "shared-content-body" nor "nav" in "navy"; the first list always wins, the second only outside the text's own container.
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:related|relate|relatedposts|more-on|moreon|read-?more|readmore|also-?read|readalso|read-also|see-?also|recommend(?:ed|ations?)?|"
    r"share|sharing|sharer|shares|share-?(?:bar|box|buttons?|this)|social|socials|sociallinks|addthis|addtoany|a2a|sharedaddy|jp-relatedposts|"
    r"comments?|comment-?(?:list|form|area)|commentlist|disqus|fb-comments|respond|reply|replies|"
    r"tags?|tag-?(?:list|cloud|links)|tagcloud|post-tags|keywords?|keywordsdiv|hashtags?|"
    r"nav|navbar|navigation|menu|submenu|breadcrumbs?|crumbs?|pagination|pager|pagenav|"
    r"footer|copyright|copyrights|newsletter|subscribe|subscription|subscribtion|"
    r"advert(?:s|isements?|ising)?|ads?|adsbygoogle|banner|sponsor(?:ed)?|outbrain|taboola|promo|"
    r"sidebar|side-?bar|widget|widgets|most-?(?:read|viewed|popular|commented|shared)|mostread|trending|popular|ticker|breaking-?(?:news|ticker)|"
    r"cookies?|cookie-?(?:banner|notice|consent)|consent|gdpr|popup|modal|overlay|toolbar|fontsize|font-size|print|"
    r"author-?(?:box|bio|info|card)|about-?author|login|signin|sign-?up|signup|searchform|search-?box|skip-?link|visually-hidden|sr-only|"
    r"screen-reader-text|latest-?news|latestnews|morenews|more-?news|other-?news|othernews|rating|ratings|vote|poll|sitemap|"
    r"dateline-bar|toplinks|top-?bar|topbar|seealso|min_related|feedback|news_smsbox)(?=$|[\s_-]|\d)",
    re.I,
)
_ASIDE_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "menu", "menubar"})
_TEXTLIKE = re.compile(
    r"(?:article|story|post|entry|news|detail|content|single)s?[\s_-]?(?:body|content|text|detail|details|inner|cont)|articlebody|"
    r"(?:^|[\s_-])(?:body|story|article|maintext|wysiwyg|fulltext|newsstory|entry|bodytext|longdesc)(?=$|[\s_-])",
    re.I,
)
_CAPTIONS = re.compile(r"(?:^|[\s_-])(?:captions?|img-?cap|image-?(?:caption|credit|desc\w*|title)|photo-?(?:caption|credit|desc\w*|title)|wp-caption-text|credits?|gallery-caption)(?=$|[\s_-])", re.I)
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0]+")


@dataclass(slots=True)
class Block:
    """A run of text. `links` counts its anchors, `link_chars` their text; `aside` names the hint that puts it beside the text."""

    text: str
    kind: str  # p | h | li | quote | caption | cell
    element: Any  # the block-level element it stands in
    position: int
    link_chars: int = 0
    links: int = 0
    aside: str = ""
    level: int = 0  # of a heading
    strong: bool = False  # the whole run is bold
    broken: bool = False  # begins after a <br>, not at a block-level mark

    @property
    def density(self) -> float:
        return self.link_chars / max(1, len(self.text))


@lru_cache(maxsize=8192)
def aside_hint(names: str) -> str:
    """The word in a class, id and role that puts an element beside the text, or ""."""
    found = _ASIDE.search(names)
    if not found:
        return ""
    word = found.group(0).strip(" _-").lower()
    # "article-tags-body" and the like are rare; "post-content has-sidebar" and "content-with-ads" are common on the text itself
    if word in {"sidebar", "ads", "ad", "widget", "widgets", "comments", "comment", "banner", "share", "social", "print", "menu", "nav"} and (
        _TEXTLIKE.search(names) or re.search(r"(?:has|no|with|without)[-_]" + re.escape(word), names, re.I)
    ):
        return ""
    return word


@lru_cache(maxsize=8192)
def is_text_name(names: str) -> bool:
    """Whether a class or id says that here stands the text of an article."""
    return bool(_TEXTLIKE.search(names))


def read_blocks(root: Any, skip: frozenset[Any] = frozenset()) -> list[Block]:
    """The blocks under an element in document order. `skip` are elements left out with all they hold."""
    walk = _Walk(skip)
    walk.run(root)
    return walk.blocks


class _Walk:
    """One pass over the tree without recursion: opening and closing marks, text in between."""

    __slots__ = ("asides", "blocks", "bold", "broken", "buffer", "links", "link_chars", "anchors", "elements", "kinds", "skip", "bold_chars")

    def __init__(self, skip: frozenset[Any]) -> None:
        self.skip = skip
        self.blocks: list[Block] = []
        self.buffer: list[str] = []
        self.links = self.link_chars = self.anchors = self.bold = self.bold_chars = 0
        self.broken = False
        self.elements: list[Any] = []
        self.kinds: list[tuple[str, int]] = [("p", 0)]
        self.asides: list[str] = [""]

    def run(self, root: Any) -> None:
        # a stack of (element, closing): deep pages would overflow recursion
        stack: list[tuple[Any, bool]] = [(root, False)]
        seen = 0
        while stack:
            element, closing = stack.pop()
            if closing:
                self._close(element)
                tail = element.tail
                if tail and element is not root:
                    self._text(tail)
                continue
            tag = element.tag
            if not isinstance(tag, str) or tag in SKIP or element in self.skip or self._hidden(element):
                if element.tail and element is not root:
                    self._text(element.tail)
                continue
            seen += 1
            if seen > MAX_ELEMENTS:
                break
            if tag == "br":
                self._flush()
                self.broken = True
                if element.tail:
                    self._text(element.tail)
                continue
            self._open(element, tag)
            stack.append((element, True))
            if len(element):
                stack.extend((child, False) for child in reversed(element))
        self._flush()

    def _hidden(self, element: Any) -> bool:
        style = element.get("style")
        return bool(
            (style and "display" in style and re.search(r"display\s*:\s*none", style, re.I))
            or element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
        ) and element.tag not in {"body", "html", "article", "main"}

    def _open(self, element: Any, tag: str) -> None:
        if tag == "a":
            self.anchors += 1
            self.links += 1
        elif tag in {"b", "strong"}:
            self.bold += 1
        if tag in _BLOCK:
            self._flush()
            self.broken = False
            self.elements.append(element)
            self.kinds.append(self._kind(element, tag))
            self.asides.append(self.asides[-1] or self._aside(element, tag))
        if element.text:
            self._text(element.text)

    def _close(self, element: Any) -> None:
        tag = element.tag
        if tag == "a":
            self.anchors -= 1
        elif tag in {"b", "strong"}:
            self.bold -= 1
        elif tag in _BLOCK:
            self._flush()
            self.broken = False
            self.elements.pop()
            self.kinds.pop()
            self.asides.pop()

    def _aside(self, element: Any, tag: str) -> str:
        if tag in {"nav", "aside", "footer"}:
            return tag
        if element.get("role") in _ASIDE_ROLES:
            return str(element.get("role"))
        if tag in {"p", "h1", "body", "html", "td", "article", "main"}:
            return "" if tag != "p" else aside_hint(element.get("class") or "")
        name, identity = element.get("class"), element.get("id")
        return aside_hint(f"{name or ''} {identity or ''}") if name or identity else ""

    def _kind(self, element: Any, tag: str) -> tuple[str, int]:
        outer, level = self.kinds[-1]
        if tag in _HEADINGS:
            return "h", _HEADINGS[tag]
        if tag == "figcaption" or outer == "caption":
            return "caption", 0
        name = element.get("class")
        if name and _CAPTIONS.search(name):
            return "caption", 0
        if tag == "blockquote" or outer == "quote":
            return "quote", 0
        if tag in {"li", "dd", "dt"}:
            return "li", 0
        if tag in {"td", "th"}:
            return "cell", 0
        if tag in {"table", "ul", "ol", "section", "article", "main", "div"}:
            return ("p", 0) if outer != "li" else (outer, level)
        return outer, level

    def _text(self, text: str) -> None:
        self.buffer.append(text)
        if self.anchors:
            self.link_chars += len(text.strip())
        if self.bold:
            self.bold_chars += len(text.strip())

    def _flush(self) -> None:
        if not self.buffer:
            self.links = self.anchors
            return
        text = _SPACES.sub(" ", "".join(self.buffer)).strip()
        if text and self.elements:
            kind, level = self.kinds[-1]
            self.blocks.append(
                Block(
                    text=text, kind=kind, element=self.elements[-1], position=len(self.blocks), link_chars=min(self.link_chars, len(text)),
                    links=self.links, aside=self.asides[-1], level=level, strong=self.bold_chars >= len(text) * 0.9, broken=self.broken,
                )
            )  # fmt: skip
        self.buffer = []
        self.link_chars = self.bold_chars = 0
        self.links = self.anchors
