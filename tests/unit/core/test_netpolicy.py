"""Which addresses are refused, however they are written."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.netpolicy import METADATA, PRIVATE, Network, NetworkPolicy, unmapped

OPEN = NetworkPolicy()
PUBLIC_ONLY = NetworkPolicy(deny_private=True)


def embeddings(address: IPv4Address) -> list[str]:
    number = int(address)
    return [
        str(IPv6Address((0xFFFF << 32) + number)),
        str(IPv6Address((0xFFFF << 48) + number)),
        str(IPv6Address((0x2002 << 112) + (number << 80))),
        str(IPv6Address((0x64FF9B << 96) + number)),
        str(IPv6Address((0x64FF9B0001 << 80) + number)),
    ]


def inside(networks: tuple[Network, ...], version: int) -> st.SearchStrategy[str]:
    chosen = st.sampled_from([network for network in networks if network.version == version])
    return chosen.flatmap(lambda network: st.ip_addresses(network=network)).map(str)


@given(inside(METADATA, 4) | inside(METADATA, 6))
def test_where_clouds_hand_out_credentials_is_denied_by_default(address: str) -> None:
    assert OPEN.refusal(address)


@given(inside(METADATA, 4))
def test_metadata_is_denied_within_any_ipv6_address_that_leads_to_it(address: str) -> None:
    assert all(OPEN.refusal(wrapped) for wrapped in embeddings(IPv4Address(address)))


@given(inside(PRIVATE, 4) | inside(PRIVATE, 6))
def test_private_addresses_are_denied_when_asked_for(address: str) -> None:
    assert PUBLIC_ONLY.refusal(address)


@given(inside(PRIVATE, 4))
def test_private_addresses_are_denied_within_ipv6_too(address: str) -> None:
    assert all(PUBLIC_ONLY.refusal(wrapped) for wrapped in embeddings(IPv4Address(address)))


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "::1", "192.168.1.1", "fe80::1%eth0", "8.8.8.8"])
def test_private_addresses_are_allowed_unless_denied(address: str) -> None:
    assert OPEN.refusal(address) is None


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are_allowed_where_private_ones_are_denied(address: str) -> None:
    assert PUBLIC_ONLY.refusal(address) is None


@pytest.mark.parametrize("address", ["fe80::1%eth0", "::1%lo", "::ffff:127.0.0.1%1"])
def test_a_zone_hides_no_address(address: str) -> None:
    assert PUBLIC_ONLY.refusal(address)


def test_an_allowance_beats_a_denial() -> None:
    policy = NetworkPolicy(deny_private=True, allow=(ip_network("10.1.0.0/16"),))
    assert policy.refusal("10.1.2.3") is None
    assert policy.refusal("10.2.2.3")


def test_an_allowance_opens_even_metadata_when_it_names_it() -> None:
    assert NetworkPolicy(allow=(ip_network("169.254.169.254/32"),)).refusal("169.254.169.254") is None


def test_allowing_all_of_ipv6_opens_no_ipv4_address_inside_it() -> None:
    assert NetworkPolicy(allow=(ip_network("::/0"),)).refusal("::ffff:169.254.169.254")


def test_a_denial_of_ones_own_holds_for_the_address_as_written_too() -> None:
    assert NetworkPolicy(deny=(ip_network("64:ff9b::/96"),)).refusal("64:ff9b::808:808")


def test_the_refusal_names_the_address_reached_and_the_network() -> None:
    sentence = OPEN.refusal("::ffff:169.254.169.254")
    assert sentence == "connections to 169.254.169.254 are denied by the network policy (169.254.169.254/32)"


@pytest.mark.parametrize("text", ["example.com", "", "127.1", "0x7f000001", "2130706433", "010.0.0.1", "1.2.3.4:80"])
def test_what_is_no_plain_address_is_refused(text: str) -> None:
    assert OPEN.refusal(text) == f"{text!r} is not an IP address"


@given(st.text(max_size=40))
def test_no_text_raises(text: str) -> None:
    assert isinstance(PUBLIC_ONLY.refusal(text), str | None)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_found_in_every_wrapping(address: IPv4Address) -> None:
    assert {unmapped(IPv6Address(wrapped)) for wrapped in embeddings(address)} == {address}


@pytest.mark.parametrize("address", ["::", "::1", "2606:4700::1111", "fe80::1"])
def test_other_ipv6_addresses_are_taken_as_they_are(address: str) -> None:
    assert unmapped(IPv6Address(address)) == IPv6Address(address)


def test_an_ipv4_compatible_address_counts_as_ipv4() -> None:
    assert unmapped(IPv6Address("::169.254.169.254")) == IPv4Address("169.254.169.254")
