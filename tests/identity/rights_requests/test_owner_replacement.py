"""An owner who is gone is replaced by two officers; one who is here may object."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_at
from core.commands import AuthorityRefusal
from core.db import db, transaction
from core.documents.models import Document
from core.labels import words_for
from core.mail.models import OutboundMail
from core.permissions import Role
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BankAccountState
from identity.organisations.models import Membership, Organisation
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from identity.people.rules import PersonRefusal
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.rules import RightsRequestRefusal
from identity.rights_requests.services.lapse_rights_requests import lapse_rights_requests
from identity.rights_requests.services.replace_owners_due import replace_owners_due
from identity.rights_requests.services.sweep_addresses import RETENTION_PROPOSALS, sweep_addresses
from identity.rights_requests.states import OBJECT_WITHIN, RightsRequestState
from identity.staff.models import StaffRole
from tests.coupons.counter import picture
from tests.factories import World, build
from tests.identity.conftest import SignIn
from tests.identity.sessions import told

WHY = "เจ้าของเดิมเสียชีวิต ทายาทเป็นผู้จัดการแทน"


@dataclass
class Scene:
    """A business with its one owner, somebody to follow them, an officer's and an approver's browser."""

    organisation_id: int
    membership_id: int
    owner: Person
    heir: Person
    officer: FlaskClient
    approver: FlaskClient

    def ask(self, email: str = "", browser: FlaskClient | None = None, lang: str = "th") -> Any:
        form = {
            "email": email or self.heir.email,
            "reason": WHY,
            "evidence": (io.BytesIO(picture("x")), "p.png"),
        }
        return (browser or self.officer).post(f"/members/{self.membership_id}/replace?lang={lang}", data=form)

    def confirm(self, browser: FlaskClient | None = None) -> Any:
        return (browser or self.approver).post(f"/rights-requests/{request_id()}/confirm")

    def owners(self) -> list[int]:
        db.session.rollback()
        own = Membership.organisation_id == self.organisation_id, Membership.role == MemberRole.OWNER
        return list(
            db.session.scalars(sa.select(Membership.person_id).where(*own, Membership.ended_at.is_(None)))
        )


def request_id() -> int:
    db.session.rollback()
    return int(db.session.scalar(sa.select(sa.func.max(RightsRequest.id))) or 0)


def state() -> RightsRequestState | None:
    db.session.rollback()
    return db.session.scalar(sa.select(RightsRequest.state).where(RightsRequest.id == request_id()))


def over() -> Any:
    """A moment after the days to object."""
    return due_at(OBJECT_WITHIN, clock.now()) + timedelta(minutes=1)


@pytest.fixture
def scene(db_app: Flask, world: World, sign_in: SignIn) -> Scene:
    organisation_id = build(lambda tx: world.organisation(tx).id)
    owner = build(lambda tx: world.member(tx, organisation_id, Capacity.SME))
    membership_id = db.session.scalar(sa.select(Membership.id).filter_by(person_id=owner.person_id))
    heir = build(world.person)
    officer = build(lambda tx: world.staff(tx, Role.PROGRAMME_OFFICER))
    approver = build(lambda tx: world.staff(tx, Role.PROGRAMME_APPROVER))
    return Scene(
        organisation_id,
        int(membership_id or 0),
        db.session.get_one(Person, owner.person_id),
        db.session.get_one(Person, heir.id),
        sign_in(officer.known_person_id),
        sign_in(approver.known_person_id),
    )


def test_the_officer_finds_the_way_from_the_members(scene: Scene) -> None:
    page = scene.officer.get(f"/organisations/{scene.organisation_id}/members")
    assert f"/members/{scene.membership_id}/replace" in page.text
    assert scene.officer.get(f"/members/{scene.membership_id}/replace").status_code == 200


def test_two_officers_and_seven_days_put_another_in_the_owners_place(scene: Scene, sign_in: SignIn) -> None:
    assert scene.ask().status_code == 303
    assert told(scene.owner) == ["owner.replacement_asked"]
    assert scene.officer.get(f"/rights-requests/{request_id()}/evidence").status_code == 200
    assert scene.confirm(scene.officer).status_code == 403
    assert scene.confirm().status_code == 303
    assert state() is RightsRequestState.WAITING
    assert scene.owners() == [scene.owner.id]
    assert told(scene.owner)[-1] == "owner.replacement_confirmed"
    assert replace_owners_due(now=clock.now() + timedelta(days=6)) == 0
    assert replace_owners_due(now=over()) == 1
    assert scene.owners() == [scene.heir.id]
    assert told(scene.owner)[-1] == "owner.replaced"
    assert told(scene.heir) == ["owner.new"]
    letters = sa.select(OutboundMail.id).where(OutboundMail.to_address == scene.owner.email)
    assert len(db.session.scalars(letters).all()) == 3
    page = sign_in(scene.heir.id).get(f"/organisations/{scene.organisation_id}/members")
    assert f"/organisations/{scene.organisation_id}/members/invite" in page.text
    assert replace_owners_due(now=over()) == 0


@pytest.fixture
def desk(scene: Scene, world: World, sign_in: SignIn) -> FlaskClient:
    """An administrator's browser."""
    return sign_in(build(lambda tx: world.staff(tx, Role.ADMINISTRATOR)).known_person_id)


