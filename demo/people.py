"""Who works in the demo world and may sign in. All share one password, printed when the demo starts."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from random import Random

from flask_security.utils import hash_password
from sqlalchemy import select

from core.actor import Actor, actor_with
from core.db import db
from core.permissions import Role
from demo.clockwork import Calendar
from identity.capacities.services.accept_invitation import accept_invitation
from identity.organisations.models import StaffUnit
from identity.organisations.rules import member_roles
from identity.organisations.states import Capacity, MemberRole
from identity.people.services.enter_person import enter_person
from identity.staff.models import RoleGrant
from identity.staff.rules import FIRST_ADMINISTRATORS, GIVEN_BY_TWO
from identity.staff.services.appoint_administrator import appoint_administrator
from identity.staff.services.confirm_role_grant import confirm_role_grant
from identity.staff.services.grant_role import grant_role
from identity.staff.services.invite_staff import invite_staff
from identity.staff.services.save_unit import UnitDraft, save_unit

PASSWORD = "coupon-demo-2569"  # noqa: S105 - printed for everyone, of people who do not exist


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person at OSMEP: role, unit, name, and what waits for her when the demo starts."""

    key: str
    role: Role
    unit: str
    name: str
    role_th: str
    waits_th: str
    waits_en: str

    @property
    def email(self) -> str:
        """Her address."""
        return f"{self.key}@osmep.example"


UNITS = (
    UnitDraft("ฝขท.", "ฝ่ายข้อมูลและเทคโนโลยีสารสนเทศ", "Information and Technology Department"),
    UnitDraft("ฝกค.", "ฝ่ายยุทธศาสตร์และแผนงานองค์กร", "Corporate Strategy Department"),
    UnitDraft("ฝสส.", "ฝ่ายส่งเสริม SME", "SME Promotion Department"),
    UnitDraft("ฝปก.", "ฝ่ายประสานเครือข่ายผู้ให้บริการ", "Provider Network Department"),
    UnitDraft("ฝตป.", "ฝ่ายติดตามและประเมินผล", "Monitoring and Evaluation Department"),
    UnitDraft("ส่วนบัญชีและงบประมาณ", "ส่วนบัญชีและงบประมาณ", "Accounting and Budget Division"),
    UnitDraft("ฝทบ.", "ฝ่ายทรัพยากรบุคคล", "Human Resources Department"),
    UnitDraft("ฝศป.", "ฝ่ายปฏิบัติการต่อต้านการทุจริต", "Anti-Corruption Operations Department"),
)
"""Units of OSMEP as its own report names them (docs/domain.md#units)."""

