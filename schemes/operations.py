"""What the commands on schemes share, inside the caller's transaction: a draft put into its row, and money between a scheme and its line."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx
from core.errors import Refused
from core.money import ZERO, Money
from ledger.states import Move
from projects.budgets.operations import keep_paper, reference_of
from projects.models import BudgetLine, Project
from projects.rules import ProjectReason
from schemes.models import (
    Scheme,
    SchemeProvince,
    SchemeSector,
    SchemeTier,
    SchemeVersion,
    ServiceCategory,
)
from schemes.rules import SchemeDraft, SchemeHost, Terms
from schemes.states import SchemeState


def host_of(tx: Tx, project: Project) -> SchemeHost:
    """What the project allows its schemes."""
    lines = tx.session.scalars(sa.select(BudgetLine.id).where(BudgetLine.project_id == project.id))
    return SchemeHost(project.starts_on, project.ends_on, project.zero_budget, frozenset(lines))


_OF_SCHEME = ("code", "name_th", "name_en", "purpose_th", "purpose_en", "line_id")
_OF_VERSION = (
    "payee_mode",
    "applies_from",
    "applies_until",
    "delivers_until",
    "coupon_valid_days",
    "delivery_days",
    "max_open_coupons",
)
"""What a draft and its row call alike."""


def write_scheme(scheme: Scheme, draft: SchemeDraft) -> None:
    """Put what stays the same of a scheme into its row."""
    for name in _OF_SCHEME:
        setattr(scheme, name, getattr(draft, name))


def write_terms(tx: Tx, version: SchemeVersion, terms: Terms) -> None:
    """Put all terms into the row of their version."""
    for name in _OF_VERSION:
        setattr(version, name, getattr(terms, name))
    for name, value in terms.limits.columns().items():
        setattr(version, name, value)
    version.tiers = _merged_tiers(version, terms)
    version.sectors = _merged_sectors(version, terms)
    version.provinces = _merged_provinces(version, terms)
    version.categories = _categories(tx, terms.category_ids)


def _merged_tiers(version: SchemeVersion, terms: Terms) -> list[SchemeTier]:
    """The rows of the tiers; those that stay are changed, not replaced, for their key is the size."""
    stored = {tier.size: tier for tier in version.tiers}
    rows = []
    for tier in terms.tiers:
        row = stored.get(tier.size) or SchemeTier(size=tier.size)
        row.share_bp, row.cap_satang = tier.share_bp, tier.cap.satang
        rows.append(row)
    return rows


def _merged_sectors(version: SchemeVersion, terms: Terms) -> list[SchemeSector]:
    stored = {row.sector: row for row in version.sectors}
    return [stored.get(sector) or SchemeSector(sector=sector) for sector in sorted(terms.sectors)]


def _merged_provinces(version: SchemeVersion, terms: Terms) -> list[SchemeProvince]:
    stored = {row.province_code: row for row in version.provinces}
    return [stored.get(code) or SchemeProvince(province_code=code) for code in sorted(terms.provinces)]


def _categories(tx: Tx, ids: frozenset[int]) -> list[ServiceCategory]:
    found = list(
        tx.session.scalars(
            sa.select(ServiceCategory).where(ServiceCategory.id.in_(ids), ServiceCategory.active)
        )
    )
    if len(found) != len(ids):
        raise Refused(ProjectReason.NO_SERVICE_CATEGORY)
    return found


def first_version(tx: Tx, scheme_id: int) -> SchemeVersion:
    """The version that is drafted and approved with its scheme, locked; the caller has locked the scheme."""
    return tx.session.scalars(
        sa.select(SchemeVersion)
        .where(SchemeVersion.scheme_id == scheme_id, SchemeVersion.number == 1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def move_scheme_money(
    tx: Tx,
    scheme_id: int,
    kind: Move,
    post: Callable[..., Any],
    amount: Money,
    document_number: str,
    *,
    never_in: Collection[SchemeState],
    event: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Move money between a scheme and its line by the ledger's move `post`, on a paper, unless it stands `never_in`.

    The ledger refuses more than is there, in words that name what is left.
    """
    scheme = tx.share(Scheme, scheme_id)
    if amount <= ZERO:
        raise Refused(ProjectReason.AMOUNT_NOT_POSITIVE)
    if scheme.line_id is None:
        raise Refused(ProjectReason.MONEY_ON_ZERO_BUDGET)
    if scheme.state in never_in:
        raise Refused(ProjectReason.SCHEME_TAKES_NO_MONEY)
    paper_id = keep_paper(tx, scheme.line_id, scheme_id, kind, amount, document_number, actor=actor, now=now)
    post(
        tx,
        amount,
        line_id=scheme.line_id,
        scheme_id=scheme_id,
        reference=reference_of(paper_id),
        actor=actor,
        now=now,
    )
    fields = {"amount_satang": amount.satang, "budget_move_id": paper_id}
    audit.record(tx, event, "scheme", scheme_id, actor, now, fields=fields)
