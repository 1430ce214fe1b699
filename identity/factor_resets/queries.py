"""Reads about requests to remove second factors."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from identity.factor_resets.models import FactorReset
from identity.factor_resets.states import FactorResetState


def waits_for_second(person_id: int | None) -> sa.ColumnElement[bool]:
    """Those that wait for a second person: neither who asked nor whose factors they are; ties may bar this one too."""
    return sa.and_(
        FactorReset.state == FactorResetState.ASKED,
        FactorReset.asked_by_id != person_id,
        FactorReset.person_id != person_id,
    )


def factor_resets_asked() -> sa.Select[tuple[FactorReset]]:
    """Those that await their second person, with the people in them."""
    return (
        sa.select(FactorReset)
        .where(FactorReset.state == FactorResetState.ASKED)
        .options(joinedload(FactorReset.person), joinedload(FactorReset.asked_by))
    )
