"""What the house tests share: the files of the house, and how a finding is told.

A house test is a *checker* – a function from files to findings –, one test that runs it over the house, and
one that gives it a bad sample which it must reject. Findings name the place and say how to mend it.
"""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from scripts.closed_lists import ROOT


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: its path from the root, and its text."""

    path: str
    text: str

    @property
    def room(self) -> str:
        """The first folder, or the file itself at the top."""
        return self.path.partition("/")[0]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.rpartition("/")[2]

    @property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return parsed(self.text)

    @property
    def is_view(self) -> bool:
        """Whether `request` may be known here: views, api, web, app."""
        return (
            self.path == "app.py"
            or self.path.startswith("web/")
            or "/views/" in self.path
            or self.name in {"views.py", "api.py"}
            or self.name.endswith(("_views.py", "_api.py"))
        )

    @property
    def is_service(self) -> bool:
        """Whether this is one verb of one person."""
        return "/services/" in self.path and self.name != "__init__.py"


@cache
def parsed(text: str) -> ast.Module:
    """The tree of a module; whoever asks again gets the same, so only read it."""
    return ast.parse(text)


@cache
def house_files() -> tuple[str, ...]:
    """Every file that is, or is about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    return tuple(sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file()))


@cache
def sources(tests: bool = False) -> tuple[Source, ...]:
    """Python files of the house; with `tests`, those of tests/ too."""
    return tuple(
        Source(name, (ROOT / name).read_text())
        for name in house_files()
        if name.endswith(".py") and (tests or not name.startswith("tests/"))
    )


def told(findings: Iterable[str], mend: str) -> str:
    """All findings, and how to mend them; empty when there are none."""
    lines = sorted(set(findings))
    return "\n".join([f"{len(lines)} found. {mend}", *(f"  {line}" for line in lines)]) if lines else ""


def imported(source: Source) -> Iterator[tuple[str, int]]:
    """(dotted name, line) of everything the file imports; `from a import b` gives `a.b`. Typing-only imports too."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def called(node: ast.AST) -> Iterator[tuple[str, int]]:
    """(dotted name as written, line) of every call within."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            yield dotted(each.func), each.lineno


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a name or attribute; what stands before a call or index is a star."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "*"


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Every function of the file, methods and inner ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node
