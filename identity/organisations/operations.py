"""Entering an organisation and changing its contact, inside another's transaction."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from core import events
from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx
from core.errors import Refused
from core.statements import HotStatement
from core.thai import places
from core.typed.emails import read_email
from core.typed.names import read_organisation_name
from core.typed.postcodes import read_postcode
from core.typed.telephones import read_phone
from core.typed.thirteen import Thirteen, read_thirteen
from identity.organisations.events import OrganisationMoved
from identity.organisations.models import Membership, Organisation
from identity.organisations.rules import ContactDraft, OrganisationDraft, OrganisationRefusal, fits
from identity.organisations.states import Capacity, MemberRole


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
        raise Refused(OrganisationRefusal.NUMBER_WRONG)
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
    row = {
        "registration_number": number.digits,
        "branch": draft.branch or number.branch or "",
        "kind": draft.kind,
        "name_th": read_organisation_name(draft.name_th)[:300],
        "name_en": read_organisation_name(draft.name_en)[:300] if draft.name_en else "",
        "vat_registered": draft.vat_registered,
        "created_at": now,
        "created_by_id": person_id,
        **_columns(contact),
    }
    entered = _entering(tuple(row)).first(tx.session, row)
    return None if entered is None else entered.id


@cache
def _entering(columns: tuple[str, ...]) -> HotStatement[Any]:
    """The INSERT of these columns, made once."""
    kept = Organisation.__table__.c
    row = {name: sa.bindparam(name, None, kept[name].type) for name in columns}
    fresh = insert(Organisation.__table__).values(row)
    unless_known = fresh.on_conflict_do_nothing(
        index_elements=["registration_number"], index_where=Organisation.released_at.is_(None)
    )
    return HotStatement(unless_known.returning(kept.id))


def _refuse_who_lost_it(tx: Tx, number: str, person_id: int) -> None:
    """Who registered a number that was freed for another does not register it again."""
    tx.session.flush()
    if _LOST.all(tx.session, {"number": number, "person_id": person_id})[0].it:
        raise Refused(OrganisationRefusal.NUMBER_KNOWN)


_LOST: HotStatement[Any] = HotStatement(
    sa.select(
        sa.exists()
        .where(
            Organisation.registration_number == sa.bindparam("number", None, sa.String),
            Organisation.released_at.is_not(None),
            Membership.organisation_id == Organisation.id,
            Membership.person_id == sa.bindparam("person_id", None, sa.BigInteger),
        )
        .label("it")
    )
)


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
        raise Refused(OrganisationRefusal.NUMBER_KNOWN)
    return owned


def _join(tx: Tx, membership: Membership) -> None:
    """Add a membership, unless the person holds that one already or the other side has its own members."""
    side = {"organisation_id": membership.organisation_id, "capacity": membership.capacity}
    others = {row.person_id for row in _MEMBERS.all(tx.session, side)}
    if membership.person_id in others:
        return
    if others:
        raise Refused(OrganisationRefusal.NUMBER_KNOWN)
    tx.add(membership)


_MEMBERS: HotStatement[Any] = HotStatement(
    sa.select(Membership.person_id).where(
        Membership.organisation_id == sa.bindparam("organisation_id", None, sa.BigInteger),
        Membership.capacity == sa.bindparam("capacity", None, sa.String),
        Membership.ended_at.is_(None),
    )
)


def change_contact(tx: Tx, organisation_id: int, draft: ContactDraft, *, actor: Actor, now: datetime) -> None:
    """Keep where one's own organisation is and how it is reached. Refused with a TypedProblem, or PLACE_WRONG."""
    actor.require_own(organisation_id)
    organisation = tx.lock(Organisation, organisation_id)
    changed = []
    for name, value in _columns(_clean_contact(draft)).items():
        if getattr(organisation, name) != value:
            setattr(organisation, name, value)
            changed.append(name)
    if "province_code" in changed:
        events.publish(tx, OrganisationMoved(organisation_id))
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
        raise Refused(OrganisationRefusal.PLACE_WRONG)
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
