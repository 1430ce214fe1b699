"""What there is one of, asked for twice at the same moment: one is written, the other is refused in words."""

from __future__ import annotations

import html
import io
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale

from core.actor import actor_with
from core.db import db
from core.errors import Refused
from core.labels import words_for
from core.permissions import Role
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.rules import BankAccountRefusal
from identity.bank_accounts.services.submit_bank_account import AccountDraft, submit_bank_account
from identity.bank_accounts.states import BankAccountState
from identity.organisations.models import Invitation, StaffUnit
from identity.organisations.rules import OrganisationDraft
from identity.organisations.services.invite_member import invite_member
from identity.organisations.states import Capacity, MemberRole, OrganisationKind
from identity.staff.services.save_unit import UnitDraft, save_unit
from providers.models import Provider
from providers.services.begin_registration import begin_registration
from tests.coupons.counter import picture
from tests.factories import NOW, World, build, thirteen_digits
from tests.signing_in import browser_of

DONE = "done"
AtOnce = Callable[..., list[str]]
SLOW_SECONDS = 0.15
INDEX = "uq_bank_accounts_pending"


def _slowed(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    """Both have looked before either writes."""
    if statement.startswith(
        (
            "INSERT INTO bank_accounts",
            "INSERT INTO invitations",
            "INSERT INTO staff_units",
            "INSERT INTO providers",
        )
    ):
        time.sleep(SLOW_SECONDS)


def run(verb: str, **given: Any) -> str:
    """One click, in a process of its own: `done`, the refusal's name or the kind of error."""
    sa.event.listen(db.engine, "before_cursor_execute", _slowed)
    try:
        {"account": _account, "invite": _invite, "unit": _unit, "provider": _provider}[verb](**given)
    except Refused as refused:
        return str(refused.reason)
    except Exception as error:
        return type(error).__name__
    return DONE


def _owner(who: int, organisation_id: int) -> Any:
    return actor_with(frozenset({Role.SME_OWNER}), person_id=who, organisation_id=organisation_id)


def _account(who: int, organisation_id: int, number: str) -> None:
    draft = AccountDraft("006", number, "บริษัท ก จำกัด", picture("book"), "book.png")
    submit_bank_account(organisation_id, draft, actor=_owner(who, organisation_id), now=NOW)


def _invite(who: int, organisation_id: int) -> None:
    owner = _owner(who, organisation_id)
    invite_member(
        organisation_id, "guest@example.test", MemberRole.MEMBER, may_consent=False, actor=owner, now=NOW
    )


def _unit(who: int) -> None:
    actor = actor_with(frozenset({Role.ADMINISTRATOR}), person_id=who)
    save_unit(None, UnitDraft("ฝตป.", "ฝ่ายติดตาม", "M&E"), actor=actor, now=NOW)


def _provider(who: int, number: str) -> None:
    draft = OrganisationDraft(number, OrganisationKind.JURISTIC_PERSON, "บริษัท ก จำกัด")
    begin_registration(draft, actor=actor_with(frozenset({Role.PERSON}), person_id=who), now=NOW)


@pytest.fixture
def clicks(db_app: Flask) -> dict[str, Any]:
    """An owner of an SME."""
    world = World()
    owner = build(lambda tx: world.member(tx, world.organisation(tx).id, Capacity.SME))
    return {"who": owner.person_id, "organisation_id": owner.organisation_id}


def _accounts(clicks: dict[str, Any]) -> list[dict[str, Any]]:
    return [clicks | {"verb": "account", "number": number} for number in ("1234567890", "1112223334")]


def _submitted(app: Flask, who: int, organisation_id: int, number: str) -> str:
    """The form of a new account, sent from a browser; what the page says."""
    with app.app_context():
        try:
            form = {"bank_code": "006", "account_number": number, "account_name": "บริษัท ก จำกัด"}
            answer = browser_of(app, who, f"sme:{organisation_id}").post(
                f"/organisations/{organisation_id}/bank-accounts/new?lang=en",
                data=form | {"book": (io.BytesIO(picture("book")), "book.png")},
            )
            return answer.text if answer.status_code == 200 else str(answer.status_code)
        finally:
            db.session.remove()


def test_of_two_clicks_at_once_one_account_waits_and_the_other_reads_why(
    db_app: Flask, clicks: dict[str, Any]
) -> None:
    """Two browsers of one owner, each with a form of its own."""
    sa.event.listen(db.engine, "before_cursor_execute", _slowed)
    db.session.remove()
    try:
        with ThreadPoolExecutor(2) as two:
            sent = [
                two.submit(_submitted, db_app, clicks["who"], clicks["organisation_id"], each["number"])
                for each in _accounts(clicks)
            ]
        done, refused = sorted((each.result() for each in sent), key=len)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", _slowed)
    with force_locale("en"):
        assert (done, words_for(BankAccountRefusal.BANK_CHANGE_WAITING) in html.unescape(refused)) == (
            "303",
            True,
        )
    assert _pending() == 1


def _pending() -> int:
    waits = sa.select(sa.func.count(BankAccount.id)).where(BankAccount.state == BankAccountState.PENDING)
    return int(db.session.scalar(waits) or 0)


def test_one_of_two_accounts_waits_and_the_other_is_refused(clicks: dict[str, Any], at_once: AtOnce) -> None:
    assert at_once(*_accounts(clicks)) == ["bank_change_waiting", DONE]
    assert _pending() == 1


def test_one_number_sent_twice_is_refused_as_waiting_or_taken(
    clicks: dict[str, Any], at_once: AtOnce
) -> None:
    first, _ = _accounts(clicks)
    assert at_once(first, first) in (["account_number_taken", DONE], ["bank_change_waiting", DONE])


def test_without_the_index_two_accounts_wait(clicks: dict[str, Any], at_once: AtOnce, db_app: Flask) -> None:
    """The negative control."""
    settings = db_app.installation.settings
    db.session.remove()
    with psycopg.connect(settings.database_owner_url.replace("+psycopg", ""), autocommit=True) as owner:
        (definition,) = owner.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = %s", [INDEX]
        ).fetchone()
        owner.execute(f"DROP INDEX {INDEX}")
        try:
            assert at_once(*_accounts(clicks)) == [DONE, DONE]
            assert _pending() == 2
        finally:
            db.session.rollback()
            owner.execute("UPDATE bank_accounts SET state = 'withdrawn'")
            owner.execute(definition)


