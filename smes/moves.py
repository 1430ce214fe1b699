"""What every step of an SME's registration has in common, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

import identity.moves
from core import audit
from core.actor import Actor
from core.db import Tx
from core.errors import Refused, WrongState
from core.permissions import Permission
from smes.models import Sme, SmeDocument
from smes.rules import RegistrationFacts, SmeReason
from smes.states import SME_MACHINE, SmeState

EDITABLE = (SmeState.DRAFT, SmeState.RETURNED)


def own_editable(tx: Tx, organisation_id: int, actor: Actor) -> Sme:
    """The actor's own registration, locked, if it may be changed now. Another's looks like none at all."""
    actor.require_own(organisation_id)
    sme = tx.lock(Sme, organisation_id)
    if sme.state not in EDITABLE:
        raise Refused(SmeReason.NOT_EDITABLE)
    return sme


def registration_facts(tx: Tx, sme: Sme) -> RegistrationFacts:
    """How complete the registration is."""
    documents = tx.scalar(
        sa.select(sa.func.count())
        .select_from(SmeDocument)
        .where(SmeDocument.organisation_id == sme.organisation_id)
    )
    return RegistrationFacts(
        has_figures=None not in (sme.sector, sme.employees, sme.revenue_satang, sme.figures_year),
        has_declarations=sme.thai_share_bp is not None,
        documents=int(documents),
    )


def for_review(tx: Tx, organisation_id: int, right_of: Mapping[SmeState, Permission] | None = None) -> Sme:
    """The registration, locked, for an officer whom nothing bars. `right_of` says which permission counts in a state.

    WrongState in a state that it does not name.
    """
    sme = tx.lock(Sme, organisation_id)
    if right_of is not None and sme.state not in right_of:
        raise WrongState(SME_MACHINE.name, "review", sme.state)
    tx.authorise(
        right_of[sme.state] if right_of else None, sme=organisation_id, submitter=sme.submitted_by_id
    )
    return sme


def tell(
    tx: Tx,
    sme: Sme,
    event: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str | None = None,
) -> int | None:
    """Write what happened into the history and tell the SME's members; returns the kept reason's id."""
    reason_id = None
    if reason is not None:
        reason_id = audit.keep_reason(tx, sme.submitted_by_id or actor.known_person_id, reason)
    audit.record(tx, event, "sme", sme.organisation_id, actor, now, reason_id=reason_id)
    identity.moves.notify_members(tx, sme.organisation_id, event, {}, f"/smes/{sme.organisation_id}", now=now)
    return reason_id
