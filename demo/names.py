"""Names and numbers that could be, and are nobody's: of persons, of businesses, of what they need and say.

Held to lists of parties, politicians' families, banks and hospitals by `tests/demo/test_names.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from identity.organisations.states import OrganisationKind

_FIRST = (
    "สมหญิง", "สมชาย", "อรทัย", "วิชัย", "กาญจนา", "ประเสริฐ", "สุดารัตน์", "ธนกร", "พรทิพย์", "อนุชา", "นภัสสร", "ศักดิ์ชัย",
    "จันทร์เพ็ญ", "กิตติพงษ์", "มาลี", "ณัฐวุฒิ", "รัตนา", "เอกชัย", "ปิยะนุช", "บุญส่ง", "วราภรณ์", "ชัยวัฒน์", "สุภาพร", "ทวีศักดิ์",
)  # fmt: skip
_LAST = (
    "แก้วมณี", "ศรีสุข", "ทองคำ", "บุญมา", "จันทร์แก้ว", "สายสุวรรณ", "คำแสน", "พูลเพิ่ม", "ไชยวงศ์", "เพชรรัตน์", "สีดา",
    "ดวงแก้ว", "มณีวงศ์", "ทาสี", "คงเพชร", "หนูทอง", "เกิดผล", "พันธ์งาม", "สร้อยทอง", "ใจคำ", "อุ่นเรือน", "บุญเรือง", "วันดี",
    "แสงแก้ว", "ปานทอง", "นาคสุข", "ขาวสะอาด", "พึ่งพา", "เทพวงศ์", "สมบูรณ์", "ชูแก้ว", "อินต๊ะ",
)  # fmt: skip
_WHERE = (
    ("บ้าน", "Ban"), ("ดอย", "Doi"), ("ลาน", "Lan"), ("ร่ม", "Rom"), ("เรือน", "Ruean"), ("สวน", "Suan"), ("ธาร", "Than"),
    ("ภู", "Phu"), ("ทุ่ง", "Thung"), ("แสง", "Saeng"), ("ริม", "Rim"), ("ชาย", "Chai"), ("ห้วย", "Huai"), ("หนอง", "Nong"),
    ("วัง", "Wang"), ("คุ้ม", "Khum"), ("กอ", "Ko"), ("ใบ", "Bai"), ("ดวง", "Duang"), ("โรง", "Rong"),
)  # fmt: skip
_WHAT = (
    ("ทองกวาว", "Thong Kwao"), ("ขวัญ", "Khwan"), ("แก้ว", "Kaeo"), ("คำ", "Kham"), ("เงิน", "Ngoen"), ("ฝน", "Fon"), ("หมอก", "Mok"),
    ("ข้าว", "Khao"), ("ตาล", "Tan"), ("จันทร์", "Chan"), ("ตะวัน", "Tawan"), ("บัว", "Bua"), ("พลอย", "Phloi"), ("หอม", "Hom"),
    ("ไม้งาม", "Mai Ngam"), ("สัก", "Sak"), ("น้ำใส", "Nam Sai"), ("ลมเย็น", "Lom Yen"), ("ดาว", "Dao"), ("เพชร", "Phet"),
)  # fmt: skip
"""A brand is one of each: 400 of them, as many as there are SMEs."""


@dataclass(frozen=True, slots=True)
class Business:
    """An enterprise's name in both languages, its kind, and what it does."""

    kind: OrganisationKind
    name_th: str
    name_en: str
    business: str


def registration_number(kind: OrganisationKind, province_code: str, number: int) -> str:
    """A lawful 13-digit number that nobody has; the last digit checks.

    Companies (5) and partnerships (3) begin with 0 and their province; their running number lies above 90,000, which
    no province has reached in a year. Persons have the digit 3, their province, and the district 99, which there is
    none. Bodies of the state begin with 0994 and have a running number likewise.
    """
    heads = {
        OrganisationKind.JURISTIC_PERSON: f"0{province_code}5560",
        OrganisationKind.PARTNERSHIP: f"0{province_code}3561",
        OrganisationKind.UNIVERSITY: "0994000",
        OrganisationKind.STATE_AGENCY: "0994001",
        OrganisationKind.NATURAL_PERSON: f"3{province_code}9904",
        OrganisationKind.COMMUNITY_ENTERPRISE: f"3{province_code}9905",
    }
    stem = f"{heads[kind]}{90_000 + number:05d}"
    check = (11 - sum(int(digit) * (13 - place) for place, digit in enumerate(stem)) % 11) % 10
    return f"{stem}{check}"


def person_name(random: Random) -> str:
    """A person's name in Thai."""
    return f"{random.choice(_FIRST)} {random.choice(_LAST)}"


def business(trade: tuple[str, str, str], kind: OrganisationKind, number: int) -> Business:
    """A business of that trade: (Thai, English, what it does). Each `number` below 400 has a brand of its own."""
    where_th, where_en = _WHERE[number % len(_WHERE)]
    what_th, what_en = _WHAT[(number // len(_WHERE) + number * 3) % len(_WHAT)]
    trade_th, trade_en, words = trade
    name_th, name_en = f"{where_th}{what_th} {trade_th}", f"{where_en} {what_en} {trade_en}"
    forms = {
        OrganisationKind.JURISTIC_PERSON: (f"บริษัท {name_th} จำกัด", f"{name_en} Co., Ltd."),
        OrganisationKind.PARTNERSHIP: (f"ห้างหุ้นส่วนจำกัด {name_th}", f"{name_en} Limited Partnership"),
        OrganisationKind.NATURAL_PERSON: (f"ร้าน{name_th}", f"{name_en} Shop"),
        OrganisationKind.COMMUNITY_ENTERPRISE: (
            f"วิสาหกิจชุมชน{name_th}",
            f"{name_en} Community Enterprise",
        ),
    }
    th, en = forms[kind]
    return Business(kind, th, en, words)


COMMENTS = (
    (5, "สอนเข้าใจง่าย ใช้งานได้จริง"), (5, "ส่งงานตรงเวลา แนะนำต่อแล้ว"), (4, "งานดี แต่ติดต่อช่วงแรกยาก"),
    (4, "ได้ผลตามที่ตกลง"), (3, "ใช้เวลานานกว่าที่แจ้งไว้"), (5, ""), (4, ""), (2, "ต้องแก้งานหลายรอบ"),
)  # fmt: skip
"""Stars and words of customers."""
