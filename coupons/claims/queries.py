"""Reads of claims. Whoever may not know of one gets NotFound, here and not in the view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from core.actor import Actor
from core.clock import bangkok_date, bangkok_midnight
from core.database.search import holds
from core.documents.models import Document
from core.errors import NotFound
from core.money import Money
from coupons.claims.models import Evidence
from coupons.claims.rules import SAME_AMOUNT_DAYS, ClaimFacts, claim_flags, filer_of, missing_evidence
from coupons.claims.states import ClaimFlag, EvidenceKind
from coupons.coupons.models import Coupon
from coupons.numbers import has_number_or_side
from coupons.parties import party_of
from coupons.redemptions.models import Redemption
from coupons.redemptions.rules import WhoPays, who_pays
from coupons.redemptions.states import RedemptionState
from coupons.states import Party
from identity.bank_accounts.queries import has_account
from identity.organisations.models import Organisation
from providers.directory import names_service
from providers.models import Provider, Service
from schemes.models import Scheme
from smes.models import Sme

_SME_ORG, _PROVIDER_ORG = aliased(Organisation), aliased(Organisation)


def redemption_statement(actor: Actor) -> Any:
    """The redemptions that the actor may list: its own side's, or for staff all.

    A side's are sorted before what is said of each is looked up: joined from without, it can wait.
    """
    own = not actor.is_staff
    statement = (
        sa.select(
            Redemption.id,
            Redemption.state,
            Redemption.state_since,
            Redemption.price_satang,
            Redemption.subsidy_satang,
            Redemption.approved_satang,
            Redemption.reserved_at,
            Redemption.deliver_by,
            Redemption.accept_by,
            Coupon.number.label("coupon_number"),
            Service.name_th.label("service_th"),
            Service.name_en.label("service_en"),
            _SME_ORG.name_th.label("sme_th"),
            _SME_ORG.name_en.label("sme_en"),
            _PROVIDER_ORG.name_th.label("provider_th"),
            _PROVIDER_ORG.name_en.label("provider_en"),
            Scheme.code.label("scheme_code"),
        )
        .join(Coupon, Coupon.id == Redemption.coupon_id, isouter=own)
        .join(Service, Service.id == Redemption.service_id, isouter=own)
        .join(Scheme, Scheme.id == Redemption.scheme_id, isouter=own)
        .join(_SME_ORG, _SME_ORG.id == Redemption.sme_id, isouter=own)
        .join(_PROVIDER_ORG, _PROVIDER_ORG.id == Redemption.provider_id, isouter=own)
    )
    if not own:
        return statement
    side = party_of(actor, sme_id=actor.organisation_id or 0, provider_id=actor.organisation_id or 0)
    ours = Redemption.provider_id if side is Party.PROVIDER else Redemption.sme_id
    return statement.where(ours == actor.organisation_id)


def search_redemptions(session: Session, statement: Any, typed: str) -> Any:
    """Narrow by coupon number, or by the name or 13 digits of either side, or by the name of the service."""
    sides = Redemption.sme_id, Redemption.provider_id
    return statement.where(
        has_number_or_side(session, typed, Coupon.number, Redemption.coupon_id, *sides)
        | names_service(session, typed, Redemption.service_id)
    )


def search_as_sme(_session: Session, statement: Any, typed: str) -> Any:
    """Narrow one's own by coupon number, or by the name of the provider or of the service."""
    return statement.where(
        holds(
            typed,
            Coupon.number,
            _PROVIDER_ORG.name_th,
            _PROVIDER_ORG.name_en,
            Service.name_th,
            Service.name_en,
        )
    )


def search_as_provider(_session: Session, statement: Any, typed: str, *, provider_id: int | None) -> Any:
    """Narrow one's own by its number, or by the name of the SME or of the service; a provider cannot try coupon numbers."""
    service = aliased(Service)
    named = sa.select(service.id).where(
        service.provider_id == provider_id, holds(typed, service.name_th, service.name_en)
    )
    number = sa.cast(Redemption.id, sa.Text)
    return statement.where(
        holds(typed, number, _SME_ORG.name_th, _SME_ORG.name_en) | Redemption.service_id.in_(named)
    )


PROVIDER_NAME = _PROVIDER_ORG.name_order
SME_NAME = _SME_ORG.name_order


