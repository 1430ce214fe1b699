"""What businesses do, and what therefore fits them: which coupons they ask for, which services they buy, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from schemes.states import Sector


class Goods(StrEnum):
    """What a business sells, as far as tests and designs differ by it."""

    FOOD = "food"
    THINGS = "things"
    """Made to be used: furniture, cloth, cosmetics."""
    NONE = "none"
    """Services, or other people's goods."""


@dataclass(frozen=True, slots=True)
class Trade:
    """One trade: its name in both languages, what it does, what it sells, which coupons are of use to it."""

    name_th: str
    name_en: str
    words: str
    goods: Goods
    schemes: frozenset[str]


_ALL = frozenset({"TRN", "TST", "ITS", "DSN", "MKT"})
_BRAND = frozenset({"TRN", "ITS", "DSN", "MKT"})
_OFFICE = frozenset({"TRN", "ITS"})
_FOOD, _THINGS, _NONE = Goods.FOOD, Goods.THINGS, Goods.NONE
TRADES: dict[Sector, tuple[Trade, ...]] = {
    Sector.MANUFACTURING: (
        Trade("อาหารแปรรูป", "Foods", "ผลิตอาหารแปรรูปพร้อมรับประทานจากวัตถุดิบในท้องถิ่น", _FOOD, _ALL),
        Trade("ผ้าทอมือ", "Handwoven", "ทอผ้าฝ้ายและผ้าไหมย้อมสีธรรมชาติ", _THINGS, _ALL),
        Trade("สมุนไพรไทย", "Herbs", "ผลิตสบู่ ยาหม่อง และเครื่องสำอางจากสมุนไพร", _THINGS, _ALL),
        Trade("เฟอร์นิเจอร์", "Furniture", "ผลิตเครื่องเรือนไม้ยางพาราและไม้สัก", _THINGS, _ALL),
        Trade("เซรามิก", "Ceramics", "ผลิตถ้วยชามและของตกแต่งเซรามิก", _THINGS, _ALL),
        Trade("กาแฟคั่ว", "Coffee Roasters", "คั่วและบรรจุกาแฟอาราบิกา", _FOOD, _ALL),
        Trade("น้ำพริก", "Chili Paste", "ผลิตน้ำพริกและเครื่องแกงบรรจุขวด", _FOOD, _ALL),
        Trade("เบเกอรี", "Bakery", "อบขนมปังและคุกกี้ส่งร้านกาแฟ", _FOOD, _ALL),
    ),
    Sector.TRADE: (
        Trade("ผักผลไม้สด", "Fresh Produce", "รวบรวมและจำหน่ายผักผลไม้ปลอดภัย", _FOOD, _ALL),
        Trade("ของฝาก", "Souvenirs", "จำหน่ายของฝากและขนมพื้นบ้านในตราของตนเอง", _FOOD, _ALL),
        Trade("ชาและน้ำผึ้ง", "Tea and Honey", "รวบรวมชาและน้ำผึ้งป่า บรรจุและจำหน่าย", _FOOD, _ALL),
        Trade("ของแต่งบ้าน", "Home Decor", "จำหน่ายของแต่งบ้านที่ให้ชุมชนผลิต", _THINGS, _ALL),
        Trade("ค้าวัสดุก่อสร้าง", "Building Supplies", "ค้าส่งและค้าปลีกวัสดุก่อสร้าง", _NONE, _OFFICE),
        Trade("อะไหล่ยนต์", "Auto Parts", "จำหน่ายอะไหล่รถยนต์และเครื่องจักรการเกษตร", _NONE, _OFFICE),
    ),
    Sector.SERVICE: (
        Trade("รีสอร์ท", "Resort", "ให้บริการที่พักและกิจกรรมท่องเที่ยวชุมชน", _NONE, _BRAND),
        Trade("คาเฟ่", "Café", "ร้านกาแฟและเบเกอรี", _NONE, _BRAND),
        Trade("นวดและสปา", "Spa", "ให้บริการนวดแผนไทยและสปา", _NONE, _BRAND),
        Trade("รับจัดงาน", "Events", "รับจัดงานประชุมและงานเลี้ยง", _NONE, _BRAND),
        Trade("ขนส่ง", "Logistics", "รับขนส่งสินค้าและคลังสินค้าขนาดเล็ก", _NONE, _OFFICE),
        Trade("ซ่อมบำรุง", "Maintenance", "ซ่อมบำรุงเครื่องปรับอากาศและไฟฟ้า", _NONE, _OFFICE),
    ),
}

