"""Certificates: facts of the chain a server sent, and validation of the PEM text a user gave."""

import os
import ssl
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from tocsin.core.result import Json

CurlCertificates = Sequence[Sequence[tuple[bytes, bytes]]]
"""CURLINFO_CERTINFO, raw: one sequence of (key, value) for each certificate, leaf first."""

MAX_CHAIN = 6
MAX_NAMES = 20
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Alpine, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # macOS, BSD
)


@cache
def trusted_authorities() -> str | None:
    """The machine's file of trusted authorities, None when it has none. libcurl's wheel is built without a path."""
    default = ssl.get_default_verify_paths()
    candidates = (os.environ.get(default.openssl_cafile_env), default.cafile, *_BUNDLES)
    return next((path for path in candidates if path and Path(path).is_file()), None)


def leaf_expiry(certificates: CurlCertificates) -> int | None:
    """Unix milliseconds at which the server's own certificate ends."""
    for key, value in certificates[0] if certificates else ():
        if key == b"Expire date":
            return _unix_ms(value)
    return None


@lru_cache(maxsize=4096)
def _unix_ms(openssl_date: bytes) -> int | None:
    """`Jan  1 00:00:00 2030 GMT`, as OpenSSL prints it."""
    try:
        moment = datetime.strptime(openssl_date.decode(), "%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC)
    except ValueError:
        return None
    return int(moment.timestamp() * 1000)


def chain_facts(certificates: CurlCertificates) -> list[Json]:
    """What a person wants to know of each certificate, leaf first. One that cannot be read is told so."""
    pems = (value for fields in certificates for key, value in fields if key == b"Cert")
    return [_facts(pem) for pem, _ in zip(pems, range(MAX_CHAIN), strict=False)]


def _facts(pem: bytes) -> Json:
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        return {
            "subject": certificate.subject.rfc4514_string()[:256],
            "issuer": certificate.issuer.rfc4514_string()[:256],
            "names": [*_names(certificate)],
            "not_before": certificate.not_valid_before_utc.isoformat(),
            "not_after": certificate.not_valid_after_utc.isoformat(),
            "fingerprint_sha256": certificate.fingerprint(hashes.SHA256()).hex(),
            "serial": f"{certificate.serial_number:x}",
            "key": _key(certificate.public_key()),
        }
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as error:
        return {"unreadable": str(error)[:256]}


def _names(certificate: x509.Certificate) -> Iterable[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return [str(name.value)[:255] for name in names][:MAX_NAMES]


def _key(key: PublicKeyTypes) -> str:
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.curve.name}"
    if isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        return type(key).__name__.removesuffix("PublicKey")
    return type(key).__name__


def check_certificates(pem: str) -> None:
    """Raise ValueError when the text holds no readable certificate."""
    try:
        x509.load_pem_x509_certificates(pem.encode())
    except ValueError:
        raise ValueError(
            "not a PEM certificate: paste the text from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----"
        ) from None


def check_key_pair(certificate_pem: str, key_pem: str) -> None:
    """Raise ValueError when the key is unreadable, encrypted, or not the certificate's. Never quotes the key."""
    try:
        key = serialization.load_pem_private_key(key_pem.encode(), password=None)
    except (ValueError, TypeError):
        raise ValueError("not an unencrypted PEM private key") from None
    certificate = x509.load_pem_x509_certificate(certificate_pem.encode())
    public = serialization.PublicFormat.SubjectPublicKeyInfo
    ours, theirs = (
        one.public_bytes(serialization.Encoding.DER, public) for one in (key.public_key(), certificate.public_key())
    )
    if ours != theirs:
        raise ValueError("the private key does not belong to the client certificate")
