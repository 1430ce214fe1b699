"""Who may act in what waits: whoever is to be notified of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.registry import Deadline
from identity.notifications.reminders import Reachable, by_role
from identity.organisations.models import Membership
from identity.organisations.rules import TIED_FOR, member_roles
from identity.people.models import Person
from identity.staff.models import StaffRole


def reachable(session: Session, waiting: Collection[Deadline], now: datetime) -> Reachable:
    """Who may act in any of these. Three statements."""
    staff = session.execute(
        sa.select(StaffRole.role, StaffRole.person_id)
        .join(Person, Person.id == StaffRole.person_id)
        .where(StaffRole.ended_at.is_(None), Person.active)
    ).all()
    organisations = {each.organisation_id for each in waiting} - {None}
    members = session.execute(
        sa.select(
            Membership.organisation_id,
            Membership.person_id,
            Membership.capacity,
            Membership.role,
            Membership.may_consent,
        ).where(Membership.organisation_id.in_(organisations), Membership.ended_at.is_(None))
    )
    roles = defaultdict(list)
    for organisation_id, person_id, capacity, role, may_consent in members:
        for held in member_roles(capacity, role, may_consent=may_consent):
            roles[organisation_id].append((held, person_id))
    concerned = {organisation for each in waiting for organisation in each.tied}
    ties: dict[int, set[int]] = defaultdict(set)
    for organisation_id, person_id in session.execute(
        sa.select(Membership.organisation_id, Membership.person_id).where(
            Membership.organisation_id.in_(concerned),
            Membership.person_id.in_({person_id for _role, person_id in staff}),
            sa.or_(Membership.ended_at.is_(None), Membership.ended_at > now - TIED_FOR),
        )
    ):
        ties[organisation_id].add(person_id)
    return Reachable(
        by_role((role, person_id) for role, person_id in staff),
        {organisation_id: by_role(rows) for organisation_id, rows in roles.items()},
        {organisation_id: frozenset(persons) for organisation_id, persons in ties.items()},
    )
