"""The SME says no to a price."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import NotFound
from coupons.coupons.models import Coupon
from coupons.parties import sme_id_of
from coupons.redemptions.commands import DECLINE_PROPOSAL
from coupons.redemptions.models import Proposal
from coupons.redemptions.states import PROPOSAL_MACHINE


def decline_proposal(proposal_id: int, *, actor: Actor, now: datetime) -> None:
    """Close an open proposal; nothing was reserved for it. NotFound for another SME's."""
    with transaction(DECLINE_PROPOSAL, actor, now) as tx:
        proposal = tx.get(Proposal, proposal_id)
        if tx.get(Coupon, proposal.coupon_id).sme_id != sme_id_of(actor):
            raise NotFound
        tx.advance(
            Proposal,
            proposal_id,
            PROPOSAL_MACHINE,
            "decline",
            closed_at=now,
            closed_by_id=actor.known_person_id,
        )
        audit.record(tx, "proposal.declined", "proposal", proposal_id, actor, now)
