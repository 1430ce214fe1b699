"""Thai words that ICU's dictionary knows only in parts: where a line of print does not break, though it would."""

from __future__ import annotations

import re

_COMPOUNDS = """
    กำกับดูแล ขีดความสามารถ ขึ้นทะเบียน ข้อกำหนด ข้อตกลง คณะกรรมการ คลังสินค้า คำสั่ง คุ้มค่า คู่ค้า งบประมาณ
    จัดจำหน่าย จัดซื้อ จัดทำ ดำเนินการ ด้านล่าง ตรวจรับ ตรวจสอบ ตัวชี้วัด ต่ออายุ ต่อเนื่อง ที่ตั้ง ที่ปรึกษา
    ที่อยู่ นำเข้า น้ำดื่ม บรรจุภัณฑ์ บัญชีธนาคาร ปฏิบัติการ ประกอบการ ผู้ประกอบการ ผู้มีสิทธิ ผู้เข้าร่วม
    ผู้ให้บริการ ฝึกอบรม ยกระดับ ระยะเวลา รายจ่าย รายละเอียด รายได้ ร้านค้า ลงทะเบียน ลายมือชื่อ วันที่ วิธีการ
    สิทธิบัตร สิ่งทอ สิ่งแวดล้อม ส่งกลับ ส่งออก ส่งเสริม ส่วนร่วม ส่วนแบ่ง หน่วยงาน หมดอายุ ห้องปฏิบัติการ
    ห้างหุ้นส่วน อำนวยการ เครื่องดื่ม เครื่องมือ เครื่องสำอาง เจ้าหน้าที่ เลขทะเบียน เลขที่ เลขประจำตัว เหมาะสม
    แผนงาน โลจิสติกส์ ใช้จ่าย ใบกำกับภาษี ใบรับรอง ใบอนุญาต ใบเสนอราคา ใบเสร็จ ใบแจ้งหนี้ ให้บริการ
"""


COMPOUNDS = tuple(_COMPOUNDS.split())
"""Words of the services, of their papers and of the law; none that the others, or ICU, keep whole already."""


_WHOLE = re.compile("|".join(sorted(COMPOUNDS, key=len, reverse=True)))


_PREFIX = re.compile(r"(?:ความ|นัก|ผู้|(?<![ก-๛])การ)(?=[ก-ฮเ-ไ])")


def unbreakable_places(text: str) -> set[int]:
    """Where no line ends although ICU would let it: within a compound, and between a prefix and its word."""
    within = {place for found in _WHOLE.finditer(text) for place in range(found.start() + 1, found.end())}
    return within | {found.end() for found in _PREFIX.finditer(text)}
