"""Whose leases may be freed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.fetch.owner import is_dead, own_name


def test_a_living_process_is_not_dead():
    assert not is_dead(own_name())
    assert own_name() == own_name()


def test_a_process_that_has_ended_is_dead():
    command = [sys.executable, "-c", "from crawler.fetch.owner import own_name; print(own_name())"]
    told = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(Path.cwd())}
    )
    assert is_dead(told.stdout.strip())


def test_a_number_used_again_by_another_process_is_dead():
    machine, number, _ = own_name().split("/")
    assert is_dead(f"{machine}/{number}/1")


@pytest.mark.parametrize("name", ["", "one", "another-machine/1/1", "a/b", "x/y/z"])
def test_nothing_is_said_of_other_machines(name):
    assert not is_dead(name)


@pytest.mark.parametrize("number", ["notanumber", "-1"])
def test_a_name_that_is_no_process_number_is_left_alone(number):
    assert not is_dead(f"{own_name().split('/')[0]}/{number}/1")
