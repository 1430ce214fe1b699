"""The words of people and organisations."""

from __future__ import annotations

from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.labels import Badge, register_labels, words_for
from core.permissions import Role
from identity.actors import SELF, STAFF, Choice
from identity.notifications.states import NoticeGroup, ReminderStage
from identity.rules import AppealRefusal, IdentityRefusal
from identity.states import (
    AttemptKind,
    BankAccountState,
    Capacity,
    FactorResetState,
    MailKind,
    MemberRole,
    NumberReportState,
    OrganisationKind,
    RightsRequestKind,
    RightsRequestState,
    RoleGrantState,
    SessionEnd,
)

_WORDS: tuple[dict[Any, Any], ...] = (
    {
        AppealRefusal.ALREADY: _l("An appeal was heard already. Its decision stands."),
        AppealRefusal.TO_ANOTHER: _l("You rejected this registration. Another officer must hear the appeal."),
        AppealRefusal.TOO_LATE: _l("The time for an appeal has passed."),
    },
    {
        OrganisationKind.JURISTIC_PERSON: _l("Company"),
        OrganisationKind.PARTNERSHIP: _l("Partnership"),
        OrganisationKind.NATURAL_PERSON: _l("Natural person"),
        OrganisationKind.COMMUNITY_ENTERPRISE: _l("Community enterprise"),
        OrganisationKind.STATE_AGENCY: _l("State agency"),
        OrganisationKind.UNIVERSITY: _l("University"),
    },
    {
        MemberRole.OWNER: _l("Owner"),
        MemberRole.MEMBER: _l("Member"),
    },
    {
        Capacity.SME: _l("SME"),
        Capacity.PROVIDER: _l("Service provider"),
    },
    {
        AttemptKind.PASSWORD: _l("Password"),
        AttemptKind.SECOND_FACTOR: _l("Second factor"),
    },
    {
        NoticeGroup.SECURITY: _l("Sign-in and rights"),
        NoticeGroup.DECISIONS: _l("Decisions"),
        NoticeGroup.PAYMENTS: _l("Payments"),
        NoticeGroup.SERVICES: _l("News of my applications, coupons and services"),
        NoticeGroup.REMINDERS: _l("Reminders that something waits for me and its time ends"),
        NoticeGroup.WORK: _l("What waits for me as an officer: one e-mail a day"),
    },
    {
        ReminderStage.ARRIVED: _l("Has come in"),
        ReminderStage.HALF: _l("Half of the time is over"),
        ReminderStage.SOON: _l("The time ends soon"),
        ReminderStage.LATE: _l("Late"),
    },
    {
        MailKind.CONFIRM: _l("Confirm your e-mail"),
        MailKind.RESET: _l("Reset your password"),
    },
    {
        AttemptKind.MAIL: _l("Letter"),
    },
    {
        SessionEnd.SIGNED_OUT: _l("Signed out"),
        SessionEnd.ENDED_FROM_ANOTHER: _l("Ended from another device"),
        SessionEnd.ENDED_BY_ADMINISTRATOR: _l("Ended by an administrator"),
        SessionEnd.PASSWORD_CHANGED: _l("Ended because the password changed"),
        SessionEnd.SECOND_FACTOR_CHANGED: _l("Ended because the second factor changed"),
        SessionEnd.ROLE_CHANGED: _l("Ended because a role changed"),
        SessionEnd.BLOCKED: _l("Ended because the account was blocked"),
        SessionEnd.TIME_OVER: _l("Ended by itself"),
    },
    {
        BankAccountState.PENDING: _l("Waiting to be verified"),
        BankAccountState.VERIFIED: _l("Verified"),
        BankAccountState.REFUSED: _l("Refused"),
        BankAccountState.WITHDRAWN: _l("Withdrawn"),
        BankAccountState.REPLACED: _l("Replaced"),
    },
    {
        FactorResetState.ASKED: _l("Awaiting a second person"),
        FactorResetState.CONFIRMED: _l("Confirmed"),
        FactorResetState.DECLINED: _l("Declined"),
        FactorResetState.WITHDRAWN: _l("Withdrawn"),
        FactorResetState.LAPSED: _l("Lapsed"),
    },
    {
        RightsRequestKind.FREE_NUMBER: _l("Free a number"),
        RightsRequestKind.REPLACE_OWNER: _l("Replace an owner"),
        RightsRequestKind.UNBLOCK: _l("Unblock an account"),
    },
    {
        NumberReportState.OPEN: _l("Waiting for an officer"),
        NumberReportState.FREED: _l("Number freed"),
        NumberReportState.DISMISSED: _l("Dismissed"),
    },
    {
        RightsRequestState.ASKED: _l("Awaiting a second person"),
        RightsRequestState.WAITING: _l("Confirmed, the owner may object"),
        RightsRequestState.DONE: _l("Done"),
        RightsRequestState.OBJECTED: _l("The owner objected"),
        RightsRequestState.DECLINED: _l("Declined"),
        RightsRequestState.WITHDRAWN: _l("Withdrawn"),
        RightsRequestState.LAPSED: _l("Lapsed"),
    },
    {
        Role.PERSON: _l("Myself"),
        Role.SME_OWNER: _l("SME owner"),
        Role.SME_MEMBER: _l("SME member"),
        Role.SME_CONSENTER: _l("Holder of the consent right"),
        Role.PROVIDER_OWNER: _l("Provider owner"),
        Role.PROVIDER_CASHIER: _l("Provider staff"),
        Role.PLAN_OFFICER: _l("Plan officer"),
        Role.PLAN_APPROVER: _l("Plan approver"),
        Role.PROGRAMME_OFFICER: _l("Programme officer"),
        Role.PROGRAMME_APPROVER: _l("Programme approver"),
        Role.CLAIM_OFFICER: _l("Claim officer"),
        Role.FINANCE_OFFICER: _l("Finance officer"),
        Role.FINANCE_APPROVER: _l("Finance approver"),
        Role.FINANCE_RELEASER: _l("Finance releaser"),
        Role.AUDITOR: _l("Auditor"),
        Role.ADMINISTRATOR: _l("Administrator"),
    },
    {
        IdentityRefusal.ACCOUNT_BLOCKED: _l("This account is blocked."),
        IdentityRefusal.ACCOUNT_NUMBER_TAKEN: _l(
            "This account number is registered for another organisation. If it is yours, call 1301."
        ),
        IdentityRefusal.ADMINISTRATORS_KNOWN: _l(
            "There are two administrators already: ask one of them for an invitation."
        ),
        IdentityRefusal.ALREADY_MEMBER: _l("This person is a member already."),
        IdentityRefusal.ALREADY_STAFF_ROLE: _l("This person holds this role already."),
        IdentityRefusal.ASKED_BY_YOU: _l("You asked for this yourself: another person must decide about it."),
        IdentityRefusal.BANK_CHANGE_WAITING: _l(
            "An account is waiting to be verified already. Withdraw it first to send another."
        ),
        IdentityRefusal.CODE_TAKEN: _l("Another unit has this code."),
        IdentityRefusal.COMMON_ORIGIN: _l(
            "You and the officer who granted or asked for this are not independent: one of you granted the other a role or"
            " invited the other in the last 30 days, directly or through others, or the same person brought you both."
            " Another officer must decide."
        ),
        IdentityRefusal.CONSENT_ONLY_SME: _l("Only an SME's members can hold the consent right."),
        IdentityRefusal.EMAIL_TAKEN: _l("This e-mail belongs to somebody already."),
        IdentityRefusal.FACTOR_NONE: _l("This person has no second factor that could be reset."),
        IdentityRefusal.FACTOR_RESET_ASKED: _l(
            "A reset for this person is awaiting its second person already."
        ),
        IdentityRefusal.FACTOR_RESET_OWN: _l(
            "You asked for this reset yourself: another person must confirm it."
        ),
        IdentityRefusal.GRANTED_BY_YOU: _l(
            "You granted this role yourself, so another person must decide about it."
        ),
        IdentityRefusal.HOLIDAY_ALREADY: _l("This day is no working day already. Choose another."),
        IdentityRefusal.HOLIDAY_NONE: _l("This day is not a public holiday any more. Nothing was changed."),
        IdentityRefusal.HOLIDAY_PAST: _l("Choose today or a later day."),
        IdentityRefusal.HOLIDAY_TOO_FAR: _l("Choose a day within the next two years."),
        IdentityRefusal.GRANT_GONE: _l(
            "This grant no longer holds: it has waited for %(days)s working days, or whoever granted it is no longer an"
            " administrator. If the role is still needed, grant it again."
        ),
        IdentityRefusal.GRANT_WAITING: _l(
            "This role has been granted to this person already and awaits a second person."
        ),
        IdentityRefusal.INVITATION_GONE: _l(
            "This invitation no longer holds: it was taken up, withdrawn, or is older than %(days)s days. Ask for a new one."
        ),
        IdentityRefusal.INVITED_ANOTHER: _l(
            "This invitation was sent to another e-mail. Sign in with the address that received it."
        ),
        IdentityRefusal.LAST_OWNER: _l(
            "The last owner cannot leave or be removed. Make another member owner first."
        ),
        IdentityRefusal.NEW_OWNER_UNKNOWN: _l(
            "Nobody has an open account with the e-mail of the new owner: they must create one and confirm it first."
        ),
        IdentityRefusal.NOT_BLOCKED: _l("This account is not blocked."),
        IdentityRefusal.NOT_YOURSELF: _l("Nobody may do this for themselves: ask another administrator."),
        IdentityRefusal.NUMBER_FREE: _l("Nobody has registered this number: you can register with it now."),
        IdentityRefusal.NUMBER_FREED: _l(
            "This number has been freed already. Dismiss the report, and say so."
        ),
        IdentityRefusal.NUMBER_IN_USE: _l(
            "This organisation has been verified, or has coupons, money or a verified bank account: its number cannot be"
            " freed. If its owner is gone, ask to replace the owner."
        ),
        IdentityRefusal.NUMBER_REPORTED: _l(
            "You have reported this number already. An officer is looking into it."
        ),
        IdentityRefusal.NUMBER_KNOWN: _l(
            "This organisation is registered already. Its owner can invite you; if you do not know who that is, call 1301."
        ),
        IdentityRefusal.NUMBER_WRONG: _l(
            "This number is a person’s. The number of this legal form begins with 0: see the certificate of registration."
        ),
        IdentityRefusal.OTHER_OWNER: _l(
            "This business has another owner who can sign in: they can change its members themselves."
        ),
        IdentityRefusal.OWNER_ALREADY: _l("This is the e-mail of the owner who is to be replaced."),
        IdentityRefusal.OWNER_IN_QUESTION: _l(
            "OSMEP is deciding who owns this business, so its bank account cannot be changed now. For help, call 1301."
        ),
        IdentityRefusal.PLACE_WRONG: _l("Choose a province, and a postcode that belongs to it."),
        IdentityRefusal.REASON_MISSING: _l("Write the reason."),
        IdentityRefusal.RIGHTS_REQUEST_ASKED: _l(
            "This has been asked for already and awaits a second person."
        ),
        IdentityRefusal.ROLES_EXCLUDE: _l(
            "One person cannot hold both roles, %(role)s and %(other)s: who decides, who pays, who audits and who"
            " gives roles are different people."
        ),
        IdentityRefusal.SIGN_IN_OVERTAKEN: _l(
            "Your account was changed while you signed in. Sign in again, with the new password if you chose one."
        ),
        IdentityRefusal.SECOND_ADMINISTRATOR: _l(
            "There is only one administrator, and this role takes two people to give. Ask the operator of the server to"
            " appoint a second administrator with the command: flask staff appoint E-MAIL UNIT"
        ),
        IdentityRefusal.UNBLOCK_ASKED: _l(
            "It has been asked that this owner be unblocked. That must be decided first."
        ),
    },
)
_BADGES: tuple[dict[Any, Badge], ...] = (
    {
        BankAccountState.PENDING: "wait",
        BankAccountState.VERIFIED: "good",
        BankAccountState.REFUSED: "bad",
        BankAccountState.WITHDRAWN: "plain",
        BankAccountState.REPLACED: "plain",
    },
    {
        NumberReportState.OPEN: "wait",
        NumberReportState.FREED: "good",
        NumberReportState.DISMISSED: "bad",
    },
    {
        RightsRequestState.ASKED: "wait",
        RightsRequestState.WAITING: "wait",
        RightsRequestState.DONE: "good",
        RightsRequestState.OBJECTED: "bad",
        RightsRequestState.DECLINED: "plain",
        RightsRequestState.WITHDRAWN: "plain",
        RightsRequestState.LAPSED: "plain",
    },
    {
        FactorResetState.ASKED: "wait",
        FactorResetState.CONFIRMED: "good",
        FactorResetState.DECLINED: "plain",
        FactorResetState.WITHDRAWN: "plain",
        FactorResetState.LAPSED: "plain",
    },
)
for _words in _WORDS:
    register_labels(_words)
