"""An SME no longer means what it said anew."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import NotFound
from smes import operations
from smes.commands import WITHDRAW_UPDATE
from smes.states import UpdateKind


def withdraw_update(organisation_id: int, kind: UpdateKind, *, actor: Actor, now: datetime) -> None:
    """Take back what no officer has looked at; what counted before goes on counting. NotFound if nothing waits."""
    with transaction(WITHDRAW_UPDATE, actor, now) as tx:
        operations.own_changeable(tx, organisation_id, actor)
        update = operations.withdraw_update(tx, organisation_id, kind)
        if update is None:
            raise NotFound
        fields = {"update_id": update.id}
        audit.record(tx, f"sme.{kind}_withdrawn", "sme", organisation_id, actor, now, fields=fields)
