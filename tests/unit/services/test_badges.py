"""Permits to see a badge."""

from __future__ import annotations

import dataclasses
import uuid

import pytest

from tests.clocks import T0
from tocsin.auth.secrets import SecretBox, new_secret_key
from tocsin.services.badges import BadgeName, Permit, Permits, state_png

OLD, NEW = new_secret_key(), new_secret_key()
SOON = T0 // 1000 + 60


def test_a_permit_is_good_for_its_badge() -> None:
    permits = Permits(SecretBox([NEW]))
    assert permits.is_good(permits.sign(7, BadgeName.STATE, None), 7, BadgeName.STATE, T0)


@pytest.mark.parametrize(("monitor_id", "name"), [(8, BadgeName.STATE), (7, BadgeName.UPTIME)])
def test_it_is_good_for_no_other(monitor_id: int, name: BadgeName) -> None:
    permits = Permits(SecretBox([NEW]))
    assert not permits.is_good(permits.sign(7, BadgeName.STATE, None), monitor_id, name, T0)


def test_it_ends_when_it_says() -> None:
    permits = Permits(SecretBox([NEW]))
    permit = permits.sign(7, BadgeName.STATE, SOON)
    assert permits.is_good(permit, 7, BadgeName.STATE, SOON * 1000 - 1)
    assert not permits.is_good(permit, 7, BadgeName.STATE, SOON * 1000)


@pytest.mark.parametrize("expires", [None, SOON + 1])
def test_its_end_cannot_be_put_off(expires: int | None) -> None:
    permits = Permits(SecretBox([NEW]))
    forged = dataclasses.replace(permits.sign(7, BadgeName.STATE, SOON), expires=expires)
    assert not permits.is_good(forged, 7, BadgeName.STATE, T0)


def test_it_outlives_a_change_of_keys_while_the_old_one_is_listed() -> None:
    permit = Permits(SecretBox([OLD])).sign(7, BadgeName.STATE, None)
    assert Permits(SecretBox([NEW, OLD])).is_good(permit, 7, BadgeName.STATE, T0)
    assert not Permits(SecretBox([NEW])).is_good(permit, 7, BadgeName.STATE, T0)


def test_no_signature_is_no_permit() -> None:
    assert not Permits(SecretBox([NEW])).is_good(Permit(""), 7, BadgeName.STATE, T0)


def test_a_badge_key_leads_to_its_monitor_and_another_uuid_nowhere() -> None:
    permits = Permits(SecretBox([NEW]))
    assert permits.monitor_of(permits.key_of(7)) == 7
    assert permits.monitor_of(uuid.uuid4()) is None


async def test_a_state_is_drawn_with_words_and_colour_of_the_callers_own() -> None:
    once, twice = await state_png("shop", "Normal", "#4CAF50"), await state_png("shop", "Normal", "#4CAF50", 2)
    assert once.media_type == "image/png"
    assert once.etag != twice.etag
