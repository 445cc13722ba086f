"""The judge of passwords, without what is asked of them beside that."""

from __future__ import annotations

from zxcvbn import matching  # type: ignore[import-untyped]

from tocsin.auth.guesses import reason_against


def test_what_nobody_guesses_has_nothing_against_it() -> None:
    assert reason_against("violet harbour 9 lamps", []) is None


def test_a_word_that_is_known_of_the_user_is_told_apart() -> None:
    assert "leave out your name" in str(reason_against("kowalczyk9", ["kowalczyk"]))


def test_there_are_few_ways_to_read_symbols_as_letters() -> None:
    assert len(matching.enumerate_l33t_subs(matching.L33T_TABLE)) <= 12