def block(desk: FlaskClient, person_id: int) -> None:
    email = db.session.get_one(Person, person_id).email
    assert desk.post("/people/block", data={"email": email, "reason": WHY}).status_code == 303
    db.session.rollback()


def unblock(desk: FlaskClient, person_id: int) -> int:
    assert desk.post(f"/people/blocked/{person_id}/unblock", data={"reason": WHY}).status_code == 303
    return request_id()


def state_of(key: int) -> RightsRequestState | None:
    db.session.rollback()
    return db.session.scalar(sa.select(RightsRequest.state).where(RightsRequest.id == key))


@pytest.mark.parametrize("blocked_first", [True, False])
def test_a_blocked_owner_has_the_same_days_and_is_told_by_e_mail(
    blocked_first: bool, scene: Scene, desk: FlaskClient
) -> None:
    """One administrator's block makes nobody's business another's at once."""
    if blocked_first:
        block(desk, scene.owner.id)
    scene.ask()
    if not blocked_first:
        block(desk, scene.owner.id)
    assert scene.confirm().status_code == 303
    assert state() is RightsRequestState.WAITING
    assert replace_owners_due(now=over() - timedelta(days=2)) == 0
    assert scene.owners() == [scene.owner.id]
    assert replace_owners_due(now=over()) == 1
    assert scene.owners() == [scene.heir.id]
    changes = [each for each in told(scene.owner) if each.startswith("owner.")]
    assert changes == ["owner.replacement_asked", "owner.replacement_confirmed", "owner.replaced"]
    letters = sa.select(OutboundMail.body).where(OutboundMail.to_address == scene.owner.email)
    assert sum("1301" in body for body in db.session.scalars(letters)) == 4


def test_while_an_unblock_waits_nobody_is_replaced_and_who_is_let_in_stays_owner(
    scene: Scene, desk: FlaskClient
) -> None:
    block(desk, scene.owner.id)
    scene.ask()
    replacement, let_in = request_id(), unblock(desk, scene.owner.id)
    refused = scene.approver.post(f"/rights-requests/{replacement}/confirm")
    assert refused.status_code == 409
    assert str(words_for(RightsRequestRefusal.UNBLOCK_ASKED)) in refused.text
    assert scene.approver.post(f"/rights-requests/{let_in}/confirm").status_code == 303
    assert state_of(replacement) is RightsRequestState.WITHDRAWN


def test_a_confirmed_replacement_waits_for_the_unblock_and_ends_with_it(
    scene: Scene, desk: FlaskClient
) -> None:
    scene.ask()
    scene.confirm()
    replacement = request_id()
    block(desk, scene.owner.id)
    let_in = unblock(desk, scene.owner.id)
    assert replace_owners_due(now=over()) == 0
    assert state_of(replacement) is RightsRequestState.WAITING
    assert scene.approver.post(f"/rights-requests/{let_in}/confirm").status_code == 303
    assert state_of(replacement) is RightsRequestState.WITHDRAWN
    assert "owner.replacement_ended" in told(scene.owner)
    assert scene.owners() == [scene.owner.id]


