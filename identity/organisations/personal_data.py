"""What a person may have a copy of: memberships, invitations, and the business that is themself."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.personal_data import Part, Subject
from core.thai.places import province_name
from identity.organisations.models import Invitation, Membership, Organisation
from identity.organisations.states import Capacity, MemberRole, OrganisationKind


def acts_for(subject: Subject, capacity: Capacity | None = None) -> Any:
    """Ids of the organisations whose member the person is now: on that side of the counter, or on any."""
    live = sa.select(Membership.organisation_id).where(
        Membership.person_id == subject.person_id, Membership.ended_at.is_(None)
    )
    return live if capacity is None else live.where(Membership.capacity == capacity)


def owned_by(session: Session, person_id: int) -> tuple[tuple[int, str], ...]:
    """Organisations that are the person themself, each with a side of the counter that is theirs, for a `Subject`.

    They are of one natural person, who registered them and owns them still. Read before the parts: who has none makes
    none of them look through what others have.
    """
    own = (
        sa.select(Membership.organisation_id, Membership.capacity)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.person_id == person_id,
            Membership.ended_at.is_(None),
            Membership.role == MemberRole.OWNER,
            Organisation.kind == OrganisationKind.NATURAL_PERSON,
            Organisation.created_by_id == person_id,
        )
    )
    return tuple((row.organisation_id, row.capacity) for row in session.execute(own))


def own_businesses(subject: Subject, capacity: Capacity | None = None) -> list[int]:
    """Ids of the organisations that are the person: on that side of the counter, for the other may be others', or on any."""
    return sorted({key for key, side in subject.owned() if capacity in (None, side)})


def _memberships(subject: Subject) -> Any:
    table = Membership
    columns = (table.capacity, table.role, table.may_consent, table.since, table.ended_at)
    return (
        sa.select(Organisation.name_th, Organisation.registration_number, *columns)
        .join(Organisation, Organisation.id == table.organisation_id)
        .where(table.person_id == subject.person_id)
        .order_by(table.id.desc())
    )


def _invitations(subject: Subject) -> Any:
    table = Invitation
    columns = (table.capacity, table.member_role, table.may_consent, table.staff_role, table.created_at)
    return (
        sa.select(table.email, Organisation.name_th, *columns)
        .add_columns(table.expires_at, table.taken_up_at, table.withdrawn_at)
        .outerjoin(Organisation, Organisation.id == table.organisation_id)
        .where(table.email == subject.email)
        .order_by(table.id.desc())
    )


def _businesses(subject: Subject) -> Any:
    table = Organisation
    return sa.select(
        table.registration_number,
        table.branch,
        table.kind,
        table.name_th,
        table.name_en,
        table.address,
        table.province_code,
        table.postcode,
        table.phone,
        table.email,
        table.vat_registered,
        table.created_at,
    ).where(table.id.in_(own_businesses(subject)))


PARTS = (
    Part("memberships", _l("Organisations"), _memberships),
    Part("invitations", _l("Invitations to you"), _invitations),
)
BUSINESSES = (Part("businesses", _l("Details of the business"), _businesses),)
READ_BY = {
    "organisation": acts_for,
}
READERS = {
    "businesses.province_code": lambda code, _row: province_name(code, get_locale()),
}
