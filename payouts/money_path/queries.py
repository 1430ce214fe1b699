"""Following one coupon's money through the ledger and out to the bank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from core.errors import NotFound
from core.money import ZERO, Money
from coupons.coupons.models import Coupon
from identity.organisations.models import Organisation
from ledger.queries import PostingLine, coupon_postings
from ledger.states import Kind
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import StatementLine
from payouts.reconciliation.queries import bank_lines_of_coupon
from projects.models import BudgetLine
from schemes.models import Scheme
from smes.models import Sme


@dataclass(frozen=True, slots=True)
class MoneyPath:
    """A coupon with its postings, the payments they speak of, and the bank's own lines on these.

    `holdings` is where its money stands now, money given back included; it adds up to all that was
    ever committed, to the satang.
    """

    coupon: Coupon
    line: BudgetLine | None
    postings: list[PostingLine]
    payments: dict[int, Payment]
    bank_lines: dict[int, list[StatementLine]]
    holdings: dict[Kind, Money]

    @property
    def came(self) -> Money:
        """All that left the scheme for this coupon."""
        return sum((each.amount for each in self.postings if each.source is Kind.AVAILABLE), ZERO)

    @property
    def stands(self) -> Money:
        """What the holdings add up to."""
        return sum(self.holdings.values(), ZERO)

    @property
    def adds_up(self) -> bool:
        """Whether nothing was lost and nothing appeared on the way."""
        return self.came == self.stands

    @property
    def paid(self) -> Money:
        """What stands as paid in the ledger."""
        return self.holdings.get(Kind.PAID, ZERO)

    @property
    def bank_paid(self) -> Money:
        """What the bank's own lines say: debits less credits."""
        lines = [line for lines in self.bank_lines.values() for line in lines]
        return sum(
            ((-line.amount if line.credit else line.amount) for line in lines if line.amount is not None),
            ZERO,
        )


def path_statement() -> Any:
    """Coupons that money stands behind, with their SME."""
    return (
        sa.select(Coupon)
        .join(Sme, Sme.organisation_id == Coupon.sme_id)
        .join(Organisation, Organisation.id == Sme.organisation_id)
        .options(contains_eager(Coupon.sme).contains_eager(Sme.organisation))
        .where(Coupon.line_id.is_not(None))
    )


def money_path_of(session: Session, coupon_id: int) -> MoneyPath:
    """NotFound if there is no such coupon. Five statements."""
    coupon = session.scalar(
        sa.select(Coupon)
        .options(
            joinedload(Coupon.scheme).joinedload(Scheme.project),
            joinedload(Coupon.sme).joinedload(Sme.organisation),
        )
        .where(Coupon.id == coupon_id)
    )
    if coupon is None:
        raise NotFound
    postings = coupon_postings(session, coupon_id)
    payments = session.scalars(
        sa.select(Payment)
        .join(Payable, Payable.id == Payment.payable_id)
        .options(joinedload(Payment.batch))
        .where(Payable.coupon_id == coupon_id)
    )
    return MoneyPath(
        coupon,
        session.get(BudgetLine, coupon.line_id) if coupon.line_id else None,
        postings,
        {each.id: each for each in payments},
        bank_lines_of_coupon(session, coupon_id),
        _holdings(postings),
    )


def _holdings(postings: list[PostingLine]) -> dict[Kind, Money]:
    """Where the money stands now, in the order in which it first came there."""
    held: dict[Kind, Money] = {}
    for posting in postings:
        if posting.source is not Kind.AVAILABLE:
            held[posting.source] = held.get(posting.source, ZERO) - posting.amount
        held[posting.destination] = held.get(posting.destination, ZERO) + posting.amount
    return {kind: amount for kind, amount in held.items() if amount}
