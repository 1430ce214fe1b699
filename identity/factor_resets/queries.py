"""Reads about requests to remove second factors."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from core.actor import Actor
from identity.factor_resets.models import FactorReset
from identity.factor_resets.states import FactorResetState
from identity.staff.origins import second_person


def waits_for_second(actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    """Those that wait for this person, as CONFIRM_FACTOR_RESET decides."""
    independent = second_person(actor, FactorReset.asked_by_id, FactorReset.person_id, now)
    return sa.and_(FactorReset.state == FactorResetState.ASKED, independent)


def factor_resets_asked() -> sa.Select[tuple[FactorReset]]:
    """Those that await their second person, with the people in them."""
    return (
        sa.select(FactorReset)
        .where(FactorReset.state == FactorResetState.ASKED)
        .options(joinedload(FactorReset.person), joinedload(FactorReset.asked_by))
    )
