"""The rules of the house's Python, each with a sample that it must reject (tests/house/test_source.py runs them)."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.house.house import ROOMS, ROOT, Source, called, dotted, functions, imported

MAX_FILE_LINES = 500
MAX_FUNCTION_LINES = 60
TOOLS = frozenset({"scripts", "bench", "demo", "migrations"})
"""What makers run: it may print."""
MONEY_ROOMS = frozenset({"ledger", "projects", "coupons", "payouts"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the checker yields (line, what is wrong); `bad` is a file that it must reject.

    `exceptions` are paths let off, each with the reason.
    """

    name: str
    check: Callable[[Source], Iterator[tuple[int, str]]]
    mend: str
    bad: Source
    exceptions: Mapping[str, str] = field(default_factory=dict)

    def findings(self, source: Source) -> Iterator[str]:
        """What this rule finds in one file, as `path:line what`."""
        if source.path not in self.exceptions:
            yield from (f"{source.path}:{line} {what}" for line, what in self.check(source))


def _is_stdlib(name: str) -> bool:
    return name.partition(".")[0] in sys.stdlib_module_names


_PURE_LIBRARIES = frozenset({"stdnum"})
_TRUSTED = frozenset({"core.thai"})
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


def _pure(source: Source) -> Iterator[tuple[int, str]]:
    ours = source.name in {"rules.py", "eligibility.py"} or source.name.endswith("_rules.py")
    if ours and source.room != "tests":
        yield from _impure_imports(source)


def _states(source: Source) -> Iterator[tuple[int, str]]:
    if source.name != "states.py" or source.room == "core":
        return
    for name, line in imported(source):
        if not _is_stdlib(name) and not name.startswith("core.states."):
            yield line, f"imports {name}"


def _models(source: Source) -> Iterator[tuple[int, str]]:
    if source.name != "models.py" and not source.name.endswith("_models.py"):
        return
    allowed = re.compile(r"sqlalchemy(\..+)?|core\..+|\w+\.(states|models|transitions|rules)\..+")
    for name, line in imported(source):
        if (not _is_stdlib(name) and not allowed.fullmatch(name)) or name.startswith("core.web"):
            yield line, f"imports {name}"


def _moves(source: Source) -> Iterator[tuple[int, str]]:
    if source.room == "tests" or (source.name != "moves.py" and not source.name.endswith("_moves.py")):
        return
    for name, line in called(source.tree):
        if re.search(r"(^|\.)transaction$|(session|tx|connection|db)\.(commit|rollback)$", name):
            yield line, f"calls {name}()"


def _transactions_in_services(source: Source) -> Iterator[tuple[int, str]]:
    if source.is_service or source.room in {"core", "demo", "bench", "tests", "scripts"}:
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


def _services(source: Source) -> Iterator[tuple[int, str]]:
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


def _permissions_asked(source: Source) -> Iterator[tuple[int, str]]:
    if not source.is_service or not _opened(source.tree):
        return
    verb = source.name.removesuffix(".py")
    for node in source.tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name != verb:
            continue
        by_actor = "actor" in {argument.arg for argument in node.args.kwonlyargs}
        if by_actor and not re.search(r"\b(\w*require\w*|may)\(", source.text):
            yield node.lineno, "asks nobody for a permission"


def _web_globals(source: Source) -> Iterator[tuple[int, str]]:
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


def _commits(source: Source) -> Iterator[tuple[int, str]]:
    if source.room in {"core", "tests", "bench"}:
        return
    for name, line in called(source.tree):
        if re.search(r"(session|db|tx)\.(commit|rollback)$", name) and not (
            source.room == "demo" and name.endswith("rollback")
        ):
            yield line, f"calls {name}()"


def _clock(source: Source) -> Iterator[tuple[int, str]]:
    if source.path == "core/clock.py" or source.room in {"bench", "tests"}:
        return
    for name, line in called(source.tree):
        if re.search(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)$", name):
            yield line, f"calls {name}()"


def _now_is_an_argument(source: Source) -> Iterator[tuple[int, str]]:
    below = source.is_service or source.name in {"moves.py", "queries.py", "rules.py", "models.py"}
    if not (below or source.name.endswith(("_moves.py", "_queries.py"))):
        return
    for name, line in imported(source):
        if name == "core.clock.now":
            yield line, "imports core.clock.now"
    for name, line in called(source.tree):
        if name == "clock.now":
            yield line, "calls clock.now()"


