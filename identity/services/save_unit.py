"""An administrator keeps the list of OSMEP's units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core import audit
from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from identity.commands import SAVE_UNIT
from identity.models import StaffUnit
from identity.rules import IdentityRefusal


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A unit as typed. Codes are names, never parsed."""

    code: str
    name_th: str
    name_en: str
    active: bool = True


def save_unit(unit_id: int | None, draft: UnitDraft, *, actor: Actor, now: datetime) -> int:
    """Enter a unit, or change one; returns its id. Refused with CODE_TAKEN."""
    with transaction(SAVE_UNIT, actor, now) as tx:
        code = draft.code.strip()
        twin = tx.scalar(sa.select(StaffUnit.id).where(StaffUnit.code == code))
        if twin is not None and twin != unit_id:
            raise Refused(IdentityRefusal.CODE_TAKEN)
        values = {"code": code, "name_th": draft.name_th, "name_en": draft.name_en, "active": draft.active}
        if unit_id is None:
            unit = tx.add(StaffUnit(**values))
        else:
            unit = tx.lock(StaffUnit, unit_id)
            for name, value in values.items():
                setattr(unit, name, value)
        audit.record(tx, "staff_unit.saved", "staff_unit", unit.id, actor, now)
        return unit.id
