"""What a person writes becomes the bytes that are meant."""

import pytest

from tocsin.net.escapes import Encoding, to_bytes


@pytest.mark.parametrize(
    ("text", "encoding", "data"),
    [
        ("", "text", b""),
        ("ü", "text", "ü".encode()),
        (r"a\r\n\t\0\\z", "text", b"a\r\n\t\0\\z"),
        (r"\x00\xfF", "text", b"\x00\xff"),
        (r"\\x41", "text", b"\\x41"),
        ("de ad BEEF", "hex", b"\xde\xad\xbe\xef"),
    ],
)
def test_text_and_digits_become_bytes(text: str, encoding: Encoding, data: bytes) -> None:
    assert to_bytes(text, encoding) == data


@pytest.mark.parametrize(
    ("text", "encoding", "words"),
    [
        (r"\q", "text", "is not an escape"),
        (r"\x4", "text", "is not an escape"),
        ("\\", "text", "is not an escape"),
        ("abc", "hex", "hexadecimal"),
        ("zz", "hex", "hexadecimal"),
    ],
)
def test_what_is_neither_is_refused_with_a_reason(text: str, encoding: Encoding, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        to_bytes(text, encoding)
