"""The commands on identity: who may run each, and what bars a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import Tie, declare
from core.permissions import Permission
from identity.rules import IdentityRefusal

_P = Permission
_SUBMITTER = {"submitted_by": IdentityRefusal.NOT_YOURSELF}

ADD_HOLIDAY = declare("identity.add_holiday", _P.HOUSE_HOLIDAYS_MANAGE, second_factor=True)
ASK_FACTOR_RESET = declare(
    "identity.ask_factor_reset",
    _P.IDENTITY_STAFF_MANAGE,
    barred={"person": IdentityRefusal.NOT_YOURSELF},
    second_factor=True,
)
ASK_NUMBER_RELEASE = declare(
    "identity.ask_number_release",
    _P.IDENTITY_ORGANISATION_CHANGE,
    ties=[Tie.ORGANISATION],
    barred={"person": IdentityRefusal.NOT_YOURSELF},
    second_factor=True,
)
ASK_OWNER_REPLACEMENT = declare(
    "identity.ask_owner_replacement",
    _P.IDENTITY_ORGANISATION_CHANGE,
    ties=[Tie.ORGANISATION],
    barred={"person": IdentityRefusal.NOT_YOURSELF},
    second_factor=True,
)
ASK_UNBLOCK = declare(
    "identity.ask_unblock",
    _P.IDENTITY_ACCOUNT_MANAGE,
    barred={"person": IdentityRefusal.NOT_YOURSELF},
    second_factor=True,
)
BLOCK_PERSON = declare(
    "identity.block_person",
    _P.IDENTITY_ACCOUNT_MANAGE,
    barred={"person": IdentityRefusal.NOT_YOURSELF},
    second_factor=True,
)
CHANGE_MEMBER_RIGHTS = declare("identity.change_member_rights", _P.IDENTITY_MEMBER_MANAGE)
CONFIRM_ROLE_GRANT = declare(
    "identity.confirm_role_grant",
    _P.IDENTITY_STAFF_CONFIRM,
    barred={
        "granted_by": IdentityRefusal.GRANTED_BY_YOU,
        "person": IdentityRefusal.NOT_YOURSELF,
        "of_one_origin": IdentityRefusal.COMMON_ORIGIN,
    },
    second_factor=True,
)
CONFIRM_RIGHTS_REQUEST = declare(
    "identity.confirm_rights_request",
    _P.IDENTITY_STAFF_CONFIRM,
    _P.IDENTITY_ORGANISATION_CONFIRM,
    ties=[Tie.ORGANISATION],
    barred={
        "asked_by": IdentityRefusal.ASKED_BY_YOU,
        "person": IdentityRefusal.NOT_YOURSELF,
        "of_one_origin": IdentityRefusal.COMMON_ORIGIN,
    },
    second_factor=True,
)
DECLINE_RIGHTS_REQUEST = declare(
    "identity.decline_rights_request",
    _P.IDENTITY_STAFF_CONFIRM,
    _P.IDENTITY_ORGANISATION_CONFIRM,
    ties=[Tie.ORGANISATION],
    barred={"asked_by": IdentityRefusal.ASKED_BY_YOU, "person": IdentityRefusal.NOT_YOURSELF},
    second_factor=True,
)
DECLINE_ROLE_GRANT = declare(
    "identity.decline_role_grant",
    _P.IDENTITY_STAFF_CONFIRM,
    barred={"granted_by": IdentityRefusal.GRANTED_BY_YOU, "person": IdentityRefusal.NOT_YOURSELF},
    second_factor=True,
)
CONFIRM_FACTOR_RESET = declare(
    "identity.confirm_factor_reset",
    _P.IDENTITY_STAFF_CONFIRM,
    barred={
        "asked_by": IdentityRefusal.FACTOR_RESET_OWN,
        "person": IdentityRefusal.NOT_YOURSELF,
        "of_one_origin": IdentityRefusal.COMMON_ORIGIN,
    },
    second_factor=True,
)
DECLINE_FACTOR_RESET = declare(
    "identity.decline_factor_reset",
    _P.IDENTITY_STAFF_CONFIRM,
    barred={"asked_by": IdentityRefusal.FACTOR_RESET_OWN, "person": IdentityRefusal.NOT_YOURSELF},
    second_factor=True,
)
DISMISS_NUMBER_REPORT = declare(
    "identity.dismiss_number_report",
    _P.IDENTITY_ORGANISATION_CHANGE,
    ties=[Tie.ORGANISATION],
    barred={"person": IdentityRefusal.NOT_YOURSELF},
    second_factor=True,
)
END_MEMBERSHIP = declare("identity.end_membership", _P.IDENTITY_MEMBER_MANAGE, _P.IDENTITY_SELF_MANAGE)
END_ROLE = declare(
    "identity.end_role",
    _P.IDENTITY_STAFF_MANAGE,
    barred={"holder": IdentityRefusal.NOT_YOURSELF},
    second_factor=True,
)
END_SESSIONS_OF = declare(
    "identity.end_sessions_of",
    _P.IDENTITY_STAFF_MANAGE,
    barred={"person": IdentityRefusal.NOT_YOURSELF},
    second_factor=True,
)
GRANT_ROLE = declare(
    "identity.grant_role",
    _P.IDENTITY_STAFF_MANAGE,
    barred={"person": IdentityRefusal.NOT_YOURSELF},
    second_factor=True,
)
INVITE_MEMBER = declare("identity.invite_member", _P.IDENTITY_MEMBER_MANAGE)
INVITE_STAFF = declare(
    "identity.invite_staff",
    _P.IDENTITY_STAFF_MANAGE,
    barred={"person": IdentityRefusal.NOT_YOURSELF},
    second_factor=True,
)
OBJECT_TO_REPLACEMENT = declare("identity.object_to_replacement", _P.IDENTITY_SELF_MANAGE)
REFUSE_BANK_ACCOUNT = declare(
    "identity.refuse_bank_account",
    _P.IDENTITY_BANK_ACCOUNT_VERIFY,
    ties=[Tie.PAYEE],
    barred=_SUBMITTER,
    second_factor=True,
)
REPORT_NUMBER = declare("identity.report_number", _P.IDENTITY_SELF_MANAGE)
SAVE_UNIT = declare("identity.save_unit", _P.IDENTITY_STAFF_MANAGE, second_factor=True)
STRIKE_HOLIDAY = declare("identity.strike_holiday", _P.HOUSE_HOLIDAYS_MANAGE, second_factor=True)
SUBMIT_BANK_ACCOUNT = declare("identity.submit_bank_account", _P.IDENTITY_BANK_ACCOUNT_MANAGE)
VERIFY_BANK_ACCOUNT = declare(
    "identity.verify_bank_account",
    _P.IDENTITY_BANK_ACCOUNT_VERIFY,
    ties=[Tie.PAYEE],
    barred=_SUBMITTER,
    second_factor=True,
)
WITHDRAW_BANK_ACCOUNT = declare("identity.withdraw_bank_account", _P.IDENTITY_BANK_ACCOUNT_MANAGE)
WITHDRAW_FACTOR_RESET = declare(
    "identity.withdraw_factor_reset",
    _P.IDENTITY_STAFF_MANAGE,
    barred={"person": IdentityRefusal.NOT_YOURSELF},
    second_factor=True,
)
WITHDRAW_INVITATION = declare(
    "identity.withdraw_invitation", _P.IDENTITY_STAFF_MANAGE, _P.IDENTITY_MEMBER_MANAGE, second_factor=True
)
WITHDRAW_RIGHTS_REQUEST = declare(
    "identity.withdraw_rights_request",
    _P.IDENTITY_ACCOUNT_MANAGE,
    _P.IDENTITY_ORGANISATION_CHANGE,
    ties=[Tie.ORGANISATION],
    barred={"person": IdentityRefusal.NOT_YOURSELF},
    second_factor=True,
)
WITHDRAW_ROLE_GRANT = declare("identity.withdraw_role_grant", _P.IDENTITY_STAFF_MANAGE, second_factor=True)
