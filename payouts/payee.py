"""What a payee is told of what it is owed: one status for each payable, in words for its page, its notices and officers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.clock import bangkok_date
from core.db import Tx
from core.labels import register_labels
from core.money import ZERO, Money
from core.thai.writing import be_date
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import RedemptionState
from identity.notifications.states import NoticeGroup
from identity.notifications.words import register_notices
from identity.organisations.members import notify_members
from identity.organisations.states import Capacity, MemberRole
from payouts.bankfiles.labels import words_for_bank_reason
from payouts.holds import attempt_of, holds_of, latest_attempts
from payouts.models import Payable, Payment
from payouts.payee_due import payee_due
from payouts.payee_rules import ACCOUNT_OPENED, OUR_FAULTS, STANDS_STILL, TO_PUT_RIGHT, payee_status
from payouts.queries import Payee, payees_of
from payouts.states import HoldReason, PayableState, PayeeStatus
from projects.states import PayeeMode

_S = PayeeStatus

register_labels(
    {
        _S.NEXT_BATCH: _l("Waiting for a batch"),
        _S.IN_BATCH: _l("In a batch"),
        _S.WITH_BANK: _l("With the bank"),
        _S.BANK_LATE: _l("Waiting for the bank’s answer"),
        _S.PAID: _l("Paid"),
        _S.REFUSED_ACCOUNT: _l("The bank could not pay"),
        _S.REFUSED_OTHER: _l("The bank could not pay"),
        _S.NO_ACCOUNT: _l("No bank account"),
        _S.ACCOUNT_PENDING: _l("Bank account being checked"),
        _S.ACCOUNT_COOLING: _l("New bank account not usable yet"),
        _S.ACCOUNT_IMPOSSIBLE: _l("Bank account wrong"),
        _S.SUSPENDED: _l("Suspended"),
        _S.ASKING_BANK: _l("Being checked with the bank"),
        _S.STOPPED: _l("Held by an officer"),
        _S.DISPUTED: _l("Disputed"),
        _S.REJECTED: _l("Claim rejected"),
    },
    {
        _S.NEXT_BATCH: "wait",
        _S.IN_BATCH: "wait",
        _S.WITH_BANK: "brand",
        _S.BANK_LATE: "wait",
        _S.PAID: "good",
        _S.REFUSED_ACCOUNT: "bad",
        _S.REFUSED_OTHER: "bad",
        _S.NO_ACCOUNT: "bad",
        _S.ACCOUNT_PENDING: "wait",
        _S.ACCOUNT_COOLING: "wait",
        _S.ACCOUNT_IMPOSSIBLE: "bad",
        _S.SUSPENDED: "bad",
        _S.ASKING_BANK: "wait",
        _S.STOPPED: "bad",
        _S.DISPUTED: "bad",
        _S.REJECTED: "bad",
    },
)

FOR_PAYEE: Mapping[PayeeStatus, Any] = {
    _S.NEXT_BATCH: _l("A finance officer puts it into a payment batch. You need do nothing now."),
    _S.IN_BATCH: _l(
        "It is in a payment batch that officers are signing one after the other. You need do nothing now."
    ),
    _S.WITH_BANK: _l("The bank is to pay it on %(day)s."),
    _S.BANK_LATE: _l("The bank was to pay it on %(day)s. We are waiting for its answer."),
    _S.PAID: _l("The bank paid it on %(day)s."),
    _S.REFUSED_ACCOUNT: _l(
        "The bank could not pay it. Its reason: %(why)s. Add the bank account that is right: it can be paid from the"
        " day on which that account can be used. If this account is right after all, ask the bank, then call 1301."
    ),
    _S.REFUSED_OTHER: _l(
        "The bank could not pay it. Its reason: %(why)s. This does not concern your account: we put it right with"
        " the bank and try again. You need do nothing now."
    ),
    _S.NO_ACCOUNT: _l(
        "We cannot pay it: you have no verified bank account. Add one in your organisation’s name."
        " It can be paid from the day on which that account can be used; the account’s page names the day."
    ),
    _S.ACCOUNT_PENDING: _l(
        "A finance officer is checking the bank account that you gave. It can be paid from the day on which that"
        " account can be used; the account’s page names the day. You need do nothing now."
    ),
    _S.ACCOUNT_COOLING: _l(
        "Your new bank account can be used from %(day)s, and it can be paid from then on. You need do nothing now."
    ),
    _S.ACCOUNT_IMPOSSIBLE: _l(
        "We cannot pay it: your bank has no accounts of the number that you gave. Add the right account."
    ),
    _S.SUSPENDED: _l(
        "We do not pay it while your registration is suspended. An approver decides on the suspension; if it ends, the"
        " payment goes on by itself. You can read why on your registration’s page."
    ),
    _S.ASKING_BANK: _l(
        "A finance officer is finding out with the bank whether it was paid already. You need do nothing now."
    ),
    _S.STOPPED: _l("A finance officer has held it to look into something. You need do nothing now."),
    _S.DISPUTED: _l(
        "The claim is disputed. An officer decides it anew; it is paid only if it is approved again."
    ),
    _S.REJECTED: _l("The claim was rejected. Nothing is owed for it."),
}
FOR_STAFF: Mapping[PayeeStatus, Any] = {
    _S.NEXT_BATCH: _l("The next batch may take it."),
    _S.IN_BATCH: _l("It is in a batch that is being signed."),
    _S.WITH_BANK: _l("The bank is to pay it on %(day)s. Import its answer."),
    _S.BANK_LATE: _l("The bank was to pay it on %(day)s. Import its answer, or find out what became of it."),
    _S.REFUSED_ACCOUNT: _l(
        "The bank could not pay it: %(why)s. The payee was told to add the right bank account; once that can be used,"
        " the hold ends by itself. If the bank says that this account is right, release the hold: the next batch tries"
        " it once more."
    ),
    _S.REFUSED_OTHER: _l(
        "The bank could not pay it: %(why)s. The payee’s account is not the reason. Put it right with the bank;"
        " the next batch tries again."
    ),
    _S.NO_ACCOUNT: _l("The payee adds a bank account. Once it is verified, the hold ends by itself."),
    _S.ACCOUNT_PENDING: _l(
        "Verify the bank account that the payee gave. Once it can be used, the hold ends by itself."
    ),
    _S.ACCOUNT_COOLING: _l(
        "The payee’s new bank account is usable from %(day)s. The hold then ends by itself."
    ),
    _S.ACCOUNT_IMPOSSIBLE: _l(
        "The payee adds the right bank account. Once it can be used, the hold ends by itself."
    ),
    _S.SUSPENDED: _l("The hold ends by itself when the payee’s suspension ends."),
    _S.ASKING_BANK: _l("Settle the bank line that names it: it may have been paid already."),
    _S.STOPPED: _l("It enters no batch until an officer releases the hold."),
}
"""Nothing for PAID, DISPUTED and REJECTED: they are ends."""
ASK = _l("If you have questions, call 1301.")
"""Whom a payee asks about what stands still, or is late: OSMEP's call centre."""
STAYS_OWED = _l("What you are owed stays owed after that day too.")
"""Of what the payee itself has to do: nothing is lost when its last day passes."""
ASKS = STANDS_STILL - {_S.REFUSED_ACCOUNT}
"""Where the sentence itself does not say whom to call."""
FOR_OTHER: Mapping[PayeeStatus, Any] = {
    _S.WITH_BANK: _l("The bank is to pay OSMEP's part to %(payee)s on %(day)s. You have nothing more to do."),
    _S.PAID: _l("The bank paid OSMEP's part to %(payee)s on %(day)s. You have nothing more to do."),
}
"""For the party that is not paid, which has done its part; of the rest it is not told."""
WHOSE: Mapping[PayeeStatus, Any] = {
    **dict.fromkeys((_S.NO_ACCOUNT, _S.ACCOUNT_IMPOSSIBLE, _S.REFUSED_ACCOUNT), _l("the payee")),
    **dict.fromkeys(
        (_S.NEXT_BATCH, _S.IN_BATCH, _S.ACCOUNT_PENDING, _S.REFUSED_OTHER, _S.ASKING_BANK, _S.STOPPED),
        _l("a finance officer"),
    ),
    **dict.fromkeys((_S.WITH_BANK, _S.BANK_LATE), _l("the bank")),
    _S.ACCOUNT_COOLING: _l("the day on which the account can be used"),
    _S.SUSPENDED: _l("an approver of OSMEP"),
    _S.DISPUTED: _l("an officer of OSMEP"),
}
"""Whom it waits for."""


