"""The provider takes back a price that the SME has not answered."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import NotFound
from coupons.parties import provider_id_of
from coupons.redemptions.commands import WITHDRAW_PROPOSAL
from coupons.redemptions.models import Proposal
from coupons.redemptions.states import PROPOSAL_MACHINE


def withdraw_proposal(proposal_id: int, *, actor: Actor, now: datetime) -> None:
    """Close an open price; nothing was reserved for it. NotFound for another's, WrongState when it is not open."""
    with transaction(WITHDRAW_PROPOSAL, actor, now) as tx:
        if tx.get(Proposal, proposal_id).provider_id != provider_id_of(actor):
            raise NotFound
        tx.advance(
            Proposal,
            proposal_id,
            PROPOSAL_MACHINE,
            "withdraw",
            closed_at=now,
            closed_by_id=actor.known_person_id,
        )
        audit.record(tx, "proposal.withdrawn", "proposal", proposal_id, actor, now)
