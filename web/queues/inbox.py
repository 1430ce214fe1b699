"""One item of a person's inbox: how many wait under some conditions, as urgent as the oldest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.calendar.urgency import urgency
from core.registry import InboxItem
from core.terms import Term


def waiting_since(
    session: Session, now: datetime, title: Any, url: str, limit: Term, since: Any, *conditions: Any
) -> Iterator[InboxItem]:
    """What waits since the moments in the column `since`, each for so long; no item when nothing does. One statement."""
    count, oldest = session.execute(sa.select(sa.func.count(), sa.func.min(since)).where(*conditions)).one()
    if oldest is not None:
        yield InboxItem(title, count, url, urgency(oldest, limit, now), oldest)
