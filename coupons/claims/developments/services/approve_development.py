"""An officer approves a development proposal: its money is reserved, and the work may begin."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx, transaction
from core.documents import operations as documents
from coupons.claims.developments import operations
from coupons.claims.developments.agreement import agreement_facts, agreement_pdf, file_number
from coupons.claims.developments.commands import APPROVE_DEVELOPMENT
from coupons.claims.developments.models import Development
from coupons.claims.developments.states import DEVELOPMENT_MACHINE
from coupons.claims.models import Evidence
from coupons.claims.states import EvidenceKind
from coupons.coupons.models import Coupon
from coupons.redemptions.models import Redemption
from coupons.states import Party


def approve_development(development_id: int, *, actor: Actor, now: datetime) -> int:
    """Approve it as it was confirmed; returns the id of the redemption. The quotation becomes its first evidence.

    Raises Refused as a consent is refused: what may not be used today is not reserved. WrongState unless it waits
    for this.
    """
    with transaction(APPROVE_DEVELOPMENT, actor, now) as tx:
        coupon, development = operations.lock_development(tx, development_id)
        tx.authorise(sme=development.sme_id, provider=development.provider_id)
        DEVELOPMENT_MACHINE.next(development.state, "approve")
        redemption = operations.reserve(tx, coupon, development, actor=actor, now=now)
        tx.add(
            Evidence(
                redemption_id=redemption.id,
                kind=EvidenceKind.AGREEMENT,
                document_id=development.document_id,
                added_at=development.sent_at,
                added_by_id=development.sent_by_id,
            )
        )
        agreement_id = _keep_agreement(tx, coupon, development, redemption, actor, now)
        tx.advance(
            Development,
            development_id,
            DEVELOPMENT_MACHINE,
            "approve",
            state_since=now,
            approved_at=now,
            approved_by_id=actor.known_person_id,
            redemption_id=redemption.id,
            agreement_id=agreement_id,
        )
        told = {"redemption_id": redemption.id}
        audit.record(tx, "development.approved", "development", development_id, actor, now, told)
        day = {"day": redemption.deliver_by.isoformat()}
        operations.tell(
            tx, development, "development.approved", Party.SME, Party.PROVIDER, now=now, facts=day
        )
        return redemption.id


def _keep_agreement(
    tx: Tx, coupon: Coupon, development: Development, redemption: Redemption, actor: Actor, now: datetime
) -> int:
    """Write the agreement and keep it; the id of its document. It proves no delivery, so it is no evidence of the claim."""
    facts = agreement_facts(tx, coupon, development, redemption, now)
    document = documents.store_as(
        tx,
        agreement_pdf(facts),
        "application/pdf",
        f"{file_number(development.id)}.pdf",
        "agreement",
        None,
        actor=actor,
        now=now,
    )
    return document.id
