"""SMEs register, are checked, and then live their applications."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from core.actor import Actor
from core.clock import fiscal_year_of
from core.errors import Refused
from demo import claims, names, papers, people, suppliers
from demo.clockwork import Calendar, Clockwork, Life
from demo.ground import Ground
from demo.plan import Answer, Fate, SmePlan, Standing
from identity.bank_accounts.services.submit_bank_account import submit_bank_account
from identity.bank_accounts.services.verify_bank_account import verify_bank_account
from identity.capacities.services.accept_invitation import accept_invitation
from identity.organisations.rules import ContactDraft, OrganisationDraft
from identity.organisations.services.invite_member import invite_member
from identity.organisations.states import Capacity, MemberRole
from identity.people.services.enter_person import enter_person
from schemes.eligibility.rules import Declarations
from schemes.states import SmeSize
from smes.rules import Figures, TieBreak
from smes.services.add_document import add_document
from smes.services.begin_registration import begin_registration
from smes.services.reject_sme import reject_sme
from smes.services.return_sme import return_sme
from smes.services.save_declarations import save_declarations
from smes.services.save_figures import save_figures
from smes.services.submit_registration import submit_registration
from smes.services.suspend_sme import suspend_sme
from smes.services.verify_sme import verify_sme


@dataclass(frozen=True, slots=True)
class Street:
    """What every life of an SME needs."""

    calendar: Calendar
    staff: dict[str, Actor]
    ground: Ground
    suppliers: list[suppliers.Supplier]
    password_hash: str
    seed: int
    clockwork: Clockwork = field(default_factory=Clockwork)


def life(street: Street, plan: SmePlan) -> Life:
    """An SME from its registration on; each application becomes a life of its own."""
    random = Random(f"{street.seed}:sme:{plan.number}")
    now = yield street.calendar.at(plan.registered_ago, random)
    organisation_id, owner = _register(street, plan, random, now)
    if plan.standing is Standing.DRAFT:
        return
    _complete(organisation_id, plan, owner, now + timedelta(minutes=9))
    if plan.standing is Standing.SUBMITTED:
        return
    decided_after = 2 + plan.number % 5
    now = yield street.calendar.at(max(plan.registered_ago - decided_after, 1), random)
    officer = street.staff["officer"]
    if plan.standing is Standing.RETURNED:
        reason = "งบการเงินที่แนบเป็นปีก่อนหน้า โปรดแนบฉบับล่าสุด"
        return_sme(organisation_id, reason, actor=officer, now=now)
        return
    if plan.standing is Standing.REJECTED:
        reject_sme(organisation_id, "คนไทยถือหุ้นไม่เกินกึ่งหนึ่ง จึงไม่เข้าเกณฑ์", actor=officer, now=now)
        return
    verify_sme(organisation_id, TieBreak.REVENUE, actor=officer, now=now)
    if plan.number == 0:
        _take_in_member(street, organisation_id, owner, now)
    if _is_paid_back(plan):
        _open_account(street, organisation_id, plan, owner, random, now)
    for ask in plan.asks:
        street.clockwork.add(claims.life(street, plan, organisation_id, owner, ask))
    if plan.standing is Standing.SUSPENDED:
        now = yield street.calendar.now
        reason = "อยู่ระหว่างตรวจสอบความเชื่อมโยงกับผู้ให้บริการ"
        suspend_sme(organisation_id, reason, actor=street.staff["approver"], now=now)


def _register(street: Street, plan: SmePlan, random: Random, now: datetime) -> tuple[int, Actor]:
    email = people.sme_email(plan.number)
    person_id = enter_person(
        email, names.person_name(random), street.password_hash, phone=names.phone(random), now=now
    )
    contact = ContactDraft(
        names.address(random, plan.place),
        plan.place.province_code,
        plan.place.postcode,
        names.phone(random),
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


def _take_in_member(street: Street, organisation_id: int, owner: Actor, now: datetime) -> None:
    member = people.SME_MEMBER
    person_id = enter_person(member.email, "ปรียา แก้วมณี", street.password_hash, now=now)
    invitation = invite_member(
        organisation_id, member.email, MemberRole.MEMBER, may_consent=False, actor=owner, now=now
    )
    accept_invitation(invitation, actor=people.person_actor(person_id), now=now)


def _is_paid_back(plan: SmePlan) -> bool:
    """Whether the state will owe it money: the design scheme pays back the SME; one in eight forgets its account."""
    owed = any(
        ask.scheme == "DSN" and ask.answer is Answer.COUPON and ask.fate is Fate.APPROVED for ask in plan.asks
    )
    return owed and plan.number % 8 != 0


def _open_account(
    street: Street, organisation_id: int, plan: SmePlan, owner: Actor, random: Random, now: datetime
) -> None:
    draft = suppliers.account_draft(random, plan.business.name_th)
    try:
        account_id = submit_bank_account(organisation_id, draft, actor=owner, now=now)
    except Refused:
        return
    verify_bank_account(account_id, actor=street.staff["finance"], now=now + timedelta(hours=1))
