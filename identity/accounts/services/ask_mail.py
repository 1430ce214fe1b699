"""Somebody without a session asks for an e-mail: to reset a password, or to confirm an address."""

from __future__ import annotations

from datetime import datetime

from core.db import transaction
from identity.accounts.operations import request_mail
from identity.accounts.states import MailKind


def ask_mail(kind: MailKind, address: str, wanted: str | None, *, now: datetime) -> None:
    """Keep the request for the worker. The same statements whether the address is known or not: nobody is looked up.

    `wanted` is the page of ours where the asker was going.
    """
    with transaction() as tx:
        request_mail(tx, kind, address, wanted, now=now)
