"""Verbs about people and organisations that other rooms call inside their transaction."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import Tx
from core.errors import NotFound, Refused
from core.labels import words_for
from core.permissions import Role
from core.thai import places
from core.typed.emails import read_email
from core.typed.names import read_organisation_name
from core.typed.postcodes import read_postcode
from core.typed.telephones import read_phone
from core.typed.thirteen import Thirteen, read_thirteen
from identity.models import BankAccount, Invitation, Membership, Organisation, Person, StaffRole
from identity.notifications.operations import notify, notify_members
from identity.queries import another_owner_of
from identity.rules import (
    ContactDraft,
    IdentityRefusal,
    OrganisationDraft,
    excluded_by,
    fits,
    side_of,
)
from identity.session_moves import end_sessions
from identity.states import BANK_ACCOUNT, BankAccountState, Capacity, MemberRole, SessionEnd


def register_organisation(
    tx: Tx, draft: OrganisationDraft, capacity: Capacity, *, actor: Actor, now: datetime
) -> int:
    """Enter the organisation, with the actor as its first owner in this capacity; returns its id.

    One 13-digit number is one organisation: a number known already belongs to others, who may invite;
    unless the actor owns it on the other side of the counter: then it gains the second capacity.
    Refused with a TypedProblem of number, name or contact, NUMBER_WRONG, NUMBER_KNOWN or PLACE_WRONG.
    """
    person_id = actor.known_person_id
    number = read_thirteen(draft.registration_number)
    if not fits(number, draft.kind):
        raise Refused(IdentityRefusal.NUMBER_WRONG)
    _refuse_who_lost_it(tx, number.digits, person_id)
    organisation_id = _enter(tx, number, draft, person_id, now)
    if organisation_id is None:
        organisation_id = _known_and_owned(tx, number.digits, person_id)
    membership = Membership(
        person_id=person_id,
        organisation_id=organisation_id,
        capacity=capacity,
        role=MemberRole.OWNER,
        may_consent=capacity is Capacity.SME,
        since=now,
    )
    _join(tx, membership)
    audit.record(
        tx,
        "organisation.registered",
        "organisation",
        organisation_id,
        actor,
        now,
        {"capacity": capacity.value},
    )
    return organisation_id


def _enter(tx: Tx, number: Thirteen, draft: OrganisationDraft, person_id: int, now: datetime) -> int | None:
    """Insert the organisation; None if its number is known. The unique index decides between two at once."""
    contact = _clean_contact(draft.contact) if draft.contact.province_code else draft.contact
    entered: int | None = tx.scalar(
        insert(Organisation)
        .values(
            registration_number=number.digits,
            branch=draft.branch or number.branch or "",
            kind=draft.kind,
            name_th=read_organisation_name(draft.name_th)[:300],
            name_en=read_organisation_name(draft.name_en)[:300] if draft.name_en else "",
            vat_registered=draft.vat_registered,
            created_at=now,
            created_by_id=person_id,
            **_columns(contact),
        )
        .on_conflict_do_nothing(
            index_elements=["registration_number"], index_where=Organisation.released_at.is_(None)
        )
        .returning(Organisation.id)
    )
    return entered


def _refuse_who_lost_it(tx: Tx, number: str, person_id: int) -> None:
    """Who registered a number that was freed for another does not register it again."""
    lost = sa.exists().where(
        Organisation.registration_number == number,
        Organisation.released_at.is_not(None),
        Membership.organisation_id == Organisation.id,
        Membership.person_id == person_id,
    )
    if tx.scalar(sa.select(lost)):
        raise Refused(IdentityRefusal.NUMBER_KNOWN)


def _known_and_owned(tx: Tx, number: str, person_id: int) -> int:
    """The organisation of that number, locked, if the person is its owner on some side; else refused."""
    owned: int | None = tx.scalar(
        sa.select(Organisation.id)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(
            Organisation.registration_number == number,
            Organisation.released_at.is_(None),
            Membership.person_id == person_id,
            Membership.role == MemberRole.OWNER,
            Membership.ended_at.is_(None),
        )
        .limit(1)
        .with_for_update(of=Organisation)
    )
    if owned is None:
        raise Refused(IdentityRefusal.NUMBER_KNOWN)
    return owned


def _join(tx: Tx, membership: Membership) -> None:
    """Add a membership, unless the person holds that one already or the other side has its own members."""
    others = tx.session.scalars(
        sa.select(Membership).where(
            Membership.organisation_id == membership.organisation_id,
            Membership.capacity == membership.capacity,
            Membership.ended_at.is_(None),
        )
    ).all()
    if any(other.person_id == membership.person_id for other in others):
        return
    if others:
        raise Refused(IdentityRefusal.NUMBER_KNOWN)
    tx.add(membership)


def change_contact(tx: Tx, organisation_id: int, draft: ContactDraft, *, actor: Actor, now: datetime) -> None:
    """Keep where one's own organisation is and how it is reached. Refused with a TypedProblem, or PLACE_WRONG."""
    actor.require_own(organisation_id)
    organisation = tx.lock(Organisation, organisation_id)
    changed = []
    for name, value in _columns(_clean_contact(draft)).items():
        if getattr(organisation, name) != value:
            setattr(organisation, name, value)
            changed.append(name)
    if changed:
        audit.record(
            tx,
            "organisation.contact_changed",
            "organisation",
            organisation_id,
            actor,
            now,
            {"fields": sorted(changed)},
        )


