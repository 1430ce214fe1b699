"""What the page of the members may offer beside what members do themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from core.actor import Actor

WhyNot = Callable[[Session, int, Actor, datetime], dict[int, StrEnum | None]]
"""Of each owner's membership: why this officer cannot ask to replace them, or None."""
_reader: list[WhyNot] = []


def read_replacements_by(read: WhyNot) -> None:
    """Let `read` tell of replacements. `identity` names it: it belongs to a package above this one."""
    _reader[:] = [read]


def why_not_replaced(
    session: Session, organisation_id: int, actor: Actor, now: datetime
) -> dict[int, StrEnum | None]:
    """Why this officer cannot ask to replace an owner, by the membership of each."""
    return _reader[0](session, organisation_id, actor, now)
