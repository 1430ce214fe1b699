"""The commands on staff, units and holidays: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission
from identity.people.rules import PersonRefusal
from identity.staff.rules import StaffRefusal

ADD_HOLIDAY = declare("identity.add_holiday", Permission.HOUSE_HOLIDAYS_MANAGE, second_factor=True)
CONFIRM_ROLE_GRANT = declare(
    "identity.confirm_role_grant",
    Permission.IDENTITY_STAFF_CONFIRM,
    barred={
        "granted_by": StaffRefusal.GRANTED_BY_YOU,
        "person": PersonRefusal.NOT_YOURSELF,
        "of_one_origin": StaffRefusal.COMMON_ORIGIN,
    },
    second_factor=True,
)
DECLINE_ROLE_GRANT = declare(
    "identity.decline_role_grant",
    Permission.IDENTITY_STAFF_CONFIRM,
    barred={"granted_by": StaffRefusal.GRANTED_BY_YOU, "person": PersonRefusal.NOT_YOURSELF},
    second_factor=True,
)
END_ROLE = declare(
    "identity.end_role",
    Permission.IDENTITY_STAFF_MANAGE,
    barred={"holder": PersonRefusal.NOT_YOURSELF},
    second_factor=True,
)
GRANT_ROLE = declare(
    "identity.grant_role",
    Permission.IDENTITY_STAFF_MANAGE,
    barred={"person": PersonRefusal.NOT_YOURSELF},
    second_factor=True,
)
INVITE_STAFF = declare(
    "identity.invite_staff",
    Permission.IDENTITY_STAFF_MANAGE,
    barred={"person": PersonRefusal.NOT_YOURSELF},
    second_factor=True,
)
SAVE_UNIT = declare("identity.save_unit", Permission.IDENTITY_STAFF_MANAGE, second_factor=True)
STRIKE_HOLIDAY = declare("identity.strike_holiday", Permission.HOUSE_HOLIDAYS_MANAGE, second_factor=True)
WITHDRAW_ROLE_GRANT = declare(
    "identity.withdraw_role_grant", Permission.IDENTITY_STAFF_MANAGE, second_factor=True
)
