"""Invitations, members, and for whom a person acts."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.actor import Actor
from core.audit.models import AuditEvent
from core.commands import AuthorityRefusal
from core.db import db, transaction
from core.errors import Forbidden, NotFound, Refused
from core.labels import words_for
from core.mail.models import OutboundMail
from core.permissions import Permission, Role
from core.typed import TypedProblem
from core.typed.visible import in_mail
from identity.capacities.queries import identity_of_person
from identity.capacities.services.accept_invitation import accept_invitation
from identity.capacities.services.choose_capacity import choose_capacity
from identity.notifications.models import Notice
from identity.notifications.operations import notify
from identity.organisations.members import notify_members
from identity.organisations.models import Invitation, Membership, Organisation
from identity.organisations.operations import register_organisation
from identity.organisations.queries import invitations_to, is_connected, members_of, open_invitations
from identity.organisations.rules import ContactDraft, OrganisationDraft, OrganisationRefusal
from identity.organisations.services.change_member_rights import change_member_rights
from identity.organisations.services.end_membership import end_membership
from identity.organisations.services.invite_member import invite_member
from identity.organisations.services.withdraw_invitation import withdraw_invitation
from identity.organisations.states import Capacity, MemberRole, OrganisationKind
from identity.people.models import Person
from smes.commands import SUSPEND_SME
from tests.factories import NOW, World, actor_of, build
from tests.house.visitor import Visitor
from tests.identity.conftest import SignIn


@pytest.fixture
def owner(db_app: Flask, world: World) -> Actor:
    return build(lambda tx: world.member(tx, world.organisation(tx).id, Capacity.SME))


@pytest.fixture
def guest(db_app: Flask, world: World) -> Person:
    return build(world.person)


def acting(person: Person) -> Actor:
    return actor_of(db.session(), person.id)


def invited(owner: Actor, guest: Person, **changes: Any) -> str:
    """Send an invitation; answer the token that its letter holds."""
    values = {"role": MemberRole.MEMBER, "may_consent": True, "actor": owner, "now": NOW} | changes
    invite_member(owner.organisation_id, guest.email, **values)
    body = db.session.scalars(sa.select(OutboundMail.body).order_by(OutboundMail.id.desc())).first()
    found = re.search(r"/invitations/(\S+)", body or "")
    assert found
    return found[1]


def reason_of(refused: pytest.ExceptionInfo[Refused]) -> OrganisationRefusal:
    return refused.value.reason  # type: ignore[return-value]  # a StrEnum


def test_an_invitation_makes_a_member_with_the_consent_right(owner: Actor, guest: Person) -> None:
    key = accept_invitation(invited(owner, guest), actor=acting(guest), now=NOW)
    actor = actor_of(db.session(), guest.id, key)
    assert actor.organisation_id == owner.organisation_id
    assert actor.roles == {Role.SME_MEMBER, Role.SME_CONSENTER}
    assert actor.may(Permission.COUPONS_COUPON_CONSENT)


def test_the_letter_says_who_invites_to_which_business_as_what(owner: Actor, guest: Person) -> None:
    invited(owner, guest)
    letter = db.session.scalars(sa.select(OutboundMail.body).order_by(OutboundMail.id.desc())).first() or ""
    assert db.session.get_one(Person, owner.person_id).full_name in letter
    assert db.session.get_one(Organisation, owner.organisation_id).name_th in letter
    assert str(words_for(MemberRole.MEMBER)) in letter


def test_an_invitation_is_good_once(owner: Actor, guest: Person) -> None:
    token = invited(owner, guest)
    accept_invitation(token, actor=acting(guest), now=NOW)
    with pytest.raises(Refused) as refused:
        accept_invitation(token, actor=acting(guest), now=NOW)
    assert reason_of(refused) is OrganisationRefusal.INVITATION_GONE


def test_an_invitation_ends_after_seven_days(owner: Actor, guest: Person) -> None:
    token = invited(owner, guest)
    with pytest.raises(Refused) as refused:
        accept_invitation(token, actor=acting(guest), now=NOW + timedelta(days=7))
    assert reason_of(refused) is OrganisationRefusal.INVITATION_GONE


def test_a_forwarded_invitation_opens_nothing(owner: Actor, guest: Person, world: World) -> None:
    other = build(world.person)
    with pytest.raises(Refused) as refused:
        accept_invitation(invited(owner, guest), actor=acting(other), now=NOW)
    assert reason_of(refused) is OrganisationRefusal.INVITED_ANOTHER


def test_a_withdrawn_invitation_opens_nothing(owner: Actor, guest: Person) -> None:
    token = invited(owner, guest)
    row = db.session.scalars(sa.select(Invitation)).one()
    withdraw_invitation(row.id, actor=owner, now=NOW)
    with pytest.raises(Refused):
        accept_invitation(token, actor=acting(guest), now=NOW)


def test_a_second_invitation_replaces_the_first(owner: Actor, guest: Person) -> None:
    first = invited(owner, guest)
    second = invited(owner, guest)
    with pytest.raises(Refused):
        accept_invitation(first, actor=acting(guest), now=NOW)
    accept_invitation(second, actor=acting(guest), now=NOW)


def test_what_a_removed_owner_offered_is_void(owner: Actor, guest: Person, world: World) -> None:
    other = build(lambda tx: world.member(tx, owner.organisation_id, Capacity.SME))
    token = invited(other, guest)
    mine = db.session.scalar(sa.select(Membership.id).where(Membership.person_id == other.person_id))
    end_membership(mine, actor=owner, now=NOW)
    with pytest.raises(Refused):
        accept_invitation(token, actor=acting(guest), now=NOW)


def test_what_a_demoted_owner_offered_is_void(owner: Actor, guest: Person, world: World) -> None:
    other = build(lambda tx: world.member(tx, owner.organisation_id, Capacity.SME))
    token = invited(other, guest)
    theirs = db.session.scalar(sa.select(Membership.id).where(Membership.person_id == other.person_id))
    change_member_rights(theirs, MemberRole.MEMBER, may_consent=False, actor=owner, now=NOW)
    assert not invitations_to(db.session(), guest.id, NOW)
    with pytest.raises(Refused) as refused:
        accept_invitation(token, actor=acting(guest), now=NOW)
    assert reason_of(refused) is OrganisationRefusal.INVITATION_GONE
    assert "invitation.withdrawn" in set(db.session.scalars(sa.select(AuditEvent.name)))


def test_what_an_owner_offered_on_the_other_side_still_holds(
    owner: Actor, guest: Person, world: World
) -> None:
    """Demoted as an SME's owner, they are still the provider's: the rights of the two sides are apart."""
    other = build(lambda tx: world.member(tx, owner.organisation_id, Capacity.SME))
    with transaction() as tx:
        tx.add(
            Membership(
                person_id=other.person_id,
                organisation_id=owner.organisation_id,
                capacity=Capacity.PROVIDER,
                role=MemberRole.OWNER,
                since=NOW,
            )
        )
    as_provider = actor_of(db.session(), other.person_id, f"provider:{owner.organisation_id}")
    token = invited(as_provider, guest, may_consent=False)
    assert not open_invitations(db.session(), owner.organisation_id, owner, NOW)
    with pytest.raises(NotFound):
        withdraw_invitation(db.session.scalar(sa.select(Invitation.id)), actor=owner, now=NOW)
    theirs = db.session.scalar(
        sa.select(Membership.id).where(
            Membership.person_id == other.person_id, Membership.capacity == Capacity.SME
        )
    )
    change_member_rights(theirs, MemberRole.MEMBER, may_consent=False, actor=owner, now=NOW)
    assert accept_invitation(token, actor=acting(guest), now=NOW) == f"provider:{owner.organisation_id}"


def test_an_invitation_is_void_through_the_pages_once_its_sender_is_demoted(
    db_app: Flask, owner: Actor, guest: Person, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    other = build(lambda tx: world.member(tx, owner.organisation_id, Capacity.SME))
    token = invited(other, guest)
    visitor = Visitor(db_app, acting(guest), "en")
    page = visitor.open(f"/invitations/{token}")
    assert page.status == 200
    theirs = db.session.scalar(sa.select(Membership.id).where(Membership.person_id == other.person_id))
    first = Visitor(db_app, owner, "en")
    address = f"/organisations/{owner.organisation_id}/members/{theirs}/rights"
    assert first.send(first.open(address), "/rights", {"role": "member"}).status == 303
    assert "is no longer valid" in visitor.send(page, f"/invitations/{token}", {}).heard()
    assert actor_of(db.session(), guest.id).roles == {Role.PERSON}


@pytest.mark.parametrize(
    ("column", "lost"),
    [
        (Membership.person_id, {"role": MemberRole.MEMBER}),
        (Membership.person_id, {"ended_at": NOW, "may_consent": False}),
        (Person.id, {"active": False}),
    ],
    ids=["demoted", "left", "closed"],
)
def test_an_invitation_is_worth_what_its_sender_is_when_it_is_accepted(
    column: Any, lost: dict[str, Any], owner: Actor, guest: Person
) -> None:
    """Whichever way the right was lost, and had nobody thought of the invitations."""
    token = invited(owner, guest)
    lose = sa.update(column.class_).where(column == owner.person_id).values(**lost)
    build(lambda tx: tx.execute(lose))
    with pytest.raises(Refused) as refused:
        accept_invitation(token, actor=acting(guest), now=NOW)
    assert reason_of(refused) is OrganisationRefusal.INVITATION_GONE


def test_an_owner_may_step_down_when_there_is_another(owner: Actor, world: World) -> None:
    build(lambda tx: world.member(tx, owner.organisation_id, Capacity.SME))
    mine = db.session.scalar(sa.select(Membership.id).where(Membership.person_id == owner.person_id))
    change_member_rights(mine, MemberRole.MEMBER, may_consent=False, actor=owner, now=NOW)
    assert actor_of(db.session(), owner.person_id).roles == {Role.SME_MEMBER}


def test_members_do_not_invite(owner: Actor, guest: Person, world: World) -> None:
    member = build(lambda tx: world.member(tx, owner.organisation_id, Capacity.SME, MemberRole.MEMBER))
    with pytest.raises(Forbidden):
        invited(member, guest)


def test_an_owner_of_another_organisation_finds_nothing(owner: Actor, world: World) -> None:
    foreign = build(lambda tx: world.member(tx, world.organisation(tx).id, Capacity.SME))
    mine = db.session.scalar(sa.select(Membership.id).where(Membership.person_id == owner.person_id))
    for attempt in (
        lambda: members_of(db.session(), owner.organisation_id, foreign),
        lambda: end_membership(mine, actor=foreign, now=NOW),
        lambda: change_member_rights(mine, MemberRole.MEMBER, may_consent=False, actor=foreign, now=NOW),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_the_last_owner_stays(owner: Actor) -> None:
    mine = db.session.scalar(sa.select(Membership.id).where(Membership.person_id == owner.person_id))
    for attempt in (
        lambda: end_membership(mine, actor=owner, now=NOW),
        lambda: change_member_rights(mine, MemberRole.MEMBER, may_consent=True, actor=owner, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert reason_of(refused) is OrganisationRefusal.LAST_OWNER


def test_a_leaver_loses_every_right_at_once(owner: Actor, world: World) -> None:
    member = build(
        lambda tx: world.member(tx, owner.organisation_id, Capacity.SME, MemberRole.MEMBER, may_consent=True)
    )
    row = db.session.scalar(sa.select(Membership.id).where(Membership.person_id == member.person_id))
    end_membership(row, actor=member, now=NOW)
    after = actor_of(db.session(), member.person_id)
    assert after.organisation_id is None
    assert after.roles == {Role.PERSON}


def test_only_the_owner_takes_the_consent_right_back(owner: Actor, world: World) -> None:
    member = build(
        lambda tx: world.member(tx, owner.organisation_id, Capacity.SME, MemberRole.MEMBER, may_consent=True)
    )
    row = db.session.scalar(sa.select(Membership.id).where(Membership.person_id == member.person_id))
    change_member_rights(row, MemberRole.MEMBER, may_consent=False, actor=owner, now=NOW)
    assert not actor_of(db.session(), member.person_id).may(Permission.COUPONS_COUPON_CONSENT)


def test_a_provider_gives_no_consent_right(world: World, guest: Person) -> None:
    owner = build(lambda tx: world.member(tx, world.organisation(tx).id, Capacity.PROVIDER))
    with pytest.raises(Refused) as refused:
        invited(owner, guest)
    assert reason_of(refused) is OrganisationRefusal.CONSENT_ONLY_SME


def test_who_has_several_capacities_chooses_and_is_remembered(owner: Actor, world: World) -> None:
    other = build(world.organisation)
    with transaction() as tx:
        tx.add(
            Membership(
                person_id=owner.person_id,
                organisation_id=other.id,
                capacity=Capacity.PROVIDER,
                role=MemberRole.MEMBER,
                since=NOW,
            )
        )
    session_identity = identity_of_person(db.session(), owner.person_id)
    assert session_identity is not None
    assert session_identity.chosen(None) is None
    assert session_identity.actor(None).roles == {Role.PERSON}
    assert session_identity.actor("provider:999").roles == {Role.PERSON}
    choose_capacity(f"provider:{other.id}", actor=owner, now=NOW)
    assert actor_of(db.session(), owner.person_id).roles == {Role.PROVIDER_CASHIER}
    with pytest.raises(NotFound):
        choose_capacity("staff", actor=owner, now=NOW)


def test_the_undecided_are_asked_before_any_page(owner: Actor, world: World, sign_in: SignIn) -> None:
    with transaction() as tx:
        world.now = NOW
        other = world.organisation(tx)
        tx.add(
            Membership(
                person_id=owner.person_id,
                organisation_id=other.id,
                capacity=Capacity.PROVIDER,
                role=MemberRole.OWNER,
                since=NOW,
            )
        )
        address = f"/organisations/{other.id}/members"
        key = f"provider:{other.id}"
    browser = sign_in(owner.person_id)
    assert "/act-for" in browser.get(address).location
    assert browser.post(f"/act-for/{key}", data={"next": address}).location == address
    assert browser.get(address).status_code == 200
    assert browser.post("/act-for/staff").status_code == 404


def draft(number: str = "0107537000882", **changes: Any) -> OrganisationDraft:
    values = {
        "registration_number": number,
        "kind": OrganisationKind.JURISTIC_PERSON,
        "name_th": "บริษัท ก จำกัด",
        "contact": ContactDraft("1 ถนน", "50", "50000", "053000000", "A@B.th"),
    }
    return OrganisationDraft(**(values | changes))


def register(person: Person, capacity: Capacity, given: OrganisationDraft | None = None) -> int:
    with transaction() as tx:
        return register_organisation(tx, given or draft(), capacity, actor=acting(person), now=NOW)


def test_who_registers_is_the_first_owner(guest: Person) -> None:
    organisation_id = register(guest, Capacity.SME)
    actor = acting(guest)
    assert actor.organisation_id == organisation_id
    assert actor.roles == {Role.SME_OWNER, Role.SME_CONSENTER}
    assert db.session.get(Organisation, organisation_id).email == "A@b.th"


def test_a_known_number_needs_an_invitation(guest: Person, world: World) -> None:
    register(guest, Capacity.SME)
    for capacity in Capacity:
        with pytest.raises(Refused) as refused:
            register(build(world.person), capacity)
        assert reason_of(refused) is OrganisationRefusal.NUMBER_KNOWN


def test_the_owner_may_take_the_other_side_too(guest: Person) -> None:
    organisation_id = register(guest, Capacity.SME)
    assert register(guest, Capacity.PROVIDER) == organisation_id
    keys = {choice.key for choice in identity_of_person(db.session(), guest.id).choices}
    assert keys == {f"sme:{organisation_id}", f"provider:{organisation_id}", "self"}


@pytest.mark.parametrize(
    ("postcode", "reason"),
    [
        ("10200", OrganisationRefusal.PLACE_WRONG),
        ("99999", TypedProblem.POSTCODE_UNKNOWN),
        ("", TypedProblem.POSTCODE_LENGTH),
        ("abc", TypedProblem.POSTCODE_LETTERS),
    ],
)
def test_a_postcode_belongs_to_its_province(postcode: str, reason: StrEnum, guest: Person) -> None:
    given = draft(contact=ContactDraft("1", "50", postcode))
    with pytest.raises(Refused) as refused:
        register(guest, Capacity.SME, given)
    assert reason_of(refused) is reason


def test_a_member_is_tied_and_stays_so_for_a_year(owner: Actor, world: World) -> None:
    officer = build(lambda tx: world.staff(tx, Role.PROGRAMME_APPROVER))
    organisation_id = owner.organisation_id
    with transaction(SUSPEND_SME, officer, NOW) as tx:
        tx.authorise(sme=organisation_id, submitter=None, first_decider=None)
        tx.add(
            Membership(
                person_id=officer.person_id,
                organisation_id=organisation_id,
                capacity=Capacity.PROVIDER,
                role=MemberRole.MEMBER,
                since=NOW - timedelta(days=900),
                ended_at=NOW - timedelta(days=300),
            )
        )
    session = db.session()
    assert is_connected(session, officer.person_id, [organisation_id], NOW)
    assert not is_connected(session, officer.person_id, [organisation_id], NOW + timedelta(days=70))
    with pytest.raises(Refused) as refused, transaction(SUSPEND_SME, officer, NOW) as tx:
        tx.authorise(sme=organisation_id, submitter=None, first_decider=None)
    assert reason_of(refused) is AuthorityRefusal.CONNECTED


def test_members_are_told_in_their_own_language(owner: Actor, world: World) -> None:
    english = build(lambda tx: world.member(tx, owner.organisation_id, Capacity.SME, MemberRole.MEMBER))
    with transaction() as tx:
        tx.get(Person, english.person_id).locale = "en"
        notify_members(tx, owner.organisation_id, "bank_account.refused", {}, "/x", now=NOW)
    subjects = set(db.session.scalars(sa.select(OutboundMail.subject)))
    business = db.session.get_one(Organisation, owner.organisation_id)
    assert subjects == {
        f"บัญชีธนาคารของ {in_mail(business.name_th)} ไม่ผ่านการตรวจสอบ เปิดหน้านี้เพื่อดูเหตุผล",
        f"The bank account of {in_mail(business.name_en)} was rejected. Open the page to see the reason.",
    }
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 2


def test_a_notice_is_read_by_its_addressee_alone(owner: Actor, world: World, sign_in: SignIn) -> None:
    with transaction() as tx:
        notify(tx, [owner.person_id], "bank_account.refused", {}, "/me", now=NOW)
    notice = db.session.scalar(sa.select(Notice.id))
    other = build(world.person)
    assert sign_in(other.id).post(f"/notices/{notice}/read").status_code == 404
    assert sign_in(owner.person_id).post(f"/notices/{notice}/read").location == "/me"


def test_a_notice_writes_its_day_as_its_reader_does(db_app: Flask) -> None:
    from flask_babel import force_locale

    from identity.notifications.words import notice_words

    with force_locale("th"):
        assert notice_words("bank_account.verified", {"business": "-", "day": "2026-11-29"}).endswith(
            "29 พ.ย. 2569"
        )
    with force_locale("en"):
        assert "29 Nov 2026" in notice_words("bank_account.verified", {"business": "-", "day": "2026-11-29"})


def test_a_notice_of_before_a_fact_was_kept_still_says_that_there_is_news(db_app: Flask) -> None:
    from flask_babel import force_locale

    from identity.notifications.words import notice_words

    with force_locale("en"):
        for facts in ({}, {"number": "A2570-000001"}):
            assert notice_words("application.submitted", facts) == "There is news about your business."
