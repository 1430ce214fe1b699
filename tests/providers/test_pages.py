"""A provider registers through the pages, each kind of service is decided on its own, the catalogue lives on."""

from __future__ import annotations

import io
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from core import clock
from core.actor import SYSTEM
from core.db import db
from core.permissions import Role
from identity.notifications.models import Notice
from identity.organisations.states import Capacity
from providers import directory, queries
from providers.models import Provider, ProviderCategory, Service
from providers.services.reject_provider import reject_provider
from providers.states import CategoryState, ProviderState
from schemes.categories.services.seed_reference import seed_reference
from schemes.models import ServiceCategory
from tests.factories import World, actor_of, build
from tests.projects.drafts import a_png

LANGUAGES = pytest.mark.parametrize("lang", ["th", "en"])
ORGANISATION = {
    "kind": "juristic_person",
    "registration_number": "0105555000081",
    "name_th": "บริษัท แล็บอาหารเหนือ จำกัด",
    "name_en": "Northern Food Lab",
    "vat_registered": "y",
}
ADDRESS = {
    "address": "1 ถนนนิมมาน",
    "province_code": "50",
    "postcode": "50200",
    "phone": "053-000-000",
    "email": "",
}
PROFILE = {
    "profile_th": "ห้องปฏิบัติการอาหาร",
    "profile_en": "Food laboratory",
    "track_record": "ทดสอบ 200 รายการ",
}
SERVICE = {
    "name_th": "ทดสอบฉลากโภชนาการ",
    "name_en": "Nutrition label test",
    "deliverables": "รายงานผล",
    "price_from": "12,000",
    "price_to": "18,000.50",
    "duration_days": "๑๔",
}


@pytest.fixture
def cast(db_app):
    seed_reference(actor=SYSTEM, now=clock.now())
    world = World()

    def make(tx):
        return SimpleNamespace(
            person=world.person(tx).id,
            officer=world.staff(tx, Role.PROGRAMME_OFFICER),
            second=world.staff(tx, Role.PROGRAMME_OFFICER),
            approver=world.staff(tx, Role.PROGRAMME_APPROVER),
            stranger=world.member(tx, world.provider(tx).organisation_id, Capacity.PROVIDER),
        )

    made = build(make)
    made.testing = db.session.query(ServiceCategory).filter_by(code="testing").one().id
    made.training = db.session.query(ServiceCategory).filter_by(code="training").one().id
    return made


@pytest.fixture
def browse(db_app, monkeypatch):
    """A browser in which this actor is signed in; a callable is asked at each request."""

    def sign_in(actor):
        monkeypatch.setattr(
            db_app.installation.people, "load_actor", actor if callable(actor) else lambda: actor
        )
        return db_app.test_client()

    return sign_in


def owner(cast):
    """The registering person, whoever she acts for by now."""
    return lambda: actor_of(db.session(), cast.person)


def accredited(category_id, **changes):
    day = clock.bangkok_date(clock.now()) + timedelta(days=400)
    data = {
        "category": str(category_id),
        "accreditation": "ISO/IEC 17025 ทดสอบ 0123",
        "valid_until": day.isoformat(),
        "file": [(io.BytesIO(a_png()), "17025.png")],
    }
    return data | changes


def begin(browser):
    begun = browser.post("/providers/register", data=ORGANISATION)
    assert begun.status_code == 303, begun.text
    return int(begun.headers["Location"].split("/")[2])


def fill_in(browser, cast):
    provider_id = begin(browser)
    base = f"/providers/{provider_id}"
    assert browser.post(f"{base}/address", data=ADDRESS).status_code == 303
    assert browser.post(f"{base}/profile", data=PROFILE).status_code == 303
    asked = browser.post(
        f"{base}/categories", data=accredited(cast.testing), content_type="multipart/form-data"
    )
    assert asked.status_code == 303, asked.text
    for category_id in (cast.testing, cast.training):
        if category_id == cast.training:
            data = {"category": str(cast.training), "accreditation": "", "valid_until": ""}
            assert browser.post(f"{base}/categories", data=data).status_code == 303
        added = browser.post(f"{base}/services/new", data=SERVICE | {"category": str(category_id)})
        assert added.status_code == 303, added.text
    return provider_id


