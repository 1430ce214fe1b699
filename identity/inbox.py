"""What waits for people in this room, and what waits too long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.due import due_at
from core.labels import words_for
from core.permissions import Permission, Role
from core.registry import (
    Deadline,
    InboxItem,
    NavEntry,
    Turn,
    register_deadlines,
    register_inbox,
    register_list_titles,
    register_navigation,
    urgency,
)
from core.settings import installation
from identity.models import BankAccount, FactorReset, Invitation, Organisation, Passkey, Person, RoleGrant
from identity.request_models import NumberReport, RightsRequest
from identity.rights_requests import AUTHORITY
from identity.states import (
    BANK_ACCOUNT,
    CONFIRM_RESET_WITHIN,
    CONFIRM_RIGHTS_WITHIN,
    CONFIRM_WITHIN,
    FACTOR_RESET,
    LOOK_WITHIN,
    NUMBER_REPORT,
    RIGHTS_REQUEST,
    ROLE_GRANT,
    VERIFY_WITHIN,
    BankAccountState,
    FactorResetState,
    NumberReportState,
    RightsRequestState,
    RoleGrantState,
)

_WAITING = (
    sa.select(sa.func.count(), sa.func.min(Invitation.created_at))
    .join(Person, Person.email == Invitation.email)
    .where(
        Person.id == sa.bindparam("person_id"),
        Invitation.taken_up_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > sa.bindparam("now", type_=sa.DateTime(timezone=True)),
    )
)
_NO_SECOND_FACTOR = sa.select(sa.func.count()).where(
    Person.id == sa.bindparam("person_id"),
    Person.tf_primary_method.is_(None),
    ~sa.exists().where(Passkey.user_id == Person.id),
)
_TO_VERIFY = sa.select(sa.func.count(), sa.func.min(BankAccount.submitted_at)).where(
    BankAccount.state == BankAccountState.PENDING
)
_TO_CONFIRM = sa.select(sa.func.count(), sa.func.min(RoleGrant.granted_at)).where(
    RoleGrant.state == RoleGrantState.PROPOSED,
    RoleGrant.granted_by_id != sa.bindparam("person_id"),
    RoleGrant.person_id != sa.bindparam("person_id"),
)


_RESETS_TO_CONFIRM = sa.select(sa.func.count(), sa.func.min(FactorReset.asked_at)).where(
    FactorReset.state == FactorResetState.ASKED,
    FactorReset.asked_by_id != sa.bindparam("person_id"),
    FactorReset.person_id != sa.bindparam("person_id"),
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


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Invitations to take up; for staff a missing second factor; for finance officers accounts to verify; roles to confirm."""
    if actor.person_id is None:
        return
    count, since = session.execute(_WAITING, {"person_id": actor.person_id, "now": now}).one()
    yield InboxItem(
        _l("Invitations to take up"), count, url_for("identity.me", _anchor="invitations"), 1, since
    )
    if actor.is_staff and not installation.settings().second_factor_waived:
        missing = session.scalar(_NO_SECOND_FACTOR, {"person_id": actor.person_id}) or 0
        yield InboxItem(
            _l("Second factor to set up"), missing, url_for("identity.me", _anchor="second-factor"), 1
        )
    if actor.may(Permission.IDENTITY_STAFF_CONFIRM):
        count, since = session.execute(_RESETS_TO_CONFIRM, {"person_id": actor.person_id}).one()
        yield InboxItem(
            _l("Resets of second factors to confirm"),
            count,
            url_for("identity.factor_resets"),
            urgency(since, CONFIRM_RESET_WITHIN, now),
            since,
        )
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
    if actor.may(Permission.IDENTITY_BANK_ACCOUNT_VERIFY):
        count, since = session.execute(_TO_VERIFY).one()
        url = url_for("identity.all_bank_accounts", state=BankAccountState.PENDING.value)
        yield InboxItem(_l("Bank accounts to verify"), count, url, urgency(since, VERIFY_WITHIN, now), since)
    if actor.may(Permission.IDENTITY_STAFF_CONFIRM):
        count, since = session.execute(_TO_CONFIRM, {"person_id": actor.person_id}).one()
        url = url_for("identity.grants", state=RoleGrantState.PROPOSED.value)
        yield InboxItem(_l("Roles to confirm"), count, url, urgency(since, CONFIRM_WITHIN, now), since)


