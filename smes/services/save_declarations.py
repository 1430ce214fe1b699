"""What the owner declares."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx, transaction
from schemes.eligibility.rules import Declarations
from smes.commands import SAVE_DECLARATIONS
from smes.models import Sme
from smes.operations import (
    own_changeable,
    say,
    tell_if_it_fails,
    update_of_declarations,
    withdraw_update,
    write_declarations,
)
from smes.queries import declared
from smes.rules import declarations_at_once, problem_of_verification
from smes.states import EDITABLE, UpdateKind, UpdateState


def save_declarations(
    organisation_id: int, declarations: Declarations, *, actor: Actor, now: datetime
) -> UpdateState | None:
    """Keep the declarations as they are, the unfavourable ones too: an officer judges them, not the form.

    A registered SME keeps its state. What it declares against itself counts at once; what would meet a condition
    that is not met now waits for an officer. Returns whether anything waits, None when nothing is said anew.
    """
    with transaction(SAVE_DECLARATIONS, actor, now) as tx:
        sme = own_changeable(tx, organisation_id, actor)
        if sme.state not in EDITABLE:
            return _say(tx, sme, declarations, actor, now)
        write_declarations(sme, declarations)
        audit.record(tx, "sme.declarations_saved", "sme", organisation_id, actor, now)
        return None


def _say(tx: Tx, sme: Sme, declarations: Declarations, actor: Actor, now: datetime) -> UpdateState | None:
    withdraw_update(tx, sme.organisation_id, UpdateKind.DECLARATIONS)
    held = declared(sme)
    at_once = declarations_at_once(held, declarations)
    state = None
    if at_once != held:
        write_declarations(sme, at_once)
        state = say(tx, sme, update_of_declarations(sme, at_once), counts=True, actor=actor, now=now)
        qualified = problem_of_verification(sme.size, held) is None
        tell_if_it_fails(tx, sme, qualified=qualified, actor=actor, now=now)
    if at_once != declarations:
        state = say(tx, sme, update_of_declarations(sme, declarations), counts=False, actor=actor, now=now)
    return state
