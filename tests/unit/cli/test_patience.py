from types import SimpleNamespace

from tocsin.cli.patience import Patience


class Transport:
    """Remembers that it was closed."""

    def __init__(self) -> None:
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


class Connection:
    """As much of uvicorn's protocol as is looked at. `cycle` is a request and its answer."""

    def __init__(self, *, is_answered: bool | None = None) -> None:
        self.transport = Transport()
        self.cycle = None if is_answered is None else SimpleNamespace(response_complete=is_answered)


def was_closed(connection: Connection, *moments: float) -> bool:
    patience = Patience(30.0)
    for moment in moments:
        patience.look({connection}, moment)
    return connection.transport.is_closed


def test_who_never_sends_a_head_is_cut_off() -> None:
    assert was_closed(Connection(), 100.0, 115.0, 130.0)


def test_who_connected_lately_is_waited_for() -> None:
    assert not was_closed(Connection(), 100.0, 115.0)


def test_who_dribbles_after_an_answer_is_cut_off() -> None:
    assert was_closed(Connection(is_answered=True), 100.0, 130.0)


def test_who_is_being_answered_is_left_alone() -> None:
    assert not was_closed(Connection(is_answered=False), 100.0, 1_000.0)


def test_each_request_begins_the_wait_anew() -> None:
    connection, patience = Connection(is_answered=True), Patience(30.0)
    patience.look({connection}, 100.0)
    connection.cycle = SimpleNamespace(response_complete=True)
    patience.look({connection}, 130.0)
    assert not connection.transport.is_closed
