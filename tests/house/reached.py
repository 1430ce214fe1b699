"""Which names at the top of the product's modules production reaches, read from the source.

A name is reached from what runs without being named: statements of a module, decorated functions (routes, timed work,
commands), `init_app`, and what other programs are told to start, as `module:function`. From there the names that each
definition uses are followed, through imports and re-exports. What only tests and benchmarks use is not reached.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

Key = tuple[str, str]
"""A module and a name at its top."""
STARTED = frozenset({("app", "create_app"), ("config", "load"), ("web.edge.serving", "Worker")})
"""What web servers and makers' programs begin with."""
_BY_NAME = re.compile(r"(?P<module>[a-z_]+(\.[a-z_0-9]+)+):(?P<name>\w+)")


def unreached(paths: Iterable[Path]) -> set[Key]:
    """Public names of these modules, given by their paths from the root, that nothing which runs leads to."""
    source = _Source(
        {
            ".".join(path.with_suffix("").parts).removesuffix(".__init__"): ast.parse(path.read_text())
            for path in paths
        }
    )
    seen: set[Key] = set()
    waiting = list(source.roots)
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting.extend(source.uses.get(key, ()))
    return {key for key in source.defined if key not in seen and not key[1].startswith("_")}


@dataclass
class _Source:
    """The modules by name, and for each name at their top what it uses."""

    trees: dict[str, ast.Module]
    defined: set[Key] = field(default_factory=set)
    uses: dict[Key, set[Key]] = field(default_factory=dict)
    roots: set[Key] = field(default_factory=lambda: set(STARTED))

    def __post_init__(self) -> None:
        for module, tree in self.trees.items():
            self.defined |= {(module, name) for statement in tree.body for name in _named(statement)}
        for module, tree in self.trees.items():
            known = self._known(module, tree)
            for statement in tree.body:
                self._follow(module, statement, set(self._used(statement, known)))
            for text in (each.value for each in ast.walk(tree) if isinstance(each, ast.Constant)):
                if isinstance(text, str):
                    self.roots |= {(found["module"], found["name"]) for found in _BY_NAME.finditer(text)}

    def _follow(self, module: str, statement: ast.stmt, used: set[Key]) -> None:
        names = set(_named(statement)) or set(_imported(statement))
        for name in names:  # a package hands on what it imports
            self.uses.setdefault((module, name), set()).update(used)
        if not names:
            self.roots |= used
        if isinstance(statement, ast.FunctionDef) and (
            statement.decorator_list or statement.name == "init_app"
        ):
            self.roots.add((module, statement.name))

    def _known(self, module: str, tree: ast.Module) -> dict[str, str | Key]:
        """What a module's names stand for: a module, or a name of one. Imports inside functions count as well."""
        known: dict[str, str | Key] = {name: (where, name) for where, name in self.defined if where == module}
        for each in ast.walk(tree):
            if isinstance(each, ast.ImportFrom) and each.module:
                for alias in each.names:
                    whole = f"{each.module}.{alias.name}"
                    stands_for = whole if whole in self.trees else (each.module, alias.name)
                    known[alias.asname or alias.name] = stands_for
            elif isinstance(each, ast.Import):
                for alias in each.names:
                    top = alias.name.partition(".")[0]
                    known[alias.asname or top] = alias.name if alias.asname else top
        return known

    def _used(self, statement: ast.stmt, known: dict[str, str | Key]) -> Iterator[Key]:
        for name in _imported(statement):
            if isinstance(found := known.get(name), tuple):
                yield found
        for each in ast.walk(statement):
            if isinstance(each, ast.Name) and isinstance(found := known.get(each.id), tuple):
                yield found
            elif isinstance(each, ast.Attribute):
                yield from self._of_module(each, known)

    def _of_module(self, attribute: ast.Attribute, known: dict[str, str | Key]) -> Iterator[Key]:
        """`a.b.name`, where `a.b` is a module."""
        path: list[str] = []
        inner: ast.expr = attribute
        while isinstance(inner, ast.Attribute):
            path.insert(0, inner.attr)
            inner = inner.value
        where = known.get(inner.id) if isinstance(inner, ast.Name) else None
        if isinstance(where, str):
            while path and f"{where}.{path[0]}" in self.trees:
                where = f"{where}.{path.pop(0)}"
            if path:
                yield where, path[0]


def _named(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name))


def _imported(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.ImportFrom):
        yield from (alias.asname or alias.name for alias in statement.names)
