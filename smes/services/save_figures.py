"""What sizes the SME."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.clock import BUDDHIST_ERA, bangkok_date
from core.db import Tx, transaction
from core.errors import Refused
from smes.commands import SAVE_FIGURES
from smes.models import Sme
from smes.operations import (
    own_changeable,
    say,
    tell_if_it_fails,
    update_of_figures,
    withdraw_update,
    write_figures,
)
from smes.queries import declared, figures_of
from smes.rules import Figures, TieBreak, figures_wait, problem_of_verification, problem_of_year, size_of
from smes.states import EDITABLE, UpdateKind, UpdateState


def save_figures(
    organisation_id: int,
    business: str,
    figures: Figures,
    tie_break: TieBreak,
    *,
    actor: Actor,
    now: datetime,
) -> UpdateState | None:
    """Keep sector, headcount and total yearly revenue; the size follows from them by law, not from a choice.

    A registered SME keeps its state. Figures of another size or sector wait for an officer, and those that count go
    on counting; all others count at once. Returns which of the two, None when nothing is said anew.
    """
    with transaction(SAVE_FIGURES, actor, now) as tx:
        sme = own_changeable(tx, organisation_id, actor)
        registered = sme.state not in EDITABLE
        held = sme.figures_year if registered else None
        if problem := problem_of_year(figures.year, bangkok_date(now), held):
            raise Refused(problem, held=held, year=bangkok_date(now).year + BUDDHIST_ERA)
        sme.business = business
        if registered:
            return _say(tx, sme, figures, tie_break, actor, now)
        write_figures(sme, figures)
        audit.record(tx, "sme.figures_saved", "sme", organisation_id, actor, now)
        return None


def _say(
    tx: Tx, sme: Sme, figures: Figures, tie_break: TieBreak, actor: Actor, now: datetime
) -> UpdateState | None:
    withdraw_update(tx, sme.organisation_id, UpdateKind.FIGURES)
    if figures == figures_of(sme):
        return None
    sizing = size_of(figures.sector, figures.employees, figures.revenue, tie_break)
    waits = figures_wait(sme.size, sme.sector, figures, sizing)
    qualified = problem_of_verification(sme.size, declared(sme)) is None
    if not waits:
        write_figures(sme, figures)
        sme.size = sizing.size
    update = update_of_figures(sme, figures, sizing)
    state = say(tx, sme, update, counts=not waits, actor=actor, now=now)
    tell_if_it_fails(tx, sme, qualified=qualified, actor=actor, now=now)
    return state
