"""The commands on accounts: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission
from identity.people.rules import PersonRefusal

END_SESSIONS_OF = declare(
    "identity.end_sessions_of",
    Permission.IDENTITY_STAFF_MANAGE,
    barred={"person": PersonRefusal.NOT_YOURSELF},
    second_factor=True,
)
