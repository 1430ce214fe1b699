"""What an officer does next about a payable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.permissions import Permission
from payouts.states import PayeeStatus

_STEPS: Mapping[PayeeStatus, tuple[Permission, str, Mapping[str, str], Any]] = {
    PayeeStatus.ACCOUNT_PENDING: (
        Permission.IDENTITY_BANK_ACCOUNT_VERIFY,
        "identity.all_bank_accounts",
        {"state": "pending"},
        _l("Bank accounts to verify"),
    ),
    PayeeStatus.ASKING_BANK: (
        Permission.PAYOUTS_STATEMENT_MATCH,
        "payouts.workbench",
        {},
        _l("Bank lines to check"),
    ),
    **dict.fromkeys(
        (PayeeStatus.NEXT_BATCH, PayeeStatus.REFUSED_OTHER),
        (Permission.PAYOUTS_BATCH_DRAFT, "payouts.new_batch", {}, _l("Draft a batch")),
    ),
}
"""What an officer does about it, with which permission, and where."""


def next_step(status: PayeeStatus, actor: Actor) -> tuple[str, str] | None:
    """The words and address of this reader's next step; None when it is not theirs."""
    if status not in _STEPS:
        return None
    permission, endpoint, arguments, words = _STEPS[status]
    return (str(words), url_for(endpoint, **arguments)) if actor.may(permission) else None
