"""Slugs: what stands for a monitor in an address."""

from __future__ import annotations

import pytest

from tocsin.services.ping_keys import is_slug, slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Nightly Backup", "nightly-backup"),
        ("nightly_backup-2", "nightly_backup-2"),
        ("-a--b-", "-a--b-"),
        ("Größe: 3 GB!", "groe-3-gb"),
        ("Café", "cafe"),
        ("  spaced  out ", "spaced-out"),
        ("x" * 150, "x" * 100),
        ("毎晩のバックアップ", ""),
    ],
)
def test_a_name_becomes_a_slug(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@pytest.mark.parametrize("slug", ["a", "0", "_", "a-b_c", "x" * 100])
def test_a_slug_stays_what_it_is(slug: str) -> None:
    assert is_slug(slug)
    assert slug_of(slug) == slug


@pytest.mark.parametrize("text", ["", "A", "a b", "a\n", "ä", "a/b", "x" * 101])
def test_what_is_no_slug_is_told(text: str) -> None:
    assert not is_slug(text)
