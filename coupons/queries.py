"""Reads of coupons, the counter and claims. Whoever may not know of an object gets NotFound, here and not in the view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from core.actor import Actor
from core.clock import bangkok_date, bangkok_midnight
from core.documents.models import Document
from core.errors import NotFound
from core.money import Money
from coupons.application_facts import UNFINISHED_REDEMPTIONS
from coupons.models import Coupon, CouponCode, Evidence, Proposal, Redemption
from coupons.parties import Party, party_of, sme_id_of
from coupons.rules import (
    SAME_AMOUNT_DAYS,
    ClaimFacts,
    WhoPays,
    claim_flags,
    missing_evidence,
    who_pays,
)
from coupons.states import (
    ClaimFlag,
    CouponState,
    EvidenceKind,
    GiveUpRefusal,
    ProposalState,
    RedemptionState,
)
from identity.desks import named, numbered
from identity.models import Organisation
from projects.models import Scheme
from providers.models import Provider, ProviderCategory, Service
from providers.states import CategoryState, ProviderState
from smes.models import Sme

_COUPON_WHOLE = (
    joinedload(Coupon.scheme).joinedload(Scheme.project),
    joinedload(Coupon.category),
    joinedload(Coupon.sme).joinedload(Sme.organisation),
)
LIVE = (CouponState.ISSUED, CouponState.HELD)


def own_coupons(session: Session, actor: Actor) -> Sequence[Coupon]:
    """The SME's coupons, those that can be used first, then the newest."""
    live = sa.case((Coupon.state.in_(LIVE), 0), else_=1)
    return session.scalars(
        sa.select(Coupon)
        .where(Coupon.sme_id == sme_id_of(actor))
        .options(joinedload(Coupon.scheme), joinedload(Coupon.category))
        .order_by(live, Coupon.id.desc())
    ).all()


def coupon_for(session: Session, coupon_id: int, actor: Actor) -> Coupon:
    """One coupon, for its SME or for staff. No provider ever reads a coupon (DESIGN §6)."""
    coupon = session.get(Coupon, coupon_id, options=_COUPON_WHOLE)
    if coupon is None or not (actor.is_staff or coupon.sme_id == sme_id_of(actor)):
        raise NotFound
    return coupon


def key_generation(session: Session, coupon: Coupon) -> int:
    """Under which generation of keys the current issue was made."""
    return session.get_one(CouponCode, (coupon.id, coupon.issue_no)).key_generation


def places_near(session: Session, coupon: Coupon, today: date) -> int:
    """How many approved providers in the SME's province offer the coupon's kind of service."""
    home = aliased(Organisation)
    return int(
        session.scalar(
            sa.select(sa.func.count(sa.distinct(Provider.organisation_id)))
            .join(Organisation, Organisation.id == Provider.organisation_id)
            .join(ProviderCategory, ProviderCategory.provider_id == Provider.organisation_id)
            .join(home, home.id == coupon.sme_id)
            .where(
                Provider.state == ProviderState.APPROVED,
                ProviderCategory.category_id == coupon.category_id,
                ProviderCategory.state == CategoryState.APPROVED,
                ProviderCategory.valid_until >= today,
                Organisation.province_code == home.province_code,
            )
        )
        or 0
    )


def not_given_up(session: Session, coupon_id: int, now: datetime) -> GiveUpRefusal | None:
    """Why its owner cannot give a coupon up now: a price waits for an answer, or a service is not finished."""
    price = sa.exists().where(
        Proposal.coupon_id == coupon_id, Proposal.state == ProposalState.OPEN, Proposal.expires_at > now
    )
    service = sa.exists().where(
        Redemption.coupon_id == coupon_id, Redemption.state.in_(UNFINISHED_REDEMPTIONS)
    )
    if session.scalar(sa.select(price)):
        return GiveUpRefusal.PRICE_WAITS
    return GiveUpRefusal.SERVICE_UNFINISHED if session.scalar(sa.select(service)) else None


def coupon_redemptions(session: Session, coupon_id: int) -> Sequence[Redemption]:
    """What a coupon was used for, newest first."""
    return session.scalars(
        sa.select(Redemption)
        .where(Redemption.coupon_id == coupon_id)
        .options(
            joinedload(Redemption.service), joinedload(Redemption.provider).joinedload(Provider.organisation)
        )
        .order_by(Redemption.id.desc())
    ).all()


_SME_ORG, _PROVIDER_ORG = aliased(Organisation), aliased(Organisation)


def redemption_statement(actor: Actor) -> Any:
    """The redemptions that the actor may list: its own side's, or for staff all."""
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
        .join(Coupon, Coupon.id == Redemption.coupon_id)
        .join(Service, Service.id == Redemption.service_id)
        .join(Scheme, Scheme.id == Redemption.scheme_id)
        .join(_SME_ORG, _SME_ORG.id == Redemption.sme_id)
        .join(_PROVIDER_ORG, _PROVIDER_ORG.id == Redemption.provider_id)
    )
    if actor.is_staff:
        return statement
    own = (Redemption.sme_id, Redemption.provider_id)
    side = party_of(actor, sme_id=actor.organisation_id or 0, provider_id=actor.organisation_id or 0)
    return statement.where(own[side is Party.PROVIDER] == actor.organisation_id)


_NAMES = (
    _SME_ORG.name_th,
    _SME_ORG.name_en,
    _PROVIDER_ORG.name_th,
    _PROVIDER_ORG.name_en,
    Service.name_th,
    Service.name_en,
)


def search_redemptions(statement: Any, typed: str) -> Any:
    """Narrow by coupon number, or the name of either side or of the service."""
    return statement.where(_like(typed, Coupon.number, *_NAMES))


def search_own_services(statement: Any, typed: str) -> Any:
    """Narrow by the redemption's own number, or by name: a provider cannot try out coupon numbers here."""
    return statement.where(_like(typed, sa.cast(Redemption.id, sa.Text), *_NAMES))


def _like(typed: str, *columns: Any) -> Any:
    return sa.or_(*(column.icontains(typed, autoescape=True) for column in columns))


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
            accepted_for_sme=redemption.accepted_at is not None and redemption.rating is None,
            was_disputed=redemption.state is not RedemptionState.APPROVED
            and redemption.approved_satang is not None,
        )
    )


def coupon_statement() -> Any:
    """Coupons as staff list them; without codes, which only their holders see."""
    return (
        sa.select(
            Coupon.id,
            Coupon.number,
            Coupon.state,
            Coupon.limit_satang,
            Coupon.spent_satang,
            Coupon.valid_until,
            Coupon.issued_at,
            Scheme.code.label("scheme_code"),
            Organisation.name_th.label("sme_th"),
            Organisation.name_en.label("sme_en"),
        )
        .join(Scheme, Scheme.id == Coupon.scheme_id)
        .join(Organisation, Organisation.id == Coupon.sme_id)
    )


def search_coupons(statement: Any, typed: str) -> Any:
    """Narrow by number, or the SME's name or 13 digits."""
    return statement.where(Coupon.number.icontains(typed, autoescape=True) | named(typed) | numbered(typed))
