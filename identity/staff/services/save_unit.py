"""An administrator keeps the list of OSMEP's units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction, unique_or
from identity.organisations.models import StaffUnit
from identity.staff.commands import SAVE_UNIT
from identity.staff.rules import StaffRefusal


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
        values = {
            "code": draft.code.strip(),
            "name_th": draft.name_th,
            "name_en": draft.name_en,
            "active": draft.active,
        }
        unit = StaffUnit() if unit_id is None else tx.lock(StaffUnit, unit_id)
        with unique_or(tx, StaffRefusal.CODE_TAKEN):
            for name, value in values.items():
                setattr(unit, name, value)
            tx.session.add(unit)
        audit.record(tx, "staff_unit.saved", "staff_unit", unit.id, actor, now)
        return unit.id
