"""Every reason that the fetch room gives is explained."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
GIVEN = re.compile(r'(?:reason=|DownloadError\(|return )"([a-z]+(?:-[a-z]+)*)"')
NOT_REASONS = {"no-entries"}  # of an empty endpoint, told as "empty"


def test_every_reason_is_in_the_politeness_page():
    page = (ROOT / "docs" / "politeness.md").read_text(encoding="utf-8")
    files = [*sorted((ROOT / "crawler" / "fetch").glob("*.py")), ROOT / "crawler" / "due.py"]
    given = {reason for file in files for reason in GIVEN.findall(file.read_text(encoding="utf-8"))} - NOT_REASONS
    assert given >= {"timeout", "robots", "redirect-loop", "private-address", "gone"}
    assert {reason for reason in given if f"`{reason}`" not in page} == set()
