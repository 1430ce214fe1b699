"""Whether a payee can be paid today, and the one decision on which status it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.typed.banks import valid_account
from payouts.states import HoldReason, PayableState, PayeeStatus, PaymentState


@dataclass(frozen=True, slots=True)
class PayeeFacts:
    """What decides whether money may go to a payee on `today`; the account is its verified one, if any."""

    today: date
    suspended: bool
    bank_code: str | None
    account_number: str | None
    usable_from: date | None


def hold_for(payee: PayeeFacts) -> HoldReason | None:
    """Why this payee is not paid today, or None. Only a verified account counts as one (docs/architecture.md#terms)."""
    if payee.suspended:
        return HoldReason.PAYEE_SUSPENDED
    if payee.bank_code is None or payee.account_number is None or payee.usable_from is None:
        return HoldReason.NO_ACCOUNT
    if not valid_account(payee.bank_code, payee.account_number):
        return HoldReason.ACCOUNT_IMPOSSIBLE
    if payee.usable_from > payee.today:
        return HoldReason.ACCOUNT_COOLING
    return None


_S = PayeeStatus
OUR_FAULTS = frozenset(
    {"AC02", "AM02", "AM03", "AM04", "AM05", "AM09", "AM10", "AM18", "DT01", "DUPL", "FF01"}
)
"""Bank's reasons (ISO 20022 external codes) that concern our account or our order: no other account of the payee helps."""
TO_PUT_RIGHT = frozenset({_S.NO_ACCOUNT, _S.ACCOUNT_IMPOSSIBLE, _S.REFUSED_ACCOUNT})
"""What the payee itself ends, by giving another bank account."""
ACCOUNT_OPENED = frozenset({*TO_PUT_RIGHT, _S.ACCOUNT_PENDING, _S.ACCOUNT_COOLING})
"""What the payee sees more of on the page of its bank accounts."""
STANDS_STILL = frozenset(
    {
        *TO_PUT_RIGHT,
        _S.REFUSED_OTHER,
        _S.ACCOUNT_PENDING,
        _S.ACCOUNT_COOLING,
        _S.SUSPENDED,
        _S.ASKING_BANK,
        _S.STOPPED,
        _S.DISPUTED,
    }
)
"""What a payee is written to about as soon as it is so; the rest is the ordinary way."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """The latest attempt to pay, as far as its payee's status looks at it."""

    state: PaymentState
    execution_date: date | None
    failure_code: str | None = None
    recalled: bool = False
    """Whether we called its whole file back."""

    @property
    def refused_account(self) -> bool:
        """Whether the bank did not pay it for a reason that another account of the payee may put right."""
        return self._refused and self.failure_code not in OUR_FAULTS

    @property
    def refused_other(self) -> bool:
        """Whether the bank did not pay it for a reason that is ours or the bank's."""
        return self._refused and self.failure_code in OUR_FAULTS

    @property
    def _refused(self) -> bool:
        return self.state in (PaymentState.FAILED, PaymentState.RETURNED) and not self.recalled


ITS_ACCOUNT = frozenset({HoldReason.NO_ACCOUNT, HoldReason.ACCOUNT_IMPOSSIBLE, HoldReason.ACCOUNT_REFUSED})
"""What ends when the payee gives another account."""
_HELD: Mapping[HoldReason, PayeeStatus] = {
    HoldReason.NO_ACCOUNT: _S.NO_ACCOUNT,
    HoldReason.ACCOUNT_COOLING: _S.ACCOUNT_COOLING,
    HoldReason.ACCOUNT_IMPOSSIBLE: _S.ACCOUNT_IMPOSSIBLE,
    HoldReason.ACCOUNT_REFUSED: _S.REFUSED_ACCOUNT,
    HoldReason.PAYEE_SUSPENDED: _S.SUSPENDED,
    HoldReason.NAMED_BY_BANK: _S.ASKING_BANK,
    HoldReason.BY_PERSON: _S.STOPPED,
}


def payee_status(
    state: PayableState,
    hold: HoldReason | None,
    attempt: Attempt | None,
    today: date,
    *,
    account_pending: bool = False,
    rejected: bool = False,
) -> PayeeStatus:
    """Return the status shown to the payee. `hold` is the obstacle today: a person's hold, else the facts (holds_of).

    `rejected` says of a claim taken back from payment that it was then rejected.
    """
    if state is PayableState.SETTLED:
        return _S.PAID
    if state is PayableState.WITHDRAWN:
        return _S.REJECTED if rejected else _S.DISPUTED
    if attempt is not None and attempt.state in _ON_ITS_WAY:
        return _on_its_way(attempt, today)
    if hold is not None:
        return _S.ACCOUNT_PENDING if hold in ITS_ACCOUNT and account_pending else _HELD[hold]
    return _S.REFUSED_OTHER if attempt is not None and attempt.refused_other else _S.NEXT_BATCH


_ON_ITS_WAY = (PaymentState.READY, PaymentState.BATCHED, PaymentState.SENT, PaymentState.UNKNOWN)


def _on_its_way(attempt: Attempt, today: date) -> PayeeStatus:
    if attempt.state in (PaymentState.READY, PaymentState.BATCHED):
        return _S.IN_BATCH
    late = attempt.execution_date is not None and attempt.execution_date < today
    return _S.BANK_LATE if late or attempt.state is PaymentState.UNKNOWN else _S.WITH_BANK
