"""An officer sends a registration back."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from smes.commands import RETURN_SME
from smes.models import Sme
from smes.operations import for_review, tell
from smes.states import SME_MACHINE


def return_sme(organisation_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Return it with what is missing, in words the owner reads; the owner may correct and submit it again."""
    with transaction(RETURN_SME, actor, now) as tx:
        sme = for_review(tx, organisation_id)
        reason_id = tell(tx, sme, "sme.returned", actor=actor, now=now, reason=reason)
        tx.advance(Sme, organisation_id, SME_MACHINE, "return", state_since=now, state_reason_id=reason_id)
