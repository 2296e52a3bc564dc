"""Over TLS the certificate must be the one of the name, whatever address was called."""

import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from engine.settings import Settings
from notifications.channels import ChannelError
from notifications.channels.gateway import GatewayChannel
from tests.notifications.gateway_house import House, Opened
from tests.notifications.test_gateway import MAIL


def certificate(folder: Path, name: str) -> Path:
    """Write key and self-signed certificate of a host into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime(2020, 1, 1, tzinfo=UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain
    ) + signed.public_bytes(serialization.Encoding.PEM)
    path = folder / f"{name}.pem"
    path.write_bytes(written)
    return path


def opened(path: Path) -> Opened:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return Opened(House(), context)


def settings_of(house: House) -> Settings:
    url = f"https://localhost:{house.port}/sms"
    return Settings(gateway_url=url, allow_private_addresses="127.0.0.1,::1")


def test_a_certificate_of_the_name_is_trusted_though_the_address_was_called(tmp_path, monkeypatch):
    path = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with opened(path) as house:
        GatewayChannel(settings_of(house)).send(MAIL)
        assert house.requests[0].headers["Host"] == f"localhost:{house.port}"


@pytest.mark.parametrize("name", ["elsewhere.example", "127.0.0.1"])
def test_a_certificate_of_another_name_is_refused(tmp_path, monkeypatch, name):
    path = certificate(tmp_path, name)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with opened(path) as house:
        with pytest.raises(ChannelError, match=r"http\.tls"):
            GatewayChannel(settings_of(house)).send(MAIL)
        assert house.requests == []


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path):
    with opened(certificate(tmp_path, "localhost")) as house:
        with pytest.raises(ChannelError, match=r"http\.tls"):
            GatewayChannel(settings_of(house)).send(MAIL)
        assert house.requests == []


def test_plain_speech_to_a_tls_port_gets_nothing(tmp_path):
    with opened(certificate(tmp_path, "localhost")) as house:
        plain = replace(settings_of(house), gateway_url=f"http://localhost:{house.port}/sms")
        with pytest.raises(ChannelError):
            GatewayChannel(plain, timeout_seconds=2).send(MAIL)
        assert house.requests == []
