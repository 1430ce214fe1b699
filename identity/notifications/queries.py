"""Reads about notices."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from identity.notifications.models import Notice

NOTICES_A_PAGE = 25


def notices_of(
    session: Session,
    person_id: int,
    limit: int = NOTICES_A_PAGE,
    *,
    unread_only: bool = False,
    before: int | None = None,
) -> Sequence[Notice]:
    """The newest notices of a person; after the one with the id `before`, which is the person's own, if given."""
    found = sa.select(Notice).where(Notice.person_id == person_id)
    if unread_only:
        found = found.where(Notice.read_at.is_(None))
    if before is not None:
        key = sa.select(Notice.created_at, Notice.id).where(
            Notice.id == before, Notice.person_id == person_id
        )
        found = found.where(sa.tuple_(Notice.created_at, Notice.id) < key.scalar_subquery())
    return session.scalars(found.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(limit)).all()


MOST_COUNTED = 100


def unread_notices(session: Session, person_id: int) -> int:
    """How many notices a person has not read; MOST_COUNTED means that many or more."""
    some = (
        sa.select(Notice.id)
        .where(Notice.person_id == person_id, Notice.read_at.is_(None))
        .limit(MOST_COUNTED)
    )
    return session.scalar(sa.select(sa.func.count()).select_from(some.subquery())) or 0
