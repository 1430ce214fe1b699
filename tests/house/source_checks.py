"""The checkers of the house's Python: each yields (line, what is wrong) of one file."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from scripts.closed_lists import KERNEL, PACKAGES, ROOT, enums
from tests.house.house import Source, called, dotted, functions, imported

MAX_FILE_LINES = 350
MAX_FUNCTION_LINES = 50
MAX_LINES_OF_TOOLS = 500
"""Of tests and of what makers run."""
TOOLS = frozenset({"scripts", "bench", "demo", "migrations"})
"""What makers run: it may print."""
MONEY_ROOMS = frozenset({"ledger", "banking", "projects", "schemes", "coupons", "payouts"})


def _is_stdlib(name: str) -> bool:
    return name.partition(".")[0] in sys.stdlib_module_names


_PURE_LIBRARIES = frozenset({"stdnum"})
_TRUSTED = frozenset({"core.thai.writing"})
"""Functions of text that lean on libraries of data (ICU, Babel); they read nothing and keep nothing."""


def _module_of(name: str) -> str | None:
    """The house's module behind a dotted import; None if it is a library's."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if (ROOT / Path(*parts[:length])).with_suffix(".py").is_file():
            return ".".join(parts[:length])
    return None


@cache
def _why_impure(module: str) -> str | None:
    """What the module imports, at whatever remove, that is neither standard library nor pure."""
    path = Path(*module.split(".")).with_suffix(".py").as_posix()
    return _first_impure(Source(path, (ROOT / path).read_text()))


def _first_impure(source: Source) -> str | None:
    return next((why for _, why in _impure_imports(source)), None)


def _impure_imports(source: Source) -> Iterator[tuple[int, str]]:
    for name, line in imported(source):
        module = _module_of(name)
        if name == "core.clock.now":
            yield line, "reads the clock"
        elif module is None and not _is_stdlib(name) and name.partition(".")[0] not in _PURE_LIBRARIES:
            yield line, f"imports {name}"
        elif module is not None and module not in _TRUSTED and _why_impure(module):
            yield line, f"imports {name}, which {_why_impure(module)}"


def pure(source: Source) -> Iterator[tuple[int, str]]:
    ours = source.name == "rules.py" or source.name.endswith("_rules.py")
    if ours and source.room != "tests":
        yield from _impure_imports(source)


def states(source: Source) -> Iterator[tuple[int, str]]:
    if source.name != "states.py" or source.room in KERNEL:
        return
    for name, line in imported(source):
        if not _is_stdlib(name) and not re.match(r"core\.(states|terms)\.|\w+(\.\w+)?\.states\.", name):
            yield line, f"imports {name}"


def models(source: Source) -> Iterator[tuple[int, str]]:
    if (
        "/models/" not in source.path
        and source.name != "models.py"
        and not source.name.endswith("_models.py")
    ):
        return
    allowed = re.compile(r"sqlalchemy(\..+)?|core\..+|\w+(\.\w+){0,2}\.(states|models|transitions|rules)\..+")
    for name, line in imported(source):
        if (not _is_stdlib(name) and not allowed.fullmatch(name)) or name.startswith("web."):
            yield line, f"imports {name}"


def _takes(node: ast.FunctionDef, name: str) -> bool:
    return name in {each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}


def moves(source: Source) -> Iterator[tuple[int, str]]:
    """Whatever takes `tx` works inside its caller's transaction, wherever it stands."""
    if source.room == "tests":
        return
    for node in functions(source.tree):
        for name, line in called(node) if _takes(node, "tx") else ():
            if re.search(r"(^|\.)transaction$|(session|tx|connection|db)\.(commit|rollback)$", name):
                yield line, f"{node.name}() takes tx and calls {name}()"


def transactions_in_services(source: Source) -> Iterator[tuple[int, str]]:
    if source.is_service or source.room in {*KERNEL, "demo", "bench", "tests", "scripts"}:
        return
    for name, line in called(source.tree):
        if name.rpartition(".")[2] == "transaction":
            yield line, f"calls {name}()"


def _opened(tree: ast.Module) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.With)
        for item in node.items
        if isinstance(item.context_expr, ast.Call) and dotted(item.context_expr.func).endswith("transaction")
    ]


