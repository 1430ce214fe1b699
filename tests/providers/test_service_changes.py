"""A new service, and a price beyond the approved range, want an officer's look; what was approved holds meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import lxml.html
import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from core import clock
from core.audit.models import AuditEvent
from core.db import db, transaction
from core.errors import Refused
from core.money import Money
from core.permissions import Role
from coupons.redemptions.services.propose_price import propose_price
from coupons.redemptions.services.scan_coupon import scan_coupon
from coupons.redemptions.states import Refusal
from identity.notifications.models import Notice
from identity.organisations.states import Capacity
from providers import inbox
from providers.models import ProviderCategory, Service, ServiceChange
from providers.rules import ServiceDraft, counts_at_once
from providers.states import CategoryState, ChangeState
from tests.coupons.counter import open_counter
from tests.factories import NOW, World, build
from web.queues.queries import all_deadlines

LANGUAGES = pytest.mark.parametrize("lang", ["th", "en"])


@pytest.fixture
def cast(db_app):
    """An approved provider that sells one service at 10,000 to 100,000 baht, and the officers."""
    counter = open_counter()

    def make(tx):
        world = counter.world
        return SimpleNamespace(
            counter=counter,
            provider=counter.provider_id,
            service=counter.service_id,
            category=counter.category_id,
            page=f"/providers/{counter.provider_id}",
            edit=f"/providers/services/{counter.service_id}/edit",
            change=f"/providers/services/{counter.service_id}/change",
            owner=world.member(tx, counter.provider_id, Capacity.PROVIDER),
            officer=world.staff(tx, Role.PROGRAMME_OFFICER),
            approver=world.staff(tx, Role.PROGRAMME_APPROVER),
            other=world.member(tx, world.provider(tx).organisation_id, Capacity.PROVIDER),
        )

    return build(make)


@pytest.fixture
def browse(db_app, monkeypatch):
    def sign_in(actor):
        monkeypatch.setattr(db_app.installation.people, "load_actor", lambda: actor)
        return db_app.test_client()

    return sign_in


def drafted(cast, **changes):
    return {
        "category": cast.category,
        "name_th": "ทดสอบฉลากโภชนาการ",
        "name_en": "Nutrition label test",
        "deliverables": "รายงานผล",
        "price_from": "10,000",
        "price_to": "100,000",
        "duration_days": "14",
    } | changes


def save(browser, cast, **changes):
    return browser.post(f"{cast.edit}?lang=en", data=drafted(cast, **changes))


@pytest.fixture
def sold(cast, browse):
    """The service as the officer approved it, with what the customer receives."""
    with transaction() as tx:
        tx.execute(sa.update(Service).values(deliverables="รายงานผล"))
    return cast


def stored(cast):
    db.session.expire_all()
    return db.session.get_one(Service, cast.service)


def prices(cast):
    service = stored(cast)
    return Money(service.price_from_satang), Money(service.price_to_satang)


def states():
    db.session.expire_all()
    return list(db.session.scalars(sa.select(ServiceChange.state).order_by(ServiceChange.id)))


def waiting(db_app, actor):
    with db_app.test_request_context(), force_locale("en"):
        items = inbox.inbox(db.session(), actor, clock.now())
        return {str(item.title): item.count for item in items if item.count}


def decision(cast, verb, service=None):
    """Where the officer's page sends the decision on what was asked for last."""
    service = service or cast.service
    db.session.expire_all()
    last = db.session.scalar(
        sa.select(sa.func.max(ServiceChange.id)).where(ServiceChange.service_id == service)
    )
    return f"/providers/services/{service}/change/{last}/{verb}"


APPROVED = (Money.baht(10_000), Money.baht(100_000))


def test_a_higher_price_waits_for_an_officer_and_the_approved_range_counts(sold, browse, db_app):
    cast = sold
    owner = browse(cast.owner)
    answer = save(owner, cast, price_from="10,000", price_to="5,000,000")
    assert answer.status_code == 303
    assert prices(cast) == APPROVED
    assert states() == [ChangeState.REQUESTED]
    mine = owner.get(f"{cast.page}/services?lang=en").text
    assert "Until then what was approved before remains valid" in mine
    assert "5,000,000" in mine
    assert "before:" in mine
    assert waiting(db_app, cast.officer)["Services and prices to decide"] == 1
    with db_app.test_request_context(), force_locale("en"):
        kinds = {str(due.kind or due.turn.what) for due in all_deadlines(db.session(), clock.now())}
    assert "Service or price of a provider" in kinds
    with pytest.raises(Refused) as refused:
        cast.counter.propose(Money.baht(120_000))
    assert refused.value.reason is Refusal.PRICE_OUTSIDE_RANGE
    directory = browse(cast.other).get("/directory?lang=en").text
    assert "5,000,000" not in directory


