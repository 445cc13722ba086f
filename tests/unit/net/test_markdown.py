"""Text that reads the same where Markdown is understood."""

from tocsin.net.markdown import unmarked


def test_signs_are_escaped() -> None:
    assert unmarked("my_web*1* [x](y) `c` <b> # ~~s~~ ||t|| \\") == (
        r"my\_web\*1\* \[x\](y) \`c\` \<b\> \# \~\~s\~\~ \|\|t\|\| " + "\\\\"
    )


def test_it_is_one_line() -> None:
    assert unmarked("one\r\n\n# two\x00\u2028three") == r"one \# two three"


def test_nobody_is_called() -> None:
    assert unmarked("@everyone @Here x@all (@ada)") == "@\u200beveryone @\u200bHere x@\u200ball (@\u200bada)"


def test_an_address_stays_whole() -> None:
    assert unmarked("ada.b@example.com @ home") == "ada.b@example.com @ home"
