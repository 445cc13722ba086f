"""What a template may consist of. Whatever could run without end, or reach beyond the facts, is not among it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from jinja2 import nodes

from tocsin.wording.faults import Fault, meant
from tocsin.wording.filters import FILTERS, TESTS

MOST_NODES = 5000
DEEPEST = 40
_NO_SUCH: Mapping[type[nodes.Node], str] = {
    nodes.Macro: "there are no macros",
    nodes.CallBlock: "there are no macros",
    nodes.Call: "nothing can be called: use filters, such as `{{ incident.monitor|upper }}`",
    nodes.Pow: "there is no `**`",
    nodes.FilterBlock: "filters are for values alone: `{{ value|filter }}`",
    nodes.AssignBlock: "`set` takes a value: `{% set name = value %}`",
    nodes.NSRef: "`set` takes a name: `{% set name = value %}`",
    nodes.Dict: "there are no mappings",
    nodes.Scope: "there is no `autoescape`: every value is escaped as the channel needs it",
    nodes.With: "there is no `with`: use `{% set name = value %}`",
}
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Slice,
    nodes.Filter,
    nodes.Test,
    nodes.If,
    nodes.For,
    nodes.Assign,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Neg,
    nodes.Pos,
    nodes.Concat,
    nodes.Add,
    nodes.Sub,
    nodes.Mul,
    nodes.Div,
    nodes.FloorDiv,
    nodes.Mod,
    nodes.List,
    nodes.Tuple,
    nodes.Keyword,
)


def faults_of(template: nodes.Template, known: frozenset[str]) -> list[Fault]:
    """What is not allowed, and names that are not `known`, by line. Raise TooDeep."""
    parts = list(islice(_walk(template, 0), MOST_NODES + 1))
    if len(parts) > MOST_NODES:
        return [Fault(parts[-1].lineno or 0, f"there is too much in this template: more than {MOST_NODES} parts")]
    found = {fault for node in parts for fault in _faults(node)}
    found |= set(_unknown_names(template, known))
    return sorted(found, key=lambda fault: (fault.line, fault.message))


class TooDeep(Exception):
    """What contains one another is too much for us to read."""


def _walk(node: nodes.Node, depth: int) -> Iterator[nodes.Node]:
    if depth > DEEPEST:
        raise TooDeep
    yield node
    for inner in node.iter_child_nodes():
        yield from _walk(inner, depth + 1)


def _faults(node: nodes.Node) -> Iterator[Fault]:
    if not isinstance(node, _ALLOWED):
        word = type(node).__name__.lower()
        yield Fault(node.lineno or 0, _NO_SUCH.get(type(node), f"there is no `{word}` in templates"))
    elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
        yield Fault(node.lineno, f"there is no filter `{node.name}`: {meant(node.name, FILTERS)}")
    elif isinstance(node, nodes.Test) and node.name not in TESTS:
        yield Fault(node.lineno, f"there is no test `{node.name}`: {meant(node.name, TESTS)}")
    elif isinstance(node, nodes.For) and node.recursive:
        yield Fault(node.lineno, "loops are not recursive")
    elif isinstance(node, nodes.List | nodes.Tuple) and _is_value(node) and not _is_plain(node):
        yield Fault(node.lineno, 'a list holds texts and numbers as they are: `["down", "late"]`')


def _is_value(node: nodes.List | nodes.Tuple) -> bool:
    return isinstance(node, nodes.List) or node.ctx == "load"


def _is_plain(node: nodes.List | nodes.Tuple) -> bool:
    """Lists of lists, put together again and again, would grow beyond all bounds."""
    return all(isinstance(item, nodes.Const) for item in node.items)


def _unknown_names(template: nodes.Template, known: frozenset[str]) -> Iterator[Fault]:
    names = list(template.find_all(nodes.Name))
    known |= {node.name for node in names if node.ctx != "load"}
    for node in names:
        if node.name not in known:
            yield Fault(node.lineno, f"there is no `{node.name}`: {meant(node.name, known)}")
