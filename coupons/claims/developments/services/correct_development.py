"""An SME corrects a development proposal that was sent back, and sends it again."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_on
from core.db import transaction
from core.documents import operations as documents
from core.errors import NotFound
from coupons.claims.developments import operations
from coupons.claims.developments.commands import SEND_DEVELOPMENT
from coupons.claims.developments.models import Development
from coupons.claims.developments.rules import DevelopmentDraft
from coupons.claims.developments.states import DEVELOPMENT_MACHINE, QUOTATION_LIMIT
from coupons.claims.services.add_evidence import EvidenceFile
from coupons.parties import sme_id_of
from coupons.states import Party


def correct_development(
    development_id: int,
    draft: DevelopmentDraft,
    quotation: EvidenceFile | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Send it again with what is now right; the provider confirms anew. Without a new file the quotation stays.

    Raises Refused as send_development(); NotFound for another SME's, WrongState unless it was sent back.
    """
    SEND_DEVELOPMENT.admit(actor, now)
    judged = documents.judge(quotation.content) if quotation else None
    with transaction(SEND_DEVELOPMENT, actor, now) as tx:
        coupon, development = operations.lock_development(tx, development_id)
        if development.sme_id != sme_id_of(actor):
            raise NotFound
        tx.authorise(provider=development.provider_id)
        DEVELOPMENT_MACHINE.next(development.state, "send")
        row = operations.read_for_service(tx, coupon.id, development.service_id, actor.known_person_id, now)
        operations.refuse_unless_sound(row, draft, now)
        columns = draft.columns
        if judged is not None and quotation is not None:
            document = documents.store(
                tx, judged, quotation.file_name, "quotation", actor.organisation_id, actor=actor, now=now
            )
            columns["document_id"] = document.id
        tx.advance(
            Development,
            development_id,
            DEVELOPMENT_MACHINE,
            "send",
            state_since=now,
            sent_at=now,
            sent_by_id=actor.known_person_id,
            confirmed_at=None,
            confirmed_by_id=None,
            state_reason_id=None,
            **columns,
        )
        audit.record(tx, "development.sent", "development", development_id, actor, now)
        day = {"day": due_on(QUOTATION_LIMIT, now).isoformat()}
        operations.tell(tx, development, "development.sent", Party.PROVIDER, now=now, facts=day)
