"""Words for applications."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels, Notices, words_for
from coupons.applications.prospects import Outlook
from coupons.applications.states import AppealOutcome, ApplicationRefusal, ApplicationState, Prospect
from identity.notifications.states import NoticeGroup
from schemes.eligibility.states import EligibilityRule

_S, _N = ApplicationState, ApplicationRefusal

LABELS = (
    Labels(
        {
            _S.DRAFT: _l("Draft"),
            _S.SUBMITTED: _l("Under review"),
            _S.RETURNED: _l("To be corrected"),
            _S.APPROVED: _l("Approved"),
            _S.DECLINED: _l("Declined"),
            _S.WAITLISTED: _l("On the waiting list"),
            _S.LAPSED: _l("Application lapsed"),
            _S.WITHDRAWN: _l("Withdrawn"),
            _S.APPEALED: _l("Appealed"),
            _S.UPHELD: _l("Appeal refused"),
        },
        {
            _S.SUBMITTED: "brand",
            _S.RETURNED: "wait",
            _S.APPROVED: "good",
            _S.DECLINED: "bad",
            _S.WAITLISTED: "wait",
            _S.APPEALED: "brand",
            _S.UPHELD: "bad",
        },
    ),
    Labels(
        {
            AppealOutcome.APPROVE: _l("Approve and issue the coupon"),
            AppealOutcome.WAITLIST: _l("Put on the waiting list"),
            AppealOutcome.UPHOLD: _l("Refuse the appeal"),
        }
    ),
    Labels(
        {
            _N.NOT_ELIGIBLE: _l(
                "The business does not meet every rule at present. The rules not met are marked on the page, each with its reason."
            ),
            _N.FIGURES_WAIT: _l(
                "The business declared figures of another size or sector. Check them on the page of the business first, then decide."
            ),
            _N.ALREADY_APPLIED: _l(
                "The business already has an application under way for this service in this scheme."
            ),
            _N.CATEGORY_NOT_COVERED: _l(
                "This scheme's coupon does not buy that kind of service. Choose another."
            ),
            _N.SCHEME_NOT_OPEN: _l("This scheme does not take applications today."),
            _N.NOT_COMPLETE: _l(
                "Write what you want to improve and what you expect from it before you send."
            ),
            _N.NOT_RECOMMENDED: _l("An officer must recommend the application first: two persons decide."),
            _N.RECOMMENDED_BY_YOU: _l(
                "You recommended this application yourself: another person must decide."
            ),
            _N.SUBMITTED_BY_YOU: _l(
                "You submitted this application yourself: another person must handle it."
            ),
            _N.DECLINED_BY_YOU: _l(
                "You declined this application before: another person must handle the appeal."
            ),
            _N.NOT_ENOUGH_MONEY: _l(
                "The scheme's money does not suffice for %(needed)s baht any more. Nothing was approved; put the application on the waiting list."
            ),
            _N.OTHERS_WAIT_BEFORE: _l(
                "Others wait before this one in the scheme. Put it on the waiting list: it is served in order."
            ),
            _N.MONEY_IS_THERE: _l("The money is there and nobody waits before: approve or decline it."),
            _N.NO_DAY_LEFT: _l(
                "The last day for services under this scheme has passed: a coupon could not be used any more."
            ),
            _N.APPEAL_TOO_LATE: _l("The time for an appeal has passed."),
        }
    ),
    Labels(
        {
            Prospect.MONEY_THERE: _l("Money is there"),
            Prospect.MONEY_TIGHT: _l("Money is nearly used up"),
            Prospect.IN_LINE: _l("Waiting list"),
            Prospect.NOT_LIMITED: _l("Not limited by money"),
        },
        {
            Prospect.MONEY_THERE: "good",
            Prospect.MONEY_TIGHT: "wait",
            Prospect.IN_LINE: "wait",
            Prospect.NOT_LIMITED: "plain",
        },
    ),
)
PROSPECTS: dict[Prospect, Any] = {
    Prospect.MONEY_THERE: _l("The scheme has money for you as of now, after all who applied before."),
    Prospect.MONEY_TIGHT: _l(
        "The scheme still has money, but those who applied before ask for more than it leaves. If it is used up first,"
        " you go onto the waiting list, at number %(place)s at the latest."
    ),
    Prospect.IN_LINE: _l(
        "There is no free money now. You would go onto the waiting list, at number %(place)s at the latest, and be"
        " served in order as money comes back. It may not."
    ),
    Prospect.NOT_LIMITED: _l("No budget of its own limits this scheme."),
}
PUBLIC_PROSPECTS: dict[Prospect, Any] = {
    Prospect.MONEY_THERE: _l("Money is available now, after all who have applied."),
    Prospect.MONEY_TIGHT: _l(
        "Some money is left, but applications that were sent before may use it up. Who applies now may go onto the"
        " waiting list, at number %(place)s at the latest."
    ),
    Prospect.IN_LINE: _l(
        "No free money now. Who applies now goes onto the waiting list, at number %(place)s at the latest, and is"
        " served in order as money comes back."
    ),
    Prospect.NOT_LIMITED: _l("No budget of its own limits this scheme."),
}


def rules_words(kept: str) -> str:
    """Rules as a notice keeps them, in the reader's language."""
    return ", ".join(str(words_for(EligibilityRule(rule))) for rule in kept.split())


