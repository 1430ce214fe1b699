"""Forget addresses of people who did not come."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from core.db import Tx, transaction
from core.documents.models import Document
from identity.accounts.models import MailRequest
from identity.organisations.models import Invitation
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.queries import OPEN
from identity.rights_requests.states import RightsRequestState

RETENTION_REQUESTS = timedelta(days=7)
"""How long an address waits for an e-mail that somebody asked for: the worker sends it within seconds, and removes it."""
RETENTION_INVITATIONS = timedelta(days=90)
"""How long an invitation that nobody took up is kept once it has expired."""
RETENTION_PROPOSALS = timedelta(days=90)
"""How long who was proposed as owner, and the evidence if nothing came of it, are kept once the request has ended."""


def sweep_addresses(*, now: datetime) -> int:
    """Delete requests for e-mails never served, invitations never accepted, proposed owners; returns how many."""
    invitations = sa.and_(
        Invitation.taken_up_at.is_(None), Invitation.expires_at < now - RETENTION_INVITATIONS
    )
    with transaction() as tx:
        swept: int = tx.execute(sa.delete(Invitation).where(invitations)).rowcount
        requests = sa.delete(MailRequest).where(MailRequest.asked_at < now - RETENTION_REQUESTS)
        return swept + int(tx.execute(requests).rowcount) + _forget_proposed_owners(tx, now)


def _forget_proposed_owners(tx: Tx, now: datetime) -> int:
    """Who became owner is known by the membership; the evidence stays where it proves something that was done."""
    table = RightsRequest
    ended = sa.func.greatest(table.decided_at, table.takes_effect_at)
    over = (table.state.not_in(OPEN), ended < now - RETENTION_PROPOSALS, table.new_owner_email.is_not(None))
    done = table.state == RightsRequestState.DONE
    papers = tx.session.scalars(sa.select(table.document_id).where(*over, ~done).with_for_update()).all()
    forgotten = (
        sa.update(table)
        .where(*over)
        .values(new_owner_email=None, document_id=sa.case((done, table.document_id)))
    )
    count = int(tx.execute(forgotten).rowcount)
    if papers:
        tx.execute(sa.delete(Document).where(Document.id.in_(papers)))
    return count
