"""What staff have added to the official holidays, or struck from them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import At, BigId, Day, Name, db


class HolidayChange(db.Model):
    """A day that staff have added to the official holidays, or struck from them; the last word on the day counts."""

    __tablename__ = "holiday_changes"

    day: Mapped[Day] = mapped_column(primary_key=True)
    is_holiday: Mapped[bool]
    name_th: Mapped[Name]
    name_en: Mapped[Name]
    source: Mapped[str] = mapped_column(sa.String(300))
    """The resolution or announcement that says so."""
    changed_at: Mapped[At]
    changed_by_id: Mapped[BigId]
