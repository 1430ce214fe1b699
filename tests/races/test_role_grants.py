"""Roles given and taken at the same moment: nobody confirms twice, and no two of them see half of each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.actor import actor_with
from core.calendar.due import official_holidays
from core.db import db, transaction
from core.errors import Forbidden, Refused
from core.permissions import Role
from identity.organisations.models import StaffUnit
from identity.staff.models import RoleGrant, StaffRole
from identity.staff.queries import administrators, roles_of
from identity.staff.services.confirm_role_grant import confirm_role_grant
from identity.staff.services.end_role import end_role
from identity.staff.services.grant_role import grant_role
from identity.staff.states import RoleGrantState
from tests.factories import NOW, World, build

DONE = "done"
AtOnce = Callable[..., list[str]]
official_holidays(NOW.year)
"""Read before the start: it takes a process longer than the whole race."""
LOCK = "LOCK TABLE staff_roles IN SHARE ROW EXCLUSIVE MODE"


def take_the_guards_away() -> None:
    """The negative control, in one process: commands on roles do not wait for each other."""

    def careless(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> tuple[str, Any]:
        return statement.replace(LOCK, "SELECT 1").replace(" FOR NO KEY UPDATE", "").replace(
            " FOR UPDATE", ""
        ), parameters

    sa.event.listen(db.engine, "before_cursor_execute", careless, retval=True)


def run(verb: str, person_id: int, careless: bool = False, **given: Any) -> str:
    """A command of an administrator, in a process of its own: `done`, the refusal's name or the kind of error."""
    if careless:
        take_the_guards_away()
    actor = actor_with(frozenset({Role.ADMINISTRATOR}), person_id=person_id)
    verbs = {"confirm": confirm_role_grant, "end": end_role, "audit": _make_auditor}
    try:
        verbs[verb](**given, actor=actor, now=NOW)
    except Refused as refused:
        return str(refused.reason)
    except Forbidden:
        return "forbidden"
    except Exception as error:
        return type(error).__name__
    return DONE


def _make_auditor(whom: int, unit_id: int, **who: Any) -> None:
    grant_role(whom, unit_id, Role.AUDITOR, **who)


class Office:
    """Three administrators, and somebody whose only role has ended."""

    def __init__(self) -> None:
        self.world = World()
        self.admins = [self._staff(Role.ADMINISTRATOR) for _ in range(3)]
        self.officer = self._staff(Role.CLAIM_OFFICER)
        self.unit_id = int(db.session.scalar(sa.select(StaffUnit.id)) or 0)
        db.session.rollback()
        end_role(
            self.role_of(self.officer),
            actor=actor_with(frozenset({Role.ADMINISTRATOR}), person_id=self.admins[0]),
            now=NOW,
        )

    def _staff(self, role: Role) -> int:
        return int(build(lambda tx: self.world.staff(tx, role)).known_person_id)

    def role_of(self, person_id: int) -> int:
        """The number of a person's role."""
        found = db.session.scalar(sa.select(StaffRole.id).where(StaffRole.person_id == person_id))
        db.session.rollback()
        return int(found or 0)

    def granted(self, role: Role) -> int:
        """A role of the officer that the first administrator has granted."""
        actor = actor_with(frozenset({Role.ADMINISTRATOR}), person_id=self.admins[0])
        found = grant_role(self.officer, self.unit_id, role, actor=actor, now=NOW)
        assert found is not None
        return found


@pytest.fixture
def office(db_app: Flask) -> Office:
    return Office()


def confirming(office: Office, grant_id: int, **more: Any) -> list[dict[str, Any]]:
    """The second and the third administrator, each with the same button."""
    return [
        {"verb": "confirm", "person_id": each, "grant_id": grant_id, **more} for each in office.admins[1:]
    ]


def test_two_who_confirm_one_role_give_it_once(office: Office, at_once: AtOnce) -> None:
    grant_id = office.granted(Role.FINANCE_RELEASER)
    assert at_once(*confirming(office, grant_id)) == [DONE, "moved_on"]
    assert roles_of(db.session(), office.officer) == [Role.FINANCE_RELEASER]


def test_two_administrators_who_end_each_other_leave_one(office: Office, at_once: AtOnce) -> None:
    one, other = office.admins[1:]
    ends = [
        {"verb": "end", "person_id": who, "staff_role_id": office.role_of(whom)}
        for who, whom in ((one, other), (other, one))
    ]
    assert at_once(*ends) == [DONE, "forbidden"]
    assert administrators(db.session()) == 2


def _excluding(office: Office, grant_id: int, **more: Any) -> list[dict[str, Any]]:
    """One confirms that the officer pays, the other makes an auditor of the officer."""
    audit = {"verb": "audit", "person_id": office.admins[2], **more}
    return [
        {"verb": "confirm", "person_id": office.admins[1], "grant_id": grant_id, **more},
        audit | {"whom": office.officer, "unit_id": office.unit_id},
    ]


def test_duties_that_exclude_each_other_are_never_both_given(office: Office, at_once: AtOnce) -> None:
    grant_id = office.granted(Role.FINANCE_RELEASER)
    assert at_once(*_excluding(office, grant_id)) == [DONE, "roles_exclude"]
    assert len(roles_of(db.session(), office.officer)) == 1


def test_without_the_guard_both_are_given(office: Office, at_once: AtOnce) -> None:
    """The negative control; a race may come out well by chance, so it is run until it does not."""
    for _ in range(10):
        grant_id = office.granted(Role.FINANCE_RELEASER)
        at_once(*_excluding(office, grant_id, careless=True))
        held = roles_of(db.session(), office.officer)
        if len(held) == 2:
            return
        with transaction() as tx:
            mine = sa.update(StaffRole).where(StaffRole.person_id == office.officer)
            tx.execute(mine.values(ended_at=NOW))
            open_one = sa.update(RoleGrant).where(RoleGrant.id == grant_id)
            tx.execute(
                open_one.where(RoleGrant.state == RoleGrantState.PROPOSED).values(
                    state=RoleGrantState.WITHDRAWN, decided_at=NOW
                )
            )
    raise AssertionError("ten races without the guard, and none went wrong")


def test_an_administrator_whose_role_ends_meanwhile_has_confirmed_or_has_not(
    office: Office, at_once: AtOnce
) -> None:
    """Either the role was given while they were one, or they were none any more; never a role without a second."""
    grant_id = office.granted(Role.FINANCE_RELEASER)
    confirm, _ = confirming(office, grant_id)
    end = {"verb": "end", "person_id": office.admins[2], "staff_role_id": office.role_of(office.admins[1])}
    answered = at_once(confirm, end)
    held = roles_of(db.session(), office.officer)
    assert (answered, held) in (
        ([DONE, DONE], [Role.FINANCE_RELEASER]),
        ([DONE, "forbidden"], []),
    )
