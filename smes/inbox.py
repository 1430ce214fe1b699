"""What waits in this room: registrations to finish, to correct, to check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission
from core.registry import (
    Deadline,
    InboxItem,
    NavEntry,
    register_deadlines,
    register_inbox,
    register_navigation,
    urgency,
)
from identity.desks import officers_deadline, registrations_waiting
from smes import queries
from smes.models import Sme
from smes.states import REVIEW_LIMIT, SmeState

P = Permission
OWN_TITLES = {
    SmeState.DRAFT: _l("Finish the registration of your business"),
    SmeState.RETURNED: _l("Your registration came back: correct it"),
}
OWN_URGENCY = {SmeState.DRAFT: 2, SmeState.RETURNED: 1}


def waiting(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """The member's own unfinished registration; the officer's registrations to check."""
    if actor.is_staff:
        if actor.may(P.SMES_SME_DECIDE):
            count, oldest = queries.waiting_for_officer(session)
            url = url_for("smes.index", state=SmeState.SUBMITTED.value)
            yield InboxItem(
                _l("SME registrations to check"), count, url, urgency(oldest, REVIEW_LIMIT, now), oldest
            )
            said = [row.since for row in session.execute(queries.updates_waiting())]
            since = min(said, default=None)
            url = url_for("smes.index", asked="changes")
            title = _l("New figures and declarations to check")
            yield InboxItem(title, len(said), url, urgency(since, REVIEW_LIMIT, now), since)
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
    if own is not None and own.state in OWN_TITLES:
        url = url_for("smes.show", organisation_id=own.organisation_id)
        since = own.submitted_at or own.created_at
        yield InboxItem(OWN_TITLES[own.state], 1, url, OWN_URGENCY[own.state], since)


def deadlines(session: Session, _now: datetime) -> Iterator[Deadline]:
    """Every registration that waits for an officer, and all that a registered business said anew."""
    registrations = registrations_waiting(Sme).add_columns(sa.false().label("is_update"))
    for row in session.execute(registrations.union_all(queries.updates_waiting().add_columns(sa.true()))):
        kind = _l("New figures or declarations") if row.is_update else _l("SME registration")
        url = url_for("smes.show", organisation_id=row.organisation_id)
        yield officers_deadline(kind, row, url, REVIEW_LIMIT)


def register() -> None:
    """Tell the landing page, the deadline board and the menu."""
    register_inbox("smes", waiting)
    register_deadlines("smes", deadlines)
    register_navigation(
        NavEntry(20, _l("SMEs"), "smes.index", frozenset({P.SMES_SME_LIST}), "people"),
        NavEntry(80, _l("My business"), "smes.own", frozenset({P.SMES_SME_READ}), "shop", "sme"),
        NavEntry(
            10, _l("Register an SME"), "smes.register", frozenset({P.SMES_SME_REGISTER}), "shop", "person"
        ),
    )
