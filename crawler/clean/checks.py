"""Reasons why a page is not kept as an article. docs/outcomes.md says what each means; both lists are held equal by a test."""

import re

from archive.model import Content
from crawler.catalogue import Outlet

MIN_WORDS = 20  # a 40-word news item is whole; below 20 a page shows a caption or a teaser

_REFUSED = """
too-short not-arabic other-language challenge-page login-page front-page section-page search-page product-page
directory-page form-page gallery video error-page empty not-html too-large bad-encoding bad-record no-title
"""
REFUSED = frozenset(_REFUSED.split())
FAILED = frozenset({"extraction-error", "timeout", "crashed", "bad-encoding"})

_LATIN = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LETTER = re.compile(r"[^\W\d_]")
_ARABIC = re.compile("[\u0621-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
# Letters that Persian, Urdu, Kurdish or Pashto cannot do without and Arabic does not have. Keheh and Farsi yeh are among
# them: Arabic texts typed on a Persian keyboard use these two in a few words, other languages in every other word.
_OTHER = "\u067e\u0686\u0698\u06af\u06a9\u06cc\u0679\u0688\u0691\u06ba\u06be\u06c1\u06d2\u06d5\u06c6\u06ce\u067c\u0681\u069a\u06d0"
_OTHER_STRONG = "\u067e\u0686\u0698\u06af\u0679\u0688\u0691\u06ba\u06d2\u06d5\u06c6\u06ce"


def refusal(content: Content, outlet: Outlet) -> str:
    """Why a content is not kept, "" where nothing speaks against it."""
    words = len(content.text.split())
    if not words:
        return "empty"
    if reason := language_refusal(content.text, outlet.language):
        return reason
    if words < MIN_WORDS:
        return "too-short"
    if content.text.count("\ufffd") > max(4, len(content.text) // 100):
        return "bad-encoding"
    return "no-title" if not content.title else ""


def language_refusal(text: str, language: str = "ar") -> str:
    """ "not-arabic" for another script, "other-language" for Persian, Urdu, Kurdish in Arabic letters, "" for Arabic."""
    if language != "ar":
        return ""
    sample = text[:4_000]
    if not _ARABIC.search(sample):
        return "not-arabic"
    # what UTF-8 needs more than one byte for is Arabic here, or another script that the second test tells
    encoded = sample.encode("utf-8", "replace")
    arabic = len(encoded) - len(sample)
    if arabic < len(encoded) - len(encoded.translate(None, _LATIN)) or len(_ARABIC.findall(sample[:400])) < 0.4 * len(
        _LETTER.findall(sample[:400])
    ):
        return "not-arabic"
    # one count per letter takes a sixth of the time of one expression for all
    if sum(map(sample.count, _OTHER)) > 0.04 * arabic and sum(map(sample.count, _OTHER_STRONG)) > max(
        2, 0.008 * arabic
    ):
        return "other-language"
    return ""