@dataclass(frozen=True, slots=True)
class Told:
    """One payable's status with the facts of its sentence: `day` as 2026-11-29, `why` as the bank gave it."""

    status: PayeeStatus
    facts: Mapping[str, str]
    attempt: Payment | None = None
    hold: HoldReason | None = None
    """What stands in the way today, whatever was decided before."""
    due: date | None = None
    """The last day of the step that it waits for."""
    late: bool = False

    @property
    def words(self) -> str:
        """What the payee reads, and whom to ask when it does not go on."""
        said = self._say(FOR_PAYEE, why_for_payee)
        if self.late and self.status in TO_PUT_RIGHT:
            said = f"{said} {STAYS_OWED}"
        return f"{said} {ASK}" if self.late or self.status in ASKS else said

    @property
    def for_staff(self) -> str:
        """What an officer reads, with the bank's own words; empty at an end."""
        return self._say(FOR_STAFF, why_words)

    @property
    def why(self) -> str:
        """The bank's reason, for officers; or nothing."""
        return why_words(self.facts["why"]) if "why" in self.facts else ""

    def for_other(self, payee: str) -> str:
        """What the other party of the claim reads, which is not paid."""
        said = FOR_OTHER.get(
            self.status, _l("OSMEP pays its part to %(payee)s. You have nothing more to do.")
        )
        return str(said) % {"payee": payee, "day": _day(self.facts["day"]) if "day" in self.facts else ""}

    def _say(self, sentences: Mapping[PayeeStatus, Any], say_why: Callable[[str], str]) -> str:
        if self.status not in sentences:
            return ""
        readers = {"day": _day, "why": say_why}
        return str(sentences[self.status]) % {key: readers[key](value) for key, value in self.facts.items()}


