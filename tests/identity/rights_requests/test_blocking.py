"""One person blocks another at once; two persons let them in again."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.calendar.due import due_at
from core.db import db, transaction
from core.labels import words_for
from core.mail.models import OutboundMail
from core.permissions import Role
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BankAccountState
from identity.factor_resets.models import FactorReset
from identity.factor_resets.services.ask_factor_reset import ask_factor_reset
from identity.factor_resets.states import FactorResetState
from identity.organisations.invitations import NewInvitation, offer
from identity.organisations.models import Invitation, Membership, StaffUnit
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Passkey, Person
from identity.people.rules import PersonRefusal
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.rules import RightsRequestRefusal
from identity.rights_requests.services.lapse_rights_requests import lapse_rights_requests
from identity.rights_requests.states import CONFIRM_RIGHTS_WITHIN, RightsRequestState
from identity.staff.models import RoleGrant, StaffRole
from identity.staff.services.grant_role import grant_role
from identity.staff.states import RoleGrantState
from tests.factories import World, build
from tests.identity.conftest import SignIn, answer_mail_requests
from tests.identity.sessions import SECRET, enter, is_in, told

WHY = "บัญชีถูกผู้อื่นนำไปใช้"
SAID = {
    "th": "สสว. ระงับบัญชีนี้ไว้ จึงเข้าสู่ระบบไม่ได้ หากเห็นว่าไม่ถูกต้อง โทร 1301",
    "en": "OSMEP has blocked this account, so you cannot sign in with it. If you think this is a mistake, call 1301.",
}
WRONG = {"th": "อีเมลหรือรหัสผ่านไม่ถูกต้อง", "en": "The e-mail address or the password is wrong."}


@pytest.fixture
def desk(admin: Person, sign_in: SignIn) -> FlaskClient:
    """An administrator's browser."""
    return sign_in(admin.id)


@pytest.fixture
def second(db_app: Flask, world: World, sign_in: SignIn) -> FlaskClient:
    """An approver's browser: who may confirm."""
    return sign_in(build(lambda tx: world.staff(tx, Role.PROGRAMME_APPROVER)).known_person_id)


def block(desk: FlaskClient, person: Person, reason: str = WHY) -> Any:
    return desk.post("/people/block", data={"email": person.email, "reason": reason})


def ask_to_unblock(desk: FlaskClient, person: Person, reason: str = "ตรวจแล้วเป็นเจ้าของตัวจริง") -> int:
    """Ask; returns the request's id."""
    assert desk.post(f"/people/blocked/{person.id}/unblock", data={"reason": reason}).status_code == 303
    db.session.rollback()
    return int(db.session.scalar(sa.select(sa.func.max(RightsRequest.id))) or 0)


def is_open(person: Person) -> bool:
    db.session.rollback()
    return bool(db.session.scalar(sa.select(Person.active).where(Person.id == person.id)))


def state_of(model: Any, key: int) -> Any:
    db.session.rollback()
    return db.session.scalar(sa.select(model.state).where(model.id == key))


def test_a_blocked_person_is_out_at_once_and_told(desk: FlaskClient, owner: Person, sign_in: SignIn) -> None:
    phone = sign_in(owner.id)
    assert is_in(phone)
    assert block(desk, owner).status_code == 303
    assert not is_in(phone)
    assert told(owner) == ["person.blocked"]
    letters = sa.select(OutboundMail.body).where(OutboundMail.to_address == owner.email)
    assert "1301" in db.session.scalars(letters).one()


@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_blocked_read_why_they_stay_out_and_a_stranger_does_not(
    lang: str, desk: FlaskClient, owner: Person, client: FlaskClient
) -> None:
    block(desk, owner)
    address = f"/sign-in?lang={lang}"
    right = client.post(address, data={"email": owner.email, "password": SECRET})
    assert SAID[lang] in right.text
    assert not is_in(client)
    for email in (owner.email, "nobody@example.test"):
        wrong = client.post(address, data={"email": email, "password": "not the password at all"})
        assert SAID[lang] not in wrong.text
        assert WRONG[lang] in wrong.text


def test_no_reset_leads_in(desk: FlaskClient, owner: Person, client: FlaskClient) -> None:
    """A link sent before the block is dead, and after it none is sent."""
    client.post("/reset-password", data={"email": owner.email})
    answer_mail_requests()
    letters = sa.select(OutboundMail.body).where(OutboundMail.to_address == owner.email)
    [link] = re.findall(r"/reset-password/\S+", db.session.scalars(letters).one())
    block(desk, owner)
    fresh = {"password": "นกกระจอกสามตัวกินข้าวสาร 93", "password_confirm": "นกกระจอกสามตัวกินข้าวสาร 93"}
    client.post(link, data=fresh)
    assert not is_in(client)
    entered = client.post("/sign-in", data={"email": owner.email, "password": fresh["password"]})
    assert WRONG["th"] in entered.text
    before = len(db.session.scalars(letters).all())
    client.post("/reset-password", data={"email": owner.email})
    answer_mail_requests()
    assert len(db.session.scalars(letters).all()) == before


