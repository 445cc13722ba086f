"""Facts of a certificate chain, and what is no usable certificate."""

import pytest
import trustme

from tests.servers.certificates import authority_pem, client_pair
from tocsin.net.tls import chain_facts, check_certificates, check_key_pair, leaf_expiry, trusted_authorities


def curl_fields(pem: bytes, expires: bytes = b"Feb  3 04:05:06 2030 GMT") -> list[tuple[bytes, bytes]]:
    return [(b"Subject", b"ignored"), (b"Expire date", expires), (b"Cert", pem)]


def test_the_end_of_the_servers_own_certificate_is_read() -> None:
    assert leaf_expiry([curl_fields(b""), curl_fields(b"", b"Jan  1 00:00:00 2020 GMT")]) == 1_896_321_906_000


@pytest.mark.parametrize("certificates", [[], [[]], [[(b"Expire date", b"some day")]]])
def test_without_a_readable_end_there_is_none(certificates: list[list[tuple[bytes, bytes]]]) -> None:
    assert leaf_expiry(certificates) is None


def test_facts_name_subject_issuer_names_and_key() -> None:
    pem = trustme.CA().issue_cert("a.example", "*.b.example").cert_chain_pems[0].bytes()
    (facts,) = chain_facts([curl_fields(pem)])
    assert isinstance(facts, dict)
    assert (facts["names"], facts["key"]) == (["a.example", "*.b.example"], "EC secp256r1")
    assert set(facts) >= {"subject", "issuer", "not_before", "not_after", "fingerprint_sha256", "serial"}


def test_names_and_chain_are_bounded() -> None:
    pem = trustme.CA().issue_cert(*(f"{number}.example" for number in range(50))).cert_chain_pems[0].bytes()
    facts = chain_facts([curl_fields(pem)] * 50)
    assert len(facts) == 6
    assert isinstance(facts[0], dict)
    assert len(facts[0]["names"]) == 20  # type: ignore[arg-type]


def test_a_certificate_that_cannot_be_read_does_not_hide_the_others() -> None:
    unreadable, readable = chain_facts([curl_fields(b"nonsense"), curl_fields(authority_pem().encode())])
    assert "unreadable" in unreadable  # type: ignore[operator]
    assert "subject" in readable  # type: ignore[operator]


def test_this_machine_trusts_somebody() -> None:
    assert trusted_authorities() is not None


def test_a_pair_that_belongs_together_is_accepted() -> None:
    certificate, key = client_pair()
    check_certificates(certificate)
    check_key_pair(certificate, key)


def test_a_refused_key_is_not_repeated() -> None:
    with pytest.raises(ValueError, match="not an unencrypted PEM private key") as refused:
        check_key_pair(authority_pem(), "hunter2")
    assert "hunter2" not in str(refused.value)
