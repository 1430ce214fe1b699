"""Close the proposals that nobody answered in time."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import SYSTEM
from core.audit import operations as audit
from core.db import transaction
from coupons.redemptions.models import Proposal
from coupons.redemptions.states import ProposalState

AT_ONCE = 500


def lapse_proposals(*, now: datetime) -> int:
    """Lapse up to AT_ONCE open proposals whose time is over; returns how many.

    Those that someone is answering at this moment are left to them.
    """
    with transaction() as tx:
        due = (
            sa.select(Proposal.id)
            .where(Proposal.state == ProposalState.OPEN, Proposal.expires_at <= now)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        lapsed = tx.session.scalars(
            sa.update(Proposal)
            .where(Proposal.id.in_(due), Proposal.state == ProposalState.OPEN)
            .values(state=ProposalState.LAPSED, closed_at=now)
            .returning(Proposal.id)
            .execution_options(synchronize_session=False)
        ).all()
        for proposal_id in lapsed:
            audit.record(tx, "proposal.lapsed", "proposal", proposal_id, SYSTEM, now)
        return len(lapsed)
