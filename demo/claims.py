"""One application, and what follows from it: a coupon, a service, a claim."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

import sqlalchemy as sa

from core.actor import Actor
from core.clock import bangkok_date, bangkok_midnight
from core.db import db
from core.money import Money
from coupons.applications.services.appeal_application import appeal_application
from coupons.applications.services.approve_application import approve_application
from coupons.applications.services.decide_appeal import decide_appeal
from coupons.applications.services.decline_application import decline_application
from coupons.applications.services.edit_application import edit_application
from coupons.applications.services.recommend_application import recommend_application
from coupons.applications.services.return_application import return_application
from coupons.applications.services.start_application import start_application
from coupons.applications.services.submit_application import submit_application
from coupons.applications.services.waitlist_application import waitlist_application
from coupons.applications.services.withdraw_application import withdraw_application
from coupons.applications.states import AppealOutcome
from coupons.claims.services.accept_delivery import accept_delivery
from coupons.claims.services.accept_for_sme import accept_for_sme
from coupons.claims.services.add_evidence import EvidenceFile, add_evidence
from coupons.claims.services.approve_claim import approve_claim
from coupons.claims.services.close_claim import close_claim
from coupons.claims.services.deliver_service import deliver_service
from coupons.claims.services.dispute_redemption import dispute_redemption
from coupons.claims.services.reject_claim import reject_claim
from coupons.claims.services.return_claim import return_claim
from coupons.coupons import keys
from coupons.coupons.codes import ConsentSubject, consent_code
from coupons.coupons.models import Coupon
from coupons.coupons.services.cancel_coupon import cancel_coupon
from coupons.coupons.services.expire_coupon import expire_coupon
from coupons.coupons.services.hold_coupon import hold_coupon
from coupons.coupons.services.reissue_coupon import reissue_coupon
from coupons.redemptions.models import Redemption
from coupons.redemptions.services.cancel_redemption import cancel_redemption
from coupons.redemptions.services.consent_to_price import TAP, Proof, consent_to_price
from coupons.redemptions.services.decline_proposal import decline_proposal
from coupons.redemptions.services.lapse_redemption import lapse_redemption
from coupons.redemptions.services.propose_price import propose_price
from coupons.redemptions.services.scan_coupon import scan_coupon
from coupons.redemptions.states import ConsentMethod
from demo import papers
from demo.clockwork import Life
from demo.ground import RECIPE_BY_CODE, Recipe
from demo.names import COMMENTS, NEEDS
from demo.plan import Answer, Ask, Fate, SmePlan
from demo.suppliers import EXPIRED, Offer, Supplier
from payouts.payables.services.dispute_claim import dispute_claim

if TYPE_CHECKING:
    from demo.businesses import Street


@dataclass(frozen=True, slots=True)
class Case:
    """One application with all that its life needs."""

    street: Street
    ask: Ask
    sme: SmePlan
    sme_id: int
    owner: Actor
    random: Random

    @property
    def recipe(self) -> Recipe:
        """The scheme's recipe."""
        return RECIPE_BY_CODE[self.ask.scheme]

    def at(self, step: int) -> datetime:
        """Some minute of the day of that step."""
        return self.street.calendar.at(self.ask.days[step], self.random)

    def one_of(self, *keys: str) -> tuple[Actor, Actor]:
        """Two colleagues in some order."""
        chosen = self.random.sample(keys, 2)
        return self.street.staff[chosen[0]], self.street.staff[chosen[1]]


@dataclass(frozen=True, slots=True)
class Bought:
    """A service reserved on a coupon."""

    redemption_id: int
    coupon_id: int
    supplier: Supplier
    offer: Offer
    price: Money


def life(street: Street, sme: SmePlan, sme_id: int, owner: Actor, ask: Ask) -> Life:
    """From the first word of the application to the last deed the plan has for it."""
    case = Case(street, ask, sme, sme_id, owner, Random(f"{street.seed}:ask:{sme.number}:{ask.scheme}"))
    now = yield case.at(0)
    application_id = _apply(case, now)
    if ask.answer is Answer.COUPON:
        yield from _with_coupon(case, application_id)
    elif ask.answer not in (Answer.DRAFT, Answer.SUBMITTED):
        yield from _ENDINGS[ask.answer](case, application_id)


