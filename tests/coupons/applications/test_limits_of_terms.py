"""How much one SME gets of a scheme whose terms limit it: judged when it asks, and held under the lock of a decision."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.db import db
from core.errors import Refused
from core.money import Money
from coupons.applications.offers import offer
from coupons.applications.presenter import explained
from coupons.applications.queries import application_page
from coupons.applications.services.approve_application import approve_application
from coupons.applications.states import ApplicationRefusal
from coupons.coupons.models import Coupon
from coupons.coupons.states import CouponState
from ledger.checks import run_all
from schemes.eligibility.states import EligibilityRule
from schemes.states import CapPeriod, PayeeMode
from tests.coupons.applying import add_money, change, recommended
from tests.coupons.counter import open_counter
from tests.factories import NOW
from tests.races.crowd import crowd
from tests.terms import change_terms

R = EligibilityRule


def limit(place, **columns):
    change_terms(place.scheme, max_open_coupons=20, **columns)


def grant(place, category=None, now=NOW):
    """The coupon of one more application."""
    return approve_application(recommended(place, category=category, now=now), actor=place.approver, now=now)


def coupons(place):
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Coupon).order_by(Coupon.id)))


def in_the_way(place, category=None):
    with pytest.raises(Refused) as caught:
        grant(place, category)
    assert caught.value.reason is ApplicationRefusal.NOT_ELIGIBLE
    return caught.value.facts["rules"]


def test_one_coupon_more_than_the_terms_give_is_refused(place):
    limit(place, max_awards=1)
    grant(place)
    assert in_the_way(place, place.other_category) == [R.AWARDS_BELOW_LIMIT]
    found, _others = offer(db.session(), place.sme, place.scheme, NOW)
    assert R.AWARDS_BELOW_LIMIT in found.in_the_way


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "This rule is met again from 22 Nov 2028"), ("th", "22 พ.ย. 2571")]
)
def test_who_got_enough_reads_when_it_may_apply_again(db_app, place, lang, words):
    limit(place, max_awards=1, awards_years=2)
    grant(place)
    found, _others = offer(db.session(), place.sme, place.scheme, NOW)
    with db_app.test_request_context(f"/?lang={lang}"):
        db_app.preprocess_request()
        said = [each for each in explained(found.verdicts) if each.passed is False]
        assert words in " ".join(each.remedy for each in said).replace("\xa0", " ")


def test_a_kind_of_service_has_its_own_number(place):
    limit(place, max_awards=8, max_per_category=1)
    grant(place)
    assert in_the_way(place) == [R.CATEGORY_BELOW_LIMIT]
    found, _others = offer(db.session(), place.sme, place.scheme, NOW)
    assert found.in_the_way == (), "another kind is still to be had"
    grant(place, place.other_category)
    assert len(coupons(place)) == 2


def test_what_came_back_unused_is_not_counted(place):
    limit(place, max_awards=1)
    grant(place)
    first = coupons(place)[0]
    change(Coupon, first.id, state=CouponState.CANCELLED, released_satang=first.limit_satang)
    grant(place)
    assert len(coupons(place)) == 2


def test_a_coupon_is_cut_to_what_one_sme_may_still_get_and_then_refused(place, world):
    add_money(place, world, Money.baht(500_000))
    limit(
        place,
        sme_cap_satang=Money.baht(150_000).satang,
        sme_cap_period=CapPeriod.YEAR,
        sme_cap_month=10,
    )
    grant(place)
    application_id = recommended(place, category=place.other_category)
    page = application_page(db.session(), application_id, place.owner, NOW)
    assert page.tier.cap == Money.baht(50_000), "the page says what it will be"
    approve_application(application_id, actor=place.approver, now=NOW)
    assert [each.limit_satang for each in coupons(place)] == [10_000_000, 5_000_000]
    assert in_the_way(place) == [R.SME_MONEY_LEFT]
    assert run_all() == []


def test_decisions_at_one_moment_do_not_exceed_a_limit(db_app, place, world):
    add_money(place, world, Money.baht(5_000_000))
    limit(place, sme_cap_satang=Money.baht(150_000).satang, sme_cap_period=CapPeriod.LIFETIME, max_awards=3)
    waiting = [recommended(place, category=each) for each in (place.category, place.other_category)]

    def work(application_id):
        try:
            approve_application(application_id, actor=place.approver, now=NOW)
        except Refused as refused:
            return str(refused.reason)
        return "done"

    answers = crowd(db_app, work, waiting * 4)
    assert [each.value for each in answers].count("done") == 2
    assert sorted(each.limit_satang for each in coupons(place)) == [5_000_000, 10_000_000]
    assert run_all() == []


def test_of_one_price_the_state_pays_no_more_than_the_terms_say(db_app):
    counter = open_counter()
    change_terms(counter.scheme_id, price_cap_satang=Money.baht(20_000).satang)
    redemption = counter.redemption(counter.reserve(Money.baht(42_000)))
    assert (redemption.subsidy_satang, redemption.own_satang) == (2_000_000, 2_200_000)
    change_terms(counter.scheme_id, price_cap_satang=None, least_own_satang=Money.baht(30_000).satang)
    redemption = counter.redemption(counter.reserve(Money.baht(42_000)))
    assert (redemption.subsidy_satang, redemption.own_satang) == (1_200_000, 3_000_000)


def test_where_the_sme_is_paid_back_too(db_app):
    counter = open_counter(payee_mode=PayeeMode.REIMBURSE_SME)
    change_terms(counter.scheme_id, price_cap_satang=Money.baht(20_000).satang)
    redemption = counter.redemption(counter.reserve(Money.baht(42_000)))
    assert (redemption.subsidy_satang, redemption.own_satang) == (2_000_000, 2_200_000)
