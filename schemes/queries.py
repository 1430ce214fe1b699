"""What schemes are, for the packages above and for the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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
from schemes.models import Scheme, ServiceCategory
from schemes.rules import SchemeDraft, TierDraft
from schemes.states import SchemeState, Sector

_SCHEME = sa.select(Scheme).options(
    joinedload(Scheme.project).joinedload(Project.plan),
    joinedload(Scheme.line),
    selectinload(Scheme.tiers),
    selectinload(Scheme.categories),
    selectinload(Scheme.sectors),
    selectinload(Scheme.provinces),
)


def categories(session: Session) -> list[ServiceCategory]:
    """The service categories in use, in the order in which they were added."""
    return list(
        session.scalars(sa.select(ServiceCategory).where(ServiceCategory.active).order_by(ServiceCategory.id))
    )


def _scheme(session: Session, scheme_id: int) -> Scheme:
    row: Scheme | None = session.scalar(_SCHEME.where(Scheme.id == scheme_id))
    if row is None:
        raise NotFound
    return row


def listed() -> Any:
    """All schemes with their projects, for the list."""
    return (
        sa.select(Scheme)
        .join(Project, Project.id == Scheme.project_id)
        .options(joinedload(Scheme.project), joinedload(Scheme.line), selectinload(Scheme.tiers))
    )


def search_schemes(statement: Any, typed: str) -> Any:
    """Narrow by a part of the name or of the code."""
    return statement.where(holds(typed, Scheme.name_th, Scheme.name_en, Scheme.code))


@dataclass(frozen=True, slots=True)
class SchemePage:
    """One scheme with its parameters and money."""

    scheme: Scheme
    purse: Purse
    line_free: Money
    """What its line could still give it."""
    line_closed_at: datetime | None
    """When the fiscal year of its line was closed: there is no more money for it."""
    resolution: Document | None


def scheme_page(session: Session, scheme_id: int) -> SchemePage:
    """One scheme. NotFound if there is none."""
    scheme = _scheme(session, scheme_id)
    rows = ledger.queries.balances(session, line_ids=[scheme.line_id]) if scheme.line_id else []
    return SchemePage(
        scheme,
        purse_of(row for row in rows if row.scheme_id == scheme_id),
        purse_of(row for row in rows if row.scheme_id is None).available,
        closed_at_of(session, scheme.line_id) if scheme.line_id else None,
        document_of(session, scheme.resolution_document_id),
    )


def hosted_by_project(session: Session, project_id: int) -> tuple[HostedScheme, ...]:
    """The schemes of a project, for its page; read anew, oldest first."""
    return _hosted(session, Scheme.project_id == project_id)


def hosted_by_line(session: Session, line_id: int) -> tuple[HostedScheme, ...]:
    """The schemes that a budget line pays, for its page; likewise."""
    return _hosted(session, Scheme.line_id == line_id)


def _hosted(session: Session, of: sa.ColumnElement[bool]) -> tuple[HostedScheme, ...]:
    columns = (
        Scheme.id,
        Scheme.code,
        Scheme.name_th,
        Scheme.name_en,
        Scheme.applies_from,
        Scheme.applies_until,
    )
    return tuple(
        HostedScheme(
            *shown,
            state=state,
            is_alive=state in (SchemeState.OPEN, SchemeState.PAUSED),
            is_closed=state is SchemeState.CLOSED,
        )
        for *shown, state in session.execute(sa.select(*columns, Scheme.state).where(of).order_by(Scheme.id))
    )


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