def _apply(case: Case, now: datetime) -> int:
    scheme = case.street.ground.schemes[case.ask.scheme]
    category = case.random.choice(scheme.category_ids)
    if case.ask.fate is not None:
        category = scheme.category_ids[0]
    application_id = start_application(scheme.scheme_id, category, actor=case.owner, now=now)
    need, expected = NEEDS[case.ask.scheme]
    draft = case.ask.answer is Answer.DRAFT
    edit_application(
        application_id,
        need=need,
        expected_result=None if draft else expected,
        actor=case.owner,
        now=now + timedelta(minutes=6),
    )
    if not draft:
        submit_application(application_id, actor=case.owner, now=now + timedelta(minutes=14))
    return application_id


# Applications without a coupon.


def _recommended(case: Case, application_id: int) -> Life:
    now = yield case.at(1)
    recommend_application(application_id, actor=case.one_of("officer", "officer2")[0], now=now)


def _returned(case: Case, application_id: int) -> Life:
    now = yield case.at(1)
    reason = "โปรดระบุจำนวนผู้เข้ารับบริการและแนบใบเสนอราคา"
    return_application(application_id, reason, actor=case.one_of("officer", "officer2")[0], now=now)


def _declined(case: Case, application_id: int) -> Life:
    now = yield case.at(1)
    reason = "ความต้องการที่ระบุไม่ตรงกับบริการของคูปองนี้"
    decline_application(application_id, reason, actor=case.street.staff["approver"], now=now)


def _waitlisted(case: Case, application_id: int) -> Life:
    officer, _ = case.one_of("officer", "officer2")
    now = yield case.at(1)
    recommend_application(application_id, actor=officer, now=now)
    now = yield case.at(2)
    waitlist_application(application_id, actor=case.one_of("approver", "approver2")[0], now=now)


def _withdrawn(case: Case, application_id: int) -> Life:
    now = yield case.at(1)
    withdraw_application(application_id, actor=case.owner, now=now)


def _appealed(case: Case, application_id: int) -> Life:
    yield from _declined(case, application_id)
    now = yield case.at(2)
    reason = "บริการนี้อยู่ในรายการของคูปองตามประกาศข้อ 3 ขอให้พิจารณาใหม่"
    appeal_application(application_id, reason, actor=case.owner, now=now)


def _upheld(case: Case, application_id: int) -> Life:
    yield from _appealed(case, application_id)
    now = yield case.at(3)
    reason = "ตรวจแล้ว บริการที่ขออยู่นอกขอบเขตของคูปองตามประกาศ"
    decide_appeal(application_id, AppealOutcome.UPHOLD, reason, actor=case.street.staff["approver2"], now=now)


_ENDINGS: dict[Answer, Callable[[Case, int], Life]] = {
    Answer.RECOMMENDED: _recommended,
    Answer.RETURNED: _returned,
    Answer.LAPSED: _returned,
    Answer.DECLINED: _declined,
    Answer.WAITLISTED: _waitlisted,
    Answer.WITHDRAWN: _withdrawn,
    Answer.APPEALED: _appealed,
    Answer.UPHELD: _upheld,
}
"""A returned one that nobody corrected lapses by the house's own timed work."""


# Coupons.


def _with_coupon(case: Case, application_id: int) -> Life:
    officer, _ = case.one_of("officer", "officer2")
    approver, other = case.one_of("approver", "approver2")
    calendar = case.street.calendar
    if case.ask.appealed:
        now = yield calendar.at(case.ask.days[0] - 6, case.random)
        decline_application(application_id, "ยังไม่เห็นความจำเป็นของบริการ", actor=other, now=now)
        now = yield calendar.at(case.ask.days[0] - 11, case.random)
        appeal_application(application_id, "แนบจดหมายจากลูกค้าที่ขอผลทดสอบแล้ว", actor=case.owner, now=now)
    now = yield case.at(1)
    recommend_application(application_id, actor=officer, now=now)
    now = yield case.at(2)
    if case.ask.appealed:
        coupon_id = decide_appeal(application_id, AppealOutcome.APPROVE, "", actor=approver, now=now)
    else:
        coupon_id = approve_application(application_id, actor=approver, now=now)
    if coupon_id is None:
        raise AssertionError("an appeal that was granted issues a coupon")
    yield from _FATES[case.ask.fate or Fate.UNUSED](case, coupon_id)
    yield from _run_out(case, coupon_id)


