"""What the audit trail records of wrong passwords and wrong codes: who was tried, how often – never a flood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.actor import SYSTEM
from core.audit import operations as audit
from core.db import transaction
from identity.accounts.models import SignInAttempt
from identity.accounts.states import AttemptKind

SETTLED = timedelta(minutes=1)
"""A guess is written as failed before its secret is looked at; by then it is known how it ended."""
MOST_ACCOUNTS = 200
"""Events of one report; what more accounts were tried goes into one event with their number."""
Tried = list[tuple[AttemptKind, bytes, bytes]]


def report_failed_sign_ins(
    account_of: Callable[[str], bytes], officers: Callable[[Session], Mapping[int, str]], *, now: datetime
) -> int:
    """Record what failed since the last report, one event for each account and kind; returns the number of events.

    An officer is named by number; any other account by its digest alone. `account_of` is the digest of an e-mail;
    `officers` returns the e-mails of those who serve OSMEP.
    """
    with transaction() as tx:
        rows: Tried = [tuple(row) for row in tx.execute(_taken(now)).all()]
        grouped: dict[tuple[AttemptKind, bytes], list[bytes]] = defaultdict(list)
        for kind, account, network in rows:
            grouped[kind, account].append(network)
        worst = sorted(grouped.items(), key=lambda each: (-len(each[1]), each[0]))
        known = {account_of(email): key for key, email in officers(tx.session).items()} if worst else {}
        for (kind, account), networks in worst[:MOST_ACCOUNTS]:
            subject = known.get(account)
            fields = {"kind": kind.value, "count": len(networks), "networks": len(set(networks))}
            if subject is None:
                fields["account"] = account.hex()
            audit.record(
                tx, "sign_in.failed", "person" if subject else "sign_in", subject or 0, SYSTEM, now, fields
            )
        others = worst[MOST_ACCOUNTS:]
        if others:
            fields = {"accounts": len(others), "count": sum(len(networks) for _key, networks in others)}
            audit.record(tx, "sign_in.failed_many", "sign_in", 0, SYSTEM, now, fields)
        return min(len(worst), MOST_ACCOUNTS) + bool(others)


def _taken(now: datetime) -> sa.Update:
    """Mark what is reported now; two workers at once report each failure once."""
    table = SignInAttempt
    return (
        sa.update(table)
        .where(table.failed, ~table.reported, table.at < now - SETTLED, table.kind != AttemptKind.MAIL)
        .values(reported=True)
        .returning(table.kind, table.account, table.network)
        .execution_options(synchronize_session=False)
    )