@dataclass(frozen=True, slots=True)
class File:
    """One file of evidence, as a page lists it."""

    evidence_id: int
    kind: EvidenceKind
    name: str
    size: int
    at: datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """One redemption with everything that its page says."""

    redemption: Redemption
    side: Party
    sme: Organisation
    provider: Organisation
    service: Service
    coupon: Coupon
    pays: WhoPays
    files: list[File]
    missing: list[EvidenceKind]
    flags: list[ClaimFlag]
    account_missing: bool
    """Who is paid back has no bank account yet, and files nothing before it has."""

    @property
    def filer(self) -> Party:
        """The side that files the claim and proves it."""
        return filer_of(self.coupon.payee_mode)


def claim_for(session: Session, redemption_id: int, actor: Actor) -> ClaimPage:
    """One redemption, for the SME, the provider or staff. NotFound for everybody else."""
    redemption = session.get(
        Redemption,
        redemption_id,
        options=(
            joinedload(Redemption.service),
            joinedload(Redemption.coupon).joinedload(Coupon.scheme),
            joinedload(Redemption.sme).joinedload(Sme.organisation),
            joinedload(Redemption.provider).joinedload(Provider.organisation),
        ),
    )
    if redemption is None:
        raise NotFound
    side = party_of(actor, sme_id=redemption.sme_id, provider_id=redemption.provider_id)
    files = _files(session, redemption_id, actor)
    price, subsidy = Money(redemption.price_satang), Money(redemption.subsidy_satang)
    pays = who_pays(price, subsidy, redemption.coupon.payee_mode)
    return ClaimPage(
        redemption=redemption,
        side=side,
        sme=redemption.sme.organisation,
        provider=redemption.provider.organisation,
        service=redemption.service,
        coupon=redemption.coupon,
        pays=pays,
        files=files,
        missing=missing_evidence({file.kind for file in files}, pays),
        flags=_flags(session, redemption) if side is Party.OSMEP else [],
        account_missing=side is Party.SME
        and pays.reimburses
        and redemption.state is RedemptionState.RESERVED
        and not has_account(session, redemption.sme_id),
    )


def _files(session: Session, redemption_id: int, actor: Actor) -> list[File]:
    rows = session.execute(
        sa.select(Evidence, Document)
        .join(Document, Document.id == Evidence.document_id)
        .where(Evidence.redemption_id == redemption_id, Evidence.removed_at.is_(None))
        .order_by(Evidence.id)
    )
    return [
        File(
            evidence.id,
            evidence.kind,
            document.file_name,
            document.size,
            evidence.added_at,
            document.organisation_id == actor.organisation_id,
        )
        for evidence, document in rows
    ]


def evidence_document(session: Session, redemption_id: int, evidence_id: int, actor: Actor) -> Document:
    """The file behind a piece of evidence, for either side and staff."""
    claim = claim_parties(session, redemption_id)
    party_of(actor, sme_id=claim[0], provider_id=claim[1])
    document = session.scalar(
        sa.select(Document)
        .join(Evidence, Evidence.document_id == Document.id)
        .where(
            Evidence.id == evidence_id,
            Evidence.redemption_id == redemption_id,
            Evidence.removed_at.is_(None),
        )
    )
    if document is None:
        raise NotFound
    return document


def claim_parties(session: Session, redemption_id: int) -> tuple[int, int]:
    """The SME's and the provider's ids of a redemption."""
    row = session.execute(
        sa.select(Redemption.sme_id, Redemption.provider_id).where(Redemption.id == redemption_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row.sme_id, row.provider_id


def _flags(session: Session, redemption: Redemption) -> list[ClaimFlag]:
    reserved_on = bangkok_date(redemption.reserved_at)
    same = session.scalar(
        sa.select(sa.func.count()).where(
            Redemption.provider_id == redemption.provider_id,
            Redemption.price_satang == redemption.price_satang,
            Redemption.id != redemption.id,
            Redemption.reserved_at >= bangkok_midnight(reserved_on - timedelta(days=SAME_AMOUNT_DAYS)),
        )
    )
    decided_at = redemption.provider.decided_at
    return claim_flags(
        ClaimFacts(
            price=Money(redemption.price_satang),
            price_from=Money(redemption.service.price_from_satang),
            price_to=Money(redemption.service.price_to_satang),
            same_amount_count=same or 0,
            reserved_on=reserved_on,
            delivered_on=redemption.delivered_on,
            duration_days=redemption.service.duration_days,
            provider_since=bangkok_date(decided_at) if decided_at else None,
            rating=redemption.rating,
            accepted_by_officer=redemption.accepted_side is Party.OSMEP,
            filed_by=filer_of(redemption.coupon.payee_mode),
            was_disputed=redemption.state is not RedemptionState.APPROVED
            and redemption.approved_satang is not None,
        )
    )
