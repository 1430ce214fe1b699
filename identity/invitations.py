"""What inviting members and inviting staff have in common, inside the caller's transaction."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

import identity.moves
from core import audit, mail
from core.actor import Actor
from core.db import Tx
from core.errors import Refused
from core.permissions import Role
from identity.models import Invitation, Person
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
        "You have been invited to work with the SME Development Coupon. Open the link within %(days)s days; if you"
        " have no account yet, create one with this e-mail first.",
        days=INVITATION_DAYS,
    )
    mail.send(tx, new.email, subject, identity.moves.letter(words, f"/invitations/{token}"), now=now)
    audit.record(tx, "invitation.sent", "invitation", row.id, actor, now, _audited(new))
    return row.id


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

    Refused with INVITATION_GONE, or INVITED_ANOTHER when it was sent to another address: neither the link nor
    the number alone opens anything.
    """
    named = Invitation.id == which if isinstance(which, int) else Invitation.token_digest == digest_of(which)
    row: Invitation | None = tx.session.scalar(sa.select(Invitation).where(named).with_for_update())
    person = tx.get(Person, person_id)
    if row is None or row.taken_up_at or row.withdrawn_at or row.expires_at <= now:
        raise Refused(IdentityRefusal.INVITATION_GONE, days=INVITATION_DAYS)
    if row.email != person.email:
        raise Refused(IdentityRefusal.INVITED_ANOTHER)
    return row
