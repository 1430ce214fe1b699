"""A change of rights waits for nobody whom it concerns, whatever names them in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx, db
from core.permissions import Role
from identity.organisations.models import Membership
from identity.organisations.queries import connections
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from identity.rights_requests.commands import CONFIRM_RIGHTS_REQUEST
from identity.rights_requests.models import NumberReport, RightsRequest
from identity.rights_requests.queries import bars_of, waits_for_second
from identity.rights_requests.states import RightsRequestKind
from tests.factories import NOW, World, build

Write = Callable[[Tx, World, int, int | None], RightsRequest]


def _replacement(tx: Tx, world: World, asker_id: int, new_owner_id: int | None) -> RightsRequest:
    organisation_id = world.organisation(tx).id
    owner = world.member(tx, organisation_id, Capacity.SME).known_person_id
    membership_id = tx.scalar(sa.select(Membership.id).where(Membership.person_id == owner))
    heir_id = new_owner_id or world.person(tx).id
    return tx.add(
        RightsRequest(
            kind=RightsRequestKind.REPLACE_OWNER,
            person_id=owner,
            organisation_id=organisation_id,
            membership_id=membership_id,
            new_owner_email=tx.get(Person, heir_id).email,
            document_id=world.document(tx).id,
            asked_at=NOW,
            asked_by_id=asker_id,
            reason_id=audit.store_reason(tx, asker_id, "เจ้าของเดิมเสียชีวิต"),
        )
    )


def _release(tx: Tx, world: World, asker_id: int, reporter_id: int | None) -> RightsRequest:
    organisation = world.organisation(tx)
    tx.add(
        NumberReport(
            organisation_id=organisation.id,
            reported_at=NOW,
            reported_by_id=reporter_id or world.person(tx).id,
            reason_id=audit.store_reason(tx, asker_id, "เลขของเรา"),
            document_id=world.document(tx).id,
        )
    )
    return tx.add(
        RightsRequest(
            kind=RightsRequestKind.FREE_NUMBER,
            person_id=organisation.created_by_id,
            organisation_id=organisation.id,
            document_id=world.document(tx).id,
            asked_at=NOW,
            asked_by_id=asker_id,
            reason_id=audit.store_reason(tx, asker_id, "หลักฐานถูกต้อง"),
        )
    )


def _of_a_member(tx: Tx, world: World, asker_id: int, member_id: int | None) -> RightsRequest:
    request = _replacement(tx, world, asker_id, None)
    if member_id is not None:
        member = {"capacity": Capacity.PROVIDER, "role": MemberRole.MEMBER, "may_consent": False}
        tx.add(
            Membership(
                person_id=member_id, organisation_id=request.organisation_id, since=world.now, **member
            )
        )
    return request


@pytest.mark.parametrize("write", [_replacement, _release, _of_a_member])
@pytest.mark.parametrize("concerned", [False, True])
def test_it_waits_for_whom_the_command_would_take(write: Write, concerned: bool, db_app: Flask) -> None:
    world = World()
    asker = build(lambda tx: world.staff(tx, Role.PROGRAMME_OFFICER))
    reader: Actor = build(lambda tx: world.staff(tx, Role.PROGRAMME_APPROVER))
    me = reader.known_person_id
    build(lambda tx: write(tx, world, asker.known_person_id, me if concerned else None))
    found = db.session.scalars(sa.select(RightsRequest).where(waits_for_second(reader, NOW))).all()
    (request,) = db.session.scalars(sa.select(RightsRequest)).all()
    facts = bars_of(db.session(), [request], me, NOW)[request.id]
    refusal = CONFIRM_RIGHTS_REQUEST.refusal(reader, facts, connections(db.session(), me, NOW))
    assert (refusal is not None, len(found)) == (concerned, 0 if concerned else 1)
