"""What a person of staff decided: how many matters a day of this month, and the list of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.audit.models import AuditEvent
from core.audit.words import event_words
from core.calendar.due import read_calendar
from core.clock import BANGKOK, bangkok_date, bangkok_midnight, fiscal_year_of, month_begins
from core.permissions import Permission
from core.thai.writing import be_date
from web.charts.chart import Chart, Figures, Shape

DECIDING = frozenset(
    {
        *("approved", "closed", "confirmed", "declined", "dismissed", "recommended", "refused", "rejected"),
        *("reinstated", "released", "resumed", "returned", "suspended", "upheld", "verified"),
    }
)
"""How the trail names acts that end somebody's turn: the last word of `application.approved`, `provider.category_rejected`."""
P = Permission


def _names() -> list[str]:
    return sorted(name for name in event_words if name.rpartition(".")[2].rpartition("_")[2] in DECIDING)


def decided_since(begin: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Decisions for OSMEP since then; an index finds them."""
    return (
        AuditEvent.occurred_at >= begin,
        AuditEvent.name.in_(_names()),
        AuditEvent.organisation_id.is_(None),
        AuditEvent.actor_person_id.is_not(None),
    )


def count(session: Session, now: datetime) -> Mapping[int, Figures]:
    """Who decided how many on each day of this month: working days so far, and other days on which something was decided."""
    today = bangkok_date(now)
    first = month_begins(today)
    day = sa.cast(sa.func.timezone(BANGKOK.key, AuditEvent.occurred_at), sa.Date)
    rows = session.execute(
        sa.select(AuditEvent.actor_person_id, day, sa.func.count())
        .where(*decided_since(bangkok_midnight(first)))
        .group_by(AuditEvent.actor_person_id, day)
    )
    found: defaultdict[int, Counter[date]] = defaultdict(Counter)
    for person_id, decided_on, number in rows:
        found[person_id][decided_on] = number
    calendar = read_calendar(session)
    days = [first + timedelta(days=after) for after in range((today - first).days + 1)]
    year = fiscal_year_of(today)
    return {
        person_id: Figures(
            year,
            tuple((each.isoformat(), by[each]) for each in days if by[each] or calendar.is_working_day(each)),
        )
        for person_id, by in found.items()
    }


def _title(figures: Figures) -> str:
    total = sum(value for _day, value in figures.rows)
    return _("My month: %(count)s decided", count=f"{total:,}")


CHART = Chart(
    "my_month",
    frozenset({P.HOUSE_DEADLINES_READ}),
    Shape.COLUMNS,
    _title,
    count,
    words=lambda key: be_date(date.fromisoformat(key), str(get_locale())),
    figure=lambda value: f"{value:,}",
    links=lambda _figures: {},
    list_url=lambda _figures: url_for("identity.decided"),
    short=lambda key: str(date.fromisoformat(key).day),
)


LIST_TITLES: dict[str, Any] = {"identity.decided": _l("What I decided this month")}
