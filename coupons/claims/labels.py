"""Words for claims and their evidence. Refusals are also listed in docs/refusals.md."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.labels import Labels
from coupons.claims.rules import NEW_PROVIDER_DAYS, SAME_AMOUNT_COUNT, SAME_AMOUNT_DAYS
from coupons.claims.states import ClaimFlag, ClaimRefusal, EvidenceKind

LABELS = (
    Labels(
        {
            ClaimRefusal.EVIDENCE_MISSING: _l("Mandatory evidence is missing."),
            ClaimRefusal.INVOICE_MISSING: _l(
                "Write the number of the tax invoice or receipt, without other words."
            ),
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
            ClaimRefusal.ACCEPTED_BY_YOU: _l(
                "You accepted this delivery, so another officer must decide the claim."
            ),
            ClaimRefusal.NOTHING_TO_PAY: _l(
                "Nothing is to be paid under this scheme. Close the claim instead."
            ),
            ClaimRefusal.NOT_ZERO_BUDGET: _l("This claim is to be paid: approve or reject it."),
            ClaimRefusal.NOT_DUE: _l("Its time is not over yet."),
        }
    ),
    Labels(
        {
            ClaimFlag.SAME_AMOUNT_REPEATED: _l(
                "The provider has claimed this very price at least %(times)s other times in %(days)s days.",
                times=SAME_AMOUNT_COUNT,
                days=SAME_AMOUNT_DAYS,
            ),
            ClaimFlag.FAST_DELIVERY: _l("Delivered in less than a quarter of the time the catalogue names."),
            ClaimFlag.NEW_PROVIDER: _l(
                "The provider was approved less than %(days)s days before.", days=NEW_PROVIDER_DAYS
            ),
            ClaimFlag.TOP_OF_PRICE_RANGE: _l("The price is the highest of the published range."),
            ClaimFlag.LOW_RATING: _l("The business gave two stars or fewer."),
            ClaimFlag.ACCEPTED_FOR_SME: _l("An officer accepted the delivery in the business's place."),
            ClaimFlag.WAS_DISPUTED: _l("The claim was disputed before."),
        }
    ),
    Labels(
        {
            EvidenceKind.TAX_INVOICE: _l("Tax invoice or receipt"),
            EvidenceKind.PROOF_OF_OWN_SHARE: _l("Proof that the business paid its own share"),
            EvidenceKind.DELIVERABLE: _l("What was delivered (certificate, test report, attendance list)"),
            EvidenceKind.AGREEMENT: _l("Quotation or agreement"),
            EvidenceKind.PHOTO: _l("Photographs"),
            EvidenceKind.OTHER: _l("Other evidence"),
        }
    ),
)
