"""From a draft to an issued coupon: each verb on a real database, and who may not do it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

import coupons.applications.tasks  # noqa: F401 - declares the tasks that services defer
from core.audit.rules import ReasonRefusal
from core.commands import AuthorityRefusal
from core.db import db
from core.errors import Forbidden, NotFound, Refused, WrongState
from core.money import Money
from core.permissions import Role
from coupons.applications.models import Application, ApplicationVerdict
from coupons.applications.offers import offers
from coupons.applications.queries import application_page
from coupons.applications.services.approve_application import approve_application
from coupons.applications.services.decline_application import decline_application
from coupons.applications.services.edit_application import edit_application
from coupons.applications.services.lapse_applications import lapse_applications
from coupons.applications.services.recommend_application import recommend_application
from coupons.applications.services.return_application import return_application
from coupons.applications.services.start_application import start_application
from coupons.applications.services.submit_application import submit_application
from coupons.applications.services.waitlist_application import waitlist_application
from coupons.applications.services.withdraw_application import withdraw_application
from coupons.applications.states import ApplicationRefusal, ApplicationState
from coupons.coupons.models import Coupon, CouponCode
from identity.organisations.models import Membership
from identity.organisations.states import Capacity, MemberRole
from ledger.models import Posting
from ledger.states import Move
from schemes.eligibility.states import CHOSEN, EligibilityRule
from schemes.models import Scheme, ServiceCategory
from schemes.states import PayeeMode, SchemeState, SmeSize
from smes.models import Sme
from smes.states import SmeState
from tests.coupons.applying import (
    another_sme,
    approved,
    change,
    drafted,
    free_money,
    in_line,
    notices,
    recommended,
    refusal,
    state_of,
    submitted,
)
from tests.factories import NOW, TODAY, build
from tests.statements import sent
from tests.terms import change_terms, first_version

R = ApplicationRefusal


# --- applying --------------------------------------------------------------------------------------------


def test_a_draft_is_numbered_by_fiscal_year_and_belongs_to_the_sme(place):
    application_id = drafted(place)
    application = db.session.get(Application, application_id)
    assert application.number == f"A2570-{application_id:06d}"
    assert (application.sme_id, application.state) == (place.sme, ApplicationState.DRAFT)


def test_a_second_application_for_the_same_service_is_refused_while_one_is_under_way(place):
    drafted(place)
    assert refusal(lambda: drafted(place)) is R.ALREADY_APPLIED


def test_a_service_that_the_scheme_does_not_cover_is_refused(place, world):
    foreign = build(lambda tx: world.category(tx).id)
    assert refusal(lambda: drafted(place, category=foreign)) is R.CATEGORY_NOT_COVERED


def test_only_a_member_of_an_sme_may_apply(place):
    with pytest.raises(Forbidden):
        start_application(place.scheme, place.category, actor=place.officer, now=NOW)


def test_another_smes_application_looks_like_none_at_all(place, world):
    application_id = drafted(place)
    stranger = another_sme(world).owner
    with pytest.raises(NotFound):
        submit_application(application_id, actor=stranger, now=NOW)
    with pytest.raises(NotFound):
        application_page(db.session(), application_id, stranger, NOW)


def test_an_officer_does_not_see_what_was_not_sent(place):
    with pytest.raises(NotFound):
        application_page(db.session(), drafted(place), place.officer, NOW)


def test_an_application_without_a_need_cannot_be_sent(place):
    application_id = start_application(place.scheme, place.category, actor=place.owner, now=NOW)
    assert refusal(lambda: submit_application(application_id, actor=place.owner, now=NOW)) is R.NOT_COMPLETE


def test_sending_takes_few_statements_and_approving_some_more(place):
    application_id = drafted(place)
    with sent() as sending:
        submit_application(application_id, actor=place.owner, now=NOW)
    assert len(sending) <= 14, sending
    recommend_application(application_id, actor=place.officer, now=NOW)
    with sent() as approving:
        approve_application(application_id, actor=place.approver, now=NOW)
    assert len(approving) <= 26, approving


def test_sending_keeps_a_verdict_of_every_rule_with_its_facts(place):
    application_id = submitted(place)
    rows = db.session.scalars(
        sa.select(ApplicationVerdict).where(ApplicationVerdict.application_id == application_id)
    ).all()
    assert {row.rule for row in rows} == set(EligibilityRule) - CHOSEN
    assert all(row.passed for row in rows)
    size = next(row for row in rows if row.rule is EligibilityRule.SIZE_COVERED)
    assert size.facts["cap_satang"] == Money.baht(100_000).satang
    assert notices("application.submitted") == 1


def test_a_business_that_does_not_qualify_cannot_send_and_keeps_its_draft(place):
    application_id = drafted(place)
    change(Sme, place.sme, taxes_filed=False)
    with pytest.raises(Refused) as caught:
        submit_application(application_id, actor=place.owner, now=NOW)
    assert caught.value.facts == {"rules": ["taxes_filed"]}
    assert state_of(application_id) is ApplicationState.DRAFT


def test_what_was_sent_cannot_be_edited(place):
    application_id = submitted(place)
    with pytest.raises(WrongState):
        edit_application(application_id, need="อื่น", actor=place.owner, now=NOW)


def test_an_application_dated_1_september_2566_is_refused_while_the_scheme_still_delivers(place):
    """docs/domain.md#schemes: proposals until 31 August 2566, operation until 30 September 2566."""
    change_terms(
        place.scheme,
        effective_from=date(2022, 1, 17),
        applies_from=date(2022, 1, 17),
        applies_until=date(2023, 8, 31),
        delivers_until=date(2023, 9, 30),
    )
    last_minute = datetime(2023, 8, 31, 16, 59, tzinfo=UTC)
    first_minute_after = datetime(2023, 8, 31, 17, 0, tzinfo=UTC)
    application_id = drafted(place, now=last_minute)
    with pytest.raises(Refused) as caught:
        submit_application(application_id, actor=place.owner, now=first_minute_after)
    assert caught.value.facts == {"rules": ["within_window"]}
    submit_application(application_id, actor=place.owner, now=last_minute)
    recommend_application(application_id, actor=place.officer, now=first_minute_after)
    coupon_id = approve_application(application_id, actor=place.approver, now=first_minute_after)
    coupon = db.session.get(Coupon, coupon_id)
    assert (coupon.valid_from, coupon.valid_until) == (date(2023, 9, 1), date(2023, 9, 30))


