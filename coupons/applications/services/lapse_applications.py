"""Applications that nobody can take further any more end."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import SYSTEM
from core.audit import operations as audit
from core.calendar.due import is_over
from core.clock import bangkok_date
from core.db import transaction
from coupons.applications.models import Application
from coupons.applications.operations import tell_sme
from coupons.applications.states import APPLICATION_MACHINE, ApplicationState
from coupons.states import CORRECTION_LIMIT
from schemes.models import SchemeVersion

BATCH = 200
"""How many end in one transaction; the job asks again until none is left."""


def lapse_applications(*, now: datetime) -> int:
    """End returned ones not corrected in time, and waiting ones whose last day for services, by their own version, is over; how many ended.

    Rows that someone is working on are left for the next round.
    """
    today = bangkok_date(now)
    with transaction() as tx:
        over = tx.session.scalars(
            sa.select(Application)
            .outerjoin(SchemeVersion, SchemeVersion.id == Application.version_id)
            .where(
                sa.or_(
                    sa.and_(
                        Application.state == ApplicationState.RETURNED,
                        is_over(Application.state_since, CORRECTION_LIMIT, now),
                    ),
                    sa.and_(
                        Application.state == ApplicationState.WAITLISTED,
                        SchemeVersion.delivers_until < today,
                    ),
                )
            )
            .order_by(Application.id)
            .limit(BATCH)
            .with_for_update(of=Application, skip_locked=True)
        ).all()
        for application in over:
            tx.advance(Application, application.id, APPLICATION_MACHINE, "lapse", state_since=now)
            audit.record(tx, "application.lapsed", "application", application.id, SYSTEM, now)
            tell_sme(tx, application, "application.lapsed", now)
        return len(over)
