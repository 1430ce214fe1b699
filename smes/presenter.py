"""What an SME's pages say besides its facts: where it stands, what comes next, what each gate found."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.calendar.due import due_on
from core.documents.models import Document
from core.labels import words_for
from core.money import percent
from core.permissions import Permission, Role
from schemes.eligibility.states import SmeGate
from smes import commands
from smes.models import Sme, SmeUpdate
from smes.queries import SmePage
from smes.states import REVIEW_LIMIT, SME_MACHINE, SmeState, UpdateKind
from web.pages.next_action import Guide, Step, Wait
from web.pages.steps import Stage, Turn, way_of_registration

STEPS = ("organisation", "address", "figures", "declarations", "documents", "check")
"""The pages of the registration, one thing each."""

GUIDE = Guide(
    SME_MACHINE,
    {
        SmeState.DRAFT: Wait(_l("The registration is being prepared."), Role.SME_OWNER),
        SmeState.SUBMITTED: Wait(
            _l("An officer checks the registration against the law and its documents."),
            Role.PROGRAMME_OFFICER,
        ),
        SmeState.RETURNED: Wait(_l("The registration is being corrected."), Role.SME_OWNER),
        SmeState.VERIFIED: Wait(_l("The business can apply for coupons.")),
        SmeState.SUSPENDED: Wait(
            _l("The business gets no new support during the review. An approver decides."),
            Role.PROGRAMME_APPROVER,
        ),
        SmeState.REJECTED: Wait(
            _l("The registration was rejected. See the reason in the history. The owner can register again."),
            Role.SME_OWNER,
        ),
    },
    {
        SmeState.DRAFT: (
            Step(commands.SUBMIT_REGISTRATION, _l("Complete the registration and submit it."), "submit"),
        ),
        SmeState.SUBMITTED: (
            Step(
                commands.VERIFY_SME,
                _l("Check the registration against the law and its documents, then decide."),
                "verify",
            ),
        ),
        SmeState.RETURNED: (
            Step(
                commands.SUBMIT_REGISTRATION,
                _l("Correct what the officer asks for, and submit it again."),
                "submit",
            ),
        ),
        SmeState.SUSPENDED: (
            Step(
                commands.REINSTATE_SME,
                _l("Review the case, then end the suspension or reject the registration."),
                "reinstate",
            ),
        ),
        SmeState.REJECTED: (
            Step(
                commands.APPEAL_REJECTION,
                _l(
                    "The registration was rejected. Correct what the reason says and register again, or appeal by the last day if the reason is wrong: another officer decides."
                ),
                "appeal",
            ),
            Step(
                commands.APPLY_AGAIN, _l("Correct what the reason says, and register again."), "apply_again"
            ),
        ),
    },
)


def said_turn(page: SmePage, actor: Actor, today: date) -> Turn | None:
    """What comes next with what a registered business says anew; None when nothing waits for an officer."""
    if page.sme.state is not SmeState.VERIFIED or not page.waiting:
        return None
    due = min(map(due_of_update, page.waiting))
    decides = actor.may(Permission.SMES_SME_DECIDE)
    if decides:
        what = _(
            "Check the new information from the business. You see it below, next to what is valid today."
        )
    elif page.waiting_for(UpdateKind.FIGURES):
        what = _(
            "An officer checks the new figures. Until then the business can apply, but no coupon is granted."
        )
    else:
        what = _("An officer checks the new declarations. Until then the previous ones remain valid.")
    return Turn(what, None if decides else words_for(Role.PROGRAMME_OFFICER), decides, due, late=due < today)


def steps(sme: Sme) -> list[Stage]:
    """The way of a registration: begun, submitted, verified – or stopped."""
    stopped = sme.state in (SmeState.REJECTED, SmeState.SUSPENDED)
    at = {SmeState.DRAFT: 0, SmeState.RETURNED: 0, SmeState.SUBMITTED: 1}.get(sme.state)
    end = (words_for(sme.state) if stopped else _("Verified"), sme.rejected_at or sme.verified_at)
    return way_of_registration(sme.created_at, sme.submitted_at, end, at=at, stopped=stopped)


def gates(page: SmePage) -> list[dict[str, Any]]:
    """Each condition and what was declared, failed ones first (docs/domain.md#conditions)."""
    known = page.sme.thai_share_bp is not None
    share = percent(page.sme.thai_share_bp or 0)
    rows = [
        {
            "label": words_for(gate),
            "passed": passed if known else None,
            "reason": _("Declared: %(share)s%%", share=share)
            if gate is SmeGate.THAI_MAJORITY and known
            else None,
        }
        for gate, passed in page.declared.gates().items()
    ]
    return sorted(rows, key=lambda row: bool(row["passed"]))


def papers(page: SmePage) -> list[dict[str, Any]]:
    """The files of the registration, for who checks them (templates/components/checking.html)."""
    return [
        {
            "name": document.file_name,
            "url": url_for("smes.document", **_place(page, document)),
            "picture_url": url_for("smes.document_picture", **_place(page, document)),
        }
        for document in page.documents
    ]


def _place(page: SmePage, document: Document) -> dict[str, int]:
    return {"organisation_id": page.sme.organisation_id, "document_id": document.id}


def due_of_update(update: SmeUpdate) -> date:
    """The last day on which an officer decides on what was said anew."""
    return due_on(REVIEW_LIMIT, update.said_at)


def unmet(page: SmePage) -> list[str]:
    """Of a registered business: what it does not meet any more by what it declared since, in words."""
    if not page.is_registered:
        return []
    large = [words_for(page.sizing.result)] if page.sizing and page.sizing.size is None else []
    return large + [_("Not met: %(condition)s", condition=words_for(gate)) for gate in page.declared.unmet()]


def stages_of_form(step: str) -> tuple[int, int]:
    """Which of how many pages this is, from one."""
    return STEPS.index(step) + 1, len(STEPS)
