"""The words of changes of rights and of reports of numbers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels, Notices, words_for
from core.settings.contact import HELP_TELEPHONE
from identity.notifications.states import NoticeGroup
from identity.rights_requests.rules import RightsRequestRefusal
from identity.rights_requests.states import NumberReportState, RightsRequestKind, RightsRequestState

LABELS = (
    Labels(
        {
            RightsRequestRefusal.ASKED_BY_YOU: _l(
                "You requested this yourself, so another officer must decide it."
            ),
            RightsRequestRefusal.NEW_OWNER_UNKNOWN: _l(
                "No active account has this e-mail address. The new owner must create an account and confirm the address first."
            ),
            RightsRequestRefusal.NOT_BLOCKED: _l("This account is not blocked."),
            RightsRequestRefusal.NUMBER_FREE: _l(
                "Nobody has registered this number: you can register with it now."
            ),
            RightsRequestRefusal.NUMBER_FREED: _l(
                "This number has already been released. Dismiss the report and give this as the reason."
            ),
            RightsRequestRefusal.NUMBER_IN_USE: _l(
                "The number cannot be released, because this organisation is verified or has coupons, money or a verified bank account. If its owner has left, request a replacement of the owner instead."
            ),
            RightsRequestRefusal.NUMBER_REPORTED: _l(
                "You have already reported this number. An officer is checking it."
            ),
            RightsRequestRefusal.OTHER_OWNER: _l(
                "This business has another owner who can sign in: they can change its members themselves."
            ),
            RightsRequestRefusal.OWNER_ALREADY: _l(
                "This e-mail address belongs to the owner who is to be replaced. Enter another."
            ),
            RightsRequestRefusal.OWNER_IN_QUESTION: _l(
                "OSMEP is deciding who owns this business, so its bank account cannot be changed now. For help, call %(telephone)s.",
                telephone=HELP_TELEPHONE,
            ),
            RightsRequestRefusal.RIGHTS_REQUEST_ASKED: _l(
                "This has already been requested and is awaiting confirmation by another officer."
            ),
            RightsRequestRefusal.UNBLOCK_ASKED: _l(
                "There is already a request to unblock this owner. It must be decided first."
            ),
        }
    ),
    Labels(
        {
            RightsRequestKind.FREE_NUMBER: _l("Release a number"),
            RightsRequestKind.REPLACE_OWNER: _l("Replace an owner"),
            RightsRequestKind.UNBLOCK: _l("Unblock an account"),
        }
    ),
    Labels(
        {
            NumberReportState.OPEN: _l("Waiting for an officer"),
            NumberReportState.FREED: _l("Number released"),
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
            RightsRequestState.ASKED: _l("Awaiting second approver"),
            RightsRequestState.WAITING: _l("Confirmed, but the owner may object"),
            RightsRequestState.DONE: _l("Done"),
            RightsRequestState.OBJECTED: _l("The owner objected"),
            RightsRequestState.DECLINED: _l("Declined"),
            RightsRequestState.WITHDRAWN: _l("Withdrawn"),
            RightsRequestState.LAPSED: _l("Expired"),
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
                "%(business)s: an officer of OSMEP has asked to replace you as owner. If this is wrong, open the page and object. If you cannot sign in, call %(telephone)s."
            ),
            "owner.replacement_confirmed": _l(
                "Two officers of OSMEP have confirmed that you are replaced as owner of %(business)s on %(day)s. If this is wrong, open the page and object before that day. If you cannot sign in, call %(telephone)s."
            ),
            "owner.replacement_asked_of_other": _l(
                "%(business)s: an officer of OSMEP has asked to replace the owner. If this is wrong, call %(telephone)s."
            ),
            "owner.replacement_confirmed_of_other": _l(
                "On %(day)s another person becomes the owner of %(business)s. Two officers of OSMEP have confirmed this. If this is wrong, call %(telephone)s before that day."
            ),
            "owner.replacement_ended": _l(
                "The request to replace you as owner of %(business)s has ended. You are still the owner."
            ),
            "owner.replaced": _l(
                "You are no longer the owner of %(business)s: two officers of OSMEP have replaced you with another person. If this is wrong, call %(telephone)s."
            ),
            "owner.new": _l("%(business)s has a new owner, confirmed by two officers of OSMEP."),
            "number.to_look_at": _l(
                "Somebody has reported that the 13-digit number of %(business)s is theirs. Check the evidence."
            ),
            "number.dismissed": _l(
                "An officer of OSMEP has dismissed your report that the 13-digit number ending in %(ending)s is yours. Open the page to see the reason."
            ),
            "number.freed": _l(
                "Two officers of OSMEP have confirmed that the 13-digit number ending in %(ending)s is yours. You can register with it now."
            ),
            "number.taken_away": _l(
                "The 13-digit number of %(business)s now belongs to another person, who proved that it is theirs. You can no longer act for this business here. If this is wrong, call %(telephone)s."
            ),
            "rights_request.objected": _l(
                "The owner of %(business)s has objected to being replaced. Nothing was changed."
            ),
            "person.blocked": _l(
                "OSMEP has blocked your account: you have been signed out on all devices and cannot sign in. If you think this is a mistake, call %(telephone)s."
            ),
            "person.was_blocked": _l("An administrator has blocked someone's account."),
            "person.unblocked": _l(
                "Your account is no longer blocked. For your safety your password and second factor have been removed. Another e-mail contains a link to choose a new password."
            ),
            "person.was_unblocked": _l("Two officers have unblocked someone's account."),
            "rights_request.for_audit": _l(
                "An officer has requested a change of somebody’s rights: %(request)s. Another officer must confirm it. The audit trail shows whose rights they are."
            ),
            "rights_request.declined": _l(
                "Another officer has declined a change of rights that you requested: %(request)s. Open the page to see the reason."
            ),
            "rights_request.lapsed": _l(
                "A change of rights that you requested or confirmed has expired: %(request)s. It was not confirmed in time, or the facts behind it have changed. If it is still needed, request it again."
            ),
            "rights_request.withdrawn": _l(
                "A change of rights that you requested or confirmed has been withdrawn: %(request)s. Nothing was changed."
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
    "rights_request.asked": _l("Change of rights requested"),
    "rights_request.confirmed": _l("Change of rights confirmed by another officer"),
    "rights_request.declined": _l("Change of rights declined"),
    "rights_request.objected": _l("The owner objected to being replaced"),
    "number.reported": _l("13-digit number reported"),
    "number.report_dismissed": _l("Dismissed a report about a 13-digit number"),
    "number.freed": _l("Number released"),
    "member.owner_replaced": _l("Owner replaced"),
    "rights_request.withdrawn": _l("Change of rights withdrawn"),
    "rights_request.lapsed": _l("Change of rights expired"),
}
SUBJECTS = {
    "rights_request": SubjectKind(_l("Change of rights")),
}
