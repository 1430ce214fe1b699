"""The words of the notices of identity: what happened, to which business or role, by whom in kind, and what to do."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import registry
from core.labels import words_for
from core.permissions import Role
from identity.notifications.states import NoticeGroup
from identity.notifications.words import register_notices
from identity.states import MemberRole, RightsRequestKind

OFFICES = {
    "administrator": _l("an administrator"),
    "operator": _l("the operator of the server"),
    "two": _l("an administrator and a second person"),
}
"""By whom a role is given."""
register_notices(
    NoticeGroup.SECURITY,
    {
        "member.removed": _l(
            "An owner of %(business)s has removed you from its members: you can no longer act for it here. If this is not"
            " right, ask an owner of the business."
        ),
        "member.rights_changed": _l(
            "Your rights in %(business)s have been changed. You are now: %(member_role)s. May consent to prices:"
            " %(may_consent)s."
        ),
        "owner.replacement_asked": _l(
            "An officer of OSMEP has asked that another person take your place as owner of %(business)s. If this is not"
            " right, open the page and object; if you cannot sign in, call 1301."
        ),
        "owner.replacement_confirmed": _l(
            "Two officers of OSMEP have confirmed that another person takes your place as owner of %(business)s on"
            " %(day)s. If this is not right, open the page and object before that day; if you cannot sign in, call 1301."
        ),
        "owner.replacement_asked_of_other": _l(
            "An officer of OSMEP has asked that another person take the place of the owner of %(business)s."
            " If this is not right, call 1301."
        ),
        "owner.replacement_confirmed_of_other": _l(
            "Two officers of OSMEP have confirmed that another person takes the place of the owner of %(business)s"
            " on %(day)s. If this is not right, call 1301 before that day."
        ),
        "owner.replacement_ended": _l(
            "The request to put another person in your place as owner of %(business)s has ended. Nothing was changed."
        ),
        "owner.replaced": _l(
            "You are no longer owner of %(business)s: two officers of OSMEP have put another person in your place."
            " If this is not right, call 1301."
        ),
        "owner.new": _l("%(business)s has a new owner, confirmed by two officers of OSMEP."),
        "number.to_look_at": _l(
            "Somebody has reported that the 13-digit number of %(business)s is theirs. Look at the evidence."
        ),
        "number.dismissed": _l(
            "An officer of OSMEP has dismissed your report that the 13-digit number ending in %(ending)s is yours. Open the page to"
            " read why."
        ),
        "number.freed": _l(
            "The 13-digit number ending in %(ending)s that you reported has been freed by two officers of OSMEP. You can register"
            " with it now."
        ),
        "number.taken_away": _l(
            "The 13-digit number of %(business)s has been freed for another, who proved to be entitled to it. You can no"
            " longer act for it here. If this is not right, call 1301."
        ),
        "rights_request.objected": _l(
            "The owner of %(business)s has objected to being replaced. Nothing was changed."
        ),
        "staff_role.granted": _l(
            "You have been given the role %(role)s at OSMEP by %(office)s. It has begun; other devices were signed out."
            " If you know nothing of this, call 1301 at once."
        ),
        "staff_role.ended": _l(
            "An administrator has ended your role %(role)s at OSMEP. You have been signed out on all devices. If this is not"
            " right, ask an administrator."
        ),
        "staff_role.taken_back": _l(
            "An administrator has ended somebody’s role %(role)s at OSMEP. The audit trail says whose."
        ),
        "staff_role.appointed": _l(
            "The operator of the server has given somebody the role %(role)s. If you know nothing of this, ask the operator."
        ),
        "role_grant.proposed": _l(
            "An administrator has granted somebody the role %(role)s, which awaits a second person. Open the page to see whose"
            " it is and who granted it."
        ),
        "role_grant.confirmed": _l(
            "A second person has confirmed the role %(role)s, which an administrator had granted. It has begun."
        ),
        "role_grant.declined": _l(
            "A second person has declined the role %(role)s, which an administrator had granted. Open the page to read why."
        ),
        "role_grant.lapsed": _l(
            "The role %(role)s that you granted was not confirmed in time. If it is still needed, grant it again."
        ),
        "person.password_changed": _l(
            "Your password has been changed. Your other devices have been signed out. If it was not you, call 1301 at once."
        ),
        "person.password_reset": _l(
            "Your password has been reset by e-mail. Your other devices have been signed out. If it was not you, call 1301 at once."
        ),
        "person.authenticator_set": _l(
            "An authenticator app has been set up for your account. Your other devices have been signed out. If it was not you, call 1301 at once."
        ),
        "person.authenticator_removed": _l(
            "The authenticator app of your account has been removed. Your other devices have been signed out. If it was not you, call 1301 at once."
        ),
        "person.passkey_added": _l(
            "A passkey has been added to your account. Your other devices have been signed out. If it was not you, call 1301 at once."
        ),
        "person.passkey_removed": _l(
            "A passkey of your account has been removed. Your other devices have been signed out. If it was not you, call 1301 at once."
        ),
        "factor_reset.asked": _l(
            "An administrator has asked that your second factors be removed, because you lost them."
            " If you did not ask for this, call 1301 at once."
        ),
        "factor_reset.for_audit": _l(
            "A reset of someone's second factors has been asked for and awaits a second person."
        ),
        "factor_reset.confirmed": _l(
            "Two persons have removed your second factors and your password at your request. Another e-mail brings the link by"
            " which you choose a new password; then sign in and set up a new second factor. If you did not ask for this, call"
            " 1301 at once."
        ),
        "factor_reset.removed": _l("Two persons have removed someone's second factors."),
        "person.blocked": _l(
            "OSMEP has blocked your account: you have been signed out on all devices and cannot sign in."
            " If you think this is a mistake, call 1301."
        ),
        "person.was_blocked": _l("An administrator has blocked someone's account."),
        "person.unblocked": _l(
            "Your account is no longer blocked. For your safety your password and second factor have been removed: another e-mail"
            " brings the link by which you choose a new password."
        ),
        "person.was_unblocked": _l("Two persons have unblocked someone's account."),
        "rights_request.for_audit": _l(
            "An officer has asked for a change of somebody’s rights, which awaits a second person: %(request)s. The audit trail"
            " says whose."
        ),
        "rights_request.declined": _l(
            "A second person has declined a change of rights that you asked for: %(request)s. Open the page to read why."
        ),
        "rights_request.lapsed": _l(
            "A change of rights that you asked for or confirmed has lapsed: %(request)s. It was not confirmed in time, or what it"
            " rested on has changed. If it is still needed, ask again."
        ),
        "rights_request.withdrawn": _l(
            "A change of rights that you asked for or confirmed has been withdrawn: %(request)s. Nothing was changed."
        ),
        "person.sessions_ended": _l("An administrator has signed you out on all devices. Sign in again."),
        "bank_account.submitted": _l(
            "A bank account was given for %(business)s. If none of you did this, call 1301 at once."
        ),
        "bank_account.verified": _l(
            "The bank account of %(business)s has been verified. It can be paid to from %(day)s."
        ),
        "bank_account.owner_gone": _l(
            "A bank account of %(business)s that waited to be verified has been withdrawn: who submitted it is no longer an owner."
            " Submit it again if it is right."
        ),
        "bank_account.owner_blocked": _l(
            "A bank account of %(business)s that waited to be verified has been withdrawn: the account of who submitted it has been"
            " blocked. Submit it again if it is right."
        ),
        "bank_account.revoked": _l(
            "A bank account of %(business)s to which no money could go yet has been taken back: who submitted it has been blocked, or"
            " replaced as owner. Submit the right account."
        ),
        "bank_account.refused": _l(
            "The bank account of %(business)s was not accepted. Open the page to read why."
        ),
    },
    {
        "member_role": lambda value: words_for(MemberRole(value)),
        "may_consent": lambda value: _("Yes") if value == "yes" else _("No"),
        "office": lambda value: str(OFFICES.get(value, OFFICES["administrator"])),
        "request": lambda value: words_for(RightsRequestKind(value)),
        "role": lambda value: words_for(Role(value)),
    },
)


def _turn_words(name: str) -> str:
    """What waits, by the name of its turn."""
    turn = registry.turns.get(name)
    return str(turn.what) if turn else str(_("Work"))


register_notices(
    NoticeGroup.REMINDERS,
    {
        "reminder.half": _l("%(turn)s: %(reference)s. Half of the time is over; the last day is %(day)s."),
        "reminder.soon": _l("%(turn)s: %(reference)s. The last day is %(day)s."),
        "reminder.late": _l("%(turn)s: %(reference)s. The last day was %(day)s."),
    },
    {"turn": _turn_words},
)
register_notices(
    NoticeGroup.WORK,
    {
        "work.arrived": _l("%(turn)s – new: %(count)s"),
        "work.soon": _l("%(turn)s – time ends soon: %(count)s"),
        "work.late": _l("%(turn)s – late: %(count)s"),
    },
)
