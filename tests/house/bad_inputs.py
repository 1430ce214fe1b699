"""The bad things that people type and send, one at a time among good ones: data of test_named_bad_input.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.coupons.counter import picture

Words = tuple[str, str]
"""What must be said, in Thai and in English."""


@dataclass(frozen=True)
class Case:
    """One form with one bad thing in it.

    `who` types it, on `page`, into the form whose address ends like `form`: `good`, and `bad` in place of what is
    good in `field`; `words` must then stand beside that field. Texts may name what the world holds: `{code}`.
    A form that takes a file is sent one in `file`; with `bad_file` that one is what is wrong, and `field` is `file`.
    """

    name: str
    who: str
    page: str
    form: str
    good: Mapping[str, str]
    field: str
    bad: str
    words: Words
    file: str = ""
    bad_file: bytes | None = None
    adds: frozenset[str] = frozenset()
    """Tables that even a refusal adds to."""

    def files(self, content: bytes | None = None) -> dict[str, tuple[str, bytes]]:
        """What is chosen in the form's file field: a good picture, unless told otherwise."""
        return {self.file: ("กระดาษ.png", A_PICTURE if content is None else content)} if self.file else {}


KEPT = frozenset({"idempotency_keys", "audit_events"})
"""Every scan and every try of a code is kept, and answered the same when it is sent again."""
MEGABYTE = "ก" * 350_000
"""A little more than a megabyte in UTF-8."""
A_PICTURE = picture("good")

WRONG_DIGIT = (
    "เลข 13 หลักไม่ถูกต้อง โปรดเทียบทีละตัวกับหนังสือรับรองหรือบัตรประชาชน",
    "This is not a valid 13-digit number. Check each digit against the certificate or the card.",
)
TAKEN = (
    "กิจการนี้ขึ้นทะเบียนแล้ว เจ้าของกิจการเชิญท่านได้",
    "This organisation is already registered. Its owner can invite",
)
NOT_MONEY = (
    "กรอกจำนวนเงินเป็นบาทด้วยตัวเลขเต็มจำนวน เช่น 42,000",
    "Enter the full amount in baht, in digits",
)
PARTS_OF_A_SATANG = ("กรอกทศนิยมได้ไม่เกิน 2 ตำแหน่ง", "Enter at most two digits after the point")
NOT_A_COUNT = ("กรอกเป็นจำนวนเต็ม เช่น 12", "Enter a whole number, for example, 12")
NOT_A_DAY = (
    "ไม่มีวันที่นี้ กรอกวัน เดือน ปี เช่น 22/11/2569",
    "This date does not exist. Enter day, month and year, for example, 22/11/2026",
)
OUT_OF_BOUNDS = ("กรอกปีตั้งแต่ 2555 ถึง 2700", "Enter a year from 2012 to 2157")
WRONG_POSTCODE = ("กรอกรหัสไปรษณีย์ของจังหวัดนั้น", "a postcode that belongs to it")
TORN_CODE = ("รหัสนี้ไม่ใช่รหัสคูปอง ภาพ QR อาจชำรุด", "This is not a coupon code. Look for a damaged QR")
NO_SUCH_CODE = ("ไม่พบคูปองที่มีรหัสนี้", "No coupon has this code.")
NOT_TODAY = ("วันนี้คูปองนี้ใช้ไม่ได้", "This coupon is not valid today.")
NOT_YOUR_KIND = (
    "ผู้ให้บริการที่ท่านสังกัดไม่ได้รับอนุมัติสำหรับบริการประเภทนี้",
    "Your organisation is not approved for this kind",
)
WRONG_SIX = ("รหัสไม่ถูกต้อง โปรดให้ลูกค้าอ่านรหัส 6 หลักอีกครั้ง", "The code is wrong. Ask the customer to read")
OUTSIDE_RANGE = ("ราคาอยู่นอกช่วงราคาที่ประกาศไว้สำหรับบริการนี้", "The price is outside the published range")
WRONG_ACCOUNT = ("เลขที่บัญชีของธนาคารนี้มี 10 หลัก", "Accounts at this bank have 10 digits")
OF_A_PERSON = ("เลขนี้เป็นเลขของบุคคล", "This number belongs to a natural person.")
SIGNS_IN_NUMBER = ("กรอกเฉพาะตัวเลข เพราะในเลขนี้มีตัวอักษร", "Enter digits only: there is a letter or a sign")
TAKEN_ACCOUNT = (
    "เลขที่บัญชีนี้ใช้กับกิจการอื่นแล้ว",
    "This account number is already registered for another organisation.",
)
DELIVERY_DAY = ("วันที่ส่งมอบต้องอยู่ระหว่างวันที่ลูกค้ายืนยันกับวันนี้", "The delivery date must be between")
INVOICE_DAY = ("วันที่ในใบกำกับภาษีต้องอยู่ระหว่าง", "The invoice date must be between")
NO_INVOICE = ("กรอกเลขที่ใบกำกับภาษีหรือใบเสร็จรับเงิน", "Enter only the number of the tax invoice or receipt")
INVOICE_USED = (
    "เลขที่ใบกำกับภาษีของผู้ให้บริการนี้มีอยู่ในคำขอเบิกอื่นแล้ว",
    "This invoice number of the provider is already on another claim",
)
TOO_MUCH = (
    "จำนวนที่อนุมัติต้องมากกว่าศูนย์และไม่เกินวงเงินที่จองไว้",
    "Enter an amount above zero, and no more than was reserved.",
)