def submitted(cast, browse):
    browser = browse(owner(cast))
    provider_id = fill_in(browser, cast)
    assert browser.post(f"/providers/{provider_id}/submit").status_code == 303
    return provider_id


def shown(provider_id, category_id):
    """What the officer's page says that the provider shows for a kind of service."""
    db.session.expire_all()
    kind = (
        ProviderCategory.provider_id == provider_id,
        ProviderCategory.category_id == category_id,
    )
    row = db.session.scalar(sa.select(ProviderCategory).where(*kind))
    return row.shown if row else ""


def decide(browser, provider_id, category_id, day=None):
    prefix = f"category-{category_id}"
    day = day or clock.bangkok_date(clock.now()) + timedelta(days=365)
    return browser.post(
        f"/providers/{provider_id}/categories/{category_id}/approve",
        data={f"{prefix}-valid_until": day.isoformat(), "shown": shown(provider_id, category_id)},
    )


def approved(cast, browse):
    provider_id = submitted(cast, browse)
    officer = browse(cast.officer)
    assert decide(officer, provider_id, cast.testing).status_code == 303
    data = {f"reject-{cast.training}-reason": "ไม่มีผลงานฝึกอบรม"}
    answer = officer.post(f"/providers/{provider_id}/categories/{cast.training}/reject", data=data)
    assert answer.status_code == 303
    assert officer.post(f"/providers/{provider_id}/approve").status_code == 303
    return provider_id


def stored(provider_id):
    db.session.expire_all()
    return db.session.get(Provider, provider_id)


def test_a_provider_registers_and_is_approved_kind_by_kind(cast, browse):
    provider_id = approved(cast, browse)
    provider = stored(provider_id)
    assert provider.state is ProviderState.APPROVED
    assert {row.category_id: row.state for row in provider.categories} == {
        cast.testing: CategoryState.APPROVED,
        cast.training: CategoryState.REJECTED,
    }
    today = clock.bangkok_date(clock.now())
    offered = db.session.scalars(directory.offered(today)).all()
    assert [service.category_id for service in offered if service.provider_id == provider_id] == [
        cast.testing
    ]
    last = today + timedelta(days=365)
    assert offered[0] in db.session.scalars(directory.offered(last)).all()
    assert offered[0] not in db.session.scalars(directory.offered(last + timedelta(days=1))).all()


@LANGUAGES
def test_every_page_of_the_registration_opens(cast, browse, lang):
    browser = browse(owner(cast))
    assert browser.get(f"/providers/register?lang={lang}").status_code == 200
    provider_id = fill_in(browser, cast)
    for page, shown in (
        ("address", "50200"),
        ("profile", "ทดสอบ 200 รายการ"),
        ("categories", "17025"),
        ("services", "18,000.50"),
        ("services/new", ""),
        ("check", "17025"),
        ("", "17025"),
    ):
        answer = browser.get(f"/providers/{provider_id}/{page}?lang={lang}".replace("/?", "?"))
        assert answer.status_code == 200, page
        assert shown in answer.text, page
    service = db.session.query(Service).filter_by(provider_id=provider_id).first()
    assert "12,000.00" in browser.get(f"/providers/services/{service.id}/edit?lang={lang}").text