def test_who_stands_between_password_and_second_factor_gets_no_further(
    desk: FlaskClient, officer: Person, db_app: Flask
) -> None:
    factory = db_app.extensions["security"].totp_factory
    secret = factory.generate_totp_secret()
    with transaction() as tx:
        row = tx.get(Person, officer.id)
        row.tf_primary_method, row.tf_totp_secret = "authenticator", secret
    browser = db_app.test_client()
    assert "/second-factor" in enter(browser, officer).location
    block(desk, officer)
    code = str(factory._totp.from_source(secret).generate().token)
    browser.post("/second-factor/code", data={"code": code})
    assert not is_in(browser)
    assert not is_open(officer)


def test_nobody_blocks_themselves_so_one_administrator_always_remains(
    desk: FlaskClient, admin: Person
) -> None:
    answer = block(desk, admin)
    assert str(words_for(PersonRefusal.NOT_YOURSELF)) in answer.text
    assert is_open(admin)


def test_only_administrators_block(owner: Person, second: FlaskClient) -> None:
    assert second.get("/people/block").status_code == 403
    assert block(second, owner).status_code == 403
    assert is_open(owner)


def test_blocking_wants_a_reason_and_a_known_account(desk: FlaskClient, owner: Person) -> None:
    answer = desk.post("/people/block?lang=en", data={"email": owner.email, "reason": " "})
    assert "Enter the reason." in answer.text
    assert owner.email in answer.text
    assert is_open(owner)
    unknown = desk.post("/people/block?lang=en", data={"email": "no@example.test", "reason": WHY})
    assert "No account has this e-mail address." in unknown.text
    assert WHY in unknown.text


def test_twice_is_refused(desk: FlaskClient, owner: Person) -> None:
    block(desk, owner)
    assert str(words_for(PersonRefusal.ACCOUNT_BLOCKED)) in block(desk, owner).text
    assert told(owner) == ["person.blocked"]


def test_what_the_blocked_has_begun_ends(
    db_app: Flask, world: World, desk: FlaskClient, owner: Person
) -> None:
    """A bank account that waits, invitations that were sent."""
    organisation_id = int(db.session.scalar(sa.select(Membership.organisation_id)) or 0)

    def begin(tx: Any) -> tuple[int, int]:
        account = world.bank_account(tx, organisation_id)
        account.state, account.submitted_by_id = BankAccountState.PENDING, owner.id
        account.verified_by_id = account.verified_at = account.usable_from = None
        invitation = Invitation(
            email="guest@example.test", token_digest=b"t" * 32, organisation_id=organisation_id,
            capacity=Capacity.SME, member_role=MemberRole.OWNER, invited_by_id=owner.id,
            created_at=clock.now(), expires_at=clock.now() + timedelta(days=7),
        )  # fmt: skip
        return account.id, tx.add(invitation).id

    account_id, invitation_id = build(begin)
    block(desk, owner)
    assert state_of(BankAccount, account_id) is BankAccountState.WITHDRAWN
    withdrawn = sa.select(Invitation.withdrawn_at).where(Invitation.id == invitation_id)
    assert db.session.scalar(withdrawn) is not None


def test_grants_and_resets_of_the_blocked_end(db_app: Flask, world: World, desk: FlaskClient) -> None:
    rogue = build(lambda tx: world.staff(tx, Role.ADMINISTRATOR))
    officer = build(lambda tx: world.staff(tx, Role.CLAIM_OFFICER))
    with transaction() as tx:
        row = tx.get(Person, officer.person_id)
        row.tf_primary_method, row.tf_totp_secret = "authenticator", "wrapped"
    unit_id = int(db.session.scalar(sa.select(StaffUnit.id)) or 0)
    given = grant_role(officer.known_person_id, unit_id, Role.FINANCE_RELEASER, actor=rogue, now=clock.now())
    reset = ask_factor_reset(officer.known_person_id, WHY, actor=rogue, now=clock.now())
    assert given is not None
    block(desk, db.session.get_one(Person, rogue.person_id))
    assert state_of(RoleGrant, given) is RoleGrantState.WITHDRAWN
    assert state_of(FactorReset, reset) is FactorResetState.WITHDRAWN


