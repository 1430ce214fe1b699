"""What waits in this room: registrations to finish, to correct, to check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.labels import words_for
from core.permissions import Permission, Role
from core.registry import (
    Deadline,
    InboxItem,
    NavEntry,
    register_deadlines,
    register_inbox,
    register_navigation,
)
from identity.models import Organisation
from smes import queries
from smes.models import Sme
from smes.states import REVIEW_LIMIT, SmeState

P = Permission
OWN_TITLES = {
    SmeState.DRAFT: _l("Finish the registration of your business"),
    SmeState.RETURNED: _l("Your registration came back: correct it"),
}
OWN_URGENCY = {SmeState.DRAFT: 2, SmeState.RETURNED: 1}


def urgency(since: datetime | None, now: datetime) -> int:
    """0 past the service standard, 1 in its last third, 2 before (DESIGN §10)."""
    if since is None:
        return 2
    left = since + REVIEW_LIMIT - now
    return 0 if left.total_seconds() < 0 else 1 if left < REVIEW_LIMIT / 3 else 2


def waiting(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """The member's own unfinished registration; the officer's registrations to check."""
    if actor.is_staff:
        if actor.may(P.SMES_SME_DECIDE):
            count, oldest = queries.waiting_for_officer(session)
            url = url_for("smes.index", state=SmeState.SUBMITTED.value)
            yield InboxItem(_l("SME registrations to check"), count, url, urgency(oldest, now), oldest)
        return
    own = queries.own_registration(session, actor) if actor.may(P.SMES_SME_REGISTER) else None
    if own is not None and own.state in OWN_TITLES:
        url = url_for("smes.show", organisation_id=own.organisation_id)
        since = own.submitted_at or own.created_at
        yield InboxItem(OWN_TITLES[own.state], 1, url, OWN_URGENCY[own.state], since)


def deadlines(session: Session, _now: datetime) -> Iterator[Deadline]:
    """Every registration that waits for an officer."""
    rows = session.execute(
        sa.select(Sme.organisation_id, Sme.submitted_at, Organisation.name_th)
        .join(Organisation, Organisation.id == Sme.organisation_id)
        .where(Sme.state == SmeState.SUBMITTED)
    )
    for row in rows:
        yield Deadline(
            _l("SME registration"),
            row.name_th,
            url_for("smes.show", organisation_id=row.organisation_id),
            words_for(Role.PROGRAMME_OFFICER),
            row.submitted_at,
            row.submitted_at + REVIEW_LIMIT,
        )


def register() -> None:
    """Tell the landing page, the deadline board and the menu."""
    register_inbox("smes", waiting)
    register_deadlines("smes", deadlines)
    register_navigation(
        NavEntry(20, _l("SMEs"), "smes.index", frozenset({P.SMES_SME_READ}), "people"),
        NavEntry(80, _l("My business"), "smes.own", frozenset({P.SMES_SME_READ}), "shop", "sme"),
        NavEntry(
            10, _l("Register an SME"), "smes.register", frozenset({P.SMES_SME_REGISTER}), "shop", "person"
        ),
    )
