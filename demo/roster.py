"""Who the providers of the demo world are, and what they offer."""

from __future__ import annotations

from identity.organisations.states import OrganisationKind

_C, _P, _U, _L = (
    OrganisationKind.JURISTIC_PERSON,
    OrganisationKind.PARTNERSHIP,
    OrganisationKind.UNIVERSITY,
    OrganisationKind.STATE_AGENCY,
)
T, S, I, D, R, M = "training", "testing", "information-systems", "design", "technology", "market"  # noqa: E741 - one letter each keeps the roster readable
ROSTER: tuple[tuple[OrganisationKind, str, str, int, tuple[str, ...]], ...] = (
    (_C, "บริษัท ล้านนาพัฒนาธุรกิจ จำกัด", "Lanna Business Development Co., Ltd.", 7, (T, S, I, M)),
    (_U, "ศูนย์บริการวิชาการ มหาวิทยาลัยเชียงดาว", "Academic Services, Chiang Dao University", 7, (T, S, R)),
    (_L, "สถาบันทดสอบอาหารแห่งล้านนา", "Lanna Food Testing Institute", 7, (S,)),
    (_C, "บริษัท ประดิพัทธ์เทรนนิ่ง จำกัด", "Pradiphat Training Co., Ltd.", 0, (T,)),
    (_C, "บริษัท คลังปัญญาดิจิทัล จำกัด", "Khlang Panya Digital Co., Ltd.", 0, (I, M)),
    (_C, "บริษัท สยามออกแบบ จำกัด", "Siam Design Works Co., Ltd.", 0, (D, R)),
    (_L, "ศูนย์ทดสอบผลิตภัณฑ์กลาง", "Central Product Testing Centre", 0, (S,)),
    (_P, "ห้างหุ้นส่วนจำกัด นนท์ซอฟต์", "Nont Soft Limited Partnership", 1, (I,)),
    (_C, "บริษัท เจ้าพระยาที่ปรึกษา จำกัด", "Chao Phraya Advisers Co., Ltd.", 1, (T, M)),
    (_C, "บริษัท นวัตบรรจุภัณฑ์ จำกัด", "Nawat Packaging Design Co., Ltd.", 1, (D,)),
    (_U, "สำนักวิจัยและบริการ มหาวิทยาลัยคลองหลวง", "Research Services, Khlong Luang University", 2, (S, R, T)),
    (_L, "ห้องปฏิบัติการวัสดุศาสตร์ปทุม", "Pathum Materials Laboratory", 2, (S, R)),
    (_C, "บริษัท รังสิตคลาวด์ จำกัด", "Rangsit Cloud Co., Ltd.", 2, (I,)),
    (_C, "บริษัท อีสเทิร์นแล็บ จำกัด", "Eastern Lab Co., Ltd.", 3, (S,)),
    (_C, "บริษัท ชลบุรีสกิล จำกัด", "Chonburi Skill Co., Ltd.", 3, (T, M)),
    (_P, "ห้างหุ้นส่วนจำกัด บางปลาสร้อยไอที", "Bang Pla Soi IT Limited Partnership", 3, (I,)),
    (_U, "อุทยานวิชาการ มหาวิทยาลัยโคราช", "Academic Park, Korat University", 4, (T, S, D)),
    (_C, "บริษัท โคราชครีเอทีฟ จำกัด", "Korat Creative Co., Ltd.", 4, (D, M)),
    (_C, "บริษัท มิตรภาพระบบงาน จำกัด", "Mittraphap Systems Co., Ltd.", 4, (I,)),
    (_U, "ศูนย์บ่มเพาะ มหาวิทยาลัยแก่นนคร", "Business Incubator, Kaen Nakhon University", 5, (T, I, R)),
    (_L, "สถาบันวิเคราะห์อาหารอีสาน", "Isan Food Analysis Institute", 5, (S,)),
    (_C, "บริษัท ขอนแก่นดีไซน์เฮาส์ จำกัด", "Khon Kaen Design House Co., Ltd.", 5, (D,)),
    (_C, "บริษัท อุดรเน็ตเวิร์ก จำกัด", "Udon Network Co., Ltd.", 6, (I, M)),
    (_C, "บริษัท ริมโขงฝึกอบรม จำกัด", "Rim Khong Training Co., Ltd.", 6, (T,)),
    (_U, "คณะวิทยาศาสตร์ มหาวิทยาลัยสองแคว", "Faculty of Science, Song Khwae University", 8, (S, T)),
    (_C, "บริษัท พิษณุโลกโซลูชัน จำกัด", "Phitsanulok Solution Co., Ltd.", 8, (I, D)),
    (_U, "ศูนย์เทคโนโลยีอาหาร มหาวิทยาลัยทวารวดี", "Food Technology Centre, Dvaravati University", 9, (S, R, T)),
    (_C, "บริษัท นครปฐมแพ็คเกจจิ้ง จำกัด", "Nakhon Pathom Packaging Co., Ltd.", 9, (D,)),
    (_C, "บริษัท อันดามันดิจิทัล จำกัด", "Andaman Digital Co., Ltd.", 10, (I, M)),
    (_C, "บริษัท ภูเก็ตฮอสพิทาลิตี้เทรนนิ่ง จำกัด", "Phuket Hospitality Training Co., Ltd.", 10, (T,)),
    (_U, "สำนักบริการวิชาการ มหาวิทยาลัยหาดทราย", "Academic Services, Hat Sai University", 11, (T, S, R)),
    (_C, "บริษัท หาดใหญ่แล็บแอนด์เซอร์ท จำกัด", "Hat Yai Lab and Cert Co., Ltd.", 11, (S,)),
    (_C, "บริษัท ใต้ฟ้าออกแบบ จำกัด", "Tai Fa Design Co., Ltd.", 11, (D, M)),
    (_C, "บริษัท สามเสนที่ปรึกษา จำกัด", "Sam Sen Advisers Co., Ltd.", 0, (T,)),
    (_C, "บริษัท แครายซอฟต์แวร์ จำกัด", "Khae Rai Software Co., Ltd.", 1, (I,)),
    (_C, "บริษัท บึงแก่นฝึกอบรม จำกัด", "Bueng Kaen Training Co., Ltd.", 5, (T,)),
    (_P, "ห้างหุ้นส่วนจำกัด ลายไทยดีไซน์", "Lai Thai Design Limited Partnership", 7, (D,)),
    (_C, "บริษัท บางทรายแล็บ จำกัด", "Bang Sai Lab Co., Ltd.", 3, (S,)),
    (_C, "บริษัท ลำตะคองคอนซัลท์ จำกัด", "Lam Takhong Consult Co., Ltd.", 4, (T, M)),
    (_C, "บริษัท เชียงรากมีเดีย จำกัด", "Chiang Rak Media Co., Ltd.", 2, (D,)),
)
"""(kind, Thai name, English name, place, categories). Invented; any likeness is chance."""

