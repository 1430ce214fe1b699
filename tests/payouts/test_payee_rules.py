"""The decision on what a payee is told, over every state, hold, attempt and account."""

from __future__ import annotations

from itertools import product

import pytest

from payouts.payee import FOR_PAYEE, FOR_STAFF, WHOSE
from payouts.payee_rules import STANDS_STILL, TO_PUT_RIGHT, Attempt, payee_status
from payouts.states import HoldReason, PayableState, PayeeStatus, PaymentState
from tests.payouts.world import MONDAY

S = PayeeStatus
ATTEMPTS = (None, *(Attempt(state, MONDAY.date()) for state in PaymentState))


@pytest.mark.parametrize(
    ("state", "hold", "attempt", "pending"),
    list(product(PayableState, (None, *HoldReason), ATTEMPTS, (False, True))),
)
def test_what_is_held_is_never_said_to_follow(
    state: PayableState, hold: HoldReason | None, attempt: Attempt | None, pending: bool
) -> None:
    status = payee_status(state, hold, attempt, MONDAY.date(), account_pending=pending)
    assert status in FOR_PAYEE
    under_way = attempt is not None and attempt.state in (
        PaymentState.READY,
        PaymentState.BATCHED,
        PaymentState.SENT,
        PaymentState.UNKNOWN,
    )
    if state in (PayableState.OPEN, PayableState.HELD) and hold is not None and not under_way:
        assert status in STANDS_STILL
    if status in (S.NO_ACCOUNT, S.ACCOUNT_IMPOSSIBLE):
        assert hold in (HoldReason.NO_ACCOUNT, HoldReason.ACCOUNT_IMPOSSIBLE)
        assert not pending
    assert (status is S.PAID) == (state is PayableState.SETTLED)
    assert (status is S.DISPUTED) == (state is PayableState.WITHDRAWN)


def test_every_status_has_words_for_payee_and_officer() -> None:
    assert set(FOR_PAYEE) == set(PayeeStatus)
    assert set(FOR_STAFF) == set(WHOSE) == set(PayeeStatus) - {S.PAID, S.DISPUTED}
    assert TO_PUT_RIGHT <= STANDS_STILL


@pytest.mark.parametrize(
    ("code", "same", "status"),
    [
        ("AC04", True, S.REFUSED_ACCOUNT),
        ("BE01", True, S.REFUSED_ACCOUNT),
        ("MS03", True, S.REFUSED_ACCOUNT),
        (None, True, S.REFUSED_ACCOUNT),
        ("AC04", False, S.NEXT_BATCH),
        ("AM04", True, S.REFUSED_OTHER),
        ("DT01", False, S.REFUSED_OTHER),
    ],
)
def test_a_refusal_says_whose_fault_it_is(code: str | None, same: bool, status: PayeeStatus) -> None:
    attempt = Attempt(PaymentState.FAILED, MONDAY.date(), code, same_account=same)
    assert payee_status(PayableState.OPEN, None, attempt, MONDAY.date()) is status


def test_a_file_called_back_was_refused_by_nobody() -> None:
    attempt = Attempt(PaymentState.FAILED, MONDAY.date(), recalled=True)
    assert payee_status(PayableState.OPEN, None, attempt, MONDAY.date()) is S.NEXT_BATCH
