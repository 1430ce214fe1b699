"""A person's copy of her data holds what every part of the system keeps about her, and nothing of anybody else."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import g
from flask.testing import FlaskClient

from core import clock, personal_data
from core.actor import Actor
from core.audit import operations as audit
from core.database.models import IdempotencyKey
from core.db import db, transaction
from core.mail import operations as mail
from core.permissions import Role
from core.tasks.models import LongWork
from coupons.applications.models import Application, ApplicationVerdict
from demo.bank import answers
from identity.accounts.models import SignInAttempt, SignInSession
from identity.accounts.states import AttemptKind
from identity.accounts.views.security.devices import account_digest
from identity.bank_accounts.models import BankAccount
from identity.notifications.models import Notice
from identity.organisations.models import Organisation
from identity.organisations.states import Capacity, OrganisationKind
from identity.people.models import Person
from providers.models import ProviderCategory
from schemes.eligibility.states import EligibilityRule
from tests.factories import World, build
from tests.identity.conftest import SignIn
from tests.payouts.world import Finance, order_of

SECRETS = (
    "password",
    "fs_uniquifier",
    "tf_totp_secret",
    "mf_recovery_codes",
    "token_digest",
    "credential_id",
)


def of_one_person(tx: Any, world: World, mark: str) -> Actor:
    """A business of one natural person, which applied, holds a coupon, is owed; each datum carries the mark."""
    category, now = world.category(tx), clock.now()
    sme, scheme = world.sme(tx, business=f"{mark} ทำขนม"), world.scheme(tx, category)
    organisation = tx.get(Organisation, sme.organisation_id)
    organisation.kind, organisation.name_th = OrganisationKind.NATURAL_PERSON, f"ร้าน {mark}"
    owner = world.member(tx, sme.organisation_id, Capacity.SME)
    person = tx.get(Person, owner.known_person_id)
    organisation.created_by_id = person.id
    person.full_name, person.phone, person.email = (
        f"สมหญิง {mark}",
        "0812345678",
        f"{mark.lower()}@example.test",
    )
    person.tf_totp_secret, person.password = f"secret-{mark}", f"hash-{mark}"
    world.bank_account(tx, sme.organisation_id).account_name = f"บัญชี {mark}"
    coupon = world.coupon(tx, scheme, sme)
    world.application(tx, scheme, sme, need=f"{mark} อยากทดสอบ", state="withdrawn")
    mail.send(tx, person.email, "-", f"https://coupon.example/reset/{mark}-secret", now=now)
    tx.add(Notice(person_id=person.id, kind="x", facts={"mark": mark}, url="/", created_at=now))
    reason_id = audit.store_reason(tx, person.id, f"เพราะ {mark}")
    audit.record(tx, "coupon.held", "coupon", coupon.id, owner, now, reason_id=reason_id)
    tx.add(IdempotencyKey(person_id=person.id, route=f"form-{mark}", key=mark, body_digest=bytes(32)))
    account = account_digest(person.email)
    tx.add(SignInAttempt(kind=AttemptKind.PASSWORD, account=account, network=bytes(32), at=now))
    work = {
        "kind": f"work-{mark}"[:40],
        "about": mark,
        "arguments": {},
        "acting_as": "self",
        "state_since": now,
    }
    tx.add(LongWork(asked_at=now, asked_by_id=person.id, **work))
    paper = world.document(tx, sme.organisation_id)
    paper.stored_by_id, paper.file_name = person.id, f"{mark}.pdf"
    return owner


@pytest.fixture
def two(db_app: Any, world: World) -> tuple[Actor, Actor]:
    return build(lambda tx: (of_one_person(tx, world, "MALEE"), of_one_person(tx, world, "SOMSAK")))


def copy_of(browser: FlaskClient) -> tuple[dict[str, Any], str]:
    answer = browser.get("/me/data/file")
    assert answer.status_code == 200
    assert "my-data" in answer.headers["Content-Disposition"]
    return json.loads(answer.text), answer.text


def test_an_email_asked_for_is_not_said_to_have_failed(two: tuple[Actor, Actor], sign_in: SignIn) -> None:
    asked = sa.update(SignInAttempt).values(kind=AttemptKind.MAIL, failed=True)
    build(lambda tx: tx.execute(asked))
    found, _text = copy_of(sign_in(two[0].known_person_id))
    (row,) = found["account"]["sign_in_attempts"]
    assert row.get("failed") is None


def test_the_copy_holds_what_each_room_keeps(two: tuple[Actor, Actor], sign_in: SignIn) -> None:
    found, _text = copy_of(sign_in(two[0].known_person_id))

    assert found["account"]["person"][0]["full_name"] == "สมหญิง MALEE"
    assert found["account"]["sign_in_sessions"]
    assert len(found["account"]["sign_in_attempts"]) == 1
    assert found["account"]["notices"][0]["facts"] == {"mark": "MALEE"}
    assert found["rights"]["memberships"][0]["name_th"] == "ร้าน MALEE"
    assert found["business"]["businesses"][0]["registration_number"]
    assert found["business"]["bank_accounts"][0]["account_name"] == "บัญชี MALEE"
    assert found["sme"]["smes"][0]["business"] == "MALEE ทำขนม"
    assert "MALEE อยากทดสอบ" in [each["need"] for each in found["coupons"]["applications"]]
    assert found["coupons"]["coupons"][0]["limit_satang"] == 10_000_000
    assert found["traces"]["mails"][0]["to_address"] == "malee@example.test"
    assert found["traces"]["documents"][0]["file_name"] == "MALEE.pdf"
    assert found["traces"]["forms_sent"][0]["route"] == "form-MALEE"
    assert found["traces"]["long_works"][0]["kind"] == "work-MALEE"
    assert found["acts"]["reasons"] == [
        {"created_at": found["acts"]["reasons"][0]["created_at"], "text": "เพราะ MALEE"}
    ]
    assert found["acts"]["acts"][0]["name"] == "coupon.held"
    assert set(found) == {"words", *personal_data.chapters}


def test_who_sells_as_a_person_gets_prices_services_and_payments(world: World, sign_in: SignIn) -> None:
    finance = Finance(world)
    provider_id = finance.provider()
    owner = build(lambda tx: world.member(tx, provider_id, Capacity.PROVIDER))
    with transaction() as tx:
        organisation = tx.get(Organisation, provider_id)
        organisation.kind, organisation.created_by_id = OrganisationKind.NATURAL_PERSON, owner.person_id
        shown = {"accreditation_document_id": world.document(tx).id}
        tx.execute(
            sa.update(ProviderCategory).where(ProviderCategory.provider_id == provider_id).values(**shown)
        )
    finance.claim(provider_id)
    told = answers(order_of(finance.released()))
    finance.take(*told.pain002, *told.camt053)
    found, _text = copy_of(sign_in(owner.known_person_id))

    for chapter, parts in {
        "provider": ("providers", "categories", "services", "papers"),
        "services": ("prices_named", "services_rendered"),
        "payouts": ("payables", "payments", "payment_events", "statement_lines"),
    }.items():
        for part in parts:
            assert found[chapter][part], (chapter, part)


def test_nothing_of_another_person_and_no_secret_is_in_it(two: tuple[Actor, Actor], sign_in: SignIn) -> None:
    _found, text = copy_of(sign_in(two[0].known_person_id))

    assert "SOMSAK" not in text
    assert "somsak" not in text
    assert not [name for name in SECRETS if f'"{name}":' in text]
    assert "MALEE-secret" not in text
    assert "secret-MALEE" not in text
    assert "hash-MALEE" not in text


def test_a_company_is_not_the_person_who_acts_for_it(two: tuple[Actor, Actor], sign_in: SignIn) -> None:
    with transaction() as tx:
        organisation = tx.get(Organisation, two[0].organisation_id)
        organisation.kind = OrganisationKind.JURISTIC_PERSON
    found, _text = copy_of(sign_in(two[0].known_person_id))

    assert found["rights"]["memberships"]
    assert not found["business"]["businesses"]
    assert not found["business"]["bank_accounts"]
    assert not found["coupons"]["applications"]


def test_who_left_a_business_gets_nothing_of_it(two: tuple[Actor, Actor], sign_in: SignIn) -> None:
    ended = sa.text("UPDATE memberships SET ended_at = now() WHERE person_id = :person")
    with transaction() as tx:
        tx.execute(ended, {"person": two[0].known_person_id})
    found, _text = copy_of(sign_in(two[0].known_person_id))

    assert not found["business"]["businesses"]
    assert not found["sme"]["smes"]


@pytest.mark.parametrize(
    ("mine", "theirs"), [(Capacity.SME, Capacity.PROVIDER), (Capacity.PROVIDER, Capacity.SME)]
)
def test_the_side_of_a_business_that_others_own_is_not_given(
    mine: Capacity, theirs: Capacity, two: tuple[Actor, Actor], world: World, sign_in: SignIn
) -> None:
    sides = {Capacity.SME: ("sme", "smes"), Capacity.PROVIDER: ("provider", "providers")}
    with transaction() as tx:
        world.provider(tx, organisation_id=two[0].organisation_id, profile_th="MALEE")
        tx.execute(sa.text("UPDATE memberships SET capacity = :mine, may_consent = false"), {"mine": mine})
        world.member(tx, two[0].organisation_id, theirs)
    found, _text = copy_of(sign_in(two[0].known_person_id))

    (chapter, part), (other, its) = sides[mine], sides[theirs]
    assert found[chapter][part]
    assert not found[other][its]
    assert bool(found["coupons"]["applications"]) is (mine is Capacity.SME)
    assert bool(found["coupons"]["coupons"]) is (mine is Capacity.SME)


def test_who_owns_a_business_that_another_person_registered_is_not_that_person(
    two: tuple[Actor, Actor], world: World, sign_in: SignIn
) -> None:
    heir = build(lambda tx: world.member(tx, two[0].organisation_id, Capacity.SME))
    found, text = copy_of(sign_in(heir.known_person_id))

    assert found["rights"]["memberships"]
    assert not found["business"]["businesses"]
    assert not found["business"]["bank_accounts"]
    assert not found["sme"]["smes"]
    assert not found["coupons"]["applications"]
    assert "ทำขนม" not in text


def company_of(two: tuple[Actor, Actor], world: World) -> None:
    """A company that MALEE submitted for: an officer and another member wrote under her key, and she herself."""
    with transaction() as tx:
        organisation = tx.get(Organisation, two[0].organisation_id)
        organisation.kind = OrganisationKind.JURISTIC_PERSON
        person_id, application = two[0].known_person_id, tx.session.scalars(sa.select(Application)).first()
        officer = world.staff(tx, Role.PROGRAMME_OFFICER)
        member = world.member(tx, two[0].organisation_id, Capacity.SME)
        for actor, words in ((officer, "by an officer"), (member, "by a member"), (two[0], "by herself")):
            reason_id = audit.store_reason(tx, person_id, words)
            about = ("application.declined", "application", application.id)
            audit.record(tx, *about, actor, clock.now(), reason_id=reason_id)
        world.document(tx, organisation.id).stored_by_id = person_id


def test_a_member_reads_what_was_written_to_her_and_not_what_another_member_wrote(
    two: tuple[Actor, Actor], world: World, sign_in: SignIn
) -> None:
    company_of(two, world)
    found, _text = copy_of(sign_in(two[0].known_person_id))
    assert [each["text"] for each in found["acts"]["reasons"]] == [
        "by herself",
        "by an officer",
        "เพราะ MALEE",
    ]
    assert found["traces"]["documents"]


def test_who_left_a_company_gets_no_reasons_and_papers_of_it(
    two: tuple[Actor, Actor], world: World, sign_in: SignIn
) -> None:
    company_of(two, world)
    with transaction() as tx:
        tx.execute(sa.text("UPDATE memberships SET ended_at = now()"))
    found, _text = copy_of(sign_in(two[0].known_person_id))
    assert found["acts"]["reasons"] == []
    assert found["traces"]["documents"] == []


def test_what_an_officer_wrote_of_others_is_theirs_and_what_was_written_of_the_officer_is_hers(
    db_app: Any, world: World, sign_in: SignIn
) -> None:
    def write(tx: Any) -> Actor:
        officer = world.staff(tx, Role.FINANCE_OFFICER)
        other, scheme = world.staff(tx, Role.ADMINISTRATOR), world.scheme(tx, world.category(tx))
        scheme.created_by_id = officer.known_person_id
        for actor, words in ((officer, "of an SME"), (other, "of the officer")):
            reason_id = audit.store_reason(tx, officer.known_person_id, words)
            audit.record(tx, "scheme.paused", "scheme", scheme.id, actor, clock.now(), reason_id=reason_id)
        return officer

    officer = build(write)
    found, _text = copy_of(sign_in(officer.known_person_id))
    assert [each["text"] for each in found["acts"]["reasons"]] == ["of the officer"]


def test_every_chapter_is_read_as_a_page_in_both_languages(two: tuple[Actor, Actor], sign_in: SignIn) -> None:
    browser = sign_in(two[0].known_person_id)
    contents = browser.get("/me/data?lang=en").text
    for name in personal_data.chapters:
        assert f'href="/me/data/{name}"' in contents
        for language in ("en", "th"):
            answer = browser.get(f"/me/data/{name}?lang={language}")
            assert answer.status_code == 200
            assert g.statements <= 13
    assert "MALEE" in browser.get("/me/data/account?lang=en").text
    assert "Nothing is stored." in browser.get("/me/data/provider?lang=en").text
    assert browser.get("/me/data/nothing").status_code == 404


def test_a_page_shows_the_newest_and_says_that_there_are_more(
    two: tuple[Actor, Actor], sign_in: SignIn
) -> None:
    person_id, now = two[0].known_person_id, clock.now()
    with transaction() as tx:
        for number in range(30):
            at = now - timedelta(days=30 - number)
            audit.record(tx, "coupon.held", "coupon", 1_000 + number, two[0], at)
    browser = sign_in(person_id)
    page = browser.get("/me/data/acts?lang=en").text
    assert "1029" in page
    assert "1005" not in page
    assert "Only the newest 10 are shown. The file contains all." in page
    found, _text = copy_of(browser)
    assert len(found["acts"]["acts"]) == 31


SIZE_FACTS = {
    "size": "micro",
    "employees": 3,
    "revenue_satang": 90_000_000,
    "share_bp": 8000,
    "cap_satang": 5_000_000,
}


def coded(two: tuple[Actor, Actor]) -> int:
    """MALEE's rows hold codes of every kind: a form's name, a task's, a paper's, a rule's facts, a bank's, a place's."""
    person_id = two[0].known_person_id
    with transaction() as tx:
        tx.execute(
            sa.text("UPDATE idempotency_keys SET route = 'applications.send', answer = '/applications/7'")
        )
        tx.execute(sa.text("UPDATE long_works SET kind = 'core.export', acting_as = 'sme:1'"))
        tx.execute(sa.text("UPDATE documents SET kind = 'sme_registration', media_type = 'application/pdf'"))
        application = tx.session.scalars(sa.select(Application)).first()
        tx.session.add(
            ApplicationVerdict(
                application_id=application.id,
                rule=EligibilityRule.SIZE_COVERED,
                passed=True,
                facts=SIZE_FACTS,
                judged_at=clock.now(),
            )
        )
        for row in tx.session.scalars(sa.select(Notice)):
            row.kind, row.facts = "bank_account.verified", {"business": "MALEE", "day": "2026-12-01"}
    return person_id