def _floats(source: Source) -> Iterator[tuple[int, str]]:
    money = source.room in MONEY_ROOMS or source.path == "core/money.py"
    if (
        not money
        or source.name in {"pdf.py", "exports.py"}
        or source.name.endswith(("_pdf.py", "_exports.py"))
    ):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, f"writes the float {node.value}"
        elif isinstance(node, ast.Call) and dotted(node.func) == "float":
            yield node.lineno, "calls float()"


def _prints(source: Source) -> Iterator[tuple[int, str]]:
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


def _suppressions(source: Source) -> Iterator[tuple[int, str]]:
    if source.path.startswith("tests/house/"):
        return
    for number, line in enumerate(source.text.splitlines(), start=1):
        if _UNTYPED_BASE.match(line):
            continue
        found = _SUPPRESSED.search(line)
        if found and not _WELL_SUPPRESSED.search(line):
            yield number, f"suppresses without code and reason: {found[0].strip()}"


def _leftovers(source: Source) -> Iterator[tuple[int, str]]:
    if source.path.startswith("tests/house/"):
        return
    for number, line in enumerate(source.text.splitlines(), start=1):
        found = re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line)
        if found:
            yield number, f"leaves a {found[0]}"


def _sizes(source: Source) -> Iterator[tuple[int, str]]:
    if source.path.startswith("migrations/versions/"):
        return
    lines = source.text.count("\n")
    if lines > MAX_FILE_LINES:
        yield 1, f"has {lines} lines, at most {MAX_FILE_LINES}"
    if source.room == "tests":
        return
    for node in functions(source.tree):
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > MAX_FUNCTION_LINES:
            yield node.lineno, f"{node.name}() has {length} lines, at most {MAX_FUNCTION_LINES}"


def _names(source: Source) -> Iterator[tuple[int, str]]:
    if source.name in {"utils.py", "util.py", "helpers.py", "common.py", "misc.py", "tools.py"}:
        yield 1, f"{source.name} names nothing"


def _docstrings(source: Source) -> Iterator[tuple[int, str]]:
    if source.room in {"tests", "migrations"} or not source.text.strip():
        return
    if not ast.get_docstring(source.tree):
        yield 1, "the file does not say what it is for"
    if source.is_view and source.room != "core":
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


def _log_lines(source: Source) -> Iterator[tuple[int, str]]:
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


def _handlers(source: Source) -> Iterator[tuple[int, str]]:
    if source.path == "app.py" or source.room in {"tests", "core"}:
        return
    for name, line in called(source.tree):
        if name in {"subscribe", "events.subscribe"}:
            yield line, f"calls {name}()"


def _upward_names(source: Source) -> Iterator[tuple[int, str]]:
    """Imports by name, as importlib does, hide an arrow from the contract."""
    if source.room not in {*ROOMS, "core"}:
        return
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or dotted(node.func) not in {
            "import_module",
            "importlib.import_module",
            "__import__",
        }:
            continue
        yield node.lineno, "imports by name"


