"""What waits in this room: registrations to finish, to correct, to decide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.clock import bangkok_date
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
from providers import queries
from providers.models import Provider
from providers.states import REVIEW_LIMIT, ProviderState

P = Permission
OWN_TITLES = {
    ProviderState.DRAFT: _l("Finish your registration as a provider"),
    ProviderState.RETURNED: _l("Your registration came back: correct it"),
    ProviderState.REJECTED: _l("Your registration was rejected: you may appeal"),
}
OWN_URGENCY = {ProviderState.DRAFT: 2, ProviderState.RETURNED: 1, ProviderState.REJECTED: 1}


DEADLINES = {
    "registration": _l("Provider registration"),
    "renewal": _l("Renewal of an approval"),
    "service": _l("Service or price of a provider"),
}


def waiting(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """The member's own unfinished business; the officer's registrations and categories to decide."""
    if actor.is_staff:
        if actor.may(P.PROVIDERS_PROVIDER_DECIDE):
            yield from _for_officer(session, now)
    elif actor.organisation_id is not None and actor.may(P.PROVIDERS_PROVIDER_REGISTER):
        yield from _for_owner(session, actor.organisation_id, now)


def _for_officer(session: Session, now: datetime) -> Iterator[InboxItem]:
    count, oldest = queries.waiting_for_officer(session)
    url = url_for("providers.index", state=ProviderState.SUBMITTED.value)
    yield InboxItem(
        _l("Provider registrations to decide"), count, url, urgency(oldest, REVIEW_LIMIT, now), oldest
    )
    url = url_for("providers.index", state=ProviderState.APPROVED.value, asked="yes")
    yield InboxItem(_l("Further kinds of service to decide"), queries.categories_to_decide(session), url, 2)
    said = [row.asked_at for row in session.execute(queries.changes_waiting())]
    since = min(said, default=None)
    url = url_for("providers.index", asked="service")
    title = _l("Services and prices to decide")
    yield InboxItem(title, len(said), url, urgency(since, REVIEW_LIMIT, now), since)
    asked = [row.asked_at for row in session.execute(queries.renewals_waiting())]
    since = min(asked, default=None)
    url = url_for("providers.index", asked="renewal")
    yield InboxItem(_l("Renewals to decide"), len(asked), url, urgency(since, REVIEW_LIMIT, now), since)


def _for_owner(session: Session, provider_id: int, now: datetime) -> Iterator[InboxItem]:
    own = session.get(Provider, provider_id)
    if own is None:
        return
    if own.state in OWN_TITLES and not (own.state is ProviderState.REJECTED and own.first_decided_by_id):
        url = url_for("providers.show", provider_id=provider_id)
        since = own.decided_at or own.submitted_at or own.created_at
        yield InboxItem(OWN_TITLES[own.state], 1, url, OWN_URGENCY[own.state], since)
    if own.state is ProviderState.APPROVED:
        ending = queries.approvals_ending(session, provider_id, bangkok_date(now))
        url = url_for("providers.show", provider_id=provider_id, _anchor="categories")
        yield InboxItem(_l("Approvals to renew: they end soon or have ended"), ending, url, 1)


def deadlines(session: Session, _now: datetime) -> Iterator[Deadline]:
    """Every registration, every renewal, every service and price that waits for an officer."""
    registrations = registrations_waiting(Provider).add_columns(sa.literal("registration").label("kind"))
    asked = [
        sa.select(rows.c.provider_id, rows.c.asked_at, rows.c.name_th, sa.literal(kind))
        for kind, rows in (
            ("renewal", queries.renewals_waiting().subquery()),
            ("service", queries.changes_waiting().subquery()),
        )
    ]
    for row in session.execute(registrations.union_all(*asked)):
        kind = DEADLINES[row.kind]
        url = url_for("providers.show", provider_id=row.organisation_id)
        yield officers_deadline(kind, row, url, REVIEW_LIMIT)


def register() -> None:
    """Tell the landing page, the deadline board and the menu."""
    register_inbox("providers", waiting)
    register_deadlines("providers", deadlines)
    read = frozenset({P.PROVIDERS_PROVIDER_READ})
    register_navigation(
        NavEntry(21, _l("Providers"), "providers.index", frozenset({P.PROVIDERS_PROVIDER_LIST}), "shop"),
        NavEntry(80, _l("My business"), "providers.own", read, "shop", "provider"),
        NavEntry(
            11,
            _l("Register a provider"),
            "providers.register",
            frozenset({P.PROVIDERS_PROVIDER_REGISTER}),
            "shop",
            "person",
        ),
    )
