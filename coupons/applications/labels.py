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
            _S.LAPSED: _l("Application expired"),
            _S.WITHDRAWN: _l("Withdrawn"),
            _S.APPEALED: _l("Appealed"),
            _S.UPHELD: _l("Appeal rejected"),
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
            AppealOutcome.UPHOLD: _l("Reject the appeal"),
        }
    ),
    Labels(
        {
            _N.NOT_ELIGIBLE: _l(
                "The business does not meet all rules at present. The page shows each rule that is not met, with the reason."
            ),
            _N.FIGURES_WAIT: _l(
                "The business declared figures for another size or sector. Check them on the page of the business first, then decide."
            ),
            _N.ALREADY_APPLIED: _l(
                "The business already has an application in progress for this service in this scheme."
            ),
            _N.CATEGORY_NOT_COVERED: _l(
                "A coupon of this scheme cannot pay for this kind of service. Choose another."
            ),
            _N.SCHEME_NOT_OPEN: _l("This scheme is not accepting applications today."),
            _N.NOT_COMPLETE: _l(
                "Before you send, describe what you want to improve and what result you expect."
            ),
            _N.NOT_RECOMMENDED: _l(
                "An officer must recommend the application first, because two officers decide."
            ),
            _N.RECOMMENDED_BY_YOU: _l(
                "You recommended this application yourself, so another officer must decide."
            ),
            _N.SUBMITTED_BY_YOU: _l(
                "You submitted this application yourself, so another officer must handle it."
            ),
            _N.DECLINED_BY_YOU: _l(
                "You declined this application, so another officer must decide the appeal."
            ),
            _N.NOT_ENOUGH_MONEY: _l(
                "The scheme no longer has %(needed)s baht. Nothing was approved. Put the application on the waiting list."
            ),
            _N.OTHERS_WAIT_BEFORE: _l(
                "Other applications in this scheme are waiting before this one. Put this application on the waiting list. It gets its turn in order."
            ),
            _N.MONEY_IS_THERE: _l(
                "Money is available and nobody is waiting before this application. Approve or decline it."
            ),
            _N.NO_DAY_LEFT: _l(
                "The last day for services under this scheme has passed, so a coupon could no longer be used."
            ),
            _N.APPEAL_TOO_LATE: _l("The time to appeal has ended."),
        }
    ),
    Labels(
        {
            Prospect.MONEY_THERE: _l("Money available"),
            Prospect.MONEY_TIGHT: _l("Money almost used up"),
            Prospect.IN_LINE: _l("Waiting list"),
            Prospect.NOT_LIMITED: _l("Not limited by a budget"),
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
    Prospect.MONEY_THERE: _l(
        "At present the scheme has enough money for you and for everyone who applied earlier."
    ),
    Prospect.MONEY_TIGHT: _l(
        "The scheme still has money, but earlier applications may need all of it. Then you would be number %(place)s on the waiting list, or nearer the front."
    ),
    Prospect.IN_LINE: _l(
        "No money is available now. You would be number %(place)s on the waiting list, or nearer the front. If money becomes available, applications get it in the order of the list. It is not certain that there will be more money."
    ),
    Prospect.NOT_LIMITED: _l("This scheme has no budget limit of its own."),
}
PUBLIC_PROSPECTS: dict[Prospect, Any] = {
    Prospect.MONEY_THERE: _l("There is enough money now, also for everyone who has already applied."),
    Prospect.MONEY_TIGHT: _l(
        "Some money is left, but earlier applications may use it up. Then a new application would be number %(place)s on the waiting list, or nearer the front."
    ),
    Prospect.IN_LINE: _l(
        "No money is available now. A new application would be number %(place)s on the waiting list, or nearer the front. Applications get their turn, in order, when money becomes available."
    ),
    Prospect.NOT_LIMITED: _l("This scheme has no budget limit of its own."),
}


def rules_words(kept: str) -> str:
    """Rules as a notice keeps them, in the reader's language."""
    return ", ".join(str(words_for(EligibilityRule(rule))) for rule in kept.split())


_HISTORY: Mapping[str, tuple[Any, str]] = {
    "application.started": (_l("Started writing"), "plain"),
    "application.edited": (_l("Changed"), "plain"),
    "application.submitted": (_l("Sent to OSMEP"), "brand"),
    "application.resubmitted": (_l("Corrected and sent again"), "brand"),
    "application.returned": (_l("Sent back for correction"), "wait"),
    "application.recommended": (_l("Recommended by an officer"), "brand"),
    "application.approved": (_l("Approved, and the coupon issued"), "good"),
    "application.declined": (_l("Declined"), "bad"),
    "application.waitlisted": (_l("Put on the waiting list"), "wait"),
    "application.passed_over": (_l("Money became available, but a rule was not met at that time"), "wait"),
    "application.appealed": (_l("Appealed"), "brand"),
    "application.upheld": (_l("Appeal rejected"), "bad"),
    "application.withdrawn": (_l("Withdrawn"), "plain"),
    "application.lapsed": (_l("Application expired"), "bad"),
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
                "OSMEP has received application %(number)s. You get an answer by %(day)s at the latest."
            ),
            "application.appealed": _l(
                "OSMEP has received the appeal on application %(number)s. Another officer decides."
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
                "Application %(number)s was declined. Open it to see the reason and the last day to appeal."
            ),
            "application.declined_by_rules": _l(
                "Application %(number)s was declined. Rules not met: %(rules)s. Open it to see the reason, what you can change, other suitable schemes, and the last day to appeal."
            ),
            "application.waitlisted": _l(
                "Application %(number)s is on the waiting list. It gets its turn, in order, when money becomes available."
            ),
            "application.upheld": _l(
                "The appeal on application %(number)s was rejected. Open it to see the reason."
            ),
            "application.upheld_by_rules": _l(
                "The appeal on application %(number)s was rejected. Rules not met: %(rules)s. Open it to see the reason, what you can change and other suitable schemes."
            ),
            "application.lapsed": _l(
                "Application %(number)s has ended without a decision. You can apply again while the scheme is open."
            ),
        },
        {"rules": rules_words},
    ),
)


def outlook_words(outlook: Outlook, *, public: bool = False) -> str:
    """Return whether there is money and which place in line an applicant would have; for the public, of any applicant."""
    words = (PUBLIC_PROSPECTS if public else PROSPECTS)[outlook.prospect]
    return str(words) % {"place": outlook.place}
