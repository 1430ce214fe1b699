"""What a person reads of a change of rights: which role or business, by whom in kind, and what to do next."""

from __future__ import annotations

import re

import sqlalchemy as sa
from flask import Flask

from core.actor import Actor
from core.db import db
from core.mail.models import OutboundMail
from core.permissions import Role
from identity.factor_resets.services.ask_factor_reset import ask_factor_reset
from identity.factor_resets.services.confirm_factor_reset import confirm_factor_reset
from identity.organisations.models import Membership, Organisation, StaffUnit
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from identity.staff.models import StaffRole
from identity.staff.services.confirm_role_grant import confirm_role_grant
from identity.staff.services.end_role import end_role
from identity.staff.services.grant_role import grant_role
from tests.factories import NOW, World, build
from tests.identity.conftest import SignIn, answer_mail_requests


def read_by(actor: Actor, sign_in: SignIn) -> str:
    return sign_in(actor.known_person_id, "self").get("/notices?lang=en").text


def mailed_to(actor: Actor) -> list[str]:
    address = db.session.get_one(Person, actor.known_person_id).email
    mails = sa.select(OutboundMail.body).where(OutboundMail.to_address == address).order_by(OutboundMail.id)
    return list(db.session.scalars(mails))


def test_who_is_given_a_role_and_who_loses_it_read_which_and_by_whom(
    db_app: Flask, world: World, sign_in: SignIn
) -> None:
    admin, other, officer = (
        build(lambda tx, role=role: world.staff(tx, role))
        for role in (Role.ADMINISTRATOR, Role.ADMINISTRATOR, Role.CLAIM_OFFICER)
    )
    auditor = build(lambda tx: world.staff(tx, Role.AUDITOR))
    unit = db.session.scalars(sa.select(StaffUnit.id)).first()
    grant_id = grant_role(officer.known_person_id, unit, Role.PLAN_OFFICER, actor=admin, now=NOW)
    assert "An administrator has granted somebody the role Plan officer" in read_by(auditor, sign_in)
    device = sign_in(officer.known_person_id, "self")
    confirm_role_grant(grant_id, actor=other, now=NOW)
    assert device.get("/me").status_code == 302, "signed out by the new role"
    page = read_by(officer, sign_in)
    assert "granted the role Plan officer at OSMEP by an administrator and another officer." in page
    assert "confirmed the role Plan officer, which an administrator" in read_by(admin, sign_in)
    row = db.session.scalars(
        sa.select(StaffRole.id).where(
            StaffRole.person_id == officer.known_person_id, StaffRole.role == Role.PLAN_OFFICER
        )
    ).one()
    device = sign_in(officer.known_person_id, "self")
    end_role(row, actor=admin, now=NOW)
    assert device.get("/me").status_code == 302, "signed out by what ended"
    assert "An administrator has ended your role Plan officer at OSMEP." in read_by(officer, sign_in)
    assert "somebody’s role Plan officer" in read_by(auditor, sign_in)


def test_who_is_removed_from_a_business_reads_from_which(
    db_app: Flask, world: World, sign_in: SignIn
) -> None:
    owner = build(lambda tx: world.member(tx, world.organisation(tx).id, Capacity.SME))
    member = build(lambda tx: world.member(tx, owner.organisation_id, Capacity.SME))
    row = db.session.scalars(sa.select(Membership.id).where(Membership.person_id == member.person_id)).one()
    business = db.session.get_one(Organisation, owner.organisation_id)
    in_thai, in_english = business.name_th, business.name_en
    build(
        lambda tx: tx.execute(sa.update(Membership).where(Membership.id != row).values(role=MemberRole.OWNER))
    )
    answer = sign_in(owner.known_person_id, f"sme:{owner.organisation_id}").post(
        f"/members/{row}/end", data={}
    )
    assert answer.status_code == 303
    assert sign_in(member.known_person_id, f"sme:{owner.organisation_id}").get("/coupons/").status_code != 200
    read = read_by(member, sign_in)
    assert f"An owner of {in_english} has removed you from its members" in read
    assert in_thai not in read, "each reader in her own language"
    assert in_thai in sign_in(member.known_person_id).get("/notices?lang=th").text


def test_who_lost_a_second_factor_is_mailed_the_link_that_leads_on(
    db_app: Flask, world: World, sign_in: SignIn
) -> None:
    first, second, officer = (
        build(lambda tx, role=role: world.staff(tx, role))
        for role in (Role.ADMINISTRATOR, Role.ADMINISTRATOR, Role.FINANCE_OFFICER)
    )
    build(
        lambda tx: tx.execute(
            sa.update(Person)
            .where(Person.id == officer.person_id)
            .values(tf_primary_method="authenticator", tf_totp_secret="wrapped")
        )
    )
    reset_id = ask_factor_reset(officer.known_person_id, "โทรศัพท์หาย", actor=first, now=NOW)
    confirm_factor_reset(reset_id, actor=second, now=NOW)
    answer_mail_requests()
    links = [link for body in mailed_to(officer) for link in re.findall(r"/reset-password/\S+", body)]
    assert len(links) == 1, mailed_to(officer)
    assert 'name="password"' in db_app.test_client().get(links[0], follow_redirects=True).text