@pytest.mark.parametrize("role", [Role.PROGRAMME_OFFICER, Role.PROGRAMME_APPROVER])
def test_a_block_of_who_asked_or_confirmed_ends_what_waits(
    role: Role, scene: Scene, desk: FlaskClient
) -> None:
    scene.ask()
    scene.confirm()
    block(desk, int(db.session.scalar(sa.select(StaffRole.person_id).filter_by(role=role)) or 0))
    assert state() is RightsRequestState.WITHDRAWN
    assert replace_owners_due(now=over()) == 0
    assert told(scene.owner)[-1] == "owner.replacement_ended"
    other = Role.PROGRAMME_APPROVER if role is Role.PROGRAMME_OFFICER else Role.PROGRAMME_OFFICER
    left = db.session.scalar(sa.select(StaffRole.person_id).filter_by(role=other))
    assert told(db.session.get_one(Person, left))[-1] == "rights_request.withdrawn"


@pytest.mark.parametrize("role", [Role.PROGRAMME_OFFICER, Role.PROGRAMME_APPROVER])
def test_who_asked_or_confirmed_and_lost_the_role_has_replaced_nobody(role: Role, scene: Scene) -> None:
    scene.ask()
    scene.confirm()
    with transaction() as tx:
        tx.execute(sa.update(StaffRole).where(StaffRole.role == role).values(ended_at=clock.now()))
    assert replace_owners_due(now=over()) == 0
    assert state() is RightsRequestState.LAPSED
    assert scene.owners() == [scene.owner.id]
    assert told(scene.owner)[-1] == "owner.replacement_ended"


def test_another_owner_who_came_meanwhile_ends_it(scene: Scene, world: World) -> None:
    scene.ask()
    scene.confirm()
    build(lambda tx: world.member(tx, scene.organisation_id, Capacity.SME))
    assert replace_owners_due(now=over()) == 0
    assert state() is RightsRequestState.LAPSED
    assert scene.owner.id in scene.owners()


def test_other_members_hear_in_time_and_the_owner_hears_the_end(scene: Scene, world: World) -> None:
    member = build(lambda tx: world.member(tx, scene.organisation_id, Capacity.PROVIDER, MemberRole.MEMBER))
    other = db.session.get_one(Person, member.person_id)
    scene.ask()
    assert told(other) == ["owner.replacement_asked_of_other"]
    scene.confirm()
    assert told(other)[-1] == "owner.replacement_confirmed_of_other"
    db.session.rollback()
    decided = db.session.scalar(sa.select(RightsRequest.decided_at))
    assert scene.officer.post(f"/rights-requests/{request_id()}/withdraw").status_code == 303
    assert told(scene.owner)[-1] == "owner.replacement_ended"
    assert db.session.scalar(sa.select(RightsRequest.decided_at)) == decided, "the approver's moment stays"
    scene.ask()
    page = f"/rights-requests/{request_id()}/decline"
    answers = [scene.approver.post(page, data={"reason": "ก" * n}) for n in (2001, 2000)]
    assert [answer.status_code for answer in answers] == [400, 303]
    assert told(scene.owner)[-1] == "owner.replacement_ended"
    key = db.session.scalar(sa.select(RightsRequest.state_reason_id).filter_by(id=request_id()))
    assert audit.read_reason(db.session(), int(key or 0)) == "ก" * 2000


def account_of(scene: Scene, world: World, **columns: Any) -> int:
    """An account that the owner gave."""

    def give(tx: Any) -> int:
        account = world.bank_account(tx, scene.organisation_id)
        account.submitted_by_id = scene.owner.id
        for name, value in columns.items():
            setattr(account, name, value)
        return account.id

    return int(build(give))


