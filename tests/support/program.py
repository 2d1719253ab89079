"""The program as a person starts it: `rasid …` in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rasid.watch import NEWSROOM_OUTLETS, NEWSROOM_PACE


def rasid(
    data: Path, *words: str, environment: Mapping[str, str] | None = None, code: int | None = 0
) -> "subprocess.CompletedProcess[str]":
    """Runs the command to its end and checks its exit code (None: any)."""
    done = subprocess.run(
        [sys.executable, "-m", "rasid", "--data", str(data), *words],
        env={**clean_environment(), **(environment or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=150,
        check=False,
    )
    assert code is None or done.returncode == code, f"{words}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def rasid_json(data: Path, *words: str, environment: Mapping[str, str] | None = None) -> Any:
    """The JSON value that the command prints."""
    return json.loads(rasid(data, *words, "--json", environment=environment).stdout)


def clean_environment() -> dict[str, str]:
    """The environment without settings of whoever runs the tests."""
    return {key: value for key, value in os.environ.items() if not key.startswith("RASID_")} | {"NO_COLOR": "1"}


def newsroom_environment(proxy: str) -> dict[str, str]:
    """Settings under which `rasid crawl` sees the practice newsroom."""
    return {**NEWSROOM_PACE, "RASID_OUTLETS": str(NEWSROOM_OUTLETS), "RASID_CRAWL_PROXY": proxy}