def _after(last_day: sa.Select[tuple[date]]) -> datetime:
    """Soon after a last day as it was told, which is no holiday."""
    last = db.session.scalars(last_day).one()
    db.session.rollback()
    return bangkok_midnight(last + timedelta(days=1)) + timedelta(minutes=15)


def _run_out(case: Case, coupon_id: int) -> Life:
    """A coupon past its last day expires, used or not."""
    if case.ask.days[2] >= case.recipe.valid_days and case.ask.fate is not Fate.CANCELLED:
        now = yield _after(sa.select(Coupon.valid_until).where(Coupon.id == coupon_id))
        expire_coupon(coupon_id, now=now)


def _unused(case: Case, coupon_id: int) -> Life:  # noqa: ARG001 - as every fate
    yield from ()


def _cancelled(case: Case, coupon_id: int) -> Life:
    now = yield case.at(3)
    reason = "SME แจ้งเลิกกิจการ"
    cancel_coupon(coupon_id, reason, actor=case.street.staff["approver"], now=now)


def _held(case: Case, coupon_id: int) -> Life:
    now = yield case.at(3)
    reason = "พบการสแกนผิดปกติหลายครั้งในวันเดียว"
    hold_coupon(coupon_id, reason, actor=case.street.staff["officer"], now=now)


def _reissued(case: Case, coupon_id: int) -> Life:
    now = yield case.at(3)
    reissue_coupon(coupon_id, actor=case.owner, now=now)
    supplier, _offer, _price = _bargain(case)
    scan_coupon(_printed(coupon_id, 1), actor=supplier.cashier, now=now + timedelta(hours=1))


def _turned_away(case: Case, coupon_id: int) -> Life:
    """Scans that came to nothing: a torn code, a stranger's, a price that was declined or left unanswered."""
    now = yield case.at(3)
    supplier, offer, price = _bargain(case)
    scan_coupon("ABCD-EFGH", actor=supplier.cashier, now=now)
    scan_coupon("KQ7M-2XWA-PD4R-H3NB", actor=supplier.cashier, now=now + timedelta(minutes=1))
    scan = scan_coupon(_printed(coupon_id), actor=supplier.cashier, now=now + timedelta(minutes=2)).scan_id
    proposal = propose_price(
        scan, offer.service_id, price, actor=supplier.cashier, now=now + timedelta(minutes=3)
    )
    if case.random.random() < 0.6 and proposal.refusal is None:
        decline_proposal(proposal.proposal_id, actor=case.owner, now=now + timedelta(minutes=4))


def _printed(coupon_id: int, issue_no: int = 1) -> str:
    """What the coupon's QR says."""
    ring = keys.keyring()
    return keys.qr_url(ring.code_of(coupon_id, issue_no, ring.current), ring.current)


