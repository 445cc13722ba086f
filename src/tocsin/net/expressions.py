"""JMESPath expressions that a user gave, kept to a size and a time that cannot exhaust the process."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import IncompleteExpressionError, JMESPathError, LexerError, ParseError
from jmespath.functions import Functions
from jmespath.parser import ParsedResult
from jmespath.visitor import TreeInterpreter

MAX_EXPRESSION_LENGTH = 500
MAX_GROWTH = 64


def check_expression(expression: str) -> None:
    """Raise ValueError with the reason, and where it is, when `expression` cannot be used."""
    if len(expression) > MAX_EXPRESSION_LENGTH:
        raise ValueError(f"the expression is longer than {MAX_EXPRESSION_LENGTH} characters")
    try:
        parsed = _compiled(expression)
    except (JMESPathError, RecursionError) as error:
        raise ValueError(f"is not a JMESPath expression: {_reason(error)}") from None
    # Each multi-select repeats its input; flattening in between multiplies them ([@,@][]|[@,@][]|…).
    if _growth(parsed.parsed) > MAX_GROWTH:
        raise ValueError(f"the expression could multiply its input more than {MAX_GROWTH} times: select fewer values")
    unknown = next((name for name in _functions(parsed.parsed) if name not in Functions.FUNCTION_TABLE), None)
    if unknown is not None:
        raise ValueError(f"is not a JMESPath expression: there is no function {unknown}()")


def evaluate(expression: str, document: object, *, until: float | None = None) -> object:
    """None when nothing is found. Raise ValueError when a function does not fit the values that it is given.

    `until`, in monotonic seconds: past it the work is given up, with ValueError as well.
    """
    parsed = _compiled(expression)
    try:
        return parsed.search(document) if until is None else _Hurried(until).visit(parsed.parsed, document)
    except (JMESPathError, RecursionError, TypeError, ArithmeticError) as error:
        raise ValueError(_reason(error)) from None


class _Hurried(TreeInterpreter):
    """Looks at the clock at every step: each is a small one."""

    def __init__(self, until: float) -> None:
        super().__init__()
        self._until = until

    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() > self._until:
            raise ValueError("it takes too long")
        return super().visit(node, *args, **kwargs)


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> ParsedResult:
    return jmespath.compile(expression)


def _reason(error: Exception) -> str:
    if isinstance(error, IncompleteExpressionError):
        return "it ends before it is complete"
    if isinstance(error, LexerError):
        return f"{error.message} at character {error.lexer_position + 1}"
    if isinstance(error, ParseError):
        return f"{error.token_value!r} does not fit at character {error.lex_position + 1}"
    return str(error).splitlines()[0] if str(error) else "nested too deeply"


def _growth(node: Mapping[str, Any]) -> int:
    children = _children(node)
    own = max(1, len(children)) if node["type"] in {"multi_select_list", "multi_select_dict"} else 1
    for child in children:
        own *= _growth(child)
    return own


def _functions(node: Mapping[str, Any]) -> Iterator[str]:
    if node["type"] == "function_expression":
        yield node["value"]
    for child in _children(node):
        yield from _functions(child)


def _children(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [child for child in node.get("children", ()) if isinstance(child, dict)]
