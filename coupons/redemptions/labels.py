"""Words for scans, prices and redemptions. Refusals are also listed in docs/refusals.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels, Notices
from coupons.redemptions.rules import TRIES_LIMIT
from coupons.redemptions.states import (
    ConsentMethod,
    ProposalState,
    RedemptionState,
    Refusal,
    ScanMethod,
    ScanOutcome,
)
from identity.notifications.states import NoticeGroup

LABELS = (
    Labels(
        {
            ProposalState.OPEN: _l("Waiting for the customer"),
            ProposalState.CONSENTED: _l("Confirmed"),
            ProposalState.DECLINED: _l("Not accepted by the customer"),
            ProposalState.REFUSED: _l("Cannot be used"),
            ProposalState.LAPSED: _l("Time is over"),
            ProposalState.SUPERSEDED: _l("Replaced by a newer price"),
            ProposalState.WITHDRAWN: _l("Withdrawn by the provider"),
        },
        {
            ProposalState.OPEN: "wait",
            ProposalState.CONSENTED: "good",
            ProposalState.DECLINED: "bad",
            ProposalState.REFUSED: "bad",
            ProposalState.LAPSED: "plain",
            ProposalState.SUPERSEDED: "plain",
            ProposalState.WITHDRAWN: "plain",
        },
    ),
    Labels(
        {
            RedemptionState.RESERVED: _l("Reserved, waiting for the service"),
            RedemptionState.DELIVERED: _l("Delivered, waiting for acceptance"),
            RedemptionState.RETURNED: _l("Returned for more evidence"),
            RedemptionState.ACCEPTED: _l("Accepted, waiting for an officer"),
            RedemptionState.APPROVED: _l("Approved, waiting for payment"),
            RedemptionState.REJECTED: _l("Claim rejected"),
            RedemptionState.PAID: _l("Paid"),
            RedemptionState.CLOSED: _l("Completed without payment"),
            RedemptionState.CANCELLED: _l("Reservation cancelled"),
            RedemptionState.LAPSED: _l("Not delivered in time"),
            RedemptionState.DISPUTED: _l("In dispute"),
        },
        {
            RedemptionState.RESERVED: "brand",
            RedemptionState.DELIVERED: "wait",
            RedemptionState.RETURNED: "wait",
            RedemptionState.ACCEPTED: "wait",
            RedemptionState.APPROVED: "good",
            RedemptionState.REJECTED: "bad",
            RedemptionState.PAID: "good",
            RedemptionState.CLOSED: "good",
            RedemptionState.CANCELLED: "plain",
            RedemptionState.LAPSED: "plain",
            RedemptionState.DISPUTED: "bad",
        },
    ),
    Labels(
        {
            ScanMethod.CAMERA: _l("Scanned"),
            ScanMethod.TYPED: _l("Typed"),
        }
    ),
    Labels(
        {
            ConsentMethod.TAP: _l("Confirmed on the customer's phone"),
            ConsentMethod.CODE: _l("Confirmed by six-digit code"),
        }
    ),
    Labels(
        {
            ScanOutcome.GOOD: _l("Good here"),
            ScanOutcome.MALFORMED: _l(
                "This is not a coupon code. Look for a damaged QR or a mistyped letter, and try again."
            ),
            ScanOutcome.UNKNOWN: _l(
                "No coupon has this code. Check each letter against the customer's phone."
            ),
            ScanOutcome.REPLACED: _l(
                "This code was replaced by a new one. Ask the customer to open the coupon again."
            ),
            ScanOutcome.HELD: _l("This coupon is on hold. The customer can ask OSMEP why."),
            ScanOutcome.EXPIRED: _l("This coupon is not valid today."),
            ScanOutcome.CANCELLED: _l("This coupon was cancelled."),
            ScanOutcome.SPENT: _l("This coupon is spent."),
            ScanOutcome.SCHEME_CLOSED: _l("The last day for services under this scheme is over."),
            ScanOutcome.PROVIDER_NOT_APPROVED: _l("Your organisation is not approved to take coupons now."),
            ScanOutcome.CATEGORY_NOT_APPROVED: _l(
                "Your organisation is not approved for this kind of service, or its approval has ended."
            ),
            ScanOutcome.OWN_COUPON: _l(
                "This coupon belongs to a business that you or your organisation are tied to."
            ),
            ScanOutcome.TOO_MANY_TRIES: _l(
                "Too many wrong codes. Wait %(minutes)s minutes, or scan the QR with the camera.",
                minutes=TRIES_LIMIT // timedelta(minutes=1),
            ),
        },
        {
            ScanOutcome.GOOD: "good",
        },
    ),
    Labels(
        {
            Refusal.COUPON_NOT_OPEN: _l("The coupon cannot be used now."),
            Refusal.COUPON_EXPIRED: _l("The coupon is not valid today."),
            Refusal.SCHEME_NOT_OPEN: _l("The coupon's scheme was not open that day."),
            Refusal.DELIVERY_WINDOW_OVER: _l("The last day for services under this scheme is over."),
            Refusal.PROVIDER_NOT_APPROVED: _l("The provider is not approved now."),
            Refusal.CATEGORY_NOT_APPROVED: _l("The provider is not approved for this kind of service."),
            Refusal.ACCREDITATION_EXPIRED: _l("The provider's approval for this kind of service has ended."),
            Refusal.SERVICE_WITHDRAWN: _l("The provider no longer offers this service."),
            Refusal.PRICE_OUTSIDE_RANGE: _l("The price lies outside the range published for this service."),
            Refusal.SME_NOT_VERIFIED: _l("The business that holds the coupon is not verified now."),
            Refusal.TIED_TO_PROVIDER: _l("A person tied to both sides may not confirm this price."),
            Refusal.NOT_ENOUGH_LEFT: _l(
                "The coupon does not hold enough for this price. Nothing was reserved."
            ),
            Refusal.SCAN_TOO_OLD: _l("The coupon was scanned too long ago. Scan it again."),
            Refusal.TOO_MANY_PRICES: _l(
                "This scan carries no more prices. Scan the coupon again together with the customer."
            ),
            Refusal.PROPOSAL_LAPSED: _l(
                "The time to confirm this price is over. The provider can send it again."
            ),
            Refusal.PROPOSAL_DECLINED: _l("The customer did not accept this price."),
            Refusal.PROPOSAL_SUPERSEDED: _l("A newer price from the provider replaces this one."),
            Refusal.PROPOSAL_WITHDRAWN: _l("This price was withdrawn by the provider."),
            Refusal.PRICE_CONFIRMED: _l(
                "The customer has just confirmed the price sent before. For another service, scan the coupon again."
            ),
            Refusal.WRONG_CODE: _l("The code is not right. Ask the customer to read the six digits again."),
            Refusal.TOO_MANY_WRONG_CODES: _l("Five wrong codes ended this price. Send it again."),
            Refusal.ONLY_TAP_TODAY: _l(
                "Too many wrong codes today. The customer can still confirm on their own phone."
            ),
        }
    ),
)
REDEMPTION_HISTORY: Mapping[str, Any] = {
    "redemption.reserved": _l("Price confirmed, money reserved"),
    "redemption.evidence_added": _l("Evidence added"),
    "redemption.evidence_removed": _l("Evidence taken back"),
    "redemption.delivered": _l("Declared delivered"),
    "redemption.accepted": _l("Accepted by the business"),
    "redemption.accepted_for_sme": _l("Accepted by an officer in the business's place"),
    "redemption.returned": _l("Returned for more evidence"),
    "redemption.resubmitted": _l("Handed in again"),
    "redemption.approved": _l("Claim approved"),
    "redemption.rejected": _l("Claim rejected"),
    "redemption.closed": _l("Completed without payment"),
    "redemption.disputed": _l("Disputed"),
    "redemption.dispute_settled": _l("Dispute settled, the claim goes on"),
    "redemption.cancelled": _l("Reservation cancelled"),
    "redemption.lapsed": _l("Not delivered in time, money freed"),
    "redemption.put_off": _l("Last day put off: it is a holiday"),
    "redemption.paid": _l("Paid by the bank"),
    "redemption.unpaid": _l("The bank returned the payment"),
}
REDEMPTION_TONES = {
    "redemption.reserved": "brand",
    "redemption.delivered": "brand",
    "redemption.accepted": "good",
    "redemption.returned": "wait",
    "redemption.approved": "good",
    "redemption.rejected": "bad",
    "redemption.disputed": "bad",
    "redemption.cancelled": "bad",
    "redemption.lapsed": "bad",
    "redemption.paid": "good",
    "redemption.unpaid": "bad",
}
PROPOSAL_HISTORY: Mapping[str, Any] = {
    "proposal.offered": _l("Price proposed"),
    "proposal.refused": _l("Price refused by a rule"),
    "proposal.declined": _l("Price declined by the customer"),
    "proposal.wrong_code": _l("Wrong six-digit code"),
    "proposal.lapsed": _l("Nobody answered in time"),
    "proposal.superseded": _l("Price replaced by a newer one"),
    "proposal.withdrawn": _l("Price withdrawn by the provider"),
}


class _OfClaim:
    """A notice of a claim: which one, then the sentence."""

    def __init__(self, sentence: Any) -> None:
        self.sentence = sentence

    def __str__(self) -> str:
        which = _("%(service)s, no. %(number)s:")
        return f"{which} {self.sentence}"


_SENTENCES: dict[str, Any] = {
    "redemption.delivered": _l(
        "A service was delivered to your business. Please accept it, or say what is wrong, by %(day)s."
    ),
    "redemption.accepted": _l("The customer accepted your delivery. An officer checks the claim next."),
    "redemption.accepted_for_sme": _l("An officer accepted a delivery in the business's place."),
    "redemption.returned": _l("An officer needs more evidence for your claim, by %(day)s."),
    "redemption.approved": _l(
        "A claim was approved. Its page says what is paid to whom, and where the payment stands."
    ),
    "redemption.cut.provider.provider": _l(
        "OSMEP pays you %(approved)s of the %(claimed)s baht claimed. You bear the other %(rest)s baht: the customer"
        " owes you no more than its own share of %(own)s baht."
    ),
    "redemption.cut.provider.sme": _l(
        "OSMEP pays the provider %(approved)s of the %(claimed)s baht claimed. The provider bears the other"
        " %(rest)s baht: you owe it no more than your own share of %(own)s baht."
    ),
    "redemption.cut.provider.osmep": _l(
        "OSMEP pays %(approved)s of the %(claimed)s baht claimed. The provider bears the other %(rest)s baht: the SME"
        " owes it no more than its own share of %(own)s baht."
    ),
    "redemption.cut.sme.sme": _l(
        "OSMEP pays you back %(approved)s of the %(claimed)s baht claimed. You bear the other %(rest)s baht of the"
        " price that you paid."
    ),
    "redemption.cut.sme.provider": _l(
        "OSMEP pays the SME back %(approved)s of the %(claimed)s baht claimed. The SME bears the other %(rest)s baht."
        " Nothing changes for you."
    ),
    "redemption.cut.sme.osmep": _l(
        "OSMEP pays the SME back %(approved)s of the %(claimed)s baht claimed. The SME bears the other %(rest)s baht."
    ),
    "redemption.rejected": _l("A claim was rejected. The reason stands on its page."),
    "redemption.cancelled": _l("A reserved service was cancelled, and its money freed."),
    "redemption.lapsed": _l("A reserved service was not delivered in time, and its money freed."),
    "redemption.disputed": _l("A claim is in dispute. An officer looks into it."),
    "redemption.dispute_settled": _l("A dispute was settled, and the claim goes on."),
    "redemption.closed": _l("A claim was completed."),
    "redemption.put_off.delivery": _l(
        "A holiday was announced on the last day for the delivery: it may be delivered until %(day)s."
    ),
    "redemption.put_off.acceptance.sme": _l(
        "A holiday was announced on the last day for your answer: you have until %(day)s to accept it, or say what is wrong."
    ),
    "redemption.put_off.acceptance.provider": _l(
        "A holiday was announced on the last day for the customer’s answer: the customer has until %(day)s to accept it."
    ),
}

AUDIT_WORDS = {**REDEMPTION_HISTORY, **PROPOSAL_HISTORY}
SUBJECTS = {
    "redemption": SubjectKind(_l("Claim"), "redemptions.redemption", "redemption_id"),
    "proposal": SubjectKind(_l("Price proposal")),
}
_ON_THE_WAY = frozenset(
    {
        "redemption.accepted",
        "redemption.accepted_for_sme",
        "redemption.cancelled",
        "redemption.closed",
        "redemption.delivered",
        "redemption.disputed",
        "redemption.dispute_settled",
        "redemption.lapsed",
        "redemption.put_off.acceptance.provider",
        "redemption.put_off.acceptance.sme",
        "redemption.put_off.delivery",
    }
)
NOTICES = (
    Notices(NoticeGroup.SERVICES, {kind: _OfClaim(_SENTENCES[kind]) for kind in sorted(_ON_THE_WAY)}),
    Notices(
        NoticeGroup.DECISIONS,
        {kind: _OfClaim(words) for kind, words in _SENTENCES.items() if kind not in _ON_THE_WAY},
    ),
)


def claim_news(kind: str, facts: Mapping[str, Any]) -> str:
    """What a notice of a claim says, on the claim's own page: without which one it is."""
    return str(_SENTENCES[kind]) % facts