def _bargain(case: Case) -> tuple[Supplier, Offer, Money]:
    """A provider near or far, one of its services, and a price that the coupon can carry."""
    code = case.recipe.category_codes[0]
    reserved_ago = case.ask.days[3]
    able = [
        supplier
        for supplier in case.street.suppliers
        if supplier.offers_in(code)
        and supplier.usable_until_ago < reserved_ago
        and (supplier.number != EXPIRED or reserved_ago > 70)
    ]
    supplier = case.random.choice(able)
    if case.ask.supplier is not None:
        supplier = next(each for each in able if each.number == case.ask.supplier)
    offer = case.random.choice(supplier.offers_in(code))
    _size, share, cap = next(tier for tier in case.recipe.tiers if tier[0] is case.sme.size)
    dearest = min(offer.price_to, cap * 10_000 // share) if share else offer.price_to
    spread = case.random.betavariate(2, 2)
    price = offer.price_from + int((dearest - offer.price_from) * spread) // 50 * 50
    return supplier, offer, Money.baht(max(price, offer.price_from))


def _reserve(case: Case, coupon_id: int, now: datetime) -> Bought:
    supplier, offer, price = _bargain(case)
    cashier = supplier.cashier
    scan = scan_coupon(_printed(coupon_id), actor=cashier, now=now).scan_id
    proposed = propose_price(
        scan, offer.service_id, price, actor=cashier, now=now + timedelta(minutes=2)
    ).proposal_id
    agreed = now + timedelta(minutes=4)
    actor, proof = case.owner, TAP
    if case.random.random() < 0.2:
        actor, proof = cashier, _digits(case, coupon_id, supplier, offer, price, proposed, agreed)
    outcome = consent_to_price(proposed, proof, actor=actor, now=agreed)
    if outcome.redemption_id is None:
        raise AssertionError(f"{case.ask}: {outcome}")
    return Bought(outcome.redemption_id, coupon_id, supplier, offer, price)


def _digits(
    case: Case,
    coupon_id: int,
    supplier: Supplier,
    offer: Offer,
    price: Money,
    proposal_id: int,
    now: datetime,
) -> Proof:
    """The six digits that the SME reads out under the price."""
    share = next(tier[1] for tier in case.recipe.tiers if tier[0] is case.sme.size)
    subsidy = price.share(share)
    subject = ConsentSubject(
        proposal_id, coupon_id, price, subsidy, supplier.organisation_id, offer.service_id
    )
    return Proof(ConsentMethod.CODE, consent_code(keys.consent_key(), subject, now))


def _deliver(case: Case, bought: Bought, now: datetime) -> None:
    cashier = bought.supplier.cashier
    for kind, variants in papers.evidence().items():
        paper = case.random.choice(variants)
        file = EvidenceFile(paper.name, paper.content)
        add_evidence(bought.redemption_id, kind, [file], actor=cashier, now=now)
    day = bangkok_date(now)
    deliver_service(
        bought.redemption_id,
        delivered_on=day,
        invoice_number=f"IV{day.year + 543 - 2500}-{bought.redemption_id:05d}",
        invoiced_on=day,
        actor=cashier,
        now=now + timedelta(minutes=12),
    )


def _accept(case: Case, bought: Bought, now: datetime) -> None:
    rating, comment = case.random.choice(COMMENTS)
    accept_delivery(bought.redemption_id, rating=rating, comment=comment, actor=case.owner, now=now)


def _reserved(case: Case, coupon_id: int) -> Life:
    now = yield case.at(3)
    _reserve(case, coupon_id, now)


def _delivered(case: Case, coupon_id: int) -> Life:
    yield from _until_delivered(case, coupon_id)


def _until_delivered(case: Case, coupon_id: int) -> Generator[datetime, datetime, Bought]:
    now = yield case.at(3)
    bought = _reserve(case, coupon_id, now)
    now = yield case.at(4)
    _deliver(case, bought, now)
    return bought


def _until_accepted(case: Case, coupon_id: int) -> Generator[datetime, datetime, Bought]:
    bought = yield from _until_delivered(case, coupon_id)
    now = yield case.at(5)
    _accept(case, bought, now)
    return bought


def _accepted(case: Case, coupon_id: int) -> Life:
    yield from _until_accepted(case, coupon_id)


def _claim_returned(case: Case, coupon_id: int) -> Life:
    bought = yield from _until_accepted(case, coupon_id)
    now = yield case.at(6)
    reason = "รูปถ่ายผลงานไม่ชัด โปรดแนบรายงานฉบับเต็ม"
    return_claim(bought.redemption_id, reason, actor=case.one_of("claims", "claims2")[0], now=now)


def _disputed(case: Case, coupon_id: int) -> Life:
    if case.random.random() < 0.5:
        bought = yield from _until_delivered(case, coupon_id)
        now = yield case.at(5)
        dispute_redemption(bought.redemption_id, "งานที่ส่งไม่ตรงกับที่ตกลง", actor=case.owner, now=now)
        return
    bought = yield from _until_accepted(case, coupon_id)
    reason = "SME แจ้งว่าใบกำกับภาษีระบุยอดเกินจริง"
    now = yield case.at(5) + timedelta(minutes=30)
    dispute_redemption(bought.redemption_id, reason, actor=case.street.staff["claims"], now=now)


def _decided(case: Case, coupon_id: int) -> Generator[datetime, datetime, Bought]:
    bought = yield from _until_accepted(case, coupon_id)
    now = yield case.at(6)
    officer, _ = case.one_of("claims", "claims2")
    if case.recipe.allotted == 0:
        close_claim(bought.redemption_id, actor=officer, now=now)
        return bought
    share = next(tier[1] for tier in case.recipe.tiers if tier[0] is case.sme.size)
    subsidy = bought.price.share(share)
    if case.random.random() < 0.07:
        reason = "หักค่าเดินทางที่ไม่อยู่ในขอบเขต"
        less = Money(subsidy.satang * 9 // 10)
        approve_claim(bought.redemption_id, less, reason=reason, actor=officer, now=now)
    else:
        approve_claim(bought.redemption_id, subsidy, actor=officer, now=now)
    return bought


def _approved(case: Case, coupon_id: int) -> Life:
    if case.random.random() < 0.04:
        yield from _accepted_by_an_officer(case, coupon_id)
    else:
        yield from _decided(case, coupon_id)


def _accepted_by_an_officer(case: Case, coupon_id: int) -> Life:
    """The SME let its days go by; one officer accepts in its place, and another decides later, or still has to."""
    bought = yield from _until_delivered(case, coupon_id)
    accept_ago = case.ask.days[4] - 23
    if accept_ago < 1:
        return
    officer, other = case.one_of("claims", "claims2")
    now = yield case.street.calendar.at(accept_ago, case.random)
    accept_for_sme(bought.redemption_id, "ตรวจหลักฐานครบ SME ไม่ตอบกลับสองครั้ง", actor=officer, now=now)
    if accept_ago < 4 or case.recipe.allotted == 0:
        return
    now = yield case.street.calendar.at(accept_ago - 3, case.random)
    share = next(tier[1] for tier in case.recipe.tiers if tier[0] is case.sme.size)
    approve_claim(bought.redemption_id, bought.price.share(share), actor=other, now=now)


def _rejected(case: Case, coupon_id: int) -> Life:
    bought = yield from _until_accepted(case, coupon_id)
    now = yield case.at(6)
    reason = "หลักฐานการชำระเงินส่วนของ SME ไม่ถูกต้อง"
    reject_claim(bought.redemption_id, reason, actor=case.one_of("claims", "claims2")[0], now=now)


def _called_off(case: Case, coupon_id: int) -> Life:
    now = yield case.at(3)
    bought = _reserve(case, coupon_id, now)
    now = yield case.at(4)
    by_sme = case.random.random() < 0.5
    actor = case.owner if by_sme else bought.supplier.cashier
    reason = "เลื่อนแผนการผลิต" if by_sme else "วิทยากรไม่ว่างตามกำหนด"
    cancel_redemption(bought.redemption_id, reason, actor=actor, now=now)


def _lapsed(case: Case, coupon_id: int) -> Life:
    now = yield case.at(3)
    bought = _reserve(case, coupon_id, now)
    now = yield _after(sa.select(Redemption.deliver_by).where(Redemption.id == bought.redemption_id))
    lapse_redemption(bought.redemption_id, now=now)


def _reopened(case: Case, coupon_id: int) -> Life:
    bought = yield from _decided(case, coupon_id)
    now = yield case.at(7)
    reason = "มีผู้ร้องเรียนว่าไม่มีการอบรมจริง"
    dispute_claim(bought.redemption_id, reason, actor=case.street.staff["claims2"], now=now)


_FATES: dict[Fate, Callable[[Case, int], Life]] = {
    Fate.UNUSED: _unused,
    Fate.EXPIRED: _unused,
    Fate.CANCELLED: _cancelled,
    Fate.HELD: _held,
    Fate.REISSUED: _reissued,
    Fate.TURNED_AWAY: _turned_away,
    Fate.RESERVED: _reserved,
    Fate.DELIVERED: _delivered,
    Fate.UNANSWERED: _delivered,
    Fate.ACCEPTED: _accepted,
    Fate.RETURNED: _claim_returned,
    Fate.DISPUTED: _disputed,
    Fate.APPROVED: _approved,
    Fate.REJECTED: _rejected,
    Fate.CALLED_OFF: _called_off,
    Fate.LAPSED: _lapsed,
    Fate.REOPENED: _reopened,
}
