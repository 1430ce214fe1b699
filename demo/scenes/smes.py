"""SMEs register, are checked, and then live their applications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random

import sqlalchemy as sa

from core.actor import Actor
from core.clock import fiscal_year_of
from core.db import db
from core.errors import Refused
from core.money import Money
from demo import names, papers, people, places
from demo.clockwork import Clockwork, Life
from demo.fates import Answer, Fate, Standing
from demo.plan import SmePlan, draw
from demo.scenes.coupons import applications
from demo.scenes.providers.registration import account_draft
from demo.scenes.schemes import RECIPE_BY_CODE
from demo.stage import Stage, end_reading
from identity.bank_accounts.services.submit_bank_account import submit_bank_account
from identity.bank_accounts.services.verify_bank_account import verify_bank_account
from identity.capacities.services.accept_invitation import accept_invitation
from identity.organisations.models import Membership, Organisation
from identity.organisations.rules import ContactDraft, OrganisationDraft
from identity.organisations.services.invite_member import invite_member
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from identity.people.services.enter_person import enter_person
from schemes.eligibility.rules import Declarations
from schemes.states import PayeeMode, SmeSize
from smes.models import SmeUpdate
from smes.rules import Figures, TieBreak
from smes.services.add_document import add_document
from smes.services.begin_registration import begin_registration
from smes.services.confirm_update import confirm_update
from smes.services.reject_sme import reject_sme
from smes.services.return_sme import return_sme
from smes.services.return_update import return_update
from smes.services.save_declarations import save_declarations
from smes.services.save_figures import save_figures
from smes.services.submit_registration import submit_registration
from smes.services.suspend_sme import suspend_sme
from smes.services.verify_sme import verify_sme
from smes.services.withdraw_update import withdraw_update
from smes.states import UpdateKind, UpdateState


def life(stage: Stage, clockwork: Clockwork, plan: SmePlan) -> Life:
    """An SME from its registration on; each application becomes a life of its own."""
    random = Random(f"{stage.seed}:sme:{plan.number}")
    now = yield stage.calendar.at(plan.registered_ago, random)
    organisation_id, owner = _register(stage, plan, random, now)
    if plan.standing is Standing.DRAFT:
        return
    _complete(organisation_id, plan, owner, now + timedelta(minutes=9))
    if plan.standing is Standing.SUBMITTED:
        return
    decided_after = 2 + plan.number % 5
    now = yield stage.calendar.at(max(plan.registered_ago - decided_after, 1), random)
    officer = stage.staff["officer"]
    if plan.standing is Standing.RETURNED:
        reason = "งบการเงินที่แนบเป็นปีก่อนหน้า โปรดแนบฉบับล่าสุด"
        return_sme(organisation_id, reason, actor=officer, now=now)
        return
    if plan.standing is Standing.REJECTED:
        reject_sme(organisation_id, "คนไทยถือหุ้นไม่เกินกึ่งหนึ่ง จึงไม่เข้าเกณฑ์", actor=officer, now=now)
        return
    verify_sme(organisation_id, TieBreak.REVENUE, actor=officer, now=now)
    if plan.number == 0:
        _take_in_member(stage, organisation_id, owner, now)
    if _is_paid_back(plan):
        _open_account(stage, organisation_id, plan, owner, random, now)
    for ask in plan.asks:
        clockwork.add(applications.life(stage, plan, organisation_id, owner, ask))
    if plan.standing is Standing.SUSPENDED:
        now = yield stage.calendar.now
        reason = "อยู่ระหว่างตรวจสอบความเชื่อมโยงกับผู้ให้บริการ"
        suspend_sme(organisation_id, reason, actor=stage.staff["approver"], now=now)


def _register(stage: Stage, plan: SmePlan, random: Random, now: datetime) -> tuple[int, Actor]:
    email = people.sme_email(plan.number)
    person_id = enter_person(
        email, names.person_name(random), stage.password_hash, phone=places.mobile(random), now=now
    )
    contact = ContactDraft(
        places.address(random, plan.place),
        plan.place.province_code,
        plan.place.postcode,
        places.landline(random, plan.place),
        email,
    )
    draft = OrganisationDraft(
        plan.registration_number,
        plan.business.kind,
        plan.business.name_th,
        plan.business.name_en,
        plan.size is not SmeSize.MICRO,
        contact=contact,
    )
    organisation_id = begin_registration(draft, actor=people.person_actor(person_id), now=now)
    return organisation_id, people.member_actor(
        person_id, organisation_id, Capacity.SME, MemberRole.OWNER, may_consent=True
    )


def _complete(organisation_id: int, plan: SmePlan, owner: Actor, now: datetime) -> None:
    year = fiscal_year_of(now.date()) - 1
    figures = Figures(plan.sector, plan.employees, plan.revenue, year)
    save_figures(organisation_id, plan.business.business, figures, TieBreak.REVENUE, actor=owner, now=now)
    rejected = plan.standing is Standing.REJECTED
    declared = Declarations(4_900 if rejected else 10_000, True, True, True, True)
    save_declarations(organisation_id, declared, actor=owner, now=now)
    paper = papers.registration()
    add_document(organisation_id, paper.content, paper.name, actor=owner, now=now)
    submit_registration(organisation_id, actor=owner, now=now)


def _take_in_member(stage: Stage, organisation_id: int, owner: Actor, now: datetime) -> None:
    member = people.SME_MEMBER
    person_id = enter_person(member.email, "ปรียา แก้วมณี", stage.password_hash, now=now)
    invitation = invite_member(
        organisation_id, member.email, MemberRole.MEMBER, may_consent=False, actor=owner, now=now
    )
    accept_invitation(invitation, actor=people.person_actor(person_id), now=now)


def _is_paid_back(plan: SmePlan) -> bool:
    """Whether it will be paid back, and so names its account before it files a claim."""
    return any(
        RECIPE_BY_CODE[ask.scheme].payee_mode is PayeeMode.REIMBURSE_SME
        and ask.answer is Answer.COUPON
        and ask.fate is not Fate.RESERVED
        for ask in plan.asks
    )


def _open_account(
    stage: Stage, organisation_id: int, plan: SmePlan, owner: Actor, random: Random, now: datetime
) -> None:
    while True:
        draft = account_draft(random, plan.business.name_th)
        try:
            account_id = submit_bank_account(organisation_id, draft, actor=owner, now=now)
        except Refused:
            continue
        verify_bank_account(account_id, actor=stage.staff["finance"], now=now + timedelta(hours=1))
        return


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner of a verified SME, acting for it."""

    actor: Actor
    organisation_id: int
    membership_id: int
    name: str
    """Of the business."""