def services(source: Source) -> Iterator[tuple[int, str]]:
    if not source.is_service:
        return
    verb = source.name.removesuffix(".py")
    public = [
        node
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    if [node.name for node in public] != [verb]:
        yield 1, f"public functions are {[node.name for node in public]}, not just {verb}"
    opened = _opened(source.tree)
    if len(opened) > 1:
        yield opened[1], f"opens {len(opened)} transactions"
    for node in public:
        for argument in (*node.args.posonlyargs, *node.args.args):
            if argument.arg in {"actor", "now"}:
                yield node.lineno, f"`{argument.arg}` is not keyword-only"


def commands_declared(source: Source) -> Iterator[tuple[int, str]]:
    if not source.is_service or not _opened(source.tree):
        return
    verb = source.name.removesuffix(".py")
    for node in source.tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name != verb:
            continue
        by_actor = "actor" in {argument.arg for argument in node.args.kwonlyargs}
        if by_actor and not re.search(r"\btransaction\([A-Z_]+, actor, now\)", source.text):
            yield node.lineno, "runs no declared command"


def authority_by_hand(source: Source) -> Iterator[tuple[int, str]]:
    if not source.is_service or not re.search(r"\btransaction\([A-Z_]+, actor, now\)", source.text):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in {"require", "may", "is_staff"}:
            yield node.lineno, f"`{ast.unparse(node)}` judges by what the actor was when the request came"
        if isinstance(node, ast.Raise) and "Forbidden" in ast.unparse(node):
            yield node.lineno, "raises Forbidden beside the judgement of its command"


def web_globals(source: Source) -> Iterator[tuple[int, str]]:
    if source.is_view or source.room in {"tests", "bench"}:
        return
    forbidden = {
        "flask.request",
        "flask.session",
        "flask.g",
        "flask_login.current_user",
        "flask_security.current_user",
    }
    for name, line in imported(source):
        if name in forbidden:
            yield line, f"imports {name}"


def commits(source: Source) -> Iterator[tuple[int, str]]:
    if source.room in {*KERNEL, "tests", "bench"}:
        return
    for name, line in called(source.tree):
        if re.search(r"(session|db|tx)\.(commit|rollback)$", name) and not (
            source.room == "demo" and name.endswith("rollback")
        ):
            yield line, f"calls {name}()"


PARSERS = frozenset(
    {"PIL", "filetype", "lxml", "openpyxl", "pypdf", "pypdfium2", "tarfile", "xml", "zipfile"}
)
"""Libraries that parse files which somebody else made."""
PARSED_APART = ("core/documents/inspection.py", "core/documents/picturing.py", "banking/")


def parsers(source: Source) -> Iterator[tuple[int, str]]:
    """Parsers of files are imported only by what core/documents/sandbox.py runs, and that is imported by nobody else."""
    if source.room in {"bench", "demo", "scripts", "tests"} or source.path.startswith(PARSED_APART):
        return
    apart = re.compile(
        r"core\.documents\.(judging|picturing)\b|banking\.(camt05[34]|pain002|document|entries|registry)\b"
    )
    for name, line in imported(source):
        if name.partition(".")[0] in PARSERS or apart.match(name):
            yield line, f"imports {name}"


def uploads(source: Source) -> Iterator[tuple[int, str]]:
    """Forms take files by the fields that count and judge them."""
    if source.path.startswith("web/") or source.room == "tests":
        return
    for name, line in imported(source):
        if re.fullmatch(r"(wtforms|flask_wtf)\..*\b(Multiple)?FileField|wtforms\.(Multiple)?FileField", name):
            yield line, f"imports {name}"


_SQL = re.compile(r"\b(SELECT|UPDATE|INSERT|DELETE|WHERE|EXISTS|CASE)\b")
_LISTS = [frozenset(member.value for member in kind) for kind in enums()]
_VALUES = frozenset[str]().union(*_LISTS)


def members_in_sql(source: Source) -> Iterator[tuple[int, str]]:
    """Members of closed lists, written out in the text of a statement. Constraints and indexes are not statements:
    tests/house/test_migrations.py holds them to their column's list.
    """
    if source.room in {"bench", "migrations", "scripts", "tests"} or "models" in source.path:
        return
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str) and _SQL.search(node.value)):
            continue
        for value in re.findall(r"'([a-z_]+)'", node.value):
            if value in _VALUES:
                yield node.lineno, f"writes {value!r} into SQL"


