"""What a person may have a copy of: roles at OSMEP."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core.personal_data import Part, Subject
from identity.people.personal_data import rows_about
from identity.staff.models import RoleGrant, StaffRole


def _staff_roles(subject: Subject) -> Any:
    table = StaffRole
    return rows_about(subject, table, table.role, table.granted_at, table.ended_at)


def _role_grants(subject: Subject) -> Any:
    table = RoleGrant
    return rows_about(subject, table, table.role, table.state, table.granted_at, table.decided_at)


PARTS = (
    Part("staff_roles", _l("Roles at OSMEP"), _staff_roles),
    Part("role_grants", _l("Roles granted to you"), _role_grants),
)
READ_BY = {
    "role_grant": lambda subject: sa.select(RoleGrant.id).where(RoleGrant.person_id == subject.person_id),
}
