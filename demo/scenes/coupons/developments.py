"""Where the SME is paid back: its development proposals, those that were approved and those on their way."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.clock import bangkok_date
from coupons.claims.developments.rules import DevelopmentDraft
from coupons.claims.developments.services.approve_development import approve_development
from coupons.claims.developments.services.confirm_quotation import confirm_quotation
from coupons.claims.developments.services.return_development import return_development
from coupons.claims.developments.services.return_quotation import return_quotation
from coupons.claims.developments.services.send_development import send_development
from coupons.claims.developments.services.withdraw_development import withdraw_development
from coupons.claims.services.add_evidence import EvidenceFile
from coupons.claims.states import EvidenceKind
from demo import papers
from demo.clockwork import Life
from demo.scenes.coupons.case import Bought, Case, bargain
from demo.scenes.providers.registration import Offer, Supplier

_TEXTS = (
    (
        "บรรจุภัณฑ์เดิมเก็บความชื้นไม่ได้ สินค้าเสียระหว่างขนส่งราวหนึ่งในสิบ",
        "ออกแบบบรรจุภัณฑ์ใหม่สองขนาด ทำต้นแบบ และทดสอบการขนส่ง",
        "ของเสียลดลงครึ่งหนึ่ง และวางขายในร้านค้าปลีกได้",
    ),
    (
        "ฉลากไม่เป็นไปตามข้อกำหนด ลูกค้าต่างประเทศไม่รับสินค้า",
        "ออกแบบฉลากสองภาษาและตราสินค้าตามข้อกำหนดของประเทศคู่ค้า",
        "ส่งออกได้อย่างน้อยหนึ่งประเทศภายในปีนี้",
    ),
)


def _send(case: Case, coupon_id: int, now: datetime) -> tuple[int, Supplier, Offer, Bought]:
    supplier, offer, price = bargain(case)
    day = bangkok_date(now)
    problem, work, result = case.random.choice(_TEXTS)
    number = f"QT{day.year + 543 - 2500}-{coupon_id:05d}"
    draft = DevelopmentDraft(
        price, number, day - timedelta(days=2), problem, work, result, day, day + timedelta(days=3)
    )
    paper = case.random.choice(papers.evidence()[EvidenceKind.AGREEMENT])
    file = EvidenceFile(paper.name, paper.content)
    development_id = send_development(coupon_id, offer.service_id, draft, file, actor=case.owner, now=now)
    return development_id, supplier, offer, Bought(0, coupon_id, supplier, offer, price)


def reserve_by_proposal(case: Case, coupon_id: int, now: datetime) -> Bought:
    """A proposal that the provider confirms and an officer approves."""
    development_id, supplier, offer, bought = _send(case, coupon_id, now)
    confirm_quotation(development_id, actor=supplier.cashier, now=now + timedelta(minutes=2))
    officer, _decider = case.officers_of_a_proposal
    redemption_id = approve_development(development_id, actor=officer, now=now + timedelta(minutes=4))
    return Bought(redemption_id, coupon_id, supplier, offer, bought.price)


def undecided(case: Case, coupon_id: int, now: datetime) -> None:
    """A proposal on its way: with the provider, with an officer, sent back by either, or taken back."""
    development_id, supplier, _offer, _bought = _send(case, coupon_id, now)
    later = now + timedelta(minutes=3)
    turn = case.sme.number % 5
    if turn == 1:
        return_quotation(
            development_id, "ราคาในใบเสนอราคาฉบับล่าสุดไม่ตรงกับที่ระบุ", actor=supplier.cashier, now=later
        )
    elif turn == 2:
        withdraw_development(development_id, actor=case.owner, now=later)
    elif turn:
        confirm_quotation(development_id, actor=supplier.cashier, now=later)
    if turn == 4:
        officer, _other = case.one_of("claims", "claims2")
        reason = "โปรดระบุผลที่คาดหวังเป็นตัวเลข"
        return_development(development_id, reason, actor=officer, now=later + timedelta(minutes=5))


def open_proposal(case: Case, coupon_id: int) -> Life:
    """A few days ago the SME wrote one, if its coupon is old enough."""
    ago = min(case.ask.days[2] - 1, 1 + case.sme.number % 7)
    if ago < 1:
        return
    now = yield case.stage.calendar.at(ago, case.random)
    undecided(case, coupon_id, now)
