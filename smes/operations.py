"""What every step of an SME's registration has in common, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from flask import url_for

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx
from core.errors import NotFound, Refused, WrongState
from core.permissions import Permission
from identity.organisations.members import notify_members
from identity.organisations.models import Organisation
from schemes.eligibility.rules import Declarations
from smes.models import Sme, SmeDocument, SmeUpdate
from smes.queries import declared
from smes.rules import ENTERPRISES, Figures, RegistrationFacts, Sizing, SmeReason, problem_of_verification
from smes.states import EDITABLE, REGISTERED, SME_MACHINE, UPDATE_MACHINE, SmeState, UpdateKind, UpdateState


def own_editable(tx: Tx, organisation_id: int, actor: Actor) -> Sme:
    """The actor's own registration, locked, if it may be changed now. Another's looks like none at all."""
    return _own(tx, organisation_id, actor, EDITABLE)


def own_changeable(tx: Tx, organisation_id: int, actor: Actor) -> Sme:
    """The same, or one that is registered: it says anew what changes with the years and keeps its state."""
    return _own(tx, organisation_id, actor, EDITABLE + REGISTERED)


def _own(tx: Tx, organisation_id: int, actor: Actor, states: tuple[SmeState, ...]) -> Sme:
    actor.require_own(organisation_id)
    sme = tx.lock(Sme, organisation_id)
    if sme.state not in states:
        raise Refused(SmeReason.NOT_EDITABLE)
    return sme


def write_figures(sme: Sme, figures: Figures) -> None:
    """Put figures into the row."""
    sme.sector = figures.sector
    sme.employees = figures.employees
    sme.revenue_satang = figures.revenue.satang
    sme.figures_year = figures.year


def write_declarations(row: Sme | SmeUpdate, declarations: Declarations) -> None:
    """Put declarations into the row."""
    row.thai_share_bp = declarations.thai_share_bp
    row.taxes_filed = declarations.taxes_filed
    row.not_bankrupt = declarations.not_bankrupt
    row.not_barred = declarations.not_barred
    row.lawful_business = declarations.lawful_business


def update_of_figures(sme: Sme, figures: Figures, sizing: Sizing) -> SmeUpdate:
    """Figures and the size that the law gives them, as a row of the history yet to be said by somebody."""
    return SmeUpdate(
        organisation_id=sme.organisation_id,
        kind=UpdateKind.FIGURES,
        sector=figures.sector,
        employees=figures.employees,
        revenue_satang=figures.revenue.satang,
        figures_year=figures.year,
        size=sizing.size,
    )


def update_of_declarations(sme: Sme, declarations: Declarations) -> SmeUpdate:
    """Declarations, likewise."""
    update = SmeUpdate(organisation_id=sme.organisation_id, kind=UpdateKind.DECLARATIONS)
    write_declarations(update, declarations)
    return update


def waiting_update(tx: Tx, organisation_id: int, kind: UpdateKind) -> SmeUpdate | None:
    """What an officer has not looked at yet, of that kind. Lock its SME first."""
    found: SmeUpdate | None = tx.session.scalar(
        sa.select(SmeUpdate)
        .where(
            SmeUpdate.organisation_id == organisation_id,
            SmeUpdate.kind == kind,
            SmeUpdate.state == UpdateState.WAITING,
        )
        .execution_options(populate_existing=True)
    )
    return found


def withdraw_update(tx: Tx, organisation_id: int, kind: UpdateKind) -> SmeUpdate | None:
    """End what waits of that kind, if anything does: it was said anew, or is not meant any more."""
    waiting = waiting_update(tx, organisation_id, kind)
    if waiting is not None:
        tx.advance(SmeUpdate, waiting.id, UPDATE_MACHINE, "withdraw")
    return waiting


def say(tx: Tx, sme: Sme, update: SmeUpdate, *, counts: bool, actor: Actor, now: datetime) -> UpdateState:
    """Add what a registered SME says anew: it counts from now on, or waits for an officer."""
    update.state = UpdateState.COUNTED if counts else UpdateState.WAITING
    update.counted_at = now if counts else None
    update.said_at, update.said_by_id = now, actor.known_person_id
    tx.add(update)
    event = f"sme.{update.kind}_{'counted' if counts else 'wait'}"
    audit.record(tx, event, "sme", sme.organisation_id, actor, now, fields={"update_id": update.id})
    return update.state


def update_for_review(
    tx: Tx, organisation_id: int, kind: UpdateKind, update_id: int, trigger: str
) -> tuple[Sme, SmeUpdate]:
    """A registered SME, locked, and what it said anew and waits, for an officer whom nothing bars.

    `update_id` is what the officer read: WrongState when another waits in its place.
    """
    sme = tx.lock(Sme, organisation_id)
    update = waiting_update(tx, organisation_id, kind)
    if update is None:
        raise NotFound
    tx.authorise(sme=organisation_id, sayer=update.said_by_id)
    if update.id != update_id:
        raise WrongState(UPDATE_MACHINE.name, trigger)
    if sme.state not in REGISTERED:
        raise Refused(SmeReason.NOT_EDITABLE)
    return sme, update


def tell_if_it_fails(tx: Tx, sme: Sme, *, qualified: bool, actor: Actor, now: datetime) -> None:
    """Write down, and tell its members, that an SME which `qualified` until now does so no longer."""
    if qualified and problem_of_verification(sme.size, declared(sme)) is not None:
        tell(tx, sme, "sme.unqualified", actor=actor, now=now)


def refuse_what_is_no_enterprise(tx: Tx, organisation_id: int) -> None:
    """Refused with NOT_AN_ENTERPRISE by the legal form that is kept, whatever was typed for an organisation known already."""
    if tx.get(Organisation, organisation_id).kind not in ENTERPRISES:
        raise Refused(SmeReason.NOT_AN_ENTERPRISE)


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
        right_of[sme.state] if right_of else None,
        sme=organisation_id,
        submitter=sme.submitted_by_id,
        first_decider=sme.first_decided_by_id if sme.state is SmeState.SUBMITTED else None,
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
    notice: str | None = None,
) -> int | None:
    """Write what happened into the history and tell the SME's members; returns the kept reason's id.

    `notice` is the kind of their notification where it is not the event itself.
    """
    reason_id = None
    if reason is not None:
        reason_id = audit.store_submitters_reason(tx, sme, reason, actor=actor)
    audit.record(tx, event, "sme", sme.organisation_id, actor, now, reason_id=reason_id)
    notify_members(
        tx,
        sme.organisation_id,
        notice or event,
        {},
        url_for("smes.show", organisation_id=sme.organisation_id),
        now=now,
    )
    return reason_id
