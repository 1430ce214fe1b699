"""An officer dismisses a report that a number is another's."""

from __future__ import annotations

from datetime import datetime

from flask import url_for

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from identity.notifications.operations import notify
from identity.organisations.models import Organisation
from identity.rights_requests.commands import DISMISS_NUMBER_REPORT
from identity.rights_requests.models import NumberReport
from identity.rights_requests.queries import concerned_in
from identity.rights_requests.states import NUMBER_REPORT


def dismiss_number_report(report_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """End the report; who registered the number keeps it, and who reported is notified why.

    Refused with REASON_MISSING, NOT_YOURSELF, CONNECTED, or StateReason.MOVED_ON.
    """
    with transaction(DISMISS_NUMBER_REPORT, actor, now) as tx:
        report = tx.lock(NumberReport, report_id)
        reporter, organisation_id = report.reported_by_id, report.organisation_id
        tx.authorise(organisation=organisation_id, person=concerned_in(report, DISMISS_NUMBER_REPORT))
        decided_by = actor.known_person_id
        reason_id = audit.store_reason(tx, decided_by, reason)
        tx.advance(
            NumberReport,
            report_id,
            NUMBER_REPORT,
            "dismiss",
            decided_at=now,
            decided_by_id=decided_by,
            state_reason_id=reason_id,
        )
        audit.record(
            tx, "number.report_dismissed", "organisation", organisation_id, actor, now, reason_id=reason_id
        )
        page = url_for("identity.number_report", report_id=report_id)
        told = {"ending": tx.get(Organisation, organisation_id).registration_number[-4:]}
        notify(tx, [reporter], "number.dismissed", told, page, now=now)
