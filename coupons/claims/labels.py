"""Words for claims and their evidence. Refusals are also listed in docs/refusals.md."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext

from core.labels import Labels
from coupons.claims.rules import NEW_PROVIDER_DAYS, SAME_AMOUNT_COUNT, SAME_AMOUNT_DAYS
from coupons.claims.states import ClaimFlag, ClaimRefusal, EvidenceKind
from coupons.states import Party

LABELS = (
    Labels(
        {Party.SME: _l("the SME"), Party.PROVIDER: _l("the provider"), Party.OSMEP: _l("an officer of OSMEP")}
    ),
    Labels(
        {
            ClaimRefusal.EVIDENCE_MISSING: _l("Required evidence is missing. Add it."),
            ClaimRefusal.INVOICE_MISSING: _l(
                "Enter only the number of the tax invoice or receipt, without other words."
            ),
            ClaimRefusal.INVOICE_USED: _l(
                "This invoice number of the provider is already on another claim. Check the number."
            ),
            ClaimRefusal.INVOICE_DATE_WRONG: _l(
                "The invoice date must be between the customer's confirmation and today."
            ),
            ClaimRefusal.AMOUNT_ABOVE_RESERVED: _l(
                "Enter an amount above zero, and no more than was reserved."
            ),
            ClaimRefusal.LESS_NEEDS_REASON: _l("Enter the reason for approving less than was claimed."),
            ClaimRefusal.DELIVERY_DATE_WRONG: _l(
                "The delivery date must be between the customer's confirmation and today."
            ),
            ClaimRefusal.DELIVERED_TOO_LATE: _l("The service was delivered after the last day allowed."),
            ClaimRefusal.ACCEPTANCE_STILL_OPEN: _l("There is still time for the answer of the other side."),
            ClaimRefusal.ACCEPTED_BY_YOU: _l(
                "You accepted this delivery, so another officer must decide the claim."
            ),
            ClaimRefusal.RESERVED_BY_YOU: _l(
                "You approved the development proposal of this service, so another officer must decide the claim."
            ),
            ClaimRefusal.NOTHING_TO_PAY: _l(
                "No money is paid under this scheme. Complete the claim instead."
            ),
            ClaimRefusal.NOT_ZERO_BUDGET: _l("This claim is for money, so approve or reject it instead."),
            ClaimRefusal.NOT_DUE: _l(
                "There is still time to add what is missing. You can reject the claim after that."
            ),
            ClaimRefusal.ACCOUNT_MISSING: _l(
                "Add the bank account of your business first. Only its owner can do that."
            ),
            ClaimRefusal.PROVIDER_FILES: _l(
                "Under this scheme the provider files the claim, and the business accepts what was delivered."
            ),
            ClaimRefusal.SME_FILES: _l(
                "Under this scheme the business files the claim itself, and the provider confirms it."
            ),
        }
    ),
    Labels(
        {
            ClaimFlag.SAME_AMOUNT_REPEATED: lazy_ngettext(
                "The provider has claimed exactly this price at least %(times)s other times in %(num)s day.",
                "The provider has claimed exactly this price at least %(times)s other times in %(num)s days.",
                SAME_AMOUNT_DAYS,
                times=SAME_AMOUNT_COUNT,
            ),
            ClaimFlag.FAST_DELIVERY: _l(
                "Delivered in less than a quarter of the time given in the catalogue."
            ),
            ClaimFlag.NEW_PROVIDER: lazy_ngettext(
                "The provider was approved less than %(num)s day earlier.",
                "The provider was approved less than %(num)s days earlier.",
                NEW_PROVIDER_DAYS,
            ),
            ClaimFlag.TOP_OF_PRICE_RANGE: _l("The price is the highest in the published range."),
            ClaimFlag.LOW_RATING: _l("The business gave two stars or fewer."),
            ClaimFlag.ACCEPTED_FOR_SME: _l("An officer accepted the delivery on behalf of the business."),
            ClaimFlag.CONFIRMED_FOR_PROVIDER: _l("An officer confirmed the claim on behalf of the provider."),
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
