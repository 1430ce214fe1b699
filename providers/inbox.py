"""What waits in this package: registrations to finish, to correct, to decide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.due import is_over
from core.calendar.urgency import DUE_SOON, urgency
from core.clock import bangkok_date
from core.permissions import Permission, Role
from core.registry import InboxItem, NavEntry, Turn
from identity.organisations.appeals import appeal_days, may_appeal, time_to_appeal
from identity.organisations.models import Organisation
from identity.organisations.officer_lists import registration_queue
from providers import queries
from providers.models import CategoryRenewal, Provider, ProviderCategory, ServiceChange
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
from web.queues.inbox import waiting_since
from web.queues.queue import Queue, moment_before

P = Permission
OWN_TITLES = {
    ProviderState.DRAFT: _l("Finish your registration as a provider"),
    ProviderState.RETURNED: _l("Your registration was sent back: correct it"),
    ProviderState.REJECTED: _l("Your registration was rejected: you can appeal or register again"),
}
OWN_URGENCY = {ProviderState.DRAFT: 2, ProviderState.RETURNED: 1, ProviderState.REJECTED: 1}


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """The member's own unfinished business; the officer's registrations and categories to decide."""
    if actor.is_staff:
        if actor.may(P.PROVIDERS_PROVIDER_DECIDE):
            yield from _for_officer(session, now)
    elif actor.organisation_id is not None and actor.may(P.PROVIDERS_PROVIDER_REGISTER):
        yield from _for_owner(session, actor.organisation_id, now)


def _for_officer(session: Session, now: datetime) -> Iterator[InboxItem]:
    url = url_for("providers.index", state=ProviderState.SUBMITTED.value)
    title, submitted = _l("Provider registrations to decide"), Provider.state == ProviderState.SUBMITTED
    yield from waiting_since(session, now, title, url, REVIEW_LIMIT, Provider.state_since, submitted)
    url = url_for("providers.index", state=ProviderState.APPROVED.value, asked="yes")
    yield InboxItem(
        _l("Additional kinds of service to decide"), queries.categories_to_decide(session), url, 2
    )
    said, since = queries.providers_of(session, queries.changes_waiting())
    url = url_for("providers.index", asked="service")
    title = _l("Services and prices to decide")
    yield InboxItem(title, said, url, urgency(since, REVIEW_LIMIT, now), since)
    asked, since = queries.providers_of(session, queries.renewals_waiting())
    url = url_for("providers.index", asked="renewal")
    yield InboxItem(_l("Renewals to decide"), asked, url, urgency(since, REVIEW_LIMIT, now), since)


def _for_owner(session: Session, provider_id: int, now: datetime) -> Iterator[InboxItem]:
    own = session.get(Provider, provider_id)
    if own is None:
        return
    over = own.state is ProviderState.REJECTED and not may_appeal(own, bangkok_date(now), appeal_days())
    if own.state in OWN_TITLES and not over:
        url = url_for("providers.show", provider_id=provider_id)
        yield InboxItem(OWN_TITLES[own.state], 1, url, OWN_URGENCY[own.state], own.state_since)
    if own.state is ProviderState.APPROVED:
        yield approvals_item(provider_id, queries.approvals_to_renew(session, provider_id, bangkok_date(now)))


def approvals_item(provider_id: int, ending: int) -> InboxItem:
    """How many approvals of an approved provider are to be renewed."""
    url = url_for("providers.show", provider_id=provider_id, _anchor="categories")
    return InboxItem(_l("Approvals to renew (ending soon or ended)"), ending, url, DUE_SOON)


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
        _l("Rejected provider registration: you can appeal"),
        _l("the provider"),
    ),
    _S.SUSPENDED: Turn(
        "provider:reinstate",
        PROVIDER_MACHINE,
        (_S.SUSPENDED,),
        P.PROVIDERS_PROVIDER_SUSPEND,
        _l("Suspended provider to review"),
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
    _l("Additional kind of service to decide"),
    Role.PROGRAMME_OFFICER,
)
CATEGORY_TO_ASK_AGAIN = Turn(
    "provider_category:request",
    CATEGORY_MACHINE,
    (CategoryState.REJECTED,),
    P.PROVIDERS_PROVIDER_REGISTER,
    _l("Rejected kind of service: you can request it again"),
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
    _l("Approval ending: request a renewal"),
    _l("the provider"),
)
_PAGE = ("providers.show", "provider_id")


def _registration(turn: Turn) -> Queue:
    (state,) = turn.states
    limits = {_S.RETURNED: CORRECTION_LIMIT, _S.REJECTED: time_to_appeal}
    return registration_queue(
        Provider,
        turn,
        _PAGE,
        limit=limits.get(state, REVIEW_LIMIT),
        barred=(Provider.submitted_by_id, Provider.first_decided_by_id),
        returned=_S.RETURNED,
        rejected=_S.REJECTED,
    )


def _may_ask_again(now: datetime) -> sa.ColumnElement[bool]:
    """A kind of service that was refused lately: it may be asked for again for so long."""
    over = is_over(ProviderCategory.state_since, CORRECTION_LIMIT, now)
    return sa.and_(queries.category_waits(CategoryState.REJECTED), sa.not_(over))


def _of_provider(turn: Turn, key: Any, waits: Any, since: Any, provider_id: Any, **fields: Any) -> Queue:
    """What an approved provider asked for, or is to ask for: `provider_id` is the column that names it."""
    return Queue(
        turn,
        key,
        waits,
        since,
        *_PAGE,
        provider_id,
        name=Organisation.name_th,
        name_en=Organisation.name_en,
        **fields,
    )


_OF_CATEGORY = (
    (Provider, Provider.organisation_id == ProviderCategory.provider_id),
    (Organisation, Organisation.id == ProviderCategory.provider_id),
)
_OWN_CATEGORY: dict[str, Any] = {"joins": _OF_CATEGORY, "member_of": ProviderCategory.provider_id}
QUEUES = (
    *map(_registration, TURNS.values()),
    _of_provider(
        RENEWAL_TO_DECIDE,
        CategoryRenewal.id,
        lambda _now: queries.renewal_waits(),
        CategoryRenewal.asked_at,
        CategoryRenewal.provider_id,
        limit=REVIEW_LIMIT,
        joins=(
            (Provider, Provider.organisation_id == CategoryRenewal.provider_id),
            (Organisation, Organisation.id == CategoryRenewal.provider_id),
        ),
        barred=(CategoryRenewal.asked_by_id, Provider.submitted_by_id),
        tied=(CategoryRenewal.provider_id,),
    ),
    _of_provider(
        SERVICE_TO_DECIDE,
        ServiceChange.id,
        lambda _now: queries.change_waits(),
        ServiceChange.asked_at,
        ServiceChange.provider_id,
        limit=REVIEW_LIMIT,
        joins=((Organisation, Organisation.id == ServiceChange.provider_id),),
        barred=(ServiceChange.asked_by_id,),
        tied=(ServiceChange.provider_id,),
    ),
    _of_provider(
        CATEGORY_TO_DECIDE,
        ProviderCategory.id,
        lambda _now: queries.category_waits(CategoryState.REQUESTED),
        ProviderCategory.state_since,
        ProviderCategory.provider_id,
        limit=REVIEW_LIMIT,
        joins=_OF_CATEGORY,
        barred=(Provider.submitted_by_id,),
        tied=(ProviderCategory.provider_id,),
    ),
    _of_provider(
        CATEGORY_TO_ASK_AGAIN,
        ProviderCategory.id,
        _may_ask_again,
        ProviderCategory.state_since,
        ProviderCategory.provider_id,
        limit=CORRECTION_LIMIT,
        **_OWN_CATEGORY,
    ),
    _of_provider(
        CATEGORY_TO_RENEW,
        ProviderCategory.id,
        lambda now: queries.approval_ends(bangkok_date(now)),
        moment_before(ProviderCategory.valid_until, RENEWAL_OPENS),
        ProviderCategory.provider_id,
        last_day=ProviderCategory.valid_until,
        **_OWN_CATEGORY,
    ),
)


_READ = frozenset({P.PROVIDERS_PROVIDER_READ})
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