_HISTORY: Mapping[str, tuple[Any, str]] = {
    "application.started": (_l("Began to write"), "plain"),
    "application.edited": (_l("Changed"), "plain"),
    "application.submitted": (_l("Sent to OSMEP"), "brand"),
    "application.resubmitted": (_l("Corrected and sent again"), "brand"),
    "application.returned": (_l("Sent back for correction"), "wait"),
    "application.recommended": (_l("Recommended by an officer"), "brand"),
    "application.approved": (_l("Approved, and the coupon issued"), "good"),
    "application.declined": (_l("Declined"), "bad"),
    "application.waitlisted": (_l("Put on the waiting list"), "wait"),
    "application.passed_over": (_l("Money came back, but a rule was not met at that time"), "wait"),
    "application.appealed": (_l("Appealed"), "brand"),
    "application.upheld": (_l("Appeal refused"), "bad"),
    "application.withdrawn": (_l("Withdrawn"), "plain"),
    "application.lapsed": (_l("Application lapsed"), "bad"),
}
"""Every audit name of this machine, in words, with the colour of its dot."""
AUDIT_WORDS = {name: words for name, (words, _tone) in _HISTORY.items()}
AUDIT_TONES = {name: tone for name, (_words, tone) in _HISTORY.items()}
SUBJECTS = {"application": SubjectKind(_l("Application"), "applications.application", "application_id")}
NOTICES = (
    Notices(
        NoticeGroup.SERVICES,
        {
            "application.submitted": _l(
                "Application %(number)s has reached OSMEP. The answer comes within %(days)s working days, by %(day)s."
            ),
            "application.appealed": _l(
                "The appeal on application %(number)s has reached OSMEP; another person decides."
            ),
        },
    ),
    Notices(
        NoticeGroup.DECISIONS,
        {
            "application.returned": _l(
                "Application %(number)s needs a correction by %(day)s. Open it to see what."
            ),
            "application.approved": _l(
                "Application %(number)s is approved: your coupon %(coupon)s is ready to use."
            ),
            "application.declined": _l(
                "Application %(number)s was declined. Open it to read why, and until when you can appeal."
            ),
            "application.declined_by_rules": _l(
                "Application %(number)s was declined. Rules not met: %(rules)s. Open it to read why, what would change it and"
                " what fits instead, and until when you can appeal."
            ),
            "application.waitlisted": _l(
                "Application %(number)s is on the waiting list and is served in order as money comes back."
            ),
            "application.upheld": _l(
                "The appeal on application %(number)s was refused. Open it to read why."
            ),
            "application.upheld_by_rules": _l(
                "The appeal on application %(number)s was refused. Rules not met: %(rules)s. Open it to read why, what would"
                " change it and what fits instead."
            ),
            "application.lapsed": _l(
                "Application %(number)s has come to its end without a decision. You can apply again while the scheme is open."
            ),
        },
        {"rules": rules_words},
    ),
)


def outlook_words(outlook: Outlook, *, public: bool = False) -> str:
    """Return whether there is money and which place in line an applicant would have; for the public, of any applicant."""
    words = (PUBLIC_PROSPECTS if public else PROSPECTS)[outlook.prospect]
    return str(words) % {"place": outlook.place}
