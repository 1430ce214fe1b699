"""Two persons reset a third one's second factors; nobody does it alone, or for themselves."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_security.signals import wan_registered

from core import clock
from core.actor import Actor
from core.audit.models import AuditEvent
from core.audit.rules import ReasonRefusal
from core.calendar.due import due_at
from core.db import db, transaction
from core.errors import Forbidden, Refused, StateReason, WrongState
from core.labels import words_for
from core.mail.models import OutboundMail
from core.permissions import Role
from identity.accounts.rules import SignInRefusal
from identity.capacities.reach import reachable
from identity.factor_resets.models import FactorReset
from identity.factor_resets.rules import FactorResetRefusal
from identity.factor_resets.services.ask_factor_reset import ask_factor_reset
from identity.factor_resets.services.confirm_factor_reset import confirm_factor_reset
from identity.factor_resets.services.decline_factor_reset import decline_factor_reset
from identity.factor_resets.services.lapse_factor_resets import lapse_factor_resets
from identity.factor_resets.services.withdraw_factor_reset import withdraw_factor_reset
from identity.factor_resets.states import CONFIRM_RESET_WITHIN, FactorResetState
from identity.notifications.models import Notice
from identity.notifications.services.send_reminders import send_reminders
from identity.people.models import Passkey, Person
from identity.people.rules import PersonRefusal
from identity.staff.models import StaffRole
from identity.staff.rules import StaffRefusal
from identity.staff.services.end_role import end_role
from tests.factories import World, build
from tests.identity.conftest import SECRET, SignIn, answer_mail_requests

WHY = "โทรศัพท์หาย รหัสกู้คืนหายด้วย"


@pytest.fixture
def cast(db_app: Flask, world: World) -> dict[str, Actor]:
    """An officer with an app, a passkey and recovery codes; two administrators, an approver, another officer."""
    roles = {
        "officer": Role.FINANCE_OFFICER,
        "first": Role.ADMINISTRATOR,
        "second": Role.ADMINISTRATOR,
        "approver": Role.PROGRAMME_APPROVER,
        "other": Role.CLAIM_OFFICER,
        "auditor": Role.AUDITOR,
    }
    people = {name: build(lambda tx, role=role: world.staff(tx, role)) for name, role in roles.items()}
    with transaction() as tx:
        row = tx.get(Person, people["officer"].person_id)
        row.tf_primary_method, row.tf_totp_secret = "authenticator", "wrapped"
        row.mf_recovery_codes = ["digest"]
        tx.add(
            Passkey(
                user_id=row.id, credential_id=b"c", public_key=b"k", backup_state=False, device_type="d",
                name="key", usage="secondary", lastuse_datetime=clock.now(),
            )
        )  # fmt: skip
    return people


def ask(cast: dict[str, Actor], who: str = "first") -> int:
    return ask_factor_reset(cast["officer"].known_person_id, WHY, actor=cast[who], now=clock.now())


def confirm(reset_id: int, actor: Actor, after: timedelta = timedelta(0)) -> None:
    confirm_factor_reset(reset_id, actor=actor, now=clock.now() + after)


def factors(cast: dict[str, Actor]) -> tuple[Any, ...]:
    db.session.expire_all()
    row = db.session.get_one(Person, cast["officer"].person_id)
    return row.tf_primary_method, row.tf_totp_secret, row.mf_recovery_codes, len(row.webauthn)


def told(actor: Actor) -> list[str]:
    """The kinds of notices in the actor's letter box, oldest first."""
    mine = sa.select(Notice.kind).where(Notice.person_id == actor.person_id).order_by(Notice.id)
    return list(db.session.scalars(mine))


HELD = ("authenticator", "wrapped", ["digest"], 1)


@pytest.mark.parametrize("who", ["second", "approver"])
def test_another_person_confirms_and_every_factor_goes(who: str, cast: dict[str, Actor]) -> None:
    before = db.session.get_one(Person, cast["officer"].person_id).fs_uniquifier
    reset_id = ask(cast)
    send_reminders(reachable, now=clock.now())
    assert factors(cast) == HELD
    confirm(reset_id, cast[who])
    assert factors(cast) == (None, None, None, 0)
    assert db.session.get_one(Person, cast["officer"].person_id).fs_uniquifier != before
    names = db.session.scalars(
        sa.select(AuditEvent.name).where(AuditEvent.name.startswith("factor_reset")).order_by(AuditEvent.id)
    ).all()
    assert names == ["factor_reset.asked", "factor_reset.confirmed"]
    assert told(cast["officer"]) == ["factor_reset.asked", "factor_reset.confirmed"]
    assert told(cast["second"]) == ["work.arrived"]
    assert told(cast["first"]) == []
    assert told(cast["auditor"]) == ["factor_reset.for_audit", "factor_reset.removed"]
    address = db.session.get_one(Person, cast["officer"].person_id).email
    assert (
        len(db.session.scalars(sa.select(OutboundMail).where(OutboundMail.to_address == address)).all()) == 2
    )


