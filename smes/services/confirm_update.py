"""An officer confirms what a registered SME said anew."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from smes.commands import CONFIRM_UPDATE
from smes.models import SmeUpdate
from smes.operations import tell, tell_if_it_fails, update_for_review, write_declarations, write_figures
from smes.queries import declared, figures_of
from smes.rules import problem_of_verification
from smes.states import UPDATE_MACHINE, UpdateKind


def confirm_update(
    organisation_id: int, kind: UpdateKind, update_id: int, *, actor: Actor, now: datetime
) -> None:
    """Let the figures or declarations that wait count from now on; coupons and applications decided before keep theirs.

    `update_id` is what the officer read: WrongState when the SME has said something else since.
    """
    with transaction(CONFIRM_UPDATE, actor, now) as tx:
        sme, update = update_for_review(tx, organisation_id, kind, update_id, "confirm")
        qualified = problem_of_verification(sme.size, declared(sme)) is None
        figures = figures_of(update)
        if figures is not None:
            write_figures(sme, figures)
            sme.size = update.size
        else:
            write_declarations(sme, declared(update))
        tx.session.flush()
        tx.advance(
            SmeUpdate,
            update.id,
            UPDATE_MACHINE,
            "confirm",
            counted_at=now,
            decided_at=now,
            decided_by_id=actor.known_person_id,
        )
        tell(tx, sme, f"sme.{kind}_confirmed", actor=actor, now=now)
        tell_if_it_fails(tx, sme, qualified=qualified, actor=actor, now=now)
