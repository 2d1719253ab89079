"""A page as a list of blocks: runs of text between block-level marks, each with what its place in the page says about it."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

NAMES = 300  # characters of a class and id that are looked at
MAX_ELEMENTS = 150_000  # a page with more is read to here; real ones have under 20,000

_SKIPPED = """
script style noscript template svg math iframe frame frameset select option datalist button textarea input object
embed applet canvas audio video map area head meta title link param source track picture progress meter dialog
"""
SKIP = frozenset(_SKIPPED.split())
_BLOCKS = """
html body div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr td th caption section article main
header footer nav aside figure figcaption blockquote pre address form fieldset legend center hr details summary hgroup
amp-img menu dir marquee
"""
_BLOCK = frozenset(_BLOCKS.split())
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}

# Class, id and role words of what stands beside the text. Matched as whole parts of a name, so that "share" is not found in
# "shared-content-body" nor "nav" in "navy"; the first list always wins, the second only outside the text's own container.
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:related|relate|relatedposts|more-on|moreon|read-?more|readmore|also-?read|readalso|read-also|see-?also|recommend(?:ed|ations?)?|"
    r"share|sharing|sharer|shares|share-?(?:bar|box|buttons?|this)|social|socials|sociallinks|addthis|addtoany|a2a|sharedaddy|jp-relatedposts|"
    r"comments?|comment-?(?:list|form|area)|commentlist|disqus|fb-comments|respond|reply|replies|"
    r"tags|tag-?(?:list|cloud|links|box)|tagcloud|post-tags|keywords?|keywordsdiv|hashtags?|"
    r"nav|navbar|navigation|menu|submenu|breadcrumbs?|crumbs?|pagination|pager|pagenav|"
    r"footer|copyright|copyrights|newsletter|subscribe|subscription|subscribtion|"
    r"advert(?:s|isements?|ising)?|ads?|adsbygoogle|banner|sponsor(?:ed)?|outbrain|taboola|promo|"
    r"sidebar|side-?bar|widget|widgets|most-?(?:read|viewed|popular|commented|shared)|mostread|trending|popular|ticker|breaking-?(?:news|ticker)|"
    r"cookies?|cookie-?(?:banner|notice|consent)|consent|gdpr|popup|modal|overlay|toolbar|fontsize|font-size|print|"
    r"author-?(?:box|bio|info|card)|about-?author|login|signin|sign-?up|signup|searchform|search-?box|skip-?link|visually-hidden|sr-only|"
    r"screen-reader-text|latest-?news|latestnews|morenews|more-?news|other-?news|othernews|rating|ratings|vote|poll|sitemap|"
    r"dateline-bar|toplinks|top-?bar|topbar|seealso|min_related|feedback|news_smsbox)(?=$|[\s_-]|\d)",
    re.IGNORECASE,
)
# WordPress writes a post's tags and categories into its own class: "post-12 hentry tag-popular category-comments".
# Elementor calls every part of a page a widget, the text too.
_WORDPRESS_POST = re.compile(r"(?:^|\s)(?:hentry|type-post|status-publish)(?:\s|$)|elementor", re.IGNORECASE)
_COLUMN = re.compile(
    r"content|main|page|layout|single", re.IGNORECASE
)  # "main-content sidebar-right" is the text's own column
_ASIDE_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "menu", "menubar"}
)
_TEXTLIKE = re.compile(
    r"(?:article|story|post|entry|news|detail|content|single)s?[\s_-]?(?:body|content|text|detail|details|inner|cont)|articlebody|"
    r"(?:^|[\s_-])(?:body|story|article|maintext|wysiwyg|fulltext|newsstory|entry|bodytext|longdesc)(?=$|[\s_-])",
    re.IGNORECASE,
)
_CAPTIONS = re.compile(
    r"(?:^|[\s_-])(?:captions?|img-?cap|image-?(?:caption|credit|desc\w*|title)|photo-?(?:caption|credit|desc\w*|title)|wp-caption-text|credits?|gallery-caption)(?=$|[\s_-])",
    re.IGNORECASE,
)
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BOLD = frozenset({"b", "strong"})
_NEVER_HIDDEN = frozenset({"body", "html", "article", "main"})
_NEVER_ASIDE = frozenset({"h1", "body", "html", "td", "article", "main"})
_PLAIN = frozenset({"table", "ul", "ol", "section", "article", "main", "div"})
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
    if not found or _WORDPRESS_POST.search(names):
        return ""
    word = found.group(0).strip(" _-").lower()
    # "article-tags-body" and the like are rare; "post-content has-sidebar" and "content-with-ads" are common on the text itself
    if word in {
        "sidebar",
        "ads",
        "ad",
        "widget",
        "widgets",
        "comments",
        "comment",
        "banner",
        "share",
        "social",
        "print",
        "menu",
        "nav",
    } and (
        _TEXTLIKE.search(names) or re.search(r"(?:has|no|with|without)[-_]" + re.escape(word), names, re.IGNORECASE)
    ):
        return ""
    if word.startswith("side") and _COLUMN.search(names):
        return ""
    return word


@lru_cache(maxsize=8192)
def is_caption_name(names: str) -> bool:
    """Whether a class says that here stands a picture's caption or credit."""
    return bool(_CAPTIONS.search(names))


