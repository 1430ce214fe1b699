"""Charts as they were drawn last."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db import At, db


class StoredChart(db.Model):
    """One chart with its figures, drawn in both languages. Rows are replaced, never added up."""

    __tablename__ = "kept_charts"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    about: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    """The person whose work it counts; 0 for one that is about nobody in particular."""
    counted_at: Mapped[At]
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)
    svg_th: Mapped[str] = mapped_column(sa.Text)
    svg_en: Mapped[str] = mapped_column(sa.Text)
