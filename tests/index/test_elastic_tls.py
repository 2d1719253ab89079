"""Elasticsearch over TLS, with a user and certificates right and wrong."""

import subprocess

import pytest

from index.engine import EngineError
from index.engines.elastic import ElasticEngine
from tests.support.elasticsearch import Server, Unavailable
from tests.support.indexed import found, make_document

pytestmark = [
    pytest.mark.elasticsearch,
    pytest.mark.slow,
    pytest.mark.timeout(300),
]

PASSWORD = "not/a:secret@all"
QUOTED = "not%2Fa%3Asecret%40all"


def make_certificate(folder, name):
    """A self-signed certificate of this machine, which is its own authority: (key, certificate)."""
    key, certificate = folder / f"{name}.key", folder / f"{name}.crt"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    return key, certificate


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificates")
    return make_certificate(folder, "right"), make_certificate(folder, "wrong")


@pytest.fixture(scope="module")
def guarded(certificates, unavailable):
    """A server that speaks TLS only and knows one user."""
    (key, certificate), _ = certificates
    try:
        server = Server(
            heap="512m",
            options={
                "discovery.type": "single-node",
                "xpack.security.enabled": "true",
                "xpack.security.http.ssl.enabled": "true",
                "xpack.security.http.ssl.key": "http.key",
                "xpack.security.http.ssl.certificate": "http.crt",
            },
            files={"http.key": key.read_bytes(), "http.crt": certificate.read_bytes()},
            keystore={"bootstrap.password": PASSWORD},
            tls=True,
        )
    except Unavailable as error:
        unavailable(error)
    try:
        yield server.start().wait()
    except Unavailable as error:
        unavailable(error)
    finally:
        server.remove()


def test_only_the_right_user_with_the_right_authority_gets_in(guarded, certificates, analyser):
    (_, right), (_, wrong) = certificates
    place = f"127.0.0.1:{guarded.port}"
    engine = ElasticEngine(f"elasticsearch+https://elastic:{QUOTED}@{place}/tls?ca={right}", analyser, patience=60)
    engine.apply([make_document(1, "وزير")], [], checkpoint=1, after=0)
    assert (found(engine, "وزير"), engine.checkpoint(), engine.trouble()) == ([1], 1, "")
    engine.close()
    for address, says in (
        (f"elasticsearch+https://elastic:{QUOTED}@{place}/tls?ca={wrong}", "certificate is not trusted"),
        (f"elasticsearch+https://elastic:{QUOTED}@{place}/tls", "certificate is not trusted"),
        (f"elasticsearch+https://elastic:guessed@{place}/tls?ca={right}", "does not accept the user elastic"),
        (f"elasticsearch+https://{place}/tls?ca={right}", "does not accept nobody"),
        (f"elasticsearch+https://{place}/tls?ca={right}&api_key=Z3Vlc3NlZA==", "does not accept the API key"),
        (f"elasticsearch+http://elastic:{QUOTED}@{place}/tls", "does it speak TLS"),
    ):
        refused = ElasticEngine(address, analyser, patience=1)
        with pytest.raises(EngineError, match=says) as caught:
            refused.apply([make_document(2)], [], checkpoint=2)
        assert PASSWORD not in str(caught.value)
        with pytest.raises(EngineError, match=says):
            refused.trouble()
        refused.close()
