"""What sizes the SME."""

from __future__ import annotations

from datetime import datetime

from core import audit
from core.actor import Actor
from core.db import transaction
from smes.commands import SAVE_FIGURES
from smes.moves import own_editable
from smes.rules import Figures


def save_figures(
    organisation_id: int, business: str, figures: Figures, *, actor: Actor, now: datetime
) -> None:
    """Keep sector, headcount and total yearly revenue; the size follows from them by law, not from a choice."""
    with transaction(SAVE_FIGURES, actor, now) as tx:
        sme = own_editable(tx, organisation_id, actor)
        sme.business = business
        sme.sector = figures.sector
        sme.employees = figures.employees
        sme.revenue_satang = figures.revenue.satang
        sme.figures_year = figures.year
        audit.record(tx, "sme.figures_saved", "sme", organisation_id, actor, now)
