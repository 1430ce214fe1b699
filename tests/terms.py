"""The terms of a scheme, built straight into the tables or looked up: what tests/factories.py gives a scheme, and more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.clock import bangkok_date
from core.db import Tx, transaction
from core.money import Money
from projects.models import Project
from schemes.models import Scheme, SchemeTier, SchemeVersion, ServiceCategory
from schemes.states import PayeeMode, SmeSize, VersionState

OF_TERMS = frozenset(SchemeVersion.__table__.columns.keys()) - frozenset(Scheme.__table__.columns.keys())
"""What a scheme's first version has, and the scheme has not."""


def add_version(
    tx: Tx,
    scheme: Scheme,
    *categories: ServiceCategory,
    now: datetime,
    share_bp: int = 8000,
    cap: Money = Money.baht(100_000),
    **columns: Any,
) -> SchemeVersion:
    """Approved terms of a scheme, for every size: the first, in force for a month, unless `columns` say otherwise."""
    project, today = tx.get(Project, scheme.project_id), bangkok_date(now)
    values = {
        "scheme_id": scheme.id,
        "number": 1,
        "effective_from": today - timedelta(days=30),
        "payee_mode": PayeeMode.PAY_PROVIDER,
        "applies_from": today - timedelta(days=30),
        "applies_until": today + timedelta(days=60),
        "delivers_until": today + timedelta(days=240),
        "state": VersionState.APPROVED,
        "state_since": now,
        "created_at": now,
        "created_by_id": scheme.created_by_id,
        "approved_at": now,
        "approved_by_id": project.approved_by_id,
        "resolution_number": "2/2569",
        "resolution_date": today,
        "resolution_document_id": project.resolution_document_id,
    }
    version = SchemeVersion(**(values | columns))
    version.categories = list(categories)
    version.tiers = [SchemeTier(size=size, share_bp=share_bp, cap_satang=cap.satang) for size in SmeSize]
    return tx.add(version)


def first_version(tx: Tx | Session, scheme: Scheme | int) -> SchemeVersion:
    """The terms that a scheme was approved with."""
    scheme_id = scheme if isinstance(scheme, int) else scheme.id
    session = tx.session if isinstance(tx, Tx) else tx
    wanted = sa.select(SchemeVersion).where(SchemeVersion.scheme_id == scheme_id, SchemeVersion.number == 1)
    return session.scalars(wanted).one()


def change_terms(scheme_id: int, **columns: Any) -> None:
    """Let the first version of a scheme say something else, as no command can."""
    of_scheme = SchemeVersion.scheme_id == scheme_id
    with transaction() as tx:
        tx.execute(sa.update(SchemeVersion).where(of_scheme, SchemeVersion.number == 1).values(**columns))
