"""The words of refusals, and of people in the trail."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels
from identity.people.rules import NEWCOMER_FOR, IdentityRefusal

LABELS = (
    Labels(
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
            IdentityRefusal.ASKED_BY_YOU: _l(
                "You asked for this yourself: another person must decide about it."
            ),
            IdentityRefusal.BANK_CHANGE_WAITING: _l(
                "An account is waiting to be verified already. Withdraw it first to send another."
            ),
            IdentityRefusal.CODE_TAKEN: _l("Another unit has this code."),
            IdentityRefusal.COMMON_ORIGIN: _l(
                "You and the officer who granted or asked for this are not independent: one of you granted the other a role or"
                " invited the other in the last %(days)s days, directly or through others, or the same person brought you both."
                " Another officer must decide.",
                days=NEWCOMER_FOR.days,
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
            IdentityRefusal.HOLIDAY_NONE: _l(
                "This day is not a public holiday any more. Nothing was changed."
            ),
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
            IdentityRefusal.NUMBER_FREE: _l(
                "Nobody has registered this number: you can register with it now."
            ),
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
        }
    ),
)
AUDIT_WORDS = {
    "person.entered": _l("Account entered by OSMEP"),
    "person.reasons_erased": _l("Free texts erased"),
}
SUBJECTS = {
    "person": SubjectKind(_l("Person")),
}
