"""Starting the program costs little: heavy libraries are imported where they are used."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["settings", "--json"], ["crawl", "--help"]], ids=" ".join
)
def test_light_commands_import_no_heavy_library(words: list[str]) -> None:
    code = (
        "import sys\n"
        f"sys.argv = ['rasid', *{words!r}]\n"
        "from rasid.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code in (0, None), end.code\n"
        "heavy = {'scrapy', 'twisted', 'tantivy', 'fastapi', 'sqlalchemy', 'trafilatura', 'lxml', 'numpy'} & set(sys.modules)\n"
        "print('heavy:', sorted(heavy))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip().endswith("heavy: []")
