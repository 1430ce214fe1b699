"""What waits in this package: registrations to finish, to correct, to check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.urgency import urgency
from core.clock import bangkok_date
from core.permissions import Permission, Role
from core.registry import InboxItem, NavEntry, Turn
from identity.organisations.appeals import appeal_days, may_appeal, time_to_appeal
from identity.organisations.models import Organisation
from identity.organisations.officer_lists import registration_queue
from smes import queries
from smes.models import Sme, SmeUpdate
from smes.states import REVIEW_LIMIT, SME_MACHINE, UPDATE_MACHINE, SmeState, UpdateState
from web.queues.inbox import waiting_since
from web.queues.queue import Queue

P = Permission
OWN_TITLES = {
    SmeState.DRAFT: _l("Finish the registration of your business"),
    SmeState.RETURNED: _l("Your registration was sent back: correct it"),
    SmeState.REJECTED: _l("Your registration was rejected: you can appeal or register again"),
}
OWN_URGENCY = {SmeState.DRAFT: 2, SmeState.RETURNED: 1, SmeState.REJECTED: 1}


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """The member's own unfinished registration; the officer's registrations to check."""
    if actor.is_staff:
        if actor.may(P.SMES_SME_DECIDE):
            title, url = (
                _l("SME registrations to check"),
                url_for("smes.index", state=SmeState.SUBMITTED.value),
            )
            submitted = Sme.state == SmeState.SUBMITTED
            yield from waiting_since(session, now, title, url, REVIEW_LIMIT, Sme.state_since, submitted)
            said, since = queries.with_updates(session)
            url = url_for("smes.index", asked="changes")
            title = _l("New figures and declarations to check")
            yield InboxItem(title, said, url, urgency(since, REVIEW_LIMIT, now), since)
        if actor.may(P.SMES_SME_SUSPEND):
            url = url_for("smes.index", asked="unqualified")
            yield InboxItem(
                _l("Verified businesses that no longer meet the conditions"),
                queries.unqualified(session),
                url,
                1,
            )
        return
    own = queries.own_registration(session, actor) if actor.may(P.SMES_SME_REGISTER) else None
    if own is None or own.state not in OWN_TITLES:
        return
    if own.state is not SmeState.REJECTED or may_appeal(own, bangkok_date(now), appeal_days()):
        url = url_for("smes.show", organisation_id=own.organisation_id)
        yield InboxItem(OWN_TITLES[own.state], 1, url, OWN_URGENCY[own.state], own.state_since)


_S = SmeState
TURNS = {
    _S.SUBMITTED: Turn(
        "sme:verify",
        SME_MACHINE,
        (_S.SUBMITTED,),
        P.SMES_SME_DECIDE,
        _l("SME registration to check"),
        Role.PROGRAMME_OFFICER,
    ),
    _S.RETURNED: Turn(
        "sme:correct",
        SME_MACHINE,
        (_S.RETURNED,),
        P.SMES_SME_REGISTER,
        _l("SME registration to correct"),
        _l("the SME"),
    ),
    _S.REJECTED: Turn(
        "sme:appeal",
        SME_MACHINE,
        (_S.REJECTED,),
        P.SMES_SME_REGISTER,
        _l("Rejected SME registration: you can appeal"),
        _l("the SME"),
    ),
    _S.SUSPENDED: Turn(
        "sme:reinstate",
        SME_MACHINE,
        (_S.SUSPENDED,),
        P.SMES_SME_SUSPEND,
        _l("Suspended SME to review"),
        Role.PROGRAMME_APPROVER,
    ),
}
TO_LOOK_AT = Turn(
    "sme_update:confirm",
    UPDATE_MACHINE,
    (UpdateState.WAITING,),
    P.SMES_SME_DECIDE,
    _l("New figures or declarations"),
    Role.PROGRAMME_OFFICER,
)


def _queue(turn: Turn) -> Queue:
    (state,) = turn.states
    return registration_queue(
        Sme,
        turn,
        ("smes.show", "organisation_id"),
        limit=time_to_appeal if state is _S.REJECTED else SME_MACHINE.limit(state),
        barred=(Sme.submitted_by_id, Sme.first_decided_by_id),
        returned=_S.RETURNED,
        rejected=_S.REJECTED,
    )


QUEUES = (
    *map(_queue, TURNS.values()),
    Queue(
        TO_LOOK_AT,
        SmeUpdate.id,
        lambda _now: SmeUpdate.state == UpdateState.WAITING,
        SmeUpdate.said_at,
        "smes.show",
        "organisation_id",
        SmeUpdate.organisation_id,
        limit=REVIEW_LIMIT,
        name=Organisation.name_th,
        name_en=Organisation.name_en,
        joins=((Organisation, Organisation.id == SmeUpdate.organisation_id),),
        barred=(SmeUpdate.said_by_id,),
        tied=(SmeUpdate.organisation_id,),
    ),
)
NAVIGATION = (
    NavEntry(20, _l("SMEs"), "smes.index", frozenset({P.SMES_SME_LIST}), "people"),
    NavEntry(80, _l("My business"), "smes.own", frozenset({P.SMES_SME_READ}), "shop", "sme"),
    NavEntry(10, _l("Register an SME"), "smes.register", frozenset({P.SMES_SME_REGISTER}), "shop", "person"),
)