STEADY = range(32)
"""Approved, and still so; number 31's accreditation has run out."""
EXPIRED, DELISTED, SUSPENDED_LATER, SUSPENDED_EARLY = 31, 32, 33, 34
RETURNED, SUBMITTED_LATE, REJECTED, APPEALED, DRAFT = 35, 36, 37, 38, 39
SUBMITTED_FRESH = 30
RENEWING = (13, 14, 15, 17)
"""Their approvals run out soon."""
NO_ACCOUNT, COOLING, PENDING_ACCOUNT = 29, 28, 27
BANK_CODES = ("002", "004", "006", "011", "014", "025", "030", "034", "069")

CATALOGUE: dict[str, tuple[tuple[str, str, int, int, int, str], ...]] = {
    T: (("อบรมบัญชีและภาษีสำหรับผู้ประกอบการ", "Accounting and tax for owners", 8_000, 60_000, 10, "ใบประกาศนียบัตร รายชื่อผู้เข้าอบรม"),
        ("อบรมการตลาดออนไลน์", "Online marketing course", 9_000, 80_000, 14, "แผนการตลาด ใบประกาศนียบัตร"),
        ("อบรมสุขลักษณะการผลิตอาหาร (GHPs)", "Food hygiene course (GHPs)", 12_000, 90_000, 7, "ใบประกาศนียบัตร")),
    S: (("ทดสอบฉลากโภชนาการ", "Nutrition label test", 8_500, 70_000, 21, "รายงานผลทดสอบ"),
        ("ทดสอบความปลอดภัยของผลิตภัณฑ์", "Product safety test", 9_000, 80_000, 21, "รายงานผลทดสอบ"),
        ("ทดสอบอายุการเก็บรักษา", "Shelf-life test", 15_000, 120_000, 45, "รายงานผลทดสอบ"),
        ("ขอการรับรอง มผช. และ อย.", "Community product and FDA certification", 10_000, 150_000, 60, "ใบรับรอง")),
    I: (("ระบบบัญชีบนคลาวด์", "Cloud accounting system", 10_000, 120_000, 30, "ระบบพร้อมใช้ คู่มือ"),
        ("ระบบขายหน้าร้านและสต็อก", "Point of sale and stock system", 12_000, 180_000, 30, "ระบบพร้อมใช้ คู่มือ"),
        ("เว็บไซต์และร้านค้าออนไลน์", "Website and online shop", 15_000, 200_000, 45, "เว็บไซต์ ซอร์สโค้ด คู่มือ")),
    D: (("ออกแบบบรรจุภัณฑ์", "Packaging design", 8_000, 100_000, 30, "ไฟล์งานออกแบบ ต้นแบบ"),
        ("ออกแบบตราสินค้า", "Brand design", 10_000, 90_000, 21, "คู่มือตราสินค้า")),
    R: (("พัฒนาสูตรผลิตภัณฑ์", "Product recipe development", 15_000, 100_000, 60, "สูตร รายงานวิจัย"),),
    M: (("ที่ปรึกษาขยายตลาดต่างประเทศ", "Export market advice", 5_000, 40_000, 30, "รายงานโอกาสทางการตลาด"),),
}  # fmt: skip