def _clean_contact(draft: ContactDraft) -> ContactDraft:
    postcode = read_postcode(draft.postcode)
    if not places.is_province(draft.province_code) or not places.has_postcode(draft.province_code, postcode):
        raise Refused(IdentityRefusal.PLACE_WRONG)
    return ContactDraft(
        address=_line(draft.address, 500),
        province_code=draft.province_code,
        postcode=postcode,
        phone=read_phone(draft.phone) if draft.phone else "",
        email=read_email(draft.email) if draft.email else "",
    )


def _columns(contact: ContactDraft) -> dict[str, str]:
    names = ("address", "province_code", "postcode", "phone", "email")
    return {name: getattr(contact, name) for name in names}


def _line(text: str, limit: int) -> str:
    return " ".join(text.split())[:limit]


def live_membership(tx: Tx, person_id: int, organisation_id: int, capacity: Capacity) -> Membership | None:
    """The person's live membership on that side, if any."""
    return tx.session.scalar(
        sa.select(Membership).where(
            Membership.person_id == person_id,
            Membership.organisation_id == organisation_id,
            Membership.capacity == capacity,
            Membership.ended_at.is_(None),
        )
    )


def membership_for(tx: Tx, membership_id: int, actor: Actor) -> Membership:
    """A live membership, locked after its organisation: one's own, or one of the side one acts for. Else NotFound."""
    organisation_id = tx.get(Membership, membership_id).organisation_id
    tx.lock(Organisation, organisation_id)
    membership = tx.lock(Membership, membership_id)
    own = membership.person_id == actor.person_id
    mine = actor.organisation_id == organisation_id and membership.capacity is side_of(actor.roles)
    if membership.ended_at is not None or not (own or mine):
        raise NotFound
    return membership


def keep_an_owner(tx: Tx, membership: Membership) -> None:
    """Refuse to lose the last owner of a side who can sign in; the organisation is locked, so two cannot leave at once."""
    if membership.role is MemberRole.OWNER and not has_another_owner(tx, membership):
        raise Refused(IdentityRefusal.LAST_OWNER)


def has_another_owner(tx: Tx, membership: Membership) -> bool:
    """Whether another owner of that side can sign in."""
    return bool(tx.scalar(sa.select(another_owner_of(membership))))


