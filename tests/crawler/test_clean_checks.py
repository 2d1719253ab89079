"""Reasons for a refusal: what each catches, and that the documentation knows every one."""

import re
from pathlib import Path

import pytest

from archive.model import Content
from crawler.catalogue import unlisted_outlet
from crawler.clean.checks import FAILED, MIN_WORDS, REFUSED, refusal

OUTLET = unlisted_outlet("www.sadim.example")
DOCS = Path(__file__).parents[2] / "docs" / "outcomes.md"


@pytest.mark.parametrize(
    ("text", "title", "reason"),
    [
        ("كلمة " * MIN_WORDS, "عنوان", ""),
        ("كلمة " * 40, "عنوان", ""),
        ("كلمة " * (MIN_WORDS - 1), "عنوان", "too-short"),
        ("", "عنوان", "empty"),
        ("كلمة " * 40, "", "no-title"),
        ("كل\ufffdة " * 40, "عنوان", "bad-encoding"),
        ("word " * 40, "عنوان", "not-arabic"),
    ],
)
def test_a_content_is_kept_or_refused_for_a_reason(text, title, reason):
    assert refusal(Content(title=title, text=text), OUTLET) == reason
    assert not reason or reason in REFUSED


def test_the_documentation_explains_every_reason():
    named = set(re.findall(r"^\| `([a-z-]+)` \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE))
    assert named >= REFUSED | FAILED
    assert named - REFUSED - FAILED <= {"future-date", "before-published", "miss", "misfit"}  # of origins, not outcomes
