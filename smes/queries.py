"""What SMEs are, for the packages above and for the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from core.actor import Actor
from core.documents.models import Document
from core.errors import NotFound
from core.money import Money
from core.statements import HotStatement
from identity.organisations.models import Organisation
from schemes.eligibility.rules import NO_ANSWERS, Declarations
from smes.models import UNQUALIFIED, Sme, SmeDocument, SmeUpdate
from smes.rules import Figures, Sizing, TieBreak, size_of
from smes.states import EDITABLE, REGISTERED, UpdateKind, UpdateState

MOST_UPDATES = 50
"""More than a business says in ten years."""


def declared(sme: Sme | SmeUpdate) -> Declarations:
    """What a row declares; nothing is passed before the first answer."""
    if sme.thai_share_bp is None:
        return NO_ANSWERS
    return Declarations(
        thai_share_bp=sme.thai_share_bp,
        taxes_filed=bool(sme.taxes_filed),
        not_bankrupt=bool(sme.not_bankrupt),
        not_barred=bool(sme.not_barred),
        lawful_business=bool(sme.lawful_business),
    )


def figures_of(row: Sme | SmeUpdate) -> Figures | None:
    """The figures of a row; None until all are there."""
    if row.sector is None or row.employees is None or row.revenue_satang is None or row.figures_year is None:
        return None
    return Figures(row.sector, row.employees, Money(row.revenue_satang), row.figures_year)


def sizing_of(sme: Sme, tie_break: TieBreak) -> Sizing | None:
    """The legal size by the figures given so far; None until all are there."""
    figures = figures_of(sme)
    return size_of(figures.sector, figures.employees, figures.revenue, tie_break) if figures else None


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
    declared: Declarations
    updates: tuple[SmeUpdate, ...]
    """What it said since it was verified, the newest first."""

    @property
    def is_editable(self) -> bool:
        """Whether its whole registration may be changed."""
        return self.sme.state in EDITABLE

    @property
    def is_registered(self) -> bool:
        """Whether it says anew what changes with the years, and keeps its state."""
        return self.sme.state in REGISTERED

    def waiting_for(self, kind: UpdateKind) -> SmeUpdate | None:
        """What waits of that kind."""
        return next((update for update in self.waiting if update.kind is kind), None)

    @property
    def waiting(self) -> tuple[SmeUpdate, ...]:
        """What an officer has not looked at yet."""
        return tuple(update for update in self.updates if update.state is UpdateState.WAITING)

    @property
    def sizes(self) -> tuple[SmeUpdate, ...]:
        """The figures that count or counted, with the size of each."""
        counted = (update for update in self.updates if update.state is UpdateState.COUNTED)
        return tuple(update for update in counted if update.kind is UpdateKind.FIGURES)


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
    updates = session.scalars(
        sa.select(SmeUpdate)
        .where(SmeUpdate.organisation_id == organisation_id)
        .order_by(SmeUpdate.id.desc())
        .limit(MOST_UPDATES)
    )
    sizing = sizing_of(sme, tie_break)
    return SmePage(sme, sme.organisation, tuple(documents), sizing, declared(sme), tuple(updates))


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
    return sa.select(Sme).options(joinedload(Sme.organisation))


def own_registration(session: Session, actor: Actor) -> Sme | None:
    """The registration of the organisation acted for, if it has one."""
    if actor.organisation_id is None:
        return None
    return session.get(Sme, actor.organisation_id)


def updates_waiting() -> Any:
    """(organisation_id, since) of each thing that a registered SME said anew and an officer has not looked at."""
    return sa.select(SmeUpdate.organisation_id, SmeUpdate.said_at.label("since")).where(
        SmeUpdate.state == UpdateState.WAITING
    )


def with_updates(session: Session) -> tuple[int, datetime | None]:
    """How many businesses said something anew that an officer has not looked at, and since when the first did."""
    rows = updates_waiting().subquery()
    count, first = session.execute(
        sa.select(sa.func.count(sa.distinct(rows.c.organisation_id)), sa.func.min(rows.c.since))
    ).one()
    return int(count), first


_FIGURES_WAIT: HotStatement[Any] = HotStatement(
    sa.select(
        sa.exists()
        .where(
            SmeUpdate.organisation_id == sa.bindparam("organisation_id", None, sa.BigInteger()),
            SmeUpdate.kind == UpdateKind.FIGURES,
            SmeUpdate.state == UpdateState.WAITING,
        )
        .label("waits")
    )
)


def figures_wait(session: Session, organisation_id: int) -> bool:
    """Whether the SME declared figures of another size or sector that an officer has not looked at yet."""
    session.flush()
    (found,) = _FIGURES_WAIT.all(session, {"organisation_id": organisation_id})
    return bool(found.waits)


def unqualified(session: Session) -> int:
    """How many verified SMEs no longer qualify by what they declared since."""
    return int(session.scalar(sa.select(sa.func.count()).select_from(Sme).where(UNQUALIFIED)) or 0)
