"""Bytes to text and tree: which encoding a page is really in, decided by what its letters say and not by what it declares."""

import codecs
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from lxml import etree

LIMIT_BYTES = 10_000_000  # of a decoded body; more is no article
LIMIT_DEPTH = 250  # nested elements; libxml2 stops near 256 by itself, this holds for every version of it

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_ALIASES = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "windows-1252": "cp1252", "windows-1256": "cp1256", "x-cp1256": "cp1256", "cp-1256": "cp1256", "arabic": "cp1256",
    "asmo-708": "iso8859-6", "iso-8859-6-i": "iso8859-6", "iso-8859-6-e": "iso8859-6", "utf8": "utf-8",
    "unicode": "utf-16-le", "utf-16": "utf-16-le", "dos-720": "cp720", "x-mac-arabic": "mac_arabic",
}  # fmt: skip
# Shares of the Arabic letters in running news text, rounded, in per mille; counted over mixed news prose.
_COMMON = {
    "ا": 130, "ل": 115, "ي": 75, "م": 60, "ن": 55, "و": 55, "ر": 48, "ت": 45, "ب": 35, "ع": 34, "د": 32, "ة": 32,
    "ه": 30, "س": 27, "ف": 26, "ق": 24, "أ": 23, "ك": 20, "ح": 20, "ج": 14, "ش": 11, "ص": 11, "ط": 11, "إ": 9, "ى": 9,
    "خ": 9, "ض": 7, "ذ": 6, "ث": 6, "ز": 6, "غ": 5, "ئ": 5, "ء": 4, "ظ": 3, "آ": 2, "ؤ": 2,
}  # fmt: skip
_ARABIC_LETTER = re.compile("[\u0621-\u063a\u0641-\u064a]")
_LATIN_ACCENT = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f]")
_ACCENT_BESIDE_ARABIC = re.compile(
    "[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f](?=[\u0621-\u064a])|(?<=[\u0621-\u064a])[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f]"
)
_TWICE = re.compile(
    "[\u00d8\u00d9][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_WIDE = re.compile("[\u0100-\ufffc]")
_ASCII_AWAY = bytes(32 if code < 128 else code for code in range(256))
_SAMPLE_BYTES = 2_500  # about 450 words; the choice between encodings is clear after fifty
_CLEARLY_ARABIC = 0.14  # front and section pages score 0.15 to 0.33, texts in the wrong encoding below 0.08
_TAGS = re.compile(r"<[^>]{0,2000}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a page, the encoding it was read in, and how that was decided: bom, utf-8, declared, letters, stray, twice."""

    text: str
    encoding: str
    decided_by: str
    declared: str = ""
    replaced: int = 0  # bytes that fitted no character


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A parsed page. `tree` is the root element, or None where there is nothing to parse."""

    url: str
    tree: Any
    decoded: Decoded
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case


def read_page(body: bytes, url: str, headers: Mapping[str, str]) -> Page:
    """Decodes and parses a page. Never raises on hostile input; what cannot be parsed gives `tree=None`."""
    decoded = decode(body, headers.get("content-type", ""))
    plain = decoded.encoding == "utf-8" and decoded.decided_by == "utf-8" and b"\x00" not in body
    tree = parse_bytes(body) if plain and body.strip() else parse_html(decoded.text)
    return Page(url=url, tree=tree, decoded=decoded, headers=headers)


def parse_html(text: str) -> Any:
    """The root element of an HTML text, or None. One pass, without network, entity expansion or huge trees."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return parse_bytes(text.encode("utf-8", "replace")) if text.strip() else None


def parse_bytes(body: bytes) -> Any:
    """`parse_html` for what is UTF-8 already. Raises MemoryError, and nothing else."""
    parser = _parser()
    try:
        return etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError) as error:
        if any(entry.type_name == "ERR_NO_MEMORY" for entry in parser.error_log):
            raise MemoryError("the page's tree does not fit into the memory of this process") from error
        return None


@cache
def _parser() -> Any:
    """One for all pages: a new one for each would cost a fifth more."""
    return etree.HTMLParser(
        encoding="utf-8", huge_tree=False, no_network=True, remove_comments=True, remove_pis=True, recover=True
    )


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Text of a body, from byte order mark, validity as UTF-8, declarations (header, meta, XML) and Arabic letter statistics.

    A declaration is believed only if the letters agree: Arabic sites declare UTF-8 or Latin-1 over windows-1256 bytes,
    and the other way round.
    """
    declared = _declared(body, content_type)
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], encoding, "bom", declared)
    if wide := _wide(body):
        return _decoded(body, wide, "letters", declared)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_bytes(body, declared)
    if text.isascii():
        return Decoded(text=text, encoding="ascii", decided_by="utf-8", declared=declared)
    return _undo_twice(text, declared) or Decoded(text=text, encoding="utf-8", decided_by="utf-8", declared=declared)


def _declared(body: bytes, content_type: str) -> str:
    found = _HEADER_CHARSET.search(content_type)
    if found:
        return found.group(1).lower()
    head = body[:4096]
    match = _XML_ENCODING.search(head) or _META_CHARSET.search(head)
    return match.group(1).decode("ascii", "replace").lower() if match else ""


def _codec(label: str) -> str:
    """Python's name of a declared encoding, "" if it knows none or it is no text encoding."""
    name = _ALIASES.get(label, label)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return info.name if getattr(info, "_is_text_encoding", True) else ""


def _wide(body: bytes) -> str:
    """UTF-16 without a byte order mark shows in where the NULs are: every tag has one beside each letter."""
    head = body[:2048]
    if len(head) < 8 or b"\x00" not in head:
        return ""
    even, odd, half = head[0::2].count(0), head[1::2].count(0), len(head) // 2
    if odd > half * 0.15 and odd > even * 4:
        return "utf-16-le"
    if even > half * 0.15 and even > odd * 4:
        return "utf-16-be"
    return ""


def _decoded(body: bytes, encoding: str, decided_by: str, declared: str) -> Decoded:
    text = body.decode(encoding, "replace")
    return Decoded(
        text=text, encoding=encoding, decided_by=decided_by, declared=declared, replaced=text.count("\ufffd")
    )


def _decode_bytes(body: bytes, declared: str) -> Decoded:
    """Not valid UTF-8: UTF-8 with stray bytes, or an eight-bit encoding. What lies beyond ASCII tells which."""
    words = b" ".join(body.translate(_ASCII_AWAY).split())
    loose = words.decode("utf-8", "replace")
    wrong = loose.count("\ufffd")
    if len(_WIDE.findall(loose)) > 4 * wrong:
        return _decoded(body, "utf-8", "stray", declared)
    best, best_score, chosen = "", float("-inf"), ""
    sample = b" " + words[:_SAMPLE_BYTES]
    names = list(dict.fromkeys(filter(None, (_codec(declared), "cp1256", "iso8859-6", "cp1252"))))
    for name in names:
        score = _arabic_score(sample.decode(name, "replace")) + (0.02 if name == names[0] and declared else 0.0)
        if score > best_score:
            best, best_score = name, score
            chosen = "declared" if name == _codec(declared) else "letters"
        if chosen == "declared" and best_score > _CLEARLY_ARABIC:
            break
    return _decoded(body, best, chosen, declared)


def _arabic_score(text: str) -> float:
    """How much like Arabic prose a decoded text is: the mean share of its letters, less what never stands in Arabic words."""
    counts = Counter(text)
    accents = sum(count for sign, count in counts.items() if _LATIN_ACCENT.match(sign))
    odd = accents + counts["\ufffd"] + (2 * len(_ACCENT_BESIDE_ARABIC.findall(text)) if accents else 0)
    total = sum(count for sign, count in counts.items() if _ARABIC_LETTER.match(sign)) + odd
    if not total:
        return 0.0
    common = sum(_COMMON.get(sign, 0) * count for sign, count in counts.items()) / (1000 * total)
    articles = text.count(" ال")  # the article "al" opens about one word in three
    return common + 0.5 * articles / max(1, text.count(" ")) - 0.3 * odd / total


def _undo_twice(text: str, declared: str) -> Decoded | None:
    """Valid UTF-8 that holds UTF-8 read as Latin letters: decoded twice where nearly nothing else stands there."""
    if "\u00d8" not in text and "\u00d9" not in text:  # each Arabic letter would show one of the two
        return None
    pairs = len(_TWICE.findall(text))
    if pairs < 40 or pairs < 4 * len(_ARABIC_LETTER.findall(text)):
        return None
    for codec in ("cp1252", "latin-1"):
        try:
            again = text.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
        return Decoded(text=again, encoding="utf-8", decided_by="twice", declared=declared)
    return None


def visible_text(text: str, limit: int = 20_000) -> str:
    """A rough plain text of an HTML text, for statistics over pages that could not be parsed."""
    return _TAGS.sub(" ", text[: limit * 10])[:limit]
