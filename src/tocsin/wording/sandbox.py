"""Where templates are filled in: an environment of Jinja from which nothing but the facts can be reached."""

from __future__ import annotations

from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from tocsin.core.notifier import TextFormat
from tocsin.wording.escaping import ESCAPES
from tocsin.wording.faults import meant
from tocsin.wording.filters import FILTERS, TESTS, joined, text_of, within_range
from tocsin.wording.meter import counted
from tocsin.wording.values import Facts

_COUNTED = "#counted"
"""A filter that no template can name."""
_OF_LOOPS = frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem"})


class Unknown(StrictUndefined):
    """A name that there is not: it says which are, and does nothing else."""

    __slots__ = ()

    def __init__(self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None) -> None:
        told = hint or _hint(obj, name)
        if exc is None:
            super().__init__(told, obj, name)
        else:
            super().__init__(told, obj, name, exc)


def _hint(obj: object, name: object) -> str:
    if isinstance(obj, Facts):
        return f"there is no `{name}` in {obj.noun}: {meant(str(name), obj)}"
    if isinstance(obj, list):
        what = "this list is shorter" if isinstance(name, int) else f"this is a list, which has no `{name}`"
        return f"{what}: go through it with `for`"
    return f"there is no `{name}` here"


class _Compiler(CodeGenerator):
    """Texts are joined within bounds."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 -- Jinja's name
        self.write("environment.concatenated((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class Sandbox(ImmutableSandboxedEnvironment):
    """Joins, numbers, loops and names within bounds; values are escaped for the format as they are shown.

    Templates are to have passed `language.faults_of` before they are compiled.
    """

    code_generator_class = _Compiler
    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%", "**"])

    def __init__(self, text_format: TextFormat) -> None:
        escape = ESCAPES[text_format]
        super().__init__(
            undefined=Unknown,
            finalize=lambda value: value if isinstance(value, Unknown) else escape(_shown(value)),
            trim_blocks=True,
            lstrip_blocks=True,
            cache_size=0,
            auto_reload=False,
        )
        self.globals.clear()
        self.filters = {**FILTERS, _COUNTED: counted}
        self.tests = {name: test for name, test in self.tests.items() if name in TESTS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Facts by their names and lists by number: nothing that Python would find besides."""
        if isinstance(obj, Unknown):
            return obj._fail_with_undefined_error()
        if isinstance(obj, Facts) and argument in obj:
            return obj[argument]
        if isinstance(obj, list) and isinstance(argument, int) and -len(obj) <= argument < len(obj):
            return obj[argument]
        if isinstance(obj, LoopContext) and argument in _OF_LOOPS:
            return getattr(obj, argument)
        return self.undefined(obj=obj, name=argument)

    def concatenated(self, parts: tuple[object, ...]) -> str:
        return joined(parts)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise ValueError(f"`{operator}` reckons with numbers; texts are joined by `~`")
        return within_range(super().call_binop(context, operator, left, right))

    def _generate(self, source: nodes.Template, *args: Any, **named: Any) -> str:
        for loop in list(source.find_all(nodes.For)):
            cost = nodes.Const(sum(1 for _ in loop.find_all(nodes.Node)), lineno=loop.lineno)
            loop.iter = nodes.Filter(loop.iter, _COUNTED, [cost], [], None, None, lineno=loop.lineno)
        return super()._generate(source, *args, **named)


def _shown(value: object) -> str:
    return value if isinstance(value, str) else text_of(value)
