"""Record that an e-mail was not taken, and when it is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.db import transaction
from core.mail.models import OutboundMail
from core.mail.services.claim_mail import Outgoing
from core.mail.states import MAIL_MACHINE, PATIENCE

LONGEST_MINUTES = 60


def record_mail_failure(claimed: Outgoing, reason: str, *, for_good: bool, now: datetime) -> None:
    """Let it go and try again after 1, 2, 4 … 60 minutes; give it up when it waited long enough or never will be taken.

    `reason` is a reply code or the kind of fault: never an address. Nothing is recorded when the claim is no longer valid:
    its lease was over, and another worker has the e-mail, sent it or gave it up.
    """
    with transaction() as tx:
        mail = tx.lock(OutboundMail, claimed.id)
        if mail.claimed_at != claimed.claimed_at:
            return
        mail.last_error, mail.claimed_at = reason[:80], None
        minutes = min(2 ** min(mail.attempts - 1, 10), LONGEST_MINUTES)
        mail.next_attempt_at = now + timedelta(minutes=minutes)
        waited = now - mail.state_since
        tx.session.flush()
        if for_good or waited >= PATIENCE:
            tx.advance(OutboundMail, claimed.id, MAIL_MACHINE, "give_up", state_since=now)