def owner_of(number: int) -> Owner:
    """The owner of SME `number` of the plan."""
    row = db.session.execute(
        sa.select(Person.id, Membership.id, Organisation.id, Organisation.name_th)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Person.email == people.sme_email(number))
    ).one()
    end_reading()
    person_id, membership_id, organisation_id, name = row
    actor = people.member_actor(person_id, organisation_id, Capacity.SME, MemberRole.OWNER, may_consent=True)
    return Owner(actor, organisation_id, membership_id, name)


def today(stage: Stage) -> None:
    """Verified SMEs say that they have grown: one waits for an officer, others were answered or taken back."""
    random = stage.random("grown")
    asked, answered = stage.calendar.at(3, random), stage.calendar.at(1, random)
    officer, year = stage.staff["officer"], fiscal_year_of(asked.date()) - 1
    for sme, end in zip(verified_ones(stage, SmeSize.SMALL, 4), UpdateState, strict=True):
        owner = owner_of(sme.number)
        figures = Figures(sme.sector, 90, Money.baht(120_000_000), year)
        save_figures(
            owner.organisation_id,
            sme.business.business,
            figures,
            TieBreak.REVENUE,
            actor=owner.actor,
            now=asked,
        )
        if end is UpdateState.WAITING:
            continue
        if end is UpdateState.WITHDRAWN:
            withdraw_update(owner.organisation_id, UpdateKind.FIGURES, actor=owner.actor, now=answered)
            continue
        update_id = _update_of(owner.organisation_id)
        if end is UpdateState.COUNTED:
            confirm_update(owner.organisation_id, UpdateKind.FIGURES, update_id, actor=officer, now=answered)
        else:
            reason = "โปรดแนบงบการเงินของปีที่แจ้ง"
            return_update(
                owner.organisation_id, UpdateKind.FIGURES, update_id, reason, actor=officer, now=answered
            )


def verified_ones(stage: Stage, size: SmeSize, count: int) -> list[SmePlan]:
    """So many verified SMEs of that size, the listed ones not among them."""
    fitting = (
        sme
        for sme in draw(stage.seed, stage.calendar.years)
        if sme.number > 1 and sme.standing is Standing.VERIFIED and sme.size is size
    )
    return list(islice(fitting, count))


def _update_of(organisation_id: int) -> int:
    waiting = sa.select(SmeUpdate.id).where(
        SmeUpdate.organisation_id == organisation_id, SmeUpdate.state == UpdateState.WAITING
    )
    found = db.session.scalars(waiting).one()
    end_reading()
    return found
