"""Names, numbers and places that could be, and are nobody's."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from identity.organisations.states import OrganisationKind
from schemes.states import Sector


@dataclass(frozen=True, slots=True)
class Place:
    """A town: its province, postcode, and a street in it."""

    province_code: str
    postcode: str
    town: str


PROVIDER_PLACES = (
    Place("10", "10400", "แขวงสามเสนใน เขตพญาไท"),
    Place("12", "11000", "ตำบลสวนใหญ่ อำเภอเมือง"),
    Place("13", "12120", "ตำบลคลองหนึ่ง อำเภอคลองหลวง"),
    Place("20", "20000", "ตำบลบางปลาสร้อย อำเภอเมือง"),
    Place("30", "30000", "ตำบลในเมือง อำเภอเมือง"),
    Place("40", "40000", "ตำบลในเมือง อำเภอเมือง"),
    Place("41", "41000", "ตำบลหมากแข้ง อำเภอเมือง"),
    Place("50", "50200", "ตำบลศรีภูมิ อำเภอเมือง"),
    Place("65", "65000", "ตำบลในเมือง อำเภอเมือง"),
    Place("73", "73000", "ตำบลพระปฐมเจดีย์ อำเภอเมือง"),
    Place("83", "83000", "ตำบลตลาดใหญ่ อำเภอเมือง"),
    Place("90", "90110", "ตำบลหาดใหญ่ อำเภอหาดใหญ่"),
)
"""The twelve provinces in which providers are."""
SME_PLACES = (
    *PROVIDER_PLACES,
    Place("11", "10270", "ตำบลปากน้ำ อำเภอเมือง"),
    Place("14", "13000", "ตำบลประตูชัย อำเภอพระนครศรีอยุธยา"),
    Place("18", "17000", "ตำบลในเมือง อำเภอเมือง"),
    Place("19", "18000", "ตำบลปากเพรียว อำเภอเมือง"),
    Place("21", "21000", "ตำบลท่าประดู่ อำเภอเมือง"),
    Place("31", "31000", "ตำบลในเมือง อำเภอเมือง"),
    Place("34", "34000", "ตำบลในเมือง อำเภอเมือง"),
    Place("45", "45000", "ตำบลในเมือง อำเภอเมือง"),
    Place("47", "47000", "ตำบลธาตุเชิงชุม อำเภอเมือง"),
    Place("52", "52000", "ตำบลเวียงเหนือ อำเภอเมือง"),
    Place("57", "57000", "ตำบลเวียง อำเภอเมือง"),
    Place("67", "67000", "ตำบลในเมือง อำเภอเมือง"),
    Place("71", "71000", "ตำบลบ้านเหนือ อำเภอเมือง"),
    Place("74", "74000", "ตำบลมหาชัย อำเภอเมือง"),
    Place("76", "76000", "ตำบลท่าราบ อำเภอเมือง"),
    Place("80", "80000", "ตำบลในเมือง อำเภอเมือง"),
    Place("84", "84000", "ตำบลตลาด อำเภอเมือง"),
    Place("93", "93000", "ตำบลคูหาสวรรค์ อำเภอเมือง"),
)
STREETS = ("ถนนพหลโยธิน", "ถนนมิตรภาพ", "ถนนเพชรเกษม", "ถนนสุขุมวิท", "ถนนท่าแพ", "ถนนประชาสโมสร", "ถนนราชดำเนิน")

_FIRST = (
    ("สมหญิง", "Somying"), ("สมชาย", "Somchai"), ("อรทัย", "Orathai"), ("วิชัย", "Wichai"), ("กาญจนา", "Kanchana"),
    ("ประเสริฐ", "Prasoet"), ("สุดารัตน์", "Sudarat"), ("ธนกร", "Thanakorn"), ("พรทิพย์", "Porntip"), ("อนุชา", "Anucha"),
    ("นภัสสร", "Napatsorn"), ("ศักดิ์ชัย", "Sakchai"), ("จันทร์เพ็ญ", "Chanpen"), ("กิตติพงษ์", "Kittipong"),
    ("มาลี", "Malee"), ("ณัฐวุฒิ", "Natthawut"), ("รัตนา", "Rattana"), ("เอกชัย", "Ekachai"), ("ปิยะนุช", "Piyanuch"),
    ("บุญส่ง", "Bunsong"), ("วราภรณ์", "Waraporn"), ("ชัยวัฒน์", "Chaiwat"), ("สุภาพร", "Supaporn"), ("ทวีศักดิ์", "Thaweesak"),
)  # fmt: skip
_LAST = (
    "ใจดี", "แก้วมณี", "ศรีสุข", "ทองคำ", "บุญมา", "วงศ์สวัสดิ์", "รุ่งเรือง", "พรหมมินทร์", "จันทร์แก้ว", "สายสุวรรณ",
    "อินทรประเสริฐ", "คำแสน", "ชูเกียรติ", "มั่นคง", "พูลสวัสดิ์", "ปัญญาดี", "ไชยวงศ์", "สุขเกษม", "เพชรรัตน์",
)  # fmt: skip

_BRANDS = (
    ("บ้านสวนทองกวาว", "Baan Suan Thong Kwao"), ("เพชรล้านนา", "Phet Lanna"), ("อันดามันใต้", "Andaman Tai"),
    ("ศรีอีสาน", "Sri Isan"), ("รุ่งเรืองทรัพย์", "Rungrueang Sap"), ("ดอยหมอก", "Doi Mok"), ("ชายน้ำโขง", "Chai Nam Khong"),
    ("ร่มโพธิ์", "Rom Pho"), ("ตะวันทอง", "Tawan Thong"), ("ใบบุญ", "Bai Bun"), ("กำไลเงิน", "Kamlai Ngoen"),
    ("ปลายฝน", "Plai Fon"), ("พนาสุข", "Phana Suk"), ("ลานตาล", "Lan Tan"), ("มณีนพเก้า", "Mani Nopphakao"),
    ("ต้นน้ำ", "Ton Nam"), ("เกษมสุข", "Kasem Suk"), ("ภูผาเขียว", "Phu Pha Khiao"), ("ทะเลแก้ว", "Thale Kaeo"),
    ("กรุงเก่า", "Krung Kao"), ("สองแคว", "Song Khwae"), ("เรือนไม้งาม", "Ruean Mai Ngam"), ("หอมนวล", "Hom Nuan"),
    ("ก้าวไกลสยาม", "Kao Klai Siam"), ("พลอยจันท์", "Phloi Chan"), ("บัวหลวง", "Bua Luang"), ("นาคราช", "Nakharat"),
    ("ศิลาดล", "Siladon"), ("ไทยเจริญผล", "Thai Charoen Phon"), ("สานฝัน", "San Fan"),
)  # fmt: skip
_TRADES: dict[Sector, tuple[tuple[str, str, str], ...]] = {
    Sector.MANUFACTURING: (
        ("อาหารแปรรูป", "Foods", "ผลิตอาหารแปรรูปพร้อมรับประทานจากวัตถุดิบในท้องถิ่น"),
        ("ผ้าทอมือ", "Handwoven", "ทอผ้าฝ้ายและผ้าไหมย้อมสีธรรมชาติ"),
        ("สมุนไพรไทย", "Herbs", "ผลิตสบู่ ยาหม่อง และเครื่องสำอางจากสมุนไพร"),
        ("เฟอร์นิเจอร์", "Furniture", "ผลิตเครื่องเรือนไม้ยางพาราและไม้สัก"),
        ("เซรามิก", "Ceramics", "ผลิตถ้วยชามและของตกแต่งเซรามิก"),
        ("กาแฟคั่ว", "Coffee Roasters", "คั่วและบรรจุกาแฟอาราบิกา"),
        ("น้ำพริก", "Chili Paste", "ผลิตน้ำพริกและเครื่องแกงบรรจุขวด"),
        ("บรรจุภัณฑ์", "Packaging", "ผลิตกล่องและถุงกระดาษสำหรับอาหาร"),
    ),
    Sector.TRADE: (
        ("ค้าวัสดุก่อสร้าง", "Building Supplies", "ค้าส่งและค้าปลีกวัสดุก่อสร้าง"),
        ("ผักผลไม้สด", "Fresh Produce", "รวบรวมและจำหน่ายผักผลไม้ปลอดภัย"),
        ("ของฝาก", "Souvenirs", "จำหน่ายของฝากและสินค้าชุมชน"),
        ("เครื่องเขียน", "Stationery", "จำหน่ายเครื่องเขียนและอุปกรณ์สำนักงาน"),
        ("อะไหล่ยนต์", "Auto Parts", "จำหน่ายอะไหล่รถยนต์และเครื่องจักรการเกษตร"),
        ("อาหารสัตว์", "Pet Supplies", "จำหน่ายอาหารและอุปกรณ์สัตว์เลี้ยง"),
    ),
    Sector.SERVICE: (
        ("รีสอร์ท", "Resort", "ให้บริการที่พักและกิจกรรมท่องเที่ยวชุมชน"),
        ("คาเฟ่", "Café", "ร้านกาแฟและเบเกอรี"),
        ("ขนส่ง", "Logistics", "รับขนส่งสินค้าและคลังสินค้าขนาดเล็ก"),
        ("นวดและสปา", "Spa", "ให้บริการนวดแผนไทยและสปา"),
        ("ซ่อมบำรุง", "Maintenance", "ซ่อมบำรุงเครื่องปรับอากาศและไฟฟ้า"),
        ("รับจัดงาน", "Events", "รับจัดงานประชุมและงานเลี้ยง"),
    ),
}


@dataclass(frozen=True, slots=True)
class Business:
    """An enterprise's name in both languages, its kind, and what it does."""

    kind: OrganisationKind
    name_th: str
    name_en: str
    business: str


