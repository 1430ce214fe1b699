"""What finance does with many claims to pay at once: hold them, and release the holds.

Both are provisional, no payment is made or refused by them, and they undo each other. To dispute a claim is decided for
each by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.clock import bangkok_date
from core.db import db
from core.labels import words_for
from identity.organisations.queries import connections
from payouts.models.payables import Payable
from payouts.payables import commands
from payouts.payables.queries import is_live, payables_statement
from payouts.payables.services.hold_payable import hold_payable
from payouts.payables.services.resume_payable import resume_payable
from payouts.payees.queries import holds_of, latest_attempts, payees_of
from payouts.states import PAYABLE_MACHINE, HoldReason, PayoutRefusal
from web.languages import localized
from web.lists.together import ChosenRow, RowAct, TogetherPage, hold, release

HOLD = hold(
    commands.HOLD_PAYABLE,
    hold_payable,
    _l("The payment is not included in a batch until an officer releases the hold."),
)
RESUME = release(commands.RESUME_PAYABLE, resume_payable, _l("The next batch can include the payment."))


def _read(act: RowAct, keys: Collection[int], actor: Actor, now: datetime) -> list[ChosenRow]:
    session = db.session()
    connected = connections(session, actor.known_person_id, now)
    statement = payables_statement().add_columns(is_live()).where(Payable.id.in_(keys))
    found = list(session.execute(statement.order_by(Payable.queue_since, Payable.id)))
    facts: dict[int, HoldReason | None] = {}
    if act is RESUME and found:
        payables = [row[0] for row in found]
        payees = payees_of(session, {each.payee_id for each in payables}, bangkok_date(now))
        facts = holds_of(session, payables, payees, latest_attempts(session, payables))
    return [
        _row(payable, _refusal(act, payable, live, facts.get(payable.id), actor, connected))
        for payable, live in found
    ]


def _refusal(
    act: RowAct,
    payable: Payable,
    live: bool,
    fact: HoldReason | None,
    actor: Actor,
    connected: frozenset[int],
) -> str | None:
    """Why the act is not for it, in the order in which its service asks."""
    if bar := act.command.refusal(actor, {"payee": payable.payee_id}, connected):
        return words_for(bar)
    if live:
        return words_for(PayoutRefusal.ALREADY_LIVE)
    if payable.state not in PAYABLE_MACHINE.sources(act.name):
        return words_for(payable.state)
    return words_for(fact) if fact not in (None, HoldReason.ACCOUNT_REFUSED) else None


def _row(payable: Payable, refusal: str | None) -> ChosenRow:
    name = f"{localized(payable.payee, 'name')} · {payable.coupon.number}"
    url = url_for("payouts.payable", payable_id=payable.id)
    return ChosenRow(payable.id, name, url, words_for(payable.state), refusal)


TOGETHER = TogetherPage(
    "payouts.together",
    "payouts.payables",
    _l("Claims to pay"),
    {act.name: act for act in (HOLD, RESUME)},
    _read,
)
