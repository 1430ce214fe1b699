"""The signatures of a batch, as the rules want them."""

from __future__ import annotations

from config import Settings
from core.commands import Facts
from core.settings import installation
from payouts import rules
from payouts.models import Batch


def signatures_of(batch: Batch) -> rules.Signatures:
    """Who has signed so far. The band counts as it was when submitted, and as it is now: the stricter holds."""
    settings: Settings = installation.settings()
    return rules.Signatures(
        drafted_by=batch.drafted_by_id,
        submitted_by=batch.submitted_by_id,
        approved_by=batch.approved_by_id,
        above_band=batch.three_persons or batch.gross_satang > settings.batch_three_person_satang,
    )


def approval_bars(batch: Batch) -> dict[str, Facts]:
    """Whom APPROVE_BATCH bars."""
    return {"preparers": signatures_of(batch).prepared_by}


def release_bars(batch: Batch) -> dict[str, Facts]:
    """Whom RELEASE_BATCH bars."""
    signed = signatures_of(batch)
    return {"preparers": signed.prepared_by, "approver": signed.not_by_approver}
