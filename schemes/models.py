"""Schemes with the versions of their terms, and the services that their coupons buy."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import At, BasisPoints, Code, Day, IdPk, Name, Note, Satang, db
from core.thai.order import InThaiOrder
from projects.models import (
    BudgetLine,
    Project,
    Published,
    Resolved,
    by_another_with_resolution,
    published_whole_and_after,
)
from schemes.states import CapPeriod, PayeeMode, SchemeState, SmeSize, VersionState


def _by_law(size: Any) -> Any:
    """Micro, small, medium: the order of the law, not of the alphabet."""
    return sa.case({each: at for at, each in enumerate(SmeSize)}, value=size)


class ServiceCategory(db.Model):
    """A kind of service: training, testing and certification, information systems, design … Master data."""

    __tablename__ = "service_categories"

    id: Mapped[IdPk]
    code: Mapped[Code] = mapped_column(unique=True)
    name_th: Mapped[Name]
    name_en: Mapped[Name]
    needs_accreditation: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)


class Scheme(InThaiOrder, db.Model):
    """One kind of coupon: what stays the same of it. Its terms are in its versions (docs/domain.md#schemes)."""

    __tablename__ = "schemes"

    id: Mapped[IdPk]
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("projects.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("budget_lines.id"), index=True)
    """None for a zero-budget scheme, which posts nothing."""
    code: Mapped[Code] = mapped_column(unique=True)
    name_th: Mapped[Name]
    name_en: Mapped[Name]
    purpose_th: Mapped[Note]
    purpose_en: Mapped[Note]
    state: Mapped[SchemeState] = mapped_column(default=SchemeState.DRAFT)
    state_since: Mapped[At]
    """When it came to its present state: every time limit counts from here."""
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    created_at: Mapped[At]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))

    project: Mapped[Project] = relationship()
    line: Mapped[BudgetLine | None] = relationship()
    versions: Mapped[list["SchemeVersion"]] = relationship(
        order_by="SchemeVersion.number", back_populates="scheme"
    )