def test_an_officer_approves_it_and_then_it_counts(sold, browse, db_app):
    cast = sold
    agreed = cast.counter.reserve(Money.baht(42_000))
    save(browse(cast.owner), cast, price_from="50,000", price_to="150,000")
    officer = browse(cast.officer)
    assert cast.page in officer.get("/providers/?asked=service&lang=en").text
    desk = officer.get(f"{cast.page}?lang=en").text
    assert "150,000" in desk
    assert decision(cast, "approve") in desk
    assert officer.post(decision(cast, "approve")).status_code == 303
    assert prices(cast) == (Money.baht(50_000), Money.baht(150_000))
    assert cast.counter.redemption(agreed).price_satang == Money.baht(42_000).satang
    assert stored(cast).approved_by_id == cast.officer.person_id
    told = db.session.scalars(sa.select(Notice.kind).where(Notice.person_id == cast.owner.person_id)).all()
    assert told == ["provider.service_approved"]
    assert waiting(db_app, cast.officer) == {}
    assert cast.counter.propose(Money.baht(120_000))


@LANGUAGES
def test_a_refusal_needs_its_reason_and_leaves_what_was_approved(sold, browse, lang):
    cast = sold
    save(browse(cast.owner), cast, price_to="5,000,000")
    officer = browse(cast.officer)
    assert officer.post(decision(cast, "reject")).status_code == 400
    reason = {f"reject-change-{cast.service}-reason": "สูงกว่าราคาตลาดมาก"}
    assert officer.post(decision(cast, "reject"), data=reason).status_code == 303
    assert prices(cast) == APPROVED
    assert states() == [ChangeState.REJECTED]
    page = browse(cast.owner).get(f"{cast.page}?lang={lang}").text
    assert "สูงกว่าราคาตลาดมาก" in page
    assert {"th": "ไม่อนุมัติ", "en": "Not approved"}[lang] in page
    told = db.session.scalars(sa.select(Notice.kind).where(Notice.person_id == cast.owner.person_id)).all()
    assert told == ["provider.service_rejected"]


def test_what_waits_is_taken_back_or_asked_for_anew(sold, browse):
    cast = sold
    owner = browse(cast.owner)
    save(owner, cast, price_to="5,000,000")
    assert "5000000" in owner.get(cast.edit).text.replace(",", "")
    save(owner, cast, price_to="200,000")
    assert states() == [ChangeState.DROPPED, ChangeState.REQUESTED]
    assert owner.post(f"{cast.change}/drop").status_code == 303
    assert states() == [ChangeState.DROPPED, ChangeState.DROPPED]
    assert owner.post(f"{cast.change}/drop").status_code == 404
    assert browse(cast.officer).post(decision(cast, "approve")).status_code == 404
    assert prices(cast) == APPROVED


def test_a_price_within_the_approved_range_counts_at_once(sold, browse):
    cast = sold
    owner = browse(cast.owner)
    assert save(owner, cast, price_from="20,000", price_to="90,000", duration_days="7").status_code == 303
    assert prices(cast) == (Money.baht(20_000), Money.baht(90_000))
    assert states() == []
    assert "The service is saved." in owner.get(f"{cast.page}/services?lang=en").text
    save(owner, cast)
    assert prices(cast) == (Money.baht(20_000), Money.baht(90_000)), "the way back is a raise"
    assert states() == [ChangeState.REQUESTED]


@pytest.mark.parametrize(
    "change", [{"name_th": "ทองคำแท่ง"}, {"name_en": "Gold bars"}, {"deliverables": "ทองคำแท่ง"}]
)
def test_another_service_under_an_approved_name_waits(sold, browse, change):
    cast = sold
    save(browse(cast.owner), cast, **change)
    assert stored(cast).name_en == "Nutrition label test"
    assert stored(cast).deliverables == "รายงานผล"
    assert states() == [ChangeState.REQUESTED]


