"""What becomes of a coupon with which nothing is bought."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from coupons.coupons.services.cancel_coupon import cancel_coupon
from coupons.coupons.services.hold_coupon import hold_coupon
from coupons.coupons.services.reissue_coupon import reissue_coupon
from coupons.redemptions.services.decline_proposal import decline_proposal
from coupons.redemptions.services.propose_price import propose_price
from coupons.redemptions.services.scan_coupon import scan_coupon
from demo.clockwork import Life
from demo.fates import Fate
from demo.scenes.coupons.bargains import printed
from demo.scenes.coupons.case import Case, bargain
from demo.scenes.coupons.developments import open_proposal, undecided
from schemes.states import PayeeMode


def _nothing(case: Case, coupon_id: int) -> Life:  # noqa: ARG001 - as every fate
    yield from ()


def _unused(case: Case, coupon_id: int) -> Life:
    if case.recipe.payee_mode is PayeeMode.REIMBURSE_SME:
        yield from open_proposal(case, coupon_id)


def _cancelled(case: Case, coupon_id: int) -> Life:
    now = yield case.at(3)
    reason = "SME แจ้งเลิกกิจการ"
    cancel_coupon(coupon_id, reason, actor=case.stage.staff["approver"], now=now)


def _held(case: Case, coupon_id: int) -> Life:
    now = yield case.at(3)
    reason = "พบการสแกนผิดปกติหลายครั้งในวันเดียว"
    hold_coupon(coupon_id, reason, actor=case.stage.staff["officer"], now=now)


def _reissued(case: Case, coupon_id: int) -> Life:
    now = yield case.at(3)
    reissue_coupon(coupon_id, actor=case.owner, now=now)
    supplier, _offer, _price = bargain(case)
    scan_coupon(printed(coupon_id, 1), actor=supplier.cashier, now=now + timedelta(hours=1))


def _turned_away(case: Case, coupon_id: int) -> Life:
    """Scans that came to nothing: a torn code, a stranger's, a price that was declined or left unanswered."""
    now = yield case.at(3)
    if case.recipe.payee_mode is PayeeMode.REIMBURSE_SME:
        undecided(case, coupon_id, now)
        return
    supplier, offer, price = bargain(case)
    scan_coupon("ABCD-EFGH", actor=supplier.cashier, now=now)
    scan_coupon("KQ7M-2XWA-PD4R-H3NB", actor=supplier.cashier, now=now + timedelta(minutes=1))
    scan = scan_coupon(printed(coupon_id), actor=supplier.cashier, now=now + timedelta(minutes=2)).scan_id
    proposal = propose_price(
        scan, offer.service_id, price, actor=supplier.cashier, now=now + timedelta(minutes=3)
    )
    if case.random.random() < 0.6 and proposal.refusal is None:
        decline_proposal(proposal.proposal_id, actor=case.owner, now=now + timedelta(minutes=4))


FATES: dict[Fate, Callable[[Case, int], Life]] = {
    Fate.UNUSED: _unused,
    Fate.EXPIRED: _nothing,
    Fate.CANCELLED: _cancelled,
    Fate.HELD: _held,
    Fate.REISSUED: _reissued,
    Fate.TURNED_AWAY: _turned_away,
}
