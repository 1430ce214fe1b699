"""Who files a claim, or the SME for what it paid itself, adds a file that proves part of a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.documents import operations as documents
from core.errors import WrongState
from core.permissions import Permission
from coupons.claims.commands import ADD_EVIDENCE
from coupons.claims.models import Evidence
from coupons.claims.rules import open_for_evidence
from coupons.claims.states import EvidenceKind
from coupons.parties import party_of
from coupons.redemptions.operations import lock_claim
from coupons.redemptions.states import REDEMPTION_MACHINE
from coupons.states import Party

RIGHT_OF = {
    Party.PROVIDER: Permission.COUPONS_REDEMPTION_DELIVER,
    Party.SME: Permission.COUPONS_REDEMPTION_ACCEPT,
}


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One uploaded file."""

    file_name: str
    content: bytes


def add_evidence(
    redemption_id: int, kind: EvidenceKind, files: Sequence[EvidenceFile], *, actor: Actor, now: datetime
) -> list[int]:
    """Keep the files, all or none; returns the ids of the evidence.

    Raises Refused(FileProblem) for a file that is not what may be taken, WrongState when the claim
    takes no evidence from this side now, NotFound for another's.
    """
    ADD_EVIDENCE.admit(actor, now)
    judged = [(file.file_name, documents.judge(file.content)) for file in files]
    with transaction(ADD_EVIDENCE, actor, now) as tx:
        coupon, redemption = lock_claim(tx, redemption_id)
        side = party_of(actor, sme_id=redemption.sme_id, provider_id=redemption.provider_id)
        tx.authorise(RIGHT_OF[side])
        if redemption.state not in open_for_evidence(coupon.payee_mode, side):
            raise WrongState(REDEMPTION_MACHINE.name, "add_evidence", redemption.state)
        added = []
        for file_name, content in judged:
            document = documents.store(
                tx, content, file_name, kind.value, actor.organisation_id, actor=actor, now=now
            )
            evidence = tx.add(
                Evidence(
                    redemption_id=redemption_id,
                    kind=kind,
                    document_id=document.id,
                    added_at=now,
                    added_by_id=actor.known_person_id,
                )
            )
            added.append(evidence.id)
            audit.record(
                tx,
                "redemption.evidence_added",
                "redemption",
                redemption_id,
                actor,
                now,
                {"evidence_id": evidence.id, "kind": kind.value, "sha256": document.sha256.hex()},
            )
        return added
