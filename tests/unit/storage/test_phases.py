"""Phases survive being packed, in few bytes."""

import pytest

from tocsin.core.result import Phases
from tocsin.storage.phases import pack, unpack


@pytest.mark.parametrize("phases", [Phases(1, 2, 3, 4, 5), Phases(transfer=86_400_000_000), Phases(0, 300, 70_000)])
def test_phases_come_back_as_they_went_in(phases: Phases) -> None:
    assert unpack(pack(phases)) == phases


@pytest.mark.parametrize("phases", [None, Phases()])
def test_nothing_is_kept_as_nothing(phases: Phases | None) -> None:
    assert pack(phases) is None
    assert unpack(None) is None


def test_usual_phases_take_sixteen_bytes() -> None:
    assert len(pack(Phases(900, 20_000, 41_000, 60_000, 300)) or b"") == 16
