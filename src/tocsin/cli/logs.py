"""Log lines: structured, for people on a terminal and as JSON for machines. Standard logging is led into the same."""

from __future__ import annotations

import logging
import sys

import structlog

from tocsin.settings import LogFormat, LogLevel

QUIET = ("uvicorn.access", "uvicorn.error", "alembic.runtime.migration", "httpx", "aiosqlite", "sse_starlette.sse")
"""At `debug` these tell of every request, statement or event, with what is in it."""


def configure(level: LogLevel, log_format: LogFormat) -> None:
    """Set up the whole process. Lines go to stderr, so that stdout stays free for what a command prints."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    is_json = log_format == LogFormat.JSON or (log_format == LogFormat.AUTO and not sys.stderr.isatty())
    render: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, _in_order, structlog.processors.JSONRenderer()]
        if is_json
        # The default formatter would print every frame's variables, secrets among them.
        else [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    )
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*shared, *render],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(number)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))


def _in_order(_logger: object, _method: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """When, how bad and what come first: people read JSON too."""
    first = {name: line[name] for name in ("timestamp", "level", "event") if name in line}
    return {**first, **line}
