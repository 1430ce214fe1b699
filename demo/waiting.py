"""What waits of the last days besides applications and money: a dearer service, other figures, a number that is contested."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random

import sqlalchemy as sa

from core.actor import Actor
from core.clock import fiscal_year_of
from core.db import db
from core.money import Money
from demo import names, papers, people, plan, suppliers
from demo.clockwork import Calendar
from demo.plan import Standing
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from identity.people.services.enter_person import enter_person
from identity.rights_requests.services.ask_number_release import ask_number_release
from identity.rights_requests.services.report_number import report_number
from providers.models import Service
from providers.service_changes import read_service
from providers.services.change_service import change_service
from schemes.states import SmeSize
from smes.models import Sme
from smes.rules import Figures, TieBreak
from smes.services.save_figures import save_figures
from smes.states import SmeState

LONG_ENOUGH_AGO = 5
"""Days since which what is contested was registered."""


def set_up(
    calendar: Calendar,
    staff: dict[str, Actor],
    found: list[suppliers.Supplier],
    password_hash: str,
    seed: int,
) -> None:
    """Ask for each of them, as its owner or an officer would."""
    random = Random(f"{seed}:waiting")
    _dearer(found[0], calendar.at(2, random))
    smes = plan.draw(seed)
    grown = next(each for each in smes if each.standing is Standing.VERIFIED and each.size is SmeSize.SMALL)
    _grown(grown, calendar.at(2, random))
    stranger = next(
        each for each in smes if each.standing is Standing.DRAFT and each.registered_ago >= LONG_ENOUGH_AGO
    )
    _contested(stranger, staff, password_hash, random, calendar)


def _dearer(supplier: suppliers.Supplier, now: datetime) -> None:
    """The listed provider asks for a wider price range: the old one holds until an officer has looked."""
    service = db.session.get_one(Service, supplier.offers[0].service_id)
    draft = read_service(service)
    db.session.rollback()
    dearer = replace(draft, price_to=Money(draft.price_to.satang * 3 // 2))
    change_service(supplier.offers[0].service_id, dearer, actor=supplier.owner, now=now)


def _grown(sme: plan.SmePlan, now: datetime) -> None:
    """A verified SME says that it has grown: what counted goes on counting until an officer has looked."""
    person_id, organisation_id = _owner_of(sme)
    owner = people.member_actor(person_id, organisation_id, Capacity.SME, MemberRole.OWNER, may_consent=True)
    figures = Figures(sme.sector, 90, Money.baht(120_000_000), fiscal_year_of(now.date()) - 1)
    save_figures(organisation_id, sme.business.business, figures, TieBreak.REVENUE, actor=owner, now=now)


def _owner_of(sme: plan.SmePlan) -> tuple[int, int]:
    row = db.session.execute(
        sa.select(Person.id, Sme.organisation_id)
        .join(Sme, Sme.submitted_by_id == Person.id)
        .where(Person.email == people.sme_email(sme.number), Sme.state == SmeState.VERIFIED)
    ).one()
    db.session.rollback()
    return row[0], row[1]


def _contested(
    sme: plan.SmePlan, staff: dict[str, Actor], password_hash: str, random: Random, calendar: Calendar
) -> None:
    """Somebody finds the own number registered already; an officer asks that it be freed, and another must confirm."""
    person_id = enter_person(
        "contested@sme.example", names.person_name(random), password_hash, now=calendar.at(3, random)
    )
    paper = papers.registration()
    report_id = report_number(
        sme.registration_number,
        "เลขนี้เป็นของบริษัทเรา แต่มีผู้อื่นขึ้นทะเบียนไว้ก่อนแล้ว",
        paper.content,
        paper.name,
        actor=people.person_actor(person_id),
        now=calendar.at(3, random),
    )
    ask_number_release(
        report_id,
        "หนังสือรับรองแสดงว่าผู้แจ้งเป็นกรรมการผู้มีอำนาจ ผู้ที่ขึ้นทะเบียนไว้ไม่มีหลักฐาน",
        actor=staff["officer"],
        now=calendar.at(1, random),
    )
