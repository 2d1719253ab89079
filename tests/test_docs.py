"""Documentation that cannot drift: commands, settings and links are compared with the program."""

import re
from pathlib import Path

import pytest

from tests.support.generated_docs import PARTS, current

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("file", PARTS)
def test_generated_parts_are_current(file: str) -> None:
    is_now, should_be = current(file)
    assert is_now == should_be, f"docs/{file} is out of date: run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_pages_name_no_path_of_a_machine(page: Path) -> None:
    assert re.findall(r"(?<![\w.~])/(?:work|root|home|farm)/\w*", page.read_text(encoding="utf-8")) == []
