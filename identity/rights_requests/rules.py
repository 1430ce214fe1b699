"""Why a command about a change of rights is refused."""

from __future__ import annotations

from enum import StrEnum


class RightsRequestRefusal(StrEnum):
    """Why a command about a change of rights, a block or a report of a number was refused."""

    ASKED_BY_YOU = "asked_by_you"
    NEW_OWNER_UNKNOWN = "new_owner_unknown"
    NOT_BLOCKED = "not_blocked"
    NUMBER_FREE = "number_free"
    NUMBER_FREED = "number_freed"
    NUMBER_IN_USE = "number_in_use"
    NUMBER_REPORTED = "number_reported"
    OTHER_OWNER = "other_owner"
    OWNER_ALREADY = "owner_already"
    OWNER_IN_QUESTION = "owner_in_question"
    RIGHTS_REQUEST_ASKED = "rights_request_asked"
    UNBLOCK_ASKED = "unblock_asked"
