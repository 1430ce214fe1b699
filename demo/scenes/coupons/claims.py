"""A service that was bought: delivered, accepted, claimed, decided – or called off."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.actor import Actor
from core.clock import bangkok_date
from core.money import Money
from coupons.claims.operations import Delivery
from coupons.claims.services.accept_delivery import accept_delivery
from coupons.claims.services.accept_for_sme import accept_for_sme
from coupons.claims.services.add_evidence import EvidenceFile, add_evidence
from coupons.claims.services.approve_claim import approve_claim
from coupons.claims.services.close_claim import close_claim
from coupons.claims.services.confirm_service import confirm_service
from coupons.claims.services.deliver_service import deliver_service
from coupons.claims.services.dispute_redemption import dispute_redemption
from coupons.claims.services.file_claim import file_claim
from coupons.claims.services.reject_claim import reject_claim
from coupons.claims.services.return_claim import return_claim
from coupons.redemptions.models import Redemption
from coupons.redemptions.services.cancel_redemption import cancel_redemption
from coupons.redemptions.services.lapse_redemption import lapse_redemption
from demo import papers
from demo.clockwork import Life
from demo.fates import Fate
from demo.names import COMMENTS
from demo.scenes.coupons.bargains import reserve
from demo.scenes.coupons.case import Bought, Case, after
from payouts.payables.services.dispute_claim import dispute_claim
from schemes.states import PayeeMode


def _files_itself(case: Case) -> bool:
    """Whether the SME is paid back, files the claim itself, and the provider confirms it."""
    return case.recipe.payee_mode is PayeeMode.REIMBURSE_SME


def _deliver(case: Case, bought: Bought, now: datetime) -> None:
    filer = case.owner if _files_itself(case) else bought.supplier.cashier
    for kind, variants in papers.evidence().items():
        paper = case.random.choice(variants)
        file = EvidenceFile(paper.name, paper.content)
        add_evidence(bought.redemption_id, kind, [file], actor=filer, now=now)
    day, filed = bangkok_date(now), now + timedelta(minutes=12)
    number = f"IV{day.year + 543 - 2500}-{bought.redemption_id:05d}"
    if _files_itself(case):
        rating, comment = case.random.choice(COMMENTS)
        delivery = Delivery(day, number, day)
        file_claim(bought.redemption_id, delivery, rating=rating, comment=comment, actor=filer, now=filed)
        return
    deliver_service(
        bought.redemption_id,
        delivered_on=day,
        invoice_number=number,
        invoiced_on=day,
        actor=filer,
        now=filed,
    )


def _accept(case: Case, bought: Bought, now: datetime) -> None:
    if _files_itself(case):
        confirm_service(bought.redemption_id, actor=bought.supplier.cashier, now=now)
        return
    rating, comment = case.random.choice(COMMENTS)
    accept_delivery(bought.redemption_id, rating=rating, comment=comment, actor=case.owner, now=now)


def _reserved(case: Case, coupon_id: int) -> Life:
    now = yield case.at(3)
    reserve(case, coupon_id, now)


def _delivered(case: Case, coupon_id: int) -> Life:
    yield from _until_delivered(case, coupon_id)


def _until_delivered(case: Case, coupon_id: int) -> Generator[datetime, datetime, Bought]:
    now = yield case.at(3)
    bought = reserve(case, coupon_id, now)
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
    dispute_redemption(bought.redemption_id, reason, actor=case.stage.staff["claims"], now=now)


def _decided(case: Case, coupon_id: int) -> Generator[datetime, datetime, Bought]:
    bought = yield from _until_accepted(case, coupon_id)
    now = yield case.at(6)
    _, officer = _officers(case)
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


def _officers(case: Case) -> tuple[Actor, Actor]:
    """Who may have acted before, and who decides the claim."""
    return case.officers_of_a_proposal if _files_itself(case) else case.one_of("claims", "claims2")


def _accepted_by_an_officer(case: Case, coupon_id: int) -> Life:
    """The SME let its days go by; one officer accepts in its place, and another decides later, or still has to."""
    bought = yield from _until_delivered(case, coupon_id)
    accept_ago = case.ask.days[4] - 23
    if accept_ago < 1:
        return
    officer, other = _officers(case)
    now = yield case.stage.calendar.at(accept_ago, case.random)
    accept_for_sme(bought.redemption_id, "ตรวจหลักฐานครบ SME ไม่ตอบกลับสองครั้ง", actor=officer, now=now)
    if accept_ago < 4 or case.recipe.allotted == 0:
        return
    now = yield case.stage.calendar.at(accept_ago - 3, case.random)
    share = next(tier[1] for tier in case.recipe.tiers if tier[0] is case.sme.size)
    approve_claim(bought.redemption_id, bought.price.share(share), actor=other, now=now)


def _rejected(case: Case, coupon_id: int) -> Life:
    bought = yield from _until_accepted(case, coupon_id)
    now = yield case.at(6)
    reason = "หลักฐานการชำระเงินส่วนของ SME ไม่ถูกต้อง"
    reject_claim(bought.redemption_id, reason, actor=_officers(case)[1], now=now)


def _called_off(case: Case, coupon_id: int) -> Life:
    now = yield case.at(3)
    bought = reserve(case, coupon_id, now)
    now = yield case.at(4)
    by_sme = case.random.random() < 0.5
    actor = case.owner if by_sme else bought.supplier.cashier
    reason = "เลื่อนแผนการผลิต" if by_sme else "วิทยากรไม่ว่างตามกำหนด"
    cancel_redemption(bought.redemption_id, reason, actor=actor, now=now)


def _lapsed(case: Case, coupon_id: int) -> Life:
    now = yield case.at(3)
    bought = reserve(case, coupon_id, now)
    now = yield after(sa.select(Redemption.deliver_by).where(Redemption.id == bought.redemption_id))
    lapse_redemption(bought.redemption_id, now=now)


def _reopened(case: Case, coupon_id: int) -> Life:
    bought = yield from _decided(case, coupon_id)
    now = yield case.at(7)
    reason = "มีผู้ร้องเรียนว่าไม่มีการอบรมจริง"
    dispute_claim(bought.redemption_id, reason, actor=case.stage.staff["claims2"], now=now)


FATES: dict[Fate, Callable[[Case, int], Life]] = {
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
