"""Where an organisation is paid: checked by another person, cooled off when it changes."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from core import clock
from core.actor import Actor
from core.audit.models import AuditEvent
from core.commands import AuthorityRefusal
from core.db import db, transaction
from core.documents.operations import FileProblem
from core.errors import Forbidden, NotFound, Refused, WrongState
from core.permissions import Role
from core.typed import TypedProblem
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.rules import BankAccountRefusal
from identity.bank_accounts.services.refuse_bank_account import refuse_bank_account
from identity.bank_accounts.services.submit_bank_account import AccountDraft, submit_bank_account
from identity.bank_accounts.services.verify_bank_account import verify_bank_account
from identity.bank_accounts.services.withdraw_bank_account import withdraw_bank_account
from identity.bank_accounts.states import BankAccountState
from identity.notifications.models import Notice
from identity.organisations.models import Membership
from identity.organisations.services.change_member_rights import change_member_rights
from identity.organisations.states import Capacity, MemberRole
from tests.factories import NOW, TODAY, World, build
from tests.house.visitor import Visitor
from tests.identity.conftest import SignIn


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()


def draft(number: str = "123-4-56789-0", **changes: Any) -> AccountDraft:
    values = {
        "bank_code": "006",
        "account_number": number,
        "account_name": "บริษัท ก จำกัด",
        "book": picture(),
        "book_name": "book.png",
    }
    return AccountDraft(**(values | changes))


@pytest.fixture
def owner(db_app: Flask, world: World) -> Actor:
    return build(lambda tx: world.member(tx, world.organisation(tx).id, Capacity.PROVIDER))


@pytest.fixture
def finance(db_app: Flask, world: World) -> Actor:
    return build(lambda tx: world.staff(tx, Role.FINANCE_OFFICER))


def submit(owner: Actor, given: AccountDraft | None = None) -> int:
    return submit_bank_account(owner.organisation_id, given or draft(), actor=owner, now=NOW)


def verify(account_id: int, actor: Actor) -> None:
    verify_bank_account(account_id, actor=actor, now=NOW)


def held(account_id: int) -> BankAccount:
    db.session.expire_all()
    return db.session.get_one(BankAccount, account_id)


def state_of(account_id: int) -> BankAccountState:
    return held(account_id).state


def test_a_first_account_is_used_as_soon_as_it_is_verified(owner: Actor, finance: Actor) -> None:
    account = submit(owner)
    assert held(account).usable_from is None
    verify(account, finance)
    assert (held(account).state, held(account).usable_from) == (BankAccountState.VERIFIED, TODAY)


def test_a_change_cools_off_for_seven_days(owner: Actor, finance: Actor) -> None:
    first = submit(owner)
    verify(first, finance)
    second = submit(owner, draft("1112223334"))
    verify(second, finance)
    assert state_of(first) is BankAccountState.REPLACED
    assert held(second).usable_from == TODAY + timedelta(days=7)


def test_one_number_belongs_to_one_organisation(owner: Actor, world: World) -> None:
    submit(owner)
    other = build(lambda tx: world.member(tx, world.organisation(tx).id, Capacity.SME))
    with pytest.raises(Refused) as refused:
        submit(other)
    assert refused.value.reason is BankAccountRefusal.ACCOUNT_NUMBER_TAKEN


def test_a_refused_number_may_be_given_again(owner: Actor, finance: Actor) -> None:
    account = submit(owner)
    refuse_bank_account(account, "ชื่อบัญชีไม่ตรง", actor=finance, now=NOW)
    assert submit(owner) != account


def test_one_account_waits_at_a_time(owner: Actor) -> None:
    submit(owner)
    with pytest.raises(Refused) as refused:
        submit(owner, draft("1112223334"))
    assert refused.value.reason is BankAccountRefusal.BANK_CHANGE_WAITING


@pytest.mark.parametrize(("number", "bank"), [("123", "006"), ("1234567890", "030"), ("0000000000", "006")])
def test_a_number_that_the_bank_cannot_have_is_refused(number: str, bank: str, owner: Actor) -> None:
    with pytest.raises(Refused) as refused:
        submit(owner, draft(number, bank_code=bank))
    assert refused.value.reason is TypedProblem.ACCOUNT_LENGTH


def test_thai_digits_are_digits(owner: Actor) -> None:
    account = submit(owner, draft("๑๒๓-๔-๕๖๗๘๙-๐"))
    assert db.session.get(BankAccount, account).account_number == "1234567890"


def test_a_bank_book_is_judged_by_what_it_is(owner: Actor) -> None:
    with pytest.raises(Refused) as refused:
        submit(owner, draft(book=b"MZ not a picture", book_name="book.pdf"))
    assert refused.value.reason is FileProblem.WRONG_KIND
    assert not db.session.scalar(sa.select(sa.func.count()).select_from(BankAccount))


def test_who_gave_an_account_does_not_verify_it(owner: Actor, world: World) -> None:
    account = submit(owner)
    with pytest.raises(Forbidden):
        verify(account, owner)


def test_a_finance_officer_tied_to_the_organisation_does_not_verify(owner: Actor, finance: Actor) -> None:
    account = submit(owner)
    with transaction() as tx:
        tx.add(
            Membership(
                person_id=finance.person_id,
                organisation_id=owner.organisation_id,
                capacity=Capacity.SME,
                role=MemberRole.MEMBER,
                since=NOW,
            )
        )
    for attempt in (
        lambda: verify(account, finance),
        lambda: refuse_bank_account(account, "เหตุผล", actor=finance, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.reason is AuthorityRefusal.CONNECTED


def test_an_account_is_decided_once(owner: Actor, finance: Actor) -> None:
    account = submit(owner)
    verify(account, finance)
    with pytest.raises(WrongState):
        refuse_bank_account(account, "เหตุผล", actor=finance, now=NOW)
    with pytest.raises(WrongState):
        withdraw_bank_account(account, actor=owner, now=NOW)


def test_another_organisations_account_looks_like_none(owner: Actor, world: World) -> None:
    account = submit(owner)
    foreign = build(lambda tx: world.member(tx, world.organisation(tx).id, Capacity.SME))
    with pytest.raises(NotFound):
        withdraw_bank_account(account, actor=foreign, now=NOW)


def test_the_pages_carry_an_account_from_owner_to_officer(
    owner: Actor, finance: Actor, sign_in: SignIn
) -> None:
    shop, desk = sign_in(owner.person_id), sign_in(finance.person_id)
    address = f"/organisations/{owner.organisation_id}/bank-accounts"
    form = {"bank_code": "006", "account_number": "12345", "account_name": "บริษัท ก จำกัด"}
    answer = shop.post(f"{address}/new", data=form | {"book": (io.BytesIO(picture()), "book.png")})
    assert "เลขที่บัญชีของธนาคารนี้มี 10\u00a0หลัก" in answer.text
    assert 'value="12345"' in answer.text
    form["account_number"] = "1234567890"
    answer = shop.post(f"{address}/new", data=form | {"book": (io.BytesIO(picture()), "book.png")})
    assert answer.status_code == 303
    account = db.session.scalar(sa.select(BankAccount.id))
    assert "รอตรวจสอบ" in shop.get(address).text
    assert desk.get(f"/bank-accounts/{account}/book").mimetype == "image/png"
    assert "โปรดกรอกเหตุผล" not in desk.get(f"/bank-accounts/{account}").text
    assert desk.post(f"/bank-accounts/{account}/refuse", data={"reason": " "}).status_code == 200
    assert desk.post(f"/bank-accounts/{account}/verify").status_code == 303
    assert state_of(account) is BankAccountState.VERIFIED
    assert shop.post(f"/bank-accounts/{account}/verify").status_code == 403


def second_owner(owner: Actor, world: World) -> tuple[Actor, int]:
    """Another owner of the organisation, and their membership."""
    other = build(lambda tx: world.member(tx, owner.organisation_id, Capacity.PROVIDER))
    mine = sa.select(Membership.id).where(Membership.person_id == other.person_id)
    return other, db.session.scalar(mine)


@pytest.mark.parametrize("how", ["demoted", "removed", "left"])
def test_an_account_submitted_by_who_is_owner_no_more_is_withdrawn(
    how: str, db_app: Flask, owner: Actor, finance: Actor, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    other, membership_id = second_owner(owner, world)
    cashier = build(lambda tx: world.member(tx, owner.organisation_id, Capacity.PROVIDER, MemberRole.MEMBER))
    account = submit(other)
    browser = Visitor(db_app, other if how == "left" else owner, "en")
    members = f"/organisations/{owner.organisation_id}/members"
    if how == "demoted":
        address = f"{members}/{membership_id}/rights"
        assert browser.send(browser.open(address), "/rights", {"role": "member"}).status == 303
    else:
        page = browser.open(members)
        assert browser.send(page, f"/members/{membership_id}/end", {}).status == 303
    assert state_of(account) is BankAccountState.WITHDRAWN
    assert db.session.scalars(told_of(owner)).all() == ["bank_account.submitted", "bank_account.owner_gone"]
    assert "bank_account.owner_gone" not in db.session.scalars(told_of(cashier)).all()
    assert "bank_account.withdrawn" in db.session.scalars(sa.select(AuditEvent.name)).all()
    with pytest.raises(WrongState):
        verify(account, finance)
    assert submit(owner) != account


def told_of(actor: Actor) -> sa.Select[tuple[str]]:
    return sa.select(Notice.kind).where(Notice.person_id == actor.person_id).order_by(Notice.id)


def test_an_account_of_who_is_still_owner_on_the_other_side_goes_on_waiting(
    owner: Actor, world: World
) -> None:
    other, membership_id = second_owner(owner, world)
    build(
        lambda tx: tx.add(
            Membership(
                person_id=other.known_person_id,
                organisation_id=owner.organisation_id,
                capacity=Capacity.SME,
                role=MemberRole.OWNER,
                since=NOW,
            )
        )
    )
    account = submit(other)
    change_member_rights(membership_id, MemberRole.MEMBER, may_consent=False, actor=owner, now=NOW)
    assert state_of(account) is BankAccountState.PENDING


def test_what_others_submitted_or_was_verified_stays(owner: Actor, finance: Actor, world: World) -> None:
    other, membership_id = second_owner(owner, world)
    used = submit(other)
    verify(used, finance)
    waiting = submit(owner, draft("1112223334"))
    change_member_rights(membership_id, MemberRole.MEMBER, may_consent=False, actor=owner, now=NOW)
    assert state_of(used) is BankAccountState.VERIFIED
    assert state_of(waiting) is BankAccountState.PENDING
