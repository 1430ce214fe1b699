"""What the page of a claim promises: what goes back, what stops, what goes on, and what ends by itself."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.actor import Actor
from core.calendar.due import calendar, due_on
from core.db import db, transaction
from core.money import Money
from core.permissions import Role
from core.tasks import queue as jobs
from coupons.coupons.models import Coupon
from coupons.coupons.states import CouponState
from coupons.redemptions.models import Redemption
from coupons.redemptions.operations import lock_claim
from coupons.redemptions.states import RedemptionState
from coupons.states import CORRECTION_LIMIT
from identity.notifications.models import Notice
from ledger.checks import run_all
from ledger.models import Stripe
from payouts.models.payables import Payable
from tests.coupons.counter import SUBSIDY, Counter, counter_of_today, open_counter
from tests.coupons.redemptions.test_counter_pages import browser_of
from tests.factories import build
from tests.kept_scenes import KeptScenes
from tests.statements import sent

FULL = Money.baht(100_000)


@pytest.fixture
def counter(kept_scene: KeptScenes) -> Counter:
    return counter_of_today(kept_scene)


def press(browser: FlaskClient, claim: int, verb: str, **form: str) -> str:
    """A button of the claim; what the page says then."""
    answer = browser.post(
        f"/redemptions/{claim}/{verb}?lang=en", data={f"{verb}-reason": "เหตุผล"} | form, follow_redirects=True
    )
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def free(counter: Counter) -> Money:
    """What the scheme can still promise."""
    total = sa.select(sa.func.sum(Stripe.balance_satang)).where(Stripe.scheme_id == counter.scheme_id)
    return Money(int(db.session.scalar(total) or 0))


def told(actor: Actor) -> list[str]:
    mine = sa.select(Notice.kind).where(Notice.person_id == actor.person_id).order_by(Notice.id)
    return list(db.session.scalars(mine))


def end_of_day(app: Flask) -> None:
    """What the worker does shortly after midnight."""
    db.session.rollback()
    jobs.run_now(app, "coupons.end_what_is_over")
    db.session.expire_all()


def over(model: type, key: int, column: str) -> None:
    """Its last day was a working day long enough ago."""
    last = calendar().working_day_from(clock.bangkok_date(clock.now()) - timedelta(days=12))
    began = {"valid_from": last} if model is Coupon else {}
    build(lambda tx: tx.execute(sa.update(model).where(model.id == key).values({column: last} | began)))


def test_a_cancelled_service_frees_its_money_and_both_sides_are_told(db_app: Flask, counter: Counter) -> None:
    claim = counter.reserve(now=clock.now())
    phone = browser_of(db_app, counter.owner)
    assert "The reserved money is released." in phone.get(f"/redemptions/{claim}?lang=en").text
    assert "Cancelled. The money has been released." in press(phone, claim, "cancel")
    assert counter.coupon().remaining == FULL
    for actor in (counter.owner, counter.cashier):
        assert told(actor)[-1] == "redemption.cancelled"
    again = phone.post(f"/redemptions/{claim}/cancel", data={"cancel-reason": "อีกครั้ง"})
    assert again.status_code == 409, "it ends once"
    assert counter.coupon().remaining == FULL
    assert counter.consent(now=clock.now()).redemption_id not in (None, claim), "a new price begins again"
    assert run_all() == []


def test_what_was_not_delivered_in_time_ends_by_itself_and_frees_its_money(
    db_app: Flask, counter: Counter
) -> None:
    late, in_time = counter.reserve(now=clock.now()), counter.reserve(now=clock.now())
    over(Redemption, late, "deliver_by")
    end_of_day(db_app)
    assert counter.redemption(late).state is RedemptionState.LAPSED
    assert counter.redemption(in_time).state is RedemptionState.RESERVED
    assert counter.coupon().remaining == FULL - SUBSIDY
    for actor in (counter.owner, counter.cashier):
        assert told(actor)[-1] == "redemption.lapsed"
    assert run_all() == []


@pytest.mark.parametrize("ended", [False, True], ids=["the coupon lives", "the coupon has ended"])
def test_a_rejected_claim_frees_its_money_for_the_coupon_and_for_the_scheme_once_the_coupon_has_ended(
    db_app: Flask, counter: Counter, ended: bool
) -> None:
    claim = counter.accepted(now=clock.now())
    if ended:
        over(Coupon, counter.coupon_id, "valid_until")
        end_of_day(db_app)
        assert counter.coupon().state is CouponState.EXPIRED
    before = free(counter)
    page = press(browser_of(db_app, counter.officer), claim, "reject")
    assert "The claim is rejected, and its money has been released." in page
    assert counter.redemption(claim).state is RedemptionState.REJECTED
    assert free(counter) - before == (SUBSIDY if ended else Money(0))
    assert counter.coupon().remaining == (Money(0) if ended else FULL)
    assert run_all() == []


def test_a_disputed_claim_stops_until_an_officer_settles_it_and_then_goes_on(
    db_app: Flask, counter: Counter
) -> None:
    claim = counter.reserve(now=clock.now())
    counter.deliver(claim, now=clock.now())
    phone, desk = browser_of(db_app, counter.owner), browser_of(db_app, counter.officer)
    assert (
        "The claim stops until an officer has listened to both sides."
        in phone.get(f"/redemptions/{claim}?lang=en").text
    )
    assert "Your report has been sent. An officer will check it." in press(phone, claim, "dispute")
    assert "/redemptions/?state=" in desk.get("/today?lang=en").text, "it waits for an officer"
    for browser, verb, form in (
        (phone, "accept", {"rating": "5"}),
        (desk, "approve", {"amount": "33,600.00", "reason": ""}),
        (browser_of(db_app, counter.cashier), "cancel", {"cancel-reason": "เหตุผล"}),
    ):
        assert browser.post(f"/redemptions/{claim}/{verb}", data=form).status_code in (403, 409), verb
    assert counter.redemption(claim).state is RedemptionState.DISPUTED
    assert counter.coupon().remaining == FULL - SUBSIDY, "the money stays reserved"
    assert "The dispute is resolved. The claim continues." in press(desk, claim, "settle")
    for actor in (counter.owner, counter.cashier):
        assert told(actor)[-1] == "redemption.dispute_settled"
    other = build(lambda tx: counter.world.staff(tx, Role.CLAIM_OFFICER))
    assert "The money becomes payable" in browser_of(db_app, other).get(f"/redemptions/{claim}?lang=en").text
    form = {"amount": "33,600.00", "reason": ""}
    assert browser_of(db_app, other).post(f"/redemptions/{claim}/approve", data=form).status_code == 303
    assert counter.redemption(claim).state is RedemptionState.APPROVED
    assert run_all() == []


def test_where_the_state_pays_nothing_a_claim_is_closed_and_nothing_is_owed(db_app: Flask) -> None:
    counter = open_counter(money=None, limit=Money(0), share_bp=0, now=clock.now())
    claim = counter.accepted(now=clock.now())
    desk = browser_of(db_app, counter.officer)
    assert "No money is paid under this scheme." in desk.get(f"/redemptions/{claim}?lang=en").text
    refused = desk.post(f"/redemptions/{claim}/approve?lang=en", data={"amount": "1.00", "reason": "ให้จ่าย"})
    assert refused.status_code == 409
    assert desk.post(f"/redemptions/{claim}/close").status_code == 303
    assert counter.redemption(claim).state is RedemptionState.CLOSED
    assert db_count(Payable) == 0
    assert run_all() == []


def test_money_in_it_keeps_a_claim_from_being_closed(db_app: Flask, counter: Counter) -> None:
    claim = counter.accepted(now=clock.now())
    refused = browser_of(db_app, counter.officer).post(f"/redemptions/{claim}/close?lang=en")
    assert refused.status_code == 409
    assert "This claim is for money, so approve or reject it instead." in refused.text


def db_count(model: type) -> int:
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


def test_a_returned_claim_is_the_providers_until_the_day_that_its_page_names(
    db_app: Flask, counter: Counter
) -> None:
    claim = counter.accepted(now=clock.now())
    desk, till = browser_of(db_app, counter.officer), browser_of(db_app, counter.cashier)
    page = f"/redemptions/{claim}?lang=en"
    assert "List everything at once. The provider has 30 days, by " in desk.get(page).text
    press(desk, claim, "return")
    last = due_on(CORRECTION_LIMIT, clock.now())
    assert last >= clock.bangkok_date(clock.now()) + timedelta(days=30)
    assert f'datetime="{last.isoformat()}"' in till.get(page).text
    offered = f'action="/redemptions/{claim}/reject"'
    assert offered not in desk.get(page).text
    early = desk.post(f"/redemptions/{claim}/reject?lang=en", data={"reject-reason": "ไม่ครบ"})
    assert early.status_code == 409
    assert "There is still time to add what is missing." in early.text
    assert counter.redemption(claim).state is RedemptionState.RETURNED
    long_ago = {"state_since": clock.now() - timedelta(days=45)}
    build(lambda tx: tx.execute(sa.update(Redemption).where(Redemption.id == claim).values(long_ago)))
    assert offered in desk.get(page).text
    assert "The claim is rejected, and its money has been released." in press(desk, claim, "reject")
    assert run_all() == []


def test_a_returned_claim_that_is_handed_in_again_is_decided(db_app: Flask, counter: Counter) -> None:
    claim = counter.accepted(now=clock.now())
    desk, till = browser_of(db_app, counter.officer), browser_of(db_app, counter.cashier)
    press(desk, claim, "return")
    assert "The claim has been resubmitted." in press(till, claim, "resubmit")
    assert "The claim is rejected, and its money has been released." in press(desk, claim, "reject")


def test_the_coupon_is_locked_before_its_claim(db_app: Flask, counter: Counter) -> None:
    claim = counter.reserve(now=clock.now())
    coupon_id = counter.redemption(claim).coupon_id
    db.session.rollback()

    def lock() -> None:
        with db_app.app_context(), transaction() as tx:
            lock_claim(tx, claim)

    other = threading.Thread(target=lock)
    waits = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with db.engine.begin() as holder:
        holder.execute(sa.select(Redemption.id).where(Redemption.id == claim).with_for_update())
        other.start()
        until = time.monotonic() + 20
        while not holder.scalar(waits) and time.monotonic() < until:
            time.sleep(0.05)
        with (
            db.engine.begin() as third,
            pytest.raises(sa.exc.OperationalError, match="could not obtain lock"),
        ):
            third.execute(sa.select(Coupon.id).where(Coupon.id == coupon_id).with_for_update(nowait=True))
    other.join()


def test_four_proofs_and_a_delivery_take_at_most_twenty_nine_statements(
    db_app: Flask, counter: Counter
) -> None:
    claim = counter.reserve(now=clock.now())
    with sent() as texts:
        counter.deliver(claim, now=clock.now())
    assert len(texts) <= 29, texts
