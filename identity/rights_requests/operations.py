"""Ending requests, and what a block takes back, inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for

from core.actor import SYSTEM, Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import Tx
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.operations import revoke_cooling_accounts, withdraw_waiting
from identity.notifications.operations import notify
from identity.notifications.words import both_names
from identity.organisations.invitations import withdraw_invitations
from identity.organisations.models import Invitation, Membership, Organisation
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.queries import OPEN
from identity.rights_requests.states import RIGHTS_REQUEST, RightsRequestKind
from identity.staff.events import OfficerGone


def withdraw_what_the_blocked_began(tx: Tx, person_id: int, *, actor: Actor, now: datetime) -> None:
    """End what waits for others because somebody began it whose account may be in other hands."""
    withdraw_invitations(tx, Invitation.invited_by_id == person_id, actor, now)
    waiting = BankAccount.submitted_by_id == person_id
    withdraw_waiting(tx, waiting, "bank_account.owner_blocked", actor=actor, now=now)
    revoke_cooling_accounts(tx, person_id, after=bangkok_date(now), actor=actor, now=now)


def end_all_for(tx: Tx, organisation_id: int, *, actor: Actor, now: datetime) -> None:
    """End every membership of the organisation, its open invitations and the bank account that waits."""
    live = sa.update(Membership).where(
        Membership.organisation_id == organisation_id, Membership.ended_at.is_(None)
    )
    tx.execute(live.values(ended_at=now, may_consent=False).execution_options(synchronize_session=False))
    withdraw_invitations(tx, Invitation.organisation_id == organisation_id, actor, now)
    waiting = BankAccount.organisation_id == organisation_id
    withdraw_waiting(tx, waiting, "bank_account.owner_gone", actor=actor, now=now)


def on_officer_gone(tx: Tx, gone: OfficerGone) -> None:
    """Take back what the person asked for or confirmed and has not taken effect."""
    theirs = sa.or_(
        RightsRequest.asked_by_id == gone.person_id, RightsRequest.decided_by_id == gone.person_id
    )
    withdraw_requests(tx, theirs, actor=gone.actor, now=gone.now)


def withdraw_requests(tx: Tx, chosen: sa.ColumnElement[bool], *, actor: Actor, now: datetime) -> None:
    """Take back those that have not taken effect yet."""
    found = sa.select(RightsRequest).where(chosen, RightsRequest.state.in_(OPEN))
    for request in tx.session.scalars(found.order_by(RightsRequest.id).with_for_update()).all():
        withdraw_request(tx, request, actor=actor, now=now)


def withdraw_request(tx: Tx, request: RightsRequest, *, actor: Actor, now: datetime) -> None:
    """Take one back; nothing changes, and the person concerned is notified."""
    end_request(tx, request, "withdraw", "rights_request.withdrawn", actor=actor, now=now)


def lapse_request(tx: Tx, request: RightsRequest, *, now: datetime) -> None:
    """End one that came too late, or whose reason no longer applies; the person concerned is notified."""
    end_request(tx, request, "lapse", "rights_request.lapsed", actor=SYSTEM, now=now)


def end_request(
    tx: Tx,
    request: RightsRequest,
    trigger: str,
    happened: str,
    *,
    actor: Actor,
    now: datetime,
    **columns: Any,
) -> None:
    """End one without effect. Who asked and who confirmed are notified, except the actor, and so is the owner in question."""
    request_id, kind, owner_id = request.id, request.kind, request.person_id
    officers = {request.asked_by_id, request.decided_by_id} - {None, actor.person_id}
    organisation_id, decided_at = request.organisation_id, request.decided_at or now
    tx.advance(RightsRequest, request_id, RIGHTS_REQUEST, trigger, decided_at=decided_at, **columns)
    reason_id = columns.get("state_reason_id")
    audit.record(tx, happened, "rights_request", request_id, actor, now, reason_id=reason_id)
    facts: dict[str, Any] = {"request": kind.value}
    if organisation_id is not None:
        facts["business"] = both_names(tx.get(Organisation, organisation_id))
    notify(tx, officers, happened, facts, url_for("identity.rights_requests"), now=now)
    if kind is RightsRequestKind.REPLACE_OWNER and owner_id != actor.person_id:
        page = url_for("identity.owner_change", request_id=request_id)
        told = "owner.replacement_ended"
        notify(tx, [owner_id], told, facts, page, now=now, even_blocked=True)
