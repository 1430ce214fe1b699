"""The words of changes of rights and of reports of numbers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels, Notices, words_for
from identity.notifications.states import NoticeGroup
from identity.rights_requests.rules import RightsRequestRefusal
from identity.rights_requests.states import NumberReportState, RightsRequestKind, RightsRequestState

LABELS = (
    Labels(
        {
            RightsRequestRefusal.ASKED_BY_YOU: _l(
                "You asked for this yourself: another person must decide about it."
            ),
            RightsRequestRefusal.NEW_OWNER_UNKNOWN: _l(
                "Nobody has an open account with the e-mail of the new owner: they must create one and confirm it first."
            ),
            RightsRequestRefusal.NOT_BLOCKED: _l("This account is not blocked."),
            RightsRequestRefusal.NUMBER_FREE: _l(
                "Nobody has registered this number: you can register with it now."
            ),
            RightsRequestRefusal.NUMBER_FREED: _l(
                "This number has been freed already. Dismiss the report, and say so."
            ),
            RightsRequestRefusal.NUMBER_IN_USE: _l(
                "This organisation has been verified, or has coupons, money or a verified bank account: its number cannot be"
                " freed. If its owner is gone, ask to replace the owner."
            ),
            RightsRequestRefusal.NUMBER_REPORTED: _l(
                "You have reported this number already. An officer is looking into it."
            ),
            RightsRequestRefusal.OTHER_OWNER: _l(
                "This business has another owner who can sign in: they can change its members themselves."
            ),
            RightsRequestRefusal.OWNER_ALREADY: _l("This is the e-mail of the owner who is to be replaced."),
            RightsRequestRefusal.OWNER_IN_QUESTION: _l(
                "OSMEP is deciding who owns this business, so its bank account cannot be changed now. For help, call 1301."
            ),
            RightsRequestRefusal.RIGHTS_REQUEST_ASKED: _l(
                "This has been asked for already and awaits a second person."
            ),
            RightsRequestRefusal.UNBLOCK_ASKED: _l(
                "It has been asked that this owner be unblocked. That must be decided first."
            ),
        }
    ),
    Labels(
        {
            RightsRequestKind.FREE_NUMBER: _l("Free a number"),
            RightsRequestKind.REPLACE_OWNER: _l("Replace an owner"),
            RightsRequestKind.UNBLOCK: _l("Unblock an account"),
        }
    ),
    Labels(
        {
            NumberReportState.OPEN: _l("Waiting for an officer"),
            NumberReportState.FREED: _l("Number freed"),
            NumberReportState.DISMISSED: _l("Dismissed"),
        },
        {
            NumberReportState.OPEN: "wait",
            NumberReportState.FREED: "good",
            NumberReportState.DISMISSED: "bad",
        },
    ),
    Labels(
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
            RightsRequestState.ASKED: "wait",
            RightsRequestState.WAITING: "wait",
            RightsRequestState.DONE: "good",
            RightsRequestState.OBJECTED: "bad",
            RightsRequestState.DECLINED: "plain",
            RightsRequestState.WITHDRAWN: "plain",
            RightsRequestState.LAPSED: "plain",
        },
    ),
)
NOTICES = (
    Notices(
        NoticeGroup.SECURITY,
        {
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
        },
        {
            "request": lambda value: words_for(RightsRequestKind(value)),
        },
    ),
)
AUDIT_WORDS = {
    "person.blocked": _l("Account blocked"),
    "person.unblocked": _l("Account unblocked"),
    "rights_request.asked": _l("Change of rights asked for"),
    "rights_request.confirmed": _l("Change of rights confirmed by a second person"),
    "rights_request.declined": _l("Change of rights declined"),
    "rights_request.objected": _l("The owner objected to being replaced"),
    "number.reported": _l("Number reported as another's"),
    "number.report_dismissed": _l("Report of a number dismissed"),
    "number.freed": _l("Number freed"),
    "member.owner_replaced": _l("Owner replaced"),
    "rights_request.withdrawn": _l("Change of rights withdrawn"),
    "rights_request.lapsed": _l("Change of rights lapsed"),
}
SUBJECTS = {
    "rights_request": SubjectKind(_l("Change of rights")),
}
