"""Offering a membership or a staff role, and taking the offer back, inside the caller's transaction."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx
from core.labels import words_for
from core.mail import operations as mail
from core.permissions import Role
from core.typed.visible import in_mail
from identity.accounts.rules import digest_of
from identity.notifications.channels import mail_body
from identity.organisations.models import Invitation, Membership, Organisation
from identity.organisations.rules import INVITATION_DAYS
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person


def withdraw_member_invitations(tx: Tx, membership: Membership, *, actor: Actor, now: datetime) -> None:
    """Make void what a member has offered as an owner of that side, who is one no more."""
    withdraw_invitations(
        tx,
        sa.and_(
            Invitation.invited_by_id == membership.person_id,
            Invitation.organisation_id == membership.organisation_id,
            Invitation.capacity == membership.capacity,
        ),
        actor,
        now,
    )


def withdraw_staff_invitations(tx: Tx, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Make void what an administrator has offered, who is one no more."""
    withdraw_invitations(
        tx,
        sa.and_(Invitation.invited_by_id == person_id, Invitation.organisation_id.is_(None)),
        actor,
        now,
    )


def withdraw_invitations(tx: Tx, offered: sa.ColumnElement[bool], actor: Actor, now: datetime) -> None:
    """Make those of these void that nobody has accepted."""
    table = Invitation
    withdrawn = tx.session.scalars(
        sa.update(table)
        .where(offered, table.taken_up_at.is_(None), table.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
        .returning(table.id)
    ).all()
    for invitation_id in withdrawn:
        audit.record(tx, "invitation.withdrawn", "invitation", invitation_id, actor, now)


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """What is offered, to which address: a membership or a staff role."""

    email: str
    organisation_id: int | None = None
    capacity: Capacity | None = None
    member_role: MemberRole | None = None
    may_consent: bool = False
    staff_unit_id: int | None = None
    staff_role: Role | None = None


def offer(tx: Tx, new: NewInvitation, *, actor: Actor, now: datetime) -> int:
    """Write the invitation and its e-mail, in place of an open one for the same; returns its id."""
    _withdraw_twin(tx, new, now)
    token = secrets.token_urlsafe(24)
    row = tx.add(
        Invitation(
            **asdict(new),
            token_digest=digest_of(token),
            invited_by_id=actor.known_person_id,
            created_at=now,
            expires_at=now + timedelta(days=INVITATION_DAYS),
        )
    )
    subject = _("You are invited to the Capability Improvement Coupon system")
    words = ngettext(
        "%(inviter)s invites you to act for %(business)s as %(role)s in the Capability Improvement Coupon system. Open the link within %(num)s day. If you have no account yet, create one with this e-mail address first.",
        "%(inviter)s invites you to act for %(business)s as %(role)s in the Capability Improvement Coupon system. Open the link within %(num)s days. If you have no account yet, create one with this e-mail address first.",
        INVITATION_DAYS,
        inviter=in_mail(tx.get(Person, actor.known_person_id).full_name),
        business=in_mail(_business(tx, new)),
        role=words_for(new.staff_role or new.member_role),
    )
    mail.send(
        tx, new.email, subject, mail_body([(words, url_for("identity.invitation", token=token))]), now=now
    )
    audit.record(tx, "invitation.sent", "invitation", row.id, actor, now, _audited(new))
    return row.id


def _business(tx: Tx, new: NewInvitation) -> str:
    """For whom one is to act: the organisation by its name, or OSMEP."""
    if new.organisation_id is None:
        return _("Office of Small and Medium Enterprises Promotion (OSMEP)")
    return tx.get(Organisation, new.organisation_id).name_th


def _withdraw_twin(tx: Tx, new: NewInvitation, now: datetime) -> None:
    table = Invitation
    tx.execute(
        sa.update(table)
        .where(
            table.email == new.email,
            table.organisation_id.is_not_distinct_from(new.organisation_id),
            table.capacity.is_not_distinct_from(new.capacity),
            table.staff_role.is_not_distinct_from(new.staff_role),
            table.taken_up_at.is_(None),
            table.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )


def _audited(new: NewInvitation) -> dict[str, str | int | bool | None]:
    return {
        "organisation_id": new.organisation_id,
        "role": str(new.staff_role or new.member_role),
        "may_consent": new.may_consent,
    }