def test_a_grant_to_the_blocked_and_a_reset_of_theirs_end_too(
    db_app: Flask, world: World, desk: FlaskClient, admin: Person
) -> None:
    other = build(lambda tx: world.staff(tx, Role.ADMINISTRATOR))
    officer = build(lambda tx: world.staff(tx, Role.CLAIM_OFFICER))
    with transaction() as tx:
        row = tx.get(Person, officer.person_id)
        row.tf_primary_method, row.tf_totp_secret = "authenticator", "wrapped"
    unit_id = int(db.session.scalar(sa.select(StaffUnit.id)) or 0)
    given = grant_role(officer.known_person_id, unit_id, Role.FINANCE_RELEASER, actor=other, now=clock.now())
    reset = ask_factor_reset(officer.known_person_id, WHY, actor=other, now=clock.now())
    assert given is not None
    block(desk, db.session.get_one(Person, officer.person_id))
    assert state_of(RoleGrant, given) is RoleGrantState.WITHDRAWN
    assert state_of(FactorReset, reset) is FactorResetState.WITHDRAWN


def test_the_organisation_goes_on_by_its_other_members(
    db_app: Flask, world: World, desk: FlaskClient, owner: Person, sign_in: SignIn
) -> None:
    organisation_id = int(db.session.scalar(sa.select(Membership.organisation_id)) or 0)
    partner = build(lambda tx: world.member(tx, organisation_id, Capacity.SME))
    block(desk, owner)
    browser = sign_in(partner.known_person_id, f"sme:{organisation_id}")
    page = browser.get(f"/organisations/{organisation_id}/members")
    assert page.status_code == 200
    assert str(words_for(PersonRefusal.ACCOUNT_BLOCKED)) not in page.text
    mine = sa.select(Membership.id).where(Membership.person_id == partner.person_id)
    left = browser.post(f"/members/{db.session.scalar(mine)}/end")
    assert left.status_code == 409, "who leaves would leave no owner who can sign in"


def test_two_persons_let_the_blocked_in_again(
    desk: FlaskClient, second: FlaskClient, officer: Person, client: FlaskClient
) -> None:
    block(desk, officer)
    assert officer.full_name in desk.get("/people/blocked").text
    request_id = ask_to_unblock(desk, officer)
    assert not is_open(officer)
    assert desk.post(f"/rights-requests/{request_id}/confirm").status_code == 409
    assert f"/rights-requests/{request_id}/confirm" not in desk.get("/rights-requests").text
    assert "/rights-requests" in second.get("/today").text
    assert f"/rights-requests/{request_id}/confirm" in second.get("/rights-requests").text
    assert second.post(f"/rights-requests/{request_id}/confirm").status_code == 303
    assert is_open(officer)
    assert told(officer) == ["person.blocked", "person.unblocked"]
    assert WRONG["th"] in client.post("/sign-in", data={"email": officer.email, "password": SECRET}).text
    live = sa.select(StaffRole.id).where(StaffRole.person_id == officer.id, StaffRole.ended_at.is_(None))
    assert db.session.scalar(live) is not None
    assert second.post(f"/rights-requests/{request_id}/confirm").status_code == 409


def test_what_others_may_know_or_hold_of_an_account_is_gone_when_it_is_unblocked(
    desk: FlaskClient, second: FlaskClient, officer: Person, client: FlaskClient
) -> None:
    """Who took the password, a phone or the recovery codes is not let in with the person."""
    with transaction() as tx:
        row = tx.get(Person, officer.id)
        row.tf_primary_method, row.tf_totp_secret, row.mf_recovery_codes = "authenticator", "wrapped", ["x"]
        tx.add(
            Passkey(
                user_id=officer.id, credential_id=b"c", public_key=b"k", sign_count=0, backup_state=False,
                device_type="single_device", name="key", usage="secondary", lastuse_datetime=clock.now(),
            )
        )  # fmt: skip
    block(desk, officer)
    second.post(f"/rights-requests/{ask_to_unblock(desk, officer)}/confirm")
    assert is_open(officer)
    kept = db.session.get_one(Person, officer.id)
    assert (kept.password, kept.tf_totp_secret, kept.mf_recovery_codes) == (None, None, None)
    assert db.session.scalar(sa.select(Passkey.id).filter_by(user_id=officer.id)) is None
    answer_mail_requests()
    letters = sa.select(OutboundMail.body).where(OutboundMail.to_address == officer.email)
    [link] = re.findall(r"/reset-password/\S+", "\n".join(db.session.scalars(letters)))
    new = "นกกระจอกสามตัวกินข้าวสาร 93"
    client.post(link, data={"password": new, "password_confirm": new})
    client.delete_cookie("session")
    signed_in = client.post("/sign-in", data={"email": officer.email, "password": new})
    assert WRONG["th"] not in signed_in.text
    assert signed_in.status_code == 302


