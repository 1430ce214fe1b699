"""Words for coupons, scans, prices and claims; importing this registers them. Refusals also stand in docs/refusals.md."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from core.labels import Badge, register_labels
from coupons.states import (
    ClaimFlag,
    ClaimRefusal,
    ConsentMethod,
    CouponState,
    EvidenceKind,
    ProposalState,
    RedemptionState,
    Refusal,
    ScanMethod,
    ScanOutcome,
)
from identity.notices import register_notices

_C, _P, _R, _S = CouponState, ProposalState, RedemptionState, ScanOutcome

LABELS: dict[StrEnum, Any] = {
    _C.ISSUED: _l("Ready to use"),
    _C.HELD: _l("Held"),
    _C.EXPIRED: _l("Expired"),
    _C.CANCELLED: _l("Cancelled"),
    _P.OPEN: _l("Waiting for the customer"),
    _P.CONSENTED: _l("Confirmed"),
    _P.DECLINED: _l("Not accepted by the customer"),
    _P.REFUSED: _l("Cannot be used"),
    _P.LAPSED: _l("Time is over"),
    _R.RESERVED: _l("Reserved, waiting for the service"),
    _R.DELIVERED: _l("Delivered, waiting for acceptance"),
    _R.RETURNED: _l("Returned for more evidence"),
    _R.ACCEPTED: _l("Accepted, waiting for an officer"),
    _R.APPROVED: _l("Approved, waiting for payment"),
    _R.REJECTED: _l("Claim rejected"),
    _R.PAID: _l("Paid"),
    _R.CLOSED: _l("Completed without payment"),
    _R.CANCELLED: _l("Reservation cancelled"),
    _R.LAPSED: _l("Not delivered in time"),
    _R.DISPUTED: _l("In dispute"),
    ScanMethod.CAMERA: _l("Scanned"),
    ScanMethod.TYPED: _l("Typed"),
    ConsentMethod.TAP: _l("Confirmed on the customer's phone"),
    ConsentMethod.CODE: _l("Confirmed by six-digit code"),
    _S.GOOD: _l("Good here"),
    _S.TORN: _l("This is not a coupon code. Look for a damaged QR or a mistyped letter, and try again."),
    _S.UNKNOWN: _l("No coupon has this code. Check each letter against the customer's phone."),
    _S.REPLACED: _l("This code was replaced by a new one. Ask the customer to open the coupon again."),
    _S.HELD: _l("This coupon is on hold. The customer can ask OSMEP why."),
    _S.EXPIRED: _l("This coupon is not valid today."),
    _S.CANCELLED: _l("This coupon was cancelled."),
    _S.SPENT: _l("This coupon is spent."),
    _S.SCHEME_CLOSED: _l("The scheme of this coupon is not open now."),
    _S.PROVIDER_NOT_APPROVED: _l("Your organisation is not approved to take coupons now."),
    _S.CATEGORY_NOT_APPROVED: _l(
        "Your organisation is not approved for this kind of service, or its approval has ended."
    ),
    _S.OWN_COUPON: _l("This coupon belongs to a business that you or your organisation are tied to."),
    _S.TOO_MANY_TRIES: _l("Too many wrong codes. Wait 15 minutes, or scan the QR with the camera."),
    Refusal.COUPON_NOT_OPEN: _l("The coupon cannot be used now."),
    Refusal.COUPON_EXPIRED: _l("The coupon is not valid today."),
    Refusal.SCHEME_NOT_OPEN: _l("The coupon's scheme is not open now."),
    Refusal.DELIVERY_WINDOW_OVER: _l("The last day for services under this scheme is over."),
    Refusal.PROVIDER_NOT_APPROVED: _l("The provider is not approved now."),
    Refusal.CATEGORY_NOT_APPROVED: _l("The provider is not approved for this kind of service."),
    Refusal.ACCREDITATION_EXPIRED: _l("The provider's approval for this kind of service has ended."),
    Refusal.SERVICE_WITHDRAWN: _l("The provider no longer offers this service."),
    Refusal.PRICE_OUTSIDE_RANGE: _l("The price lies outside the range published for this service."),
    Refusal.SME_NOT_VERIFIED: _l("The business that holds the coupon is not verified now."),
    Refusal.TIED_TO_PROVIDER: _l("A person tied to both sides may not confirm this price."),
    Refusal.NOT_ENOUGH_LEFT: _l("The coupon does not hold enough for this price. Nothing was reserved."),
    Refusal.SCAN_TOO_OLD: _l("The coupon was scanned too long ago. Scan it again."),
    Refusal.TOO_MANY_PRICES: _l(
        "This scan carries no more prices. Scan the coupon again together with the customer."
    ),
    Refusal.PROPOSAL_LAPSED: _l("The time to confirm this price is over. The provider can send it again."),
    Refusal.PROPOSAL_DECLINED: _l("The customer did not accept this price."),
    Refusal.WRONG_CODE: _l("The code is not right. Ask the customer to read the six digits again."),
    Refusal.TOO_MANY_WRONG_CODES: _l("Five wrong codes ended this price. Send it again."),
    Refusal.ONLY_TAP_TODAY: _l(
        "Too many wrong codes today. The customer can still confirm on their own phone."
    ),
    ClaimRefusal.EVIDENCE_MISSING: _l("Mandatory evidence is missing."),
    ClaimRefusal.INVOICE_MISSING: _l("Write the number of the tax invoice or receipt, without other words."),
    ClaimRefusal.INVOICE_USED: _l("This invoice number already stands on another claim of yours."),
    ClaimRefusal.INVOICE_DATE_WRONG: _l(
        "The invoice date must lie between the customer's confirmation and today."
    ),
    ClaimRefusal.AMOUNT_ABOVE_RESERVED: _l("Approve more than zero and no more than was reserved."),
    ClaimRefusal.LESS_NEEDS_REASON: _l("Write why less is approved than was claimed."),
    ClaimRefusal.DELIVERY_DATE_WRONG: _l(
        "The delivery date must lie between the customer's confirmation and today."
    ),
    ClaimRefusal.DELIVERED_TOO_LATE: _l("The service was delivered after the last day allowed."),
    ClaimRefusal.ACCEPTANCE_STILL_OPEN: _l("The business still has time to accept by itself."),
    ClaimRefusal.ACCEPTED_BY_YOU: _l("You accepted this delivery, so another officer must decide the claim."),
    ClaimRefusal.NOTHING_TO_PAY: _l("Nothing is to be paid under this scheme. Close the claim instead."),
    ClaimRefusal.NOT_ZERO_BUDGET: _l("This claim is to be paid: approve or reject it."),
    ClaimRefusal.NOT_DUE: _l("Its time is not over yet."),
    ClaimFlag.SAME_AMOUNT_REPEATED: _l(
        "The provider has claimed this very price at least three other times in 90 days."
    ),
    ClaimFlag.FAST_DELIVERY: _l("Delivered in less than a quarter of the time the catalogue names."),
    ClaimFlag.NEW_PROVIDER: _l("The provider was approved less than 90 days before."),
    ClaimFlag.TOP_OF_PRICE_RANGE: _l("The price is the highest of the published range."),
    ClaimFlag.LOW_RATING: _l("The business gave two stars or fewer."),
    ClaimFlag.ACCEPTED_FOR_SME: _l("An officer accepted the delivery in the business's place."),
    ClaimFlag.WAS_DISPUTED: _l("The claim was disputed before."),
    EvidenceKind.TAX_INVOICE: _l("Tax invoice or receipt"),
    EvidenceKind.PROOF_OF_OWN_SHARE: _l("Proof that the business paid its own share"),
    EvidenceKind.DELIVERABLE: _l("What was delivered (certificate, test report, attendance list)"),
    EvidenceKind.AGREEMENT: _l("Quotation or agreement"),
    EvidenceKind.PHOTO: _l("Photographs"),
    EvidenceKind.OTHER: _l("Other evidence"),
}

BADGES: dict[StrEnum, Badge] = {
    _C.ISSUED: "good",
    _C.HELD: "wait",
    _C.EXPIRED: "plain",
    _C.CANCELLED: "bad",
    _P.OPEN: "wait",
    _P.CONSENTED: "good",
    _P.DECLINED: "bad",
    _P.REFUSED: "bad",
    _P.LAPSED: "plain",
    _R.RESERVED: "brand",
    _R.DELIVERED: "wait",
    _R.RETURNED: "wait",
    _R.ACCEPTED: "wait",
    _R.APPROVED: "good",
    _R.REJECTED: "bad",
    _R.PAID: "good",
    _R.CLOSED: "good",
    _R.CANCELLED: "plain",
    _R.LAPSED: "plain",
    _R.DISPUTED: "bad",
    _S.GOOD: "good",
}

NOTICES: dict[str, Any] = {
    "redemption.delivered": _l(
        "A service was delivered to your business. Please accept it, or say what is wrong."
    ),
    "redemption.accepted": _l("The customer accepted your delivery. An officer checks the claim next."),
    "redemption.returned": _l("An officer needs more evidence for your claim."),
    "redemption.approved": _l("Your claim was approved. Payment follows."),
    "redemption.rejected": _l("A claim was rejected. The reason stands on its page."),
    "redemption.cancelled": _l("A reserved service was cancelled, and its money freed."),
    "redemption.lapsed": _l("A reserved service was not delivered in time, and its money freed."),
    "redemption.disputed": _l("A claim is in dispute. An officer looks into it."),
    "redemption.dispute_settled": _l("A dispute was settled, and the claim goes on."),
    "redemption.closed": _l("A claim was completed."),
    "coupon.held": _l("Your coupon was put on hold. The reason stands on its page."),
    "coupon.resumed": _l("Your coupon can be used again."),
    "coupon.cancelled": _l("Your coupon was cancelled. The reason stands on its page."),
    "coupon.expired": _l("Your coupon has expired."),
    "coupon.reissued": _l("Your coupon has a new code. The old one no longer works."),
}

register_labels(LABELS, BADGES)
register_notices(NOTICES)
