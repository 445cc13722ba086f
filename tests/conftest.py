"""Fixtures that every tier may use. The servers themselves are started by `make test`."""

import gc
import socket

import pytest


def pytest_collection_finish() -> None:
    """Thousands of collected tests are no garbage: each full collection would look through all that they consist of."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def free_port() -> int:
    """A port of the loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
