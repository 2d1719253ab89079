"""Content-Encoding is undone, bombs and broken bodies are refused."""

import gzip
import zlib
from importlib import import_module
from importlib.util import find_spec

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.decoding import DecodingError, decoded_body
from tests.support.kept import make_capture

# Both come with other packages or not at all.
OPTIONAL = {"br": "brotli", "zstd": "backports.zstd"}

PAGE = "<p>نص الخبر كما نشر</p>".encode() * 50
LIMIT = 100_000


def raw_deflate(data):
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "X-GZip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
} | {coding: import_module(library).compress for coding, library in OPTIONAL.items() if find_spec(library) is not None}


def encoded(coding, body):
    return make_capture(headers=(("Content-Encoding", coding),), body=body)


@pytest.mark.parametrize(("coding", "packer"), PACKERS.items(), ids=PACKERS)
def test_each_coding_is_undone(coding, packer):
    assert decoded_body(encoded(coding, packer(PAGE)), LIMIT) == PAGE


@pytest.mark.parametrize(("coding", "packer"), PACKERS.items(), ids=PACKERS)
def test_a_bomb_is_refused_at_the_limit(coding, packer):
    with pytest.raises(DecodingError, match="more than 100,000 bytes") as caught:
        decoded_body(encoded(coding, packer(b"\0" * 30_000_000)), LIMIT)
    assert caught.value.reason == "too-large"


@pytest.mark.parametrize(("coding", "packer"), PACKERS.items(), ids=PACKERS)
def test_exactly_the_limit_is_allowed(coding, packer):
    assert len(decoded_body(encoded(coding, packer(b"\0" * LIMIT)), LIMIT)) == LIMIT


@pytest.mark.parametrize(("coding", "packer"), PACKERS.items(), ids=PACKERS)
def test_a_body_that_was_cut_off_is_refused(coding, packer):
    with pytest.raises(DecodingError, match=f"{coding.lower()}") as caught:
        decoded_body(encoded(coding, packer(bytes(range(256)) * 20)[:-12]), LIMIT)
    assert caught.value.reason == "bad-encoding"


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "klingon", "gzip, gzip, gzip, gzip"])
def test_a_body_that_is_not_what_it_claims_is_refused(coding):
    with pytest.raises(DecodingError) as caught:
        decoded_body(encoded(coding, b"<html>plain</html>"), LIMIT)
    assert caught.value.reason == "bad-encoding"
    assert "https://news.example/1" in str(caught.value)


def test_a_plain_body_that_claims_to_be_gzip_is_taken_as_it_is():
    assert decoded_body(encoded("gzip", PAGE), LIMIT) == PAGE


def test_layers_are_undone_from_the_outside():
    body = gzip.compress(zlib.compress(PAGE))
    assert decoded_body(encoded("deflate, gzip", body), LIMIT) == PAGE
    headers = (("content-encoding", "deflate"), ("Content-Encoding", "gzip"))
    assert decoded_body(make_capture(headers=headers, body=body), LIMIT) == PAGE


def test_members_that_follow_each_other_are_joined_and_padding_is_dropped():
    body = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0" * 20
    assert decoded_body(encoded("gzip", body), LIMIT) == b"one two"


@pytest.mark.parametrize("coding", ["", "identity", "none", "gzip", "br"])
def test_an_empty_body_is_empty(coding):
    assert decoded_body(encoded(coding, b""), LIMIT) == b""


def test_a_plain_body_over_the_limit_is_too_large():
    with pytest.raises(DecodingError) as caught:
        decoded_body(make_capture(headers=(), body=b"x" * 11), 10)
    assert caught.value.reason == "too-large"


@settings(max_examples=100, deadline=None)
@given(
    coding=st.sampled_from(["gzip", "deflate", "br", "zstd"]),
    start=st.sampled_from([b"", b"\x1f\x8b\x08", b"\x78\x9c", b"\x28\xb5\x2f\xfd"]),
    rest=st.binary(max_size=60),
)
def test_any_bytes_are_decoded_or_refused(coding, start, rest):
    try:
        told = len(decoded_body(encoded(coding, start + rest), 1000))
    except DecodingError as error:
        told = error.reason
    assert told in {"too-large", "bad-encoding", *range(1001)}