@LANGUAGES
def test_the_desk_lists_and_shows_them(cast, browse, lang):
    provider_id = submitted(cast, browse)
    officer = browse(cast.officer)
    for query in (f"category={cast.testing}", "state=submitted", "q=แล็บ", "asked=yes", "province=50"):
        assert f"/providers/{provider_id}" in officer.get(f"/providers/?{query}&lang={lang}").text, query
    assert officer.get(f"/providers/{provider_id}?lang={lang}").status_code == 200
    assert officer.get("/providers/?format=csv").status_code == 200
    assert "/providers/?state=submitted" in officer.get(f"/today?lang={lang}").text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"accreditation": ""}, "needs an accreditation"),
        ({"file": []}, "needs an accreditation"),
        ({"valid_until": ""}, "valid"),
        ({"valid_until": "2020-01-01"}, "expired"),
        ({"valid_until": "31/2/2570"}, "date does not exist"),
        ({"category": "999999"}, "problem"),
        ({"accreditation": "ก" * 500}, "at most 200"),
    ],
)
def test_an_accreditation_that_does_not_do_is_refused_beside_its_field(cast, browse, change, words):
    browser = browse(owner(cast))
    provider_id = begin(browser)
    answer = browser.post(
        f"/providers/{provider_id}/categories?lang=en",
        data=accredited(cast.testing, **change),
        content_type="multipart/form-data",
    )
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert words in answer.text
    assert db.session.query(ProviderCategory).filter_by(provider_id=provider_id).count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"price_from": "20,000"},
        {"price_from": "0"},
        {"price_to": "many"},
        {"duration_days": "0"},
        {"duration_days": "731"},
        {"deliverables": ""},
        {"category": "0"},
    ],
)
def test_a_bad_service_comes_back_with_what_was_typed(cast, browse, change):
    browser = browse(owner(cast))
    provider_id = fill_in(browser, cast)
    data = SERVICE | {"category": str(cast.testing), "name_en": "typed by me"} | change
    answer = browser.post(f"/providers/{provider_id}/services/new?lang=en", data=data)
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert "typed by me" in answer.text


def test_a_provider_is_not_approved_before_each_kind_is_decided(cast, browse):
    provider_id = submitted(cast, browse)
    officer = browse(cast.officer)
    decide(officer, provider_id, cast.testing)
    answer = officer.post(f"/providers/{provider_id}/approve?lang=en")
    assert answer.status_code == 409
    assert "Decide each kind" in answer.text


def test_an_approval_does_not_outlive_the_accreditation(cast, browse):
    provider_id = submitted(cast, browse)
    late = clock.bangkok_date(clock.now()) + timedelta(days=401)
    answer = decide(browse(cast.officer), provider_id, cast.testing, late)
    assert answer.status_code == 409


def test_an_appeal_is_heard_by_another_officer(cast, browse):
    provider_id = submitted(cast, browse)
    reject_provider(provider_id, "ไม่น่าเชื่อถือ", actor=cast.officer, now=clock.now())
    appeal = browse(owner(cast)).post(f"/providers/{provider_id}/appeal", data={"appeal-reason": "มีผลงานใหม่"})
    assert appeal.status_code == 303
    first = browse(cast.officer)
    assert decide(first, provider_id, cast.testing).status_code == 409
    assert first.post(f"/providers/{provider_id}/reject", data={"reject-reason": "ไม่"}).status_code == 409
    doors = [
        f"/providers/{provider_id}/{way}"
        for way in (f"categories/{cast.testing}/approve", "approve", "reject")
    ]
    page = first.get(f"/providers/{provider_id}").text
    assert [door for door in doors if door in page] == [], "buttons that would be refused"
    second = browse(cast.second)
    page = second.get(f"/providers/{provider_id}?lang=en").text
    assert [door for door in doors if door not in page] == []
    assert "The owner can register again, but cannot appeal a second time." in page
    assert "The owner can appeal" not in page
    assert "(final)" not in page, "who is rejected can apply again"
    assert decide(second, provider_id, cast.testing).status_code == 303
    assert decide(second, provider_id, cast.training).status_code == 303
    assert second.post(f"/providers/{provider_id}/approve").status_code == 303
    assert stored(provider_id).state is ProviderState.APPROVED


