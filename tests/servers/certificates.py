"""Certificates of a private authority for loopback servers: good ones, and each kind of bad one."""

import ssl
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"


@cache
def authority() -> trustme.CA:
    return trustme.CA()


def authority_pem() -> str:
    return authority().cert_pem.bytes().decode()


def good() -> ssl.SSLContext:
    return _context(authority().issue_cert(HOST, "localhost"))


def ending_in(days: float) -> ssl.SSLContext:
    """Valid until `days` from now; a negative number has ended already."""
    now = datetime.now(UTC)
    not_after = now + timedelta(days=days)
    return _context(authority().issue_cert(HOST, not_before=now - timedelta(days=3650), not_after=not_after))


def of_another_host() -> ssl.SSLContext:
    return _context(authority().issue_cert("elsewhere.example"))


def self_signed() -> ssl.SSLContext:
    """A certificate of the right host that only vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with trustme.Blob(pem).tempfile() as path:
        context.load_cert_chain(path)
    return context


def asking_for_client_certificate() -> ssl.SSLContext:
    context = good()
    context.verify_mode = ssl.CERT_REQUIRED
    authority().configure_trust(context)
    return context


def client_pair() -> tuple[str, str]:
    """A client's certificate and key, as PEM text."""
    issued = authority().issue_cert("client@example.test")
    return issued.cert_chain_pems[0].bytes().decode(), issued.private_key_pem.bytes().decode()


def server_pair() -> tuple[str, str]:
    """What `good` shows, and its key, as PEM text: for servers that bring a TLS of their own."""
    issued = authority().issue_cert(HOST, "localhost")
    return issued.cert_chain_pems[0].bytes().decode(), issued.private_key_pem.bytes().decode()


def _context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
