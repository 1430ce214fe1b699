"""Who may ask for, confirm and take back which change of rights; reads about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from core.actor import Actor
from core.commands import Command, Facts
from core.errors import NotFound
from core.permissions import Permission
from identity.organisations.models import Membership
from identity.organisations.queries import another_owner_of, connected_with, connections
from identity.organisations.states import MemberRole
from identity.people.models import Person
from identity.rights_requests.commands import ASK_NUMBER_RELEASE, ASK_OWNER_REPLACEMENT
from identity.rights_requests.models import NumberReport, RightsRequest
from identity.rights_requests.rules import RightsRequestRefusal
from identity.rights_requests.states import NumberReportState, RightsRequestKind, RightsRequestState
from identity.staff.origins import request_bars, second_person


@dataclass(frozen=True, slots=True)
class Authority:
    """By which permission one asks for a change of a kind, and by which another confirms it."""

    asks: Permission
    confirms: Permission


AUTHORITY: Mapping[RightsRequestKind, Authority] = {
    RightsRequestKind.FREE_NUMBER: Authority(
        Permission.IDENTITY_ORGANISATION_CHANGE, Permission.IDENTITY_ORGANISATION_CONFIRM
    ),
    RightsRequestKind.REPLACE_OWNER: Authority(
        Permission.IDENTITY_ORGANISATION_CHANGE, Permission.IDENTITY_ORGANISATION_CONFIRM
    ),
    RightsRequestKind.UNBLOCK: Authority(
        Permission.IDENTITY_ACCOUNT_MANAGE, Permission.IDENTITY_STAFF_CONFIRM
    ),
}
OPEN = (RightsRequestState.ASKED, RightsRequestState.WAITING)
SAID_NO = (RightsRequestState.DECLINED, RightsRequestState.OBJECTED)
READ_FOR = timedelta(days=30)
"""So long who asked can read why it was declined, or what the owner objected."""


def to_read(kinds: Iterable[RightsRequestKind], now: datetime) -> sa.Select[tuple[RightsRequest]]:
    """Those of these kinds that await their second person, or their day, and to which somebody said no of late.

    With who is in them.
    """
    said_no = sa.and_(RightsRequest.state.in_(SAID_NO), RightsRequest.decided_at > now - READ_FOR)
    return (
        sa.select(RightsRequest)
        .where(sa.or_(RightsRequest.state.in_(OPEN), said_no), RightsRequest.kind.in_(list(kinds)))
        .options(
            joinedload(RightsRequest.person),
            joinedload(RightsRequest.asked_by),
            joinedload(RightsRequest.organisation),
            joinedload(RightsRequest.membership),
        )
    )


def waits_for_second(actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    """Those that wait for this person, as CONFIRM_RIGHTS_REQUEST decides by what `bars_of` says."""
    me, request = actor.known_person_id, RightsRequest
    tied = sa.and_(request.organisation_id.is_not(None), request.organisation_id.in_(connected_with(me, now)))
    comes_in = sa.exists().where(Person.id == me, Person.email == request.new_owner_email)
    contests = sa.exists().where(
        request.kind == RightsRequestKind.FREE_NUMBER,
        NumberReport.organisation_id == request.organisation_id,
        NumberReport.state == NumberReportState.OPEN,
        NumberReport.reported_by_id == me,
    )
    return sa.and_(
        request.state == RightsRequestState.ASKED,
        request.kind.in_([kind for kind, authority in AUTHORITY.items() if actor.may(authority.confirms)]),
        second_person(actor, request.asked_by_id, request.person_id, now),
        sa.not_(sa.or_(tied, comes_in, contests)),
    )


def replacement_of(session: Session, request_id: int, person_id: int) -> RightsRequest:
    """The request to replace this person as an owner. NotFound for another's."""
    row = session.get(RightsRequest, request_id)
    if row is None or row.kind is not RightsRequestKind.REPLACE_OWNER or row.person_id != person_id:
        raise NotFound
    return row


def in_question(person_id: int, newcomer_id: int | None = None) -> set[int]:
    """Whom a change of rights is about: the person, and who is to come in their place if they have an account."""
    return {person_id} if newcomer_id is None else {person_id, newcomer_id}