def test_an_appeal_after_the_appeal_days_is_too_late(cast, browse):
    provider_id = submitted(cast, browse)
    reject_provider(provider_id, "ไม่", actor=cast.officer, now=clock.now() - timedelta(days=45))
    answer = browse(owner(cast)).post(
        f"/providers/{provider_id}/appeal?lang=en", data={"appeal-reason": "ขออุทธรณ์"}
    )
    assert answer.status_code == 409
    assert stored(provider_id).state is ProviderState.REJECTED


def test_a_rejected_provider_applies_again_with_all_it_typed(cast, browse):
    provider_id = submitted(cast, browse)
    first = browse(cast.officer)
    assert decide(first, provider_id, cast.testing).status_code == 303
    assert decide(first, provider_id, cast.training).status_code == 303
    why = "ไม่น่าเชื่อถือ"
    assert first.post(f"/providers/{provider_id}/reject", data={"reject-reason": why}).status_code == 303
    browser = browse(owner(cast))
    assert f"/providers/{provider_id}/apply-again" in browser.get(f"/providers/{provider_id}").text
    assert browser.post(f"/providers/{provider_id}/apply-again").status_code == 303
    provider = stored(provider_id)
    assert provider.state is ProviderState.DRAFT
    assert (provider.decided_by_id, provider.first_decided_by_id, provider.submitted_by_id) == (None,) * 3
    page = browser.get(f"/providers/{provider_id}?lang=en").text
    assert why in page
    assert "Registered again" in page
    assert browser.post(f"/providers/{provider_id}/submit").status_code == 303
    assert browse(cast.officer).post(f"/providers/{provider_id}/approve").status_code == 303
    assert stored(provider_id).state is ProviderState.APPROVED


def test_a_provider_whose_appeal_was_rejected_may_still_apply_again(cast, browse):
    provider_id = submitted(cast, browse)
    assert browse(owner(cast)).post(f"/providers/{provider_id}/apply-again").status_code == 409
    reject_provider(provider_id, "ไม่", actor=cast.officer, now=clock.now())
    appeal = browse(owner(cast)).post(f"/providers/{provider_id}/appeal", data={"appeal-reason": "มีผลงานใหม่"})
    assert appeal.status_code == 303
    reject_provider(provider_id, "ไม่", actor=cast.second, now=clock.now())
    kinds = sa.select(Notice.kind).where(Notice.person_id == cast.person).order_by(Notice.id)
    assert db.session.scalars(kinds).all()[-1] == "provider.rejected_after_appeal", "it offers no appeal"
    page = browse(owner(cast)).get(f"/providers/{provider_id}").text
    assert f"/providers/{provider_id}/appeal" not in page
    assert browse(cast.stranger).post(f"/providers/{provider_id}/apply-again").status_code == 404
    assert browse(owner(cast)).post(f"/providers/{provider_id}/apply-again").status_code == 303
    assert stored(provider_id).state is ProviderState.DRAFT


def test_an_officer_tied_to_the_provider_decides_nothing(cast, browse):
    provider_id = submitted(cast, browse)
    tied = build(lambda tx: World().staff(tx, Role.PROGRAMME_OFFICER, person_id=cast.person))
    assert decide(browse(tied), provider_id, cast.testing).status_code == 409


def test_an_approver_suspends_reinstates_and_delists(cast, browse):
    provider_id = approved(cast, browse)
    data = {f"{verb}-reason": "ตรวจพบ" for verb in ("suspend", "reinstate", "delist")}
    assert browse(cast.officer).post(f"/providers/{provider_id}/suspend", data=data).status_code == 403
    approver = browse(cast.approver)
    assert approver.post(f"/providers/{provider_id}/suspend", data=data).status_code == 303
    assert stored(provider_id).state is ProviderState.SUSPENDED
    offered = db.session.scalars(directory.offered(clock.bangkok_date(clock.now())))
    assert provider_id not in {service.provider_id for service in offered}
    assert approver.post(f"/providers/{provider_id}/reinstate", data=data).status_code == 303
    assert approver.post(f"/providers/{provider_id}/delist", data=data).status_code == 303
    assert stored(provider_id).state is ProviderState.DELISTED


