"""Who works in the demo world and may sign in. All share one password, printed when the demo starts."""

from __future__ import annotations

from dataclasses import dataclass

from flask_security.utils import hash_password

from core.actor import Actor, actor_with
from core.permissions import Role
from identity.organisations.rules import member_roles
from identity.organisations.states import Capacity, MemberRole
from identity.staff.services.save_unit import UnitDraft

PASSWORD = "coupon-demo-2569"  # noqa: S105 - printed for everyone, of people who do not exist


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person at OSMEP: role, unit, name, and what to do first."""

    key: str
    role: Role
    unit: str
    name: str
    role_th: str
    waits_th: str
    waits_en: str

    @property
    def email(self) -> str:
        """Where they are written to, and sign in with."""
        return f"{self.key}@osmep.example"

    def said(self, locale: str) -> tuple[str, str]:
        """The role and what to do first, in that language."""
        english = self.role.value.replace("_", " ").capitalize()
        return (
            (self.role_th, self.waits_th)
            if locale == "th"
            else (english, self.waits_en[:1].upper() + self.waits_en[1:])
        )


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

_ACCOUNTS = "ส่วนบัญชีและงบประมาณ"
STAFF = (
    Colleague("admin", Role.ADMINISTRATOR, "ฝขท.", "ดวงใจ แสงอุทัย", "ผู้ดูแลระบบ",
              "เชิญเพื่อนร่วมงาน มอบบทบาท ดูแลฝ่ายงาน", "invite a colleague, grant a role, look after units"),
    Colleague("admin2", Role.ADMINISTRATOR, "ฝทบ.", "สายฝน ทิพย์สุคนธ์", "ผู้ดูแลระบบ",
              "ยืนยันบทบาทที่ผู้ดูแลอีกคนมอบ", "confirm a role that the other administrator granted"),
    Colleague("plan", Role.PLAN_OFFICER, "ฝกค.", "ณัฐพล อินทรเกษตร", "เจ้าหน้าที่แผนงาน",
              "แก้ไขแผนที่ถูกส่งกลับ จัดทำแผนฉบับร่าง", "correct a plan that came back, finish a draft"),
    Colleague("plan2", Role.PLAN_OFFICER, "ฝกค.", "ชลธิชา มีสุวรรณ", "เจ้าหน้าที่แผนงาน",
              "จัดทำแผนและโครงการต่อจากเพื่อนร่วมงาน", "go on with a colleague’s plans and projects"),
    Colleague("plan.approver", Role.PLAN_APPROVER, "ฝกค.", "ศิริพร วงษาวดี", "ผู้อนุมัติแผนงาน",
              "อนุมัติแผนและโครงการปีหน้า เปิดคูปองใหม่", "approve next year’s plan, open a new scheme"),
    Colleague("plan.approver2", Role.PLAN_APPROVER, "ฝกค.", "วีรยุทธ พลอยแก้ว", "ผู้อนุมัติแผนงาน",
              "ยืนยันบทบาทที่ผู้ดูแลระบบมอบ", "confirm roles that administrators granted"),
    Colleague("officer", Role.PROGRAMME_OFFICER, "ฝสส.", "พิมพ์ชนก ศรีวิลัย", "เจ้าหน้าที่ส่งเสริม",
              "ตรวจคำขอและการขึ้นทะเบียน SME", "check applications and registrations of SMEs"),
    Colleague("officer2", Role.PROGRAMME_OFFICER, "ฝปก.", "ธีรเดช คำมูล", "เจ้าหน้าที่เครือข่าย",
              "ตรวจผู้ให้บริการ การต่ออายุ และราคาใหม่", "check providers, renewals and new prices"),
    Colleague("officer3", Role.PROGRAMME_OFFICER, "ฝสส.", "อัจฉรา ทองประเสริฐ", "เจ้าหน้าที่ส่งเสริม และสมาชิก SME",
              "เลือกว่าใช้งานในนามใคร: สสว. หรือกิจการของครอบครัว", "choose whom to act for: OSMEP or the family’s business"),
    Colleague("approver", Role.PROGRAMME_APPROVER, "ฝสส.", "วรรณา สุขสำราญ", "ผู้อนุมัติงานส่งเสริม",
              "อนุมัติคำขอที่เจ้าหน้าที่เสนอแล้ว", "decide recommended applications"),
    Colleague("approver2", Role.PROGRAMME_APPROVER, "ฝปก.", "อดิศร นาคบุตร", "ผู้อนุมัติงานส่งเสริม",
              "พิจารณาคำอุทธรณ์", "decide appeals against the other’s decisions"),
    Colleague("claims", Role.CLAIM_OFFICER, "ฝตป.", "กนกวรรณ แสนสุข", "เจ้าหน้าที่ตรวจคำขอเบิก",
              "ตรวจหลักฐานและอนุมัติคำขอเบิก", "check evidence and approve claims"),
    Colleague("claims2", Role.CLAIM_OFFICER, "ฝตป.", "สุเมธ ประทุมทอง", "เจ้าหน้าที่ตรวจคำขอเบิก",
              "ตรวจรับแทน SME ที่ไม่ตอบภายในกำหนด", "accept for SMEs that did not answer in time"),
    Colleague("finance", Role.FINANCE_OFFICER, _ACCOUNTS, "จิราพร โพธิ์เงิน", "เจ้าหน้าที่การเงิน",
              "จัดทำชุดจ่าย ตรวจบัญชีธนาคาร กระทบยอด", "draft a batch, verify bank accounts, reconcile"),
    Colleague("finance2", Role.FINANCE_OFFICER, _ACCOUNTS, "ปริญญา บุตรดี", "เจ้าหน้าที่การเงิน",
              "แก้ไขชุดจ่ายที่ถูกส่งกลับ ยืนยันผลการโอน", "correct a batch that came back, confirm an outcome"),
    Colleague("finance.approver", Role.FINANCE_APPROVER, _ACCOUNTS, "ประภาส ไชยสาร", "ผู้อนุมัติจ่าย",
              "อนุมัติชุดจ่ายที่รออยู่", "approve the batch that waits"),
    Colleague("finance.approver2", Role.FINANCE_APPROVER, _ACCOUNTS, "นงลักษณ์ เพียรทำ", "ผู้อนุมัติจ่าย",
              "ยืนยันผลการโอนที่เพื่อนร่วมงานบันทึก", "confirm an outcome that a colleague recorded"),
    Colleague("releaser", Role.FINANCE_RELEASER, _ACCOUNTS, "มณฑา บัวทอง", "ผู้สั่งจ่าย",
              "ส่งชุดจ่ายที่อนุมัติแล้วไปธนาคาร", "release the approved batch to the bank"),
    Colleague("releaser2", Role.FINANCE_RELEASER, _ACCOUNTS, "สมพงษ์ เกตุแก้ว", "ผู้สั่งจ่าย",
              "สั่งจ่ายแทนเมื่ออีกคนไม่อยู่", "release in place of the other"),
    Colleague("auditor", Role.AUDITOR, "ฝตป.", "ไพโรจน์ จันทร์หอม", "ผู้ตรวจสอบ",
              "ตามรอยเงินของคูปองหนึ่งใบตั้งแต่งบประมาณถึงธนาคาร", "follow one coupon’s money from budget to bank"),
    Colleague("auditor2", Role.AUDITOR, "ฝศป.", "รัชนี อ่อนละมัย", "ผู้ตรวจสอบ",
              "อ่านบันทึกว่าใครทำอะไร เมื่อใด เพราะเหตุใด", "read who did what, when and why"),
)  # fmt: skip
BOTH = "officer3"
"""The colleague who is a member of the listed SME too."""


@dataclass(frozen=True, slots=True)
class Guest:
    """A person on the other side of the counter who may sign in."""

    email: str
    role_th: str
    role_en: str
    waits_th: str
    waits_en: str

    def said(self, locale: str) -> tuple[str, str]:
        """The role and what to do first, in that language."""
        if locale == "th":
            return self.role_th, self.waits_th
        return self.role_en[:1].upper() + self.role_en[1:], self.waits_en[:1].upper() + self.waits_en[1:]


SME_OWNER = Guest("owner001@sme.example", "เจ้าของ SME", "SME owner",
                  "แสดงคูปองที่ร้าน ตรวจรับงาน ยื่นอุทธรณ์", "show a coupon, accept a delivery, appeal a refusal")  # fmt: skip
SME_MEMBER = Guest("member001@sme.example", "สมาชิก SME ไม่มีสิทธิยืนยันราคา", "SME member, no right to consent",
                   "ดูงานของกิจการเดียวกัน แต่ยืนยันราคาไม่ได้", "see the same business, but consent to no price")  # fmt: skip
SME_RETURNED = Guest("owner002@sme.example", "เจ้าของ SME รายใหม่", "new SME owner",
                     "แก้ไขการขึ้นทะเบียนที่ถูกส่งกลับ", "correct a registration that came back")  # fmt: skip
PROVIDER_OWNER = Guest("provider01@bdsp.example", "เจ้าของผู้ให้บริการ", "provider owner",
                       "ส่งมอบบริการ แนบหลักฐาน ดูเงินที่จะได้รับ", "deliver services, add evidence, see what will be paid")  # fmt: skip
CASHIER = Guest("cashier01@bdsp.example", "พนักงานร้าน", "provider cashier",
                "สแกนคูปองของ owner001 และแจ้งราคา", "scan the coupon of owner001 and name a price")  # fmt: skip
PROVIDER_WAITING = Guest("provider36@bdsp.example", "เจ้าของผู้ให้บริการรายใหม่", "new provider owner",
                         "แก้ไขการขึ้นทะเบียนที่ถูกส่งกลับ", "correct a registration that came back")  # fmt: skip
Listed = Colleague | Guest
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