_KEPT_AS_MEMBERS = frozenset({"kind", "outcome", "role", "size", "state", "value"})
"""What an attribute is called that holds a member of a closed list, or a member's own text."""
_IN = frozenset({"in_", "not_in"})


def members_compared(source: Source) -> Iterator[tuple[int, str]]:
    """Members of closed lists, compared as text: one of which a letter is wrong equals nothing, unnoticed. Tests say what rows hold."""
    if source.room in {"bench", "migrations", "scripts", "tests"}:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _IN:
            sides = [node.func.value, *node.args]
        else:
            continue
        if any(isinstance(side, ast.Attribute) and side.attr in _KEPT_AS_MEMBERS for side in sides):
            for text in {text for side in sides for text in _texts(side)} & _VALUES:
                yield node.lineno, f"compares with {text!r}"


def _texts(side: ast.expr) -> Iterator[str]:
    """The texts that one side of a comparison writes out, by itself or in a collection."""
    yield from _constants(side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else (side,))


def members_listed(source: Source) -> Iterator[tuple[int, str]]:
    """Several members of one closed list, written side by side as text, or as the keys of a mapping."""
    if source.room in {"bench", "migrations", "scripts", "tests"}:
        return
    for node in ast.walk(source.tree):
        parts = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", ())
        texts = _constants(parts)
        if len(texts) == len(parts) > 1 and any(texts <= each for each in _LISTS):
            yield node.lineno, f"lists {', '.join(map(repr, sorted(texts)))}"


def _constants(parts: Iterable[ast.expr | None]) -> set[str]:
    return {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def clock(source: Source) -> Iterator[tuple[int, str]]:
    if source.path == "core/clock.py" or source.room in {"bench", "tests"}:
        return
    for name, line in called(source.tree):
        if re.search(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)$", name):
            yield line, f"calls {name}()"


BEGINS_WORK = frozenset({"cli.py", "jobs.py", "tasks.py"})
"""What begins work besides the views: there the clock is read, once, and handed down."""


def now_is_an_argument(source: Source) -> Iterator[tuple[int, str]]:
    """Whoever is told the time does not look at the clock; and nobody else does but those who begin work."""
    for node in functions(source.tree) if source.room != "tests" else ():
        for name, line in called(node) if _takes(node, "now") else ():
            if name == "clock.now":
                yield line, f"{node.name}() takes now and calls clock.now()"
    begins = source.is_view or source.name in BEGINS_WORK or source.path == "core/clock.py"
    if begins or source.room not in {*KERNEL, *PACKAGES}:
        return
    for name, line in imported(source):
        if name == "core.clock.now":
            yield line, "imports core.clock.now"
    for name, line in called(source.tree):
        if name == "clock.now":
            yield line, "calls clock.now()"


def floats(source: Source) -> Iterator[tuple[int, str]]:
    money = source.room in MONEY_ROOMS or source.path == "core/money.py"
    if not money or re.fullmatch(r"(\w+_)?(pdf|exports)(_\w+)?\.py", source.name):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, f"writes the float {node.value}"
        elif isinstance(node, ast.Call) and dotted(node.func) == "float":
            yield node.lineno, "calls float()"


def prints(source: Source) -> Iterator[tuple[int, str]]:
    if source.room in TOOLS | {"tests"}:
        return
    for name, line in called(source.tree):
        if name in {"print", "pprint", "breakpoint"}:
            yield line, f"calls {name}()"


_SUPPRESSED = re.compile(r"#\s*(type:\s*ignore|noqa|fmt:\s*off|pragma)(?P<rest>.*)")
_WELL_SUPPRESSED = re.compile(
    r"#\s*(type:\s*ignore\[[a-z0-9, -]+\]|noqa:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)\s*(#|-|–|\()\s*\S.{3,}"
)

_UNTYPED_BASE = re.compile(r"class \w+\(.+\):\s+# type: ignore\[misc\]$")
"""A class whose base's library carries no types: there is nothing more to say."""


def suppressions(source: Source) -> Iterator[tuple[int, str]]:
    if source.path.startswith("tests/house/"):
        return
    for number, line in enumerate(source.text.splitlines(), start=1):
        if _UNTYPED_BASE.match(line):
            continue
        found = _SUPPRESSED.search(line)
        if found and not _WELL_SUPPRESSED.search(line):
            yield number, f"suppresses without code and reason: {found[0].strip()}"


def leftovers(source: Source) -> Iterator[tuple[int, str]]:
    if source.path.startswith("tests/house/"):
        return
    for number, line in enumerate(source.text.splitlines(), start=1):
        found = re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line)
        if found:
            yield number, f"leaves a {found[0]}"