def test_a_correction_sent_after_the_last_day_keeps_the_day_of_the_first_submission(place):
    application_id = submitted(place)
    return_application(application_id, "ขอเอกสารเพิ่ม", actor=place.officer, now=NOW)
    change_terms(place.scheme, applies_until=TODAY)
    submit_application(application_id, actor=place.owner, now=NOW + timedelta(days=5))
    application = db.session.get(Application, application_id)
    assert (application.state, application.submitted_at) == (ApplicationState.SUBMITTED, NOW)


# --- two persons -----------------------------------------------------------------------------------------


def test_approval_issues_a_coupon_with_its_terms_frozen_its_money_and_its_code(place):
    application_id = recommended(place)
    coupon_id = approve_application(application_id, actor=place.approver, now=NOW)
    coupon = db.session.get(Coupon, coupon_id)
    change(Sme, place.sme, size=SmeSize.MEDIUM)
    assert (coupon.number, coupon.size, coupon.share_bp) == (f"C2570-{coupon_id:06d}", SmeSize.SMALL, 8000)
    assert (coupon.limit_satang, coupon.payee_mode) == (
        Money.baht(100_000).satang,
        PayeeMode.PAY_PROVIDER,
    )
    assert coupon.valid_from == TODAY
    assert coupon.valid_until == first_version(db.session(), place.scheme).delivers_until
    posting = db.session.scalars(sa.select(Posting).where(Posting.coupon_id == coupon_id)).one()
    assert (posting.move, posting.amount_satang) == (Move.COMMIT, coupon.limit_satang)
    assert free_money(place.scheme) == Money.baht(100_000)
    assert db.session.scalar(sa.select(sa.func.count()).where(CouponCode.coupon_id == coupon_id)) == 1
    assert state_of(application_id) is ApplicationState.APPROVED
    assert notices("application.approved") == 1


