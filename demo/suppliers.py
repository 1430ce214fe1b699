"""Forty providers in twelve provinces: companies, universities and state laboratories, in every state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from core.actor import Actor
from core.money import Money
from core.typed.banks import BANKS
from demo import names, papers, people
from demo.clockwork import Calendar, Life
from identity.bank_accounts.services.submit_bank_account import AccountDraft, submit_bank_account
from identity.bank_accounts.services.verify_bank_account import verify_bank_account
from identity.capacities.services.accept_invitation import accept_invitation
from identity.organisations.rules import ContactDraft, OrganisationDraft
from identity.organisations.services.invite_member import invite_member
from identity.organisations.states import Capacity, MemberRole, OrganisationKind
from identity.people.services.enter_person import enter_person
from providers.rules import ServiceDraft
from providers.services.add_service import add_service
from providers.services.appeal_rejection import appeal_rejection
from providers.services.approve_category import approve_category
from providers.services.approve_provider import approve_provider
from providers.services.begin_registration import begin_registration
from providers.services.delist_provider import delist_provider
from providers.services.reject_category import reject_category
from providers.services.reject_provider import reject_provider
from providers.services.request_category import request_category
from providers.services.return_provider import return_provider
from providers.services.save_profile import save_profile
from providers.services.submit_registration import submit_registration
from providers.services.suspend_provider import suspend_provider

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
    (_C, "บริษัท พญาไทเทรนนิ่ง จำกัด", "Phaya Thai Training Co., Ltd.", 0, (T,)),
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
    (_C, "บริษัท ก้าวหน้าที่ปรึกษา จำกัด", "Kao Na Advisers Co., Ltd.", 0, (T,)),
    (_C, "บริษัท ทางลัดซอฟต์แวร์ จำกัด", "Thang Lat Software Co., Ltd.", 1, (I,)),
    (_C, "บริษัท เมืองใหม่ฝึกอบรม จำกัด", "Mueang Mai Training Co., Ltd.", 5, (T,)),
    (_P, "ห้างหุ้นส่วนจำกัด ลายไทยดีไซน์", "Lai Thai Design Limited Partnership", 7, (D,)),
    (_C, "บริษัท ตรวจชัดแล็บ จำกัด", "Truat Chat Lab Co., Ltd.", 3, (S,)),
    (_C, "บริษัท เร่งรัดคอนซัลท์ จำกัด", "Reng Rat Consult Co., Ltd.", 4, (T, M)),
    (_C, "บริษัท น้องใหม่มีเดีย จำกัด", "Nong Mai Media Co., Ltd.", 2, (D,)),
)
"""(kind, Thai name, English name, place, categories). Invented; any likeness is chance."""

STEADY = range(32)
"""Approved, and still so; number 31's accreditation has run out."""
EXPIRED, DELISTED, SUSPENDED_LATER, SUSPENDED_EARLY = 31, 32, 33, 34
RETURNED, SUBMITTED_LATE, REJECTED, APPEALED, DRAFT = 35, 36, 37, 38, 39
SUBMITTED_FRESH = 30
NO_ACCOUNT, COOLING, PENDING_ACCOUNT = 29, 28, 27
BANK_CODES = ("002", "004", "006", "011", "014", "025", "030", "034", "069")