for _badges in _BADGES:
    register_labels({}, _badges)
register_labels(
    {
        RoleGrantState.PROPOSED: _l("Awaiting second person"),
        RoleGrantState.CONFIRMED: _l("Confirmed"),
        RoleGrantState.DECLINED: _l("Declined"),
        RoleGrantState.WITHDRAWN: _l("Grant withdrawn"),
        RoleGrantState.LAPSED: _l("Not confirmed in time"),
    },
    {
        RoleGrantState.PROPOSED: "wait",
        RoleGrantState.CONFIRMED: "good",
        RoleGrantState.DECLINED: "bad",
        RoleGrantState.WITHDRAWN: "plain",
        RoleGrantState.LAPSED: "plain",
    },
)


def role_words(role: Role) -> str:
    """A role in the reader's language."""
    return words_for(role)


NOBODY = {"system": _l("The system"), "stranger": _l("Somebody not signed in")}
"""Who did something, where it was no person."""


def actor_words(name: str) -> str:
    """A role, or who is no person, by the name that the trail keeps; empty for one that this code does not know."""
    return words_for(Role(name)) if name in [*Role] else str(NOBODY.get(name, ""))


def organisation_name(choice: Choice) -> str:
    """The organisation acted for, in the reader's language; empty for staff and for oneself."""
    first, second = (choice.name_th, choice.name_en)
    if str(get_locale() or "th").startswith("en"):
        first, second = second, first
    return first or second


def choice_words(choice: Choice) -> str:
    """A capacity as the switcher offers it."""
    if choice.key == STAFF:
        return _("OSMEP staff")
    if choice.key == SELF or choice.capacity is None:
        return _("Only myself")
    return f"{organisation_name(choice)} · {words_for(choice.capacity)}"