def longer_than(characters: int) -> Words:
    """What is said of a text that is too long."""
    return f"ได้ไม่เกิน {characters} ตัวอักษร", f"Enter at most {characters} characters"


BAD_FILES: tuple[tuple[str, bytes, Words], ...] = (
    (
        "a program called a picture",
        b"MZ" + bytes(200),
        (
            "รับเฉพาะไฟล์ PDF, JPEG, PNG และ WebP",
            "Only PDF, JPEG, PNG and WebP files are accepted. Choose another file.",
        ),
    ),
    (
        "torn in half",
        A_PICTURE[: len(A_PICTURE) // 2],
        ("ไฟล์เสียหายหรือมีรหัสผ่าน จึงเปิดไม่ได้", "it is damaged or protected by a password"),
    ),
    ("empty", b"", ("ไฟล์ว่างเปล่า โปรดเลือกไฟล์อื่น", "The file is empty. Choose another.")),
    (
        "larger than 10 MB",
        A_PICTURE + bytes(10 * 1024 * 1024),
        ("ไฟล์ใหญ่เกินไป ไม่เกิน 10 MB", "The file is too large (at most 10 MB)."),
    ),
)

COMPANY = {
    "kind": "juristic_person",
    "registration_number": "0105555000081",
    "name_th": "บริษัท ลำปางเซรามิก จำกัด",
    "name_en": "Lampang Ceramics",
}
PERSON = COMPANY | {"kind": "natural_person", "registration_number": "1101700000001"}
ADDRESS = {
    "address": "9 ถนนฉัตรไชย",
    "province_code": "52",
    "postcode": "52000",
    "phone": "054-000000",
    "email": "shop@example.test",
}
FIGURES = {
    "business": "ผลิตถ้วยชาม",
    "sector": "manufacturing",
    "employees": "12",
    "revenue": "9,000,000.50",
    "figures_year": "2568",
}
ACCOUNT = {"bank_code": "006", "account_number": "1234567890", "account_name": "บริษัท ทดลอง จำกัด"}
SERVICE = {
    "category": "{category}",
    "name_th": "ทดสอบฉลากโภชนาการ",
    "name_en": "Nutrition label test",
    "deliverables": "รายงานผล",
    "price_from": "12,000",
    "price_to": "18,000.50",
    "duration_days": "14",
}
CODE = {"code": "{code}"}
SIX = {"digits": "{digits}"}
PRICE = {"service": "{service}", "price": "42,000"}
DELIVERY = {"delivered_on": "{today}", "invoice_number": "IV-7", "invoiced_on": "{today}"}
APPROVAL = {"amount": "33,600.00", "reason": "ตรวจแล้ว"}


def registering(name: str, field: str, bad: str, words: Words, good: Mapping[str, str] = COMPANY) -> Case:
    """The first page of a registration."""
    return Case(name, "newcomer", "/smes/register", "/smes/register", good, field, bad, words)


def sizing(name: str, field: str, bad: str, words: Words) -> Case:
    """The figures by which the law sizes a business."""
    page = "/smes/{draft}/registration/figures"
    return Case(name, "founder", page, "/figures", FIGURES, field, bad, words)


def offering(name: str, field: str, bad: str, words: Words) -> Case:
    """A service of a provider's catalogue."""
    return Case(name, "shop", "/providers/{provider}/services/new", "/new", SERVICE, field, bad, words)


def paid_into(name: str, field: str, bad: str, words: Words, bad_file: bytes | None = None) -> Case:
    """A bank account, with the picture of its book."""
    page = "/organisations/{provider}/bank-accounts/new"
    return Case(name, "shop", page, "/new", ACCOUNT, field, bad, words, "book", bad_file)


def scanning(name: str, bad: str, words: Words) -> Case:
    """A code typed, or a QR read, at the counter."""
    return Case(name, "cashier", "/scan", "/scan", CODE, "code", bad, words, adds=KEPT)


def pricing(name: str, bad: str, words: Words) -> Case:
    """A price for a coupon that was scanned."""
    return Case(name, "cashier", "/scan/{scan}", "/price", PRICE, "price", bad, words)


def confirming(name: str, bad: str, words: Words) -> Case:
    """The six digits that the customer reads out."""
    return Case(
        name, "cashier", "/proposals/{proposal}", "/consent-by-code", SIX, "digits", bad, words, adds=KEPT
    )


def delivering(name: str, field: str, bad: str, words: Words) -> Case:
    """What a provider declares of its delivery."""
    return Case(name, "cashier", "/redemptions/{claim}", "/deliver", DELIVERY, field, bad, words)


def approving(name: str, bad: str, words: Words) -> Case:
    """What an officer approves of a claim."""
    return Case(name, "officer", "/redemptions/{accepted}", "/approve", APPROVAL, "amount", bad, words)


def with_files() -> Iterator[Case]:
    """Every wrong kind and size of file, wherever files are taken."""
    for what, content, words in BAD_FILES:
        yield paid_into(f"a bank book, {what}", "book", "", words, content)
        for name, who, page, form, good in (
            ("evidence", "cashier", "/redemptions/{claim}", "/evidence", {"kind": "deliverable"}),
            ("a business's paper", "founder", "/smes/{draft}/registration/documents", "/documents", {}),
        ):
            yield Case(f"{name}, {what}", who, page, form, good, "files", "", words, "files", content)


CASES = (
    registering("a company's wrong check digit", "registration_number", "0105555000082", WRONG_DIGIT),
    registering("a person's wrong check digit", "registration_number", "1101700000002", WRONG_DIGIT, PERSON),
    registering("a person's number for a company", "registration_number", "1101700000001", OF_A_PERSON),
    registering("a wrong check digit in Thai", "registration_number", "๐๑๐๕๕๕๕๐๐๐๐๘๒", WRONG_DIGIT),
    registering("an emoji in the number", "registration_number", "010555500008🧪", SIGNS_IN_NUMBER),
    registering("another business's number", "registration_number", "{taken}", TAKEN),
    registering("a name of a megabyte", "name_th", MEGABYTE, longer_than(300)),
    registering("an English name of a megabyte", "name_en", "a" * 1_000_000, longer_than(300)),
    sizing("employees in words", "employees", "สิบสองคน", NOT_A_COUNT),
    sizing("employees as emoji", "employees", "12👩🏽🔬", NOT_A_COUNT),
    sizing("half a satang", "revenue", "9,000,000.505", PARTS_OF_A_SATANG),
    sizing("a revenue with an emoji", "revenue", "9,000,000💰", NOT_MONEY),
    sizing("a year of a third calendar", "figures_year", "1447", OUT_OF_BOUNDS),
    sizing("a business described in a megabyte", "business", MEGABYTE, longer_than(4000)),
    Case(
        "a postcode of another province",
        "founder",
        "/smes/{draft}/registration/address",
        "/address",
        ADDRESS,
        "postcode",
        "10110",
        WRONG_POSTCODE,
    ),
    offering("a service's name of a megabyte", "name_th", MEGABYTE, longer_than(300)),
    offering("a price in words", "price_from", "หมื่นสองพันบาทถ้วน", NOT_MONEY),
    offering("a duration with an emoji", "duration_days", "14🗓", NOT_A_COUNT),
    paid_into("an account of another length", "account_number", "12345", WRONG_ACCOUNT),
    paid_into("another's account", "account_number", "{taken_account}", TAKEN_ACCOUNT),
    paid_into("an account's name of a megabyte", "account_name", MEGABYTE, longer_than(300)),
    *with_files(),
    scanning("a torn code", "{code:.15}", TORN_CODE),
    scanning("a code of emoji", "🧪" * 16, TORN_CODE),
    scanning("a stranger's address", "https://evil.example/C/{code}/0000000000000", TORN_CODE),
    scanning("a forged tag", "HTTP://LOCALHOST/C/{code}/0000000000000", TORN_CODE),
    scanning("a code of a megabyte", "7" * 1_000_000, TORN_CODE),
    scanning("a code that is nobody's", "7Q4M 2K9X W3HT B6RD", NO_SUCH_CODE),
    scanning("an expired coupon", "{expired_code}", NOT_TODAY),
    scanning("a coupon for another kind of service", "{foreign_code}", NOT_YOUR_KIND),
    pricing("a price of words", "สี่หมื่นสองพัน", NOT_MONEY),
    pricing("a price outside the catalogue", "9,999,999.00", OUTSIDE_RANGE),
    confirming("torn digits", "12345", WRONG_SIX),
    confirming("digits of another price", "{foreign_digits}", WRONG_SIX),
    confirming("digits of three minutes ago", "{expired_digits}", WRONG_SIX),
    confirming("digits of emoji", "🧪" * 6, WRONG_SIX),
    confirming("digits of a megabyte", "1" * 1_000_000, longer_than(20)),
    delivering("a day that is none", "delivered_on", "31/02/2569", NOT_A_DAY),
    delivering("in the future", "delivered_on", "{tomorrow}", DELIVERY_DAY),
    delivering("an invoice of tomorrow", "invoiced_on", "{tomorrow}", INVOICE_DAY),
    delivering("an invoice number of emoji", "invoice_number", "🧾🧾", NO_INVOICE),
    delivering("an invoice number used before", "invoice_number", "IV-USED", INVOICE_USED),
    delivering("an invoice number of a megabyte", "invoice_number", "7" * 1_000_000, longer_than(40)),
    approving("an amount with an emoji", "33,600💸", NOT_MONEY),
    approving("more than was reserved", "33,600.01", TOO_MUCH),
)
