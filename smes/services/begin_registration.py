"""A person begins to register an SME."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction, unique_or
from core.errors import Refused
from identity.organisations.operations import register_organisation
from identity.organisations.rules import OrganisationDraft
from identity.organisations.states import Capacity
from smes.commands import BEGIN_REGISTRATION
from smes.models import Sme
from smes.operations import refuse_what_is_no_enterprise
from smes.rules import ENTERPRISES, SmeReason


def begin_registration(draft: OrganisationDraft, *, actor: Actor, now: datetime) -> int:
    """Enter the organisation and make the person its owner on the SME side; returns the organisation's id.

    Raises Refused(NOT_AN_ENTERPRISE) for a legal form that is none. One 13-digit number is one organisation: a number
    known already belongs to others, unless it is the actor's own as a provider; its legal form is then the one kept.
    """
    if draft.kind not in ENTERPRISES:
        raise Refused(SmeReason.NOT_AN_ENTERPRISE)
    with transaction(BEGIN_REGISTRATION, actor, now) as tx:
        organisation_id = register_organisation(tx, draft, Capacity.SME, actor=actor, now=now)
        refuse_what_is_no_enterprise(tx, organisation_id)
        with unique_or(tx, SmeReason.REGISTERED_ALREADY):
            tx.add(Sme(organisation_id=organisation_id, created_at=now, state_since=now))
        audit.record(tx, "sme.begun", "sme", organisation_id, actor, now)
        return organisation_id