RULES: tuple[Rule, ...] = (
    Rule(
        "rules_are_pure",
        _pure,
        "A rule takes frozen facts and returns a value: build the facts in queries.py or facts.py and pass them in.",
        Source("coupons/rules.py", "from core.db import db\n"),
    ),
    Rule(
        "states_know_only_states",
        _states,
        "states.py imports the standard library and core.states (docs/decisions/0002).",
        Source("coupons/states.py", "from flask_babel import lazy_gettext\n"),
    ),
    Rule(
        "models_know_no_web",
        _models,
        "models.py imports sqlalchemy, core and states or models of this room and below.",
        Source("coupons/models.py", "from flask import request\n"),
        {"identity/models.py": "a person is a Flask-Security user: its mixins carry what sign-in needs"},
    ),
    Rule(
        "moves_open_nothing",
        _moves,
        "A move works inside its caller's transaction: take `tx`; only services open one.",
        Source("coupons/moves.py", "def spend():\n    with transaction() as tx:\n        pass\n"),
    ),
    Rule(
        "only_services_open_transactions",
        _transactions_in_services,
        "Put the verb into services/<verb>.py and call that.",
        Source("coupons/views.py", "def view():\n    with transaction() as tx:\n        pass\n"),
        {"identity/views/wiring.py": "Flask-Security commits through its datastore: this is that commit"},
    ),
    Rule(
        "one_verb_one_file_one_transaction",
        _services,
        "services/<verb>.py has one public function of that name, `actor` and `now` keyword-only, one "
        "`with transaction()`. What a second verb shares is a move.",
        Source("coupons/services/hold_coupon.py", "def hold(): ...\ndef release(): ...\n"),
        {
            "coupons/services/consent_to_price.py": "the loser of a race over one key reads the winner's "
            "answer in a second transaction, after its own was rolled back by the unique index",
        },
    ),
    Rule(
        "services_ask_for_permission",
        _permissions_asked,
        "Begin with `actor.require(Permission.…)`: the view's guard is not the only door.",
        Source(
            "coupons/services/hold_coupon.py",
            "def hold_coupon(key, *, actor, now):\n    with transaction() as tx:\n        pass\n",
        ),
        {
            f"identity/services/{name}.py": "a person's own account: the row is found by actor.known_person_id"
            for name in (
                "choose_capacity",
                "read_all_notices",
                "read_notice",
                "save_profile",
                "sign_out_everywhere",
                "take_up_invitation",
            )
        },
    ),
    Rule(
        "request_stays_in_views",
        _web_globals,
        "`request`, `session`, `g` and `current_user` live in views, api, core/web and app.py: pass values in.",
        Source("coupons/queries.py", "from flask import request\n"),
        {
            "core/db.py": "g holds the one open transaction, so that a second one is refused",
        },
    ),
    Rule(
        "only_core_commits",
        _commits,
        "`with transaction()` commits. Nothing else does.",
        Source("coupons/services/x.py", "def x():\n    db.session.commit()\n"),
        {"coupons/jobs.py": "a nightly job ends its read before each service opens a transaction of its own"},
    ),
    Rule(
        "one_clock",
        _clock,
        "Call core.clock.now() in the view or job, and pass `now` down.",
        Source("coupons/moves.py", "from datetime import datetime\nx = datetime.now()\n"),
    ),
    Rule(
        "now_is_an_argument",
        _now_is_an_argument,
        "Below the views time is the argument `now`: the demo and the tests move it.",
        Source("coupons/services/x.py", "from core.clock import now\n"),
    ),
    Rule(
        "no_float_near_money",
        _floats,
        "Money is core.money.Money (satang), shares are basis points.",
        Source("payouts/rules.py", "net = gross * 0.99\n"),
    ),
    Rule(
        "no_print",
        _prints,
        "Log with structlog, or answer with click.echo in a command.",
        Source("coupons/moves.py", "print('here')\n"),
    ),
    Rule(
        "suppressions_give_code_and_reason",
        _suppressions,
        "Write `# noqa: CODE - why` or `# type: ignore[code]  # why`, or mend what is suppressed.",
        Source("coupons/moves.py", "x = y  # type: ignore[misc]\n"),
    ),
    Rule(
        "nothing_left_to_do",
        _leftovers,
        "Do it, or write an issue.",
        Source("coupons/moves.py", "x = 1  # TODO later\n"),
    ),
    Rule(
        "small_files_small_functions",
        _sizes,
        "Two ideas share a roof: part them.",
        Source("coupons/moves.py", "def long():\n" + "    x = 1\n" * 61),
    ),
    Rule(
        "files_have_true_names",
        _names,
        "Name the file for what it holds.",
        Source("coupons/utils.py", "x = 1\n"),
    ),
    Rule(
        "public_things_have_docstrings",
        _docstrings,
        "Say the rule, its units and its source; views and forms may speak for themselves.",
        Source("coupons/moves.py", '"""Moves."""\n\ndef spend(): ...\n'),
    ),
    Rule(
        "logs_hold_nothing_personal",
        _log_lines,
        "Log ids and enum values under a constant name; never names, addresses, codes or typed text.",
        Source("coupons/jobs.py", 'log.info("sent", email=address)\n'),
    ),
    Rule(
        "handlers_are_registered_in_app",
        _handlers,
        "Subscribe in app.py: one place shows what follows from what.",
        Source("payouts/__init__.py", "events.subscribe(ClaimApproved, open_payable)\n"),
    ),
    Rule(
        "imports_are_written_out",
        _upward_names,
        "Import with `import`, so that the arrows can be checked.",
        Source("coupons/moves.py", 'importlib.import_module("payouts.moves")\n'),
    ),
)
