"""An officer verifies an SME; its legal size begins to count."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from smes.commands import VERIFY_SME
from smes.models import Sme
from smes.operations import (
    for_review,
    refuse_what_is_no_enterprise,
    tell,
    update_of_declarations,
    update_of_figures,
)
from smes.queries import declared, figures_of, sizing_of
from smes.rules import SmeReason, TieBreak, problem_of_verification
from smes.states import SME_MACHINE, UpdateState


def verify_sme(organisation_id: int, tie_break: TieBreak, *, actor: Actor, now: datetime) -> None:
    """Verify a submitted registration. Refused above medium, past no gate, or for an officer tied to the SME.

    The size comes from the law's table, never from the officer; it is the first of its history (docs/domain.md#size).
    """
    with transaction(VERIFY_SME, actor, now) as tx:
        sme = for_review(tx, organisation_id)
        refuse_what_is_no_enterprise(tx, organisation_id)
        figures, sizing = figures_of(sme), sizing_of(sme, tie_break)
        if figures is None or sizing is None:
            raise Refused(SmeReason.FIGURES_MISSING)
        if problem := problem_of_verification(sizing.size, declared(sme)):
            raise Refused(problem)
        for update in (update_of_figures(sme, figures, sizing), update_of_declarations(sme, declared(sme))):
            update.state, update.counted_at = UpdateState.COUNTED, now
            update.said_at = sme.submitted_at or now
            update.said_by_id = sme.submitted_by_id or actor.known_person_id
            update.decided_at, update.decided_by_id = now, actor.known_person_id
            tx.add(update)
        tx.advance(
            Sme,
            organisation_id,
            SME_MACHINE,
            "verify",
            state_since=now,
            size=sizing.size,
            verified_at=now,
            verified_by_id=actor.known_person_id,
        )
        tell(tx, sme, "sme.verified", actor=actor, now=now)
