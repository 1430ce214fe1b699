"""What an SME's pages say besides its facts: where it stands, what comes next, what each gate found."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.clock import bangkok_date
from core.labels import words_for
from core.permissions import Permission, Role
from core.web.steps import Stage, Turn, way_of_registration
from smes.models import Sme
from smes.queries import SmePage
from smes.rules import SmeGate
from smes.states import REVIEW_LIMIT, SmeState

STEPS = ("organisation", "address", "figures", "declarations", "documents", "check")
"""The pages of the registration, one thing each."""

TURNS = {
    SmeState.DRAFT: _l("Complete the registration and submit it."),
    SmeState.SUBMITTED: _l("An officer checks the registration against the law and its documents."),
    SmeState.RETURNED: _l("Correct what the officer asks for, and submit it again."),
    SmeState.VERIFIED: _l("The business may apply for coupons."),
    SmeState.SUSPENDED: _l("No new support while something is looked into. An approver decides."),
    SmeState.REJECTED: _l("The registration was rejected. The history tells why."),
}


def turn(sme: Sme, actor: Actor, today: date) -> Turn:
    """Whose turn it is; a submitted registration is due by the officer's service standard (DESIGN §10)."""
    if sme.state in (SmeState.DRAFT, SmeState.RETURNED):
        mine = actor.organisation_id == sme.organisation_id and actor.may(Permission.SMES_SME_REGISTER)
        return Turn(TURNS[sme.state], words_for(Role.SME_OWNER), mine, None, False)
    if sme.state is SmeState.SUBMITTED:
        due = bangkok_date(sme.submitted_at + REVIEW_LIMIT) if sme.submitted_at else None
        mine = actor.may(Permission.SMES_SME_DECIDE)
        whose = words_for(Role.PROGRAMME_OFFICER)
        return Turn(TURNS[sme.state], whose, mine, due, bool(due and due < today))
    if sme.state is SmeState.SUSPENDED:
        whose = words_for(Role.PROGRAMME_APPROVER)
        return Turn(TURNS[sme.state], whose, actor.may(Permission.SMES_SME_SUSPEND), None, False)
    return Turn(TURNS[sme.state], None, False, None, False)


def steps(sme: Sme) -> list[Stage]:
    """The way of a registration: begun, submitted, verified – or stopped."""
    stopped = sme.state in (SmeState.REJECTED, SmeState.SUSPENDED)
    at = {SmeState.DRAFT: 0, SmeState.RETURNED: 0, SmeState.SUBMITTED: 1}.get(sme.state)
    end = (words_for(sme.state) if stopped else _("Verified"), sme.verified_at)
    return way_of_registration(sme.created_at, sme.submitted_at, end, at=at, stopped=stopped)


def gates(page: SmePage) -> list[dict[str, Any]]:
    """Each condition and what was declared, failed ones first (DOMAIN §1)."""
    known = page.sme.thai_share_bp is not None
    share = f"{(page.sme.thai_share_bp or 0) / 100:.2f}"
    rows = [
        {
            "label": words_for(gate),
            "passed": passed if known else None,
            "reason": _("Declared: %(share)s per cent", share=share)
            if gate is SmeGate.THAI_MAJORITY and known
            else None,
        }
        for gate, passed in page.facts.gates().items()
    ]
    return sorted(rows, key=lambda row: bool(row["passed"]))


def stages_of_form(step: str) -> tuple[int, int]:
    """Which of how many pages this is, from one."""
    return STEPS.index(step) + 1, len(STEPS)