def test_an_account_that_cools_off_is_not_paid_before_the_owner_is_replaced_and_then_is_gone(
    scene: Scene, world: World
) -> None:
    today = clock.bangkok_date(clock.now())
    account_id = account_of(scene, world, usable_from=today + timedelta(days=2))
    used = sa.select(BankAccount.usable_from, BankAccount.state).where(BankAccount.id == account_id)
    scene.ask()
    scene.confirm()
    db.session.rollback()
    assert db.session.execute(used).one()[0] > clock.bangkok_date(over())
    replace_owners_due(now=over())
    db.session.rollback()
    assert db.session.execute(used).one()[1] is BankAccountState.WITHDRAWN
    assert "bank_account.revoked" in told(scene.heir)


def test_a_blocked_owners_account_that_cools_off_is_taken_back_and_the_next_one_cools_too(
    scene: Scene, world: World, desk: FlaskClient, sign_in: SignIn
) -> None:
    today = clock.bangkok_date(clock.now())
    account_id = account_of(scene, world, usable_from=today + timedelta(days=2))
    settled_id = build(lambda tx: world.bank_account(tx, world.organisation(tx).id).id)
    partner = build(lambda tx: world.member(tx, scene.organisation_id, Capacity.SME))
    block(desk, scene.owner.id)
    assert db.session.get_one(BankAccount, account_id).state is BankAccountState.WITHDRAWN
    assert db.session.get_one(BankAccount, settled_id).state is BankAccountState.VERIFIED
    assert told(db.session.get_one(Person, partner.person_id)) == ["bank_account.revoked"]
    next_id = build(lambda tx: world.bank_account(tx, scene.organisation_id).id)
    with transaction() as tx:
        values = {"state": BankAccountState.PENDING, "verified_at": None, "verified_by_id": None}
        tx.execute(sa.update(BankAccount).where(BankAccount.id == next_id).values(**values))
    finance = sign_in(build(lambda tx: world.staff(tx, Role.FINANCE_OFFICER)).known_person_id)
    assert finance.post(f"/bank-accounts/{next_id}/verify").status_code == 303
    db.session.rollback()
    usable = db.session.get_one(BankAccount, next_id).usable_from
    assert usable is not None
    assert usable > today


def test_while_the_owner_is_in_question_no_account_is_given_or_verified(
    scene: Scene, world: World, sign_in: SignIn
) -> None:
    pending = {"state": BankAccountState.PENDING, "verified_at": None, "verified_by_id": None}
    account_id = account_of(scene, world, **pending, usable_from=None)
    scene.ask()
    finance = sign_in(build(lambda tx: world.staff(tx, Role.FINANCE_OFFICER)).known_person_id)
    refused = finance.post(f"/bank-accounts/{account_id}/verify")
    assert refused.status_code == 409
    assert str(words_for(RightsRequestRefusal.OWNER_IN_QUESTION)) in refused.text
    browser = sign_in(scene.owner.id, f"sme:{scene.organisation_id}")
    form = {
        "bank_code": "004", "account_number": "1234567890", "account_name": "บริษัท",
        "book": (io.BytesIO(picture("b")), "b.png"),
    }  # fmt: skip
    answer = browser.post(f"/organisations/{scene.organisation_id}/bank-accounts/new", data=form)
    assert str(words_for(RightsRequestRefusal.OWNER_IN_QUESTION)) in answer.text
    scene.officer.post(f"/rights-requests/{request_id()}/withdraw")
    assert finance.post(f"/bank-accounts/{account_id}/verify").status_code == 303


