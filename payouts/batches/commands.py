"""The commands on batches: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import Tie, declare
from core.permissions import Permission
from payouts.states import PayoutRefusal

_P = Permission
_R = PayoutRefusal
_PAYEE = {Tie.PAYEE}
_APPROVAL = {"preparers": _R.PREPARED_BY_YOU}
_RELEASE = _APPROVAL | {"approver": _R.APPROVED_BY_YOU}
APPROVE_BATCH = declare(
    "payouts.approve_batch", _P.PAYOUTS_BATCH_APPROVE, ties=_PAYEE, barred=_APPROVAL, second_factor=True
)
ASK_RECALL = declare("payouts.ask_recall", _P.PAYOUTS_STATEMENT_MATCH, ties=_PAYEE, second_factor=True)
ASK_RELEASE = declare(
    "payouts.ask_release", _P.PAYOUTS_BATCH_RELEASE, ties=_PAYEE, barred=_RELEASE, second_factor=True
)
CANCEL_BATCH = declare("payouts.cancel_batch", _P.PAYOUTS_BATCH_DRAFT, ties=_PAYEE, second_factor=True)
CLOSE_BATCH = declare("payouts.close_batch", _P.PAYOUTS_BATCH_CLOSE, ties=_PAYEE, second_factor=True)
CONFIRM_RECALL = declare(
    "payouts.confirm_recall",
    _P.PAYOUTS_STATEMENT_MATCH,
    ties=_PAYEE,
    barred={"asker": _R.RECALL_ASKED_BY_YOU},
    second_factor=True,
)
DRAFT_BATCH = declare(
    "payouts.draft_batch", _P.PAYOUTS_BATCH_DRAFT, ties=_PAYEE, second_factor=True, long=True
)
REJECT_BATCH = declare("payouts.reject_batch", _P.PAYOUTS_BATCH_APPROVE, ties=_PAYEE, second_factor=True)
RELEASE_BATCH = declare(
    "payouts.release_batch",
    _P.PAYOUTS_BATCH_RELEASE,
    ties=_PAYEE,
    barred=_RELEASE,
    second_factor=True,
    long=True,
)
RETURN_BATCH = declare("payouts.return_batch", _P.PAYOUTS_BATCH_APPROVE, ties=_PAYEE, second_factor=True)
SUBMIT_BATCH = declare("payouts.submit_batch", _P.PAYOUTS_BATCH_DRAFT, ties=_PAYEE, second_factor=True)
WITHDRAW_PAYMENT = declare(
    "payouts.withdraw_payment", _P.PAYOUTS_BATCH_DRAFT, ties=_PAYEE, second_factor=True
)