def give_role(
    tx: Tx,
    person_id: int,
    unit_id: int,
    role: Role,
    *,
    granted_by_id: int,
    actor: Actor,
    now: datetime,
    confirmed_by_id: int | None = None,
    keep_session_id: int | None = None,
) -> None:
    """Give a staff role, and end the person's sessions but the one in which they take it up themselves.

    Refused with ALREADY_STAFF_ROLE, or ROLES_EXCLUDE: duties stay separate.
    """
    refuse_unless_free_for(tx, person_id, role)
    row = StaffRole(
        person_id=person_id,
        unit_id=unit_id,
        role=role,
        granted_by_id=granted_by_id,
        confirmed_by_id=confirmed_by_id,
        granted_at=now,
    )
    tx.add(row)
    fields = {
        "role": role.value,
        "unit_id": unit_id,
        "granted_by_id": granted_by_id,
        "confirmed_by_id": confirmed_by_id,
    }
    audit.record(tx, "staff_role.granted", "person", person_id, actor, now, fields)
    told = {"role": role.value, "office": "two" if confirmed_by_id else "administrator"}
    end_sessions(tx, person_id, SessionEnd.ROLE_CHANGED, by_id=actor.person_id, now=now, but=keep_session_id)
    notify(tx, [person_id], "staff_role.granted", told, "/me", now=now)


def refuse_unless_free_for(tx: Tx, person_id: int, role: Role) -> None:
    """Lock the person; refuse a role held already (ALREADY_STAFF_ROLE), or not beside those held (ROLES_EXCLUDE).

    Who is blocked is given none: ACCOUNT_BLOCKED.
    """
    if not tx.lock(Person, person_id, named_meanwhile=True).active:
        raise Refused(IdentityRefusal.ACCOUNT_BLOCKED)
    held = tx.session.scalars(
        sa.select(StaffRole.role).where(StaffRole.person_id == person_id, StaffRole.ended_at.is_(None))
    ).all()
    if role in held:
        raise Refused(IdentityRefusal.ALREADY_STAFF_ROLE)
    other = excluded_by(role, held)
    if other is not None:
        raise Refused(IdentityRefusal.ROLES_EXCLUDE, role=words_for(role), other=words_for(other))


def withdraw_what_was_begun(tx: Tx, membership: Membership, *, actor: Actor, now: datetime) -> None:
    """End what waits for others because a member began it as an owner, who is owner by this membership no more.

    Invitations belong to one side of the counter. A bank account belongs to the organisation: it goes on waiting while
    the person owns the other side. One that was verified stays; all members were told of it when it was submitted.
    """
    _withdraw_member_invitations(tx, membership, actor=actor, now=now)
    _withdraw_waiting_account(tx, membership, actor=actor, now=now)


def _withdraw_waiting_account(tx: Tx, membership: Membership, *, actor: Actor, now: datetime) -> None:
    organisation_id = membership.organisation_id
    owns_still = sa.exists().where(
        Membership.person_id == membership.person_id,
        Membership.organisation_id == organisation_id,
        Membership.role == MemberRole.OWNER,
        Membership.ended_at.is_(None),
        Membership.id != membership.id,
    )
    waiting = sa.and_(
        BankAccount.organisation_id == organisation_id,
        BankAccount.submitted_by_id == membership.person_id,
        ~owns_still,
    )
    _withdraw_accounts(tx, waiting, "bank_account.owner_gone", actor=actor, now=now)


def _withdraw_accounts(
    tx: Tx, chosen: sa.ColumnElement[bool], told: str, *, actor: Actor, now: datetime
) -> None:
    waiting = sa.and_(chosen, BankAccount.state == BankAccountState.PENDING)
    _end_accounts(tx, waiting, ("withdraw", "bank_account.withdrawn", told), actor=actor, now=now)


def revoke_cooling_accounts(
    tx: Tx, person_id: int, *, after: date, actor: Actor, now: datetime, organisation_id: int | None = None
) -> None:
    """Take back what this person gave and finance verified, where no money could go on the day `after`.

    The person's account may be in other hands, or two officers found the person gone: what was diverted in that time
    is not paid. The account before it does not come back; owners are told, and give one that is right.
    """
    cooling = [
        BankAccount.submitted_by_id == person_id,
        BankAccount.state == BankAccountState.VERIFIED,
        BankAccount.usable_from > after,
    ]
    if organisation_id is not None:
        cooling.append(BankAccount.organisation_id == organisation_id)
    words = ("revoke", "bank_account.revoked", "bank_account.revoked")
    _end_accounts(tx, sa.and_(*cooling), words, actor=actor, now=now)


