"""The commands on the closing of a line: what they refuse, and what they leave as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.actor import SYSTEM, actor_with
from core.audit import operations as audit
from core.clock import bangkok_midnight
from core.db import db, transaction
from core.errors import Refused, WrongState
from core.permissions import Role
from coupons.claims import operations
from coupons.claims.services.approve_claim import approve_claim
from coupons.coupons.models import Coupon
from coupons.coupons.states import CouponState
from coupons.redemptions.services.give_up_coupon import give_up_coupon
from coupons.redemptions.services.scan_coupon import scan_coupon
from coupons.year_end.services.approve_closing import approve_closing
from coupons.year_end.services.choose_carried import choose_carried
from coupons.year_end.services.choose_many import choose_many
from coupons.year_end.services.close_line import close_line
from coupons.year_end.services.draft_closing import draft_closing
from coupons.year_end.services.propose_closing import propose_closing
from coupons.year_end.services.return_closing import return_closing
from coupons.year_end.services.withdraw_closing import withdraw_closing
from coupons.year_end.states import Bulk, LineClosingState, YearEndReason
from identity.notifications.models import Notice
from ledger.checks import run_all
from ledger.rules import LedgerReason
from ledger.states import Kind
from projects.budgets.changes.services.propose_transfer import propose_transfer
from projects.budgets.services.appropriate import appropriate
from projects.budgets.services.open_line import open_line
from projects.models import BudgetLine
from projects.rules import ProjectReason
from projects.states import FundSource
from schemes.services.allot import allot
from tests.coupons.counter import SUBSIDY
from tests.coupons.year_end.desk import (
    AUTUMN,
    BAHT,
    LAST_DAY,
    NIGHT,
    Desk,
    carried,
    closing,
    latest_posting,
    moves_since,
    open_desk,
)
from tests.factories import NOW, build
from tests.projects.drafts import a_resolution
from tests.statements import sent

LAST_OF_YEAR = date(2027, 9, 30)
OCTOBER = bangkok_midnight(date(2027, 10, 4)) + timedelta(hours=10)
"""A Monday after the year."""
Night = Callable[[datetime], None]


def refusal(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    db.session.rollback()
    return caught.value


def told(kind: str) -> int:
    db.session.rollback()
    return int(db.session.scalar(sa.select(sa.func.count()).where(Notice.kind == kind)))


@pytest.mark.parametrize(
    ("until", "reason"),
    [
        (None, YearEndReason.CARRY_DAY_MISSING),
        (LAST_OF_YEAR, YearEndReason.CARRY_DAY_WITHIN_YEAR),
        (date(2027, 1, 1), YearEndReason.CARRY_DAY_WITHIN_YEAR),
    ],
)
def test_a_carry_over_ends_after_the_year(desk: Desk, until: date | None, reason: YearEndReason) -> None:
    closing_id = desk.drafted(desk.counter)
    assert (
        refusal(lambda: propose_closing(closing_id, until, actor=desk.finance, now=AUTUMN)).reason is reason
    )
    assert closing(closing_id).state is LineClosingState.DRAFT


def test_a_carry_over_does_not_end_before_it_is_proposed(desk: Desk) -> None:
    closing_id = desk.drafted(desk.counter)
    late = bangkok_midnight(LAST_DAY + timedelta(days=1))
    said = refusal(lambda: propose_closing(closing_id, LAST_DAY, actor=desk.finance, now=late))
    assert said.reason is YearEndReason.CARRY_DAY_OVER


def test_nothing_carried_needs_no_last_day(desk: Desk) -> None:
    closing_id = desk.proposed(until=LAST_DAY)
    assert closing(closing_id).carried_until is None


def test_a_coupon_of_another_line_is_not_carried(desk: Desk) -> None:
    other = open_desk()
    closing_id = desk.drafted()
    keys = [desk.counter.coupon_id, other.counter.coupon_id]
    said = refusal(lambda: choose_carried(closing_id, keys, keys, actor=desk.finance, now=AUTUMN))
    assert said.reason is YearEndReason.COUPON_OF_ANOTHER_LINE
    assert carried(closing_id) == {}, "nothing is half written"


def test_what_another_page_chose_stays(desk: Desk) -> None:
    second = desk.another(BAHT(1_000))
    closing_id = desk.drafted(desk.counter)
    choose_carried(closing_id, [second.coupon_id], [second.coupon_id], actor=desk.finance, now=AUTUMN)
    assert carried(closing_id).keys() == {desk.counter.coupon_id, second.coupon_id}
    choose_carried(closing_id, [second.coupon_id], [], actor=desk.finance, now=AUTUMN)
    assert carried(closing_id).keys() == {desk.counter.coupon_id}


def test_many_are_chosen_at_once(desk: Desk) -> None:
    second = desk.another(BAHT(1_000))
    desk.counter.reserve()
    closing_id = desk.drafted()
    for which, chosen in (
        (Bulk.UNFINISHED, {desk.counter.coupon_id}),
        (Bulk.ALL, {desk.counter.coupon_id, second.coupon_id}),
        (Bulk.NONE, set()),
    ):
        choose_many(closing_id, which, actor=desk.finance, now=AUTUMN)
        assert carried(closing_id).keys() == chosen


def test_a_coupon_with_an_unfinished_service_must_be_carried(desk: Desk) -> None:
    desk.counter.reserve()
    closing_id = desk.drafted()
    said = refusal(lambda: propose_closing(closing_id, None, actor=desk.finance, now=AUTUMN))
    assert said.reason is YearEndReason.UNFINISHED_NOT_CARRIED
    assert desk.counter.coupon().number in said.facts["coupons"]


def test_a_line_is_prepared_once(desk: Desk) -> None:
    first = desk.drafted()
    again = refusal(lambda: draft_closing(desk.line_id, actor=desk.finance, now=AUTUMN))
    assert again.reason is YearEndReason.CLOSING_EXISTS
    withdraw_closing(first, actor=desk.finance, now=AUTUMN)
    assert desk.drafted() != first


def test_a_closed_line_is_not_closed_again(desk: Desk) -> None:
    closing_id = desk.approved(now=OCTOBER)
    before = desk.balances()
    again = refusal(lambda: draft_closing(desk.line_id, actor=desk.finance, now=OCTOBER))
    assert again.reason is YearEndReason.CLOSING_EXISTS
    for late in (
        lambda: close_line(closing_id, now=OCTOBER),
        lambda: desk.approve(closing_id, now=OCTOBER),
        lambda: return_closing(closing_id, "สาย", actor=desk.approver, now=OCTOBER),
        lambda: withdraw_closing(closing_id, actor=desk.finance, now=OCTOBER),
    ):
        assert isinstance(refusal(late), WrongState)
    assert desk.balances() == before


def test_who_chose_a_coupon_does_not_approve(desk: Desk) -> None:
    closing_id = desk.proposed(desk.counter)

    wrote = actor_with(
        frozenset({Role.FINANCE_OFFICER, Role.PLAN_APPROVER}), person_id=desk.finance.known_person_id
    )

    build(lambda tx: desk.counter.world.staff(tx, Role.PLAN_APPROVER, person_id=wrote.known_person_id))
    said = refusal(lambda: approve_closing(closing_id, a_resolution(), actor=wrote, now=AUTUMN))
    assert said.reason is ProjectReason.WRITTEN_BY_YOU


def test_what_was_proposed_is_not_changed(desk: Desk) -> None:
    closing_id = desk.proposed(desk.counter)
    said = refusal(lambda: choose_many(closing_id, Bulk.NONE, actor=desk.finance, now=AUTUMN))
    assert said.reason is YearEndReason.NOT_IN_PREPARATION


def test_more_than_was_proposed_is_not_approved(desk: Desk) -> None:
    """A claim that was approved and owed is disputed: its money is reserved again, beyond what was proposed."""
    claim = desk.counter.accepted()

    approve_claim(claim, SUBSIDY, actor=desk.counter.officer, now=NOW)
    closing_id = desk.proposed(desk.counter)

    with transaction() as tx:
        reason_id = audit.store_reason(tx, desk.finance.known_person_id, "ตรวจสอบใหม่")
        operations.dispute_approved(tx, claim, reason_id, actor=SYSTEM, now=AUTUMN)
    said = refusal(lambda: desk.approve(closing_id))
    assert said.reason is YearEndReason.CARRIED_GREW
    assert said.facts["coupons"] == desk.counter.coupon().number
    return_closing(closing_id, "ยอดเปลี่ยน", actor=desk.approver, now=AUTUMN)
    propose_closing(closing_id, LAST_DAY, actor=desk.finance, now=AUTUMN)
    desk.approve(closing_id)
    assert closing(closing_id).state is LineClosingState.APPROVED


def test_less_than_was_proposed_is_within_the_resolution(desk: Desk, night: Night) -> None:
    closing_id = desk.approved(desk.counter)
    give_up_coupon(desk.counter.coupon_id, actor=desk.counter.owner, now=AUTUMN)
    night(NIGHT)
    assert closing(closing_id).state is LineClosingState.CLOSED
    assert carried(closing_id) == {desk.counter.coupon_id: (BAHT(100_000).satang, 0)}
    assert run_all() == []


def test_a_line_stays_open_until_its_year_is_over(desk: Desk, night: Night) -> None:
    closing_id = desk.approved(desk.counter)
    said = refusal(lambda: close_line(closing_id, now=bangkok_midnight(LAST_OF_YEAR)))
    assert str(said.reason) == "not_due"
    night(bangkok_midnight(LAST_OF_YEAR) + timedelta(minutes=40))
    assert closing(closing_id).state is LineClosingState.APPROVED
    night(NIGHT)
    assert closing(closing_id).state is LineClosingState.CLOSED


def test_a_line_whose_year_is_over_is_closed_with_its_approval(desk: Desk) -> None:
    closing_id = desk.approved(desk.counter, now=OCTOBER)
    assert closing(closing_id).state is LineClosingState.CLOSED
    assert desk.balances() == {
        Kind.APPROPRIATED: BAHT(-1_000_000),
        Kind.COMMITTED: BAHT(100_000),
        Kind.LAPSED: BAHT(900_000),
    }


def test_a_service_begun_since_on_a_coupon_not_carried_keeps_the_line_open(desk: Desk, night: Night) -> None:
    closing_id = desk.approved()
    desk.counter.reserve(now=AUTUMN)
    at, before = latest_posting(), desk.balances()
    night(NIGHT)
    assert closing(closing_id).state is LineClosingState.APPROVED
    assert moves_since(at, desk.line_id) == {}
    assert desk.balances() == before
    assert desk.counter.coupon().state is CouponState.ISSUED
    return_closing(closing_id, "มีบริการค้าง", actor=desk.approver, now=OCTOBER)
    choose_many(closing_id, Bulk.UNFINISHED, actor=desk.finance, now=OCTOBER)
    propose_closing(closing_id, LAST_DAY, actor=desk.finance, now=OCTOBER)
    desk.approve(closing_id, now=OCTOBER)
    assert closing(closing_id).state is LineClosingState.CLOSED
    assert run_all() == []


def test_a_closed_line_takes_no_money(desk: Desk) -> None:
    project_id = db.session.get_one(BudgetLine, desk.line_id).project_id
    other = open_line(project_id, FundSource.ANNUAL_BUDGET, 2571, actor=desk.finance, now=AUTUMN)
    desk.approved(desk.counter, now=OCTOBER)
    for late in (
        lambda: appropriate(desk.line_id, BAHT(1), "กค 9", actor=desk.finance, now=OCTOBER),
        lambda: allot(desk.counter.scheme_id, BAHT(1), "กค 9", actor=desk.finance, now=OCTOBER),
        lambda: propose_transfer(desk.line_id, other, BAHT(1), "ใช้", actor=desk.finance, now=OCTOBER),
        lambda: propose_transfer(other, desk.line_id, BAHT(1), "ใช้", actor=desk.finance, now=OCTOBER),
    ):
        assert refusal(late).reason is LedgerReason.LINE_CLOSED


def test_holders_are_told_what_becomes_of_their_coupons(desk: Desk) -> None:
    desk.another(BAHT(1_000))
    desk.approved(desk.counter, now=OCTOBER)
    assert told("coupon.carried") == 1
    assert told("coupon.lapsed") == 1


def test_a_carried_coupon_is_valid_no_longer_than_its_money(desk: Desk) -> None:
    short = desk.another(BAHT(1_000))
    with db.session.begin():
        db.session.execute(
            sa.update(Coupon).where(Coupon.id == short.coupon_id).values(valid_until=date(2027, 12, 1))
        )
    desk.approved(desk.counter, short, now=OCTOBER)
    assert desk.counter.coupon().valid_until == LAST_DAY
    assert desk.counter.coupon().funded_until == LAST_DAY
    assert short.coupon().valid_until == date(2027, 12, 1)
    last = bangkok_midnight(LAST_DAY) + timedelta(hours=10)
    redemption_id = desk.counter.reserve(now=last)
    assert desk.counter.redemption(redemption_id).deliver_by == LAST_DAY
    assert desk.counter.scan(now=last)
    late = last + timedelta(days=1)

    assert scan_coupon(desk.counter.code(), actor=desk.counter.cashier, now=late).outcome == "expired"


def test_a_coupon_that_is_used_up_just_expires(desk: Desk) -> None:
    used = desk.another(BAHT(33_600))
    claim = used.accepted(invoice="IV-7")

    approve_claim(claim, BAHT(33_600), actor=used.officer, now=NOW)
    desk.approved(desk.counter, now=OCTOBER)
    assert used.coupon().state is CouponState.EXPIRED
    assert told("coupon.lapsed") == 0
    assert run_all() == []


def test_giving_up_a_carried_coupon_lapses(desk: Desk) -> None:
    desk.approved(desk.counter, now=OCTOBER)
    give_up_coupon(desk.counter.coupon_id, actor=desk.counter.owner, now=OCTOBER)
    assert told("coupon.given_up.lapsed") == 1
    assert desk.balances() == {Kind.APPROPRIATED: BAHT(-1_000_000), Kind.LAPSED: BAHT(1_000_000)}


def test_a_further_coupon_costs_its_event_and_its_e_mail_and_no_more(desk: Desk) -> None:
    few, many = (_statements_of(count) for count in (2, 6))
    assert many - few <= 4 * 3, "its event, the e-mail to its owner, and the task that sends it"


def _statements_of(coupons: int) -> int:
    desk = open_desk()
    for _each in range(coupons):
        desk.another(BAHT(1_000))
    closing_id = desk.proposed(now=OCTOBER)
    with sent() as seen:
        desk.approve(closing_id, now=OCTOBER)
    return len(seen)


def test_verify_finds_money_on_a_closed_line_that_nobody_carried(desk: Desk) -> None:
    desk.approved(desk.counter, now=OCTOBER)
    assert run_all() == []
    with db.session.begin():
        db.session.execute(sa.text("UPDATE coupons SET funded_until = NULL"))
    assert [finding.check for finding in run_all()] == ["coupons.carried"]


def test_verify_finds_a_closing_that_says_another_sum(desk: Desk) -> None:
    desk.approved(desk.counter, now=OCTOBER)
    with db.session.begin():
        db.session.execute(sa.text("UPDATE line_closings SET lapsed_satang = lapsed_satang - 1"))
    assert [finding.check for finding in run_all()] == ["coupons.closings"]
