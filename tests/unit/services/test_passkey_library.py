"""What passkeys cost those who have none."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tocsin.services import passkey_library


def test_a_start_does_not_load_the_library() -> None:
    program = "import sys, tocsin.cli.serve; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "tocsin.services.passkey_sign_in" in loaded
    assert not {"webauthn", "tocsin.auth.passkeys"} & set(loaded)


@pytest.mark.parametrize("name", sorted({*passkey_library.__all__} - {"loaded"}))
async def test_everything_is_there_once_it_is_loaded(name: str) -> None:
    await passkey_library.loaded()
    assert callable(getattr(passkey_library, name))


def test_what_there_is_not_is_named() -> None:
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        passkey_library.nothing_of_the_kind  # noqa: B018 -- it is for the error
