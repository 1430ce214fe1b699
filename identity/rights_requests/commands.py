"""The commands that change rights: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import Tie, declare
from core.permissions import Permission
from identity.people.rules import PersonRefusal
from identity.rights_requests.rules import RightsRequestRefusal
from identity.staff.rules import StaffRefusal

ASK_NUMBER_RELEASE = declare(
    "identity.ask_number_release",
    Permission.IDENTITY_ORGANISATION_CHANGE,
    ties=[Tie.ORGANISATION],
    barred={"person": PersonRefusal.NOT_YOURSELF},
    second_factor=True,
)
ASK_OWNER_REPLACEMENT = declare(
    "identity.ask_owner_replacement",
    Permission.IDENTITY_ORGANISATION_CHANGE,
    ties=[Tie.ORGANISATION],
    barred={"person": PersonRefusal.NOT_YOURSELF},
    second_factor=True,
)
ASK_UNBLOCK = declare(
    "identity.ask_unblock",
    Permission.IDENTITY_ACCOUNT_MANAGE,
    barred={"person": PersonRefusal.NOT_YOURSELF},
    second_factor=True,
)
BLOCK_PERSON = declare(
    "identity.block_person",
    Permission.IDENTITY_ACCOUNT_MANAGE,
    barred={"person": PersonRefusal.NOT_YOURSELF},
    second_factor=True,
)
CONFIRM_RIGHTS_REQUEST = declare(
    "identity.confirm_rights_request",
    Permission.IDENTITY_STAFF_CONFIRM,
    Permission.IDENTITY_ORGANISATION_CONFIRM,
    ties=[Tie.ORGANISATION],
    barred={
        "asked_by": RightsRequestRefusal.ASKED_BY_YOU,
        "person": PersonRefusal.NOT_YOURSELF,
        "of_one_origin": StaffRefusal.COMMON_ORIGIN,
    },
    second_factor=True,
)
DECLINE_RIGHTS_REQUEST = declare(
    "identity.decline_rights_request",
    Permission.IDENTITY_STAFF_CONFIRM,
    Permission.IDENTITY_ORGANISATION_CONFIRM,
    ties=[Tie.ORGANISATION],
    barred={"asked_by": RightsRequestRefusal.ASKED_BY_YOU, "person": PersonRefusal.NOT_YOURSELF},
    second_factor=True,
)
DISMISS_NUMBER_REPORT = declare(
    "identity.dismiss_number_report",
    Permission.IDENTITY_ORGANISATION_CHANGE,
    ties=[Tie.ORGANISATION],
    barred={"person": PersonRefusal.NOT_YOURSELF},
    second_factor=True,
)
OBJECT_TO_REPLACEMENT = declare("identity.object_to_replacement", Permission.IDENTITY_SELF_MANAGE)
REPORT_NUMBER = declare("identity.report_number", Permission.IDENTITY_SELF_MANAGE)
WITHDRAW_RIGHTS_REQUEST = declare(
    "identity.withdraw_rights_request",
    Permission.IDENTITY_ACCOUNT_MANAGE,
    Permission.IDENTITY_ORGANISATION_CHANGE,
    ties=[Tie.ORGANISATION],
    barred={"person": PersonRefusal.NOT_YOURSELF},
    second_factor=True,
)
