"""The commands on members: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission

CHANGE_MEMBER_RIGHTS = declare("identity.change_member_rights", Permission.IDENTITY_MEMBER_MANAGE)
END_MEMBERSHIP = declare(
    "identity.end_membership", Permission.IDENTITY_MEMBER_MANAGE, Permission.IDENTITY_SELF_MANAGE
)
INVITE_MEMBER = declare("identity.invite_member", Permission.IDENTITY_MEMBER_MANAGE)
WITHDRAW_INVITATION = declare(
    "identity.withdraw_invitation",
    Permission.IDENTITY_STAFF_MANAGE,
    Permission.IDENTITY_MEMBER_MANAGE,
    second_factor=True,
)
