"""YAML text as plain values that remember where in the text they stand.

Scalars are read by YAML 1.2's core schema: `yes` and `2026-01-01` are text. Only what JSON can hold is accepted, and
aliases may not make a small text into a large value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import yaml

from tocsin.core.result import Json, JsonScalar
from tocsin.services.field_errors import pointer_of

MAX_BYTES = 32_000_000
MAX_DEPTH = 32
FREE_VALUES = 200_000
"""How many values aliases may add to those that the text spells out."""

Replace = Callable[[str], str]
"""What is done to each text before it becomes a value. Raise ValueError with a sentence when it cannot be done."""

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLEAN = dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)
_INTEGER = re.compile(r"[-+]?[0-9]{1,30}|0o[0-7]{1,30}|0x[0-9a-fA-F]{1,30}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_TEXT, _INT, _FLOATING, _BOOL, _EMPTY = (
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null")
)


class YamlProblem(Exception):
    """The text cannot be read. `line` and `column` count from 1; `pointer` leads to the value, where there is one."""

    def __init__(self, message: str, line: int, column: int, pointer: str = "") -> None:
        super().__init__(message)
        self.message, self.line, self.column, self.pointer = message, line, column, pointer


class YamlDocument:
    """One document: its value, and the position of everything in it."""

    def __init__(self, value: Json, root: yaml.Node) -> None:
        self.value = value
        self._root = root

    def position(self, pointer: str, *, of_key: bool = False) -> tuple[int, int]:
        """Line and column, from 1, of what a JSON pointer leads to; of its nearest parent where it leads nowhere.

        `of_key` gives the place of the key in place of its value's.
        """
        node, mark = self._root, self._root.start_mark
        for step in _steps(pointer):
            found = _member(node, step)
            if found is None:
                break
            key, node = found
            mark = key.start_mark if of_key else node.start_mark
        return mark.line + 1, mark.column + 1


def parse(text: str, replace: Replace = str) -> YamlDocument:
    """Read one document. Raise YamlProblem at the first thing that is wrong."""
    root = _compose(text)
    return YamlDocument(_Values(replace, len(text) + FREE_VALUES).of(root, ""), root)


class _Loader(yaml.CSafeLoader):
    """libyaml's parser, with no implicit types, and with a bound on the depth that it recurses to."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  (the name is that of the library)
    _depth = 0

    def descend_resolver(self, current_node: yaml.Node | None, current_index: object) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            mark = current_node.start_mark if current_node is not None else None
            raise yaml.MarkedYAMLError(problem=f"nested more than {MAX_DEPTH} levels deep", problem_mark=mark)

    def ascend_resolver(self) -> None:
        self._depth -= 1


def _compose(text: str) -> yaml.Node:
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line, column = _place(error, text)
        raise YamlProblem(_sentence(error, text, line, column), line + 1, column + 1) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
        raise YamlProblem(
            f"the character U+{_code(error.character):04X} is not allowed", line + 1, column + 1
        ) from None
    if root is None:
        raise YamlProblem("the file is empty", 1, 1)
    return root


def _place(error: yaml.MarkedYAMLError, text: str) -> tuple[int, int]:
    """Line and column, from 0. What was never closed is better shown where it opens than where the text ends."""
    mark, opening = error.problem_mark, error.context_mark
    if opening and (mark is None or mark.index >= len(text.rstrip())):
        mark = opening
    return (mark.line, mark.column) if mark else (0, 0)


def _code(character: int | str | bytes) -> int:
    return character if isinstance(character, int) else ord(character)


def _sentence(error: yaml.MarkedYAMLError, text: str, line: int, column: int) -> str:
    lines = text.splitlines()
    if line < len(lines) and lines[line][column : column + 1] == "\t":
        return "a tab cannot indent YAML: use spaces"
    problem = error.problem or "this is not YAML"
    return f"{error.context}: {problem}" if error.context else problem


