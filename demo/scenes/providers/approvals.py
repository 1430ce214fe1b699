"""What providers ask of officers today: a longer approval, another price range; and how such requests ended before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from core.db import db
from core.money import Money
from demo import papers
from demo.roster import RENEWING, ROSTER, S
from demo.scenes.providers.registration import Supplier
from demo.stage import Stage, end_reading
from providers.models import CategoryRenewal, ProviderCategory, Service, ServiceChange
from providers.service_changes import read_service
from providers.services.approve_renewal import approve_renewal
from providers.services.approve_service_change import approve_service_change
from providers.services.ask_renewal import ask_renewal
from providers.services.change_service import change_service
from providers.services.drop_renewal import drop_renewal
from providers.services.drop_service_change import drop_service_change
from providers.services.reject_renewal import reject_renewal
from providers.services.reject_service_change import reject_service_change
from providers.services.withdraw_category import withdraw_category
from providers.states import ChangeState, RenewalState

DEARER = dict(zip((0, 3, 4, 5), ChangeState, strict=True))
"""Providers that ask for a wider price range, and how it ended; the listed one's waits."""
LOST = 10
"""The provider that lost one of its categories."""


def today(stage: Stage) -> None:
    """Ask, and answer what was asked before."""
    random = stage.random("approvals")
    asked, answered = stage.calendar.at(3, random), stage.calendar.at(1, random)
    by_number = {supplier.number: supplier for supplier in stage.suppliers}
    for number, change_ends in DEARER.items():
        _dearer(stage, by_number[number], change_ends, asked, answered)
    for number, renewal_ends in zip(RENEWING, RenewalState, strict=True):
        _renew(stage, by_number[number], renewal_ends, asked, answered)
    lost = ROSTER[LOST][4][-1]
    withdraw_category(
        by_number[LOST].organisation_id,
        stage.category_ids[lost],
        "ผู้เชี่ยวชาญประจำลาออก ยังไม่มีผู้แทน",
        actor=stage.staff["approver"],
        now=answered,
    )


def _dearer(stage: Stage, supplier: Supplier, ends: ChangeState, asked: datetime, answered: datetime) -> None:
    """Ask for a wider price range: the old one holds until an officer has looked."""
    service_id, officer = supplier.offers[0].service_id, stage.staff["officer2"]
    draft = read_service(db.session.get_one(Service, service_id))
    end_reading()
    dearer = replace(draft, price_to=Money(draft.price_to.satang * 3 // 2))
    change_service(service_id, dearer, actor=supplier.owner, now=asked)
    change_id = _only(sa.select(ServiceChange.id).where(ServiceChange.service_id == service_id))
    if ends is ChangeState.APPROVED:
        approve_service_change(service_id, change_id, actor=officer, now=answered)
    elif ends is ChangeState.REJECTED:
        reason = "ราคาใหม่สูงกว่าราคากลางของบริการเดียวกันมาก"
        reject_service_change(service_id, change_id, reason, actor=officer, now=answered)
    elif ends is ChangeState.DROPPED:
        drop_service_change(service_id, actor=supplier.owner, now=answered)


def _renew(stage: Stage, supplier: Supplier, ends: RenewalState, asked: datetime, answered: datetime) -> None:
    """Ask that the approval of the first category run on."""
    code, officer = ROSTER[supplier.number][4][0], stage.staff["officer2"]
    provider_id, category_id = supplier.organisation_id, stage.category_ids[code]
    paper, until = papers.accreditation(), stage.calendar.day(-700)
    shown: tuple[str, date | None, tuple[str, bytes] | None] = ("", None, None)
    if code == S:
        shown = ("ISO/IEC 17025 เลขที่ 1482/70", until, (paper.name, paper.content))
    ask_renewal(provider_id, category_id, *shown, actor=supplier.owner, now=asked)
    renewal_id = _only(
        sa.select(CategoryRenewal.id)
        .join(ProviderCategory, ProviderCategory.id == CategoryRenewal.provider_category_id)
        .where(ProviderCategory.provider_id == provider_id)
    )
    if ends is RenewalState.APPROVED:
        approve_renewal(provider_id, category_id, until, renewal_id, actor=officer, now=answered)
    elif ends is RenewalState.REJECTED:
        reason = "ใบรับรองที่แนบเป็นของสาขาอื่น"
        reject_renewal(provider_id, category_id, renewal_id, reason, actor=officer, now=answered)
    elif ends is RenewalState.DROPPED:
        drop_renewal(provider_id, category_id, actor=supplier.owner, now=answered)


def _only(statement: sa.Select[Any]) -> int:
    found: int = db.session.scalars(statement).one()
    end_reading()
    return found