class SchemeVersion(Resolved, Published, db.Model):
    """The terms of a scheme from a day on, by resolution: numbers are data, never constants (docs/domain.md#schemes).

    The first is drafted and approved with its scheme. An application keeps the version it was sent under, a coupon
    the version of its application.
    """

    __tablename__ = "scheme_versions"

    id: Mapped[IdPk]
    scheme_id: Mapped[int] = mapped_column(sa.ForeignKey("schemes.id"))
    number: Mapped[int]
    """1, 2, 3 … in the order in which they were drafted."""
    effective_from: Mapped[Day]
    """The first day on which what is sent is sent under it; of the first version, the day of its approval."""
    payee_mode: Mapped[PayeeMode] = mapped_column(default=PayeeMode.PAY_PROVIDER)
    applies_from: Mapped[Day]
    applies_until: Mapped[Day]
    """Last day on which an SME may apply."""
    delivers_until: Mapped[Day]
    """Last day on which a service may be delivered."""
    coupon_valid_days: Mapped[int] = mapped_column(default=365)
    delivery_days: Mapped[int] = mapped_column(default=90)
    max_open_coupons: Mapped[int] = mapped_column(default=1)
    """How many coupons of this scheme one SME may hold open."""
    price_cap_satang: Mapped[int | None] = mapped_column(sa.BigInteger)
    """This and what follows are the limits, as `schemes.terms.rules.Limits` says them; NULL for none."""
    least_own_satang: Mapped[int | None] = mapped_column(sa.BigInteger)
    least_own_bp: Mapped[int | None]
    max_awards: Mapped[int | None]
    max_per_category: Mapped[int | None]
    awards_years: Mapped[int | None]
    sme_cap_satang: Mapped[int | None] = mapped_column(sa.BigInteger)
    sme_cap_period: Mapped[CapPeriod | None]
    sme_cap_years: Mapped[int | None]
    sme_cap_month: Mapped[int | None]
    state: Mapped[VersionState] = mapped_column(default=VersionState.DRAFT)

    scheme: Mapped[Scheme] = relationship(back_populates="versions")
    tiers: Mapped[list["SchemeTier"]] = relationship(
        order_by=lambda: (SchemeTier.cap_satang, _by_law(SchemeTier.size)), cascade="all, delete-orphan"
    )
    sectors: Mapped[list["SchemeSector"]] = relationship(
        order_by="SchemeSector.sector", cascade="all, delete-orphan"
    )
    provinces: Mapped[list["SchemeProvince"]] = relationship(
        order_by="SchemeProvince.province_code", cascade="all, delete-orphan"
    )
    categories: Mapped[list[ServiceCategory]] = relationship(
        secondary="scheme_categories", order_by="ServiceCategory.id"
    )

    __table_args__ = (
        sa.UniqueConstraint("scheme_id", "number"),
        sa.CheckConstraint("number > 0", name="number_positive"),
        sa.CheckConstraint(
            "applies_from <= applies_until AND applies_until <= delivers_until", name="windows_in_order"
        ),
        *by_another_with_resolution(
            "created_by_id", "state = 'approved' OR state = 'withdrawn' AND approved_at IS NOT NULL"
        ),
        published_whole_and_after(),
        sa.CheckConstraint(
            "coupon_valid_days > 0 AND delivery_days > 0 AND max_open_coupons > 0", name="limits_positive"
        ),
        sa.CheckConstraint(
            "price_cap_satang > 0 AND least_own_satang > 0 AND least_own_bp BETWEEN 1 AND 10000",
            name="price_limits",
        ),
        sa.CheckConstraint(
            "max_awards > 0 AND max_per_category > 0 AND awards_years > 0 AND (awards_years IS NULL"
            " OR max_awards IS NOT NULL OR max_per_category IS NOT NULL)",
            name="award_limits",
        ),
        sa.CheckConstraint(
            "sme_cap_satang > 0 AND sme_cap_years > 0 AND sme_cap_month BETWEEN 1 AND 12"
            " AND (sme_cap_satang IS NULL) = (sme_cap_period IS NULL)"
            " AND (sme_cap_years IS NOT NULL) = coalesce(sme_cap_period = 'rolling', false)"
            " AND (sme_cap_month IS NOT NULL) = coalesce(sme_cap_period = 'year', false)",
            name="sme_cap_whole",
        ),
        sa.Index(
            "uq_scheme_versions_effective_from",
            "scheme_id",
            "effective_from",
            unique=True,
            postgresql_where=sa.text("state = 'approved'"),
        ),
        sa.Index(
            "uq_scheme_versions_draft",
            "scheme_id",
            unique=True,
            postgresql_where=sa.text("state = 'draft'"),
        ),
        sa.Index(
            "ix_scheme_versions_state_since_id_draft",
            "state_since",
            "id",
            postgresql_where=sa.text("state = 'draft' AND number > 1"),
        ),
    )


class SchemeTier(db.Model):
    """What the state pays for one size of SME: a share and a cap. A size without a tier is not eligible."""

    __tablename__ = "scheme_tiers"

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("scheme_versions.id"), primary_key=True)
    size: Mapped[SmeSize] = mapped_column(primary_key=True)
    share_bp: Mapped[BasisPoints]
    cap_satang: Mapped[Satang]

    __table_args__ = (
        sa.CheckConstraint("share_bp BETWEEN 0 AND 10000", name="share_within_whole"),
        sa.CheckConstraint("cap_satang >= 0", name="cap_not_negative"),
    )


class SchemeCategory(db.Model):
    """Which services a coupon of this version buys."""

    __tablename__ = "scheme_categories"

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("scheme_versions.id"), primary_key=True)
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("service_categories.id"), primary_key=True)


class SchemeSector(db.Model):
    """Sectors a version is limited to; none means all."""

    __tablename__ = "scheme_sectors"

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("scheme_versions.id"), primary_key=True)
    sector: Mapped[Code] = mapped_column(primary_key=True)


class SchemeProvince(db.Model):
    """Provinces a version is limited to; none means all."""

    __tablename__ = "scheme_provinces"

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("scheme_versions.id"), primary_key=True)
    province_code: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