def test_nothing_is_approved_that_nobody_recommended(place):
    application_id = submitted(place)
    assert (
        refusal(lambda: approve_application(application_id, actor=place.approver, now=NOW))
        is R.NOT_RECOMMENDED
    )


def test_who_recommends_does_not_decide_even_holding_both_roles(place, world):
    both = build(lambda tx: world.staff(tx, Role.PROGRAMME_OFFICER, Role.PROGRAMME_APPROVER))
    application_id = submitted(place)
    recommend_application(application_id, actor=both, now=NOW)
    for decide in (
        lambda: approve_application(application_id, actor=both, now=NOW),
        lambda: decline_application(application_id, "ไม่", actor=both, now=NOW),
        lambda: waitlist_application(application_id, actor=both, now=NOW),
    ):
        assert refusal(decide) is R.RECOMMENDED_BY_YOU


def test_an_officer_tied_to_the_sme_is_refused(place, world):
    application_id = submitted(place)

    def tie(tx):
        for actor in (place.officer, place.approver):
            tx.add(
                Membership(
                    person_id=actor.person_id,
                    organisation_id=place.sme,
                    capacity=Capacity.SME,
                    role=MemberRole.MEMBER,
                    since=NOW,
                )
            )

    build(tie)
    for act in (
        lambda: recommend_application(application_id, actor=place.officer, now=NOW),
        lambda: return_application(application_id, "แก้", actor=place.officer, now=NOW),
        lambda: decline_application(application_id, "ไม่", actor=place.approver, now=NOW),
    ):
        assert refusal(act) is AuthorityRefusal.CONNECTED


def test_an_officer_may_not_decide_nor_an_approver_review(place):
    application_id = submitted(place)
    with pytest.raises(Forbidden):
        approve_application(application_id, actor=place.officer, now=NOW)
    with pytest.raises(Forbidden):
        recommend_application(application_id, actor=place.approver, now=NOW)


def test_a_correction_needs_a_new_recommendation(place):
    application_id = recommended(place)
    return_application(application_id, "ขอเอกสารเพิ่ม", actor=place.officer, now=NOW)
    submit_application(application_id, actor=place.owner, now=NOW)
    assert (
        refusal(lambda: approve_application(application_id, actor=place.approver, now=NOW))
        is R.NOT_RECOMMENDED
    )


def test_a_second_click_on_approve_issues_no_second_coupon(place):
    application_id = recommended(place)
    approve_application(application_id, actor=place.approver, now=NOW)
    with pytest.raises(WrongState):
        approve_application(application_id, actor=place.approver, now=NOW)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Coupon)) == 1


def test_a_business_suspended_in_the_meantime_is_not_approved(place):
    application_id = recommended(place)
    change(Sme, place.sme, state=SmeState.SUSPENDED)
    assert (
        refusal(lambda: approve_application(application_id, actor=place.approver, now=NOW)) is R.NOT_ELIGIBLE
    )
    assert state_of(application_id) is ApplicationState.SUBMITTED


def test_a_reason_is_needed_to_return_and_to_decline(place):
    application_id = submitted(place)
    assert (
        refusal(lambda: return_application(application_id, "  ", actor=place.officer, now=NOW))
        is ReasonRefusal.REASON_MISSING
    )
    assert (
        refusal(lambda: decline_application(application_id, "", actor=place.approver, now=NOW))
        is ReasonRefusal.REASON_MISSING
    )


# --- one coupon, no double support -----------------------------------------------------------------------


def test_a_second_open_coupon_of_the_same_scheme_is_refused(place):
    approved(place)
    application_id = drafted(place, category=place.other_category)
    with pytest.raises(Refused) as caught:
        submit_application(application_id, actor=place.owner, now=NOW)
    assert caught.value.facts == {"rules": ["open_coupons_below_limit"]}


def test_two_applications_of_one_sme_become_one_coupon(place):
    first = recommended(place)
    second = recommended(place, category=place.other_category)
    approve_application(first, actor=place.approver, now=NOW)
    assert refusal(lambda: approve_application(second, actor=place.approver, now=NOW)) is R.NOT_ELIGIBLE


