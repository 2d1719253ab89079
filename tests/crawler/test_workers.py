"""Extraction in processes: in order, in parallel, and whole when one page hangs or eats the memory of its worker."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.model import Capture, Found, OutcomeKind
from crawler.catalogue import Addresses, unlisted_outlet
from crawler.workers import Workers

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
OUTLET = unlisted_outlet("www.sadim.example")
SENTENCE = "قال مدير المكتبة إن القاعات تتسع لأربعمئة قارئ، وإن الرفوف تضم نحو خمسين ألف كتاب من هدايا الأهالي."
HANGING = replace(OUTLET, articles=Addresses(include=("(a+)+!",)))  # doubles its work with every "a" of an address
ROOT = Path(__file__).parents[2]


def item(number, body=None, outlet=OUTLET):
    url = f"http://www.sadim.example/news/{'a' * 60}/{1000 + number}"
    body = (
        body
        or f"<meta charset=utf-8><h1>افتتاح مكتبة جديدة رقم {number}</h1><p>{SENTENCE}</p><p>{SENTENCE}</p>".encode()
    )
    capture = Capture(
        url=url, outlet=outlet.id, status=200, headers=(("Content-Type", "text/html"),), body=body, fetched_at=NOW
    )
    return capture, outlet, Found(url=url, outlet=outlet.id, endpoint="")


@pytest.fixture(scope="module")
def workers():
    with Workers(2, time_limit_seconds=5.0) as pool:  # the first short page also reads trafilatura
        yield pool


def test_without_processes_the_work_is_done_here():
    with Workers(0) as pool:
        one = pool.process_now([item(1), item(2)], now=NOW)
        two = asyncio.run(pool.process([item(1), item(2)], now=NOW))
    assert one == two
    assert [r.outcome.kind for r in one] == [OutcomeKind.KEPT] * 2


def test_answers_come_in_order_and_are_the_same_as_here(workers):
    items = [item(n) for n in range(12)]
    found = asyncio.run(workers.process(items, now=NOW))
    assert [r.url for r in found] == [i[0].url for i in items]
    with Workers(0) as pool:
        assert found == pool.process_now(items, now=NOW)


def test_each_page_is_read_with_the_very_outlet_it_came_with(workers):
    outlets = [replace(OUTLET, language=language) for language in ("ar", "ar-EG", "ar", "ar-MA")]
    many = [item(n, body=b" ", outlet=replace(OUTLET)) for n in range(2_100)]  # more than a worker remembers
    for _ in range(2):
        found = workers.process_now([item(n, outlet=outlet) for n, outlet in enumerate(outlets)], now=NOW)
        assert [r.content.language for r in found] == ["ar", "ar-EG", "ar", "ar-MA"]
        assert {r.outcome.reason for r in workers.process_now(many, now=NOW)} == {"empty"}


def test_nothing_to_do_is_done(workers):
    assert workers.process_now([], now=NOW) == []


def test_a_page_that_hangs_is_set_aside_and_the_others_are_kept(workers):
    found = workers.process_now([item(1), item(2, outlet=HANGING), item(3), item(4)], now=NOW)
    assert [r.outcome.reason for r in found] == ["", "timeout", "", ""]
    assert found[1].outcome.kind is OutcomeKind.FAILED
    assert asyncio.run(workers.process([item(5)], now=NOW))[0].outcome.kind is OutcomeKind.KEPT


def test_a_page_that_eats_the_memory_is_a_crash_of_its_own():
    with Workers(1, memory_limit_bytes=450_000_000, time_limit_seconds=20) as pool:
        found = pool.process_now([item(1), item(2, b"<p>" * 3_000_000), item(3)], now=NOW)
    assert [r.outcome.reason for r in found] == ["", "crashed", ""]


def test_a_killed_worker_is_replaced():
    with Workers(1, time_limit_seconds=5) as pool:
        assert pool.process_now([item(1)], now=NOW)[0].outcome.kind is OutcomeKind.KEPT
        for worker in pool._all:
            os.kill(worker._process.pid, signal.SIGKILL)
            worker._process.join(5)
        found = pool.process_now([item(2), item(3)], now=NOW)
    assert [r.outcome.reason for r in found] == ["crashed", ""]


def test_closing_twice_leaves_no_process():
    pool = Workers(2)
    pids = [worker._process.pid for worker in pool._all]
    pool.close()
    pool.close()
    assert pids
    assert not [pid for pid in pids if alive(pid)]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_its_parent(how):
    code = (
        "import sys, time\nfrom crawler.workers import Workers\nif __name__ == '__main__':\n"
        "    pool = Workers(2)\n    print(*[w._process.pid for w in pool._all], flush=True)\n    time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    pids = [int(p) for p in parent.stdout.readline().split()]
    parent.send_signal(how)
    parent.wait(10)
    parent.stdout.close()
    until = time.monotonic() + 20
    while any(alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert len(pids) == 2
    assert not any(alive(pid) for pid in pids)


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
