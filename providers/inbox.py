"""What waits in this room: registrations to finish, to correct, to decide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.due import due_at
from core.calendar.urgency import urgency
from core.clock import bangkok_date
from core.permissions import Permission, Role
from core.registry import Deadline, InboxItem, NavEntry, Turn
from core.statements import count_and_first
from core.terms import end_of
from identity.organisations.appeals import appeal_days, last_appeal_day, still_open
from identity.organisations.desks import registrations_waiting
from providers import queries
from providers.models import CategoryRenewal, Provider, ServiceChange
from providers.pages import may_appeal
from providers.rules import RENEWAL_OPENS
from providers.states import (
    CATEGORY_MACHINE,
    CHANGE_MACHINE,
    CORRECTION_LIMIT,
    PROVIDER_MACHINE,
    RENEWAL_MACHINE,
    REVIEW_LIMIT,
    CategoryState,
    ChangeState,
    ProviderState,
    RenewalState,
)

P = Permission
OWN_TITLES = {
    ProviderState.DRAFT: _l("Finish your registration as a provider"),
    ProviderState.RETURNED: _l("Your registration came back: correct it"),
    ProviderState.REJECTED: _l("Your registration was rejected: you may appeal or apply again"),
}
OWN_URGENCY = {ProviderState.DRAFT: 2, ProviderState.RETURNED: 1, ProviderState.REJECTED: 1}


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
    said, since = count_and_first(session, queries.changes_waiting(), "asked_at")
    url = url_for("providers.index", asked="service")
    title = _l("Services and prices to decide")
    yield InboxItem(title, said, url, urgency(since, REVIEW_LIMIT, now), since)
    asked, since = count_and_first(session, queries.renewals_waiting(), "asked_at")
    url = url_for("providers.index", asked="renewal")
    yield InboxItem(_l("Renewals to decide"), asked, url, urgency(since, REVIEW_LIMIT, now), since)


def _for_owner(session: Session, provider_id: int, now: datetime) -> Iterator[InboxItem]:
    own = session.get(Provider, provider_id)
    if own is None:
        return
    over = own.state is ProviderState.REJECTED and not may_appeal(own, bangkok_date(now), appeal_days())
    if own.state in OWN_TITLES and not over:
        url = url_for("providers.show", provider_id=provider_id)
        since = own.decided_at or own.submitted_at or own.created_at
        yield InboxItem(OWN_TITLES[own.state], 1, url, OWN_URGENCY[own.state], since)
    if own.state is ProviderState.APPROVED:
        ending = queries.approvals_to_renew(session, provider_id, bangkok_date(now))
        url = url_for("providers.show", provider_id=provider_id, _anchor="categories")
        yield InboxItem(_l("Approvals to renew: they end soon or have ended"), ending, url, 1)


_S = ProviderState
TURNS = {
    _S.SUBMITTED: Turn(
        "provider:approve",
        PROVIDER_MACHINE,
        (_S.SUBMITTED,),
        P.PROVIDERS_PROVIDER_DECIDE,
        _l("Provider registration"),
        Role.PROGRAMME_OFFICER,
    ),
    _S.RETURNED: Turn(
        "provider:correct",
        PROVIDER_MACHINE,
        (_S.RETURNED,),
        P.PROVIDERS_PROVIDER_REGISTER,
        _l("Provider registration to correct"),
        _l("the provider"),
    ),
    _S.REJECTED: Turn(
        "provider:appeal",
        PROVIDER_MACHINE,
        (_S.REJECTED,),
        P.PROVIDERS_PROVIDER_REGISTER,
        _l("Rejected provider registration: time to appeal"),
        _l("the provider"),
    ),
    _S.SUSPENDED: Turn(
        "provider:reinstate",
        PROVIDER_MACHINE,
        (_S.SUSPENDED,),
        P.PROVIDERS_PROVIDER_SUSPEND,
        _l("Suspension of a provider to decide"),
        Role.PROGRAMME_APPROVER,
    ),
}
RENEWAL_TO_DECIDE = Turn(
    "renewal:approve",
    RENEWAL_MACHINE,
    (RenewalState.REQUESTED,),
    P.PROVIDERS_PROVIDER_DECIDE,
    _l("Renewal of an approval"),
    Role.PROGRAMME_OFFICER,
)
CATEGORY_TO_DECIDE = Turn(
    "provider_category:approve",
    CATEGORY_MACHINE,
    (CategoryState.REQUESTED,),
    P.PROVIDERS_PROVIDER_DECIDE,
    _l("Further kind of service to decide"),
    Role.PROGRAMME_OFFICER,
)
CATEGORY_TO_ASK_AGAIN = Turn(
    "provider_category:request",
    CATEGORY_MACHINE,
    (CategoryState.REJECTED,),
    P.PROVIDERS_PROVIDER_REGISTER,
    _l("Rejected kind of service: time to ask again"),
    _l("the provider"),
)
SERVICE_TO_DECIDE = Turn(
    "service_change:approve",
    CHANGE_MACHINE,
    (ChangeState.REQUESTED,),
    P.PROVIDERS_PROVIDER_DECIDE,
    _l("Service or price of a provider"),
    Role.PROGRAMME_OFFICER,
)
CATEGORY_TO_RENEW = Turn(
    "provider_category:renew",
    CATEGORY_MACHINE,
    (CategoryState.APPROVED,),
    P.PROVIDERS_PROVIDER_REGISTER,
    _l("Approval that ends: time to ask for its renewal"),
    _l("the provider"),
)
_OWN = (_S.RETURNED, _S.REJECTED)


def deadlines(session: Session, now: datetime, most: int | None) -> Iterator[Deadline]:
    """Every registration, kind of service and renewal that waits for an officer, an approver or its provider."""
    found = registrations_waiting(Provider, "provider", TURNS, most)
    for provider, since, name in session.execute(
        found.where(still_open(Provider.state, Provider.decided_at, Provider.first_decided_by_id, now))
    ):
        own, due = provider.state in _OWN, due_at(REVIEW_LIMIT, since)
        if provider.state is _S.RETURNED:
            due = due_at(CORRECTION_LIMIT, since)
        if provider.state is _S.REJECTED:
            last = last_appeal_day(provider.decided_at, appeal_days())
            if last is None or not may_appeal(provider, bangkok_date(now), appeal_days()):
                continue
            due = end_of(last)
        yield _of_provider(
            TURNS[provider.state],
            provider.organisation_id,
            provider,
            name,
            since,
            due,
            own=own,
            barred={provider.submitted_by_id, provider.first_decided_by_id},
        )
    renewals = queries.renewals_waiting().add_columns(Provider, CategoryRenewal.asked_by_id)
    for row in session.execute(renewals.order_by(CategoryRenewal.asked_at).limit(most)):
        due = due_at(REVIEW_LIMIT, row.asked_at)
        barred = {row.asked_by_id, row.Provider.submitted_by_id}
        yield _of_provider(
            RENEWAL_TO_DECIDE, row.id, row.Provider, row.name_th, row.asked_at, due, own=False, barred=barred
        )
    changes = queries.changes_waiting().add_columns(Provider, ServiceChange.asked_by_id)
    for row in session.execute(changes.order_by(ServiceChange.asked_at).limit(most)):
        due, barred = due_at(REVIEW_LIMIT, row.asked_at), {row.asked_by_id}
        yield _of_provider(
            SERVICE_TO_DECIDE, row.id, row.Provider, row.name_th, row.asked_at, due, own=False, barred=barred
        )
    yield from _categories(session, now, most)


def _categories(session: Session, now: datetime, most: int | None) -> Iterator[Deadline]:
    for category, since, provider, name in session.execute(queries.categories_waiting(most)):
        asked = category.state is CategoryState.REQUESTED
        turn, limit = (
            (CATEGORY_TO_DECIDE, REVIEW_LIMIT) if asked else (CATEGORY_TO_ASK_AGAIN, CORRECTION_LIMIT)
        )
        due = due_at(limit, since)
        if asked or now < due:
            barred = {provider.submitted_by_id}
            yield _of_provider(turn, category.id, provider, name, since, due, own=not asked, barred=barred)
    for category, provider, name in session.execute(queries.approvals_ending(bangkok_date(now), most)):
        due = end_of(category.valid_until)
        since = due - RENEWAL_OPENS
        yield _of_provider(CATEGORY_TO_RENEW, category.id, provider, name, since, due, own=True, barred=set())


def _of_provider(
    turn: Turn,
    subject_id: int,
    provider: Provider,
    name: str,
    since: datetime,
    due: datetime,
    *,
    own: bool,
    barred: set[int | None],
) -> Deadline:
    provider_id = provider.organisation_id
    return Deadline(
        turn,
        subject_id,
        name,
        url_for("providers.show", provider_id=provider_id),
        since,
        due,
        organisation_id=provider_id if own else None,
        barred=frozenset() if own else frozenset(barred),
        tied=frozenset() if own else frozenset({provider_id}),
    )


_READ = frozenset({P.PROVIDERS_PROVIDER_READ})
BOARD_TURNS = (
    *TURNS.values(),
    RENEWAL_TO_DECIDE,
    CATEGORY_TO_DECIDE,
    CATEGORY_TO_ASK_AGAIN,
    CATEGORY_TO_RENEW,
    SERVICE_TO_DECIDE,
)
NAVIGATION = (
    NavEntry(21, _l("Providers"), "providers.index", frozenset({P.PROVIDERS_PROVIDER_LIST}), "shop"),
    NavEntry(80, _l("My business"), "providers.own", _READ, "shop", "provider"),
    NavEntry(
        11,
        _l("Register a provider"),
        "providers.register",
        frozenset({P.PROVIDERS_PROVIDER_REGISTER}),
        "shop",
        "person",
    ),
)