TO_VERIFY = Turn(
    "bank_account:verify",
    BANK_ACCOUNT,
    (BankAccountState.PENDING,),
    Permission.IDENTITY_BANK_ACCOUNT_VERIFY,
    _l("Bank account to verify"),
    Role.FINANCE_OFFICER,
)
_SECOND_PERSON = _l("another administrator or an approver")
TO_CONFIRM = Turn(
    "role_grant:confirm",
    ROLE_GRANT,
    (RoleGrantState.PROPOSED,),
    Permission.IDENTITY_STAFF_CONFIRM,
    _l("Role to confirm"),
    _SECOND_PERSON,
)
RESET_TO_CONFIRM = Turn(
    "factor_reset:confirm",
    FACTOR_RESET,
    (FactorResetState.ASKED,),
    Permission.IDENTITY_STAFF_CONFIRM,
    _l("Reset of second factors to confirm"),
    _SECOND_PERSON,
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


def deadlines(session: Session, now: datetime, most: int | None) -> Iterator[Deadline]:  # noqa: ARG001 - the registry's
    """Bank accounts that wait for a finance officer; roles and resets of second factors that wait for a second person."""
    pending, of = (
        BankAccount.state == BankAccountState.PENDING,
        Organisation.id == BankAccount.organisation_id,
    )
    for account, name in _oldest(session, pending, BankAccount.submitted_at, Organisation.name_th, of, most):
        yield Deadline(
            TO_VERIFY,
            account.id,
            name,
            url_for("identity.bank_account", account_id=account.id),
            account.submitted_at,
            due_at(VERIFY_WITHIN, account.submitted_at),
            barred=frozenset({account.submitted_by_id}),
            tied=frozenset({account.organisation_id}),
        )
    yield from _number_reports(session, most)
    yield from _awaiting_a_second_person(session, most)


def _oldest(session: Session, waits: Any, since: Any, name: Any, of: Any, most: int | None) -> Any:
    """Rows that wait, the longest first, each with the `name` of whom it is about, `of` being how they hang together."""
    rows = sa.select(since.class_, name).join(name.class_, of).where(waits)
    return session.execute(rows.order_by(since).limit(most))


def _number_reports(session: Session, most: int | None) -> Iterator[Deadline]:
    waits, of = NumberReport.state == NumberReportState.OPEN, Organisation.id == NumberReport.organisation_id
    for report, name in _oldest(session, waits, NumberReport.reported_at, Organisation.name_th, of, most):
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


def _awaiting_a_second_person(session: Session, most: int | None) -> Iterator[Deadline]:
    waiting = sa.select(RoleGrant).where(RoleGrant.state == RoleGrantState.PROPOSED)
    for grant in session.scalars(waiting.order_by(RoleGrant.granted_at).limit(most)):
        yield Deadline(
            TO_CONFIRM,
            grant.id,
            words_for(grant.role),
            url_for("identity.grant", grant_id=grant.id),
            grant.granted_at,
            due_at(CONFIRM_WITHIN, grant.granted_at),
            barred=frozenset({grant.granted_by_id, grant.person_id}),
        )
    waits, of = FactorReset.state == FactorResetState.ASKED, Person.id == FactorReset.person_id
    for reset, name in _oldest(session, waits, FactorReset.asked_at, Person.full_name, of, most):
        yield Deadline(
            RESET_TO_CONFIRM,
            reset.id,
            name,
            url_for("identity.factor_resets"),
            reset.asked_at,
            due_at(CONFIRM_RESET_WITHIN, reset.asked_at),
            barred=frozenset({reset.asked_by_id, reset.person_id}),
        )
    waits, of = RightsRequest.state == RightsRequestState.ASKED, Person.id == RightsRequest.person_id
    for request, name in _oldest(session, waits, RightsRequest.asked_at, Person.full_name, of, most):
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


register_inbox("identity", inbox)
register_deadlines(
    "identity",
    deadlines,
    TO_VERIFY,
    TO_CONFIRM,
    RESET_TO_CONFIRM,
    NUMBER_TO_LOOK_AT,
    *RIGHTS_TO_CONFIRM.values(),
)
register_navigation(
    NavEntry(
        70,
        _l("Bank accounts"),
        "identity.all_bank_accounts",
        frozenset({Permission.IDENTITY_BANK_ACCOUNT_VERIFY}),
        "bank",
    ),
    NavEntry(
        80, _l("People and roles"), "identity.people", frozenset({Permission.IDENTITY_STAFF_MANAGE}), "people"
    ),
    NavEntry(
        82,
        _l("Granted roles"),
        "identity.grants",
        frozenset({Permission.IDENTITY_STAFF_CONFIRM, Permission.AUDIT_TRAIL_READ}),
        "people",
    ),
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
    NavEntry(92, _l("Audit trail"), "identity.trail", frozenset({Permission.AUDIT_TRAIL_READ}), "search"),
    NavEntry(
        91, _l("Public holidays"), "identity.holidays", frozenset({Permission.HOUSE_DEADLINES_READ}), "clock"
    ),
    NavEntry(81, _l("Units"), "identity.units", frozenset({Permission.IDENTITY_STAFF_MANAGE}), "list"),
    NavEntry(
        95,
        _l("My account"),
        "identity.me",
        frozenset({Permission.IDENTITY_SELF_MANAGE}),
        "person",
        "person",
    ),
)
register_list_titles({"identity.blocked": _l("Blocked accounts")})
