"""What counts as an edit: a digest of what a reader sees, with the noise of republishing left out.

Noise is what editors' tools change without a reader noticing: tatweel, vowel marks, direction marks, the style of digits
and quotation marks, white space, and lines that only say when the page was last updated.
"""

import re
import unicodedata
from hashlib import sha256

from archive.model import Content

# "Last updated ..." lines, after marks are gone and digits are ASCII: آخر تحديث، تم التحديث في، Updated at ...
# A line longer than this is a sentence that happens to begin so, and counts.
_UPDATE_LINE_AT_MOST = 100
_UPDATE_LINE = re.compile(
    r"^\W*(?:[اآأ]خر\s+(?:ال)?تحديث|تاريخ\s+(?:آخر\s+|اخر\s+)?(?:ال)?تحديث|(?:تم|جرى)\s+(?:ال)?تحديث"
    r"|(?:last\s+)?(?:updated?|modified)(?:\s+(?:on|at))?\s*:?\s*\d|last\s+(?:updated?|modified))",
    re.IGNORECASE,
)

_DIGITS = {chr(start + value): str(value) for start in (0x0660, 0x06F0) for value in range(10)}
_QUOTES = dict.fromkeys(
    "'`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a\u00ab\u00bb\u2033\u2032", '"'
)
_MEANT = _DIGITS | _QUOTES

# Everything noisy in one expression: text without noise (most of it) is then passed over at the speed of C, five times
# faster than str.translate over every letter.
_NOISE = re.compile(
    "["
    "\u0640"  # tatweel
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"  # vowel and Quranic marks
    "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0e\ufe0f"  # invisible: soft hyphen, joiners, directions
    "\ufb50-\ufdff\ufe70-\ufefc" + "".join(map(re.escape, _MEANT)) + "]"  # presentation forms
)


def content_digest(content: Content) -> str:
    """ "sha256:<hex>" of title, lead, text and authors as a reader sees them.

    Equal for two contents between which a reader would see no difference; section, tags, image and dates do not count.
    """
    seen = (_as_seen(content.title), _as_seen(content.lead), _as_seen(content.text), *map(_as_seen, content.authors))
    return "sha256:" + sha256("\x1f".join(seen).encode("utf-8", "surrogatepass")).hexdigest()


def _as_seen(text: str) -> str:
    if not text:
        return ""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)  # before marks go: a bare madda or hamza above belongs to its letter
    text = _NOISE.sub(_meaning, text)
    lines = text.splitlines()
    if any(_is_update_line(line) for line in lines):
        text = "\n".join(line for line in lines if not _is_update_line(line))
    return " ".join(text.split())


def _meaning(noise: re.Match[str]) -> str:
    sign = noise[0]
    if sign < "\ufb50" or sign in {"\ufe0e", "\ufe0f", "\ufeff"}:
        return _MEANT.get(sign, "")
    letters = unicodedata.normalize("NFKC", sign)
    return letters if letters == sign else _NOISE.sub(_meaning, letters)


def _is_update_line(line: str) -> bool:
    return len(line) <= _UPDATE_LINE_AT_MOST and _UPDATE_LINE.match(line) is not None
