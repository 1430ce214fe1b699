"""The rules of the house's Python, each with a sample that it must reject (tests/house/test_source.py runs them)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from tests.house import source_checks as checks
from tests.house.house import Source


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


RULES: tuple[Rule, ...] = (
    Rule(
        "rules_are_pure",
        checks.pure,
        "A rule takes frozen facts and returns a value: build the facts in queries.py or facts.py and pass them in.",
        Source("coupons/rules.py", "from core.db import db\n"),
    ),
    Rule(
        "states_know_only_states",
        checks.states,
        "states.py imports the standard library, core.states, core.terms and other states (docs/decisions/0002, 0034).",
        Source("smes/states.py", "from flask_babel import lazy_gettext\n"),
        dict.fromkeys(
            (
                "coupons/applications/states.py",
                "coupons/redemptions/states.py",
                "identity/rights_requests/states.py",
            ),
            "time limits that are settings show the settings' defaults",
        ),
    ),
    Rule(
        "models_know_no_web",
        checks.models,
        "models.py imports sqlalchemy, core and states or models of this room and below.",
        Source("coupons/models.py", "from flask import request\n"),
        {
            "identity/people/models.py": "a person is a Flask-Security user: its mixins carry what sign-in needs"
        },
    ),
    Rule(
        "moves_open_nothing",
        checks.moves,
        "A move works inside its caller's transaction: take `tx`; only services open one.",
        Source("coupons/moves.py", "def spend(tx):\n    with transaction() as tx:\n        pass\n"),
    ),
    Rule(
        "only_services_open_transactions",
        checks.transactions_in_services,
        "Put the verb into services/<verb>.py and call that.",
        Source("coupons/views.py", "def view():\n    with transaction() as tx:\n        pass\n"),
        {
            "identity/accounts/views/security/signing.py": "views of Flask-Security that only sign in or send an e-mail do not commit",
            "identity/accounts/views/setup.py": "Flask-Security commits through its datastore: this is that commit",
        },
    ),
    Rule(
        "one_verb_one_file_one_transaction",
        checks.services,
        "services/<verb>.py has one public function of that name, `actor` and `now` keyword-only, one "
        "`with transaction()`. What a second verb shares is a move.",
        Source("coupons/coupons/services/hold_coupon.py", "def hold(): ...\ndef release(): ...\n"),
        {
            "coupons/redemptions/services/consent_to_price.py": "the loser of a race over one key reads the winner's "
            "answer in a second transaction, after its own was rolled back by the unique index",
        },
    ),
    Rule(
        "services_run_declared_commands",
        checks.commands_declared,
        "Declare it in the package's commands.py and open the transaction with it: `transaction(HOLD_COUPON, actor, now)`.",
        Source(
            "coupons/coupons/services/hold_coupon.py",
            "def hold_coupon(key, *, actor, now):\n    with transaction() as tx:\n        pass\n",
        ),
        {
            "schemes/categories/services/seed_reference.py": "run by the operator at the server, as the system",
            "core/tasks/services/retry_work.py": "whoever asked for a background task may ask again: its kind names the right",
            "web/lists/services/ask_export.py": "a person's own file of a list that the page let them open",
            "core/tasks/services/dismiss_work.py": "a person's own background task",
            "core/audit/services/record_refusal.py": "tells of what somebody was refused; changes nothing of theirs",
        }
        | {
            f"coupons/redemptions/services/{name}.py": "a hot command: its one statement reads permission and ties with the facts"
            for name in ("consent_to_price", "propose_price", "scan_coupon")
        }
        | {
            f"identity/{name}.py": "a person's own account: the row is found by actor.known_person_id"
            for name in (
                "capacities/services/choose_capacity",
                "notifications/services/choose_mail",
                "accounts/services/end_other_sessions",
                "accounts/services/end_own_session",
                "accounts/services/make_recovery_codes",
                "notifications/services/read_all_notices",
                "notifications/services/read_notice",
                "accounts/services/save_profile",
                "accounts/services/sign_out",
                "accounts/services/sign_out_everywhere",
                "capacities/services/accept_invitation",
                "accounts/services/use_recovery_code",
            )
        },
    ),
    Rule(
        "authority_is_judged_once",
        checks.authority_by_hand,
        "Declare the permission, and where there are several name the one that counts: `tx.authorise(P.SMES_SME_SUSPEND, …)`.",
        Source(
            "smes/services/reject_sme.py",
            "def reject_sme(key, *, actor, now):\n    with transaction(REJECT_SME, actor, now) as tx:\n"
            "        actor.require(P.SMES_SME_SUSPEND)\n",
        ),
        {},
    ),
    Rule(
        "request_stays_in_views",
        checks.web_globals,
        "`request`, `session`, `g` and `current_user` live in views, api, web and app.py: pass values in.",
        Source("coupons/queries.py", "from flask import request\n"),
        {
            "core/db.py": "g holds the one open transaction, so that a second one is refused",
            "core/calendar/due.py": "g keeps the calendar of one request or task, as it keeps the session",
        },
    ),
    Rule(
        "only_core_commits",
        checks.commits,
        "`with transaction()` commits. Nothing else does.",
        Source("coupons/services/x.py", "def x():\n    db.session.commit()\n"),
        {
            "coupons/redemptions/tasks.py": "a nightly job ends its read before each service opens a transaction of its own"
        },
    ),
    Rule(
        "foreign_bytes_are_parsed_apart",
        checks.parsers,
        "Name the function that parses in a core.documents.sandbox.Reader; it runs in a process with limits (docs/decisions/0025).",
        Source("coupons/views.py", "from pypdf import PdfReader\n"),
        {"web/charts/clean.py": "reads what our own process drew, never what somebody sent"},
    ),
    Rule(
        "uploads_are_counted",
        checks.uploads,
        "Take files by web.forms.fields.UploadField or UploadsField, which count what one person sends.",
        Source("coupons/forms.py", "from flask_wtf.file import FileField\n"),
    ),
    Rule(
        "sql_names_members",
        checks.members_in_sql,
        "Build it with core.statements.with_members and write `CouponState.ISSUED`.",
        Source(
            "coupons/checks.py", "OPEN = text(\"SELECT id FROM coupons WHERE state IN ('issued', 'held')\")\n"
        ),
        {"web/services/sweep_traces.py": "the states of Procrastinate's jobs are its own"},
    ),
    Rule(
        "comparisons_name_members",
        checks.members_compared,
        "Write `CouponState.ISSUED`; where one function serves two lists, let its callers hand the members over.",
        Source("coupons/presenter.py", 'done = coupon.state.value in ("issued", "held")\n'),
    ),
    Rule(
        "lists_name_members",
        checks.members_listed,
        "Write `(PaymentState.SENT, PaymentState.UNKNOWN)`: a member that there is not is found at once.",
        Source("payouts/queries.py", 'WITH_THE_BANK = {"sent": 1, "unknown": 1}\n'),
        {
            "coupons/claims/views/listing.py": "the columns of a list are called as the sides are",
            "demo/bank.py": "the bank of the demo calls its files as the standard does",
            "smes/forms.py": "the columns of a table are called as the conditions are",
        },
    ),
    Rule(
        "one_clock",
        checks.clock,
        "Call core.clock.now() in the view or job, and pass `now` down.",
        Source("coupons/moves.py", "from datetime import datetime\nx = datetime.now()\n"),
    ),
    Rule(
        "now_is_an_argument",
        checks.now_is_an_argument,
        "Below the views time is the argument `now`: the demo and the tests move it.",
        Source("coupons/services/x.py", "from core.clock import now\n"),
        {
            "core/mail/delivery.py": "the worker that sends e-mails: it begins each try",
            "core/tasks/running.py": "the worker of long work: it begins each piece",
            "identity/trail/search.py": "part of a list's page, which reads what is typed without a year as of this one",
            "smes/forms.py": "read by the view, in its request: whether a year has begun",
        },
    ),
    Rule(
        "no_float_near_money",
        checks.floats,
        "Money is core.money.Money (satang), shares are basis points.",
        Source("payouts/batches/rules.py", "net = gross * 0.99\n"),
    ),
    Rule(
        "no_print",
        checks.prints,
        "Log with structlog, or answer with click.echo in a command.",
        Source("coupons/moves.py", "print('here')\n"),
    ),
    Rule(
        "suppressions_give_code_and_reason",
        checks.suppressions,
        "Write `# noqa: CODE - why` or `# type: ignore[code]  # why`, or mend what is suppressed.",
        Source("coupons/moves.py", "x = y  # type: ignore[misc]\n"),
    ),
    Rule(
        "nothing_left_to_do",
        checks.leftovers,
        "Do it, or write an issue.",
        Source("coupons/moves.py", "x = 1  # TODO later\n"),
    ),
    Rule(
        "small_files_small_functions",
        checks.sizes,
        "Two ideas share a roof: part them.",
        Source("coupons/moves.py", "def long():\n" + "    x = 1\n" * 61),
    ),
    Rule(
        "files_have_true_names",
        checks.names,
        "Name the file for what it holds.",
        Source("coupons/utils.py", "x = 1\n"),
    ),
    Rule(
        "public_things_have_docstrings",
        checks.docstrings,
        "Say the rule, its units and its source; views and forms may speak for themselves.",
        Source("coupons/moves.py", '"""Moves."""\n\ndef spend(): ...\n'),
    ),
    Rule(
        "logs_hold_nothing_personal",
        checks.log_lines,
        "Log ids and enum values under a constant name; never names, addresses, codes or typed text.",
        Source("coupons/redemptions/tasks.py", 'log.info("sent", email=address)\n'),
    ),
    Rule(
        "handlers_are_registered_in_app",
        checks.handlers,
        "Subscribe in app.py: one place shows what follows from what.",
        Source("payouts/__init__.py", "events.subscribe(ClaimApproved, open_payable)\n"),
    ),
    Rule(
        "what_packages_bring_is_put_together",
        checks.mappings_merged,
        "Use core.registry.together, which refuses a name that is brought twice.",
        Source("coupons/module.py", "MODULE = Module('coupons', checks={**coupons.OWN, **claims.OWN})\n"),
    ),
    Rule(
        "commands_stand_in_commands_py",
        checks.commands_elsewhere,
        "Declare it in the package's commands.py: docs/commands.md and the tests of who may do what find it there.",
        Source("coupons/coupons/services/hold_coupon.py", "from core.commands import Command, declare\n"),
    ),
    Rule(
        "one_of_several_permissions_is_asked_at_once",
        checks.permissions_one_by_one,
        "Write actor.may_any(permissions).",
        Source("coupons/inbox.py", "shown = any(actor.may(each) for each in PERMISSIONS)\n"),
    ),
    Rule(
        "imports_are_written_out",
        checks.upward_names,
        "Import with `import`, so that the arrows can be checked.",
        Source("coupons/moves.py", 'importlib.import_module("payouts.operations")\n'),
        {
            "core/documents/sandbox_child.py": "a process of its own, which imports the one function that it was started for"
        },
    ),
)
