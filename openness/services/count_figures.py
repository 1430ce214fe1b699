"""The programme's figures of a fiscal year are counted anew."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from core.calendar.due import calendar
from core.db import transaction
from openness import figures
from openness.models import PublicFigures


def count_figures(fiscal_year: int, *, now: datetime) -> None:
    """Replace what is published of the year (พ.ศ.) by what the tables say now."""
    with transaction() as tx:
        values = figures.count(tx.session, fiscal_year, calendar()) | {"counted_at": now}
        tx.execute(
            insert(PublicFigures)
            .values(**values)
            .on_conflict_do_update(index_elements=[PublicFigures.fiscal_year], set_=values)
        )
