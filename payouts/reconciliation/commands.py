"""The commands on bank reports: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import Tie, declare
from core.permissions import Permission
from payouts.states import PayoutRefusal

_P = Permission
_R = PayoutRefusal
_PAYEE = {Tie.PAYEE}

IMPORT_BANK_REPORT = declare(
    "payouts.import_kept_answer", _P.PAYOUTS_STATEMENT_IMPORT, ties=_PAYEE, second_factor=True, long=True
)
SET_ASIDE_LINE = declare(
    "payouts.set_aside_line",
    _P.PAYOUTS_STATEMENT_MATCH,
    ties=_PAYEE,
    barred={"importer": _R.IMPORTED_BY_YOU},
    second_factor=True,
)