@pytest.mark.parametrize("confirmed", [False, True])
def test_an_owner_who_is_here_objects_and_stays(confirmed: bool, scene: Scene, sign_in: SignIn) -> None:
    scene.ask()
    if confirmed:
        scene.confirm()
    browser, page = sign_in(scene.owner.id), f"/owner-changes/{request_id()}"
    assert scene.heir.email in browser.get(page).text
    empty = browser.post(f"{page}?lang=en", data={"reason": ""})
    assert "Enter the reason." in empty.text
    assert browser.post(page, data={"reason": "ฉันยังอยู่"}).status_code == 303
    assert state() is RightsRequestState.OBJECTED
    assert replace_owners_due(now=over()) == 0
    assert scene.owners() == [scene.owner.id]
    assert "ฉันยังอยู่" in scene.officer.get("/rights-requests").text
    roles = [Role.PROGRAMME_OFFICER, *([Role.PROGRAMME_APPROVER] if confirmed else [])]
    for officer_id in db.session.scalars(sa.select(StaffRole.person_id).where(StaffRole.role.in_(roles))):
        assert told(db.session.get_one(Person, officer_id))[-1] == "rights_request.objected"
    assert scene.confirm().status_code == 409
    assert browser.get(page).status_code == 200


def test_nobody_else_objects_or_reads_it(scene: Scene, sign_in: SignIn) -> None:
    scene.ask()
    other = sign_in(scene.heir.id)
    assert other.get(f"/owner-changes/{request_id()}").status_code == 404
    assert other.post(f"/owner-changes/{request_id()}", data={"reason": WHY}).status_code == 404
    assert state() is RightsRequestState.ASKED


def test_what_the_lost_owner_began_ends_with_them(scene: Scene, world: World) -> None:
    def give(tx: Any) -> int:
        account = world.bank_account(tx, scene.organisation_id)
        account.state, account.submitted_by_id = BankAccountState.PENDING, scene.owner.id
        account.verified_by_id = account.verified_at = account.usable_from = None
        return account.id

    account_id = build(give)
    scene.ask()
    scene.confirm()
    replace_owners_due(now=over())
    db.session.rollback()
    assert db.session.get_one(BankAccount, account_id).state is BankAccountState.WITHDRAWN


def test_who_has_no_account_creates_one_first(scene: Scene, world: World) -> None:
    assert scene.ask("heir@example.test").status_code == 303
    letter = sa.select(OutboundMail.body).where(OutboundMail.to_address == "heir@example.test")
    assert "/register" in db.session.scalars(letter).one()
    refused = scene.confirm()
    assert refused.status_code == 409
    assert str(words_for(RightsRequestRefusal.NEW_OWNER_UNKNOWN)) in refused.text
    with transaction() as tx:
        world.person(tx).email = "heir@example.test"
    assert scene.confirm().status_code == 303


def test_another_owner_who_can_sign_in_needs_no_officer(scene: Scene, world: World) -> None:
    build(lambda tx: world.member(tx, scene.organisation_id, Capacity.SME))
    assert str(words_for(RightsRequestRefusal.OTHER_OWNER)) in scene.ask().text
    assert request_id() == 0


def test_a_form_that_is_wrong_says_so_and_loses_nothing(scene: Scene) -> None:
    page = f"/members/{scene.membership_id}/replace?lang=en"
    answer = scene.officer.post(page, data={"email": "not an e-mail", "reason": WHY})
    assert answer.status_code == 200
    assert "Add the evidence." in answer.text
    assert WHY in answer.text
    assert "not an e-mail" in answer.text
    text = {"email": scene.heir.email, "reason": WHY, "evidence": (io.BytesIO(b"no paper"), "p.pdf")}
    assert scene.officer.post(page, data=text).status_code == 200
    assert "This e-mail address belongs to the owner" in scene.ask(scene.owner.email, lang="en").text
    assert request_id() == 0


def test_it_is_asked_for_once_at_a_time(scene: Scene) -> None:
    scene.ask()
    assert str(words_for(RightsRequestRefusal.RIGHTS_REQUEST_ASKED)) in scene.ask().text
    scene.confirm()
    assert str(words_for(RightsRequestRefusal.RIGHTS_REQUEST_ASKED)) in scene.ask().text


