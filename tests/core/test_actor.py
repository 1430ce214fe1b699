"""What an actor may do."""

from __future__ import annotations

from core.actor import ANONYMOUS, SYSTEM, actor_with
from core.permissions import Permission, Role

READS, MANAGES = Permission.COUPONS_COUPON_READ, Permission.IDENTITY_STAFF_MANAGE


def test_one_of_several_permissions_is_enough_and_of_none_there_is_none() -> None:
    auditor = actor_with(frozenset({Role.AUDITOR}), person_id=1)
    assert auditor.may_any({READS, MANAGES})
    assert auditor.may_any(each for each in (MANAGES, READS))
    assert not auditor.may_any([MANAGES])
    assert not SYSTEM.may_any(())
    assert not ANONYMOUS.may_any(Permission)
