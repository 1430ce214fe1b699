"""The decision on what a payee is told, over every state, hold, attempt and account."""

from __future__ import annotations

from itertools import product

import pytest

from payouts.payees.rules import ITS_ACCOUNT, STANDS_STILL, TO_PUT_RIGHT, Attempt, payee_status
from payouts.payees.words import FOR_PAYEE, FOR_STAFF, WHOSE
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
    if status in TO_PUT_RIGHT:
        assert hold in ITS_ACCOUNT
        assert not pending
    assert (status is S.PAID) == (state is PayableState.SETTLED)
    assert (status is S.DISPUTED) == (state is PayableState.WITHDRAWN)


def test_every_status_has_words_for_payee_and_officer() -> None:
    assert set(FOR_PAYEE) == set(PayeeStatus)
    assert set(WHOSE) == set(PayeeStatus) - {S.PAID, S.REJECTED}
    assert set(FOR_STAFF) == set(WHOSE) - {S.DISPUTED}
    assert TO_PUT_RIGHT <= STANDS_STILL


@pytest.mark.parametrize(
    ("code", "its_account"),
    [("AC04", True), ("BE01", True), ("MS03", True), (None, True), ("AM04", False), ("DT01", False)],
)
def test_a_refusal_says_whose_fault_it_is(code: str | None, its_account: bool) -> None:
    attempt = Attempt(PaymentState.FAILED, MONDAY.date(), code)
    assert (attempt.refused_account, attempt.refused_other) == (its_account, not its_account)
    held = payee_status(PayableState.HELD, HoldReason.ACCOUNT_REFUSED, attempt, MONDAY.date())
    free = payee_status(PayableState.OPEN, None, attempt, MONDAY.date())
    assert held is S.REFUSED_ACCOUNT
    assert free is (S.NEXT_BATCH if its_account else S.REFUSED_OTHER)


def test_a_file_called_back_was_refused_by_nobody() -> None:
    attempt = Attempt(PaymentState.FAILED, MONDAY.date(), recalled=True)
    assert not attempt.refused_account
    assert payee_status(PayableState.OPEN, None, attempt, MONDAY.date()) is S.NEXT_BATCH
