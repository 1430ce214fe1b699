"""A budget line of fiscal year 2570 with coupons, and who closes it. Everything is done through the product's commands."""

from __future__ import annotations

from collections import Counter as Counted
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa

import ledger.queries
from core.actor import Actor
from core.clock import bangkok_midnight
from core.db import Tx, db
from core.money import Money
from core.permissions import Role
from coupons.coupons.models import Coupon
from coupons.year_end.models import CarriedCoupon, LineClosing
from coupons.year_end.services.approve_closing import approve_closing
from coupons.year_end.services.choose_carried import choose_carried
from coupons.year_end.services.draft_closing import draft_closing
from coupons.year_end.services.propose_closing import propose_closing
from identity.organisations.states import Capacity
from ledger.models import Account, LedgerLine, Posting
from ledger.states import Kind, Move
from projects.budgets.queries import purse_of
from projects.budgets.rules import commits
from projects.models import BudgetLine
from projects.states import FundSource
from schemes.models import Scheme, SchemeVersion
from tests.coupons.counter import Counter, open_counter
from tests.factories import NOW, build
from tests.projects.drafts import a_resolution

BAHT = Money.baht
AUTUMN = bangkok_midnight(date(2027, 9, 6)) + timedelta(hours=10)
"""A Monday in September 2570, ten in the morning in Bangkok."""
NIGHT = bangkok_midnight(date(2027, 10, 1)) + timedelta(minutes=40)
"""When the year is over: the task's first night."""
LAST_DAY = date(2028, 3, 31)
"""To which money is carried over."""


@dataclass(frozen=True)
class Desk:
    """A counter whose line is closed, and the two persons who do it."""

    counter: Counter
    finance: Actor
    approver: Actor

    @property
    def line_id(self) -> int:
        """The line that ends."""
        assert self.counter.line_id is not None
        return self.counter.line_id

    def another(self, limit: Money) -> Counter:
        """A counter like ours, for a further coupon of the line."""
        world = self.counter.world

        def make(tx: Tx) -> Counter:
            sme = world.sme(tx)
            coupon = world.coupon(tx, tx.get(Scheme, self.counter.scheme_id), sme, limit=limit)
            owner = world.member(tx, sme.organisation_id, Capacity.SME)
            _long(tx)
            return replace(self.counter, coupon_id=coupon.id, sme_id=sme.organisation_id, owner=owner)

        made: Counter = build(make)
        return made

    def drafted(self, *carried: Counter, now: datetime = AUTUMN) -> int:
        """A closing in preparation that carries these coupons over."""
        closing_id = draft_closing(self.line_id, actor=self.finance, now=now)
        keys = [each.coupon_id for each in carried]
        choose_carried(closing_id, keys, keys, actor=self.finance, now=now)
        return closing_id

    def proposed(self, *carried: Counter, until: date | None = LAST_DAY, now: datetime = AUTUMN) -> int:
        """A proposed one."""
        closing_id = self.drafted(*carried, now=now)
        propose_closing(closing_id, until, actor=self.finance, now=now)
        return closing_id

    def approved(self, *carried: Counter, now: datetime = AUTUMN) -> int:
        """One whose resolution is recorded."""
        closing_id = self.proposed(*carried, now=now)
        self.approve(closing_id, now=now)
        return closing_id

    def approve(self, closing_id: int, *, now: datetime = AUTUMN) -> None:
        """Record the resolution."""
        approve_closing(closing_id, a_resolution(), actor=self.approver, now=now)

    def balances(self, line_id: int | None = None) -> dict[Kind, Money]:
        """What is in each account of the line that holds anything."""
        db.session.rollback()
        purse = purse_of(ledger.queries.balances(db.session(), line_ids=[line_id or self.line_id]))
        return {kind: amount for kind, amount in purse.kinds.items() if amount}


def open_desk(
    *,
    money: Money = BAHT(1_000_000),
    limit: Money = BAHT(100_000),
    source: FundSource = FundSource.ANNUAL_BUDGET,
    now: datetime = NOW,
) -> Desk:
    """A line of fiscal year 2570 from that source, all of it given to one scheme, with one coupon; in one committed transaction."""
    counter = open_counter(money=money, limit=limit, now=now)

    def make(tx: Tx) -> tuple[Actor, Actor]:
        first, last = commits(source, 2570) or (None, None)
        line_id = counter.line_id
        tx.execute(sa.update(BudgetLine).where(BudgetLine.id == line_id).values(source=source))
        tx.execute(
            sa.update(LedgerLine)
            .where(LedgerLine.line_id == line_id)
            .values(commits_from=first, commits_until=last)
        )
        tx.execute(sa.update(SchemeVersion).values(delivers_until=date(2028, 9, 30)))
        tx.execute(sa.text("UPDATE services SET price_to_satang = 1000000000000"))
        tx.execute(sa.text("UPDATE provider_categories SET valid_until = '2029-01-01'"))
        _long(tx)
        return (
            counter.world.staff(tx, Role.FINANCE_OFFICER),
            counter.world.staff(tx, Role.PLAN_APPROVER),
        )

    finance, approver = build(make)
    return Desk(counter, finance, approver)


def _long(tx: Tx) -> None:
    """Coupons that would be valid long after the year."""
    tx.execute(sa.update(Coupon).values(valid_until=date(2028, 6, 30)))


def closing(closing_id: int) -> LineClosing:
    """As it is now."""
    db.session.expire_all()
    return db.session.get_one(LineClosing, closing_id)


def carried(closing_id: int) -> dict[int, tuple[int, int | None]]:
    """By coupon: what was proposed, what was kept."""
    db.session.rollback()
    rows = db.session.scalars(sa.select(CarriedCoupon).where(CarriedCoupon.closing_id == closing_id))
    return {row.coupon_id: (row.amount_satang, row.kept_satang) for row in rows}


def latest_posting() -> int:
    """The id of the last posting."""
    db.session.rollback()
    return int(db.session.scalar(sa.select(sa.func.coalesce(sa.func.max(Posting.id), 0))))


def moves_since(posting_id: int, line_id: int) -> dict[tuple[Move, bool], Money]:
    """What each move brought since then, of the line itself (True) or of its schemes; stripes added up, gathering left out."""
    db.session.rollback()
    found: Counted[tuple[Move, bool]] = Counted()
    rows = db.session.execute(
        sa.select(Posting.move, Account.scheme_id.is_(None), Posting.amount_satang)
        .join(Account, Account.id == Posting.source_id)
        .where(Posting.id > posting_id, Account.line_id == line_id, Posting.move != Move.GATHER)
    )
    for move, of_line, satang in rows:
        found[move, of_line] += satang
    return {key: Money(satang) for key, satang in found.items()}
