"""What schemes are, for the packages above and for the pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

import ledger.queries
from core.database.search import holds
from core.documents.models import Document
from core.errors import NotFound
from core.money import Money
from projects.budgets.queries import Purse, closed_at_of, purse_of
from projects.hosted import HostedScheme
from projects.models import Project
from projects.queries import document_of
from schemes.eligibility.facts import limits_of
from schemes.eligibility.in_force import in_force
from schemes.models import Scheme, SchemeVersion, ServiceCategory
from schemes.rules import SchemeDraft, TierDraft, VersionDraft
from schemes.states import HAS_VERSIONS, SchemeState, Sector, VersionState

_SCHEME = sa.select(Scheme).options(
    joinedload(Scheme.project).joinedload(Project.plan),
    joinedload(Scheme.line),
    *(
        selectinload(Scheme.versions).selectinload(each)
        for each in (
            SchemeVersion.tiers,
            SchemeVersion.categories,
            SchemeVersion.sectors,
            SchemeVersion.provinces,
        )
    ),
)


def categories(session: Session, ids: Collection[int] | None = None) -> list[ServiceCategory]:
    """The service categories in use, or those with these ids, in the order in which they were added."""
    chosen = ServiceCategory.active if ids is None else ServiceCategory.id.in_(ids)
    return list(session.scalars(sa.select(ServiceCategory).where(chosen).order_by(ServiceCategory.id)))


def whole_scheme(session: Session, scheme_id: int) -> Scheme:
    """One scheme with all its versions. NotFound if there is none."""
    row: Scheme | None = session.scalar(_SCHEME.where(Scheme.id == scheme_id))
    if row is None:
        raise NotFound
    return row


def listed(today: date) -> Any:
    """All schemes with their projects and the version of each that is in force, or drafted, as (scheme, version)."""
    return (
        sa.select(Scheme, SchemeVersion)
        .join(Project, Project.id == Scheme.project_id)
        .join(SchemeVersion, SchemeVersion.scheme_id == Scheme.id)
        .where(SchemeVersion.id == in_force(Scheme.id, today))
        .options(joinedload(Scheme.project))
    )


def search_schemes(statement: Any, typed: str) -> Any:
    """Narrow by a part of the name or of the code."""
    return statement.where(holds(typed, Scheme.name_th, Scheme.name_en, Scheme.code))


@dataclass(frozen=True, slots=True)
class SchemePage:
    """One scheme with its versions and money."""

    scheme: Scheme
    version: SchemeVersion
    """The one in force; of a draft, the first."""
    first: SchemeVersion
    purse: Purse
    line_free: Money
    """What its line could still give it."""
    line_closed_at: datetime | None
    """When the fiscal year of its line was closed: there is no more money for it."""
    resolution: Document | None

    @property
    def may_have_new_terms(self) -> bool:
        """Whether it takes a draft of new terms: it is approved and not closed, and has none yet."""
        drafts = any(each.state is VersionState.DRAFT for each in self.scheme.versions)
        return self.scheme.state in HAS_VERSIONS and not drafts


def version_on(versions: Sequence[SchemeVersion], day: date) -> SchemeVersion:
    """Which of a scheme's versions, all of them, is in force on a day, as `in_force` says it of the database."""
    began = (
        each
        for each in versions
        if each.number == 1 or (each.state is VersionState.APPROVED and each.effective_from <= day)
    )
    return max(began, key=lambda each: (each.effective_from, each.number))


def scheme_page(session: Session, scheme_id: int, today: date) -> SchemePage:
    """One scheme, with all its versions. NotFound if there is none."""
    scheme = whole_scheme(session, scheme_id)
    version = version_on(scheme.versions, today)
    rows = ledger.queries.balances(session, line_ids=[scheme.line_id]) if scheme.line_id else []
    return SchemePage(
        scheme,
        version,
        scheme.versions[0],
        purse_of(row for row in rows if row.scheme_id == scheme_id),
        purse_of(row for row in rows if row.scheme_id is None).available,
        closed_at_of(session, scheme.line_id) if scheme.line_id else None,
        document_of(session, version.resolution_document_id),
    )


def hosted_by_project(session: Session, project_id: int, today: date) -> tuple[HostedScheme, ...]:
    """The schemes of a project, for its page; read anew, oldest first."""
    return _hosted(session, Scheme.project_id == project_id, today)


def hosted_by_line(session: Session, line_id: int, today: date) -> tuple[HostedScheme, ...]:
    """The schemes that a budget line pays, for its page; likewise."""
    return _hosted(session, Scheme.line_id == line_id, today)


def _hosted(session: Session, of: sa.ColumnElement[bool], today: date) -> tuple[HostedScheme, ...]:
    columns = (
        Scheme.id,
        Scheme.code,
        Scheme.name_th,
        Scheme.name_en,
        SchemeVersion.applies_from,
        SchemeVersion.applies_until,
        Scheme.state,
    )
    rows = session.execute(
        sa.select(*columns)
        .join(SchemeVersion, SchemeVersion.scheme_id == Scheme.id)
        .where(of, SchemeVersion.id == in_force(Scheme.id, today))
        .order_by(Scheme.id)
    )
    return tuple(
        HostedScheme(
            *shown,
            state=state,
            is_alive=state in (SchemeState.OPEN, SchemeState.PAUSED),
            is_closed=state is SchemeState.CLOSED,
        )
        for *shown, state in rows
    )


def read_scheme(scheme: Scheme, first: SchemeVersion) -> SchemeDraft:
    """The draft that a stored scheme with its first version stands for."""
    return SchemeDraft(
        code=scheme.code,
        name_th=scheme.name_th,
        name_en=scheme.name_en,
        purpose_th=scheme.purpose_th,
        purpose_en=scheme.purpose_en,
        line_id=scheme.line_id,
        **terms_of(first),
    )


def read_version(version: SchemeVersion) -> VersionDraft:
    """The draft that a stored version stands for."""
    return VersionDraft(effective_from=version.effective_from, **terms_of(version))


def terms_of(version: SchemeVersion) -> dict[str, Any]:
    """The terms of a stored version, by the names of `Terms`."""
    return {
        "payee_mode": version.payee_mode,
        "applies_from": version.applies_from,
        "applies_until": version.applies_until,
        "delivers_until": version.delivers_until,
        "coupon_valid_days": version.coupon_valid_days,
        "delivery_days": version.delivery_days,
        "max_open_coupons": version.max_open_coupons,
        "tiers": tuple(TierDraft(tier.size, tier.share_bp, Money(tier.cap_satang)) for tier in version.tiers),
        "category_ids": frozenset(category.id for category in version.categories),
        "sectors": frozenset(Sector(row.sector) for row in version.sectors),
        "provinces": frozenset(row.province_code for row in version.provinces),
        "limits": limits_of(version),
    }
