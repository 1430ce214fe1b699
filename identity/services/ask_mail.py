"""Somebody without a session asks for an e-mail: to reset a password, or to confirm an address."""

from __future__ import annotations

from datetime import datetime

from core import jobs
from core.db import transaction
from identity.models import MailRequest
from identity.states import MailKind


def ask_mail(kind: MailKind, address: str, *, now: datetime) -> None:
    """Keep the request for the worker. The same statements whether the address is known or not: nobody is looked up."""
    with transaction() as tx:
        request = tx.add(MailRequest(kind=kind, address=address, asked_at=now))
        jobs.defer(tx, "identity.answer_mail_request", request_id=request.id)