def _day(value: str) -> str:
    return be_date(date.fromisoformat(value), str(get_locale() or "th"))


def why_of(payment: Payment) -> str:
    """The bank's reason as a notice keeps it: the code, a blank, the bank's own words."""
    return f"{payment.failure_code or '-'} {payment.failure_words}".strip()


def why_words(kept: str) -> str:
    """The bank's reason in the reader's language, then in the bank's own words."""
    code, _blank, own = kept.partition(" ")
    known = words_for_bank_reason(code) if code != "-" else _("the bank gave no reason")
    return f"{known} – {own}" if own else known


def why_for_payee(kept: str) -> str:
    """The same without the bank's own words where they speak of our account, which is no payee's business."""
    code, _blank, _own = kept.partition(" ")
    return why_words(code if code in OUR_FAULTS else kept)


def told_of(
    session: Session,
    payables: Collection[Payable],
    today: date,
    payees: Mapping[int, Payee] | None = None,
) -> dict[int, Told]:
    """What the payees are told of these today, by the payable's id; `payees` by organisation, where they are known.

    Four statements at most.
    """
    if not payables:
        return {}
    if payees is None:
        payees = payees_of(session, {each.payee_id for each in payables}, today)
    attempts = latest_attempts(session, payables)
    _load_claims(session, payables)
    holds = holds_of(session, payables, payees, attempts)
    return {
        each.id: _told(each, payees[each.payee_id], holds[each.id], attempts.get(each.id), today)
        for each in payables
    }


def _told(
    payable: Payable, payee: Payee, fact: HoldReason | None, payment: Payment | None, today: date
) -> Told:
    by_person = payable.hold_reason is HoldReason.BY_PERSON
    status = payee_status(
        payable.state,
        HoldReason.BY_PERSON if by_person else fact,
        attempt_of(payment) if payment is not None else None,
        today,
        account_pending=payee.account_given_at is not None,
        rejected=payable.state is PayableState.WITHDRAWN
        and payable.redemption.state is RedemptionState.REJECTED,
    )
    due = payee_due(status, payable, payee, payment)
    late = due is not None and due < today
    return Told(status, _facts(status, payee, payment), payment, fact, due, late)


def _load_claims(session: Session, payables: Collection[Payable]) -> None:
    """Read the claims that were taken back from payment at once: what became of them is told. One statement at most."""
    if taken_back := {each.redemption_id for each in payables if each.state is PayableState.WITHDRAWN}:
        session.scalars(sa.select(Redemption).where(Redemption.id.in_(taken_back))).all()


