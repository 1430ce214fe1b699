"""Another officer confirms a request that changes somebody's rights."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import url_for

from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_at
from core.clock import bangkok_date
from core.db import Tx, transaction
from core.errors import Refused, WrongState
from core.permissions import Role
from core.terms import Term, days
from identity.accounts.operations import remove_proofs, request_mail
from identity.accounts.states import MailKind
from identity.bank_accounts.operations import let_cool_until
from identity.notifications.operations import notify
from identity.notifications.words import both_names
from identity.organisations.members import notify_members
from identity.organisations.models import Organisation
from identity.people.models import Person
from identity.rights_requests.commands import CONFIRM_RIGHTS_REQUEST
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.numbers import free_number
from identity.rights_requests.operations import withdraw_requests
from identity.rights_requests.owners import known_newcomer, lock_owner, refuse_beside_another_owner
from identity.rights_requests.queries import AUTHORITY, bars_of, unblock_of
from identity.rights_requests.rules import RightsRequestRefusal
from identity.rights_requests.states import CONFIRM_RIGHTS_WITHIN, RIGHTS_REQUEST, RightsRequestKind
from identity.staff.operations import one_at_a_time, tell
from identity.staff.queries import may_still


def confirm_rights_request(request_id: int, *, objection_days: int, actor: Actor, now: datetime) -> None:
    """Let it take effect: a blocked person may sign in again; an owner is replaced; a number is freed.

    An owner has `objection_days` to object, and is notified: on a page, or who is blocked by asking to be unblocked.
    Who is let in again is not lost: a request to replace them ends. Their password and second factors, which others may
    know or hold, are removed.

    Refused with ASKED_BY_YOU, NOT_YOURSELF for who is concerned, CONNECTED, COMMON_ORIGIN for who is not independent of
    who asked, NOT_BLOCKED, NEW_OWNER_UNKNOWN, OTHER_OWNER, UNBLOCK_ASKED, NUMBER_IN_USE, or StateReason.MOVED_ON, also
    when it waited too long, who
    asked may no longer ask, or the owner is owner no more.
    """
    with transaction(CONFIRM_RIGHTS_REQUEST, actor, now) as tx:
        one_at_a_time(tx)
        request = tx.lock(RightsRequest, request_id)
        authority = AUTHORITY[request.kind]
        facts = bars_of(tx.session, [request], actor.known_person_id, now)[request_id]
        tx.authorise(authority.confirms, **facts)
        overdue = due_at(CONFIRM_RIGHTS_WITHIN, request.asked_at) <= now
        if overdue or not may_still(tx.session, request.asked_by_id, authority.asks):
            raise WrongState(RIGHTS_REQUEST.name, "confirm", request.state)
        audit.record(tx, "rights_request.confirmed", "rights_request", request_id, actor, now)
        if request.kind is RightsRequestKind.UNBLOCK:
            _unblock(tx, request, actor=actor, now=now)
        elif request.kind is RightsRequestKind.FREE_NUMBER:
            organisation_id = int(request.organisation_id or 0)
            decided = {"decided_at": now, "decided_by_id": actor.known_person_id}
            tx.advance(RightsRequest, request_id, RIGHTS_REQUEST, "confirm", **decided)
            free_number(tx, organisation_id, request.document_id, actor=actor, now=now)
        else:
            _replace(tx, request, days(objection_days), actor=actor, now=now)


def _unblock(tx: Tx, request: RightsRequest, *, actor: Actor, now: datetime) -> None:
    person_id = request.person_id
    decided = {"decided_at": now, "decided_by_id": actor.known_person_id}
    tx.advance(RightsRequest, request.id, RIGHTS_REQUEST, "confirm", **decided)
    opened = (
        sa.update(Person)
        .where(Person.id == person_id, Person.blocked_at.is_not(None))
        .values(active=True, blocked_at=None, blocked_by_id=None, block_reason_id=None)
        .execution_options(synchronize_session=False)
    )
    if not tx.execute(opened).rowcount:
        raise Refused(RightsRequestRefusal.NOT_BLOCKED)
    replaced = (RightsRequest.person_id == person_id, RightsRequest.kind == RightsRequestKind.REPLACE_OWNER)
    withdraw_requests(tx, sa.and_(*replaced), actor=actor, now=now)
    audit.record(tx, "person.unblocked", "person", person_id, actor, now)
    notify(tx, [person_id], "person.unblocked", {}, url_for("security.forgot_password"), now=now)
    remove_proofs(tx, person_id)
    address = tx.get(Person, person_id).email
    request_mail(tx, MailKind.RESET, address, None, now=now)
    tell(tx, Role.AUDITOR, "person.was_unblocked", url_for("identity.trail"), now=now)


def _replace(tx: Tx, request: RightsRequest, to_object: Term, *, actor: Actor, now: datetime) -> None:
    lost = lock_owner(tx, int(request.membership_id or 0))
    if lost is None:
        raise WrongState(RIGHTS_REQUEST.name, "confirm", request.state)
    refuse_beside_another_owner(tx, lost)
    if known_newcomer(tx, request.new_owner_email) is None:
        raise Refused(RightsRequestRefusal.NEW_OWNER_UNKNOWN)
    if tx.scalar(sa.select(unblock_of(lost.person_id))):
        raise Refused(RightsRequestRefusal.UNBLOCK_ASKED)
    request_id, takes_effect_at = request.id, due_at(to_object, now)
    tx.advance(
        RightsRequest,
        request_id,
        RIGHTS_REQUEST,
        "confirm_for_later",
        decided_at=now,
        decided_by_id=actor.known_person_id,
        takes_effect_at=takes_effect_at,
    )
    let_cool_until(tx, lost, bangkok_date(takes_effect_at) + timedelta(days=1), actor=actor, now=now)
    facts = {
        "business": both_names(tx.get(Organisation, lost.organisation_id)),
        "day": bangkok_date(takes_effect_at).isoformat(),
    }
    page = url_for("identity.owner_change", request_id=request_id)
    told = "owner.replacement_confirmed"
    notify(tx, [lost.person_id], told, facts, page, now=now, even_blocked=True)
    notify_members(
        tx,
        lost.organisation_id,
        f"{told}_of_other",
        facts,
        url_for("identity.me"),
        now=now,
        but=lost.person_id,
    )
