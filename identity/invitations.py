"""What inviting members and inviting staff have in common, inside the caller's transaction."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx
from core.errors import Refused
from core.labels import words_for
from core.mail import operations as mail
from core.permissions import Permission, Role
from core.typed.visible import in_mail
from identity import role_moves
from identity.models import Invitation, Membership, Organisation, Person
from identity.notifications.channels import letter
from identity.rights_requests import may_still
from identity.rules import INVITATION_DAYS, IdentityRefusal, digest_of
from identity.states import Capacity, MemberRole


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
    """Write the invitation and its letter, in place of an open one for the same; returns its id."""
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
    subject = _("You are invited to the SME Development Coupon")
    words = _(
        "%(inviter)s invites you to act for %(business)s as %(role)s in the SME Development Coupon. Open the link within"
        " %(days)s days; if you have no account yet, create one with this e-mail first.",
        inviter=in_mail(tx.get(Person, actor.known_person_id).full_name),
        business=in_mail(_business(tx, new)),
        role=words_for(new.staff_role or new.member_role),
        days=INVITATION_DAYS,
    )
    mail.send(tx, new.email, subject, letter([(words, f"/invitations/{token}")]), now=now)
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


def open_for(tx: Tx, which: str | int, person_id: int, now: datetime) -> Invitation:
    """The invitation of that token or number, locked, if the person may take it up now.

    Refused with INVITATION_GONE, also when whoever sent it may no longer invite; or with INVITED_ANOTHER when it was
    sent to another address: neither the link nor the number alone opens anything.
    """
    named = Invitation.id == which if isinstance(which, int) else Invitation.token_digest == digest_of(which)
    offered = tx.execute(sa.select(Invitation.id, Invitation.organisation_id).where(named)).first()
    if offered is None:
        raise _gone()
    if offered.organisation_id is not None:
        tx.share(
            Organisation, offered.organisation_id
        )  # before the invitation, as who demotes its sender does
    else:
        role_moves.one_at_a_time(tx)
    row = tx.lock(Invitation, offered.id)
    if row.taken_up_at or row.withdrawn_at or row.expires_at <= now or not _may_still_invite(tx, row):
        raise _gone()
    if row.email != tx.get(Person, person_id).email:
        raise Refused(IdentityRefusal.INVITED_ANOTHER)
    return row


def _gone() -> Refused:
    return Refused(IdentityRefusal.INVITATION_GONE, days=INVITATION_DAYS)


def _may_still_invite(tx: Tx, row: Invitation) -> bool:
    """Whether whoever sent it is still an administrator, or still an owner on that side of the organisation."""
    if row.organisation_id is None:
        return may_still(tx.session, row.invited_by_id, Permission.IDENTITY_STAFF_MANAGE)
    owner = sa.select(Membership.id).join(Person, Person.id == Membership.person_id)
    still = owner.where(
        Membership.person_id == row.invited_by_id,
        Membership.organisation_id == row.organisation_id,
        Membership.capacity == row.capacity,
        Membership.role == MemberRole.OWNER,
        Membership.ended_at.is_(None),
        Person.active,
    )
    return tx.scalar(still) is not None
