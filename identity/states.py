"""Kinds and states of parties."""

from __future__ import annotations

from enum import StrEnum

from config import Settings
from core.states import Machine, Transition
from core.terms import days, working_days


class OrganisationKind(StrEnum):
    """What the law calls the entity; the leading 0 of the number tells juristic and state entities."""

    JURISTIC_PERSON = "juristic_person"
    PARTNERSHIP = "partnership"
    NATURAL_PERSON = "natural_person"
    COMMUNITY_ENTERPRISE = "community_enterprise"
    STATE_AGENCY = "state_agency"
    UNIVERSITY = "university"


class MemberRole(StrEnum):
    """What a member may do for the organisation; the capacity (SME or provider) is chosen at sign-in."""

    OWNER = "owner"
    MEMBER = "member"


class Capacity(StrEnum):
    """For which side of the counter a member acts."""

    SME = "sme"
    PROVIDER = "provider"


class AttemptKind(StrEnum):
    """What secret was guessed at."""

    PASSWORD = "password"  # noqa: S105 - the name of a kind
    SECOND_FACTOR = "second_factor"
    MAIL = "mail"
    """Asking for a letter (reset, confirmation): counted so that nobody's letter box is flooded."""


class SessionEnd(StrEnum):
    """Why a sign-in session ended."""

    SIGNED_OUT = "signed_out"
    ENDED_FROM_ANOTHER = "ended_from_another"
    """By its person, from another session."""
    ENDED_BY_ADMINISTRATOR = "ended_by_administrator"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a reason
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    ROLE_CHANGED = "role_changed"
    BLOCKED = "blocked"
    TIME_OVER = "time_over"
    """Unused for too long, or too long after the sign-in (`identity.session_rules`)."""


class MailKind(StrEnum):
    """What somebody without a session asks to be e-mailed."""

    CONFIRM = "confirm"
    RESET = "reset"


class BankAccountState(StrEnum):
    """A bank account is paid only once verified, and after the cooling-off days."""

    PENDING = "pending"
    VERIFIED = "verified"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class RoleGrantState(StrEnum):
    """A role that one administrator has granted, and that another person must confirm before it is held."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


VERIFY_WITHIN = working_days(5)
"""How long a bank account may wait for a finance officer."""
_S = BankAccountState
BANK_ACCOUNT: Machine[BankAccountState] = Machine(
    "bank_account",
    _S.PENDING,
    (
        Transition(_S.PENDING, "verify", _S.VERIFIED, "finance_officer", VERIFY_WITHIN),
        Transition(_S.PENDING, "refuse", _S.REFUSED, "finance_officer"),
        Transition(_S.PENDING, "withdraw", _S.WITHDRAWN, "sme or provider"),
        Transition(_S.VERIFIED, "replace", _S.REPLACED, "finance_officer"),
        Transition(_S.VERIFIED, "revoke", _S.WITHDRAWN, "administrator or system"),
    ),
)
CONFIRM_WITHIN = working_days(10)
"""How long a granted role may wait for a second person; then it lapses, and is granted anew if it is still wanted."""
_SECOND = "another administrator or plan_approver or programme_approver or finance_approver"
_G = RoleGrantState
ROLE_GRANT: Machine[RoleGrantState] = Machine(
    "role_grant",
    _G.PROPOSED,
    (
        Transition(_G.PROPOSED, "confirm", _G.CONFIRMED, _SECOND, CONFIRM_WITHIN),
        Transition(_G.PROPOSED, "decline", _G.DECLINED, _SECOND),
        Transition(_G.PROPOSED, "withdraw", _G.WITHDRAWN, "administrator"),
        Transition(_G.PROPOSED, "lapse", _G.LAPSED, "system"),
    ),
)


class FactorResetState(StrEnum):
    """What becomes of a request to remove a person's second factors."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


CONFIRM_RESET_WITHIN = working_days(3)
"""How long a request to reset a second factor may wait for its second person."""
_F = FactorResetState
FACTOR_RESET: Machine[FactorResetState] = Machine(
    "factor_reset",
    _F.ASKED,
    (
        Transition(_F.ASKED, "confirm", _F.CONFIRMED, _SECOND, CONFIRM_RESET_WITHIN),
        Transition(_F.ASKED, "decline", _F.DECLINED, _SECOND),
        Transition(_F.ASKED, "withdraw", _F.WITHDRAWN, "administrator"),
        Transition(_F.ASKED, "lapse", _F.LAPSED, "system"),
    ),
)


class RightsRequestKind(StrEnum):
    """What one officer may ask for and another must confirm, for it moves somebody's rights."""

    FREE_NUMBER = "free_number"
    REPLACE_OWNER = "replace_owner"
    UNBLOCK = "unblock"


class RightsRequestState(StrEnum):
    """What becomes of such a request."""

    ASKED = "asked"
    WAITING = "waiting"
    """Confirmed; takes effect unless the owner objects first."""
    DONE = "done"
    DECLINED = "declined"
    OBJECTED = "objected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


CONFIRM_RIGHTS_WITHIN = working_days(5)
"""How long such a request may wait for its second person."""
OBJECT_WITHIN = days(Settings.owner_objection_days)
"""How long an owner may object, unless the setting says otherwise."""
_R = RightsRequestState
_ASKER = "administrator or programme_officer"
RIGHTS_REQUEST: Machine[RightsRequestState] = Machine(
    "rights_request",
    _R.ASKED,
    (
        Transition(_R.ASKED, "confirm", _R.DONE, _SECOND, CONFIRM_RIGHTS_WITHIN),
        Transition(_R.ASKED, "confirm_for_later", _R.WAITING, "programme_approver"),
        Transition(_R.ASKED, "decline", _R.DECLINED, _SECOND),
        Transition(_R.ASKED, "object", _R.OBJECTED, "sme or provider"),
        Transition(_R.ASKED, "withdraw", _R.WITHDRAWN, _ASKER),
        Transition(_R.ASKED, "lapse", _R.LAPSED, "system"),
        Transition(_R.WAITING, "object", _R.OBJECTED, "sme or provider", OBJECT_WITHIN),
        Transition(_R.WAITING, "withdraw", _R.WITHDRAWN, _ASKER),
        Transition(_R.WAITING, "take_effect", _R.DONE, "system"),
        Transition(_R.WAITING, "lapse", _R.LAPSED, "system"),
    ),
)


class NumberReportState(StrEnum):
    """What becomes of a report that somebody else has registered one's number."""

    OPEN = "open"
    FREED = "freed"
    DISMISSED = "dismissed"


LOOK_WITHIN = working_days(5)
"""How long such a report may wait for an officer."""
_N = NumberReportState
NUMBER_REPORT: Machine[NumberReportState] = Machine(
    "number_report",
    _N.OPEN,
    (
        Transition(_N.OPEN, "free", _N.FREED, "programme_approver", LOOK_WITHIN),
        Transition(_N.OPEN, "dismiss", _N.DISMISSED, "programme_officer", LOOK_WITHIN),
    ),
)
