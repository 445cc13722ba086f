"""What a command prints, passed on and kept at its end."""

import os
import threading
from pathlib import Path

import pytest

from tocsin.cli.relay import Relay, Tail, is_same_file, whole_characters, write_all


def relayed(sink: int | None, tail: Tail, data: bytes, complaints: list[str] | None = None) -> None:
    """All of `data` through a relay, whose writer then ends."""
    over = threading.Event()
    relay = Relay(sink, tail, over.set, (complaints if complaints is not None else []).append)
    entrance = os.dup(relay.entrance)
    relay.start()
    with os.fdopen(entrance, "wb") as writer:
        writer.write(data)
    relay.finish()
    assert over.wait(10)
    assert relay.is_over


def test_the_tail_keeps_no_more_than_its_limit() -> None:
    tail = Tail(4)
    for data in (b"abc", b"def", b"g"):
        tail.append(data)
    assert tail.last(10) == b"defg"
    assert tail.last(2) == b"fg"
    assert tail.last(0) == b""


@pytest.mark.parametrize(
    ("data", "left"),
    [
        ("é".encode()[1:] + b"x", b"x"),
        ("😀".encode()[1:] + b"x", b"x"),
        (b"plain", b"plain"),
        (b"\x80\x80\x80\x80\x80", b"\x80\x80"),
        (b"\x80", b""),
        (b"", b""),
    ],
)
def test_a_cut_does_not_begin_in_the_middle_of_a_character(data: bytes, left: bytes) -> None:
    assert whole_characters(data) == left


def test_what_was_not_cut_is_left_as_it_is() -> None:
    tail = Tail(10)
    tail.append(b"\x80raw")
    assert tail.last(10) == b"\x80raw"


def test_it_passes_on_and_keeps(tmp_path: Path) -> None:
    tail = Tail(3)
    with (tmp_path / "out").open("wb") as sink:
        relayed(sink.fileno(), tail, b"abcdef")
    assert (tmp_path / "out").read_bytes() == b"abcdef"
    assert tail.last(10) == b"def"


def test_without_a_sink_it_only_keeps() -> None:
    tail = Tail(100)
    relayed(None, tail, b"abc")
    assert tail.last(10) == b"abc"


def test_a_sink_that_is_full_is_complained_about() -> None:
    complaints: list[str] = []
    with Path("/dev/full").open("wb", buffering=0) as full:
        relayed(full.fileno(), Tail(10), b"abc", complaints)
    assert complaints == ["the command's output cannot be written: No space left on device"]


def test_a_sink_that_does_not_block_gets_all_of_it() -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    data = bytes(1_000_000)
    thread = threading.Thread(target=write_all, args=(writer, data))
    thread.start()
    taken = 0
    while taken < len(data):
        taken += len(os.read(reader, 65_536))
    thread.join(10)
    assert not thread.is_alive()
    os.close(reader)
    os.close(writer)


def test_two_ways_to_one_file_are_the_same(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as one, (tmp_path / "a").open("ab") as other, (tmp_path / "b").open("wb") as third:
        assert is_same_file(one.fileno(), other.fileno())
        assert not is_same_file(one.fileno(), third.fileno())