def test_the_same_service_under_another_scheme_is_double_support(place, world):
    submitted(place)

    def second_scheme(tx):
        scheme = world.scheme(tx, world.category(tx))
        tx.execute(
            sa.text("INSERT INTO scheme_categories (version_id, category_id) VALUES (:v, :c)"),
            {"v": first_version(tx, scheme).id, "c": place.category},
        )
        return scheme.id

    other = build(second_scheme)
    application_id = start_application(other, place.category, actor=place.owner, now=NOW)
    edit_application(application_id, need="ก", expected_result="ข", actor=place.owner, now=NOW)
    with pytest.raises(Refused) as caught:
        submit_application(application_id, actor=place.owner, now=NOW)
    assert caught.value.facts == {"rules": ["no_double_support"]}


def test_a_zero_budget_scheme_issues_a_coupon_and_posts_nothing(place, world):
    category = place.category
    free = build(lambda tx: world.scheme(tx, tx.get(ServiceCategory, category), money=None).id)
    place.scheme = free
    coupon_id = approved(place)
    coupon = db.session.get(Coupon, coupon_id)
    assert (coupon.line_id, coupon.limit_satang) == (None, 0)
    assert not db.session.scalar(sa.select(sa.exists().where(Posting.coupon_id == coupon_id)))


# --- ends ------------------------------------------------------------------------------------------------


def test_withdrawing_makes_room_for_a_new_application(place):
    application_id = submitted(place)
    withdraw_application(application_id, actor=place.owner, now=NOW)
    assert state_of(application_id) is ApplicationState.WITHDRAWN
    assert submitted(place) != application_id


def test_what_is_approved_cannot_be_withdrawn(place):
    application_id = recommended(place)
    approve_application(application_id, actor=place.approver, now=NOW)
    with pytest.raises(WrongState):
        withdraw_application(application_id, actor=place.owner, now=NOW)


def test_a_returned_application_lapses_after_its_thirtieth_day_not_on_it(place):
    application_id = submitted(place)
    return_application(application_id, "แก้ไข", actor=place.officer, now=NOW)
    assert lapse_applications(now=NOW + timedelta(days=30)) == 0
    assert lapse_applications(now=NOW + timedelta(days=31)) == 1
    assert state_of(application_id) is ApplicationState.LAPSED
    assert notices("application.lapsed") == 1


def test_those_who_wait_lapse_after_the_last_day_for_services(place, world):
    (waiting,) = in_line(place, world, 1)
    last_day = NOW + timedelta(days=240)
    assert lapse_applications(now=last_day) == 0
    assert lapse_applications(now=last_day + timedelta(days=1)) == 1
    assert state_of(waiting) is ApplicationState.LAPSED


# --- the preview -----------------------------------------------------------------------------------------


def test_the_preview_shows_each_open_scheme_with_what_the_state_pays(place):
    (offer,) = offers(db.session(), place.sme, NOW)
    assert offer.in_the_way == ()
    assert (offer.tier.share_bp, offer.tier.cap) == (8000, Money.baht(100_000))


def test_the_preview_leaves_out_schemes_that_take_no_applications_today(place):
    change(Scheme, place.scheme, state=SchemeState.PAUSED)
    assert offers(db.session(), place.sme, NOW) == []


def test_the_preview_names_the_rule_in_the_way(place):
    change(Sme, place.sme, thai_share_bp=5_000)
    (offer,) = offers(db.session(), place.sme, NOW)
    assert offer.in_the_way == (EligibilityRule.THAI_MAJORITY,)


def test_the_preview_tells_of_an_application_under_way(place):
    application_id = submitted(place)
    (offer,) = offers(db.session(), place.sme, NOW)
    assert offer.live == ((application_id, place.category, ApplicationState.SUBMITTED),)


def test_who_has_used_the_coupon_up_may_apply_again(place):
    coupon_id = approved(place)
    again = drafted(place, category=place.other_category)
    assert refusal(lambda: submit_application(again, actor=place.owner, now=NOW)) is R.NOT_ELIGIBLE
    change(Coupon, coupon_id, spent_satang=Coupon.limit_satang)
    submit_application(again, actor=place.owner, now=NOW)
    assert state_of(again) is ApplicationState.SUBMITTED
