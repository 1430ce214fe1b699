"""The words and badges of refusals: one registration for each enum, for members of two may share a value."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.counted import counted
from core.labels import Labels
from payouts.states import PayoutRefusal

LABELS = (
    Labels(
        {
            PayoutRefusal.TWO_SOURCES: _l(
                "These payments are of the annual budget and of the SME Fund, which pay from different accounts. Choose one source of money."
            ),
            PayoutRefusal.NOTHING_TO_BATCH: _l("No selected payment can be made today. Nothing was changed."),
            PayoutRefusal.TOO_MANY: _l(
                "There are too many payments for one batch (at most %(most)s). Select fewer."
            ),
            PayoutRefusal.ALREADY_LIVE: _l(
                "This payment is already in a batch or with the bank. Remove it from the batch first, or wait for the bank."
            ),
            PayoutRefusal.IN_SIGNED_BATCH: _l(
                "The batch is being approved. Send it back or cancel it before you remove a payment."
            ),
            PayoutRefusal.PREPARED_BY_YOU: _l(
                "You prepared this batch, so another person must approve or release it."
            ),
            PayoutRefusal.APPROVED_BY_YOU: _l(
                "You approved this batch. Its amount is above the limit, so a third person must release it."
            ),
            PayoutRefusal.RECALL_ASKED_BY_YOU: _l(
                "You reported the recall, so another person must confirm it."
            ),
            PayoutRefusal.NAMED_BY_BANK: _l(
                "A bank line that is not checked yet refers to payment %(reference)s of this batch. The bank may already have paid it. Resolve the bank line first."
            ),
            PayoutRefusal.IMPORTED_BY_YOU: _l("You imported this line. Another person must set it aside."),
            PayoutRefusal.SIGNER_BLOCKED: _l(
                "Somebody who submitted, approved or recorded this is blocked, so it cannot continue. Decline, reject or cancel it. Then submit it again, so that other people approve it."
            ),
            PayoutRefusal.STATED_BY_YOU: _l(
                "You recorded this, so another person must confirm or decline it."
            ),
            PayoutRefusal.ALREADY_STATED: _l(
                "A result recorded for this payment is already awaiting a second approver."
            ),
            PayoutRefusal.CHANGED_SINCE: _l(
                "The batch has changed since it was submitted. Nothing was sent. Cancel it and draft a new one."
            ),
            PayoutRefusal.PAYEE_NOT_PAYABLE: _l(
                "%(payee)s can no longer be paid to the bank account that was approved. Nothing was sent. Cancel the batch and draft a new one."
            ),
            PayoutRefusal.NOT_A_WORKING_DAY: _l("Choose a day on which banks work, today or later."),
            PayoutRefusal.SOME_ALREADY_PAID: _l(
                "The bank has already paid part of this batch, so it cannot be recalled as a whole."
            ),
            PayoutRefusal.RECALL_NOT_ASKED: _l("Nobody has reported a recall of this batch."),
            PayoutRefusal.BANK_REFERENCE_MISSING: _l("Enter the bank’s reference of the recall."),
            PayoutRefusal.FILE_IMPORTED_BEFORE: _l(
                "This file has already been imported. Nothing was imported twice."
            ),
            PayoutRefusal.EVIDENCE_MISSING: _l("Add a file that proves the result, or choose the bank line."),
            PayoutRefusal.OUTCOME_DOES_NOT_FIT: _l(
                "This result is not possible in the payment's present status. Choose another result."
            ),
            PayoutRefusal.LINE_DOES_NOT_FIT: _l(
                "The amount of the bank line, or its direction (in or out), does not match this payment."
            ),
            PayoutRefusal.LINES_WAITING: counted(
                "count",
                "%(count)s bank line for payments in this batch has not been checked yet. Check it first.",
                "%(count)s bank lines for payments in this batch have not been checked yet. Check them first.",
            ),
            PayoutRefusal.FOREIGN_ACCOUNT: _l(
                "The file is for account %(account)s, which we do not pay from. Nothing was imported."
            ),
            PayoutRefusal.NO_SUCH_PAYMENT: _l("There is no payment with that reference."),
        }
    ),
)