def test_a_new_service_is_sold_once_an_officer_approved_it(sold, browse, db_app):
    cast = sold
    owner = browse(cast.owner)
    data = drafted(cast, name_th="ทดสอบน้ำดื่ม", name_en="Water test")
    assert owner.post(f"{cast.page}/services/new?lang=en", data=data).status_code == 303
    page = owner.get(f"{cast.page}/services?lang=en").text
    assert "Saved. The service can be sold once an officer has approved it." in page
    assert "An officer is checking it first; until then" not in page, "nothing was approved before"
    new = db.session.scalars(sa.select(Service).where(Service.name_en == "Water test")).one().id
    assert "The service can be sold once it is approved." in owner.get(f"{cast.page}/services?lang=en").text
    assert "Water test" not in browse(cast.other).get("/directory?lang=en").text
    refused = propose_price(cast.counter.scan(), new, Money.baht(20_000), actor=cast.counter.cashier, now=NOW)
    assert refused.refusal is Refusal.SERVICE_WITHDRAWN
    owner = browse(cast.owner)
    owner.post(f"/providers/services/{new}/restore")
    assert not db.session.get_one(Service, new, populate_existing=True).active, "the owner cannot publish it"
    assert browse(cast.officer).post(decision(cast, "approve", new)).status_code == 303
    assert "Water test" in browse(cast.other).get("/directory?lang=en").text
    assert cast.counter.propose(Money.baht(20_000), service_id=new)


def test_a_service_is_retired_at_once_and_what_waited_ends(sold, browse):
    cast = sold
    owner = browse(cast.owner)
    save(owner, cast, price_to="5,000,000")
    assert owner.post(f"/providers/services/{cast.service}/withdraw").status_code == 303
    assert not stored(cast).active
    assert states() == [ChangeState.DROPPED]
    assert owner.post(f"/providers/services/{cast.service}/restore").status_code == 303
    assert stored(cast).active
    assert prices(cast) == APPROVED


def test_what_a_retired_service_asked_for_is_approved_without_publishing_it(sold, browse):
    cast = sold
    owner = browse(cast.owner)
    owner.post(f"/providers/services/{cast.service}/withdraw")
    save(owner, cast, price_to="150,000")
    assert browse(cast.officer).post(decision(cast, "approve")).status_code == 303
    assert not stored(cast).active


def test_whoever_asked_approves_it_not_nor_another_provider(sold, browse):
    cast = sold
    save(browse(cast.owner), cast, price_to="5,000,000")
    both = build(
        lambda tx: World(first=700).staff(tx, Role.PROGRAMME_OFFICER, person_id=cast.owner.person_id)
    )
    assert browse(both).post(decision(cast, "approve")).status_code == 409
    other = browse(cast.other)
    assert other.post(f"{cast.change}/drop").status_code == 404
    assert other.post(decision(cast, "approve")).status_code == 403
    assert save(other, cast).status_code == 404
    assert prices(cast) == APPROVED


def test_the_database_itself_refuses_that_one_person_asks_and_approves(sold, browse):
    cast = sold
    save(browse(cast.owner), cast, price_to="5,000,000")
    own = sa.update(ServiceChange).values(
        state="approved", decided_by_id=ServiceChange.asked_by_id, decided_at=NOW
    )
    with pytest.raises(sa.exc.IntegrityError), transaction() as tx:
        tx.execute(own)


def test_a_service_that_nobody_approved_is_not_sold_whoever_calls_it_active(sold):
    """The counter itself looks: not the provider's word alone."""
    cast = sold
    with transaction() as tx:
        tx.execute(sa.update(Service).values(approved_at=None, approved_by_id=None))
    scan = scan_coupon(cast.counter.code(), actor=cast.counter.cashier, now=NOW).scan_id
    refused = propose_price(scan, cast.service, Money.baht(20_000), actor=cast.counter.cashier, now=NOW)
    assert refused.refusal is Refusal.SERVICE_WITHDRAWN


def test_withdrawing_the_kind_or_the_provider_ends_what_waits(sold, browse):
    cast = sold
    save(browse(cast.owner), cast, price_to="5,000,000")
    reason = {f"withdraw-{cast.category}-reason": "ใบรับรองถูกเพิกถอน"}
    answer = browse(cast.approver).post(f"{cast.page}/categories/{cast.category}/withdraw", data=reason)
    assert answer.status_code == 303
    assert states() == [ChangeState.REJECTED]