def concerned(session: Session, requests: Iterable[RightsRequest]) -> dict[int, set[int]]:
    """Whom each is about, by its id: the person, and who is to become owner if they have an account."""
    requests = list(requests)
    emails = {each.new_owner_email for each in requests if each.new_owner_email}
    known: dict[str, int] = {}
    if emails:
        rows = session.execute(sa.select(Person.email, Person.id).where(Person.email.in_(emails)))
        known = {row.email: row.id for row in rows}
    reporters: dict[int, set[int]] = {}
    contested = [each.organisation_id for each in requests if each.kind is RightsRequestKind.FREE_NUMBER]
    if contested:
        said = sa.select(NumberReport.organisation_id, NumberReport.reported_by_id).where(
            NumberReport.organisation_id.in_(contested), NumberReport.state == NumberReportState.OPEN
        )
        for organisation_id, person_id in session.execute(said):
            reporters.setdefault(organisation_id, set()).add(person_id)
    return {
        each.id: in_question(each.person_id, known.get(each.new_owner_email or ""))
        | (reporters.get(each.organisation_id or 0, set()) if each.organisation_id in contested else set())
        for each in requests
    }


def bars_of(
    session: Session, requests: Iterable[RightsRequest], person_id: int, now: datetime
) -> dict[int, dict[str, Facts]]:
    """Whom CONFIRM_RIGHTS_REQUEST bars, as far as this person is concerned: for the command, and the page before it."""
    requests = list(requests)
    about, businesses = concerned(session, requests), {each.id: each.organisation_id for each in requests}
    return {
        request_id: {**facts, "person": about[request_id], "organisation": businesses[request_id]}
        for request_id, facts in request_bars(session, requests, person_id, now).items()
    }


def why_not_replaced(
    session: Session, organisation_id: int, actor: Actor, now: datetime
) -> dict[int, StrEnum | None]:
    """Of each owner's membership: why this officer cannot ask to replace them, or None. Two statements."""
    asked = sa.exists().where(RightsRequest.membership_id == Membership.id, RightsRequest.state.in_(OPEN))
    owners = session.execute(
        sa.select(Membership.id, Membership.person_id, another_owner_of(Membership), asked).where(
            Membership.organisation_id == organisation_id,
            Membership.role == MemberRole.OWNER,
            Membership.ended_at.is_(None),
        )
    )
    connected = connections(session, actor.known_person_id, now)
    found: dict[int, StrEnum | None] = {}
    for membership_id, person_id, has_other, is_asked in owners:
        facts = {"organisation": organisation_id, "person": person_id}
        stands = RightsRequestRefusal.OTHER_OWNER if has_other else None
        asked_for = RightsRequestRefusal.RIGHTS_REQUEST_ASKED if is_asked else None
        found[membership_id] = ASK_OWNER_REPLACEMENT.refusal(actor, facts, connected) or stands or asked_for
    return found


def unblock_of(person_id: Any) -> sa.Exists:
    """Whether it has been asked, and nobody has decided, that this person be unblocked."""
    other = aliased(RightsRequest)
    return sa.exists().where(
        other.person_id == person_id,
        other.kind == RightsRequestKind.UNBLOCK,
        other.state == RightsRequestState.ASKED,
    )


def unblock_asked(session: Session, people: Iterable[int]) -> frozenset[int]:
    """For whom of these an unblock awaits its second person. One statement."""
    asked = sa.select(RightsRequest.person_id).where(
        RightsRequest.person_id.in_(list(people)),
        RightsRequest.kind == RightsRequestKind.UNBLOCK,
        RightsRequest.state == RightsRequestState.ASKED,
    )
    return frozenset(session.scalars(asked))


def concerned_in(report: NumberReport, command: Command) -> tuple[int, ...]:
    """Whom a decision on a report concerns: who reported the number and, where it would be freed, who registered it."""
    registrant = (report.organisation.created_by_id,) if command is ASK_NUMBER_RELEASE else ()
    return (report.reported_by_id, *registrant)


def release_asked(session: Session, reports: Iterable[NumberReport]) -> frozenset[int]:
    """The organisations of these whose number an officer has asked to free. One statement."""
    asked = sa.select(RightsRequest.organisation_id).where(
        RightsRequest.organisation_id.in_([each.organisation_id for each in reports]),
        RightsRequest.kind == RightsRequestKind.FREE_NUMBER,
        RightsRequest.state.in_(OPEN),
    )
    return frozenset(session.scalars(asked))


def open_reports() -> sa.Select[tuple[NumberReport]]:
    """Reports of numbers that wait for an officer."""
    return (
        sa.select(NumberReport)
        .where(NumberReport.state == NumberReportState.OPEN)
        .options(joinedload(NumberReport.organisation), joinedload(NumberReport.reported_by))
    )
