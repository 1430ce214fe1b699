"""Where the SME is paid back, the whole way through real pages: proposal, approval, claim by the SME, confirmation, approval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask_security import hash_password
from playwright.sync_api import BrowserContext, Page, expect

from core import clock
from core.actor import Actor
from core.db import Tx, db, transaction
from core.money import Money
from core.permissions import Role
from coupons.claims.states import EvidenceKind
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import RedemptionState
from identity.bank_accounts.models import BankAccount
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from payouts.models.payables import Payable
from schemes.states import PayeeMode
from tests.factories import PASSWORD, World
from tests.journeys.conftest import WORLDS, House
from tests.journeys.test_whole_way import (
    a_paper,
    add_evidence,
    as_staff,
    no_error,
    press,
    sign_in,
    thai_today,
)

NewContext = Callable[..., BrowserContext]
PRICE, BACK = "50,000", "35,000"


@dataclass(frozen=True, slots=True)
class Three:
    """Who walks, by e-mail, and where they start."""

    coupon_id: int
    service_id: int
    sme_id: int
    owner: str
    cashier: str
    officer: str
    decider: str


@pytest.fixture
def three(house: House) -> Three:
    """An SME with a coupon that pays back, a provider with a service, and two officers, all of whom can sign in."""
    with house.app.app_context(), transaction() as tx:
        return _build(tx, World(now=clock.now(), first=next(WORLDS)))


def _build(tx: Tx, world: World) -> Three:
    category = world.category(tx)
    scheme = world.scheme(
        tx, category, money=Money.baht(1_000_000), share_bp=7000, payee_mode=PayeeMode.REIMBURSE_SME
    )
    provider = world.provider(tx, category)
    service = world.service(tx, provider, category, price_to_satang=Money.baht(50_000).satang)
    sme = world.sme(tx)
    coupon = world.coupon(tx, scheme, sme, limit=Money.baht(100_000))
    owner = world.member(tx, sme.organisation_id, Capacity.SME)
    cashier = world.member(tx, provider.organisation_id, Capacity.PROVIDER, MemberRole.MEMBER)
    tx.add(
        BankAccount(
            organisation_id=sme.organisation_id,
            bank_code="006",
            account_number=f"{sme.organisation_id:010d}",
            account_name="บัญชีของกิจการ",
            submitted_at=world.now,
            submitted_by_id=owner.known_person_id,
        )
    )
    officers = [world.staff(tx, Role.CLAIM_OFFICER) for _ in range(2)]
    mails = [_can_sign_in(tx, each) for each in (owner, cashier, *officers)]
    return Three(coupon.id, service.id, sme.organisation_id, *mails)


def _can_sign_in(tx: Tx, actor: Actor) -> str:
    person = tx.get(Person, actor.known_person_id)
    person.password = hash_password(PASSWORD)
    return str(person.email)


def _send(page: Page) -> None:
    with page.expect_navigation():
        page.click("main form .button-row button[type=submit]")


def _propose(page: Page, three: Three) -> str:
    page.goto(f"/coupons/{three.coupon_id}")
    with page.expect_navigation():
        page.locator(f'main a[href$="/developments/of/{three.coupon_id}"]').click()
    with page.expect_navigation():
        page.locator(f'main a[href$="/of/{three.coupon_id}/{three.service_id}"]').first.click()
    typed = {
        "quotation_number": "QT-1", "quoted_on": thai_today(), "price": PRICE, "begins_on": thai_today(),
        "ends_on": thai_today(),
    }  # fmt: skip
    for name, text in typed.items():
        page.fill(f"input[name={name}]", text)
    for name in ("problem", "work", "result"):
        page.fill(f"textarea[name={name}]", "ลดของเสียในการผลิตลงครึ่งหนึ่ง")
    _send(page)
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    paper = {"name": "q.pdf", "mimeType": "application/pdf", "buffer": a_paper()}
    page.set_input_files("input[name=quotation]", paper)
    _send(page)
    no_error(page)
    return page.url.partition("?")[0]


def _file(page: Page, claim: int) -> None:
    page.goto(f"/redemptions/{claim}")
    for kind in (EvidenceKind.TAX_INVOICE, EvidenceKind.PROOF_OF_OWN_SHARE, EvidenceKind.DELIVERABLE):
        add_evidence(page, kind.value)
    page.fill("input[name=delivered_on]", thai_today())
    page.fill("input[name=invoice_number]", f"IV-{claim}")
    page.fill("input[name=invoiced_on]", thai_today())
    page.locator("label.rating__choice").nth(4).click()
    press(page, "/file")
    no_error(page)


@pytest.mark.parametrize("language", ["th", "en"])
def test_an_sme_is_paid_back_the_whole_way(
    house: House, three: Three, new_context: NewContext, language: str
) -> None:
    sme = sign_in(new_context(360, language=language).new_page(), three.owner)
    till = sign_in(new_context(360, language=language).new_page(), three.cashier)
    desk = new_context(1280, 900, language=language).new_page()
    proposal = _propose(sme, three)

    till.goto(proposal)
    press(till, "/confirm")
    no_error(till)

    def approve(page: Page) -> None:
        page.goto(proposal)
        press(page, "/approve")
        no_error(page)

    as_staff(desk, three.officer, approve)
    with house.app.app_context():
        claim = db.session.scalars(sa.select(Redemption.id).where(Redemption.sme_id == three.sme_id)).one()
        db.session.remove()
    _file(sme, claim)

    till.goto(f"/redemptions/{claim}")
    expect(till.locator("#confirm")).to_contain_text(PRICE)
    press(till, "/confirm")
    no_error(till)

    def approve_claim(page: Page) -> None:
        page.goto(f"/redemptions/{claim}")
        press(page, "/approve")
        no_error(page)

    as_staff(desk, three.decider, approve_claim)
    sme.goto(f"/redemptions/{claim}")
    expect(sme.locator("main")).to_contain_text(BACK)
    with house.app.app_context():
        owed = db.session.scalars(sa.select(Payable).where(Payable.redemption_id == claim)).one()
        assert (owed.payee_id, owed.amount_satang) == (three.sme_id, Money.baht(35_000).satang)
        paid = db.session.get_one(Redemption, claim)
        assert paid.state is RedemptionState.APPROVED
        db.session.remove()
