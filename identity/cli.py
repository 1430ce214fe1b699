"""`flask people`: what only the operator of the server may do."""

from __future__ import annotations

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from core import audit, clock
from core.actor import SYSTEM
from core.db import transaction
from core.permissions import Role
from identity.models import Person, StaffRole, StaffUnit

group = AppGroup("people", help="People of this installation.")


@group.command("first-administrator")
@click.argument("email")
@click.argument("unit_code")
def first_administrator(email: str, unit_code: str) -> None:
    """Make a registered person the first administrator, who invites everybody else.

    Refused once there is one: from then on roles are given by people, and audited.
    """
    now = clock.now()
    with transaction() as tx:
        if tx.scalar(
            sa.select(sa.exists().where(StaffRole.role == Role.ADMINISTRATOR, StaffRole.ended_at.is_(None)))
        ):
            raise click.ClickException("There is an administrator already: ask for an invitation.")
        person = tx.session.scalar(sa.select(Person).where(Person.email == email.strip().lower()))
        if person is None or person.confirmed_at is None:
            raise click.ClickException("Register with this e-mail and confirm it first.")
        unit = tx.session.scalar(sa.select(StaffUnit).where(StaffUnit.code == unit_code)) or tx.add(
            StaffUnit(code=unit_code, name_th=unit_code, name_en=unit_code)
        )
        role = StaffRole(person_id=person.id, unit_id=unit.id, role=Role.ADMINISTRATOR, granted_at=now)
        tx.add(role)
        audit.record(tx, "staff_role.granted", "person", person.id, SYSTEM, now, {"role": role.role.value})
    click.echo("Done. A second factor is asked for at the next sign-in.")
