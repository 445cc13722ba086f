"""Which function of a package uses which other, as far as its source tells: names, modules, own and made objects."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

WRITES = {"write", "write_alone"}
DATABASES = {"database", "_database"}


@dataclass
class Function:
    """`uses` are qualified names: `module.function`, `module.Class.method`, or a module's own variable."""

    uses: set[str] = field(default_factory=set)
    is_writing: bool = False
    is_noting: bool = False
    """It writes into the audit trail by itself."""


class CallGraph:
    """Of a package's modules, by name and source."""

    def __init__(self, package: str, sources: Mapping[str, str]) -> None:
        self.functions: dict[str, Function] = {}
        for module, source in sources.items():
            _Module(package, module, ast.parse(source)).read_into(self.functions)

    def writers(self) -> list[str]:
        """Those that open a transaction to write."""
        return sorted(name for name, function in self.functions.items() if function.is_writing)

    def is_audited(self, name: str) -> bool:
        """Something in reach of it writes into the trail."""
        reached, waiting = set(), [name]
        while waiting:
            current = waiting.pop()
            function = self.functions.get(current)
            if function is None or current in reached:
                continue
            if function.is_noting:
                return True
            reached.add(current)
            waiting += function.uses
        return False


class _Module:
    def __init__(self, package: str, name: str, tree: ast.Module) -> None:
        self.package, self.name, self.tree = package, name, tree
        self.known = dict(self._imported()) | dict(self._defined())

    def read_into(self, functions: dict[str, Function]) -> None:
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                functions[f"{self.name}.{node.name}"] = self._read(node, None)
            elif isinstance(node, ast.ClassDef):
                for method in node.body:
                    if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                        functions[f"{self.name}.{node.name}.{method.name}"] = self._read(method, node.name)
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                for variable in _names(node):
                    functions[f"{self.name}.{variable}"] = self._read(node.value, None)

    def _imported(self) -> Iterator[tuple[str, str]]:
        """Modules stand for themselves, what is in them for `module.name`."""
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.ImportFrom) or node.module is None:
                continue
            for alias in node.names:
                called = alias.asname or alias.name
                if node.module == self.package:
                    yield called, alias.name
                elif node.module.startswith(f"{self.package}."):
                    yield called, f"{node.module.removeprefix(f'{self.package}.')}.{alias.name}"

    def _defined(self) -> Iterator[tuple[str, str]]:
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield node.name, f"{self.name}.{node.name}"
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                for variable in _names(node):
                    yield variable, f"{self.name}.{variable}"

    def _read(self, node: ast.AST, own_class: str | None) -> Function:
        found, made = Function(), self._made(node)
        if own_class is not None:
            made["self"] = f"{self.name}.{own_class}"
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name):
                found.uses |= {self.known[inner.id]} if inner.id in self.known else set()
            elif isinstance(inner, ast.Attribute):
                found.uses |= {f"{owner}.{inner.attr}" for owner in self._owner(inner.value, made)}
                found.is_writing |= inner.attr in WRITES and _last_name(inner.value) in DATABASES
                found.is_noting |= _is_noting(inner)
        return found

    def _made(self, node: ast.AST) -> dict[str, str]:
        """Variables that hold an object of a class that is known."""
        made: dict[str, str] = {}
        for inner in ast.walk(node):
            if isinstance(inner, ast.Assign):
                for owner in self._owner(inner.value, {}):
                    made |= dict.fromkeys(_names(inner), owner)
        return made

    def _owner(self, node: ast.expr, made: Mapping[str, str]) -> set[str]:
        """What an attribute is taken of: a module, a variable with an object, or an object that is made on the spot."""
        if isinstance(node, ast.Name):
            return {one for one in (made.get(node.id), self.known.get(node.id)) if one is not None}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in self.known:
            return {self.known[node.func.id]}
        return set()


def _names(node: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        if isinstance(target, ast.Name):
            yield target.id


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_noting(node: ast.Attribute) -> bool:
    """`trail.note…`, or `AuditRepository(…).add…`."""
    if node.attr.startswith("note"):
        return isinstance(node.value, ast.Name) and node.value.id == "trail"
    is_made = isinstance(node.value, ast.Call) and _last_name(node.value.func) == "AuditRepository"
    return is_made and node.attr.startswith("add")
