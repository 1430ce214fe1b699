"""Providers register, ask for categories, publish services and are approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from core.actor import Actor
from core.money import Money
from core.typed.banks import BANKS
from demo import names, papers, people, places
from demo.roster import (
    BANK_CODES,
    CATALOGUE,
    DELISTED,
    EXPIRED,
    NO_ACCOUNT,
    PENDING_ACCOUNT,
    RENEWING,
    ROSTER,
    STEADY,
    SUSPENDED_EARLY,
    SUSPENDED_LATER,
    S,
)
from demo.stage import Stage
from demo.trades import Goods, fits
from identity.bank_accounts.services.submit_bank_account import AccountDraft, submit_bank_account
from identity.bank_accounts.services.verify_bank_account import verify_bank_account
from identity.capacities.services.accept_invitation import accept_invitation
from identity.organisations.rules import ContactDraft, OrganisationDraft
from identity.organisations.services.invite_member import invite_member
from identity.organisations.states import Capacity, MemberRole, OrganisationKind
from identity.people.services.enter_person import enter_person
from providers.rules import ServiceDraft
from providers.services.add_service import add_service
from providers.services.approve_category import approve_category
from providers.services.approve_provider import approve_provider
from providers.services.begin_registration import begin_registration
from providers.services.request_category import request_category
from providers.services.save_profile import save_profile
from providers.services.submit_registration import submit_registration


@dataclass(frozen=True, slots=True)
class Offer:
    """One service at its price range, in baht."""

    service_id: int
    name_th: str
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

    def offers_for(self, category: str, goods: Goods) -> list[Offer]:
        """Its services of that category that are of use to who sells such goods."""
        return [each for each in self.offers if each.category == category and fits(each.name_th, goods)]


_APPROVED_UNTIL = {EXPIRED: 9} | dict.fromkeys(RENEWING, -40)
"""Days ago."""


def settle(stage: Stage) -> list[Supplier]:
    """Register and approve those that SMEs will go to; answers them, in the order of the roster."""
    return [_approved(stage, number) for number in (*STEADY, DELISTED, SUSPENDED_LATER, SUSPENDED_EARLY)]


def random_of(stage: Stage, number: int) -> Random:
    """Chance of its own for each provider."""
    return Random(f"{stage.seed}:provider:{number}")


def begin(stage: Stage, number: int, now: datetime, random: Random) -> tuple[int, Actor]:
    """Open an account and begin a registration; returns the provider and its owner."""
    kind, name_th, name_en, place_number, _ = ROSTER[number]
    place = places.PROVIDER_PLACES[place_number]
    email = people.provider_email(number)
    person_id = enter_person(
        email, names.person_name(random), stage.password_hash, phone=places.mobile(random), now=now
    )
    draft = OrganisationDraft(
        names.registration_number(kind, place.province_code, 700 + number),
        kind,
        name_th,
        name_en,
        kind in (OrganisationKind.JURISTIC_PERSON, OrganisationKind.PARTNERSHIP),
        contact=ContactDraft(
            places.address(random, place),
            place.province_code,
            place.postcode,
            places.landline(random, place),
            email,
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


def ask(
    stage: Stage,
    number: int,
    organisation_id: int,
    owner: Actor,
    now: datetime,
    *,
    categories: tuple[str, ...] | None = None,
) -> list[Offer]:
    """Ask for the categories, and publish services in them."""
    random, offers = random_of(stage, number + 100), list[Offer]()
    for code in categories or ROSTER[number][4]:
        lab = code == S
        paper = papers.accreditation()
        until = stage.calendar.day(9 if number == EXPIRED else -random.randint(120, 900))
        request_category(
            organisation_id,
            stage.category_ids[code],
            f"ISO/IEC 17025 เลขที่ {random.randint(1000, 9999)}/{random.randint(60, 69)}" if lab else "",
            until if lab else None,
            (paper.name, paper.content) if lab else None,
            actor=owner,
            now=now,
        )
        offers += [
            _publish(stage, organisation_id, code, service, random, owner, now)
            for service in CATALOGUE[code][: random.choice((2, 3))]
        ]
    return offers


def _publish(
    stage: Stage,
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
        stage.category_ids[code],
        name_th,
        name_en,
        f"{name_th} โดยทีมงานที่มีประสบการณ์ รวมค่าเดินทางในจังหวัด",
        f"{name_en}, travel within the province included",
        deliverables,
        Money.baht(price_from),
        Money.baht(price_to),
        days,
    )
    service_id = add_service(organisation_id, draft, actor=owner, now=now)
    return Offer(service_id, name_th, code, price_from, price_to, days)


def _approved(stage: Stage, number: int) -> Supplier:
    random, calendar = random_of(stage, number), stage.calendar
    registered = 325 - number % 6
    now = calendar.at(registered, random)
    organisation_id, owner = begin(stage, number, now, random)
    offers = ask(stage, number, organisation_id, owner, now)
    submit_registration(organisation_id, actor=owner, now=now + timedelta(minutes=20))
    decided = calendar.at(registered - 5, random)
    officer = stage.staff["officer2"]
    for code in ROSTER[number][4]:
        until = calendar.day(_APPROVED_UNTIL.get(number, -100))
        approve_category(organisation_id, stage.category_ids[code], until, actor=officer, now=decided)
    approve_provider(organisation_id, actor=officer, now=decided)
    if number not in (NO_ACCOUNT, PENDING_ACCOUNT):
        account_id = submit_account(number, organisation_id, owner, random, decided)
        verify_bank_account(account_id, actor=stage.staff["finance"], now=calendar.at(registered - 8, random))
    cashier = _hire(stage, number, organisation_id, owner, random, decided) if number % 4 == 0 else owner
    last = {DELISTED: 95, SUSPENDED_LATER: 16, SUSPENDED_EARLY: 65, EXPIRED: 12}.get(number, -1)
    return Supplier(number, organisation_id, owner, cashier, tuple(offers), last)


def submit_account(number: int, organisation_id: int, owner: Actor, random: Random, now: datetime) -> int:
    """Give a new bank account; returns its id."""
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
    stage: Stage, number: int, organisation_id: int, owner: Actor, random: Random, now: datetime
) -> Actor:
    email = f"cashier{number + 1:02d}@bdsp.example"
    person_id = enter_person(email, names.person_name(random), stage.password_hash, now=now)
    invitation = invite_member(
        organisation_id, email, MemberRole.MEMBER, may_consent=False, actor=owner, now=now
    )
    accept_invitation(invitation, actor=people.person_actor(person_id), now=now)
    return people.member_actor(person_id, organisation_id, Capacity.PROVIDER, MemberRole.MEMBER)
