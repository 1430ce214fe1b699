"""Whether there is money and which place in line, and what a refusal says: on the pages, over HTTP."""

from __future__ import annotations

import html
import re

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from core import clock
from core.db import db
from coupons.applications.services.appeal_application import appeal_application
from coupons.applications.services.approve_application import approve_application
from coupons.applications.services.decide_appeal import decide_appeal
from coupons.applications.services.decline_application import decline_application
from coupons.applications.services.recommend_application import recommend_application
from coupons.applications.services.submit_application import submit_application
from coupons.applications.services.waitlist_application import waitlist_application
from coupons.applications.states import AppealOutcome
from identity.notifications.models import Notice
from identity.notifications.words import notice_words
from schemes.eligibility.states import CHOSEN, EligibilityRule
from smes.models import Sme
from tests.coupons.applying import another_sme, approved, change, declined, drafted, recommended, submitted
from tests.factories import NOW, build
from tests.terms import first_version


@pytest.fixture
def read(db_app, monkeypatch):
    """A page as this actor reads it in English."""
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def get(actor, url):
        monkeypatch.setattr(db_app.installation.people, "load_actor", lambda: actor)
        answer = db_app.test_client().get(f"{url}?lang=en")
        assert answer.status_code == 200, answer.text[:1500]
        return html.unescape(answer.text)

    return get


def pages_of(place, read):
    """The three places that say whether one qualifies."""
    application_id = drafted(place)
    return [
        read(place.owner, url)
        for url in (
            "/applications/",
            f"/applications/schemes/{place.scheme}",
            f"/applications/{application_id}/check",
        )
    ]


def told(kind):
    with force_locale("en"):
        found = db.session.scalars(sa.select(Notice).where(Notice.kind == kind)).first()
        return notice_words(found.kind, found.facts)


def test_who_qualifies_reads_that_money_is_there(place, read):
    for page in pages_of(place, read):
        assert "At present the scheme has enough money for you" in page


def test_who_qualifies_reads_that_those_before_may_use_the_money_up(place, world, read):
    for _ in range(2):
        submitted(place, another_sme(world).owner)
    for page in pages_of(place, read):
        assert "you would be number 3 on the waiting list, or nearer the front" in page
        assert "the scheme has enough money for you" not in page


def test_who_qualifies_reads_the_place_in_line(place, world, read):
    for _ in range(2):
        approved(place, another_sme(world).owner)
    waiting = recommended(place, another_sme(world).owner)
    waitlist_application(waiting, actor=place.approver, now=NOW)
    submitted(place, another_sme(world).owner)
    for page in pages_of(place, read):
        assert "You would be number 3 on the waiting list, or nearer the front" in page
    for url in ("/", "/rules"):
        assert "would be number 3 on the waiting list, or nearer the front" in read(place.owner, url)


def test_who_may_not_send_yet_is_offered_to_prepare(place, read):
    assert "See the rules and apply" in read(place.owner, "/applications/")
    change(Sme, place.sme, taxes_filed=False)
    page = read(place.owner, "/applications/")
    assert "See the rules and prepare an application" in page
    assert "See the rules and apply" not in page


def recommended_of(place, application_id):
    """The draft, sent and recommended."""
    submit_application(application_id, actor=place.owner, now=NOW)
    recommend_application(application_id, actor=place.officer, now=NOW)
    return application_id


def another_scheme(place, world, **columns):
    def make(tx):
        category = world.category(tx)
        scheme = world.scheme(tx, category, **columns)
        return scheme.id, scheme.name_en

    return build(make)


def test_who_does_not_qualify_reads_what_would_change_it_and_what_fits_instead(place, world, read):
    fits_id, fits_name = another_scheme(place, world)
    change(Sme, place.sme, taxes_filed=False)
    application_id = drafted(place)
    for url in (f"/applications/schemes/{place.scheme}", f"/applications/{application_id}/check"):
        page = read(place.owner, url)
        assert "File your tax returns, then declare this" in page
        assert "No other open scheme is suitable for your business today." in page
    change(Sme, place.sme, taxes_filed=True)
    approve_application(recommended_of(place, application_id), actor=place.approver, now=NOW)
    page = read(place.owner, f"/applications/schemes/{place.scheme}")
    assert "Use up a coupon that you have" in page
    assert f'<a href="/applications/schemes/{fits_id}">{fits_name}</a>' in page


def test_a_refusal_names_the_deciding_rules_and_what_fits_instead(place, world, read):
    fits_id, fits_name = another_scheme(place, world)
    application_id = recommended(place)
    change(Sme, place.sme, taxes_filed=False)
    decline_application(application_id, "ยังไม่ยื่นภาษี", actor=place.approver, now=NOW)
    change(Sme, place.sme, taxes_filed=True)
    assert "Rules not met: Taxes are filed." in told("application.declined_by_rules")
    page = read(place.owner, f"/applications/{application_id}")
    assert "Rules not met when it was decided: Taxes are filed." in page
    assert page.count('class="verdict ') == len(EligibilityRule) - len(CHOSEN), (
        "judged twice in one moment, each rule is told once"
    )
    assert "File your tax returns, then declare this" in page
    assert f'<a href="/applications/schemes/{fits_id}">{fits_name}</a>' in page
    appeal_application(application_id, "ยื่นแล้ว", actor=place.owner, now=NOW)
    change(Sme, place.sme, not_barred=False)
    decide_appeal(application_id, AppealOutcome.UPHOLD, "ยังถูกตัดสิทธิ", actor=place.second_approver, now=NOW)
    assert "Rules not met: Not barred from assistance of the Fund." in told("application.upheld_by_rules")


def test_a_refusal_for_no_rule_says_that_the_reason_decides(place, read):
    application_id = declined(place)
    assert "All rules were met. The decision is based on the reason that the officer gave." in read(
        place.owner, f"/applications/{application_id}"
    )


def test_a_scheme_that_pays_nothing_names_no_share_and_no_cap(place, world, read):
    scheme_id, _name = another_scheme(place, world, money=None, share_bp=0)
    for url in ("/", "/rules", "/applications/", f"/applications/schemes/{scheme_id}"):
        page = read(place.owner, url).partition('id="money"')[
            0
        ]  # where nothing stands is no share of anything
        assert "special price" in page or "special price" in page
        assert not re.search(r"(?<![\d,.])0(\.00)?( per cent|%| baht|<)", page), url


def test_share_and_cap_on_the_front_page_are_of_one_size(place, world, read):
    def spread(tx):
        for tier, (share, cap) in zip(
            first_version(tx, place.scheme).tiers,
            ((7000, 5_000_000), (6000, 10_000_000), (5000, 20_000_000)),
            strict=True,
        ):
            tier.share_bp, tier.cap_satang = share, cap

    build(spread)
    page = read(place.owner, "/")
    assert "at most 200,000 baht" in page
    for share, cap in (("70", "50,000"), ("60", "100,000"), ("50", "200,000")):
        assert f"The state pays {share}%, at most {cap} baht" in page
    assert "70%, at most 200,000" not in page


def test_money_of_an_earlier_fiscal_year_is_not_said_to_be_of_to_day(place, read, monkeypatch):
    later = NOW.replace(year=NOW.year + 1)
    page = read(place.owner, "/")
    assert re.search(r"Money of fiscal year [^<]+ to date", page)
    monkeypatch.setattr(clock, "now", lambda: later)
    page = read(place.owner, "/")
    assert "to date" not in page
    assert re.search(r"No budget of fiscal year [^<]+ has been received yet\.", page)