def test_a_passkey_added_in_the_moment_of_the_reset_does_not_outlive_it(
    db_app: Flask, cast: dict[str, Actor]
) -> None:
    reset_id = ask(cast)
    adding = {"credential_id": b"thief", "public_key": b"k", "backup_state": False, "device_type": "d"}
    with db_app.test_request_context():
        person = db.session.get_one(Person, cast["officer"].person_id)
        person.webauthn.append(
            Passkey(**adding, name="another", usage="secondary", lastuse_datetime=clock.now())
        )
        with db_app.app_context(), db.session.no_autoflush:
            confirm(reset_id, cast["second"])
        with pytest.raises(Refused) as refused:
            wan_registered.send(db_app, user=person, name="another")
        assert refused.value.reason is SignInRefusal.SIGN_IN_OVERTAKEN
        db.session.rollback()
    assert factors(cast) == (None, None, None, 0)


def test_their_sessions_end(cast: dict[str, Actor], sign_in: SignIn) -> None:
    browser = sign_in(cast["officer"].known_person_id)
    assert browser.get("/me").status_code == 200
    confirm(ask(cast), cast["second"])
    assert "/sign-in" in browser.get("/me").location


def test_who_asked_does_not_confirm(cast: dict[str, Actor]) -> None:
    reset_id = ask(cast)
    with pytest.raises(Refused) as refused:
        confirm(reset_id, cast["first"])
    assert refused.value.reason is FactorResetRefusal.FACTOR_RESET_OWN
    assert factors(cast) == HELD


def test_who_brought_the_second_person_is_not_the_first(cast: dict[str, Actor]) -> None:
    brought_by(cast["first"], cast["second"])
    reset_id = ask(cast)
    with pytest.raises(Refused) as refused:
        confirm(reset_id, cast["second"])
    assert refused.value.reason is StaffRefusal.COMMON_ORIGIN
    assert factors(cast) == HELD
    confirm(reset_id, cast["approver"])


def brought_by(first: Actor, second: Actor) -> None:
    """Let the first have given the second all roles a week ago."""
    with transaction() as tx:
        given = {"granted_by_id": first.person_id, "granted_at": clock.now() - timedelta(days=7)}
        mine = sa.update(StaffRole).where(StaffRole.person_id == second.person_id)
        tx.execute(mine.values(**given, confirmed_by_id=World(first=8_000).person(tx).id))


def test_it_ends_with_the_role_of_who_asked(cast: dict[str, Actor]) -> None:
    reset_id = ask(cast)
    held = sa.select(StaffRole.id).where(StaffRole.person_id == cast["first"].person_id)
    end_role(db.session.scalar(held), actor=cast["second"], now=clock.now())
    db.session.expire_all()
    assert db.session.get_one(FactorReset, reset_id).state is FactorResetState.WITHDRAWN
    with pytest.raises(WrongState):
        confirm(reset_id, cast["approver"])
    assert factors(cast) == HELD


def test_who_asked_takes_it_back(cast: dict[str, Actor]) -> None:
    reset_id = ask(cast)
    with pytest.raises(Refused) as refused:
        decline_factor_reset(reset_id, actor=cast["first"], now=clock.now())
    assert refused.value.reason is FactorResetRefusal.FACTOR_RESET_OWN
    withdraw_factor_reset(reset_id, actor=cast["first"], now=clock.now())
    with pytest.raises(WrongState):
        confirm(reset_id, cast["approver"])
    assert factors(cast) == HELD
    ask(cast)


def test_a_stolen_password_sets_up_no_factor(
    cast: dict[str, Actor], db_app: Flask, with_password: Callable[[Person, str], None]
) -> None:
    """What is left after a reset is the letter box: the old password is nobody's, the link mailed with it gives a new one."""
    officer = db.session.get_one(Person, cast["officer"].person_id)
    address = officer.email
    with_password(officer, SECRET)
    confirm(ask(cast), cast["second"])
    browser = db_app.test_client()
    page = browser.post("/sign-in", data={"email": address, "password": SECRET})
    assert page.status_code == 200
    assert browser.get("/me").status_code == 302
    answer_mail_requests()
    letters = db.session.scalars(sa.select(OutboundMail.body).where(OutboundMail.to_address == address)).all()
    [link] = [found[1] for body in letters if (found := re.search(r"(/reset-password/\S+)", body))]
    fresh = {"password": "นกกระจอกสามตัวกินข้าวสาร 93", "password_confirm": "นกกระจอกสามตัวกินข้าวสาร 93"}
    assert browser.post(link, data=fresh).status_code == 302
    signed = db_app.test_client().post("/sign-in", data={"email": address, "password": fresh["password"]})
    assert signed.status_code == 302


def test_the_database_knows_it_too(cast: dict[str, Actor]) -> None:
    reset_id = ask(cast)
    for decided_by in ("first", "officer"):
        with pytest.raises(sa.exc.IntegrityError), transaction() as tx:
            tx.execute(
                sa.update(FactorReset)
                .where(FactorReset.id == reset_id)
                .values(state=FactorResetState.CONFIRMED, decided_by_id=cast[decided_by].person_id)
            )


