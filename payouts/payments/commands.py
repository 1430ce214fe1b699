"""The commands on findings about payments: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import Tie, declare
from core.permissions import Permission
from payouts.states import PayoutRefusal

_P = Permission
_R = PayoutRefusal
_PAYEE = {Tie.PAYEE}

_SECOND_FINDING = {"stater": _R.STATED_BY_YOU}
CONFIRM_OUTCOME = declare(
    "payouts.confirm_outcome",
    _P.PAYOUTS_STATEMENT_MATCH,
    ties=_PAYEE,
    barred=_SECOND_FINDING,
    second_factor=True,
)
DECLINE_OUTCOME = declare(
    "payouts.decline_outcome",
    _P.PAYOUTS_STATEMENT_MATCH,
    ties=_PAYEE,
    barred=_SECOND_FINDING,
    second_factor=True,
)
STATE_OUTCOME = declare("payouts.state_outcome", _P.PAYOUTS_STATEMENT_MATCH, ties=_PAYEE, second_factor=True)
