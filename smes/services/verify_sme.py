"""An officer verifies an SME; its legal size is frozen."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from smes.commands import VERIFY_SME
from smes.models import Sme
from smes.moves import for_review, tell
from smes.queries import facts_of, sizing_of
from smes.rules import SmeReason, TieBreak, problem_of_verification
from smes.states import SME_MACHINE


def verify_sme(organisation_id: int, tie_break: TieBreak, *, actor: Actor, now: datetime) -> None:
    """Verify a submitted registration. Refused above medium, past no gate, or for an officer tied to the SME.

    The size comes from the law's table, never from the officer; it is frozen here (DOMAIN §2).
    """
    with transaction(VERIFY_SME, actor, now) as tx:
        sme = for_review(tx, organisation_id)
        sizing = sizing_of(sme, tie_break)
        if sizing is None:
            raise Refused(SmeReason.FIGURES_MISSING)
        if problem := problem_of_verification(sizing, facts_of(sme)):
            raise Refused(problem)
        tx.advance(
            Sme,
            organisation_id,
            SME_MACHINE,
            "verify",
            size=sizing.size,
            verified_at=now,
            verified_by_id=actor.known_person_id,
        )
        tell(tx, sme, "sme.verified", actor=actor, now=now)