def test_nobody_does_it_for_themselves(cast: dict[str, Actor], world: World) -> None:
    with transaction() as tx:
        row = tx.get(Person, cast["approver"].person_id)
        row.tf_primary_method, row.tf_totp_secret = "authenticator", "wrapped"
    with pytest.raises(Refused) as refused:
        ask_factor_reset(cast["first"].known_person_id, WHY, actor=cast["first"], now=clock.now())
    assert refused.value.reason is PersonRefusal.NOT_YOURSELF
    reset_id = ask_factor_reset(cast["approver"].known_person_id, WHY, actor=cast["first"], now=clock.now())
    for deed in (confirm_factor_reset, decline_factor_reset):
        with pytest.raises(Refused) as refused:
            deed(reset_id, actor=cast["approver"], now=clock.now())
        assert refused.value.reason is PersonRefusal.NOT_YOURSELF


def test_who_may_not_may_not(cast: dict[str, Actor]) -> None:
    for who in ("approver", "other"):
        with pytest.raises(Forbidden):
            ask(cast, who)
    reset_id = ask(cast)
    with pytest.raises(Forbidden):
        confirm(reset_id, cast["other"])


def test_one_waits_at_a_time_and_only_where_there_is_a_factor(cast: dict[str, Actor]) -> None:
    with pytest.raises(Refused) as refused:
        ask_factor_reset(cast["officer"].known_person_id, " ", actor=cast["first"], now=clock.now())
    assert refused.value.reason is ReasonRefusal.REASON_MISSING
    ask(cast)
    with pytest.raises(Refused) as refused:
        ask(cast, "second")
    assert refused.value.reason is FactorResetRefusal.FACTOR_RESET_ASKED
    with pytest.raises(Refused) as refused:
        ask_factor_reset(cast["other"].known_person_id, WHY, actor=cast["first"], now=clock.now())
    assert refused.value.reason is FactorResetRefusal.FACTOR_NONE


def test_a_declined_one_removes_nothing_and_ends(cast: dict[str, Actor]) -> None:
    reset_id = ask(cast)
    decline_factor_reset(reset_id, actor=cast["approver"], now=clock.now())
    with pytest.raises(WrongState):
        confirm(reset_id, cast["second"])
    assert factors(cast) == HELD
    ask(cast)


def test_it_lapses_and_cannot_be_confirmed_late(cast: dict[str, Actor]) -> None:
    reset_id = ask(cast)
    late = due_at(CONFIRM_RESET_WITHIN, clock.now()) - clock.now() + timedelta(minutes=1)
    with pytest.raises(Refused) as refused:
        confirm(reset_id, cast["second"], late)
    assert refused.value.reason is StateReason.MOVED_ON
    assert lapse_factor_resets(now=clock.now()) == 0
    assert lapse_factor_resets(now=clock.now() + late) == 1
    assert db.session.get_one(FactorReset, reset_id).state is FactorResetState.LAPSED


def test_the_pages_carry_it_from_one_person_to_the_other(cast: dict[str, Actor], sign_in: SignIn) -> None:
    first, approver = sign_in(cast["first"].known_person_id), sign_in(cast["approver"].known_person_id)
    email = db.session.get_one(Person, cast["officer"].person_id).email
    assert "ไม่มีผู้ใช้" not in first.get("/factor-resets/ask").text
    assert (
        first.post("/factor-resets/ask", data={"email": "no@example.com", "reason": WHY}).status_code == 200
    )
    assert first.post("/factor-resets/ask", data={"email": email, "reason": WHY}).status_code == 303
    reset_id = db.session.scalar(sa.select(FactorReset.id))
    own = first.get("/factor-resets").text
    assert WHY in own
    assert f"/factor-resets/{reset_id}/confirm" not in own
    assert first.post(f"/factor-resets/{reset_id}/confirm").status_code == 409
    assert "/factor-resets" in approver.get("/today").text
    assert f"/factor-resets/{reset_id}/confirm" in approver.get("/factor-resets").text
    assert f"/factor-resets/{reset_id}/withdraw" in own
    assert approver.post(f"/factor-resets/{reset_id}/withdraw").status_code == 403
    brought_by(cast["first"], cast["second"])
    second = sign_in(cast["second"].known_person_id).get("/factor-resets").text
    assert f"/factor-resets/{reset_id}/confirm" not in second
    assert str(words_for(StaffRefusal.COMMON_ORIGIN)) in unescape(second)
    assert approver.post(f"/factor-resets/{reset_id}/confirm").status_code == 303
    assert factors(cast) == (None, None, None, 0)
    assert approver.post(f"/factor-resets/{reset_id}/confirm").status_code == 409
    assert sign_in(cast["other"].known_person_id).get("/factor-resets").status_code == 403
