"""Forget files that are kept no longer."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from core.db import transaction
from core.documents.models import Document
from core.documents.operations import EXPORT
from core.tasks.models import LongWork

_WITH_SEARCH = LongWork.arguments["address"].astext.contains("?", autoescape=True)


_WITHOUT_SEARCH = sa.text(
    "arguments || jsonb_build_object('address', split_part(arguments ->> 'address', '?', 1))"
)
"""What a person searched for may name somebody: it is kept no longer than the file."""


def forget_exports(kind: str, days: int, *, now: datetime) -> int:
    """Forget the files that were prepared for somebody more than so many days ago; returns how many.

    `kind` is the long work whose results they are. Their content is an orphan then: `sweep_orphans` deletes it.
    """
    before = now - timedelta(days=days)
    with transaction() as tx:
        old = sa.delete(Document).where(Document.kind == EXPORT, Document.stored_at < before)
        forgotten: int = tx.execute(old.execution_options(synchronize_session=False)).rowcount
        tx.execute(
            sa.update(LongWork)
            .where(LongWork.kind == kind, LongWork.state_since < before, _WITH_SEARCH)
            .values(arguments=_WITHOUT_SEARCH)
            .execution_options(synchronize_session=False)
        )
        return forgotten
