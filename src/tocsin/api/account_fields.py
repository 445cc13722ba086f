"""What people type about their accounts: bounded before anything is made of it, and in no repr where it is secret."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr

from tocsin.auth.passwords import FEWEST_CHARACTERS, MOST_CHARACTERS

MOST_TYPED = 4 * MOST_CHARACTERS
"""A letter and its accents may come as several characters, and are one once they are joined."""
LONGEST_TOKEN = 200
LONGEST_CODE = 64

Password = Annotated[SecretStr, Field(min_length=1, max_length=MOST_TYPED, description="As it was set.")]
NewPassword = Annotated[
    SecretStr,
    Field(
        min_length=1,
        max_length=MOST_TYPED,
        description=f"From {FEWEST_CHARACTERS} to {MOST_CHARACTERS} characters, and none that is soon guessed. "
        "There are no rules about kinds of characters.",
    ),
]
Token = Annotated[SecretStr, Field(min_length=1, max_length=LONGEST_TOKEN)]
"""From a link, or a handle that was answered before."""
Code = Annotated[SecretStr, Field(min_length=1, max_length=LONGEST_CODE)]
