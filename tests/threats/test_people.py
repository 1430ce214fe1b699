"""People and organisations: what a leaver, a changed account, a false paper and one administrator do not get."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.actor import Actor, actor_with
from core.db import Tx, db
from core.documents import operations as documents
from core.documents.models import Document
from core.labels import words_for
from core.permissions import Role
from coupons.claims.models import Evidence
from coupons.claims.states import EvidenceKind
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BankAccountState
from identity.organisations.models import Membership, Organisation, StaffUnit
from identity.organisations.rules import OrganisationRefusal
from identity.organisations.states import Capacity, MemberRole
from identity.staff.models import StaffRole
from tests.coupons.counter import Counter, picture
from tests.factories import World, build
from tests.threats.acting import prove, was_member
from tests.threats.conftest import Browse


@pytest.fixture
def here(db_app: Flask) -> World:
    """Factories of the present moment."""
    return World(clock.now())


def owner_of(here: World, capacity: Capacity = Capacity.SME) -> Actor:
    """The owner of a new organisation."""
    actor: Actor = build(lambda tx: here.member(tx, here.organisation(tx).id, capacity))
    return actor


def membership_of(actor: Actor) -> int:
    return db.session.scalars(sa.select(Membership.id).filter_by(person_id=actor.person_id)).one()


def send_account(browser: FlaskClient, organisation_id: int, number: str) -> int:
    """Send an account to be verified, with a picture of its bank book; returns the status."""
    form = {
        "bank_code": "006",
        "account_number": number,
        "account_name": "บริษัท ก จำกัด",
        "book": (io.BytesIO(picture(number)), "book.png"),
    }
    return browser.post(f"/organisations/{organisation_id}/bank-accounts/new", data=form).status_code


def accounts(number: str) -> list[BankAccount]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(BankAccount).filter_by(account_number=number)))


def test_one_account_number_belongs_to_one_organisation(here: World, browse: Browse) -> None:
    first, second = owner_of(here), owner_of(here)
    assert send_account(browse(first), first.organisation_id or 0, "1234567890") == 303
    assert send_account(browse(second), second.organisation_id or 0, "1234567890") == 200
    assert len(accounts("1234567890")) == 1


def test_a_changed_account_cools_off_for_seven_days(here: World, browse: Browse) -> None:
    owner = owner_of(here)
    finance = browse(build(lambda tx: here.staff(tx, Role.FINANCE_OFFICER)))
    today = clock.bangkok_date(clock.now())
    for number, days in (("1234567890", 0), ("1112223334", 7)):
        assert send_account(browse(owner), owner.organisation_id or 0, number) == 303
        (account,) = accounts(number)
        assert finance.post(f"/bank-accounts/{account.id}/verify").status_code == 303
        (account,) = accounts(number)
        assert account.usable_from == today + timedelta(days=days)


def test_an_officer_connected_with_the_organisation_does_not_verify_its_account(
    here: World, browse: Browse
) -> None:
    owner = owner_of(here)
    officer = build(lambda tx: here.staff(tx, Role.FINANCE_OFFICER))
    assert send_account(browse(owner), owner.organisation_id or 0, "1234567890") == 303
    was_member(officer, owner.organisation_id or 0)
    (account,) = accounts("1234567890")
    assert browse(officer).post(f"/bank-accounts/{account.id}/verify").status_code == 409
    assert accounts("1234567890")[0].state is BankAccountState.PENDING


def test_a_leaver_loses_every_right_at_once(here: World, browse: Browse) -> None:
    owner = owner_of(here)
    organisation_id = owner.organisation_id or 0
    leaver = build(lambda tx: here.member(tx, organisation_id, Capacity.SME, MemberRole.MEMBER))
    browser, page = browse(leaver), f"/organisations/{organisation_id}/members"
    assert browser.get(page).status_code == 200
    assert browse(owner).post(f"/members/{membership_of(leaver)}/end").status_code == 303
    assert browser.get(page).status_code in (403, 404)


def test_a_known_number_is_registered_by_no_stranger(here: World, browse: Browse) -> None:
    known = db.session.get_one(Organisation, owner_of(here).organisation_id)
    stranger = actor_with(frozenset({Role.PERSON}), person_id=build(here.person).id)
    form = {
        "kind": "juristic_person",
        "registration_number": known.registration_number,
        "name_th": "บริษัท สวมรอย จำกัด",
        "vat_registered": "y",
    }
    answer = browse(stranger).post("/providers/register", data=form)
    assert answer.status_code == 200
    assert str(words_for(OrganisationRefusal.NUMBER_KNOWN)) in answer.text
    db.session.rollback()
    assert not db.session.scalar(sa.select(sa.exists().where(Membership.person_id == stranger.person_id)))


def test_a_provider_gives_nobody_the_right_to_consent(here: World, browse: Browse) -> None:
    owner = owner_of(here, Capacity.PROVIDER)
    member = build(
        lambda tx: here.member(tx, owner.organisation_id or 0, Capacity.PROVIDER, MemberRole.MEMBER)
    )
    membership_id = membership_of(member)
    form = {"role": MemberRole.MEMBER.value, "may_consent": "y"}
    rights = f"/organisations/{owner.organisation_id}/members/{membership_id}/rights"
    assert browse(owner).post(rights, data=form).status_code == 303
    db.session.rollback()
    assert not db.session.get_one(Membership, membership_id).may_consent


def test_a_paper_changed_on_the_disk_is_not_shown(
    db_app: Flask, counter: Counter, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(db_app.config, "PROPAGATE_EXCEPTIONS", False)
    claim = f"/redemptions/{counter.reserve(now=clock.now())}"
    prove(browse(counter.cashier), claim, EvidenceKind.TAX_INVOICE)
    evidence = db.session.scalars(sa.select(Evidence)).one()
    paper = documents.path_of(db.session.get_one(Document, evidence.document_id).sha256)
    desk, address = browse(counter.officer), f"{claim}/evidence/{evidence.id}"
    assert desk.get(address).status_code == 200
    paper.write_bytes(picture("another"))
    try:
        assert desk.get(address).status_code == 500
    finally:
        paper.unlink()


def test_who_decides_or_pays_is_made_no_administrator_and_no_auditor(here: World, browse: Browse) -> None:
    administrator, officer = (
        build(lambda tx, role=role: here.staff(tx, role))
        for role in (Role.ADMINISTRATOR, Role.FINANCE_OFFICER)
    )
    unit_id, desk = db.session.scalar(sa.select(StaffUnit.id)), browse(administrator)
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        form = {"unit_id": str(unit_id), "role": role.value}
        assert desk.post(f"/people/{officer.person_id}", data=form).status_code == 200, role
    db.session.rollback()
    held = sa.select(StaffRole.role).filter_by(person_id=officer.person_id)
    assert set(db.session.scalars(held)) == {Role.FINANCE_OFFICER}


def test_a_page_shows_no_override_that_stands_in_the_database(here: World, browse: Browse) -> None:
    def hire(tx: Tx) -> Actor:
        here.staff(tx, Role.AUDITOR, person_id=here.person(tx, "สม\u202eชาย").id)
        return here.staff(tx, Role.ADMINISTRATOR)

    page = browse(build(hire)).get("/people").text
    assert "สมชาย" in page
    assert "\u202e" not in page
