"""JMESPath expressions that a user gave, kept to a size that cannot exhaust a runner."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult

MAX_EXPRESSION_LENGTH = 500
MAX_GROWTH = 64


def check_expression(expression: str) -> None:
    """Raise ValueError with JMESPath's reason when `expression` cannot be used."""
    if len(expression) > MAX_EXPRESSION_LENGTH:
        raise ValueError(f"the expression is longer than {MAX_EXPRESSION_LENGTH} characters")
    try:
        parsed = _compiled(expression)
    except (JMESPathError, RecursionError) as error:
        reason = str(error).splitlines()[0] if str(error) else "nested too deeply"
        raise ValueError(f"not a JMESPath expression: {reason}") from None
    # Each multi-select repeats its input; flattening in between multiplies them ([@,@][]|[@,@][]|…).
    if _growth(parsed.parsed) > MAX_GROWTH:
        raise ValueError(f"the expression could multiply its input more than {MAX_GROWTH} times: select fewer values")


def evaluate(expression: str, document: object) -> object:
    """None when nothing is found. Raise ValueError when a function does not fit the values it is given."""
    try:
        return _compiled(expression).search(document)
    except (JMESPathError, RecursionError, TypeError) as error:
        raise ValueError(str(error).splitlines()[0] if str(error) else "nested too deeply") from None


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> ParsedResult:
    return jmespath.compile(expression)


def _growth(node: Mapping[str, Any]) -> int:
    children = [child for child in node.get("children", ()) if isinstance(child, dict)]
    own = max(1, len(children)) if node["type"] in {"multi_select_list", "multi_select_dict"} else 1
    for child in children:
        own *= _growth(child)
    return own
