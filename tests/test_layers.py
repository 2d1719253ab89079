"""The shape of the house: packages named alike everywhere, no package folders under tests."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_wheel_import_contracts_and_type_checks_name_the_same_packages() -> None:
    wheel = set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    linted = set(PROJECT["tool"]["importlinter"]["root_packages"])
    typed = set(PROJECT["tool"]["mypy"]["packages"])
    layers = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    ordered = {name.strip() for layer in layers for name in layer.split("|")}
    assert wheel == linted == typed == ordered


def test_tests_are_no_packages() -> None:
    # A tests/index/__init__.py would make `import index` find the tests.
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_no_module_is_longer_than_600_lines() -> None:
    packages = PROJECT["tool"]["importlinter"]["root_packages"]
    long = {
        str(path.relative_to(ROOT)): lines
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 600
    }
    assert long == {}