def test_suspending_tells_the_rooms_above(cast, browse):
    from core.events import _handlers, subscribe
    from providers.events import ProviderSuspended

    told = []

    def hear(_tx, event):
        told.append(event.provider_id)

    provider_id = approved(cast, browse)
    subscribe(ProviderSuspended, hear)
    try:
        browse(cast.approver).post(f"/providers/{provider_id}/suspend", data={"suspend-reason": "ตรวจ"})
    finally:
        _handlers[ProviderSuspended].remove(hear)
    assert told == [provider_id]


def test_the_catalogue_is_managed_after_approval(cast, browse):
    provider_id = approved(cast, browse)
    browser = browse(owner(cast))
    service = next(row for row in stored(provider_id).services if row.category_id == cast.testing)
    data = SERVICE | {"category": str(cast.testing), "price_to": "25,000"}
    assert browser.post(f"/providers/services/{service.id}/edit", data=data).status_code == 303
    assert browser.post(f"/providers/services/{service.id}/withdraw").status_code == 303
    today = clock.bangkok_date(clock.now())
    assert db.session.scalars(directory.offered(today)).all() == []
    assert browser.post(f"/providers/services/{service.id}/restore").status_code == 303
    (offered,) = db.session.scalars(directory.offered(today)).all()
    assert offered.price_to_satang == 1_800_050, "a higher price waits for an officer"


def test_a_rejected_kind_may_be_asked_for_again(cast, browse):
    provider_id = approved(cast, browse)
    data = {"category": str(cast.training), "accreditation": "วิทยากรขึ้นทะเบียน 12", "valid_until": ""}
    assert browse(owner(cast)).post(f"/providers/{provider_id}/categories", data=data).status_code == 303
    assert decide(browse(cast.officer), provider_id, cast.training).status_code == 303


def test_a_request_is_taken_back_only_without_services(cast, browse):
    browser = browse(owner(cast))
    provider_id = fill_in(browser, cast)
    drop = f"/providers/{provider_id}/categories/{cast.training}/drop"
    assert browser.post(drop).status_code == 409
    service = db.session.query(Service).filter_by(category_id=cast.training).one()
    browser.post(f"/providers/services/{service.id}/withdraw")
    assert browser.post(drop).status_code == 303


def test_another_organisations_provider_looks_like_none(cast, browse):
    provider_id = submitted(cast, browse)
    service_id = db.session.query(Service).filter_by(provider_id=provider_id).first().id
    stranger = browse(cast.stranger)
    for address in (
        "",
        "/check",
        "/profile",
        "/categories",
        "/services",
        f"/categories/{cast.testing}/document",
    ):
        assert stranger.get(f"/providers/{provider_id}{address}").status_code == 404, address
    assert stranger.get(f"/providers/services/{service_id}/edit").status_code == 404
    for address in (
        f"services/{service_id}/withdraw",
        f"{provider_id}/submit",
        f"{provider_id}/categories/{cast.testing}/drop",
    ):
        assert stranger.post(f"/providers/{address}").status_code == 404, address
    assert stranger.get("/providers/").status_code == 403


def test_the_directory_finds_thai_words_and_takes_signs_literally(cast, browse):
    approved(cast, browse)
    statement = directory.offered(date.today())

    def count(typed):
        return len(db.session.scalars(directory.search_services(db.session(), statement, typed)).all())

    assert count("ฉลาก") == count("nutrition label") == count("แล็บ") == 1
    assert count("ฉลาก ไม่มี") == count("%") == count("_") == count("\\") == 0


def test_ratings_are_averaged_with_halves_up(cast, browse):
    from providers.operations import record_rating

    provider_id = approved(cast, browse)
    build(lambda tx: [record_rating(tx, provider_id, stars) for stars in (4, 4, 5, 5)])
    assert queries.average(stored(provider_id)) == "4.5"
    with pytest.raises(ValueError, match="stars"):
        build(lambda tx: record_rating(tx, provider_id, 6))