def let_cool_until(tx: Tx, lost: Membership, day: date, *, actor: Actor, now: datetime) -> None:
    """Have an account that this owner gave, and to which no money may go yet, wait until the day."""
    table, today = BankAccount, bangkok_date(now)
    later = tx.session.scalars(
        sa.update(table)
        .where(
            table.organisation_id == lost.organisation_id,
            table.submitted_by_id == lost.person_id,
            table.state == BankAccountState.VERIFIED,
            table.usable_from > today,
            table.usable_from < day,
        )
        .values(usable_from=day)
        .returning(table.id)
    ).all()
    fields = {"usable_from": day.isoformat()}
    for account_id in later:
        audit.record(tx, "bank_account.put_off", "bank_account", account_id, actor, now, fields)


def _end_accounts(
    tx: Tx, chosen: sa.ColumnElement[bool], words: tuple[str, str, str], *, actor: Actor, now: datetime
) -> None:
    """`words`: the verb, its name in the trail, and the notice to the owners."""
    verb, happened, told = words
    found = sa.select(BankAccount.id, BankAccount.organisation_id).where(chosen)
    for account_id, organisation_id in tx.execute(found.order_by(BankAccount.id).with_for_update()).all():
        tx.advance(BankAccount, account_id, BANK_ACCOUNT, verb)
        audit.record(tx, happened, "bank_account", account_id, actor, now)
        page = f"/organisations/{organisation_id}/bank-accounts"
        notify_members(tx, organisation_id, told, {}, page, now=now, role=MemberRole.OWNER)


def _withdraw_member_invitations(tx: Tx, membership: Membership, *, actor: Actor, now: datetime) -> None:
    _withdraw_invitations(
        tx,
        sa.and_(
            Invitation.invited_by_id == membership.person_id,
            Invitation.organisation_id == membership.organisation_id,
            Invitation.capacity == membership.capacity,
        ),
        actor,
        now,
    )


def withdraw_what_the_blocked_began(tx: Tx, person_id: int, *, actor: Actor, now: datetime) -> None:
    """End what waits for others because somebody began it whose account may be in other hands."""
    _withdraw_invitations(tx, Invitation.invited_by_id == person_id, actor, now)
    waiting = BankAccount.submitted_by_id == person_id
    _withdraw_accounts(tx, waiting, "bank_account.owner_blocked", actor=actor, now=now)
    revoke_cooling_accounts(tx, person_id, after=bangkok_date(now), actor=actor, now=now)


def end_all_for(tx: Tx, organisation_id: int, *, actor: Actor, now: datetime) -> None:
    """End every membership of the organisation, its open invitations and the bank account that waits."""
    live = sa.update(Membership).where(
        Membership.organisation_id == organisation_id, Membership.ended_at.is_(None)
    )
    tx.execute(live.values(ended_at=now, may_consent=False).execution_options(synchronize_session=False))
    _withdraw_invitations(tx, Invitation.organisation_id == organisation_id, actor, now)
    waiting = BankAccount.organisation_id == organisation_id
    _withdraw_accounts(tx, waiting, "bank_account.owner_gone", actor=actor, now=now)


def withdraw_staff_invitations(tx: Tx, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Make void what an administrator has offered, who is one no more."""
    _withdraw_invitations(
        tx,
        sa.and_(Invitation.invited_by_id == person_id, Invitation.organisation_id.is_(None)),
        actor,
        now,
    )


def _withdraw_invitations(tx: Tx, offered: sa.ColumnElement[bool], actor: Actor, now: datetime) -> None:
    table = Invitation
    withdrawn = tx.session.scalars(
        sa.update(table)
        .where(offered, table.taken_up_at.is_(None), table.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
        .returning(table.id)
    ).all()
    for invitation_id in withdrawn:
        audit.record(tx, "invitation.withdrawn", "invitation", invitation_id, actor, now)
