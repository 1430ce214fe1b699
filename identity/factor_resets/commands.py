"""The commands on resets of second factors: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission
from identity.factor_resets.rules import FactorResetRefusal
from identity.people.rules import PersonRefusal
from identity.staff.rules import StaffRefusal

ASK_FACTOR_RESET = declare(
    "identity.ask_factor_reset",
    Permission.IDENTITY_STAFF_MANAGE,
    barred={"person": PersonRefusal.NOT_YOURSELF},
    second_factor=True,
)
CONFIRM_FACTOR_RESET = declare(
    "identity.confirm_factor_reset",
    Permission.IDENTITY_STAFF_CONFIRM,
    barred={
        "asked_by": FactorResetRefusal.FACTOR_RESET_OWN,
        "person": PersonRefusal.NOT_YOURSELF,
        "of_one_origin": StaffRefusal.COMMON_ORIGIN,
    },
    second_factor=True,
)
DECLINE_FACTOR_RESET = declare(
    "identity.decline_factor_reset",
    Permission.IDENTITY_STAFF_CONFIRM,
    barred={"asked_by": FactorResetRefusal.FACTOR_RESET_OWN, "person": PersonRefusal.NOT_YOURSELF},
    second_factor=True,
)
WITHDRAW_FACTOR_RESET = declare(
    "identity.withdraw_factor_reset",
    Permission.IDENTITY_STAFF_MANAGE,
    barred={"person": PersonRefusal.NOT_YOURSELF},
    second_factor=True,
)
