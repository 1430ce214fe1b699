"""The owner submits the registration."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from smes.commands import SUBMIT_REGISTRATION
from smes.models import Sme
from smes.operations import own_editable, refuse_what_is_no_enterprise, registration_facts
from smes.rules import problem_of_submission
from smes.states import SME_MACHINE


def submit_registration(organisation_id: int, *, actor: Actor, now: datetime) -> None:
    """Lay a complete registration before an officer, for the first time or again after it was returned."""
    with transaction(SUBMIT_REGISTRATION, actor, now) as tx:
        sme = own_editable(tx, organisation_id, actor)
        refuse_what_is_no_enterprise(tx, organisation_id)
        if problem := problem_of_submission(registration_facts(tx, sme)):
            raise Refused(problem)
        tx.advance(
            Sme,
            organisation_id,
            SME_MACHINE,
            "submit",
            state_since=now,
            submitted_at=now,
            submitted_by_id=actor.known_person_id,
        )
        audit.record(tx, "sme.submitted", "sme", organisation_id, actor, now)
