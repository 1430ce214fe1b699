"""What a page offers is what the command would take from this person: permission, state and ties decide for both."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.actor import Actor
from core.audit.rules import ReasonRefusal
from core.commands import AuthorityRefusal
from core.db import db
from core.labels import words_for
from core.permissions import Role
from identity.bank_accounts.states import BankAccountState
from identity.organisations.models import Membership
from identity.organisations.states import Capacity
from identity.rights_requests.models import NumberReport, RightsRequest
from identity.rights_requests.rules import RightsRequestRefusal
from identity.rights_requests.services.report_number import report_number
from tests.coupons.counter import picture
from tests.factories import World, build
from tests.identity.conftest import SignIn


def refusal(reason: Any) -> str:
    with db.session.get_bind().connect():
        return str(words_for(reason))


@pytest.fixture
def business(db_app: Flask, world: World) -> int:
    """A business with one owner who can sign in."""
    organisation_id = build(lambda tx: world.organisation(tx).id)
    build(lambda tx: world.member(tx, organisation_id, Capacity.SME))
    return organisation_id


def membership_of(organisation_id: int) -> int:
    db.session.rollback()
    first = sa.select(sa.func.min(Membership.id)).where(Membership.organisation_id == organisation_id)
    return int(db.session.scalar(first) or 0)


def staff_member(world: World, role: Role, organisation_id: int) -> Actor:
    """An officer who is also a member of the business."""

    def make(tx: Any) -> Actor:
        member = world.member(tx, organisation_id, Capacity.PROVIDER)
        return world.staff(tx, role, person_id=member.known_person_id)

    return build(make)


def officer(world: World, role: Role = Role.PROGRAMME_OFFICER) -> Actor:
    return build(lambda tx: world.staff(tx, role))


def browse(sign_in: SignIn, actor: Actor) -> FlaskClient:
    return sign_in(actor.known_person_id, "staff")


def second_owner(world: World, organisation_id: int) -> None:
    build(lambda tx: world.member(tx, organisation_id, Capacity.SME))


def ask(browser: FlaskClient, membership_id: int, email: str = "heir@example.test") -> Any:
    form = {"email": email, "reason": "เจ้าของเดิมเสียชีวิต", "evidence": (io.BytesIO(picture("x")), "p.png")}
    return browser.post(f"/members/{membership_id}/replace?lang=en", data=form)


def test_an_owner_is_offered_for_replacement_where_the_command_takes_it(
    business: int, world: World, sign_in: SignIn
) -> None:
    membership_id, page = membership_of(business), f"/organisations/{business}/members?lang=en"
    link = f"/members/{membership_id}/replace"
    free = browse(sign_in, officer(world))
    assert link in free.get(page).text

    tied = browse(sign_in, staff_member(world, Role.PROGRAMME_OFFICER, business))
    assert link not in tied.get(page).text
    asked = tied.get(f"{link}?lang=en")
    assert str(words_for(AuthorityRefusal.CONNECTED)) in asked.text
    assert 'name="evidence"' not in asked.text
    assert ask(tied, membership_id).status_code in (200, 403)

    assert ask(free, membership_id).status_code == 303
    shown = free.get(page).text
    assert link not in shown
    assert "/rights-requests" in shown


def test_beside_another_owner_who_can_sign_in_none_is_offered(
    business: int, world: World, sign_in: SignIn
) -> None:
    membership_id = membership_of(business)
    second_owner(world, business)
    free = browse(sign_in, officer(world))
    shown = free.get(f"/organisations/{business}/members?lang=en").text
    assert f"/members/{membership_id}/replace" not in shown
    assert str(words_for(RightsRequestRefusal.OTHER_OWNER)) in shown
    assert (
        str(words_for(RightsRequestRefusal.OTHER_OWNER))
        in free.get(f"/members/{membership_id}/replace?lang=en").text
    )


def request_id() -> int:
    db.session.rollback()
    return int(db.session.scalar(sa.select(sa.func.max(RightsRequest.id))) or 0)


def test_who_is_connected_with_the_business_is_offered_neither_confirming_declining_nor_withdrawing(
    business: int, world: World, sign_in: SignIn
) -> None:
    assert ask(browse(sign_in, officer(world)), membership_of(business)).status_code == 303
    address = f"/rights-requests/{request_id()}"
    judges = {
        Role.PROGRAMME_APPROVER: (f"{address}/confirm", f"{address}/decline"),
        Role.PROGRAMME_OFFICER: (f"{address}/withdraw",),
    }
    for role, forms in judges.items():
        free = browse(sign_in, officer(world, role)).get("/rights-requests?lang=en").text
        tied = browse(sign_in, staff_member(world, role, business)).get("/rights-requests?lang=en").text
        for form in forms:
            assert f'action="{form}"' in free
            assert f'action="{form}"' not in tied
    assert str(words_for(AuthorityRefusal.CONNECTED)) in tied or role is Role.PROGRAMME_OFFICER


def report(world: World, organisation_id: int) -> int:
    person = build(lambda tx: world.person(tx))
    from core.actor import actor_with

    number = db.session.scalar(
        sa.text("select registration_number from organisations where id = :id"), {"id": organisation_id}
    )
    db.session.rollback()
    return report_number(
        number,
        "เลขนี้เป็นของกิจการเรา",
        picture("y"),
        "p.png",
        actor=actor_with(frozenset({Role.PERSON}), person_id=person.id),
        now=clock.now(),
    )


def test_a_report_of_a_number_is_not_offered_to_who_is_connected_with_the_business(
    business: int, world: World, sign_in: SignIn
) -> None:
    address = f"/number-reports/{report(world, business)}"
    free = browse(sign_in, officer(world)).get("/number-reports?lang=en").text
    tied = (
        browse(sign_in, staff_member(world, Role.PROGRAMME_OFFICER, business))
        .get("/number-reports?lang=en")
        .text
    )
    for form in (f"{address}/free", f"{address}/dismiss"):
        assert f'action="{form}"' in free
        assert f'action="{form}"' not in tied
    assert str(words_for(AuthorityRefusal.CONNECTED)) in tied


def test_what_was_typed_for_one_report_is_not_put_into_another(
    business: int, world: World, sign_in: SignIn
) -> None:
    other = build(lambda tx: world.organisation(tx).id)
    build(lambda tx: world.member(tx, other, Capacity.SME))
    first, _second = report(world, business), report(world, other)
    browser = browse(sign_in, officer(world))
    typed = "เอกสารตรงกับทะเบียน"
    db.session.execute(sa.update(NumberReport).where(NumberReport.id == first).values(state="open"))
    db.session.rollback()
    answer = browser.post(f"/number-reports/{first}/dismiss?lang=en", data={"reason": ""})
    assert answer.status_code == 400
    assert answer.text.count(str(words_for(ReasonRefusal.REASON_MISSING))) >= 1
    assert answer.text.count('class="govuk-error-message"') == 1
    assert typed not in answer.text


def pending_account(world: World, organisation_id: int, submitted_by_id: int | None = None) -> int:
    def make(tx: Any) -> int:
        account = world.bank_account(tx, organisation_id)
        account.state, account.verified_at, account.verified_by_id = BankAccountState.PENDING, None, None
        account.usable_from = None
        if submitted_by_id:
            account.submitted_by_id = submitted_by_id
        return int(account.id)

    return build(make)


def test_a_bank_account_is_offered_for_a_decision_only_to_who_may_decide_it(
    business: int, world: World, sign_in: SignIn
) -> None:
    account_id = pending_account(world, business)
    address = f"/bank-accounts/{account_id}"
    free = browse(sign_in, officer(world, Role.FINANCE_OFFICER)).get(f"{address}?lang=en").text
    tied_actor = staff_member(world, Role.FINANCE_OFFICER, business)
    tied = browse(sign_in, tied_actor).get(f"{address}?lang=en").text
    for form in (f"{address}/verify", f"{address}/refuse"):
        assert f'action="{form}"' in free
        assert f'action="{form}"' not in tied
    assert str(words_for(AuthorityRefusal.CONNECTED)) in tied
    assert "Your turn" not in tied
