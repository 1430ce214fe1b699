"""The words of an SME's registration."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels, Notices, words_for
from identity.notifications.states import NoticeGroup
from smes.rules import Decider, Sizing, SmeReason, TieBreak, TooLarge
from smes.states import SmeState, UpdateKind, UpdateState

# One call an enum: members of two enums with the same value are the same key of a dict.


EVENTS = {
    "sme.begun": _l("Registration begun"),
    "sme.submitted": _l("Registration submitted"),
    "sme.returned": _l("Sent back for correction"),
    "sme.verified": _l("Verified"),
    "sme.rejected": _l("Rejected"),
    "sme.appealed": _l("Appealed"),
    "sme.applied_again": _l("Registered again"),
    "sme.suspended": _l("Suspended"),
    "sme.reinstated": _l("Reinstated"),
    "sme.figures_counted": _l("New figures are valid"),
    "sme.figures_wait": _l("New figures are waiting for an officer"),
    "sme.figures_confirmed": _l("New figures confirmed"),
    "sme.figures_returned": _l("New figures sent back"),
    "sme.figures_withdrawn": _l("New figures withdrawn"),
    "sme.declarations_counted": _l("New declarations are valid"),
    "sme.declarations_wait": _l("New declarations are waiting for an officer"),
    "sme.declarations_confirmed": _l("New declarations confirmed"),
    "sme.declarations_returned": _l("New declarations sent back"),
    "sme.declarations_withdrawn": _l("New declarations withdrawn"),
    "sme.unqualified": _l("No longer meets the conditions"),
}
TONES = {
    "sme.submitted": "wait",
    "sme.returned": "bad",
    "sme.verified": "good",
    "sme.rejected": "bad",
    "sme.appealed": "wait",
    "sme.suspended": "bad",
    "sme.reinstated": "good",
    "sme.figures_wait": "wait",
    "sme.figures_confirmed": "good",
    "sme.figures_returned": "bad",
    "sme.declarations_wait": "wait",
    "sme.declarations_confirmed": "good",
    "sme.declarations_returned": "bad",
    "sme.unqualified": "bad",
}


def explain_sizing(sizing: Sizing) -> str:
    """Which figure gave the size, and by which rule, in the reader's language."""
    if sizing.by_employees is sizing.by_revenue:
        return words_for(sizing.decided_by)
    return _(
        "By number of employees: %(employees)s. By revenue: %(revenue)s. %(rule)s.",
        employees=words_for(sizing.by_employees) if sizing.by_employees else _("larger than an SME"),
        revenue=words_for(sizing.by_revenue) if sizing.by_revenue else _("larger than an SME"),
        rule=words_for(sizing.tie_break),
    )