class _Values:
    """Plain values of nodes. Counts what it makes: an alias is cheap to write and dear to expand."""

    def __init__(self, replace: Replace, limit: int) -> None:
        self._replace = replace
        self._left = limit

    def of(self, node: yaml.Node, pointer: str, depth: int = 0) -> Json:
        self._left -= 1
        if self._left < 0 or depth > MAX_DEPTH:
            raise _problem("aliases make this file too large to read", node, pointer)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, pointer)
        if isinstance(node, yaml.SequenceNode):
            return [self.of(item, f"{pointer}/{index}", depth + 1) for index, item in enumerate(node.value)]
        return self._mapping(node, pointer, depth)

    def _mapping(self, node: yaml.Node, pointer: str, depth: int) -> dict[str, Json]:
        own: dict[str, Json] = {}
        merged: dict[str, Json] = {}
        for key, item in node.value:
            name = _key(key, pointer)
            if name in own:
                raise _problem(f"{name!r} is given twice", key, pointer + pointer_of((name,)))
            if name == "<<" and not key.style:
                merged |= self._merged(item, pointer, depth)
            else:
                own[name] = self.of(item, pointer + pointer_of((name,)), depth + 1)
        return merged | own

    def _merged(self, node: yaml.Node, pointer: str, depth: int) -> dict[str, Json]:
        """The values of a merge key, `<<: *other` or `<<: [*first, *second]`: the earlier wins."""
        merged: dict[str, Json] = {}
        for source in reversed(node.value) if isinstance(node, yaml.SequenceNode) else [node]:
            values = self.of(source, pointer, depth + 1)
            if not isinstance(values, dict):
                raise _problem("<< takes a mapping, or a list of mappings", node, pointer)
            merged |= values
        return merged

    def _scalar(self, node: yaml.ScalarNode, pointer: str) -> JsonScalar:
        try:
            text = self._replace(node.value)
            return text if text != node.value else _resolved(node)
        except ValueError as error:
            raise _problem(str(error), node, pointer) from None


def is_plain_text(text: str) -> bool:
    """Whether the text, written without quotes, would be read as text."""
    try:
        return isinstance(_plain(text), str)
    except ValueError:
        return False


def _resolved(node: yaml.ScalarNode) -> JsonScalar:
    if node.tag not in (_TEXT, _INT, _FLOATING, _BOOL, _EMPTY):
        raise ValueError(f"the tag {node.tag} is not read here: leave it out")
    text: str = node.value
    return text if node.style and node.tag == _TEXT else _plain(text)


def _plain(text: str) -> JsonScalar:
    if text in _NULL:
        return None
    if text in _BOOLEAN:
        return _BOOLEAN[text]
    if _INTEGER.fullmatch(text):
        return int(text, 8 if text.startswith("0o") else 16 if text.startswith("0x") else 10)
    if _INFINITE.fullmatch(text) or (_FLOAT.fullmatch(text) and not math.isfinite(float(text))):
        raise ValueError(f"{text} is not a number that can be used here")
    return float(text) if _FLOAT.fullmatch(text) else text


def _steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _key(node: yaml.Node, pointer: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _problem("a key must be text", node, pointer)
    text: str = node.value
    return text


def _member(node: yaml.Node, step: str) -> tuple[yaml.Node, yaml.Node] | None:
    """The key and the value that a pointer's step leads to; for an item of a list both are the item."""
    if isinstance(node, yaml.SequenceNode):
        if step.isdecimal() and int(step) < len(node.value):
            return node.value[int(step)], node.value[int(step)]
        return None
    if not isinstance(node, yaml.MappingNode):
        return None
    for key, value in node.value:
        if getattr(key, "value", None) == step:
            return key, value
    return _merged_member(node, step)


def _merged_member(node: yaml.MappingNode, step: str) -> tuple[yaml.Node, yaml.Node] | None:
    for key, value in node.value:
        if getattr(key, "value", None) == "<<":
            for source in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                if found := _member(source, step):
                    return found
    return None


def _problem(message: str, node: yaml.Node, pointer: str) -> YamlProblem:
    return YamlProblem(message, node.start_mark.line + 1, node.start_mark.column + 1, pointer)
