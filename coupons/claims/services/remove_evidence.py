"""Whoever may add evidence takes a file back that should not have been there."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.documents.models import Document
from core.errors import NotFound, WrongState
from coupons.claims.commands import REMOVE_EVIDENCE
from coupons.claims.models import Evidence
from coupons.claims.rules import open_for_evidence
from coupons.claims.services.add_evidence import RIGHT_OF
from coupons.parties import party_of
from coupons.redemptions.operations import lock_claim
from coupons.redemptions.states import REDEMPTION_MACHINE


def remove_evidence(redemption_id: int, evidence_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back a file of one's own side; the file itself is kept. NotFound for the other side's."""
    with transaction(REMOVE_EVIDENCE, actor, now) as tx:
        coupon, redemption = lock_claim(tx, redemption_id)
        side = party_of(actor, sme_id=redemption.sme_id, provider_id=redemption.provider_id)
        tx.authorise(RIGHT_OF[side])
        evidence = tx.get(Evidence, evidence_id)
        owner = tx.scalar(sa.select(Document.organisation_id).where(Document.id == evidence.document_id))
        if evidence.redemption_id != redemption_id or owner != actor.organisation_id or evidence.removed_at:
            raise NotFound
        if redemption.state not in open_for_evidence(coupon.payee_mode, side):
            raise WrongState(REDEMPTION_MACHINE.name, "remove_evidence", redemption.state)
        evidence.removed_at = now
        told = {"evidence_id": evidence_id}
        audit.record(tx, "redemption.evidence_removed", "redemption", redemption_id, actor, now, told)