def test_what_is_kept_as_a_code_is_read_in_words_on_the_pages(
    two: tuple[Actor, Actor], sign_in: SignIn
) -> None:
    browser = sign_in(coded(two))

    def read(language: str) -> str:
        pages = (browser.get(f"/me/data/{name}?lang={language}").text for name in personal_data.chapters)
        return "".join(page.partition("<main")[2].partition("</main>")[0] for page in pages)

    english, thai = read("en"), read("th")
    for raw in (
        "applications.send",
        "core.export",
        "sme_registration",
        "application/pdf",
        "coupon.held",
        "sme:1",
        "sme_consenter",
        "sme_owner",
        "bank_account.verified",
        "covered:",
        "10,000",
    ):
        assert raw not in english, raw
        assert raw not in thai, raw
    for words in (
        "Applications",
        "Preparing a file",
        "Documents of an SME",
        "Krungthai Bank",
        "80%",
        "SME owner",
        "The bank account of MALEE has been verified.",
    ):
        assert words in english, words
    for words in ("คำขอ", "ธนาคารกรุงไทย", "80%", "ภาษาไทย"):
        assert words in thai, words


def test_the_file_says_its_codes_and_its_keys_in_both_languages(
    two: tuple[Actor, Actor], sign_in: SignIn
) -> None:
    found, _text = copy_of(sign_in(coded(two)))
    assert found["words"]["en"]["columns"]["created_at"] == "When"
    assert found["words"]["th"]["columns"]["created_at"] == "เมื่อ"
    assert found["words"]["en"]["parts"]["account.notices"] == "Your notifications"
    (account,) = found["business"]["bank_accounts"]
    assert (account["bank_code"], account["bank_code_en"]) == ("006", "Krungthai Bank")
    assert account["bank_code_th"] == "ธนาคารกรุงไทย"
    sent = found["traces"]["forms_sent"][0]
    assert (sent["route"], sent["route_en"], sent["route_th"]) == (
        "applications.send",
        "Applications",
        "คำขอรับคูปอง",
    )
    assert found["account"]["notices"][0]["facts_en"].startswith(
        "The bank account of MALEE has been verified."
    )
    assert found["sme"]["smes"][0]["state_en"]
    assert "50,000" in found["coupons"]["verdicts"][0]["facts_th"]


@pytest.mark.parametrize("path", ["/me/data", "/me/data/account", "/me/data/file"])
def test_a_copy_is_given_only_soon_after_the_password(
    path: str, two: tuple[Actor, Actor], sign_in: SignIn
) -> None:
    browser = sign_in(two[0].known_person_id, password_at=clock.now() - timedelta(minutes=16))
    answer = browser.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/confirm-password?next=")


def test_the_file_is_written_a_few_rows_at_a_time(
    two: tuple[Actor, Actor], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_data, "AT_A_TIME", 2)
    with transaction() as tx:
        for number in range(7):
            audit.record(tx, "coupon.held", "coupon", number, two[0], clock.now())
    found, _text = copy_of(sign_in(two[0].known_person_id))
    assert len(found["acts"]["acts"]) == 8
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignInSession)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BankAccount))
