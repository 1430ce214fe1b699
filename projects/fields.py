"""Between a project or a scheme as written down and as stored."""

from __future__ import annotations

import sqlalchemy as sa

from core.db import Tx
from core.errors import Refused
from core.money import Money
from projects.models import (
    BudgetLine,
    Kpi,
    Project,
    Scheme,
    SchemeProvince,
    SchemeSector,
    SchemeTier,
    ServiceCategory,
)
from projects.rules import KpiDraft, ProjectDraft, ProjectReason, SchemeDraft, SchemeHost, TierDraft
from projects.states import Sector


def write_project(project: Project, draft: ProjectDraft) -> None:
    """Put all fields and KPIs of a draft into its row."""
    project.code = draft.code
    project.name_th = draft.name_th
    project.name_en = draft.name_en
    project.approach = draft.approach
    project.lead_agency = draft.lead_agency
    project.lead_agency_kind = draft.lead_agency_kind
    project.priority = draft.priority
    project.starts_on = draft.starts_on
    project.ends_on = draft.ends_on
    project.zero_budget = draft.zero_budget
    project.budget_satang = draft.budget.satang
    project.kpis = [
        Kpi(
            name_th=kpi.name_th,
            name_en=kpi.name_en,
            unit_th=kpi.unit_th,
            unit_en=kpi.unit_en,
            baseline=kpi.baseline,
            target=kpi.target,
            agreed_on=kpi.agreed_on,
        )
        for kpi in draft.kpis
    ]


def read_project(project: Project) -> ProjectDraft:
    """The draft that a stored project stands for."""
    return ProjectDraft(
        code=project.code,
        name_th=project.name_th,
        name_en=project.name_en,
        approach=project.approach,
        lead_agency=project.lead_agency,
        lead_agency_kind=project.lead_agency_kind,
        priority=project.priority,
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        budget=Money(project.budget_satang),
        kpis=tuple(
            KpiDraft(
                name_th=kpi.name_th,
                name_en=kpi.name_en,
                unit_th=kpi.unit_th,
                unit_en=kpi.unit_en,
                baseline=kpi.baseline,
                target=kpi.target,
                agreed_on=kpi.agreed_on,
            )
            for kpi in project.kpis
        ),
    )


def host_of(tx: Tx, project: Project) -> SchemeHost:
    """What the project allows its schemes."""
    lines = tx.session.scalars(sa.select(BudgetLine.id).where(BudgetLine.project_id == project.id))
    return SchemeHost(project.starts_on, project.ends_on, project.zero_budget, frozenset(lines))


_AS_WRITTEN = (
    "code",
    "name_th",
    "name_en",
    "purpose_th",
    "purpose_en",
    "line_id",
    "payee_mode",
    "applies_from",
    "applies_until",
    "delivers_until",
    "coupon_valid_days",
    "delivery_days",
    "max_open_coupons",
)
"""What a draft and its row call alike."""


def write_scheme(tx: Tx, scheme: Scheme, draft: SchemeDraft) -> None:
    """Put all parameters of a draft into its row."""
    for name in _AS_WRITTEN:
        setattr(scheme, name, getattr(draft, name))
    scheme.tiers = _merged_tiers(scheme, draft)
    scheme.sectors = _merged_sectors(scheme, draft)
    scheme.provinces = _merged_provinces(scheme, draft)
    scheme.categories = _categories(tx, draft.category_ids)


def _merged_tiers(scheme: Scheme, draft: SchemeDraft) -> list[SchemeTier]:
    """The rows of the draft's tiers; those that stay are changed, not replaced, for their key is the size."""
    stored = {tier.size: tier for tier in scheme.tiers}
    rows = []
    for tier in draft.tiers:
        row = stored.get(tier.size) or SchemeTier(size=tier.size)
        row.share_bp, row.cap_satang = tier.share_bp, tier.cap.satang
        rows.append(row)
    return rows


def _merged_sectors(scheme: Scheme, draft: SchemeDraft) -> list[SchemeSector]:
    stored = {row.sector: row for row in scheme.sectors}
    return [stored.get(sector) or SchemeSector(sector=sector) for sector in sorted(draft.sectors)]


def _merged_provinces(scheme: Scheme, draft: SchemeDraft) -> list[SchemeProvince]:
    stored = {row.province_code: row for row in scheme.provinces}
    return [stored.get(code) or SchemeProvince(province_code=code) for code in sorted(draft.provinces)]


def _categories(tx: Tx, ids: frozenset[int]) -> list[ServiceCategory]:
    found = list(
        tx.session.scalars(
            sa.select(ServiceCategory).where(ServiceCategory.id.in_(ids), ServiceCategory.active)
        )
    )
    if len(found) != len(ids):
        raise Refused(ProjectReason.NO_SERVICE_CATEGORY)
    return found


def read_scheme(scheme: Scheme) -> SchemeDraft:
    """The draft that a stored scheme stands for."""
    return SchemeDraft(
        code=scheme.code,
        name_th=scheme.name_th,
        name_en=scheme.name_en,
        purpose_th=scheme.purpose_th,
        purpose_en=scheme.purpose_en,
        line_id=scheme.line_id,
        payee_mode=scheme.payee_mode,
        applies_from=scheme.applies_from,
        applies_until=scheme.applies_until,
        delivers_until=scheme.delivers_until,
        coupon_valid_days=scheme.coupon_valid_days,
        delivery_days=scheme.delivery_days,
        max_open_coupons=scheme.max_open_coupons,
        tiers=tuple(TierDraft(tier.size, tier.share_bp, Money(tier.cap_satang)) for tier in scheme.tiers),
        category_ids=frozenset(category.id for category in scheme.categories),
        sectors=frozenset(Sector(row.sector) for row in scheme.sectors),
        provinces=frozenset(row.province_code for row in scheme.provinces),
    )