def sizes(source: Source) -> Iterator[tuple[int, str]]:
    lines, product = source.text.count("\n"), source.room in {*KERNEL, *PACKAGES}
    most = MAX_FILE_LINES if product else MAX_LINES_OF_TOOLS
    if lines > most:
        yield 1, f"has {lines} lines, at most {most}"
    if not product:
        return
    for node in functions(source.tree):
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > MAX_FUNCTION_LINES:
            yield node.lineno, f"{node.name}() has {length} lines, at most {MAX_FUNCTION_LINES}"


def names(source: Source) -> Iterator[tuple[int, str]]:
    if source.name in {"utils.py", "util.py", "helpers.py", "common.py", "misc.py", "tools.py"}:
        yield 1, f"{source.name} names nothing"


def docstrings(source: Source) -> Iterator[tuple[int, str]]:
    if source.room in {"tests", "migrations"} or not source.text.strip():
        return
    if not ast.get_docstring(source.tree):
        yield 1, "the file does not say what it is for"
    if source.is_view and source.room not in KERNEL:
        return
    for node in source.tree.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if source.name in {"forms.py", "models.py"}:
            continue
        if not ast.get_docstring(node):
            yield node.lineno, f"{node.name} has no docstring"


_PERSONAL = frozenset(
    {
        "email",
        "mail",
        "name",
        "full_name",
        "phone",
        "address",
        "account_number",
        "q",
        "search",
        "code",
        "text",
        "body",
    }
)


def log_lines(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not re.fullmatch(
            r"_?log(ger)?\.(debug|info|warning|error|exception)", dotted(node.func)
        ):
            continue
        for keyword in node.keywords:
            if keyword.arg in _PERSONAL:
                yield node.lineno, f"logs `{keyword.arg}`"
        if node.args and not isinstance(node.args[0], ast.Constant):
            yield node.lineno, "logs a built sentence"


def handlers(source: Source) -> Iterator[tuple[int, str]]:
    if source.path == "app.py" or source.room in {"tests", *KERNEL}:
        return
    for name, line in called(source.tree):
        if name in {"subscribe", "events.subscribe"}:
            yield line, f"calls {name}()"


def mappings_merged(source: Source) -> Iterator[tuple[int, str]]:
    """In what a package brings: where one mapping is laid over another, a name that both have is lost in silence."""
    if source.name not in {"module.py", "own.py"}:
        return
    for node in ast.walk(source.tree):
        laid_over = isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr)
        if isinstance(node, ast.Dict) and None in node.keys:
            yield node.lineno, "spreads mappings into one"
        elif laid_over and not _is_annotation(source.tree, node):
            yield node.lineno, "joins mappings with |"


def _is_annotation(tree: ast.Module, node: ast.AST) -> bool:
    """Whether it stands in an annotation, as `int | None` does."""
    noted = (getattr(each, name, None) for each in ast.walk(tree) for name in ("annotation", "returns"))
    return any(node is part for each in noted if each is not None for part in ast.walk(each))


def commands_elsewhere(source: Source) -> Iterator[tuple[int, str]]:
    """Commands that are declared in another file than `commands.py`."""
    if source.room == "tests" or source.name == "commands.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "core.commands":
            yield from ((node.lineno, "declares a command") for each in node.names if each.name == "declare")


def permissions_one_by_one(source: Source) -> Iterator[tuple[int, str]]:
    """`any(actor.may(each) for each in …)`, but in the one place that asks so for all."""
    if source.room == "core" and source.name == "actor.py":
        return
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and dotted(node.func) == "any" and node.args):
            continue
        each = node.args[0].elt if isinstance(node.args[0], ast.GeneratorExp) else None
        if isinstance(each, ast.Call) and dotted(each.func).rpartition(".")[2] == "may":
            yield node.lineno, "asks permissions one by one"


def upward_names(source: Source) -> Iterator[tuple[int, str]]:
    """Imports by name, as importlib does, hide an arrow from the contract."""
    if source.room not in {*PACKAGES, *KERNEL}:
        return
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or dotted(node.func) not in {
            "import_module",
            "importlib.import_module",
            "__import__",
        }:
            continue
        yield node.lineno, "imports by name"
