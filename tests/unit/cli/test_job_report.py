"""What the last ping of a job says."""

from tocsin.cli.job_report import body_of
from tocsin.cli.relay import Tail


def tail(data: bytes) -> Tail:
    kept = Tail(1000)
    kept.append(data)
    return kept


def test_without_a_remark_it_is_the_output() -> None:
    assert body_of(tail(b"all is well\n"), "", 100) == b"all is well\n"


def test_a_remark_stands_on_a_line_of_its_own() -> None:
    assert body_of(tail(b"half a line"), "stopped", 100) == b"half a line\ntocsin exec: stopped\n"


def test_a_remark_alone_needs_no_line_before_it() -> None:
    assert body_of(tail(b""), "stopped", 100) == b"tocsin exec: stopped\n"


def test_the_output_gives_way_to_the_remark() -> None:
    assert body_of(tail(b"abcdef"), "stopped", 25) == b"def\ntocsin exec: stopped\n"


def test_a_remark_too_long_for_the_server_is_cut() -> None:
    assert body_of(tail(b"abc"), "stopped", 6) == b"tocsin"
