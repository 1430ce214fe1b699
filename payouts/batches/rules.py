"""Pure decisions about batches: what is signed, who may sign it, and what to look at before."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.money import ZERO, Money

# What is signed, and who may sign it.


@dataclass(frozen=True, slots=True)
class Ordered:
    """One payment as it is signed for: whom, where, how much."""

    end_to_end_id: str
    payee_number: str
    payee_name: str
    bank_code: str
    account_number: str
    net: Money


def control_digest(payments: Iterable[Ordered]) -> bytes:
    """SHA-256 over the payments in the order of their references: the thing that three people sign."""
    reported = sorted(
        (
            each.end_to_end_id,
            each.payee_number,
            each.payee_name,
            each.bank_code,
            each.account_number,
            each.net.satang,
        )
        for each in payments
    )
    return hashlib.sha256(repr(reported).encode()).digest()


def short_control(digest: bytes) -> str:
    """The first eight characters, as people read them to each other: `9F3A·C021`."""
    text = digest.hex().upper()
    return f"{text[:4]}·{text[4:8]}"


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who has signed a batch so far. `above_band` when its sum lies above the amount band."""

    drafted_by: int
    submitted_by: int | None
    approved_by: int | None
    above_band: bool

    @property
    def prepared_by(self) -> frozenset[int]:
        """Who made it and who submitted it: mostly the same person."""
        return frozenset(person for person in (self.drafted_by, self.submitted_by) if person is not None)

    @property
    def rests_on(self) -> frozenset[int]:
        """Return the people on whom the next signature relies: who submitted it, and who approved. A draft alone is signed by nobody."""
        return frozenset(person for person in (self.submitted_by, self.approved_by) if person is not None)

    @property
    def not_by_approver(self) -> int | None:
        """Who approved, when that person may not release too: above the band three people sign, below it two."""
        return self.approved_by if self.above_band else None


# What to look at before signing.


class BatchFlag(StrEnum):
    """Something that whoever signs should look at; none of them refuses by itself (docs/domain.md#abuse)."""

    ACCOUNT_CHANGED = "account_changed"
    SAME_AMOUNT = "same_amount"
    NEW_PAYEE = "new_payee"
    BIG_SHARE = "big_share"
    PAID_AGAIN = "paid_again"
    """An earlier attempt of the same payable failed or came back."""


CHANGED_RECENTLY = timedelta(days=30)
SAME_AMOUNT_FROM = 3
"""How many payments of one amount to one payee in one batch are worth a look."""
BIG_SHARE_BP = 2_500
BIG_SHARE_FROM = 5
"""A batch of fewer payments always has big shares."""


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """What the flags look at."""

    payment_id: int
    payee_id: int
    net: Money
    attempt_no: int
    account_changed_on: date | None
    """When the account replaced an earlier one; None for a first account."""
    paid_before: bool
    """Whether the payee was ever paid by us."""


@dataclass(frozen=True, slots=True)
class Flagged:
    """One flag of one payment; `count` is days for ACCOUNT_CHANGED, a number for SAME_AMOUNT, per cent for BIG_SHARE."""

    payment_id: int
    payee_id: int
    flag: BatchFlag
    count: int


def flags_of(payments: Sequence[PaymentFacts], today: date) -> tuple[Flagged, ...]:
    """All flags of a batch, payment by payment."""
    total = sum((each.net for each in payments), ZERO)
    same = Counter((each.payee_id, each.net) for each in payments)
    by_payee: Counter[int] = Counter()
    for each in payments:
        by_payee[each.payee_id] += each.net.satang
    found: list[Flagged] = []
    for each in payments:

        def flag(kind: BatchFlag, count: int, of: PaymentFacts = each) -> None:
            found.append(Flagged(of.payment_id, of.payee_id, kind, count))

        if each.account_changed_on is not None and today - each.account_changed_on <= CHANGED_RECENTLY:
            flag(BatchFlag.ACCOUNT_CHANGED, (today - each.account_changed_on).days)
        if (alike := same[each.payee_id, each.net]) >= SAME_AMOUNT_FROM:
            flag(BatchFlag.SAME_AMOUNT, alike)
        if not each.paid_before:
            flag(BatchFlag.NEW_PAYEE, 1)
        if len(payments) >= BIG_SHARE_FROM and by_payee[each.payee_id] * 10_000 > total.satang * BIG_SHARE_BP:
            flag(BatchFlag.BIG_SHARE, by_payee[each.payee_id] * 100 // total.satang)
        if each.attempt_no > 1:
            flag(BatchFlag.PAID_AGAIN, each.attempt_no)
    return tuple(found)