LABELS = (
    Labels(
        {
            SmeState.DRAFT: _l("Not yet submitted"),
            SmeState.SUBMITTED: _l("Waiting to be checked"),
            SmeState.RETURNED: _l("Sent back for correction"),
            SmeState.VERIFIED: _l("Verified SME"),
            SmeState.SUSPENDED: _l("Suspended"),
            SmeState.REJECTED: _l("Rejected"),
        },
        {
            SmeState.DRAFT: "plain",
            SmeState.SUBMITTED: "wait",
            SmeState.RETURNED: "bad",
            SmeState.VERIFIED: "good",
            SmeState.SUSPENDED: "bad",
            SmeState.REJECTED: "bad",
        },
    ),
    Labels(
        {
            UpdateState.WAITING: _l("Waiting for an officer"),
            UpdateState.COUNTED: _l("Valid now"),
            UpdateState.RETURNED: _l("Sent back"),
            UpdateState.WITHDRAWN: _l("Withdrawn"),
        },
        {
            UpdateState.WAITING: "wait",
            UpdateState.COUNTED: "good",
            UpdateState.RETURNED: "bad",
            UpdateState.WITHDRAWN: "plain",
        },
    ),
    Labels({UpdateKind.FIGURES: _l("Figures"), UpdateKind.DECLARATIONS: _l("Declarations")}),
    Labels(
        {
            TieBreak.REVENUE: _l("The revenue decides"),
            TieBreak.HIGHER: _l("The larger of the two sizes decides"),
        }
    ),
    Labels(
        {
            Decider.BOTH: _l("Number of employees and revenue give the same size"),
            Decider.EMPLOYEES: _l("The number of employees decided"),
            Decider.REVENUE: _l("The revenue decided"),
        }
    ),
    Labels(
        {
            TooLarge.EMPLOYEES: _l("Larger than an SME by number of employees"),
            TooLarge.REVENUE: _l("Larger than an SME by revenue"),
            TooLarge.BOTH: _l("Larger than an SME by number of employees and by revenue"),
        }
    ),
    Labels(
        {
            SmeReason.DECLARATIONS_MISSING: _l("Answer the declarations before you submit."),
            SmeReason.DOCUMENTS_MISSING: _l("Upload at least one document before you submit."),
            SmeReason.FIGURES_MISSING: _l(
                "Enter the sector, the number of employees and the revenue before you submit."
            ),
            SmeReason.NOT_AN_ENTERPRISE: _l(
                "A state agency or a university is not an SME. It can register as a provider."
            ),
            SmeReason.NOT_EDITABLE: _l("This registration can no longer be changed."),
            SmeReason.NOT_ELIGIBLE: _l(
                "One of the conditions is not met, so the SME cannot be verified. Send the registration back for correction, or reject it."
            ),
            SmeReason.OWN_SUBMISSION: _l("You submitted this yourself, so another officer must decide it."),
            SmeReason.REGISTERED_ALREADY: _l("This business is already registered as an SME."),
            SmeReason.TOO_LARGE: _l("By law this business is larger than an SME, so it cannot be verified."),
            SmeReason.YEAR_OLDER: _l(
                "Figures for a later year are already valid. Enter figures for %(held)s or a later year."
            ),
            SmeReason.YEAR_TO_COME: _l(
                "That year has not begun. Enter the year of the latest accounts, %(year)s at the latest."
            ),
        }
    ),
)
NOTICES = (
    Notices(
        NoticeGroup.DECISIONS,
        {
            "sme.verified": _l("%(business)s is verified as an SME. It can now apply for coupons."),
            "sme.returned": _l(
                "The registration of %(business)s was sent back: something must be corrected. Open the page to see what."
            ),
            "sme.rejected": _l(
                "The registration of %(business)s as an SME was rejected. You can appeal or register again. See the reason and the deadline on its page."
            ),
            "sme.rejected_after_appeal": _l(
                "The registration of %(business)s as an SME was rejected, and an appeal is no longer possible. You can register again. See the reason on its page."
            ),
            "sme.suspended": _l(
                "OSMEP has suspended %(business)s from new support. See the reason on its page."
            ),
            "sme.reinstated": _l("The suspension of %(business)s has ended."),
            "sme.unqualified": _l(
                "According to its declarations, %(business)s does not meet the conditions for an SME at present. It cannot get a new coupon."
            ),
            "sme.figures_confirmed": _l(
                "The new figures of %(business)s have been checked and are valid from now on."
            ),
            "sme.figures_returned": _l(
                "The new figures of %(business)s were sent back. See the reason on the page. The previous figures remain valid."
            ),
            "sme.declarations_confirmed": _l(
                "The new declarations of %(business)s have been checked and are valid from now on."
            ),
            "sme.declarations_returned": _l(
                "The new declarations of %(business)s were sent back. See the reason on the page. The previous declarations remain valid."
            ),
        },
    ),
)
AUDIT_WORDS = EVENTS | {
    "sme.address_saved": _l("Address saved"),
    "sme.figures_saved": _l("Figures of the business saved"),
    "sme.declarations_saved": _l("Declarations saved"),
    "sme.document_added": _l("Document added"),
    "sme.document_removed": _l("Document removed"),
}
SUBJECTS = {"sme": SubjectKind(_l("SME"), "smes.show", "organisation_id")}
