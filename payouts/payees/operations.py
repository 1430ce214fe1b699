"""Writing to payees of what is paid or stands still."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from core.clock import bangkok_date
from core.counted import counted
from core.db import Tx
from core.labels import Notices
from core.money import ZERO, Money
from identity.notifications.states import NoticeGroup
from identity.organisations.members import notify_members
from identity.organisations.states import Capacity, MemberRole
from payouts.models.payables import Payable
from payouts.payees.queries import Payee
from payouts.payees.rules import STANDS_STILL, TO_PUT_RIGHT
from payouts.payees.statuses import reported_statuses
from payouts.payees.words import ASK, ASKS, FOR_PAYEE, STAYS_OWED, ReportedStatus, why_for_payee
from payouts.states import PayeeStatus
from schemes.states import PayeeMode

_S = PayeeStatus


_HOW_MUCH = counted("count", "%(amount)s baht (%(count)s payment).", "%(amount)s baht (%(count)s payments).")


class _News:
    """A notice: how many payments and how much, then what the page says too: why, until when, whom to ask."""

    def __init__(self, status: PayeeStatus) -> None:
        self.status = status

    def __mod__(self, facts: Mapping[str, Any]) -> str:
        """The words for that number of payments, their facts filled in."""
        return self._after(_HOW_MUCH % facts) % facts

    def __str__(self) -> str:
        return self._after(str(_HOW_MUCH))

    def _after(self, how_much: str) -> str:
        said = [how_much, str(FOR_PAYEE[self.status])]
        if self.status in TO_PUT_RIGHT:
            said += [_("Due by %(by)s."), str(STAYS_OWED)]
        elif self.status in STANDS_STILL - {_S.ACCOUNT_COOLING}:
            said.append(_("The deadline for this step is %(by)s."))
        if self.status in ASKS:
            said.append(str(ASK))
        return " ".join(said)


def tell_payees(
    tx: Tx, payables: Collection[Payable], now: datetime, payees: Mapping[int, Payee] | None = None
) -> None:
    """Write to each payee's owners, once for each status, of those that are paid or stand still.

    `payees` by organisation, where this transaction has read them.
    """
    tx.session.flush()
    reported = reported_statuses(tx.session, payables, bangkok_date(now), payees)
    grouped: dict[tuple[Any, ...], list[Payable]] = defaultdict(list)
    for payable in payables:
        news = reported[payable.id]
        if news.status in STANDS_STILL or news.status is _S.PAID:
            by = {"by": news.due.isoformat()} if news.due is not None else {}
            facts = {**news.facts, **by}
            key = (payable.payee_id, payable.payee_mode, news.status, tuple(facts.items()))
            grouped[key].append(payable)
    for (payee_id, mode, status, facts), owed in grouped.items():
        amount = sum((_net(each, reported) for each in owed), ZERO)
        amounts = {"count": str(len(owed)), "amount": amount.short()}
        notify_members(
            tx,
            payee_id,
            f"payouts.payee.{status}",
            amounts | dict(facts),
            url_for("payouts.mine"),
            now=now,
            capacity=Capacity.SME if mode is PayeeMode.REIMBURSE_SME else Capacity.PROVIDER,
            role=MemberRole.OWNER,
        )


def _net(payable: Payable, reported: Mapping[int, ReportedStatus]) -> Money:
    """What was or will be paid: the latest attempt's net amount, before any what is owed."""
    attempt = reported[payable.id].attempt
    return attempt.net if attempt is not None else payable.amount


NOTICES = (
    Notices(
        NoticeGroup.PAYMENTS,
        {f"payouts.payee.{status}": _News(status) for status in (*STANDS_STILL, _S.PAID)},
        {"why": why_for_payee},
    ),
)
