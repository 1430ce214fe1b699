"""Hypothesis drives every move of the ledger against the real database, beside a plain-Python twin.

After each step every balance must equal the twin's and every check of `flask ledger verify` must be silent.
LEDGER_STEPS=20000 runs as many steps as you have time for, each time others. The fast tests run few, `make test` runs
MOVES_ALL, after which every move must have been made; both can be had again.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import ClassVar

import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.exc import IntegrityError

from core.db import db, transaction
from core.errors import Refused
from core.money import Money
from ledger import moves, queries
from ledger.checks import OWN
from ledger.models import Account, Posting
from ledger.rules import LedgerReason, Subject
from ledger.services.rebuild_rollups import rebuild_rollups
from ledger.services.roll_up import roll_up
from ledger.states import Kind, Move
from ledger.transitions import RULES, STAGE, TABLE, MoveRule
from tests.ledger.till import CLERK, NOW, close_line, commit, open_line, open_scheme, post, reference, reverse

MOVES_ALL = 2000
STEPS = int(os.environ.get("LEDGER_STEPS", "300"))
STEPS_OF_ONE_RUN = 50
RUNS = 4 + STEPS // 45
"""A run of fifty rules has fifty steps and more, for a walk is several; Hypothesis cuts some runs short."""
TABLES = (
    "ledger_horizon, ledger_rollups, ledger_stripes, ledger_postings, ledger_accounts, ledger_lines, "
    "audit_events, reasons, person_keys"
)

HOMES = {1: 101, 2: 101, 3: 102}
"""Scheme → its line."""
COUPON_MOVES = [rule.move for rule in TABLE if rule.per_coupon and rule.move is not Move.COMMIT]
SEEDS = st.integers(0, 2**32)
"""Of a walk's dice: drawn by Hypothesis, so that a run can be had again."""
AMOUNTS = st.one_of(st.integers(1, 60), st.integers(0, 2000))

Place = tuple[int, int | None, Kind]


def gives_up_early(row: MoveRule) -> bool:
    """Whether a move ends a coupon's way before it has been paid: rarer, so that deep accounts fill up too."""
    return STAGE[row.destination] == 0 and STAGE[row.source] in {1, 2}


class Twin:
    """What the ledger should say: balances by (line, scheme, kind), and each coupon's share of them."""

    def __init__(self) -> None:
        self.held: Counter[Place] = Counter()
        self.of_coupon: Counter[tuple[int, Kind]] = Counter()
        self.closed: set[int] = set()

    def move(self, source: Place, destination: Place, satang: int, coupon_id: int | None = None) -> None:
        """Move an amount; on a closed line what reaches `available` lapses."""
        line, scheme, kind = destination
        if kind is Kind.AVAILABLE and line in self.closed:
            destination = (line, scheme, Kind.LAPSED)
        self.held[source] -= satang
        self.held[destination] += satang
        if coupon_id is not None:
            self.of_coupon[coupon_id, source[2]] -= satang
            self.of_coupon[coupon_id, destination[2]] += satang

    def close(self, line_id: int) -> int:
        free = [place for place in self.held if place[0] == line_id and place[2] is Kind.AVAILABLE]
        lapsed = sum(self.held[place] for place in free)
        for place in free:
            self.move(place, (place[0], place[1], Kind.LAPSED), self.held[place])
        self.closed.add(line_id)
        return lapsed


