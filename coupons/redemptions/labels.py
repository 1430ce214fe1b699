"""Words for scans, prices and redemptions. Refusals are also listed in docs/refusals.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext

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
            ProposalState.DECLINED: _l("Declined by the customer"),
            ProposalState.REFUSED: _l("Cannot be used"),
            ProposalState.LAPSED: _l("Time has ended"),
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
            RedemptionState.DELIVERED: _l("Delivered, waiting for confirmation"),
            RedemptionState.RETURNED: _l("Sent back for more evidence"),
            RedemptionState.ACCEPTED: _l("Confirmed, waiting for an officer"),
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
            ScanMethod.TYPED: _l("Entered by hand"),
        }
    ),
    Labels(
        {
            ConsentMethod.TAP: _l("Confirmed on the customer's phone"),
            ConsentMethod.CODE: _l("Confirmed by six-digit code"),
            ConsentMethod.DEVELOPMENT: _l("Agreed by an approved development proposal"),
        }
    ),
    Labels(
        {
            ScanOutcome.GOOD: _l("Accepted here"),
            ScanOutcome.MALFORMED: _l(
                "This is not a coupon code. Look for a damaged QR or a mistyped letter, and try again."
            ),
            ScanOutcome.UNKNOWN: _l(
                "No coupon has this code. Compare each letter with the customer's phone."
            ),
            ScanOutcome.REPLACED: _l(
                "This code was replaced by a new one. Ask the customer to open the coupon again."
            ),
            ScanOutcome.HELD: _l("This coupon is on hold. The customer can ask OSMEP why."),
            ScanOutcome.EXPIRED: _l("This coupon is not valid today."),
            ScanOutcome.CANCELLED: _l("This coupon was cancelled."),
            ScanOutcome.SPENT: _l("This coupon has been used up."),
            ScanOutcome.SCHEME_CLOSED: _l("The last day for services under this scheme has passed."),
            ScanOutcome.PROVIDER_NOT_APPROVED: _l(
                "Your organisation is not approved to accept coupons at present."
            ),
            ScanOutcome.CATEGORY_NOT_APPROVED: _l(
                "Your organisation is not approved for this kind of service, or its approval has ended."
            ),
            ScanOutcome.SME_FILES: _l(
                "Under this scheme the business pays the full price and is paid back. It sends a development proposal with your quotation from the page of its coupon; you confirm it under Development proposals."
            ),
            ScanOutcome.OWN_COUPON: _l(
                "You or your organisation are connected with the business that holds this coupon, so you cannot accept it."
            ),
            ScanOutcome.TOO_MANY_TRIES: lazy_ngettext(
                "Too many wrong codes. Wait %(num)s minute, or scan the QR with the camera.",
                "Too many wrong codes. Wait %(num)s minutes, or scan the QR with the camera.",
                TRIES_LIMIT // timedelta(minutes=1),
            ),
        },
        {
            ScanOutcome.GOOD: "good",
        },
    ),
    Labels(
        {
            Refusal.COUPON_NOT_OPEN: _l("The coupon cannot be used at present."),
            Refusal.COUPON_EXPIRED: _l("The coupon is not valid today."),
            Refusal.SCHEME_NOT_OPEN: _l("The coupon's scheme was not open that day."),
            Refusal.DELIVERY_WINDOW_OVER: _l("The last day for services under this scheme has passed."),
            Refusal.PROVIDER_NOT_APPROVED: _l("The provider is not approved at present."),
            Refusal.CATEGORY_NOT_APPROVED: _l("The provider is not approved for this kind of service."),
            Refusal.ACCREDITATION_EXPIRED: _l("The provider's approval for this kind of service has ended."),
            Refusal.SERVICE_WITHDRAWN: _l("The provider no longer offers this service."),
            Refusal.PRICE_OUTSIDE_RANGE: _l("The price is outside the published range for this service."),
            Refusal.SME_NOT_VERIFIED: _l("The business that holds the coupon is not verified at present."),
            Refusal.TIED_TO_PROVIDER: _l("A person connected with both sides cannot confirm this price."),
            Refusal.NOT_ENOUGH_LEFT: _l(
                "There is not enough left on the coupon for this price. Nothing was reserved."
            ),
            Refusal.SCAN_TOO_OLD: _l("The coupon was scanned too long ago. Scan it again."),
            Refusal.TOO_MANY_PRICES: _l(
                "You cannot send more prices with this scan. Scan the coupon again together with the customer."
            ),
            Refusal.PROPOSAL_LAPSED: _l(
                "The time to confirm this price has ended. The provider can send it again."
            ),
            Refusal.PROPOSAL_DECLINED: _l("The customer did not accept this price."),
            Refusal.PROPOSAL_SUPERSEDED: _l("A newer price from the provider replaces this one."),
            Refusal.PROPOSAL_WITHDRAWN: _l("This price was withdrawn by the provider."),
            Refusal.PRICE_CONFIRMED: _l(
                "The customer has just confirmed the price sent before. For another service, scan the coupon again."
            ),
            Refusal.WRONG_CODE: _l("The code is wrong. Ask the customer to read the six digits again."),
            Refusal.TOO_MANY_WRONG_CODES: _l(
                "This price was cancelled after five wrong codes. Send it again."
            ),
            Refusal.ONLY_TAP_TODAY: _l(
                "Too many wrong codes today. The customer can still confirm on their own phone."
            ),
        }
    ),
)
REDEMPTION_HISTORY: Mapping[str, Any] = {
    "redemption.reserved": _l("Price confirmed, money reserved"),
    "redemption.evidence_added": _l("Evidence added"),
    "redemption.evidence_removed": _l("Evidence removed"),
    "redemption.delivered": _l("Marked as delivered"),
    "redemption.filed": _l("Claim filed by the business"),
    "redemption.accepted": _l("Accepted by the business"),
    "redemption.confirmed": _l("Confirmed by the provider"),
    "redemption.confirmed_for_provider": _l("Confirmed by an officer on behalf of the provider"),
    "redemption.accepted_for_sme": _l("Accepted by an officer on behalf of the business"),
    "redemption.returned": _l("Sent back for more evidence"),
    "redemption.resubmitted": _l("Resubmitted"),
    "redemption.approved": _l("Claim approved"),
    "redemption.rejected": _l("Claim rejected"),
    "redemption.closed": _l("Completed without payment"),
    "redemption.disputed": _l("Disputed"),
    "redemption.dispute_settled": _l("Dispute resolved, claim continues"),
    "redemption.cancelled": _l("Reservation cancelled"),
    "redemption.lapsed": _l("Not delivered in time, money released"),
    "redemption.put_off": _l("Last day moved because of a holiday"),
    "redemption.paid": _l("Paid by the bank"),
    "redemption.unpaid": _l("The bank returned the payment"),
}
REDEMPTION_TONES = {
    "redemption.reserved": "brand",
    "redemption.delivered": "brand",
    "redemption.filed": "brand",
    "redemption.accepted": "good",
    "redemption.confirmed": "good",
    "redemption.confirmed_for_provider": "good",
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
    "proposal.refused": _l("Price rejected by a rule"),
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
    "redemption.filed": _l(
        "The customer filed the claim and states that you delivered the service and were paid in full. Please confirm it, or say what is wrong, by %(day)s."
    ),
    "redemption.accepted": _l("The customer accepted your delivery. An officer checks the claim next."),
    "redemption.confirmed": _l("The provider confirmed your claim. An officer checks it next."),
    "redemption.confirmed_for_provider": _l("An officer confirmed a claim on behalf of the provider."),
    "redemption.accepted_for_sme": _l("An officer accepted a delivery on behalf of the business."),
    "redemption.returned": _l("An officer needs more evidence for your claim, by %(day)s."),
    "redemption.approved": _l(
        "A claim was approved. Its page shows who is paid, how much, and the payment status."
    ),
    "redemption.cut.provider.provider": _l(
        "OSMEP pays you %(approved)s of the %(claimed)s baht claimed. You cover the other %(rest)s baht. The customer pays you no more than its own share of %(own)s baht."
    ),
    "redemption.cut.provider.sme": _l(
        "OSMEP pays the provider %(approved)s of the %(claimed)s baht claimed. The provider covers the other %(rest)s baht. You pay no more than your own share of %(own)s baht."
    ),
    "redemption.cut.provider.osmep": _l(
        "OSMEP pays %(approved)s of the %(claimed)s baht claimed. The provider covers the other %(rest)s baht. The SME pays no more than its own share of %(own)s baht."
    ),
    "redemption.cut.sme.sme": _l(
        "OSMEP repays you %(approved)s of the %(claimed)s baht claimed. You cover the other %(rest)s baht of the price that you paid."
    ),
    "redemption.cut.sme.provider": _l(
        "OSMEP repays the SME %(approved)s of the %(claimed)s baht claimed. The SME covers the other %(rest)s baht. Nothing changes for you."
    ),
    "redemption.cut.sme.osmep": _l(
        "OSMEP repays the SME %(approved)s of the %(claimed)s baht claimed. The SME covers the other %(rest)s baht."
    ),
    "redemption.rejected": _l("A claim was rejected. See the reason on its page."),
    "redemption.cancelled": _l("A reserved service was cancelled, and its money was released."),
    "redemption.lapsed": _l("A reserved service was not delivered in time, and its money was released."),
    "redemption.disputed": _l("A claim is in dispute. An officer is reviewing it."),
    "redemption.dispute_settled": _l("A dispute was resolved, and the claim continues."),
    "redemption.closed": _l("A claim was completed."),
    "redemption.put_off.delivery": _l(
        "The last day for the delivery is now a holiday. The new last day is %(day)s."
    ),
    "redemption.put_off.acceptance.sme": _l(
        "The last day for your answer is now a holiday. You have until %(day)s to accept the delivery or say what is wrong."
    ),
    "redemption.put_off.acceptance.provider": _l(
        "The last day for the customer’s answer is now a holiday. The customer has until %(day)s to accept the delivery."
    ),
    "redemption.put_off.confirmation.provider": _l(
        "The last day for your answer is now a holiday. You have until %(day)s to confirm the claim or say what is wrong."
    ),
    "redemption.put_off.confirmation.sme": _l(
        "The last day for the provider’s answer is now a holiday. The provider has until %(day)s to confirm your claim."
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
        "redemption.confirmed",
        "redemption.confirmed_for_provider",
        "redemption.delivered",
        "redemption.disputed",
        "redemption.dispute_settled",
        "redemption.filed",
        "redemption.lapsed",
        "redemption.put_off.acceptance.provider",
        "redemption.put_off.acceptance.sme",
        "redemption.put_off.confirmation.provider",
        "redemption.put_off.confirmation.sme",
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
