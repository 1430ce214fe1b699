"""Reports of numbers and changes of rights that wait for officers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission
from core.registry import InboxItem, NavEntry, Turn
from identity.organisations.models import Organisation
from identity.people.models import Person
from identity.rights_requests.models import NumberReport, RightsRequest
from identity.rights_requests.queries import AUTHORITY, waits_for_second
from identity.rights_requests.states import (
    CONFIRM_RIGHTS_WITHIN,
    LOOK_WITHIN,
    NUMBER_REPORT,
    RIGHTS_REQUEST,
    NumberReportState,
    RightsRequestKind,
    RightsRequestState,
)
from web.lists.listing import MINE
from web.queues.inbox import waiting_since
from web.queues.queue import Queue

NUMBER_TO_LOOK_AT = Turn(
    "number_report:decide",
    NUMBER_REPORT,
    (NumberReportState.OPEN,),
    Permission.IDENTITY_ORGANISATION_CHANGE,
    _l("Report about a 13-digit number"),
    _l("Programme officer"),
)
RIGHTS_TO_CONFIRM = {
    kind: Turn(
        f"rights_request:{kind}",
        RIGHTS_REQUEST,
        (RightsRequestState.ASKED,),
        authority.confirms,
        _l("Change of rights to confirm"),
        _l("Another authorised officer"),
    )
    for kind, authority in AUTHORITY.items()
}
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
        _l("Reports about numbers"),
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
        title, url = _l("Reports about numbers"), url_for("identity.number_reports")
        since, is_open = NumberReport.reported_at, NumberReport.state == NumberReportState.OPEN
        yield from waiting_since(session, now, title, url, LOOK_WITHIN, since, is_open)
    if actor.may_any(authority.confirms for authority in AUTHORITY.values()):
        title, url = _l("Changes of rights to confirm"), url_for("identity.rights_requests", turn=MINE)
        since, mine = RightsRequest.asked_at, waits_for_second(actor, now)
        yield from waiting_since(session, now, title, url, CONFIRM_RIGHTS_WITHIN, since, mine)


def _rights_queue(kind: RightsRequestKind) -> Queue:
    return Queue(
        RIGHTS_TO_CONFIRM[kind],
        RightsRequest.id,
        lambda _now: sa.and_(RightsRequest.state == RightsRequestState.ASKED, RightsRequest.kind == kind),
        RightsRequest.asked_at,
        "identity.rights_requests",
        limit=CONFIRM_RIGHTS_WITHIN,
        name=Person.full_name,
        joins=((Person, Person.id == RightsRequest.person_id),),
        barred=(RightsRequest.asked_by_id, RightsRequest.person_id),
        tied=(RightsRequest.organisation_id,),
        kind=kind,
    )


QUEUES = (
    Queue(
        NUMBER_TO_LOOK_AT,
        NumberReport.id,
        lambda _now: NumberReport.state == NumberReportState.OPEN,
        NumberReport.reported_at,
        "identity.number_reports",
        limit=LOOK_WITHIN,
        name=Organisation.name_th,
        name_en=Organisation.name_en,
        joins=((Organisation, Organisation.id == NumberReport.organisation_id),),
        barred=(NumberReport.reported_by_id,),
        tied=(NumberReport.organisation_id,),
    ),
    *map(_rights_queue, AUTHORITY),
)