def test_who_is_connected_or_concerned_neither_asks_nor_confirms(
    scene: Scene, world: World, sign_in: SignIn
) -> None:
    def approve(person_id: int) -> Actor:
        return build(lambda tx: world.staff(tx, Role.PROGRAMME_APPROVER, person_id=person_id))

    approve(scene.heir.id)
    themselves = sign_in(scene.heir.id, "staff")
    assert str(words_for(PersonRefusal.NOT_YOURSELF)) in scene.ask(browser=themselves).text
    member = build(lambda tx: world.member(tx, scene.organisation_id, Capacity.PROVIDER, MemberRole.MEMBER))
    approve(member.known_person_id)
    friend = sign_in(member.known_person_id, "staff")
    assert str(words_for(AuthorityRefusal.CONNECTED)) in scene.ask(browser=friend).text
    scene.ask()
    for browser in (themselves, friend):
        assert scene.confirm(browser).status_code == 409
    assert state() is RightsRequestState.ASKED


def test_a_successor_who_is_blocked_meanwhile_gets_nothing(scene: Scene) -> None:
    scene.ask()
    scene.confirm()
    with transaction() as tx:
        tx.execute(sa.update(Person).where(Person.id == scene.heir.id).values(active=False))
    assert replace_owners_due(now=over()) == 0
    assert state() is RightsRequestState.LAPSED
    assert scene.owners() == [scene.owner.id]


def test_a_member_whose_rights_change_hears_of_it(scene: Scene, world: World, sign_in: SignIn) -> None:
    other = build(lambda tx: world.member(tx, scene.organisation_id, Capacity.SME))
    theirs = db.session.scalar(sa.select(Membership.id).filter_by(person_id=other.person_id))
    browser = sign_in(scene.owner.id, f"sme:{scene.organisation_id}")
    rights = f"/organisations/{scene.organisation_id}/members/{theirs}/rights"
    assert browser.post(rights, data={"role": "member"}).status_code == 303
    demoted = db.session.get_one(Person, other.person_id)
    assert told(demoted) == ["member.rights_changed"]
    letter = db.session.scalars(sa.select(OutboundMail).where(OutboundMail.to_address == demoted.email)).one()
    business = db.session.get_one(Organisation, scene.organisation_id).name_th
    assert business in letter.body
    assert str(words_for(MemberRole.MEMBER)) in letter.body


def test_who_is_proposed_as_owner_finds_it_in_the_copy_of_her_data(scene: Scene, sign_in: SignIn) -> None:
    scene.ask()
    copies = [sign_in(person.id).get("/me/data/file") for person in (scene.heir, scene.owner)]
    proposed, other = (copy.get_json()["rights"]["owner_proposals"] for copy in copies)
    assert [each["email"] for each in proposed] == [scene.heir.email]
    assert other == []
    assert scene.heir.email not in copies[1].text


@pytest.mark.parametrize("ends", ["done", "lapsed"])
def test_who_was_proposed_is_forgotten_and_evidence_for_nothing_is_deleted(scene: Scene, ends: str) -> None:
    scene.ask()
    if ends == "done":
        scene.confirm()
        replace_owners_due(now=over())
    ended = clock.now() + timedelta(days=30)
    lapse_rights_requests(now=ended)
    assert state() == ends

    def kept() -> tuple[bool, int]:
        db.session.rollback()
        row = db.session.get_one(RightsRequest, request_id())
        papers = sa.select(sa.func.count()).where(Document.kind == "owner_evidence")
        return row.new_owner_email is not None, int(db.session.scalar(papers) or 0)

    sweep_addresses(now=clock.now() + RETENTION_PROPOSALS - timedelta(days=1))
    assert kept() == (True, 1)
    sweep_addresses(now=ended + RETENTION_PROPOSALS + timedelta(days=1))
    assert kept() == (False, int(ends == "done"))
    assert sweep_addresses(now=ended + RETENTION_PROPOSALS + timedelta(days=1)) == 0


def test_who_is_proposed_while_the_request_is_open_is_kept(scene: Scene) -> None:
    scene.ask()
    assert sweep_addresses(now=clock.now() + 2 * RETENTION_PROPOSALS) == 0
    db.session.rollback()
    assert db.session.get_one(RightsRequest, request_id()).new_owner_email == scene.heir.email