def test_who_is_declined_or_asked_about_twice_stays_blocked(
    desk: FlaskClient, second: FlaskClient, owner: Person, world: World
) -> None:
    block(desk, owner)
    request_id = ask_to_unblock(desk, owner)
    again = desk.post(f"/people/blocked/{owner.id}/unblock", data={"reason": WHY})
    assert str(words_for(RightsRequestRefusal.RIGHTS_REQUEST_ASKED)) in again.text
    other = build(lambda tx: world.staff(tx, Role.CLAIM_OFFICER))
    block(desk, db.session.get_one(Person, other.person_id))
    ask_to_unblock(desk, db.session.get_one(Person, other.person_id))
    silent = second.post(f"/rights-requests/{request_id}/decline", data={"reason": " "})
    assert silent.status_code == 400
    assert silent.text.count(f'id="reason-{request_id}-error"') == 1
    assert silent.text.count("govuk-error-message") == 1
    ids = re.findall(r' id="(reason[^"]*)"', silent.text)
    assert len(ids) == len(set(ids)), "each card has a field of its own"
    assert second.post(f"/rights-requests/{request_id}/decline", data={"reason": WHY}).status_code == 303
    assert state_of(RightsRequest, request_id) is RightsRequestState.DECLINED
    assert desk.get("/rights-requests").text.count(WHY) == 1
    taken_back = ask_to_unblock(desk, owner)
    assert second.post(f"/rights-requests/{taken_back}/withdraw").status_code == 403
    assert desk.post(f"/rights-requests/{taken_back}/withdraw").status_code == 303
    assert not is_open(owner)


def test_a_request_that_nobody_confirms_lapses(desk: FlaskClient, second: FlaskClient, owner: Person) -> None:
    block(desk, owner)
    request_id = ask_to_unblock(desk, owner)
    assert lapse_rights_requests(now=clock.now()) == 0
    assert lapse_rights_requests(now=due_at(CONFIRM_RIGHTS_WITHIN, clock.now()) + timedelta(minutes=1)) == 1
    assert state_of(RightsRequest, request_id) is RightsRequestState.LAPSED
    assert second.post(f"/rights-requests/{request_id}/confirm").status_code == 409
    assert not is_open(owner)


def test_who_asked_and_was_blocked_since_has_asked_for_nothing(
    desk: FlaskClient,
    second: FlaskClient,
    owner: Person,
    admin: Person,
    world: World,
    sign_in: SignIn,
) -> None:
    block(desk, owner)
    request_id = ask_to_unblock(desk, owner)
    block(sign_in(build(lambda tx: world.staff(tx, Role.ADMINISTRATOR)).known_person_id), admin)
    assert state_of(RightsRequest, request_id) is RightsRequestState.WITHDRAWN
    assert second.post(f"/rights-requests/{request_id}/confirm").status_code == 409


def test_the_database_knows_it_too(desk: FlaskClient, admin: Person, owner: Person) -> None:
    block(desk, owner)
    request_id = ask_to_unblock(desk, owner)
    for decided_by in (admin.id, owner.id):
        with pytest.raises(sa.exc.IntegrityError), transaction() as tx:
            tx.execute(
                sa.update(RightsRequest)
                .where(RightsRequest.id == request_id)
                .values(state=RightsRequestState.DONE, decided_by_id=decided_by, decided_at=clock.now())
            )


def test_an_invitation_to_the_blocked_is_accepted_by_nobody(
    db_app: Flask, world: World, desk: FlaskClient, owner: Person, sign_in: SignIn
) -> None:
    organisation_id = build(lambda tx: world.organisation(tx).id)
    host = build(lambda tx: world.member(tx, organisation_id, Capacity.SME))
    invited = NewInvitation(
        email=owner.email,
        organisation_id=organisation_id,
        capacity=Capacity.SME,
        member_role=MemberRole.OWNER,
    )
    with db_app.test_request_context(), transaction() as tx:
        invitation_id = offer(tx, invited, actor=host, now=clock.now())
    phone = sign_in(owner.id)
    block(desk, owner)
    assert "/sign-in" in phone.post(f"/invitations/{invitation_id}/take-up").location
    joined = sa.select(Membership.id).where(
        Membership.person_id == owner.id, Membership.organisation_id == organisation_id
    )
    assert db.session.scalar(joined) is None


def test_an_unblock_that_was_asked_for_is_not_offered_again(desk: FlaskClient, owner: Person) -> None:
    block(desk, owner)
    offer = f'href="/people/blocked/{owner.id}/unblock"'
    assert offer in desk.get("/people/blocked").text
    ask_to_unblock(desk, owner)
    listed = desk.get("/people/blocked?lang=en").text
    assert offer not in listed
    assert "Unblocking: awaiting second approver" in listed
    page = desk.get(f"/people/blocked/{owner.id}/unblock?lang=en").text
    assert 'name="reason"' not in page
    assert 'href="/rights-requests"' in page
