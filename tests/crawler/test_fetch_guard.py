"""No request leaves for a private address."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.fetch.guard import PrivateAddressError, Resolver, is_public, refused_by_name


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:4700::6810:85e5", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_pass(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1", "not-an-address", "",
    ],
)  # fmt: skip
def test_private_addresses_do_not(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://127.0.0.1:9200/_search", "http://[::1]/", "http://169.254.169.254/latest/meta-data/",
        "http://localhost/", "http://LOCALHOST./", "http://db.internal/", "http://printer.local/", "http://router.lan/",
        "http://intranet/", "https://user@10.0.0.1/", "http://[::ffff:192.168.0.1]/", "http:///path",
    ],
)  # fmt: skip
def test_urls_that_name_this_network_are_refused(url):
    assert refused_by_name(url)


@pytest.mark.parametrize("url", ["http://www.outlet.example/", "https://8.8.8.8/", "https://مثال.إختبار/"])
def test_urls_of_the_public_internet_are_not(url):
    assert not refused_by_name(url)


@pytest.mark.parametrize("name", ["localhost", "2130706433", "0x7f.1", "127.1"])
def test_names_that_lead_home_are_refused_after_dns(name):
    async def ask():
        resolver = Resolver(guarded=True)
        try:
            return await resolver.resolve(name, 80)
        finally:
            await resolver.close()

    with pytest.raises(PrivateAddressError):
        asyncio.run(ask())


def test_without_the_guard_the_same_names_are_resolved():
    async def ask():
        resolver = Resolver(guarded=False)
        try:
            return await resolver.resolve("127.1", 8080)
        finally:
            await resolver.close()

    found = asyncio.run(ask())
    assert [(entry["host"], entry["port"]) for entry in found] == [("127.0.0.1", 8080)]


@given(st.ip_addresses())
@settings(max_examples=100)
def test_an_address_written_as_ipv4_in_ipv6_is_judged_alike(address):
    if address.version == 4:
        assert is_public(str(address)) == is_public(f"::ffff:{address}")
    else:
        assert is_public(str(address)) in {True, False}
