"""Counts the imports between the modules of each package, and finds cycles.

`python -m scripts.module_graph [folder]`, part of `make lint`. A node is what lies directly in a folder: a module, or a
folder of modules, which is one. An edge is a distinct pair of them of which one imports the other, in functions too.
A sub-package is judged again by itself; a folder of services is not, since services stand side by side.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from scripts.closed_lists import KERNEL, PACKAGES

ALL_PACKAGES = (*KERNEL, *PACKAGES)
MOST_IMPORTS = 60
MOST_MODULES = 16
"""Side by side in a folder, beside its services."""

Edge = tuple[str, str]


def imports(root: Path, package: str) -> dict[str, set[Edge]]:
    """Return the edges of a package and of each folder in it, by its dotted name."""
    modules = {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted((root / package).rglob("*.py"))
    }
    imported = {
        (module, other)
        for module, path in modules.items()
        for other in _imported(path, modules)
        if module != other
    }
    folders = {".".join(path.relative_to(root).parts[:-1]) for path in modules.values()}
    return {
        folder: _within(folder, imported) for folder in sorted(folders) if not folder.endswith(".services")
    }


def _imported(path: Path, modules: Iterable[str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found = whole if whole in modules else node.module
                if found in modules:
                    yield found


def _within(folder: str, imported: Iterable[Edge]) -> set[Edge]:
    """The imports between what lies directly in the folder; itself is its `__init__`."""
    depth = folder.count(".") + 2
    inside = [pair for pair in imported if all(f"{name}.".startswith(f"{folder}.") for name in pair)]
    pairs = {tuple(".".join(name.split(".")[:depth]) for name in pair) for pair in inside}
    return {(one, other) for one, other in pairs if one != other}


def cycle(found: Iterable[Edge]) -> list[str]:
    """The names along one way round; empty when there is none."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for one, other in found:
        sorter.add(one, other)
    try:
        sorter.prepare()
    except CycleError as error:
        return [str(name) for name in error.args[1]]
    return []


def problems(root: Path) -> Iterator[str]:
    """What is wrong, a sentence each."""
    for package in ALL_PACKAGES:
        for folder, found in imports(root, package).items():
            if len(found) > MOST_IMPORTS:
                yield f"{folder}: {len(found)} arrows, and it may have {MOST_IMPORTS}: cut it by business object"
            if way := cycle(found):
                yield f"{folder}: a circle of imports: {' → '.join(way)}"
            beside = [
                path for path in (root / folder.replace(".", "/")).glob("*.py") if path.stem != "__init__"
            ]
            if len(beside) > MOST_MODULES:
                yield f"{folder}: {len(beside)} modules side by side, and it may have {MOST_MODULES}"


def main() -> None:
    """Print what is wrong, or every edge of one folder; exit with 1 when something is wrong."""
    root = Path(__file__).resolve().parent.parent
    if len(sys.argv) > 1:
        for one, other in sorted(imports(root, sys.argv[1].partition(".")[0])[sys.argv[1]]):
            print(f"{one} → {other}")
        return
    wrong = list(problems(root))
    print("\n".join(wrong or ["module graph: no package hangs together too closely"]))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
