"""Why a command about a person is refused."""

from __future__ import annotations

from enum import StrEnum


class PersonRefusal(StrEnum):
    """Why a command about a person was refused."""

    ACCOUNT_BLOCKED = "account_blocked"
    EMAIL_TAKEN = "email_taken"
    NOT_YOURSELF = "not_yourself"
