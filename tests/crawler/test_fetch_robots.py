"""What robots.txt allows (RFC 9309)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.fetch.robots import authority, read_robots, unreachable

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SITE = "https://www.outlet.example"


@pytest.mark.parametrize(
    ("status", "verdict", "reason", "allowed"),
    [
        (200, "allowed", "", True),
        (404, "absent", "", True),
        (410, "absent", "", True),
        (400, "absent", "", True),
        (401, "forbidden", "robots-401", False),
        (403, "forbidden", "robots-403", False),
        (429, "unreachable", "robots-429", False),
        (500, "unreachable", "robots-500", False),
        (503, "unreachable", "robots-503", False),
    ],
)
def test_the_status_decides_where_there_are_no_rules(status, verdict, reason, allowed):
    robots = read_robots(status, b"", NOW)
    assert (robots.verdict, robots.reason) == (verdict, reason)
    assert robots.allows(f"{SITE}/news/1", "RasidBot") is allowed


def test_the_group_that_names_us_counts_and_the_longest_rule_wins():
    robots = read_robots(
        200,
        b"User-agent: *\nDisallow: /\n\nUser-agent: RasidBot\nDisallow: /news\nAllow: /news/open\nCrawl-delay: 7\n",
        NOW,
    )
    assert robots.allows(f"{SITE}/", "RasidBot")
    assert not robots.allows(f"{SITE}/news/1", "RasidBot")
    assert robots.allows(f"{SITE}/news/open/1", "RasidBot")
    assert not robots.allows(f"{SITE}/", "OtherBot")
    assert robots.crawl_delay("RasidBot") == 7


@pytest.mark.parametrize("path", ["/سياسة/خبر", "/%D8%B3%D9%8A%D8%A7%D8%B3%D8%A9/%D8%AE%D8%A8%D8%B1"])
def test_arabic_paths_match_written_either_way(path):
    robots = read_robots(200, "User-agent: *\nDisallow: /سياسة/".encode(), NOW)
    assert not robots.allows(SITE + path, "RasidBot")
    assert robots.allows(f"{SITE}/رياضة/خبر", "RasidBot")


def test_a_web_page_in_the_place_of_rules_says_nothing():
    robots = read_robots(200, b"<!DOCTYPE html><html><body>User-agent: *\nDisallow: /</body></html>", NOW)
    assert robots.allows(f"{SITE}/news", "RasidBot")


def test_rules_hold_for_a_day_and_a_failure_for_ten_minutes():
    rules, failure = read_robots(200, b"", NOW), unreachable("timeout", NOW)
    assert rules.is_fresh(NOW + timedelta(hours=23))
    assert not rules.is_fresh(NOW + timedelta(hours=24))
    assert failure.is_fresh(NOW + timedelta(minutes=9))
    assert not failure.is_fresh(NOW + timedelta(minutes=10))


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://WWW.Outlet.example/a?b=c", "https://www.outlet.example"),
        ("http://www.outlet.example:8080/a", "http://www.outlet.example:8080"),
        ("https://someone:secret@www.outlet.example/a", "https://www.outlet.example"),
    ],
)
def test_a_robots_txt_speaks_for_scheme_host_and_port(url, key):
    assert authority(url) == key


@given(st.binary(max_size=400))
@settings(max_examples=100)
def test_any_bytes_are_read_as_rules(body):
    robots = read_robots(200, b"User-agent: *\nDisallow: /closed\n" + body, NOW)
    assert robots.allows(f"{SITE}/open", "RasidBot") in {True, False}
    assert robots.crawl_delay("RasidBot") is None or robots.crawl_delay("RasidBot") >= 0
