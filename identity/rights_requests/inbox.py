"""Reports of numbers and changes of rights that wait for officers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.due import due_at
from core.calendar.urgency import urgency
from core.labels import words_for
from core.permissions import Permission
from core.registry import Deadline, InboxItem, NavEntry, Turn
from identity.organisations.models import Organisation
from identity.people.models import Person
from identity.people.queries import oldest
from identity.rights_requests.models import NumberReport, RightsRequest
from identity.rights_requests.queries import AUTHORITY
from identity.rights_requests.states import (
    CONFIRM_RIGHTS_WITHIN,
    LOOK_WITHIN,
    NUMBER_REPORT,
    RIGHTS_REQUEST,
    NumberReportState,
    RightsRequestState,
)

_RIGHTS_TO_CONFIRM = sa.select(sa.func.count(), sa.func.min(RightsRequest.asked_at)).where(
    RightsRequest.state == RightsRequestState.ASKED,
    RightsRequest.kind.in_(sa.bindparam("kinds", expanding=True)),
    RightsRequest.asked_by_id != sa.bindparam("person_id"),
    RightsRequest.person_id != sa.bindparam("person_id"),
)
_REPORTS = sa.select(sa.func.count(), sa.func.min(NumberReport.reported_at)).where(
    NumberReport.state == NumberReportState.OPEN
)
NUMBER_TO_LOOK_AT = Turn(
    "number_report:decide",
    NUMBER_REPORT,
    (NumberReportState.OPEN,),
    Permission.IDENTITY_ORGANISATION_CHANGE,
    _l("Report of a number"),
    _l("Programme officer"),
)
RIGHTS_TO_CONFIRM = {
    kind: Turn(
        f"rights_request:{kind}",
        RIGHTS_REQUEST,
        (RightsRequestState.ASKED,),
        authority.confirms,
        _l("Request about somebody’s rights to confirm"),
        _l("Another officer who may confirm it"),
    )
    for kind, authority in AUTHORITY.items()
}
TURNS = (NUMBER_TO_LOOK_AT, *RIGHTS_TO_CONFIRM.values())
NAVIGATION = (
    NavEntry(
        83,
        _l("Changes of rights"),
        "identity.rights_requests",
        frozenset(
            permission
            for authority in AUTHORITY.values()
            for permission in (authority.asks, authority.confirms)
        ),
        "people",
    ),
    NavEntry(
        84,
        _l("Reports of numbers"),
        "identity.number_reports",
        frozenset({Permission.IDENTITY_ORGANISATION_CHANGE}),
        "search",
    ),
)
LIST_TITLES = {"identity.blocked": _l("Blocked accounts")}


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Reports of numbers to look at, and changes of rights to confirm."""
    if actor.person_id is None:
        return
    if actor.may(Permission.IDENTITY_ORGANISATION_CHANGE):
        count, since = session.execute(_REPORTS).one()
        url = url_for("identity.number_reports")
        yield InboxItem(_l("Reports of numbers"), count, url, urgency(since, LOOK_WITHIN, now), since)
    kinds = [kind for kind, authority in AUTHORITY.items() if actor.may(authority.confirms)]
    if kinds:
        asked = {"person_id": actor.person_id, "kinds": [kind.value for kind in kinds]}
        count, since = session.execute(_RIGHTS_TO_CONFIRM, asked).one()
        due = urgency(since, CONFIRM_RIGHTS_WITHIN, now)
        url = url_for("identity.rights_requests")
        yield InboxItem(_l("Changes of rights to confirm"), count, url, due, since)


def deadlines(session: Session, now: datetime, most: int | None) -> Iterator[Deadline]:  # noqa: ARG001 - the registry's
    """Reports of numbers, and changes of rights that wait for a second person."""
    yield from _number_reports(session, most)
    waits, of = RightsRequest.state == RightsRequestState.ASKED, Person.id == RightsRequest.person_id
    for request, name in oldest(session, waits, RightsRequest.asked_at, Person.full_name, of, most):
        yield Deadline(
            RIGHTS_TO_CONFIRM[request.kind],
            request.id,
            name,
            url_for("identity.rights_requests"),
            request.asked_at,
            due_at(CONFIRM_RIGHTS_WITHIN, request.asked_at),
            barred=frozenset({request.asked_by_id, request.person_id}),
            tied=frozenset({request.organisation_id} - {None}),
            kind=words_for(request.kind),
        )


def _number_reports(session: Session, most: int | None) -> Iterator[Deadline]:
    waits, of = NumberReport.state == NumberReportState.OPEN, Organisation.id == NumberReport.organisation_id
    for report, name in oldest(session, waits, NumberReport.reported_at, Organisation.name_th, of, most):
        yield Deadline(
            NUMBER_TO_LOOK_AT,
            report.id,
            name,
            url_for("identity.number_reports"),
            report.reported_at,
            due_at(LOOK_WITHIN, report.reported_at),
            barred=frozenset({report.reported_by_id}),
            tied=frozenset({report.organisation_id}),
        )
