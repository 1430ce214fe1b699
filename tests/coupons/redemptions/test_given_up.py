"""Its owner gives a coupon up: what is left goes back to the scheme, and nothing that is under way is lost."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core import clock
from core.db import db
from core.money import Money
from coupons.coupons.states import CouponState
from identity.organisations.states import Capacity, MemberRole
from ledger.models import Stripe
from tests.coupons.counter import counter_of_today
from tests.factories import World, build

LANGUAGES = pytest.mark.parametrize("lang", ["th", "en"])


@pytest.fixture
def browse(db_app, monkeypatch):
    def sign_in(actor):
        monkeypatch.setattr(db_app.installation.people, "load_actor", lambda: actor)
        return db_app.test_client()

    return sign_in


@pytest.fixture
def counter(kept_scene):
    return counter_of_today(kept_scene)


def available(counter):
    db.session.expire_all()
    of_scheme = sa.select(sa.func.sum(Stripe.balance_satang)).where(Stripe.scheme_id == counter.scheme_id)
    return Money(int(db.session.scalar(of_scheme)))


@LANGUAGES
def test_what_is_left_goes_back_to_the_scheme_and_is_said_before(counter, browse, lang):
    owner = browse(counter.owner)
    page = owner.get(f"/coupons/{counter.coupon_id}?lang={lang}").text
    assert f"/coupons/{counter.coupon_id}/give-up" in page
    assert {"th": "คืนให้โครงการ", "en": "go back to the scheme"}[lang] in page
    before = available(counter)
    done = owner.post(f"/coupons/{counter.coupon_id}/give-up?lang={lang}")
    assert done.status_code == 303
    coupon = counter.coupon()
    assert (coupon.state, coupon.remaining) == (CouponState.CANCELLED, Money(0))
    assert available(counter) == before + Money.baht(100_000)
    page = owner.get(f"/coupons/{counter.coupon_id}?lang={lang}").text
    assert "/give-up" not in page
    again = owner.post(f"/coupons/{counter.coupon_id}/give-up?lang={lang}", follow_redirects=True)
    assert again.status_code in (200, 409)
    assert available(counter) == before + Money.baht(100_000)


def test_while_a_price_waits_it_is_refused(counter, browse):
    counter.propose(now=clock.now())
    answer = browse(counter.owner).post(f"/coupons/{counter.coupon_id}/give-up?lang=en")
    assert answer.status_code == 409
    assert "A price is waiting for your answer." in answer.text
    page = browse(counter.owner).get(f"/coupons/{counter.coupon_id}?lang=en").text
    assert "A price is waiting for your answer." in page, "said before it is tried"
    assert "/give-up" not in page
    assert counter.coupon().state is CouponState.ISSUED


def test_while_a_service_is_not_finished_it_is_refused(counter, browse):
    counter.reserve(now=clock.now())
    answer = browse(counter.owner).post(f"/coupons/{counter.coupon_id}/give-up?lang=en")
    assert answer.status_code == 409
    assert "A service on this coupon is not finished." in answer.text
    page = browse(counter.owner).get(f"/coupons/{counter.coupon_id}?lang=en").text
    assert "A service on this coupon is not finished." in page, "said before it is tried"
    assert "/give-up" not in page
    assert counter.coupon().state is CouponState.ISSUED


def test_nobody_but_its_owner_gives_it_up(counter, browse):
    member = build(lambda tx: World(first=800).member(tx, counter.sme_id, Capacity.SME, MemberRole.MEMBER))
    stranger = build(
        lambda tx: World(first=850).member(tx, World(first=900).sme(tx).organisation_id, Capacity.SME)
    )
    address = f"/coupons/{counter.coupon_id}/give-up"
    assert "/give-up" not in browse(member).get(f"/coupons/{counter.coupon_id}").text
    assert browse(member).post(address).status_code == 403
    assert browse(stranger).post(address).status_code == 404
    assert browse(counter.approver).post(address).status_code == 403
    assert counter.coupon().state is CouponState.ISSUED
