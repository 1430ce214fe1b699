"""Sign-in sessions: what a sign-in makes, how long it lasts, what ends it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_login.utils import encode_cookie

from core import clock
from core.audit import operations as audit
from core.db import db
from core.errors import Forbidden, NotFound, Refused
from core.mail.models import OutboundMail
from core.permissions import Role
from identity.accounts.rules import browser_of
from identity.accounts.services.end_own_session import end_own_session
from identity.accounts.services.end_sessions_of import end_sessions_of
from identity.accounts.services.sweep_sessions import sweep_sessions
from identity.accounts.states import SessionEnd
from identity.accounts.views.session_identity import CHOICE, WHO
from identity.organisations.models import StaffUnit
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from identity.staff.models import StaffRole
from identity.staff.services.appoint_administrator import appoint_administrator
from identity.staff.services.confirm_role_grant import confirm_role_grant
from identity.staff.services.end_role import end_role
from identity.staff.services.grant_role import grant_role
from identity.staff.services.invite_staff import invite_staff
from tests.factories import World, actor_of, build
from tests.identity.accounts.test_second_factor import give_authenticator
from tests.identity.conftest import SignIn, answer_mail_requests
from tests.identity.sessions import (
    DAY,
    HOUR,
    MINUTE,
    SECRET,
    audited,
    cookie,
    ends,
    enter,
    is_in,
    live,
    move,
    rows,
    told,
)
from tests.signing_in import new_token

# What a sign-in makes.


def test_a_sign_in_is_a_row_and_its_cookie_alone_holds_the_token(owner: Person, client: FlaskClient) -> None:
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
    client.post("/sign-in", data={"email": owner.email, "password": SECRET}, headers={"User-Agent": agent})
    (row,) = rows(owner)
    with client.session_transaction() as session:
        token = session[WHO]
    assert len(token) >= 43
    assert token.encode() not in row.token_digest
    assert (row.browser, row.remembered, row.second_factor_at) == ("Chrome · Android", False, None)
    assert agent not in str(db.session.execute(sa.text("SELECT * FROM sign_in_sessions")).all())


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Mobile Safari/604.1", "Safari · iPhone"),
        (
            "Mozilla/5.0 (Linux; Android 14) Version/4.0 Chrome/126 Mobile Safari/537 Line/14.9",
            "LINE · Android",
        ),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_of_a_browser_its_kind_is_kept_and_no_more(agent: str, expected: str) -> None:
    assert browser_of(agent) == expected


def test_a_sign_in_begins_with_a_new_token_and_a_new_csrf_secret(owner: Person, client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session[WHO], session["csrf_token"], session[CHOICE] = "planted", "planted", "staff"
    enter(client, owner)
    with client.session_transaction() as session:
        assert session[WHO] != "planted"
        assert session.get("csrf_token") != "planted"
        assert CHOICE not in session
    with client.session_transaction() as session:
        first = session[WHO]
    client.post("/sign-out")
    enter(client, owner)
    with client.session_transaction() as session:
        assert session[WHO] != first


def test_a_cookie_of_the_former_kind_opens_nothing(owner: Person, db_app: Flask, client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session[WHO], session["_fresh"] = owner.fs_uniquifier, True
    assert not is_in(client)
    other = db_app.test_client()
    with db_app.test_request_context():
        other.set_cookie("remember_token", encode_cookie(owner.fs_uniquifier))
    assert not is_in(other)


def test_no_second_cookie_remembers_anybody(owner: Person, client: FlaskClient) -> None:
    enter(client, owner, remember="y")
    names = {each.key for each in client._cookies.values()}
    assert {name for name in names if not name.startswith("device_")} == {"session"}


# How long it lasts.


def test_without_being_asked_a_device_remembers_nobody(owner: Person, client: FlaskClient) -> None:
    answer = enter(client, owner)
    (header,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("session=")]
    assert "Expires" not in header
    assert "HttpOnly" in header
    move(owner, created_at=clock.now() - 12 * HOUR + MINUTE)
    assert is_in(client)
    move(owner, created_at=clock.now() - 12 * HOUR)
    assert not is_in(client)


def test_a_remembered_device_lasts_thirty_days_unused_and_ninety_at_most(
    owner: Person, client: FlaskClient
) -> None:
    answer = enter(client, owner, remember="y")
    (header,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("session=")]
    assert "Expires" in header
    now = clock.now()
    move(owner, created_at=now - 89 * DAY, last_seen_at=now - 29 * DAY)
    assert is_in(client)
    move(owner, created_at=now - 90 * DAY)
    assert not is_in(client)


def test_a_remembered_device_unused_for_thirty_days_has_forgotten(owner: Person, client: FlaskClient) -> None:
    enter(client, owner, remember="y")
    move(owner, created_at=clock.now() - 40 * DAY, last_seen_at=clock.now() - 30 * DAY)
    assert not is_in(client)
    assert ends(owner) == [SessionEnd.TIME_OVER]


def test_staff_end_after_half_an_hour_unused(officer: Person, sign_in: SignIn) -> None:
    browser = sign_in(officer.id)
    move(officer, last_seen_at=clock.now() - 29 * MINUTE)
    assert is_in(browser, "/bank-accounts")
    move(officer, last_seen_at=clock.now() - 30 * MINUTE)
    assert not is_in(browser, "/bank-accounts")
    assert ends(officer) == [SessionEnd.TIME_OVER]


def test_staff_end_after_twelve_hours_at_most(officer: Person, sign_in: SignIn) -> None:
    browser = sign_in(officer.id)
    move(officer, created_at=clock.now() - 12 * HOUR)
    assert not is_in(browser, "/bank-accounts")


def test_who_holds_a_staff_role_has_its_limits_in_every_capacity(
    world: World, officer: Person, sign_in: SignIn
) -> None:
    browser = sign_in(officer.id, acting_as="self", remembered=True)
    move(officer, last_seen_at=clock.now() - 30 * MINUTE)
    assert not is_in(browser)


def test_what_has_lasted_its_time_is_revived_by_no_other_capacity(officer: Person, sign_in: SignIn) -> None:
    browser = sign_in(officer.id, acting_as="staff")
    move(officer, last_seen_at=clock.now() - HOUR)
    assert not is_in(browser)
    move(officer, last_seen_at=clock.now())
    assert not is_in(browser)


@pytest.mark.parametrize(("role", "lasts"), [(MemberRole.MEMBER, False), (MemberRole.OWNER, True)])
def test_a_cashier_ends_after_twelve_hours_even_where_an_owner_is_remembered(
    world: World, db_app: Flask, sign_in: SignIn, role: MemberRole, lasts: bool
) -> None:
    organisation_id = build(lambda tx: world.organisation(tx).id)
    actor = build(lambda tx: world.member(tx, organisation_id, Capacity.PROVIDER, role))
    person = db.session.get_one(Person, actor.known_person_id)
    browser = sign_in(person.id, remembered=True)
    move(person, created_at=clock.now() - 12 * HOUR)
    assert is_in(browser) is lasts


def test_a_use_is_written_once_a_minute_and_not_with_each_page(owner: Person, sign_in: SignIn) -> None:
    browser = sign_in(owner.id)
    then = clock.now() - 59 * timedelta(seconds=1)
    move(owner, last_seen_at=then)
    browser.get("/me")
    assert rows(owner)[0].last_seen_at == then
    move(owner, last_seen_at=clock.now() - MINUTE)
    before = clock.now()
    browser.get("/me")
    assert rows(owner)[0].last_seen_at >= before


def test_old_sessions_are_forgotten(owner: Person, db_app: Flask) -> None:
    now = clock.now()
    new_token(owner.id)
    new_token(owner.id, ended_at=now - 91 * DAY, end_reason=SessionEnd.SIGNED_OUT)
    new_token(owner.id, ended_at=now - 89 * DAY, end_reason=SessionEnd.SIGNED_OUT)
    new_token(owner.id, last_seen_at=now - 121 * DAY)
    assert sweep_sessions(now=now) == 2
    assert len(rows(owner)) == 2


# What ends the others.


def test_a_new_password_ends_all_other_sessions_and_is_told(owner: Person, db_app: Flask) -> None:
    phone, desk = db_app.test_client(), db_app.test_client()
    enter(phone, owner, remember="y")
    enter(desk, owner, remember="y")
    new = "a wholly different sentence"
    answer = desk.post(
        "/change-password", data={"password": SECRET, "new_password": new, "new_password_confirm": new}
    )
    assert answer.status_code == 302
    assert not is_in(phone)
    assert is_in(desk)
    assert ends(owner) == [SessionEnd.PASSWORD_CHANGED, SessionEnd.PASSWORD_CHANGED, None]
    assert live(owner)[0].remembered
    assert told(owner) == ["person.password_changed"]


def test_a_new_password_keeps_what_this_session_has_proved(
    strict: Flask, officer: Person, sign_in: SignIn
) -> None:
    give_authenticator(strict, officer)
    at = clock.now() - 3 * MINUTE
    browser = sign_in(officer.id, second_factor_at=at)
    new = "a wholly different sentence"
    browser.post(
        "/change-password", data={"password": SECRET, "new_password": new, "new_password_confirm": new}
    )
    (row,) = live(officer)
    assert row.second_factor_at == at


def test_a_reset_by_e_mail_ends_every_session(owner: Person, db_app: Flask, sign_in: SignIn) -> None:
    phone = sign_in(owner.id, remembered=True)
    browser = db_app.test_client()
    browser.post("/reset-password", data={"email": owner.email})
    answer_mail_requests()
    body = db.session.scalar(sa.select(OutboundMail.body))
    link = re.search(r"https?://[^/]+(/reset-password/\S+)", body)
    assert link
    new = "a wholly different sentence"
    assert browser.post(link[1], data={"password": new, "password_confirm": new}).status_code == 302
    assert not is_in(phone)
    assert ends(owner) == [SessionEnd.PASSWORD_CHANGED]
    assert told(owner) == ["person.password_reset"]


def test_a_role_given_or_ended_ends_all_sessions_of_the_person(
    world: World, admin: Person, officer: Person, sign_in: SignIn
) -> None:
    by, browser = actor_of(db.session(), admin.id), sign_in(officer.id)
    unit_id = db.session.scalar(sa.select(StaffUnit.id))
    second = build(lambda tx: world.staff(tx, Role.ADMINISTRATOR))
    grant_id = grant_role(officer.id, unit_id, Role.CLAIM_OFFICER, actor=by, now=clock.now())
    assert grant_id is not None
    assert is_in(browser)
    confirm_role_grant(grant_id, actor=second, now=clock.now())
    assert not is_in(browser)
    browser = sign_in(officer.id)
    held = db.session.scalar(sa.select(StaffRole.id).where(StaffRole.role == Role.CLAIM_OFFICER))
    end_role(held, actor=by, now=clock.now())
    assert not is_in(browser)
    assert ends(officer) == [SessionEnd.ROLE_CHANGED, SessionEnd.ROLE_CHANGED]
    assert told(officer) == ["staff_role.granted", "staff_role.ended"]


def test_who_takes_a_staff_role_up_stays_signed_in_there_alone(
    admin: Person, owner: Person, sign_in: SignIn
) -> None:
    tablet, desk = sign_in(owner.id, remembered=True), sign_in(owner.id)
    unit_id = db.session.scalar(sa.select(StaffUnit.id))
    invite_staff(owner.email, unit_id, Role.AUDITOR, actor=actor_of(db.session(), admin.id), now=clock.now())
    token = re.search(r"/invitations/(\S+)", db.session.scalar(sa.select(OutboundMail.body)))
    assert token
    assert desk.post(f"/invitations/{token[1]}").status_code == 303
    assert is_in(desk)
    assert not is_in(tablet)


def test_the_first_administrator_signs_in_anew(owner: Person, sign_in: SignIn, db_app: Flask) -> None:
    browser = sign_in(owner.id, remembered=True)
    appoint_administrator(owner.email, "IT", now=clock.now())
    assert not is_in(browser)


# Signing out.


def test_a_copied_cookie_is_dead_once_one_has_signed_out(owner: Person, db_app: Flask) -> None:
    own, thief = db_app.test_client(), db_app.test_client()
    enter(own, owner)
    thief.set_cookie("session", cookie(own, db_app))
    assert is_in(thief)
    own.post("/sign-out")
    assert not is_in(thief)
    assert ends(owner) == [SessionEnd.SIGNED_OUT]
    assert "person.signed_out" in audited()


def test_one_sees_where_one_is_signed_in_and_ends_one_or_all_others(owner: Person, sign_in: SignIn) -> None:
    here = sign_in(owner.id)
    phone, tablet = sign_in(owner.id, browser="LINE · Android"), sign_in(owner.id, browser="Safari · iPad")
    page = here.get("/me/sessions")
    assert "LINE · Android" in page.text
    assert page.text.count("อุปกรณ์นี้</") == 1
    _, second, _ = rows(owner)
    assert here.post(f"/me/sessions/{second.id}/end").status_code == 303
    assert not is_in(phone)
    assert is_in(tablet)
    assert here.post("/me/sessions/end-others").status_code == 303
    assert not is_in(tablet)
    assert is_in(here)
    assert audited()[-2:] == ["person.session_ended", "person.other_sessions_ended"]


def test_another_persons_session_is_not_there(owner: Person, officer: Person, sign_in: SignIn) -> None:
    sign_in(officer.id)
    (row,) = rows(officer)
    assert sign_in(owner.id).post(f"/me/sessions/{row.id}/end").status_code == 404
    with pytest.raises(NotFound):
        end_own_session(row.id, actor=actor_of(db.session(), owner.id), now=clock.now())
    assert live(officer)


def test_an_administrator_signs_another_out_everywhere_with_a_reason(
    admin: Person, owner: Person, sign_in: SignIn
) -> None:
    phone, desk = sign_in(owner.id, remembered=True), sign_in(admin.id)
    form = {"email": owner.email.upper(), "reason": "โทรศัพท์หาย"}
    assert desk.post("/people/sign-out", data=form | {"email": "nobody@example.test"}).status_code == 200
    assert desk.post("/people/sign-out", data=form | {"reason": ""}).status_code == 200
    assert is_in(phone)
    assert desk.post("/people/sign-out", data=form).status_code == 303
    assert not is_in(phone)
    assert ends(owner) == [SessionEnd.ENDED_BY_ADMINISTRATOR]
    assert told(owner) == ["person.sessions_ended"]
    assert "person.sessions_ended_by_administrator" in audited()


def test_the_reason_for_signing_somebody_out_is_kept_in_the_trail(
    admin: Person, owner: Person, sign_in: SignIn
) -> None:
    desk = sign_in(admin.id)
    assert "Kept in the audit trail." in desk.get("/people/sign-out?lang=en").text
    desk.post("/people/sign-out", data={"email": owner.email, "reason": "โทรศัพท์หาย"})
    (event,) = (
        each
        for each in audit.history(db.session(), ("person", owner.id))
        if each.name == "person.sessions_ended_by_administrator"
    )
    assert (event.reason, event.actor_person_id) == ("โทรศัพท์หาย", admin.id)


def test_only_an_administrator_ends_anothers_sessions_and_not_their_own_thus(
    admin: Person, officer: Person, db_app: Flask
) -> None:
    with pytest.raises(Forbidden):
        end_sessions_of(admin.id, "why not", actor=actor_of(db.session(), officer.id), now=clock.now())
    with pytest.raises(Refused):
        end_sessions_of(admin.id, "why not", actor=actor_of(db.session(), admin.id), now=clock.now())


def test_a_barred_person_is_out_at_once(owner: Person, sign_in: SignIn) -> None:
    browser = sign_in(owner.id)
    build(lambda tx: tx.execute(sa.update(Person).where(Person.id == owner.id).values(active=False)))
    assert not is_in(browser)


# What the sign-in page says.

ASKED = {"th": "เข้าสู่ระบบเพื่อเปิดหน้าเว็บที่ท่านต้องการ", "en": "Sign in to open the page you asked for."}
ENDED = {
    "th": "การเข้าสู่ระบบครั้งก่อนสิ้นสุดลงตามเวลา",
    "en": "You were signed out because some time had passed. Sign in again to continue.",
}
UNSENT = {"th": "สิ่งที่ส่งเมื่อครู่ยังไม่ได้บันทึก", "en": "What you just sent was not saved."}


def said_at(answer: Any, browser: FlaskClient, language: str) -> str:
    """The page of sign-in that an answer leads to."""
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in?")
    mark = f"{answer.location}&lang={language}"
    return str(browser.get(mark).text)


@pytest.mark.parametrize("language", ["th", "en"])
def test_who_is_sent_to_sign_in_reads_why(language: str, client: FlaskClient) -> None:
    page = said_at(client.get("/notices?sort=x"), client, language)
    assert ASKED[language] in page
    assert ENDED[language] not in page
    assert UNSENT[language] in said_at(client.post("/notices/read"), client, language)


@pytest.mark.parametrize("language", ["th", "en"])
def test_whose_session_is_over_reads_so_until_they_are_signed_in(
    language: str, owner: Person, client: FlaskClient
) -> None:
    enter(client, owner)
    move(owner, last_seen_at=clock.now() - 13 * HOUR)
    page = said_at(client.get("/notices"), client, language)
    assert ENDED[language] in page
    assert ASKED[language] not in page
    page = said_at(client.post("/notices/read"), client, language)
    assert ENDED[language] in page
    assert UNSENT[language] in page
    wrong = client.post(
        f"/sign-in?lang={language}", data={"email": owner.email, "password": "x", "next": "/me"}
    )
    assert ENDED[language] in wrong.text
    enter(client, owner)
    client.post("/sign-out")
    assert ENDED[language] not in said_at(client.get("/notices"), client, language)


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_plain_visit_to_sign_in_says_nothing(language: str, owner: Person, client: FlaskClient) -> None:
    enter(client, owner)
    move(owner, last_seen_at=clock.now() - 13 * HOUR)
    page = client.get(f"/sign-in?lang={language}").text
    for words in (ASKED, ENDED, UNSENT):
        assert words[language] not in page
