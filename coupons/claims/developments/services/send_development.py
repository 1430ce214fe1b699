"""An SME that is paid back writes a development proposal for a service of its choice, on the provider's quotation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_on
from core.db import transaction
from core.documents import operations as documents
from core.errors import NotFound, Refused
from coupons.claims.developments import operations
from coupons.claims.developments.commands import SEND_DEVELOPMENT
from coupons.claims.developments.models import Development
from coupons.claims.developments.rules import DevelopmentDraft
from coupons.claims.developments.states import QUOTATION_LIMIT, DevelopmentRefusal
from coupons.claims.services.add_evidence import EvidenceFile
from coupons.parties import sme_id_of
from coupons.states import Party


def send_development(
    coupon_id: int,
    service_id: int,
    draft: DevelopmentDraft,
    quotation: EvidenceFile,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Send it to the provider, which confirms its quotation; returns its id. Nothing is reserved before it is approved.

    Raises Refused: for what any price is refused, for days that do not hold, for a file that is not what may be taken,
    and ALREADY_OPEN while another for the same service waits. NotFound for another SME's coupon.
    """
    SEND_DEVELOPMENT.admit(actor, now)
    judged = documents.judge(quotation.content)
    try:
        with transaction(SEND_DEVELOPMENT, actor, now) as tx:
            row = operations.read_for_service(tx, coupon_id, service_id, actor.known_person_id, now)
            if row.sme_id != sme_id_of(actor):
                raise NotFound
            tx.authorise(provider=row.provider_id)
            operations.refuse_unless_sound(row, draft, now)
            document = documents.store(
                tx, judged, quotation.file_name, "quotation", actor.organisation_id, actor=actor, now=now
            )
            development = tx.add(
                Development(
                    coupon_id=coupon_id,
                    sme_id=row.sme_id,
                    provider_id=row.provider_id,
                    service_id=service_id,
                    document_id=document.id,
                    state_since=now,
                    sent_at=now,
                    sent_by_id=actor.known_person_id,
                    **draft.columns,
                )
            )
            audit.record(tx, "development.sent", "development", development.id, actor, now)
            day = {"day": due_on(QUOTATION_LIMIT, now).isoformat()}
            operations.tell(tx, development, "development.sent", Party.PROVIDER, now=now, facts=day)
            return development.id
    except IntegrityError as error:
        if "uq_developments_open" not in str(error.orig):
            raise
        raise Refused(DevelopmentRefusal.ALREADY_OPEN) from None
