"""The commands on what is owed: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import Tie, declare
from core.permissions import Permission

_P = Permission
_PAYEE = {Tie.PAYEE}

DISPUTE_CLAIM = declare(
    "payouts.dispute_claim", _P.PAYOUTS_CLAIM_DISPUTE, ties={Tie.SME, Tie.PROVIDER}, second_factor=True
)
HOLD_PAYABLE = declare("payouts.hold_payable", _P.PAYOUTS_PAYABLE_HOLD, ties=_PAYEE, second_factor=True)
RESUME_PAYABLE = declare("payouts.resume_payable", _P.PAYOUTS_PAYABLE_HOLD, ties=_PAYEE, second_factor=True)
