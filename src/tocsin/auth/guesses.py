"""How soon somebody would guess a password, who knows what people choose (zxcvbn).

For `auth.passwords`, which loads it when there is a password to judge.
"""

from __future__ import annotations

import threading

from zxcvbn import matching, zxcvbn  # type: ignore[import-untyped]

GUESSES = 1e8

# zxcvbn tries every way to read symbols as letters. With all of its table that is 736 ways and seconds of work for one
# password that is made of symbols; without those that hardly anybody writes, it is a dozen.
matching.L33T_TABLE.update({"c": ["("], "g": ["9"], "i": ["1", "!"], "l": ["1"], "t": ["7"]})
_judge_alone = threading.Lock()
"""zxcvbn keeps the words of the call in a global."""


def reason_against(password: str, words: list[str]) -> str | None:
    """As the end of a sentence; None for a password that holds out. `words` are what is known of its user."""
    with _judge_alone:
        judged = zxcvbn(password, words)
    if judged["guesses"] >= GUESSES:
        return None
    sources = {part.get("dictionary_name") for part in judged["sequence"]}
    if "user_inputs" in sources:
        return "would be guessed soon: leave out your name, your address and ours, or add a few unrelated words"
    if sources == {"passwords"}:
        return "is among the most used passwords, which are tried first; three or four unrelated words make a good one"
    return "would be guessed soon; three or four unrelated words make a good one"
