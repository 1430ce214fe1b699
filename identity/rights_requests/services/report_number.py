"""Somebody reports that another has registered their number."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask import url_for

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction, unique_or
from core.documents import operations as documents
from core.errors import Refused
from core.permissions import Role
from identity.notifications.words import both_names
from identity.organisations.models import Organisation
from identity.rights_requests.commands import REPORT_NUMBER
from identity.rights_requests.models import NumberReport
from identity.rights_requests.rules import RightsRequestRefusal
from identity.staff.operations import tell


def report_number(
    number: str, reason: str, evidence: bytes, evidence_name: str, *, actor: Actor, now: datetime
) -> int:
    """Keep the report with what proves it, and notify the officers; returns its id. Nothing changes yet.

    `number` has 13 digits. Refused with REASON_MISSING, a FileProblem, NUMBER_FREE when nobody has registered it, or
    NUMBER_REPORTED while an earlier report of the same person waits.
    """
    REPORT_NUMBER.admit(actor, now)
    judged = documents.judge(evidence)
    with transaction(REPORT_NUMBER, actor, now) as tx:
        registered = sa.select(Organisation.id).where(
            Organisation.registration_number == number, Organisation.released_at.is_(None)
        )
        organisation_id = tx.scalar(registered)
        if organisation_id is None:
            raise Refused(RightsRequestRefusal.NUMBER_FREE)
        person_id = actor.known_person_id
        reason_id = audit.store_reason(tx, person_id, reason)
        paper = documents.store(tx, judged, evidence_name, "number_evidence", None, actor=actor, now=now)
        report = NumberReport(
            organisation_id=organisation_id,
            reported_at=now,
            reported_by_id=person_id,
            reason_id=reason_id,
            document_id=paper.id,
        )
        with unique_or(tx, RightsRequestRefusal.NUMBER_REPORTED):
            tx.add(report)
        audit.record(tx, "number.reported", "organisation", organisation_id, actor, now, reason_id=reason_id)
        told = {"business": both_names(tx.get(Organisation, organisation_id))}
        tell(
            tx, Role.PROGRAMME_OFFICER, "number.to_look_at", url_for("identity.number_reports"), told, now=now
        )
        return report.id
