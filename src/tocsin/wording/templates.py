"""Templates: read within bounds, and filled in with facts within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import CodeType

import jinja2
from jinja2 import TemplateError, TemplateSyntaxError, nodes

from tocsin.core.notifier import TextFormat
from tocsin.wording.facts import FACTS
from tocsin.wording.faults import Fault, TemplateBroken, TooMuch, line_of
from tocsin.wording.language import TooDeep, faults_of
from tocsin.wording.meter import metered
from tocsin.wording.sandbox import Sandbox

LONGEST_TEMPLATE = 32 * 1024
LONGEST_RESULT = 64 * 1024
LONGEST_SENTENCE = 500
_REMEMBERED = 256
_NAMES = FACTS | {"title", "text", "loop"}
_SANDBOXES = {text_format: Sandbox(text_format) for text_format in TextFormat}
_UNREADABLE = (SyntaxError, RecursionError, MemoryError, TooDeep)
"""What the parser of Jinja, ours, and that of Python say of things that stand in one another too deep."""
_UNFILLABLE = (
    TemplateError,
    TooMuch,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
    MemoryError,
)
"""What the operators and filters of a template may raise, whatever stands in it."""


@lru_cache(maxsize=_REMEMBERED)
def compiled(text: str, text_format: TextFormat) -> jinja2.Template:
    """Raise TemplateBroken."""
    sandbox = _SANDBOXES[text_format]
    try:
        code = _code(sandbox, text)
    except TemplateSyntaxError as error:
        raise TemplateBroken(Fault(error.lineno, _sentence(error.message or "it cannot be read"))) from None
    except _UNREADABLE:
        raise TemplateBroken(Fault(0, "too much stands in one another")) from None
    except ValueError:
        raise TemplateBroken(Fault(0, "a number in it has too many digits")) from None
    return jinja2.Template.from_code(sandbox, code, {})


def fill(template: jinja2.Template, facts: Mapping[str, object], *, longest: int = LONGEST_RESULT) -> str:
    """Raise TemplateBroken, also when the result has more than so many characters."""
    context = template.new_context(dict(facts))
    parts: list[str] = []
    length = 0
    try:
        with metered():
            for part in template.root_render_func(context):
                length += len(part)
                if length > longest:
                    raise TooMuch(f"the result has more than {longest} characters")
                parts.append(part)
    except _UNFILLABLE as error:
        raise TemplateBroken(Fault(line_of(error.__traceback__), _sentence(str(error) or "it fails"))) from None
    return "".join(parts)


def _code(sandbox: Sandbox, text: str) -> CodeType:
    if len(text) > LONGEST_TEMPLATE:
        raise TemplateBroken(Fault(0, f"a template has at most {LONGEST_TEMPLATE} characters"))
    tree: nodes.Template = sandbox.parse(text)
    faults = faults_of(tree, _NAMES)
    if faults:
        raise TemplateBroken(*faults[:10])
    return sandbox.compile(tree)


def _sentence(text: str) -> str:
    """As the rest of a sentence after "line 3:"."""
    line = " ".join(text.split()).rstrip(".")[:LONGEST_SENTENCE]
    return line[:1].lower() + line[1:] if line[1:2].islower() else line