def test_one_person_invited_twice_holds_one_invitation(clicks: dict[str, Any], at_once: AtOnce) -> None:
    """The second replaces the first, as it does a day later."""
    assert at_once(*[clicks | {"verb": "invite"}] * 2) == [DONE, DONE]
    still = sa.select(sa.func.count(Invitation.id)).where(Invitation.withdrawn_at.is_(None))
    assert db.session.scalar(still) == 1


def test_one_code_names_one_unit(db_app: Flask, at_once: AtOnce) -> None:
    admin = build(lambda tx: World().staff(tx, Role.ADMINISTRATOR))
    click = {"verb": "unit", "who": admin.person_id}
    assert at_once(click, click) == ["code_taken", DONE]
    named = sa.select(sa.func.count(StaffUnit.id)).where(StaffUnit.code == "ฝตป.")
    assert db.session.scalar(named) == 1


def test_a_registration_begun_twice_is_begun_once(clicks: dict[str, Any], at_once: AtOnce) -> None:
    """An SME's owner gives the number again to become a provider, with two clicks."""
    click = {"verb": "provider", "who": clicks["who"], "number": thirteen_digits(1)}
    assert at_once(click, click) == [DONE, "registered_already"]
    assert db.session.scalar(sa.select(sa.func.count(Provider.organisation_id))) == 1
