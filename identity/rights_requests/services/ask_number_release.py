"""An officer asks that a number be freed from who registered it without right: the first of two people."""

from __future__ import annotations

from datetime import datetime

from flask import url_for

from core import events
from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction, unique_or
from core.errors import Refused, WrongState
from core.permissions import Role
from identity.organisations.models import Organisation
from identity.rights_requests.commands import ASK_NUMBER_RELEASE
from identity.rights_requests.events import NumberContested
from identity.rights_requests.models import NumberReport, RightsRequest
from identity.rights_requests.numbers import refuse_if_verified
from identity.rights_requests.queries import concerned_in
from identity.rights_requests.rules import RightsRequestRefusal
from identity.rights_requests.states import NUMBER_REPORT, NumberReportState, RightsRequestKind
from identity.staff.operations import one_at_a_time, tell


def ask_number_release(report_id: int, reason: str, *, actor: Actor, now: datetime) -> int:
    """Ask, on the evidence of a report; returns the request's id. Nothing changes yet.

    Refused with REASON_MISSING, NOT_YOURSELF for who reported or registered it, CONNECTED, NUMBER_IN_USE for what was
    ever verified or holds coupons or money, NUMBER_FREED, RIGHTS_REQUEST_ASKED, or StateReason.MOVED_ON.
    """
    with transaction(ASK_NUMBER_RELEASE, actor, now) as tx:
        one_at_a_time(tx)
        report = tx.lock(NumberReport, report_id)
        tx.authorise(organisation=report.organisation_id, person=concerned_in(report, ASK_NUMBER_RELEASE))
        if report.state is not NumberReportState.OPEN:
            raise WrongState(NUMBER_REPORT.name, "free", report.state)
        events.publish(tx, NumberContested(report.organisation_id, is_freed=False, now=now))
        organisation = tx.lock(Organisation, report.organisation_id)
        if organisation.released_at is not None:
            raise Refused(RightsRequestRefusal.NUMBER_FREED)
        refuse_if_verified(tx, organisation.id)
        asked_by = actor.known_person_id
        request = RightsRequest(
            kind=RightsRequestKind.FREE_NUMBER,
            person_id=organisation.created_by_id,
            organisation_id=organisation.id,
            document_id=report.document_id,
            asked_at=now,
            asked_by_id=asked_by,
            reason_id=audit.store_reason(tx, asked_by, reason),
        )
        with unique_or(tx, RightsRequestRefusal.RIGHTS_REQUEST_ASKED):
            tx.add(request)
        fields = {"kind": request.kind.value, "organisation_id": organisation.id}
        audit.record(
            tx,
            "rights_request.asked",
            "rights_request",
            request.id,
            actor,
            now,
            fields,
            reason_id=request.reason_id,
        )
        about, trail = {"request": request.kind.value}, url_for("identity.trail")
        tell(tx, Role.AUDITOR, "rights_request.for_audit", trail, about, now=now)
        return request.id
