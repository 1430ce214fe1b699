"""How long what is mailed or shown is good for: links, recovery codes; and who is told of a new bank account."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from itsdangerous import timed

from core.db import db
from core.mail.models import OutboundMail
from identity.notifications.models import Notice
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from tests.factories import World, build
from tests.identity.accounts.test_sign_in import _registered
from tests.identity.bank_accounts.test_bank_accounts import picture
from tests.identity.conftest import SignIn, answer_mail_requests

OLD, NEW = "the old password", "a wholly different sentence"
MINUTE = timedelta(minutes=1)


def made_ago(monkeypatch: pytest.MonkeyPatch, age: timedelta) -> None:
    """What is signed from now on was signed so long ago."""
    real = timed.time.time
    monkeypatch.setattr(
        timed.TimestampSigner, "get_timestamp", lambda _self: int(real() - age.total_seconds())
    )


@pytest.mark.parametrize(
    ("age", "works"), [(timedelta(hours=24) - MINUTE, True), (timedelta(hours=24) + MINUTE, False)]
)
def test_the_link_of_a_forgotten_password_works_for_24_hours(
    db_app: Flask,
    world: World,
    with_password: Any,
    monkeypatch: pytest.MonkeyPatch,
    age: timedelta,
    works: bool,
) -> None:
    person = build(world.person)
    address = str(person.email)
    with_password(person, OLD)
    browser = db_app.test_client()
    page = browser.get("/reset-password?lang=en").text
    assert "We e-mail you a link. It is valid for 24 hours." in page
    browser.post("/reset-password", data={"email": address})
    with monkeypatch.context() as earlier:
        made_ago(earlier, age)
        answer_mail_requests()
    body = db.session.scalar(sa.select(OutboundMail.body))
    link = re.search(r"https?://[^/]+(/reset-password/\S+)", body)
    assert link
    browser.post(link[1], data={"password": NEW, "password_confirm": NEW})
    answer = db_app.test_client().post("/sign-in", data={"email": address, "password": NEW})
    assert (answer.status_code == 302) is works


@pytest.mark.parametrize(
    ("age", "works"), [(timedelta(days=2) - MINUTE, True), (timedelta(days=2) + MINUTE, False)]
)
def test_the_link_that_confirms_an_e_mail_holds_for_2_days(
    db_app: Flask, monkeypatch: pytest.MonkeyPatch, age: timedelta, works: bool
) -> None:
    with monkeypatch.context() as earlier:
        made_ago(earlier, age)
        _, link = _registered(db_app.test_client(), "")
    db_app.test_client().get(link)
    confirmed = db.session.scalar(sa.select(Person.confirmed_at))
    assert (confirmed is not None) is works


def test_new_recovery_codes_make_the_old_ones_void(strict: Flask, officer: Person, sign_in: SignIn) -> None:
    browser = sign_in(officer.id)

    def made() -> list[str]:
        page = browser.post("/recovery-codes", data={"generate_new_codes": "1"}).text
        return re.findall(r"<code>([^<]+)</code>", page)

    old, new = made(), made()
    assert "Your old codes then no longer work." in browser.get("/recovery-codes?lang=en").text
    from core import clock
    from identity.accounts.services.use_recovery_code import use_recovery_code
    from tests.factories import actor_of

    actor = actor_of(db.session(), officer.id)
    assert not use_recovery_code(old[0], actor=actor, now=clock.now())
    assert use_recovery_code(new[0], actor=actor, now=clock.now())


def test_of_a_new_bank_account_every_member_is_told(db_app: Flask, world: World, sign_in: SignIn) -> None:
    owner = build(lambda tx: world.member(tx, world.organisation(tx).id, Capacity.PROVIDER))
    address = f"/organisations/{owner.organisation_id}/bank-accounts/new"
    members = [
        build(lambda tx, each=each: world.member(tx, owner.organisation_id, Capacity.PROVIDER, each))
        for each in (MemberRole.OWNER, MemberRole.MEMBER)
    ]
    browser = sign_in(owner.known_person_id)
    assert "All members are notified." in browser.get(f"{address}?lang=en").text
    form = {"bank_code": "006", "account_number": "1234567890", "account_name": "บริษัท ก จำกัด"}
    sent = browser.post(address, data=form | {"book": (io.BytesIO(picture()), "book.png")})
    assert sent.status_code == 303
    told = set(db.session.scalars(sa.select(Notice.person_id).where(Notice.kind == "bank_account.submitted")))
    assert told == {owner.person_id, *(each.person_id for each in members)}