@lru_cache(maxsize=8192)
def is_text_name(names: str) -> bool:
    """Whether a class or id says that here stands the text of an article."""
    return bool(_TEXTLIKE.search(names))


def read_blocks(root: Any, skip: frozenset[Any] = frozenset()) -> list[Block]:
    """The blocks under an element in document order. `skip` are elements left out with all they hold.

    One loop without recursion (hostile pages nest deeply) and without calls for the many elements that only carry text:
    this is the dearest step of reading a page without a rule.
    """
    blocks: list[Block] = []
    buffer: list[str] = []
    links = link_chars = anchors = bold = bold_chars = seen = 0
    broken = False
    # the open block-level elements: (element, kind, level, aside)
    places: list[tuple[Any, str, int, str]] = [] if root.tag in _BLOCK else [(root, "p", 0, "")]
    stack: list[tuple[Any, bool]] = [(root, False)]
    push, pop = stack.append, stack.pop

    def flush() -> None:
        nonlocal buffer, link_chars, bold_chars, links
        if buffer:
            text = "".join(buffer)
            if places and not text.isspace():  # most runs are the white space between tags
                text = _SPACES.sub(" ", text).strip()
                element, kind, level, aside = places[-1]
                size = len(text)
                blocks.append(
                    Block(
                        text,
                        kind,
                        element,
                        len(blocks),
                        min(link_chars, size),
                        links,
                        aside,
                        level,
                        bold_chars >= size * 0.9,
                        broken,
                    )
                )
            buffer = []
            link_chars = bold_chars = 0
        links = anchors

    while stack:
        element, closing = pop()
        tag = element.tag
        if not closing:
            if tag.__class__ is not str or tag in SKIP or element in skip or _hidden(element, tag):
                text = element.tail
                if text and element is not root:
                    buffer.append(text)
                    if anchors:
                        link_chars += len(text.strip())
                    if bold:
                        bold_chars += len(text.strip())
                continue
            seen += 1
            if seen > MAX_ELEMENTS:
                break
            if tag == "a":
                anchors += 1
                links += 1
            elif tag in _BOLD:
                bold += 1
            elif tag == "br":
                flush()
                broken = True
            elif tag in _BLOCK:
                flush()
                broken = False
                outer, level, aside = places[-1][1:] if places else ("p", 0, "")
                kind, level = _kind(element, tag, outer, level)
                places.append((element, kind, level, aside or _aside(element, tag)))
            text = element.text
            if text:
                buffer.append(text)
                if anchors:
                    link_chars += len(text.strip())
                if bold:
                    bold_chars += len(text.strip())
            if len(element):
                push((element, True))
                stack.extend([(child, False) for child in reversed(element)])
                continue
        if tag == "a":
            anchors -= 1
        elif tag in _BOLD:
            bold -= 1
        elif tag in _BLOCK:
            flush()
            broken = False
            places.pop()
        text = element.tail
        if text and element is not root:
            buffer.append(text)
            if anchors:
                link_chars += len(text.strip())
            if bold:
                bold_chars += len(text.strip())
    flush()
    return blocks


def _hidden(element: Any, tag: str) -> bool:
    style = element.get("style")
    if style is not None and "none" in style and _NOT_SHOWN.search(style) is not None:
        return tag not in _NEVER_HIDDEN
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return tag not in _NEVER_HIDDEN
    return False


def _aside(element: Any, tag: str) -> str:
    if tag in {"nav", "aside", "footer"}:
        return tag
    role = element.get("role")
    if role in _ASIDE_ROLES:
        return str(role)
    if tag in _NEVER_ASIDE:
        return ""
    name, identity = element.get("class"), element.get("id")
    if name is None and identity is None:
        return ""
    names = name or "" if tag == "p" else f"{name or ''} {identity or ''}"
    return aside_hint(names[:NAMES])


def _kind(element: Any, tag: str, outer: str, level: int) -> tuple[str, int]:
    if tag in _HEADINGS:
        return "h", _HEADINGS[tag]
    if tag == "figcaption" or outer == "caption":
        return "caption", 0
    name = element.get("class")
    if name is not None and is_caption_name(name[:NAMES]):
        return "caption", 0
    if tag == "blockquote" or outer == "quote":
        return "quote", 0
    if tag in {"li", "dd", "dt"}:
        return "li", 0
    if tag in {"td", "th"}:
        return "cell", 0
    if tag in _PLAIN:
        return ("p", 0) if outer != "li" else (outer, level)
    return outer, level