_CATALOGUE: dict[str, tuple[tuple[str, str, int, int, int, str], ...]] = {
    T: (("อบรมบัญชีและภาษีสำหรับผู้ประกอบการ", "Accounting and tax for owners", 8_000, 60_000, 10, "ใบประกาศนียบัตร รายชื่อผู้เข้าอบรม"),
        ("อบรมการตลาดออนไลน์", "Online marketing course", 9_000, 80_000, 14, "แผนการตลาด ใบประกาศนียบัตร"),
        ("อบรมสุขลักษณะการผลิตอาหาร (GHPs)", "Food hygiene course (GHPs)", 12_000, 90_000, 7, "ใบประกาศนียบัตร")),
    S: (("ทดสอบฉลากโภชนาการ", "Nutrition label test", 8_500, 70_000, 21, "รายงานผลทดสอบ"),
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


@dataclass(frozen=True, slots=True)
class Offer:
    """One service at its price range, in baht."""

    service_id: int
    category: str
    price_from: int
    price_to: int
    days: int


@dataclass(frozen=True, slots=True)
class Supplier:
    """A provider that SMEs may go to: its people, its services, and from when until when it may be used."""

    number: int
    organisation_id: int
    owner: Actor
    cashier: Actor
    offers: tuple[Offer, ...]
    usable_until_ago: int
    """Days ago of its last good day; -1 for one that goes on."""
    expires_ago: int = -300

    def offers_in(self, category: str) -> list[Offer]:
        """Its services of that category."""
        return [offer for offer in self.offers if offer.category == category]


@dataclass(frozen=True, slots=True)
class Makers:
    """What every life of a provider needs."""

    calendar: Calendar
    staff: dict[str, Actor]
    category_ids: dict[str, int]
    password_hash: str
    seed: int


def settle(makers: Makers) -> list[Supplier]:
    """Register and approve those that SMEs will go to; answers them, in the order of the roster."""
    return [_approved(makers, number) for number in (*STEADY, DELISTED, SUSPENDED_LATER, SUSPENDED_EARLY)]


def newcomers(makers: Makers) -> list[Life]:
    """Those whose registration is still on its way, or came to nothing."""
    endings: dict[int, Callable[[Makers, int, Actor, int], Life]] = {
        RETURNED: _sent_back,
        SUBMITTED_LATE: _waiting_long,
        REJECTED: _turned_down,
        APPEALED: _appealing,
        DRAFT: _unfinished,
    }
    return [_newcomer(makers, number, ending) for number, ending in endings.items()]


def later(makers: Makers, suppliers: list[Supplier]) -> list[Life]:
    """What becomes of some of them that touches nobody else: another bank account, another category."""
    by_number = {supplier.number: supplier for supplier in suppliers}
    return [
        _moves_bank(makers, by_number[COOLING]),
        _first_account(makers, by_number[PENDING_ACCOUNT], 8),
        _asks_for_more(makers, by_number[SUBMITTED_FRESH]),
    ]


def endings(makers: Makers, suppliers: list[Supplier]) -> list[tuple[datetime, Callable[[], None]]]:
    """When some of them are suspended or delisted: deeds that every customer must have come to first."""
    by_number = {supplier.number: supplier for supplier in suppliers}
    told: tuple[tuple[int, int, Callable[..., None], str], ...] = (
        (DELISTED, 90, delist_provider, "ปลอมแปลงใบเสร็จรับเงิน ตรวจพบจากการสุ่มตรวจ"),
        (SUSPENDED_EARLY, 60, suspend_provider, "หลักฐานการส่งมอบไม่ตรงกับงานจริง"),
        (SUSPENDED_LATER, 12, suspend_provider, "อยู่ระหว่างตรวจสอบข้อร้องเรียนเรื่องคุณภาพ"),
    )
    deeds: list[tuple[datetime, Callable[[], None]]] = []
    for number, ago, verb, reason in told:
        now = makers.calendar.at(ago, _random(makers, number))
        deed = partial(
            verb, by_number[number].organisation_id, reason, actor=makers.staff["approver2"], now=now
        )
        deeds.append((now, deed))
    return deeds


def _random(makers: Makers, number: int) -> Random:
    return Random(f"{makers.seed}:provider:{number}")


def _begin(makers: Makers, number: int, now: datetime, random: Random) -> tuple[int, Actor]:
    kind, name_th, name_en, place_number, _ = ROSTER[number]
    place = names.PROVIDER_PLACES[place_number]
    email = people.provider_email(number)
    person_id = enter_person(
        email, names.person_name(random), makers.password_hash, phone=names.phone(random), now=now
    )
    draft = OrganisationDraft(
        names.registration_number(kind, place.province_code, 700 + number),
        kind,
        name_th,
        name_en,
        kind in (_C, _P),
        contact=ContactDraft(
            names.address(random, place), place.province_code, place.postcode, names.phone(random), email
        ),
    )
    organisation_id = begin_registration(draft, actor=people.person_actor(person_id), now=now)
    owner = people.member_actor(person_id, organisation_id, Capacity.PROVIDER, MemberRole.OWNER)
    save_profile(
        organisation_id,
        f"{name_th} ให้บริการแก่ผู้ประกอบการในพื้นที่มาแล้วกว่า {random.randint(4, 20)} ปี",
        f"{name_en} has served local businesses for years.",
        f"ผลงานกับ SME {random.randint(20, 300)} ราย ในช่วงสามปีที่ผ่านมา",
        actor=owner,
        now=now,
    )
    return organisation_id, owner


def _ask(
    makers: Makers,
    number: int,
    organisation_id: int,
    owner: Actor,
    now: datetime,
    *,
    categories: tuple[str, ...] | None = None,
) -> list[Offer]:
    """Ask for the categories, and publish services in them."""
    random, offers = _random(makers, number + 100), list[Offer]()
    for code in categories or ROSTER[number][4]:
        lab = code == S
        paper = papers.accreditation()
        until = makers.calendar.day(9 if number == EXPIRED else -random.randint(120, 900))
        request_category(
            organisation_id,
            makers.category_ids[code],
            f"ISO/IEC 17025 เลขที่ {random.randint(1000, 9999)}/{random.randint(60, 69)}" if lab else "",
            until if lab else None,
            (paper.name, paper.content) if lab else None,
            actor=owner,
            now=now,
        )
        offers += [
            _publish(makers, organisation_id, code, service, random, owner, now)
            for service in _CATALOGUE[code][: random.choice((2, 3))]
        ]
    return offers


def _publish(
    makers: Makers,
    organisation_id: int,
    code: str,
    service: tuple[str, str, int, int, int, str],
    random: Random,
    owner: Actor,
    now: datetime,
) -> Offer:
    name_th, name_en, cheapest, dearest, days, deliverables = service
    price_from = cheapest + random.randrange(0, 5) * 500
    price_to = dearest - random.randrange(0, 5) * 1_000
    draft = ServiceDraft(
        makers.category_ids[code],
        name_th,
        name_en,
        f"{name_th} โดยทีมงานที่มีประสบการณ์ รวมค่าเดินทางในจังหวัด",
        f"{name_en}, travel within the province included",
        deliverables,
        Money.baht(price_from),
        Money.baht(price_to),
        days,
    )
    return Offer(add_service(organisation_id, draft, actor=owner, now=now), code, price_from, price_to, days)


def _approved(makers: Makers, number: int) -> Supplier:
    random, calendar = _random(makers, number), makers.calendar
    registered = 325 - number % 6
    now = calendar.at(registered, random)
    organisation_id, owner = _begin(makers, number, now, random)
    offers = _ask(makers, number, organisation_id, owner, now)
    submit_registration(organisation_id, actor=owner, now=now + timedelta(minutes=20))
    decided = calendar.at(registered - 5, random)
    officer = makers.staff["officer2"]
    for code in ROSTER[number][4]:
        until = calendar.day(9) if number == EXPIRED else calendar.day(-100)
        approve_category(organisation_id, makers.category_ids[code], until, actor=officer, now=decided)
    approve_provider(organisation_id, actor=officer, now=decided)
    if number not in (NO_ACCOUNT, PENDING_ACCOUNT):
        account_id = _submit_account(number, organisation_id, owner, random, decided)
        verify_bank_account(
            account_id, actor=makers.staff["finance"], now=calendar.at(registered - 8, random)
        )
    cashier = _hire(makers, number, organisation_id, owner, random, decided) if number % 4 == 0 else owner
    last = {DELISTED: 95, SUSPENDED_LATER: 16, SUSPENDED_EARLY: 65, EXPIRED: 12}.get(number, -1)
    return Supplier(number, organisation_id, owner, cashier, tuple(offers), last)


def _submit_account(number: int, organisation_id: int, owner: Actor, random: Random, now: datetime) -> int:
    draft = account_draft(random, ROSTER[number][1])
    return submit_bank_account(organisation_id, draft, actor=owner, now=now)


def account_draft(random: Random, holder: str) -> AccountDraft:
    """A new account somewhere, in that name."""
    code = random.choice(BANK_CODES)
    length = min(BANKS[code].account_lengths)
    number = "".join(random.choice("123456789") for _ in range(length))
    book = papers.bank_book()
    return AccountDraft(code, number, holder, book.content, book.name)


def _hire(
    makers: Makers, number: int, organisation_id: int, owner: Actor, random: Random, now: datetime
) -> Actor:
    email = f"cashier{number + 1:02d}@bdsp.example"
    person_id = enter_person(email, names.person_name(random), makers.password_hash, now=now)
    invitation = invite_member(
        organisation_id, email, MemberRole.MEMBER, may_consent=False, actor=owner, now=now
    )
    accept_invitation(invitation, actor=people.person_actor(person_id), now=now)
    return people.member_actor(person_id, organisation_id, Capacity.PROVIDER, MemberRole.MEMBER)


# Later lives.


def _newcomer(makers: Makers, number: int, ending: Callable[[Makers, int, Actor, int], Life]) -> Life:
    random = _random(makers, number)
    begins = {RETURNED: 30, SUBMITTED_LATE: 24, REJECTED: 50, APPEALED: 40, DRAFT: 2}[number]
    now = yield makers.calendar.at(begins, random)
    organisation_id, owner = _begin(makers, number, now, random)
    if number != DRAFT:
        _ask(makers, number, organisation_id, owner, now)
    if number in (REJECTED, APPEALED, RETURNED, SUBMITTED_LATE):
        now = yield makers.calendar.at(begins - 1, random)
        submit_registration(organisation_id, actor=owner, now=now)
    yield from ending(makers, organisation_id, owner, begins)


def _sent_back(makers: Makers, organisation_id: int, owner: Actor, begins: int) -> Life:  # noqa: ARG001 - as every ending
    now = yield makers.calendar.at(begins - 10, Random(organisation_id))
    return_provider(
        organisation_id,
        "โปรดแนบผลงานย้อนหลังสามปี และแก้ช่วงราคาให้ตรงกับใบเสนอราคา",
        actor=makers.staff["officer2"],
        now=now,
    )


def _waiting_long(makers: Makers, organisation_id: int, owner: Actor, begins: int) -> Life:  # noqa: ARG001 - as every ending
    yield from ()


def _unfinished(makers: Makers, organisation_id: int, owner: Actor, begins: int) -> Life:  # noqa: ARG001 - as every ending
    yield from ()


def _turned_down(makers: Makers, organisation_id: int, owner: Actor, begins: int) -> Life:  # noqa: ARG001 - as every ending
    now = yield makers.calendar.at(begins - 12, Random(organisation_id))
    _refuse(makers, REJECTED, organisation_id, "officer2", now)


def _appealing(makers: Makers, organisation_id: int, owner: Actor, begins: int) -> Life:
    now = yield makers.calendar.at(begins - 15, Random(organisation_id))
    _refuse(makers, APPEALED, organisation_id, "officer2", now)
    now = yield makers.calendar.at(9, Random(organisation_id))
    appeal_rejection(organisation_id, "บริษัทมีวิทยากรประจำสองคนและแนบประวัติเพิ่มแล้ว", 30, actor=owner, now=now)


def _refuse(makers: Makers, number: int, organisation_id: int, officer: str, now: datetime) -> None:
    actor = makers.staff[officer]
    for code in ROSTER[number][4]:
        reject_category(
            organisation_id, makers.category_ids[code], "ยังไม่แสดงความพร้อมของบุคลากร", actor=actor, now=now
        )
    reject_provider(organisation_id, "ผลงานที่แสดงยังไม่เพียงพอ", actor=actor, now=now)


def _moves_bank(makers: Makers, supplier: Supplier) -> Life:
    random = _random(makers, supplier.number + 200)
    now = yield makers.calendar.at(6, random)
    account_id = _submit_account(supplier.number, supplier.organisation_id, supplier.owner, random, now)
    now = yield makers.calendar.at(4, random)
    verify_bank_account(account_id, actor=makers.staff["finance"], now=now)


def _first_account(makers: Makers, supplier: Supplier, ago: int) -> Life:
    random = _random(makers, supplier.number + 200)
    now = yield makers.calendar.at(ago, random)
    _submit_account(supplier.number, supplier.organisation_id, supplier.owner, random, now)


def _asks_for_more(makers: Makers, supplier: Supplier) -> Life:
    random = _random(makers, supplier.number + 200)
    now = yield makers.calendar.at(3, random)
    _ask(makers, supplier.number, supplier.organisation_id, supplier.owner, now, categories=(M,))
