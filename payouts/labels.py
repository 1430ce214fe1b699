"""The words and badges of refusals: one registration for each enum, for members of two may share a value."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.labels import Labels
from payouts.states import PayoutRefusal

LABELS = (
    Labels(
        {
            PayoutRefusal.NOTHING_TO_BATCH: _l(
                "Nothing that can be paid today is selected. Nothing was changed."
            ),
            PayoutRefusal.TOO_MANY: _l("One batch carries at most %(most)s payments. Select fewer."),
            PayoutRefusal.ALREADY_LIVE: _l(
                "This is in a batch or with the bank already. Take it out of the batch first, or wait for the bank."
            ),
            PayoutRefusal.IN_SIGNED_BATCH: _l(
                "The batch is being signed. It must be returned or cancelled before a payment can be taken out."
            ),
            PayoutRefusal.PREPARED_BY_YOU: _l("You prepared this batch, so another person must sign it."),
            PayoutRefusal.APPROVED_BY_YOU: _l(
                "You approved this batch. Above the amount band a third person must release it."
            ),
            PayoutRefusal.RECALL_ASKED_BY_YOU: _l(
                "You reported the recall, so another person must confirm it."
            ),
            PayoutRefusal.NAMED_BY_BANK: _l(
                "A bank line that is still to be checked names payment %(reference)s of this batch: the bank may have"
                " paid it already. Settle the line first."
            ),
            PayoutRefusal.IMPORTED_BY_YOU: _l("You imported this line. Another person must set it aside."),
            PayoutRefusal.SIGNER_BLOCKED: _l(
                "The account of somebody who signed this before is blocked. Decline, reject or cancel it, or ask anew: then others"
                " sign."
            ),
            PayoutRefusal.STATED_BY_YOU: _l("You stated this, so another person must confirm or decline it."),
            PayoutRefusal.ALREADY_STATED: _l(
                "Somebody’s finding on this payment is already waiting for a second person."
            ),
            PayoutRefusal.CHANGED_SINCE: _l(
                "The batch is no longer what was submitted. Nothing was sent; cancel it and draft it anew."
            ),
            PayoutRefusal.PAYEE_NOT_PAYABLE: _l(
                "%(payee)s can no longer be paid at the account that was signed for. Nothing was sent; cancel the batch and draft it anew."
            ),
            PayoutRefusal.NOT_A_WORKING_DAY: _l("Choose a day on which banks work, today or later."),
            PayoutRefusal.SOME_ALREADY_PAID: _l(
                "The bank has already paid part of this batch, so it cannot be recalled as a whole."
            ),
            PayoutRefusal.RECALL_NOT_ASKED: _l("Nobody has reported a recall of this batch."),
            PayoutRefusal.BANK_REFERENCE_MISSING: _l("Write the bank’s reference of the recall."),
            PayoutRefusal.FILE_IMPORTED_BEFORE: _l(
                "This very file was taken before. Nothing was taken twice."
            ),
            PayoutRefusal.EVIDENCE_MISSING: _l("Add a file, or choose the bank line, that proves it."),
            PayoutRefusal.OUTCOME_DOES_NOT_FIT: _l("This payment cannot have come to that as it stands now."),
            PayoutRefusal.LINE_DOES_NOT_FIT: _l(
                "The bank line does not have the amount or the direction of this payment."
            ),
            PayoutRefusal.LINES_WAITING: _l(
                "%(count)s bank lines that name payments of this batch wait on the workbench."
            ),
            PayoutRefusal.FOREIGN_ACCOUNT: _l(
                "The file is about account %(account)s, from which we do not pay. Nothing of it was taken."
            ),
            PayoutRefusal.NO_SUCH_PAYMENT: _l("There is no payment with that reference."),
        }
    ),
)
