import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from tocsin.cli import logs
from tocsin.settings import LogFormat, LogLevel


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize("log_format", [LogFormat.CONSOLE, LogFormat.JSON])
def test_a_traceback_shows_no_variables(log_format: LogFormat, capsys: pytest.CaptureFixture[str]) -> None:
    password = "hunter" + "2"
    logs.configure(LogLevel.INFO, log_format)
    structlog.get_logger().error("it failed", exc_info=_raised(password))
    printed = capsys.readouterr().err
    assert "it failed" in printed
    assert "ValueError" in printed
    assert password not in printed


def test_a_json_line_begins_with_when_how_bad_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(LogLevel.INFO, LogFormat.JSON)
    structlog.get_logger().info("it happened", a=1)
    assert list(json.loads(capsys.readouterr().err)) == ["timestamp", "level", "event", "a"]


def test_what_is_sent_to_listeners_is_in_no_log(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(LogLevel.DEBUG, LogFormat.JSON)
    logging.getLogger("sse_starlette.sse").debug("chunk: %s", b"event")
    assert capsys.readouterr().err == ""


def _raised(password: str) -> BaseException:
    try:
        raise ValueError(len(password))
    except ValueError:
        error = sys.exc_info()[1]
        assert error is not None
        return error
