"""What freeing a number changes, inside the transaction of who confirms it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask import url_for

from core import events
from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx
from core.errors import Refused
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BankAccountState
from identity.notifications.operations import notify
from identity.notifications.words import both_names
from identity.organisations.members import notify_members
from identity.organisations.models import Organisation
from identity.rights_requests.events import NumberContested
from identity.rights_requests.models import NumberReport
from identity.rights_requests.operations import end_all_for
from identity.rights_requests.rules import RightsRequestRefusal
from identity.rights_requests.states import NUMBER_REPORT, NumberReportState


def refuse_if_verified(tx: Tx, organisation_id: int) -> None:
    """Refuse with NUMBER_IN_USE when a finance officer has verified a bank account of the organisation."""
    seen = sa.select(BankAccount.id).where(
        BankAccount.organisation_id == organisation_id,
        BankAccount.state.in_([BankAccountState.VERIFIED, BankAccountState.REPLACED]),
    )
    if tx.scalar(seen.limit(1)) is not None:
        raise Refused(RightsRequestRefusal.NUMBER_IN_USE)


def free_number(
    tx: Tx, organisation_id: int, document_id: int | None, *, actor: Actor, now: datetime
) -> None:
    """Release the number: the organisation keeps its rows and loses its members; who reported it may register at once.

    `document_id` is the evidence on which it was asked: it is freed for whom it speaks for, and what others reported
    beside them waits for an officer still.

    Its members are notified before their memberships end. Refused with NUMBER_IN_USE.
    """
    events.publish(tx, NumberContested(organisation_id, is_freed=True, now=now))
    organisation = tx.lock(Organisation, organisation_id)
    business, ending = {"business": both_names(organisation)}, organisation.registration_number[-4:]
    notify_members(tx, organisation_id, "number.taken_away", business, url_for("identity.me"), now=now)
    end_all_for(tx, organisation_id, actor=actor, now=now)
    refuse_if_verified(tx, organisation_id)
    organisation.released_at = now
    audit.record(tx, "number.freed", "organisation", organisation_id, actor, now)
    waiting = sa.select(NumberReport.id, NumberReport.reported_by_id).where(
        NumberReport.organisation_id == organisation_id,
        NumberReport.document_id == document_id,
        NumberReport.state == NumberReportState.OPEN,
    )
    for report_id, reporter in tx.execute(waiting.order_by(NumberReport.id).with_for_update()).all():
        tx.advance(
            NumberReport, report_id, NUMBER_REPORT, "free", decided_at=now, decided_by_id=actor.person_id
        )
        notify(tx, [reporter], "number.freed", {"ending": ending}, url_for("today.today"), now=now)