def test_the_trail_keeps_the_prices_that_were_asked_for(sold, browse):
    cast = sold
    save(browse(cast.owner), cast, price_to="5,000,000")
    event = db.session.scalars(
        sa.select(AuditEvent).where(AuditEvent.name == "provider.service_change_asked")
    ).one()
    assert event.fields["price_to_satang"] == 500_000_000


def test_a_provider_changes_its_address_and_telephone_at_once(sold, browse):
    cast = sold
    data = {
        "address": "9 ถนนนิมมาน",
        "province_code": "50",
        "postcode": "50200",
        "phone": "053-111-111",
        "email": "lab@example.test",
    }
    owner = browse(cast.owner)
    assert f"{cast.page}/address" in owner.get(f"{cast.page}?lang=en").text
    assert owner.post(f"{cast.page}/address", data=data).status_code == 303
    assert "053-111-111" in owner.get(f"{cast.page}?lang=th").text


HELD = ServiceDraft(1, "ก", "A", "", "", "รายงาน", Money.baht(10), Money.baht(20), 7)


@pytest.mark.parametrize(
    ("change", "at_once"),
    [
        ({}, True),
        ({"price_to": Money.baht(19)}, True),
        ({"price_from": Money.baht(11)}, True),
        ({"description_th": "ยาว", "duration_days": 30}, True),
        ({"price_to": Money.baht(20) + Money(1)}, False),
        ({"price_from": Money.baht(10) - Money(1)}, False),
        ({"category_id": 2}, False),
    ],
)
def test_what_counts_at_once_is_the_same_service_within_its_range(change, at_once):
    assert counts_at_once(HELD, replace(HELD, **change)) is at_once


def decisions_on(browser, page):
    """What the officer's page has to press, by its last word."""
    return {
        form.action.rpartition("/")[2]: form.action
        for form in lxml.html.document_fromstring(browser.get(page).text).forms
        if "/change/" in (form.action or "")
    }


@LANGUAGES
@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_a_decision_is_on_the_price_that_the_officer_read_and_on_no_later_one(sold, browse, verb, lang):
    cast = sold
    save(browse(cast.owner), cast, price_to="110,000")
    read = decisions_on(browse(cast.officer), f"{cast.page}?lang={lang}")[verb]
    save(browse(cast.owner), cast, price_to="5,000,000")
    reason = {f"reject-change-{cast.service}-reason": "สูงกว่าราคาตลาดมาก"}
    answer = browse(cast.officer).post(f"{read}?lang={lang}", data=reason)
    assert prices(cast) == APPROVED
    assert states() == [ChangeState.DROPPED, ChangeState.REQUESTED]
    assert answer.status_code == 409
    assert "5,000,000" in answer.text, "and reads what waits now"


def test_approving_a_kind_of_service_approves_no_price_that_waits_by_itself(sold, browse):
    """A service written with the registration, whose kind was rejected then, is asked for again at another price."""
    cast = sold
    with transaction() as tx:
        tx.execute(sa.update(Service).values(approved_at=None, approved_by_id=None))
        tx.execute(
            sa.update(ProviderCategory).values(
                state=CategoryState.REQUESTED, decided_at=None, decided_by_id=None
            )
        )
    save(browse(cast.owner), cast, price_to="5,000,000")
    assert states() == [ChangeState.REQUESTED]
    until = {
        f"{cast.category}-valid_until": (clock.bangkok_date(clock.now()) + timedelta(days=300)).isoformat()
    }
    page = browse(cast.officer).get(cast.page).text
    (form,) = [
        each
        for each in lxml.html.document_fromstring(page).forms
        if "/categories/" in (each.action or "") and each.action.endswith("/approve")
    ]
    (day,) = [name for name in form.fields if name.endswith("valid_until")]
    browse(cast.officer).post(form.action, data=dict(form.fields) | {day: next(iter(until.values()))})
    assert stored(cast).approved_at is None
    assert states() == [ChangeState.REQUESTED]
    assert browse(cast.officer).post(decision(cast, "approve")).status_code == 303
    assert stored(cast).approved_at is not None
