"""Why a command on people or organisations is refused."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

NEWCOMER_FOR = timedelta(days=30)
"""So long those whom an administrator has granted a role, or invited, do not confirm what that administrator grants."""


class IdentityRefusal(StrEnum):
    """Why a verb about people or organisations was refused."""

    ACCOUNT_BLOCKED = "account_blocked"
    ACCOUNT_NUMBER_TAKEN = "account_number_taken"
    ADMINISTRATORS_KNOWN = "administrators_known"
    ALREADY_MEMBER = "already_member"
    ALREADY_STAFF_ROLE = "already_staff_role"
    ASKED_BY_YOU = "asked_by_you"
    BANK_CHANGE_WAITING = "bank_change_waiting"
    CODE_TAKEN = "code_taken"
    CONSENT_ONLY_SME = "consent_only_sme"
    COMMON_ORIGIN = "common_origin"
    EMAIL_TAKEN = "email_taken"
    FACTOR_NONE = "factor_none"
    FACTOR_RESET_ASKED = "factor_reset_asked"
    FACTOR_RESET_OWN = "factor_reset_own"
    GRANTED_BY_YOU = "granted_by_you"
    GRANT_GONE = "grant_gone"
    GRANT_WAITING = "grant_waiting"
    HOLIDAY_ALREADY = "holiday_already"
    """The day is a Saturday, a Sunday or a holiday already."""
    HOLIDAY_NONE = "holiday_none"
    HOLIDAY_PAST = "holiday_past"
    HOLIDAY_TOO_FAR = "holiday_too_far"
    INVITATION_GONE = "invitation_gone"
    INVITED_ANOTHER = "invited_another"
    LAST_OWNER = "last_owner"
    NEW_OWNER_UNKNOWN = "new_owner_unknown"
    NOT_BLOCKED = "not_blocked"
    NOT_YOURSELF = "not_yourself"
    NUMBER_FREE = "number_free"
    NUMBER_FREED = "number_freed"
    NUMBER_IN_USE = "number_in_use"
    NUMBER_KNOWN = "number_known"
    NUMBER_REPORTED = "number_reported"
    NUMBER_WRONG = "number_wrong"
    OTHER_OWNER = "other_owner"
    OWNER_ALREADY = "owner_already"
    OWNER_IN_QUESTION = "owner_in_question"
    PLACE_WRONG = "place_wrong"
    RIGHTS_REQUEST_ASKED = "rights_request_asked"
    ROLES_EXCLUDE = "roles_exclude"
    SECOND_ADMINISTRATOR = "second_administrator"
    SIGN_IN_OVERTAKEN = "sign_in_overtaken"
    UNBLOCK_ASKED = "unblock_asked"
