"""Which version of a scheme is in force on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from schemes.models import SchemeVersion
from schemes.states import VersionState


def in_force(scheme_id: Any, day: Any) -> Any:
    """The id of the version that a scheme, of a table that the statement around names, has in force on a day.

    Of the approved ones that which began last; of a scheme that is still a draft, its first, which is drafted with it.
    """
    version = aliased(SchemeVersion)
    began = sa.and_(version.state == VersionState.APPROVED, version.effective_from <= day)
    return (
        sa.select(version.id)
        .where(version.scheme_id == scheme_id, sa.or_(version.number == 1, began))
        .correlate(*sa.select(scheme_id).get_final_froms())
        .order_by(version.effective_from.desc(), version.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def version_in_force(session: Session, scheme_id: int, day: date) -> SchemeVersion:
    """The version that a scheme has in force on a day, as above."""
    return session.scalars(
        sa.select(SchemeVersion).where(
            SchemeVersion.scheme_id == scheme_id, SchemeVersion.id == in_force(SchemeVersion.scheme_id, day)
        )
    ).one()
