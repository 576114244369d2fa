"""The connection to the relay: what the setting may say, and that TLS is TLS or nothing."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from outbox.rules import DELIVERED, Mail, Verdict
from outbox.smtp import BadRelayUrlError, Endpoint, Relay, endpoint

MAIL = Mail(sender="a@example.org", recipient="b@example.org", content=b"Subject: x\r\n\r\nHello\r\n")


def where(relay, scheme: str, **fields: str) -> Endpoint:
    return Endpoint(
        **({"scheme": scheme, "host": "localhost", "port": relay.port, "user": "", "password": ""} | fields)
    )


@pytest.fixture
def certificate(tmp_path):
    """A certificate for ``localhost`` that nobody has vouched for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path / "relay.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def starttls(relay, certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    relay.down()
    relay.settings = {"tls_context": context, "require_starttls": True}
    relay.up()
    return relay


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://127.0.0.1:1025", ("smtp", "127.0.0.1", 1025, "", "")),
        ("smtp+starttls://u%40x:p%2Fw%3A@relay.example", ("smtp+starttls", "relay.example", 587, "u@x", "p/w:")),
        ("smtps://relay.example", ("smtps", "relay.example", 465, "", "")),
    ],
)
def test_the_setting_is_taken_apart(url, expected):
    made = endpoint(url)
    assert (made.scheme, made.host, made.port, made.user, made.password) == expected


@pytest.mark.parametrize(
    "url",
    ["", "relay.example:25", "http://relay.example", "smtp://", "smtp://relay:99999", "smtp://u:secret@relay.example"],
)
def test_a_setting_that_names_no_safe_relay_is_refused_without_its_password(url):
    with pytest.raises(BadRelayUrlError) as caught:
        endpoint(url)
    assert "secret" not in str(caught.value)


def test_a_relay_that_offers_no_starttls_gets_no_mail_in_the_clear(relay):
    outcome = Relay(where(relay, "smtp+starttls")).send(MAIL)
    assert (outcome.verdict, outcome.fault, relay.inbox) == (Verdict.UNREACHABLE, "connect-not-offered", [])


def test_a_certificate_that_nobody_vouches_for_gets_no_mail(starttls):
    outcome = Relay(where(starttls, "smtp+starttls")).send(MAIL)
    assert (outcome.verdict, outcome.fault, starttls.inbox) == (Verdict.UNREACHABLE, "certificate", [])


def test_a_certificate_of_another_host_gets_no_mail(starttls, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    outcome = Relay(where(starttls, "smtp+starttls", host="127.0.0.1")).send(MAIL)
    assert (outcome.fault, starttls.inbox) == ("certificate", [])


def test_a_checked_certificate_gets_the_mail(starttls, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    relay = Relay(where(starttls, "smtp+starttls"))
    assert relay.send(MAIL) == relay.send(MAIL) == DELIVERED
    relay.close()
    assert len(starttls.inbox) == 2


def test_a_sign_in_that_is_refused_ends_no_mail(relay):
    outcome = Relay(where(relay, "smtp", user="u", password="p")).send(MAIL)
    assert outcome.verdict is Verdict.UNREACHABLE
