"""Thai says one thing in one word: the words that pages, papers and the glossary do not use, and those they do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.words import key_of, read_thai
from tests.house.house import told

ROOT = Path(__file__).resolve().parents[2]
BARRED = {
    "(?<!ขอบ)คุณ(?!สมบัติ|ภาพ|%)": "the reader is ท่าน",
    "ข้าพเจ้า": "who acts is ฉัน",
    "กรุณา": "โปรด",
    "(?<!ธนาคาร)ปฏิเสธ(?!คำสั่ง)": "an officer's no is ไม่อนุมัติ; to a price it is ไม่ตกลงราคา; banks refuse, and so does the machine",
    "สมัคร": "an application is a คำขอ, to apply is ยื่นคำขอ",
    "ลงทะเบียน": "to register is ขึ้นทะเบียน",
    "องค์กร(?!เอกชน)": "กิจการ of an SME, ผู้ให้บริการ, หน่วยงาน of the state",
    "ผู้ประกอบการ": "a business is a กิจการ",
    "อีเมลขยะ": "mail programs call it จดหมายขยะ",
    "บัญชีรอ": "the waiting list is รายชื่อสำรอง",
    "งวด": "a batch is a ชุดจ่าย",
    "ปล่อยจ่าย": "to release is สั่งจ่าย",
    "ผู้อนุมัติการ(เงิน|จ่าย)": "who approves payments is ผู้อนุมัติจ่าย",
    "กัน(วง)?เงิน(?!เหลื่อมปี)|เงินที่กันไว้": "reserved is จองวงเงิน",
    "งบพับ": "what lapses is เงินพับตกไป; the Fund's is ส่งคืนกองทุน",
    "ตัดหนี้สูญ": "written off is จำหน่ายหนี้เป็นสูญ",
    "ส่งคืน(?!กองทุน|คลัง)": "returned for correction is ส่งกลับให้แก้ไข; คืน is for money",
    "(?<!กล่อง)จดหมาย(?!ขยะ)": "an e-mail is an อีเมล, what is told is a การแจ้งเตือน",
    "รายการเบิก": "a claim is a คำขอเบิก",
    "ตรวจรับงาน": "who checks claims is เจ้าหน้าที่ตรวจคำขอเบิก",
    "แคชเชียร์": "who stands at the counter is พนักงานร้าน",
    "(?<!วัน)ทำการแทน": "to act for is ใช้งานในนาม",
    "^(?!.*คุ้มครองข้อมูลส่วนบุคคล).*ยินยอม": "yes to a price is ยืนยันราคา; ยินยอม is of personal data",
    "อุทธรณ์ต่อ": "one appeals (ยื่นอุทธรณ์), and ผู้พิจารณาคนใหม่ decides",
    "บุคคลที่สอง|ผู้ยืนยันคนที่สอง|เจ้าหน้าที่ท่านอื่น": "who confirms is เจ้าหน้าที่อีกคน",
    "(?<!ยก)เลิกระงับ": "to release a hold is ยกเลิกการระงับ",
    "สาขาธุรกิจ|ภาคธุรกิจ": "a sector is a ประเภทกิจการ",
    "งานที่ใช้เวลา|งานเบื้องหลัง": "a background task is งานที่ระบบกำลังประมวลผล",
    "กุญแจผ่าน": "a passkey is a พาสคีย์",
    "คิวอาร์": "QR",
    r"โทร\.": "โทร 1301",
    "คูปองพัฒนา ?SME": "the programme is คูปองพัฒนาขีดความสามารถ",
    " ๆ": "U+00A0 stands before ๆ: no line begins with it",
    r"(%\((count|num|days|hours|minutes|most|least|payees|length)\)s|\d) (วัน(?!ที่)|ชั่วโมง|นาที|รายการ|แห่ง|ราย|ไฟล์|หลัก|ตัว|คน|ครั้ง|ข้อ|ใบ|เรื่อง)": "U+00A0 stands between a number and what is counted",
}
"""Pattern of Thai that is not used → what is said instead."""


def barred(said: dict[str, str]) -> Iterator[str]:
    """Where a word stands that is not used: `said` is where → Thai."""
    for where, thai in said.items():
        yield from (
            f"{instead}: {where} → {thai!r}"
            for pattern, instead in BARRED.items()
            if re.search(pattern, thai)
        )


def _catalogue() -> dict[str, str]:
    return {
        key_of(message): " ".join(message.string) if isinstance(message.string, tuple) else message.string
        for message in read_thai()
        if message.id
    }


def _lines(*paths: Path) -> dict[str, str]:
    """Lines with Thai of files that hold their Thai themselves."""
    return {
        f"{path.relative_to(ROOT)}:{at}": line
        for path in paths
        for at, line in enumerate(path.read_text().splitlines(), 1)
        if re.search("[ก-๙]", line)
    }


def test_the_catalogue_uses_one_word_for_one_thing() -> None:
    found = list(barred(_catalogue()))
    assert not found, told(found, "Say it in the word of docs/glossary.md.")


def test_what_holds_its_thai_itself_uses_the_same_words() -> None:
    pages = sorted((ROOT / "templates").rglob("*.html"))
    found = list(
        barred(_lines(ROOT / "docs/glossary.md", ROOT / "docs/ledger.md", ROOT / "README.md", *pages))
    )
    assert not found, told(found, "Say it in the word of docs/glossary.md.")


@pytest.mark.parametrize(
    "thai",
    [
        "บัญชีของคุณ",
        "ข้าพเจ้ายืนยัน",
        "เจ้าหน้าที่ปฏิเสธ",
        "ขึ้นบัญชีรอ",
        "ปิดงวดนี้",
        "ส่งจดหมายแล้ว",
        "ส่งคืนให้แก้ไข",
        "ท่านยินยอมราคานี้",
        "ส่งกลับให้ผู้ประกอบการแก้ไข",
        "หน้าอื่น ๆ",
        "ภายใน 15 วันทำการ",
        "เหลือ %(count)s รายการ",
    ],
)
def test_a_word_that_is_not_used_is_found(thai: str) -> None:
    assert list(barred({"Word": thai}))


@pytest.mark.parametrize(
    "thai",
    [
        "ขอบคุณ",
        "คุณสมบัติ",
        "เรียน คุณ%(name)s",
        "ธนาคารปฏิเสธ",
        "โฟลเดอร์จดหมายขยะ",
        "ส่งคืนคลัง",
        "กันเงินเหลื่อมปี",
        "ยกเลิกการระงับ",
        "พ.ร.บ. คุ้มครองข้อมูลส่วนบุคคล ไม่ต้องใช้ความยินยอม",
        "หน้าอื่น\u00a0ๆ",
        "ใน 3 วันที่",
    ],
)
def test_a_word_that_only_looks_like_it_is_used(thai: str) -> None:
    assert not list(barred({"Word": thai}))