def _facts(status: PayeeStatus, payee: Payee, payment: Payment | None) -> dict[str, str]:
    if status in (_S.REFUSED_ACCOUNT, _S.REFUSED_OTHER) and payment is not None:
        return {"why": why_of(payment)}
    day = None
    if status is _S.PAID and payment is not None:
        day = payment.paid_on
    elif status in (_S.WITH_BANK, _S.BANK_LATE) and payment is not None:
        day = payment.batch.execution_date
    elif status is _S.ACCOUNT_COOLING and payee.account is not None:
        day = payee.account.usable_from
    return {"day": day.isoformat()} if day is not None else {}


def way_on(status: PayeeStatus, payable: Payable) -> tuple[str, str] | None:
    """Where the payee sees or does more: a button's words and its address."""
    if status in ACCOUNT_OPENED:
        words = _("Bank account") if status in TO_PUT_RIGHT else _("See the bank account")
        return words, url_for("identity.bank_accounts", organisation_id=payable.payee_id)
    if status is _S.SUSPENDED and payable.payee_mode is PayeeMode.REIMBURSE_SME:
        return _("Open the registration"), url_for("smes.show", organisation_id=payable.payee_id)
    if status is _S.SUSPENDED:
        return _("Open the registration"), url_for("providers.show", provider_id=payable.payee_id)
    return None


class _News:
    """A notice: how many payments and how much, then what the page says too: why, until when, whom to ask."""

    def __init__(self, status: PayeeStatus) -> None:
        self.status = status

    def __str__(self) -> str:
        said = [_("%(amount)s baht (payments: %(count)s)."), str(FOR_PAYEE[self.status])]
        if self.status in TO_PUT_RIGHT:
            said += [_("Do this by %(by)s."), str(STAYS_OWED)]
        elif self.status in STANDS_STILL - {_S.ACCOUNT_COOLING}:
            said.append(_("The last day for this is %(by)s."))
        if self.status in ASKS:
            said.append(str(ASK))
        return " ".join(said)


register_notices(
    NoticeGroup.PAYMENTS,
    {f"payouts.payee.{status}": _News(status) for status in (*STANDS_STILL, _S.PAID)},
    {"why": why_for_payee},
)


def tell_payees(tx: Tx, payables: Collection[Payable], now: datetime) -> None:
    """Write to each payee's owners, once for each status, of those that are paid or stand still."""
    tx.session.flush()
    told = told_of(tx.session, payables, bangkok_date(now))
    grouped: dict[tuple[Any, ...], list[Payable]] = defaultdict(list)
    for payable in payables:
        news = told[payable.id]
        if news.status in STANDS_STILL or news.status is _S.PAID:
            by = {"by": news.due.isoformat()} if news.due is not None else {}
            facts = {**news.facts, **by}
            key = (payable.payee_id, payable.payee_mode, news.status, tuple(facts.items()))
            grouped[key].append(payable)
    for (payee_id, mode, status, facts), owed in grouped.items():
        amounts = {"count": str(len(owed)), "amount": str(sum((_net(each, told) for each in owed), ZERO))}
        notify_members(
            tx,
            payee_id,
            f"payouts.payee.{status}",
            amounts | dict(facts),
            "/payables/mine",
            now=now,
            capacity=Capacity.SME if mode is PayeeMode.REIMBURSE_SME else Capacity.PROVIDER,
            role=MemberRole.OWNER,
        )


def _net(payable: Payable, told: Mapping[int, Told]) -> Money:
    """What was or will be paid: the latest attempt's net amount, before any what is owed."""
    attempt = told[payable.id].attempt
    return attempt.net if attempt is not None else payable.amount


# What stands still for want of an account, of one payee.


def waiting_of(session: Session, organisation_id: int, mode: PayeeMode, today: date) -> list[Told]:
    """What this organisation is owed in this role and is in no end, as its payee is told. Four statements at most."""
    owed = session.scalars(
        sa.select(Payable)
        .where(
            Payable.payee_id == organisation_id,
            Payable.payee_mode == mode,
            Payable.state.in_((PayableState.OPEN, PayableState.HELD)),
        )
        .order_by(Payable.id)
        .limit(500)
    ).all()
    return list(told_of(session, owed, today).values())