class LedgerMachine(RuleBasedStateMachine):
    """Every move of the table, lawful or not, in any order."""

    empty: Callable[[], None]
    steps: ClassVar[int] = 0
    seen: ClassVar[Counter[str]]
    coupons = Bundle("coupons")

    @initialize(stripes=st.integers(1, 4), satang=st.integers(500, 4000), target=coupons)
    def begin(self, stripes, satang):
        """Two lines with money, three schemes, and one coupon to begin with."""
        type(self).empty()
        self.twin, self.next_coupon = Twin(), 1
        for line_id in sorted(set(HOMES.values())):
            open_line(satang, line_id)
            self.twin.move((line_id, None, Kind.APPROPRIATED), (line_id, None, Kind.AVAILABLE), satang)
        for scheme_id, line_id in HOMES.items():
            open_scheme(satang // 3, scheme_id, line_id, stripes)
            self.twin.move((line_id, None, Kind.AVAILABLE), (line_id, scheme_id, Kind.AVAILABLE), satang // 3)
        return self._committed(1, min(100, satang // 3))

    def _committed(self, scheme_id, satang):
        """Claim a coupon and say whether it had to succeed."""
        line_id, coupon_id = HOMES[scheme_id], self.next_coupon
        source = (line_id, scheme_id, Kind.AVAILABLE)
        taken = commit(satang, coupon_id, scheme_id, line_id)
        assert taken == (self.twin.held[source] >= satang), "exhausted too early, or too late"
        if not taken:
            return multiple()
        self.next_coupon += 1
        self.twin.move(source, (line_id, scheme_id, Kind.COMMITTED), satang, coupon_id)
        return (coupon_id, scheme_id)

    def _try(self, verb, wanted: LedgerReason | None):
        """Run a verb that must be refused for exactly this reason, or not at all."""
        try:
            verb()
        except Refused as refused:
            assert refused.reason is wanted, refused.reason  # noqa: PT017 - the twin says which, if any
            return False
        assert wanted is None, f"should have been refused: {wanted}"
        return True

    @rule(line_id=st.sampled_from(sorted(set(HOMES.values()))), satang=st.integers(1, 2000))
    def appropriate(self, line_id, satang):
        wanted = LedgerReason.LINE_CLOSED if line_id in self.twin.closed else None
        if self._try(lambda: open_line(satang, line_id), wanted):
            self.twin.move((line_id, None, Kind.APPROPRIATED), (line_id, None, Kind.AVAILABLE), satang)

    @rule(scheme_id=st.sampled_from(sorted(HOMES)), satang=st.integers(1, 1500))
    def allot(self, scheme_id, satang):
        line_id = HOMES[scheme_id]
        source = (line_id, None, Kind.AVAILABLE)
        wanted = (
            LedgerReason.LINE_CLOSED
            if line_id in self.twin.closed
            else LedgerReason.NOT_ENOUGH_AVAILABLE
            if self.twin.held[source] < satang
            else None
        )
        if self._try(lambda: open_scheme(satang, scheme_id, line_id, stripes=1), wanted):
            self.twin.move(source, (line_id, scheme_id, Kind.AVAILABLE), satang)

    @rule(scheme_id=st.sampled_from(sorted(HOMES)), satang=AMOUNTS)
    def take_back(self, scheme_id, satang):
        line_id = HOMES[scheme_id]
        source = (line_id, scheme_id, Kind.AVAILABLE)
        wanted = LedgerReason.NOT_ENOUGH_AVAILABLE if self.twin.held[source] < satang else None
        scope = {"line_id": line_id, "scheme_id": scheme_id}
        if self._try(lambda: post(Move.TAKE_BACK, satang, **scope), wanted):
            self.twin.move(source, (line_id, None, Kind.AVAILABLE), satang)

    @rule(outward=st.booleans(), satang=st.integers(1, 1500))
    def transfer(self, outward, satang):
        source, target = (101, 102) if outward else (102, 101)

        def verb():
            with transaction() as tx:
                moves.move_between_lines(
                    tx,
                    Money(satang),
                    from_line_id=source,
                    to_line_id=target,
                    reference=reference(),
                    subject=Subject("budget_change", 1),
                    actor=CLERK,
                    now=NOW,
                )

        wanted = (
            LedgerReason.LINE_CLOSED
            if self.twin.closed
            else LedgerReason.NOT_ENOUGH_AVAILABLE
            if self.twin.held[source, None, Kind.AVAILABLE] < satang
            else None
        )
        if self._try(verb, wanted):
            self.twin.move((source, None, Kind.AVAILABLE), (source, None, Kind.APPROPRIATED), satang)
            self.twin.move((target, None, Kind.APPROPRIATED), (target, None, Kind.AVAILABLE), satang)

    @rule(target=coupons, scheme_id=st.sampled_from(sorted(HOMES)), satang=st.integers(1, 900))
    def commit(self, scheme_id, satang):
        return self._committed(scheme_id, satang)

    @rule(
        target=coupons,
        scheme_id=st.sampled_from(sorted(HOMES)),
        wishes=st.lists(st.integers(0, 400), max_size=4),
    )
    def commit_many(self, scheme_id, wishes):
        line_id, first = HOMES[scheme_id], self.next_coupon
        claims = [
            moves.CouponClaim(number, Money(satang), reference(), Subject("coupon", number))
            for number, satang in enumerate(wishes, first)
        ]
        with transaction() as tx:
            served = moves.commit_many(tx, claims, line_id=line_id, scheme_id=scheme_id, actor=CLERK, now=NOW)
        self.next_coupon += len(wishes)
        source = (line_id, scheme_id, Kind.AVAILABLE)
        for claim in claims[: len(served)]:
            assert self.twin.held[source] >= claim.amount.satang
            self.twin.move(source, (line_id, scheme_id, Kind.COMMITTED), claim.amount.satang, claim.coupon_id)
        if len(served) < len(claims):
            assert self.twin.held[source] < claims[len(served)].amount.satang
        return multiple(*((coupon_id, scheme_id) for coupon_id in served))

    @rule(coupon=coupons, move=st.sampled_from(COUPON_MOVES), satang=st.integers(1, 2000))
    def move_a_coupon_anyhow(self, coupon, move, satang):
        """Any move of a coupon from anywhere; mostly refused."""
        self._move(coupon, move, satang)

    @rule(coupon=coupons, seed=SEEDS)
    def walk_a_coupon(self, coupon, seed):
        """A coupon goes its way for a while."""
        self._walk(coupon, Random(seed))

    def _walk(self, coupon, dice):
        """Moves that the coupon can make, of all or a part of what is there; each is a step."""
        for _ in range(dice.randint(4, 16)):
            possible = [
                move for move in COUPON_MOVES if self.twin.of_coupon[coupon[0], RULES[move].source] > 0
            ]
            if not possible:
                return
            weights = [self._weight(move) for move in possible]
            move = dice.choices(possible, weights)[0]
            self._move(
                coupon,
                move,
                -(-self.twin.of_coupon[coupon[0], RULES[move].source] // dice.choice((1, 1, 2, 4))),
            )
            self.every_balance_is_the_twins_and_every_check_is_silent()

    def _weight(self, move):
        """Mostly onwards, and rather where no walk has been yet."""
        if not self.seen[move]:
            return 16
        return 1 if gives_up_early(RULES[move]) else 4

    @rule(coupon=coupons, seed=SEEDS)
    def walk_on(self, coupon, seed):
        """Again: the deep accounts are many walks away."""
        self._walk(coupon, Random(seed))

    def _move(self, coupon, move, satang):
        coupon_id, scheme_id = coupon
        row, line_id = RULES[move], HOMES[scheme_id]
        held = self.twin.of_coupon[coupon_id, row.source]
        scope = {"line_id": line_id, "scheme_id": scheme_id, "coupon_id": coupon_id}
        wanted = LedgerReason.NOT_THERE if held < satang else None
        if self._try(lambda: post(move, satang, **scope), wanted):
            self.seen[move] += 1
            source, destination = (line_id, scheme_id, row.source), (line_id, scheme_id, row.destination)
            self.twin.move(source, destination, satang, coupon_id)

    @rule(pick=st.integers(0, 10_000))
    def reverse_a_posting(self, pick):
        ids = db.session.scalars(sa.select(Posting.id).order_by(Posting.id)).all()
        posting = db.session.get(Posting, ids[pick % len(ids)])
        wanted = self._refusal_of_reversal(posting)
        undone = [self._ends(posting)]
        if posting.move in {Move.TRANSFER_OUT, Move.TRANSFER_IN}:
            undone.append(self._ends(self._twin_of(posting)))
        posting_id = posting.id
        db.session.rollback()
        if self._try(lambda: reverse(posting_id), wanted):
            self.seen[Move.REVERSE] += 1
            for source, destination, satang, coupon_id in undone:
                self.twin.move(destination, source, satang, coupon_id)

    def _ends(self, posting):
        source, destination = (
            db.session.get(Account, end) for end in (posting.source_id, posting.destination_id)
        )
        places = [(end.line_id, end.scheme_id, end.kind) for end in (source, destination)]
        return (*places, posting.amount_satang, posting.coupon_id)

    def _twin_of(self, posting):
        stem, _, side = posting.reference.rpartition(":")
        wanted = f"{stem}:{'in' if side == 'out' else 'out'}"
        return db.session.scalars(sa.select(Posting).where(Posting.reference == wanted)).one()

    def _refusal_of_reversal(self, posting):
        if posting.move in {Move.REVERSE, Move.GATHER}:
            return LedgerReason.NOT_REVERSIBLE
        source, destination, satang, coupon_id = self._ends(posting)
        if posting.move is Move.LAPSE and source[0] in self.twin.closed:
            return LedgerReason.LINE_CLOSED
        if db.session.scalar(sa.select(Posting.id).where(Posting.reverses_id == posting.id)):
            return LedgerReason.ALREADY_REVERSED
        if posting.move is Move.TRANSFER_OUT:
            destination = self._ends(self._twin_of(posting))[1]
        if destination[2] is Kind.AVAILABLE:
            return LedgerReason.NOT_ENOUGH_AVAILABLE if self.twin.held[destination] < satang else None
        if destination[2] is Kind.APPROPRIATED:
            return None
        there = (
            self.twin.held[destination]
            if coupon_id is None
            else self.twin.of_coupon[coupon_id, destination[2]]
        )
        return LedgerReason.NOT_THERE if there < satang else None

    @rule(line_id=st.sampled_from(sorted(set(HOMES.values()))), really=st.integers(0, 7))
    def close_the_year(self, line_id, really):
        """Rarely, so that most of a run happens on open lines."""
        if really != 0:
            return
        expected = 0 if line_id in self.twin.closed else self.twin.close(line_id)
        assert close_line(line_id) == Money(expected)
        self.seen["close"] += 1

    @rule(coupon=coupons)
    def say_it_twice(self, coupon):
        """The same reference again is refused and changes nothing."""
        last = db.session.scalars(sa.select(Posting.reference).order_by(Posting.id.desc()).limit(1)).one()
        db.session.rollback()
        scope = {"line_id": HOMES[coupon[1]], "scheme_id": coupon[1], "coupon_id": coupon[0]}
        if self.twin.of_coupon[coupon[0], Kind.COMMITTED] > 0:
            with pytest.raises(IntegrityError):
                post(Move.RESERVE, 1, reference=last, **scope)

    @rule(anew=st.booleans())
    def roll_up(self, anew):
        rebuild_rollups() if anew else roll_up()

    @invariant()
    def every_balance_is_the_twins_and_every_check_is_silent(self):
        if not hasattr(self, "twin"):
            return
        type(self).steps += 1
        session = db.session()
        balances = {
            (row.line_id, row.scheme_id, row.kind): row.balance.satang for row in queries.balances(session)
        }
        expected = {place: satang for place, satang in self.twin.held.items() if satang}
        assert {place: satang for place, satang in balances.items() if satang} == expected
        findings = [finding for check in OWN.values() for finding in check(session)]
        assert findings == []
        session.rollback()


@pytest.fixture
def emptied(db_app, server, database):
    """A way to empty the ledger's tables between runs, past their guards."""
    with psycopg.connect(server.url("postgres", database), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")

        def empty() -> None:
            db.session.rollback()
            db.session.expunge_all()
            connection.execute(f"TRUNCATE {TABLES} CASCADE")

        yield empty


def test_the_ledger_and_its_twin_agree_after_every_step(emptied):
    class Machine(LedgerMachine):
        empty = staticmethod(emptied)
        seen: ClassVar[Counter[str]] = Counter()

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS_OF_ONE_RUN,
            deadline=None,
            database=None,
            derandomize=STEPS <= MOVES_ALL,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Machine.steps >= STEPS, f"only {Machine.steps} steps were taken"
    missing = {*COUPON_MOVES, Move.REVERSE, "close"} - set(Machine.seen)
    assert not missing or STEPS < MOVES_ALL, f"never made: {missing}"
