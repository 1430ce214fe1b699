"""What SMEs are, for the rooms above and for the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from core.actor import Actor
from core.errors import NotFound
from core.models import Document
from core.money import Money
from identity.models import Organisation
from smes.models import Sme, SmeDocument
from smes.rules import Sizing, SmeFacts, TieBreak, size_of
from smes.states import SmeState


def facts_of(sme: Sme) -> SmeFacts:
    """The facts of a loaded row."""
    organisation = sme.organisation
    return SmeFacts(
        organisation_id=sme.organisation_id,
        registration_number=organisation.registration_number,
        name_th=organisation.name_th,
        name_en=organisation.name_en,
        state=sme.state,
        sector=sme.sector,
        size=sme.size,
        province_code=organisation.province_code,
        thai_share_bp=sme.thai_share_bp,
        taxes_filed=sme.taxes_filed,
        not_bankrupt=sme.not_bankrupt,
        not_barred=sme.not_barred,
        lawful_business=sme.lawful_business,
    )


def sme_facts(session: Session, sme_id: int) -> SmeFacts:
    """An SME as rules read it. NotFound if the organisation is none."""
    return facts_of(_row(session, sme_id))


def sizing_of(sme: Sme, tie_break: TieBreak) -> Sizing | None:
    """The legal size by the figures given so far; None until all are there."""
    if sme.sector is None or sme.employees is None or sme.revenue_satang is None:
        return None
    return size_of(sme.sector, sme.employees, Money(sme.revenue_satang), tie_break)


def _row(session: Session, organisation_id: int) -> Sme:
    row: Sme | None = session.scalar(
        sa.select(Sme).options(joinedload(Sme.organisation)).where(Sme.organisation_id == organisation_id)
    )
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class SmePage:
    """Everything that one SME's page shows."""

    sme: Sme
    organisation: Organisation
    documents: tuple[Document, ...]
    sizing: Sizing | None
    facts: SmeFacts


def sme_page(session: Session, organisation_id: int, tie_break: TieBreak, *, actor: Actor) -> SmePage:
    """One SME, for its own members and for staff; NotFound for everyone else."""
    actor.require_own(organisation_id)
    sme = _row(session, organisation_id)
    documents = session.scalars(
        sa.select(Document)
        .join(SmeDocument, SmeDocument.document_id == Document.id)
        .where(SmeDocument.organisation_id == organisation_id)
        .order_by(Document.id)
    )
    return SmePage(sme, sme.organisation, tuple(documents), sizing_of(sme, tie_break), facts_of(sme))


def own_document(session: Session, organisation_id: int, document_id: int, *, actor: Actor) -> Document:
    """A file of a registration, for its owner and for staff; NotFound for everyone else."""
    actor.require_own(organisation_id)
    document: Document | None = session.scalar(
        sa.select(Document)
        .join(SmeDocument, SmeDocument.document_id == Document.id)
        .where(SmeDocument.organisation_id == organisation_id, Document.id == document_id)
    )
    if document is None:
        raise NotFound
    return document


def listed() -> Any:
    """All SMEs with their organisations, for the officers' list."""
    return (
        sa.select(Sme)
        .join(Organisation, Organisation.id == Sme.organisation_id)
        .options(joinedload(Sme.organisation))
    )


def own_registration(session: Session, actor: Actor) -> Sme | None:
    """The registration of the organisation acted for, if it has one."""
    if actor.organisation_id is None:
        return None
    return session.get(Sme, actor.organisation_id)


def waiting_for_officer(session: Session) -> tuple[int, Any]:
    """How many registrations wait for a decision, and since when the oldest does."""
    count, oldest = session.execute(
        sa.select(sa.func.count(), sa.func.min(Sme.submitted_at)).where(Sme.state == SmeState.SUBMITTED)
    ).one()
    return int(count), oldest
