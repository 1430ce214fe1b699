"""Applications and what each eligibility rule said of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database.search import waiting_first
from core.db import MAINTAINED, At, Code, IdPk, Note, db
from coupons.applications.states import WAITING_FOR_OSMEP, ApplicationState
from schemes.eligibility.states import EligibilityRule
from schemes.models import Scheme, ServiceCategory
from smes.models import Sme

_WAITS = {
    "to_review": "state IN ('submitted', 'appealed') AND recommended_by_id IS NULL",
    "to_decide": "state IN ('submitted', 'appealed') AND recommended_by_id IS NOT NULL",
}
"""What waits for an officer, and what for an approver."""


class Application(db.Model):
    """An SME asks for one coupon of one scheme, for one kind of service."""

    __tablename__ = "applications"

    id: Mapped[IdPk]
    number: Mapped[Code] = mapped_column(unique=True)
    """A2570-000123: fiscal year and sequence."""
    scheme_id: Mapped[int] = mapped_column(sa.ForeignKey("schemes.id"))
    version_id: Mapped[int | None] = mapped_column(sa.ForeignKey("scheme_versions.id"))
    """The terms it was first sent under, for good; a draft is judged by those in force."""
    sme_id: Mapped[int] = mapped_column(sa.ForeignKey("smes.organisation_id"), index=True)
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("service_categories.id"))
    need: Mapped[Note]
    """What the SME wants to improve, in its words."""
    expected_result: Mapped[Note] = mapped_column(default="")
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.DRAFT)
    state_since: Mapped[At]
    """When it came to its present state: every time limit counts from here."""
    queue_since: Mapped[datetime] = waiting_first("state_since", *WAITING_FOR_OSMEP)
    """The officers' order."""
    created_at: Mapped[At]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    submitted_at: Mapped[datetime | None]
    """The first time; a correction never costs the SME its day, nor its place in the line."""
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    recommended_at: Mapped[datetime | None]
    recommended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    declined_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    """Who declined it first; an appeal goes to another."""
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    sme_size: Mapped[str | None] = mapped_column(sa.String(40), **MAINTAINED)
    """Of the SME while this is not decided; kept by the database, to count what is before a new one."""

    sme_province_code: Mapped[str] = mapped_column(sa.String(2), **MAINTAINED)
    """Of the SME, kept by the database for the officers' list; see ListedByOrganisation."""

    scheme: Mapped[Scheme] = relationship()
    sme: Mapped[Sme] = relationship()
    category: Mapped[ServiceCategory] = relationship()

    __table_args__ = (
        sa.Index(
            "ix_applications_ahead_by_version",
            "scheme_id",
            "state",
            "version_id",
            "sme_size",
            postgresql_where=sa.text("state IN ('draft', 'submitted', 'returned', 'waitlisted', 'appealed')"),
        ),
        sa.Index(
            "uq_applications_live",
            "scheme_id",
            "sme_id",
            "category_id",
            unique=True,
            postgresql_where=sa.text("state IN ('draft', 'submitted', 'returned', 'waitlisted', 'appealed')"),
        ),
        sa.Index(
            "ix_applications_decided", "queue_since", "id", postgresql_where=sa.text("decided_at IS NOT NULL")
        ),
        sa.Index(None, "state", "state_since"),
        *(
            sa.Index(f"ix_applications_{name}", "queue_since", "id", postgresql_where=sa.text(waits))
            for name, waits in _WAITS.items()
        ),
        *(
            sa.Index(None, column, "id")
            for column in ("scheme_id", "state", "queue_since", "sme_province_code")
        ),
        *(
            sa.Index(None, column, "queue_since", "id")
            for column in ("scheme_id", "state", "sme_province_code")
        ),
        sa.Index(
            "ix_applications_line",
            "scheme_id",
            "submitted_at",
            "id",
            postgresql_where=sa.text("state = 'waitlisted'"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'withdrawn') OR submitted_by_id IS NOT NULL", name="submitted_by_someone"
        ),
        sa.CheckConstraint("submitted_at IS NULL OR version_id IS NOT NULL", name="sent_under_a_version"),
        sa.CheckConstraint("decided_by_id <> submitted_by_id", name="decided_by_another"),
        sa.CheckConstraint("decided_by_id <> recommended_by_id", name="two_officers"),
        sa.CheckConstraint(
            "state <> 'approved' OR (decided_by_id IS NOT NULL AND recommended_by_id IS NOT NULL)",
            name="approved_by_two",
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'upheld', 'waitlisted') OR declined_by_id IS NULL OR decided_by_id <> declined_by_id",
            name="appeal_to_another",
        ),
    )


class ApplicationVerdict(db.Model):
    """What one eligibility rule said of one application, with the facts it saw. Re-evaluated: a new row each time."""

    __tablename__ = "application_verdicts"

    id: Mapped[IdPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    rule: Mapped[EligibilityRule]
    passed: Mapped[bool]
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    judged_at: Mapped[At]

    __table_args__ = ({"info": {"append_only": True}},)