FITS: dict[str, frozenset[Goods]] = {
    "ทดสอบฉลากโภชนาการ": frozenset({_FOOD}),
    "ทดสอบอายุการเก็บรักษา": frozenset({_FOOD}),
    "ทดสอบความปลอดภัยของผลิตภัณฑ์": frozenset({_THINGS}),
    "อบรมสุขลักษณะการผลิตอาหาร (GHPs)": frozenset({_FOOD}),
    "ออกแบบบรรจุภัณฑ์": frozenset({_FOOD, _THINGS}),
    "พัฒนาสูตรผลิตภัณฑ์": frozenset({_FOOD}),
}
"""Services, by their Thai name, that are not for everybody."""


def fits(service_th: str, goods: Goods) -> bool:
    """Whether a service is of use to who sells that."""
    return goods in FITS.get(service_th, frozenset(Goods))


_FOR_ALL = {
    "TRN": ("พนักงานยังทำบัญชีและภาษีเองไม่ได้ ต้องจ้างภายนอกทุกเดือน", "พนักงานสองคนทำบัญชีเองได้ภายในหนึ่งไตรมาส"),
    "ITS": ("ยังจดสต็อกด้วยมือ ของขาดบ่อยและปิดบัญชีช้า", "รู้ยอดขายและสต็อกทุกวัน ลดของขาดลงครึ่งหนึ่ง"),
    "DSN": ("ตราและสื่อของร้านไม่เป็นชุดเดียวกัน ลูกค้าจำไม่ได้", "มีตราสินค้าที่ใช้ได้ทั้งหน้าร้านและออนไลน์"),
    "MKT": ("อยากเริ่มขายต่างประเทศแต่ไม่รู้จะเริ่มจากประเทศใด", "มีแผนเข้าตลาดและผู้ซื้อที่สนใจอย่างน้อยสามราย"),
}  # fmt: skip
_FOR_MAKERS = {
    (Goods.FOOD, "TST"): ("ลูกค้าต่างจังหวัดขอผลทดสอบและฉลากโภชนาการก่อนสั่งซื้อ", "มีผลทดสอบพร้อมยื่นขอ อย. และส่งเข้าห้างได้"),
    (Goods.THINGS, "TST"): ("ห้างขอผลทดสอบความปลอดภัยก่อนรับวางขาย", "มีผลทดสอบพร้อมยื่นขอ มผช. และส่งเข้าห้างได้"),
    (Goods.FOOD, "DSN"): ("บรรจุภัณฑ์เดิมไม่ทนการขนส่งและไม่ดึงดูดผู้ซื้อ", "บรรจุภัณฑ์ใหม่ใช้ขายออนไลน์และส่งออกได้"),
    (Goods.THINGS, "DSN"): ("กล่องเดิมทำให้ของแตกหักระหว่างส่ง", "กล่องใหม่ส่งไปรษณีย์ได้โดยของไม่เสียหาย"),
    (Goods.FOOD, "TRN"): ("ผู้ซื้อขอให้โรงงานมีสุขลักษณะตาม GHPs", "พนักงานทุกคนผ่านการอบรมและจัดพื้นที่ผลิตใหม่"),
}  # fmt: skip


def need(scheme: str, goods: Goods) -> tuple[str, str]:
    """What a business writes into its application, and what it expects of it."""
    return _FOR_MAKERS.get((goods, scheme)) or _FOR_ALL[scheme]
