"""Bytes of a listing to text and trees, whatever was declared: encodings, gzip files, broken and hostile XML and HTML."""

import html
import html.entities
import re
import zlib

from lxml import etree
from lxml import html as lxml_html

# What one listing may unpack to. The largest sitemaps of the standard have 50 MB; ours are far below.
LIMIT_BYTES = 60_000_000

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._\-]+)""")
_META_CHARSET = re.compile(rb"""(?i)<meta[^>]*?charset\s*=\s*["']?\s*([A-Za-z0-9._\-]+)""")
_HTTP_CHARSET = re.compile(r"""(?i)charset\s*=\s*["']?([A-Za-z0-9._\-]+)""")
# What XML 1.0 forbids; one such character would end the reading of a feed.
_SURROGATE_REFERENCE = re.compile(
    r"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]))(?![0-9a-fA-F]);?"
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# A document type is cut out whole: without it nothing can define entities, so nothing can expand or reach outside.
_DOCTYPE = re.compile(r"""(?is)<!DOCTYPE(?:[^\[>"']|"[^"]*"|'[^']*')*(?:\[.*?\]\s*)?>""")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_BARE_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{1,30};)")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})


def unzipped(body: bytes) -> bytes:
    """The body, unpacked where it is a gzip file (`sitemap.xml.gz`); of a broken one, as much as can be read.

    Content-Encoding has been undone before; this is about files that are gzip themselves. Never more than LIMIT_BYTES.
    """
    if body[:2] != b"\x1f\x8b":
        return body[:LIMIT_BYTES]
    unpacked = bytearray()
    rest = body
    while rest[:2] == b"\x1f\x8b" and len(unpacked) < LIMIT_BYTES:
        stream = zlib.decompressobj(31)
        try:
            while rest and not stream.eof and len(unpacked) < LIMIT_BYTES:
                piece, rest = rest[:65536], rest[65536:]
                unpacked += stream.decompress(piece, LIMIT_BYTES - len(unpacked))
        except zlib.error:
            break
        rest = stream.unused_data + rest
    return bytes(unpacked[:LIMIT_BYTES])


def decoded(body: bytes, content_type: str = "") -> str:
    """The listing's text. Order: byte order mark, UTF-16 by its zeros, valid UTF-8, what is declared, windows-1256.

    Valid UTF-8 wins over declarations, since Arabic in another encoding is practically never valid UTF-8 by chance, while
    wrong declarations are common. A few stray bytes (a cut-off end, one bad item) do not make a listing another encoding.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    start = body[:200].lstrip(b" \t\r\n")[:4]
    if len(start) == 4 and start[0] in b"<{[" and start[1] == 0:
        return body.decode("utf-16-le", "replace")
    if len(start) == 4 and start[0] == 0 and start[1] in b"<{[":
        return body.decode("utf-16-be", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    beyond = sum(1 for byte in body[:200_000] if byte >= 0x80)
    bad = body[:200_000].decode("utf-8", "replace").count("\ufffd")
    if bad * 50 < beyond or (bad < 4 and bad * 4 < beyond):
        return body.decode("utf-8", "replace")
    for name in _declared(body, content_type):
        try:
            return body.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return body.decode("windows-1256", "replace")


def without_half_characters(text: str) -> str:
    """Without references to surrogates ("&#xD800;"): lxml and feedparser make strings of them that nobody can read again."""
    return _SURROGATE_REFERENCE.sub("\ufffd", text) if "&#" in text else text


def parse_xml(text: str) -> etree._Element | None:
    """The root of an XML document, read as far as it can be; None where there is none. No entities, DTDs or network.

    Sound XML is read as it is; only what the strict reading refuses is repaired first, which costs three times as much.
    """
    text = _without_doctype(_DECLARATION.sub("", text, count=1).lstrip())
    root = _tree(text, recover=False)
    if root is None:
        repaired = without_half_characters(_FORBIDDEN.sub("", text))
        root = _tree(_without_loose_ampersands(repaired) if "&" in repaired else repaired, recover=True)
    return root


def _tree(text: str, *, recover: bool) -> etree._Element | None:
    parser = etree.XMLParser(
        encoding="utf-8", recover=recover, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def parse_html(text: str) -> lxml_html.HtmlElement | None:
    """The root of an HTML document or fragment, or None."""
    text = _FORBIDDEN.sub("", text)
    if not text.strip():
        return None
    parser = lxml_html.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, huge_tree=False, remove_comments=True
    )
    try:
        return lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def local_name(element: etree._Element) -> str:
    """The element's name without namespace or prefix (broken XML has prefixes that nobody declared); "" for no element."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def looks_like_html(text: str) -> bool:
    """Whether an answer that should be a feed is a web page: a soft block, a consent page, a moved site."""
    start = text[:2000].lower()
    if "<rss" in start or "<feed" in start or "<rdf:" in start or "<urlset" in start or "<sitemapindex" in start:
        return False
    return "<html" in start or "<!doctype html" in start or "<head" in start or "<body" in start


def plain(markup: str) -> str:
    """The words of a title or name that may hold tags, entities (also escaped twice) and line breaks."""
    text = markup
    for _ in range(2):
        if "&" in text:
            text = html.unescape(text)
    if "<" in text:
        text = re.sub(r"<[a-zA-Z/!][^<>]{0,2000}>", " ", text)
    return " ".join(text.split())


def _without_doctype(text: str) -> str:
    start = max(text.find("<!DOCTYPE", 0, 20_000), text.find("<!doctype", 0, 20_000))
    if start < 0:
        return text
    match = _DOCTYPE.match(text, start)
    end = match.end() if match else text.find(">", start) + 1
    return text[:start] + (text[end:] if end else "")


def _without_loose_ampersands(text: str) -> str:
    """Named HTML entities as numbers, ampersands that are none as "&amp;"; CDATA sections stay untouched."""
    pieces: list[str] = []
    position = 0
    while position < len(text):
        start = text.find("<![CDATA[", position)
        end = text.find("]]>", start) if start >= 0 else -1
        if end < 0:
            start = end = len(text)
        pieces += (_BARE_AMPERSAND.sub("&amp;", _ENTITY.sub(_numbered, text[position:start])), text[start:end])
        position = end
    return "".join(pieces)


def _numbered(match: re.Match[str]) -> str:
    name = match.group(1)
    if name in _XML_NAMES:
        return match.group()
    letters = html.entities.html5.get(name + ";")
    return "".join(f"&#{ord(c)};" for c in letters) if letters else f"&amp;{name};"


def _declared(body: bytes, content_type: str) -> list[str]:
    """Encodings that the answer names, the server's word first."""
    names = []
    if found := _HTTP_CHARSET.search(content_type):
        names.append(found.group(1))
    matches = (pattern.search(body[:4096]) for pattern in (_XML_ENCODING, _META_CHARSET))
    names += [match.group(1).decode("ascii") for match in matches if match]
    # Browsers read Latin-1 as windows-1252; in the Arabic press both mean windows-1256 that nobody declared.
    wrong = {"iso-8859-1", "latin-1", "latin1", "windows-1252", "us-ascii", "ascii", "utf-8", "utf8"}
    return [name for name in names if name.lower() not in wrong]