STAFF = (
    Colleague("admin", Role.ADMINISTRATOR, "ฝขท.", "ดวงใจ ระบบดี", "ผู้ดูแลระบบ",
              "บุคลากร บทบาท และฝ่ายงาน", "people, roles and units"),
    Colleague("admin2", Role.ADMINISTRATOR, "ฝทบ.", "สายฝน บุคลากร", "ผู้ดูแลระบบ",
              "บทบาทที่ผู้ดูแลอีกคนมอบ รอยืนยัน", "a role that the other granted, to confirm"),
    Colleague("plan", Role.PLAN_OFFICER, "ฝกค.", "ณัฐพล วิเคราะห์งาน", "เจ้าหน้าที่แผนงาน",
              "แผนฉบับร่างรอจัดทำ", "a draft plan to finish"),
    Colleague("plan.approver", Role.PLAN_APPROVER, "ฝกค.", "ศิริพร มติชอบ", "ผู้อนุมัติแผนงาน",
              "แผนและโครงการรออนุมัติ", "a plan and a project to approve"),
    Colleague("officer", Role.PROGRAMME_OFFICER, "ฝสส.", "พิมพ์ชนก ส่งเสริม", "เจ้าหน้าที่ส่งเสริม",
              "คำขอและการขึ้นทะเบียน SME รอตรวจ", "applications and SME registrations to check"),
    Colleague("officer2", Role.PROGRAMME_OFFICER, "ฝปก.", "ธีรเดช เครือข่าย", "เจ้าหน้าที่เครือข่าย",
              "การขึ้นทะเบียนผู้ให้บริการรอตรวจ", "provider registrations to check"),
    Colleague("approver", Role.PROGRAMME_APPROVER, "ฝสส.", "วรรณา ตัดสินธรรม", "ผู้อนุมัติงานส่งเสริม",
              "คำขอที่เสนอแล้วรออนุมัติ", "recommended applications to decide"),
    Colleague("approver2", Role.PROGRAMME_APPROVER, "ฝปก.", "อดิศร เที่ยงตรง", "ผู้อนุมัติงานส่งเสริม",
              "คำอุทธรณ์รอพิจารณา", "appeals to decide"),
    Colleague("claims", Role.CLAIM_OFFICER, "ฝตป.", "กนกวรรณ ละเอียด", "เจ้าหน้าที่ตรวจคำขอเบิก",
              "คำขอเบิกและข้อโต้แย้งรอตรวจ", "claims and disputes to check"),
    Colleague("claims2", Role.CLAIM_OFFICER, "ฝตป.", "สุเมธ รอบคอบ", "เจ้าหน้าที่ตรวจคำขอเบิก",
              "บริการที่ไม่ได้ตรวจรับภายในกำหนด", "deliveries nobody accepted in time"),
    Colleague("finance", Role.FINANCE_OFFICER, "ส่วนบัญชีและงบประมาณ", "จิราพร บัญชีดี", "เจ้าหน้าที่การเงิน",
              "ชุดจ่ายร่าง บัญชีธนาคารรอตรวจ รายการธนาคารที่จับคู่ไม่ได้", "a draft batch, bank accounts, unmatched bank lines"),
    Colleague("finance.approver", Role.FINANCE_APPROVER, "ส่วนบัญชีและงบประมาณ", "ประภาส ลงนาม", "ผู้อนุมัติจ่าย",
              "ชุดจ่ายรออนุมัติ ผลการโอนรอยืนยัน", "a batch to approve, an outcome to confirm"),
    Colleague("releaser", Role.FINANCE_RELEASER, "ส่วนบัญชีและงบประมาณ", "มณฑา ปล่อยเงิน", "ผู้สั่งจ่าย",
              "ชุดจ่ายที่อนุมัติแล้วรอส่งธนาคาร", "an approved batch to send to the bank"),
    Colleague("auditor", Role.AUDITOR, "ฝตป.", "ไพโรจน์ ตรวจสอบ", "ผู้ตรวจสอบ",
              "อ่านได้ทุกอย่าง แก้ไขไม่ได้", "reads everything, changes nothing"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guest:
    """A person on the other side of the counter who may sign in."""

    email: str
    role_th: str
    role_en: str
    waits_th: str
    waits_en: str


SME_OWNER = Guest("owner001@sme.example", "เจ้าของ SME", "SME owner",
                  "คูปองพร้อมใช้ บริการรอตรวจรับ ร่างคำขอ คำขอที่ยื่นอุทธรณ์ได้",
                  "a coupon to use, a delivery to accept, a draft, a refusal to appeal")  # fmt: skip
SME_MEMBER = Guest("member001@sme.example", "สมาชิก SME (ไม่มีสิทธิยืนยันราคา)", "SME member, no consent right",
                   "กิจการเดียวกัน แต่ยืนยันราคาไม่ได้", "the same business, but may not consent to a price")  # fmt: skip
SME_RETURNED = Guest("owner002@sme.example", "เจ้าของ SME", "SME owner",
                     "การขึ้นทะเบียนถูกส่งกลับให้แก้ไข", "a registration that came back")  # fmt: skip
PROVIDER_OWNER = Guest("provider01@bdsp.example", "เจ้าของผู้ให้บริการ", "provider owner",
                       "บริการรอส่งมอบ หลักฐานรอเพิ่ม", "services to deliver, evidence to add")  # fmt: skip
CASHIER = Guest("cashier01@bdsp.example", "พนักงานร้าน", "provider cashier",
                "สแกนคูปองของ owner001", "scans the coupon of owner001")  # fmt: skip
PROVIDER_WAITING = Guest("provider36@bdsp.example", "เจ้าของผู้ให้บริการ", "provider owner",
                         "การขึ้นทะเบียนถูกส่งกลับให้แก้ไข", "a registration that came back")  # fmt: skip
GUESTS = (SME_OWNER, SME_MEMBER, SME_RETURNED, PROVIDER_OWNER, CASHIER, PROVIDER_WAITING)


def sme_email(number: int) -> str:
    """The address of the owner of SME `number`, from 0."""
    return f"owner{number + 1:03d}@sme.example"


def provider_email(number: int) -> str:
    """The address of the owner of provider `number`, from 0."""
    return f"provider{number + 1:02d}@bdsp.example"


def hashed_password() -> str:
    """The one password, hashed once."""
    return str(hash_password(PASSWORD))


def person_actor(person_id: int) -> Actor:
    """A person before choosing whom to act for."""
    return actor_with(frozenset({Role.PERSON}), person_id=person_id)


def member_actor(
    person_id: int, organisation_id: int, capacity: Capacity, role: MemberRole, *, may_consent: bool = False
) -> Actor:
    """A member acting for the organisation, as identity builds one."""
    roles = member_roles(capacity, role, may_consent=may_consent)
    return actor_with(roles, person_id=person_id, organisation_id=organisation_id)


def employ(calendar: Calendar, password_hash: str) -> dict[str, Actor]:
    """Enter OSMEP's people: two administrators by the operator's hand, everybody else by invitation and confirmation."""
    now = calendar.now
    begun = calendar.at(345, Random(calendar.today.toordinal()))
    actors = {}
    for administrator in STAFF[:FIRST_ADMINISTRATORS]:
        person_id = enter_person(administrator.email, administrator.name, password_hash, now=begun)
        appoint_administrator(administrator.email, administrator.unit, now=begun)
        actors[administrator.key] = actor_with(frozenset({Role.ADMINISTRATOR}), person_id=person_id)
    admin, second = actors.values()
    units = _units(admin, begun)
    for colleague in STAFF[FIRST_ADMINISTRATORS:]:
        person_id = enter_person(colleague.email, colleague.name, password_hash, now=begun)
        invitation_id = invite_staff(
            colleague.email, units[colleague.unit], colleague.role, actor=admin, now=begun
        )
        accept_invitation(invitation_id, actor=person_actor(person_id), now=begun)
        if colleague.role in GIVEN_BY_TWO:
            waiting = db.session.scalars(select(RoleGrant.id).where(RoleGrant.person_id == person_id)).one()
            db.session.rollback()
            confirm_role_grant(waiting, actor=second, now=begun)
        actors[colleague.key] = actor_with(frozenset({colleague.role}), person_id=person_id)
    newcomer = actors["officer2"].known_person_id
    grant_role(newcomer, units["ฝตป."], Role.CLAIM_OFFICER, actor=admin, now=calendar.at(2, Random(now.day)))
    invite_staff("new.officer@osmep.example", units["ฝสส."], Role.PROGRAMME_OFFICER, actor=admin, now=now)
    return actors


def _units(admin: Actor, now: datetime) -> dict[str, int]:
    """Name the units; those of the administrators were made with them."""
    made = {unit.code: unit.id for unit in db.session.execute(select(StaffUnit.code, StaffUnit.id))}
    db.session.rollback()
    return {unit.code: save_unit(made.get(unit.code), unit, actor=admin, now=now) for unit in UNITS}


def who_may_sign_in() -> str:
    """A table of everyone who may sign in, Thai above English."""
    rows = [("อีเมล", "บทบาท", "สิ่งที่รออยู่"), ("e-mail", "role", "what waits")]
    for each in STAFF:
        rows += [
            (each.email, each.role_th, each.waits_th),
            ("", each.role.value.replace("_", " "), each.waits_en),
        ]
    for guest in GUESTS:
        rows += [(guest.email, guest.role_th, guest.waits_th), ("", guest.role_en, guest.waits_en)]
    widths = [max(_width(row[column]) for row in rows) for column in range(3)]
    rows.insert(2, ("─" * widths[0], "─" * widths[1], "─" * widths[2]))
    lines = [
        "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    head = f"ทุกคนใช้รหัสผ่านเดียวกัน / everyone's password: {PASSWORD}"
    return "\n".join(["", "ผู้ที่เข้าสู่ระบบได้ / Who may sign in", head, "", *lines])


def where_to_look(origin: str) -> str:
    """Where the demo is, and what it mails, Thai above English."""
    return f"เปิด / Open  {origin}\nอีเมลที่ระบบส่ง / Mail that it sends  {origin}/demo/mail"


def _width(text: str) -> int:
    """How many columns a terminal gives the text: Thai vowels above and below take none."""
    return sum(unicodedata.category(character) not in ("Mn", "Me", "Cf") for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
