"""An approver withdraws new terms before their first day."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import transaction
from core.errors import Refused
from schemes.models import SchemeVersion
from schemes.rules import VersionReason
from schemes.states import VERSION_MACHINE, VersionState
from schemes.versions.commands import WITHDRAW_VERSION
from schemes.versions.operations import lock_new_terms


def withdraw_version(version_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Withdraw approved terms whose first day is still to come; nothing was sent under them.

    Refused(IN_FORCE) from that day on, (APPROVED_BY_YOU) for who approved them: two people change what is announced.
    """
    with transaction(WITHDRAW_VERSION, actor, now) as tx:
        _scheme, version = lock_new_terms(tx, version_id)
        tx.authorise(approver=version.approved_by_id)
        if version.state is VersionState.APPROVED and version.effective_from <= bangkok_date(now):
            raise Refused(VersionReason.IN_FORCE)
        reason_id = audit.store_reason(tx, version.created_by_id, reason)
        tx.advance(
            SchemeVersion,
            version_id,
            VERSION_MACHINE,
            "withdraw",
            state_since=now,
            state_reason_id=reason_id,
        )
        audit.record(
            tx, "scheme_version.withdrawn", "scheme_version", version_id, actor, now, reason_id=reason_id
        )
