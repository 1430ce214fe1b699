"""The commands on identity: who may run each, and what bars a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission

_P = Permission

CHANGE_MEMBER_RIGHTS = declare("identity.change_member_rights", _P.IDENTITY_MEMBER_MANAGE)
END_MEMBERSHIP = declare("identity.end_membership", _P.IDENTITY_MEMBER_MANAGE, _P.IDENTITY_SELF_MANAGE)
END_ROLE = declare("identity.end_role", _P.IDENTITY_STAFF_MANAGE, second_factor=True)
END_SESSIONS_OF = declare("identity.end_sessions_of", _P.IDENTITY_STAFF_MANAGE, second_factor=True)
GRANT_ROLE = declare("identity.grant_role", _P.IDENTITY_STAFF_MANAGE, second_factor=True)
INVITE_MEMBER = declare("identity.invite_member", _P.IDENTITY_MEMBER_MANAGE)
INVITE_STAFF = declare("identity.invite_staff", _P.IDENTITY_STAFF_MANAGE, second_factor=True)
REFUSE_BANK_ACCOUNT = declare(
    "identity.refuse_bank_account", _P.IDENTITY_BANK_ACCOUNT_VERIFY, second_factor=True
)
SAVE_UNIT = declare("identity.save_unit", _P.IDENTITY_STAFF_MANAGE, second_factor=True)
SUBMIT_BANK_ACCOUNT = declare("identity.submit_bank_account", _P.IDENTITY_BANK_ACCOUNT_MANAGE)
VERIFY_BANK_ACCOUNT = declare(
    "identity.verify_bank_account", _P.IDENTITY_BANK_ACCOUNT_VERIFY, second_factor=True
)
WITHDRAW_BANK_ACCOUNT = declare("identity.withdraw_bank_account", _P.IDENTITY_BANK_ACCOUNT_MANAGE)
WITHDRAW_INVITATION = declare(
    "identity.withdraw_invitation", _P.IDENTITY_STAFF_MANAGE, _P.IDENTITY_MEMBER_MANAGE, second_factor=True
)