def registration_number(kind: OrganisationKind, province_code: str, number: int) -> str:
    """A lawful 13-digit number: a juristic one begins with 0, a natural person's with 3; the last digit checks."""
    heads = {
        OrganisationKind.JURISTIC_PERSON: f"0{province_code}5560",
        OrganisationKind.PARTNERSHIP: f"0{province_code}3561",
        OrganisationKind.UNIVERSITY: "0994000",
        OrganisationKind.STATE_AGENCY: "0994001",
        OrganisationKind.NATURAL_PERSON: f"3{province_code}0104",
        OrganisationKind.COMMUNITY_ENTERPRISE: f"3{province_code}0205",
    }
    stem = f"{heads[kind]}{number:05d}"
    check = (11 - sum(int(digit) * (13 - place) for place, digit in enumerate(stem)) % 11) % 10
    return f"{stem}{check}"


def person_name(random: Random) -> str:
    """A person's name in Thai."""
    return f"{random.choice(_FIRST)[0]} {random.choice(_LAST)}"


def business(random: Random, sector: Sector, kind: OrganisationKind, number: int) -> Business:
    """A business of that sector. `number` keeps two of one brand and trade apart."""
    brand_th, brand_en = _BRANDS[number % len(_BRANDS)]
    trade_th, trade_en, words = random.choice(_TRADES[sector])
    name_th, name_en = f"{brand_th} {trade_th}", f"{brand_en} {trade_en}"
    if number >= len(_BRANDS) * len(_FIRST) // 4:
        first_th, first_en = _FIRST[number // len(_BRANDS) % len(_FIRST)]
        name_th, name_en = f"{name_th} ({first_th})", f"{name_en} ({first_en})"
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


def address(random: Random, place: Place) -> str:
    """A street address in that town."""
    return f"{random.randint(1, 399)}/{random.randint(1, 40)} {random.choice(STREETS)} {place.town}"


def phone(random: Random) -> str:
    """A telephone number in Thailand, in Bangkok or mobile, from the thousand that nobody is given."""
    first, _thousand, last = random.choice("2689"), random.randint(100, 999), random.randint(1000, 9999)
    return f"02-000-{last}" if first == "2" else f"0{first}1-000-{last}"


NEEDS = {
    "TRN": ("พนักงานยังทำบัญชีและภาษีเองไม่ได้ ต้องจ้างภายนอกทุกเดือน", "พนักงานสองคนทำบัญชีเองได้ภายในหนึ่งไตรมาส"),
    "TST": ("ลูกค้าต่างจังหวัดขอผลทดสอบและฉลากโภชนาการก่อนสั่งซื้อ", "มีผลทดสอบพร้อมยื่นขอ อย. และส่งเข้าห้างได้"),
    "ITS": ("ยังจดสต็อกด้วยมือ ของขาดบ่อยและปิดบัญชีช้า", "รู้ยอดขายและสต็อกทุกวัน ลดของขาดลงครึ่งหนึ่ง"),
    "DSN": ("บรรจุภัณฑ์เดิมไม่ทนการขนส่งและไม่ดึงดูดผู้ซื้อ", "บรรจุภัณฑ์ใหม่ใช้ขายออนไลน์และส่งออกได้"),
    "MKT": ("อยากเริ่มส่งออกแต่ไม่รู้จะเริ่มจากประเทศใด", "มีแผนเข้าตลาดและผู้ซื้อที่สนใจอย่างน้อยสามราย"),
}
"""What a business writes into its application and what it expects of it, by kind of service."""
COMMENTS = (
    (5, "สอนเข้าใจง่าย ใช้งานได้จริง"), (5, "ส่งงานตรงเวลา แนะนำต่อแล้ว"), (4, "งานดี แต่ติดต่อช่วงแรกยาก"),
    (4, "ได้ผลตามที่ตกลง"), (3, "ใช้เวลานานกว่าที่แจ้งไว้"), (5, ""), (4, ""), (2, "ต้องแก้งานหลายรอบ"),
)  # fmt: skip
"""Stars and words of customers."""
