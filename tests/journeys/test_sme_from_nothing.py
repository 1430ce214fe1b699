"""A business from nothing to its slip: no account, registration, application, coupon, price, delivery, payment.

The business walks through real pages, mails included; officers, cashier and bank do their part by the services.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import zxingcpp
from playwright.sync_api import BrowserContext, Page, expect

from core import clock
from core.actor import Actor
from core.db import db, transaction
from core.documents.models import Document
from core.documents.operations import read
from core.money import Money
from core.permissions import Role
from coupons.applications.services.approve_application import approve_application
from coupons.applications.services.recommend_application import recommend_application
from coupons.claims.services.add_evidence import EvidenceFile, add_evidence
from coupons.claims.services.approve_claim import approve_claim
from coupons.claims.services.deliver_service import deliver_service
from coupons.claims.states import EvidenceKind
from coupons.redemptions.services.propose_price import propose_price
from coupons.redemptions.services.scan_coupon import scan_coupon
from demo.bank import Bank, debtor_of
from identity.organisations.states import Capacity, MemberRole
from payouts.batches.queries import Selection
from payouts.batches.services.approve_batch import approve_batch
from payouts.batches.services.draft_batch import draft_batch
from payouts.batches.services.release_batch import release_batch
from payouts.batches.services.submit_batch import submit_batch
from payouts.models.batches import BankFile
from smes.rules import TieBreak
from smes.services.verify_sme import verify_sme
from tests.factories import PASSWORD, World, thirteen_digits
from tests.journeys.camera import page_of_pdf
from tests.journeys.conftest import STAFF, WORLDS, House, MailBox
from tests.journeys.sentences import Reader
from tests.journeys.test_whole_way import a_paper, no_error, press
from tests.payouts.world import take_answer

PRICE, STATE_PART = Money.baht(42_000), Money.baht(33_600)
ADDRESS = re.compile(r"https?://[^/\s]+(/\S+)")
PEOPLE = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Others:
    """Everybody but the business, and what they have made ready."""

    house: House
    scheme_id: int
    provider_id: int
    service_id: int
    cashier: Actor
    staff: dict[Role, Actor]

    def do(self, service: Callable[..., Any], *arguments: Any, by: Actor | Role, **more: Any) -> Any:
        """One command of one of them, now."""
        actor = self.staff[by] if isinstance(by, Role) else by
        with self.house.app.app_context():
            done = service(*arguments, actor=actor, now=clock.now(), **more)
            db.session.remove()
        return done


@pytest.fixture
def others(house: House) -> Others:
    """A scheme with money, an approved provider with a priced service, officers of every desk."""
    world = World(now=clock.now(), first=next(WORLDS))
    with house.app.app_context():
        with transaction() as tx:
            category = world.category(tx)
            scheme = world.scheme(tx, category)
            provider = world.provider(tx, category)
            service = world.service(tx, provider, category, price_to_satang=Money.baht(50_000).satang)
            cashier = world.member(tx, provider.organisation_id, Capacity.PROVIDER, MemberRole.MEMBER)
            staff = {role: world.staff(tx, role) for role in STAFF}
            made = Others(house, scheme.id, provider.organisation_id, service.id, cashier, staff)
        db.session.remove()
    return made


class Walk:
    """The business's one browser, every page of which is read."""

    def __init__(self, page: Page, reader: Reader, mails: MailBox) -> None:
        self.page, self.reader, self.mails = page, reader, mails
        self.number = next(PEOPLE)
        self.email = f"newcomer{self.number}@example.test"

    def read(self) -> None:
        """This page, as it is now."""
        self.reader.note(self.page)

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.read()

    def follow(self, selector: str) -> None:
        """Press what leads on, and read where it leads."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        no_error(self.page)
        self.read()

    def send(self, **values: str | bool) -> None:
        """Fill the page's form as a person does, and send it."""
        for name, value in values.items():
            self._fill(self.page.locator(f"main [name={name}]"), name, value)
        self.follow("main form button[type=submit]:not([aria-hidden])")

    def _fill(self, field: Any, name: str, value: str | bool) -> None:
        kind = field.first.evaluate("each => each.type")
        if kind in ("radio", "checkbox"):
            which = "" if value is True else f'[value="{value}"]'
            self.page.locator(
                f"main label:has([name={name}]{which}), main [name={name}]{which} + label"
            ).click()
        elif kind == "select-one":
            field.select_option(str(value))
        else:
            field.fill(str(value))

    def mail(self, before: int = 0) -> str:
        """Read the newest mail; the path of its link."""
        return self._read_mail(self.mails.newest(self.email, before))

    def mail_about(self, path: str) -> None:
        """Read the mails, as they come, until one leads to this page: two of one moment come in either order."""
        for so_far in itertools.count():
            self.mails.newest(self.email, so_far)
            if self._read_mail(self.mails.of(self.email)[so_far]).startswith(path):
                return

    def _read_mail(self, mail: Any) -> str:
        text = mail.get_content()
        self.reader.note_text(f"e-mail: {mail['Subject']}", text)
        found = ADDRESS.search(text)
        assert found, text
        return found[1]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["th", "en"])
def test_a_business_goes_from_nothing_to_its_slip(
    others: Others,
    bank: Bank,
    mails: MailBox,
    new_context: Callable[..., BrowserContext],
    language: str,
    width: int,
) -> None:
    page = new_context(width, language=language).new_page()
    walk = Walk(page, Reader("sme", language, width), mails)
    create_an_account(walk, others)
    business = register_the_business(walk)
    others.do(verify_sme, business, TieBreak.REVENUE, by=Role.PROGRAMME_OFFICER)
    be_told(walk, f"/smes/{business}")
    application = apply(walk, others)
    others.do(recommend_application, application, by=Role.PROGRAMME_OFFICER)
    coupon = others.do(approve_application, application, by=Role.PROGRAMME_APPROVER)
    take_the_coupon(walk, application, coupon)
    redemption = confirm_the_price(walk, others, coupon)
    deliver(others, redemption)
    accept(walk, redemption)
    others.do(approve_claim, redemption, STATE_PART, by=Role.CLAIM_OFFICER)
    walk.open(f"/redemptions/{redemption}")
    pay(others, bank)
    the_end(walk, coupon, redemption)
    walk.reader.done()


def create_an_account(walk: Walk, others: Others) -> None:
    """From a scheme's public page to the first page behind the sign-in, by the link of an e-mail."""
    walk.open("/")
    walk.follow('main a[href="/rules"]')
    walk.follow(f'#scheme-{others.scheme_id} a[href^="/applications"]')
    walk.follow('main a[href^="/register"]')
    walk.send(full_name="สมหญิง ใจดี", email=walk.email, password=PASSWORD, password_confirm=PASSWORD)
    walk.open(walk.mail())
    walk.send(email=walk.email, password=PASSWORD)
    assert walk.page.url.endswith("/applications/"), "after signing in one goes on where one was going"


def register_the_business(walk: Walk) -> int:
    walk.follow('main a[href="/smes/register"]')
    number = thirteen_digits(5_000_000 + walk.number)
    walk.send(kind="juristic_person", registration_number=number, name_th="บริษัท เริ่มใหม่ จำกัด")
    walk.send(
        address="1 ถนนทดลอง ตำบลหัวเวียง อำเภอเมือง", province_code="52", postcode="52000", phone="081 234 5678"
    )
    walk.send(
        business="ผลิตข้าวแต๋นส่งออก",
        sector="manufacturing",
        employees="12",
        revenue="9,000,000",
        figures_year="2568",
    )
    yes = dict.fromkeys(("taxes_filed", "not_bankrupt", "not_barred", "lawful_business"), "yes")
    walk.send(thai_share="100", **yes)
    papers = [
        {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": a_paper()}
        for name in ("หนังสือรับรอง", "งบการเงิน")
    ]
    walk.page.set_input_files("input[type=file]", papers)
    walk.send()
    walk.follow("main button[name=goes_on]")
    press(walk.page, "/submit")
    no_error(walk.page)
    walk.read()
    business = re.search(r"/smes/(\d+)", walk.page.url)
    assert business
    walk.open("/today")
    walk.open("/applications/")
    return int(business[1])


def be_told(walk: Walk, path: str) -> None:
    """An e-mail, the bell and the page say the same."""
    walk.mail_about(path)
    walk.open("/notices")
    walk.open("/today")
    walk.open(path)


def apply(walk: Walk, others: Others) -> int:
    walk.open("/applications/")
    walk.follow(f'main a[href$="/schemes/{others.scheme_id}"]')
    walk.page.locator("label[for=category-0]").click()
    press(walk.page, f"/schemes/{others.scheme_id}")
    walk.read()
    walk.send(text="ทดสอบฉลากโภชนาการเพื่อส่งออก")
    walk.send(text="ได้ใบรายงานผลที่ผู้ซื้อยอมรับ")
    press(walk.page, "/submit")
    no_error(walk.page)
    walk.read()
    return int(walk.page.url.rstrip("/").rpartition("/")[2].partition("?")[0])


def take_the_coupon(walk: Walk, application: int, coupon: int) -> None:
    be_told(walk, f"/applications/{application}")
    walk.follow(f'main a[href="/coupons/{coupon}"]')
    paper = walk.page.request.get(f"/coupons/{coupon}/pdf")
    assert paper.headers["content-type"] == "application/pdf"
    assert zxingcpp.read_barcodes(page_of_pdf(paper.body(), 100))
    walk.follow(f'main a[href="/coupons/{coupon}/show"]')


def confirm_the_price(walk: Walk, others: Others, coupon: int) -> int:
    """The phone shows the code; a price comes in; its owner looks and confirms."""
    code = "".join(walk.page.locator(".counter-ticket__code > span:not([class])").all_text_contents())
    scan = others.do(scan_coupon, code, by=others.cashier)
    others.do(propose_price, scan.scan_id, others.service_id, PRICE, by=others.cashier)
    walk.page.locator("[data-consent-card]").wait_for()
    walk.read()
    walk.open("/today")
    walk.follow(f'.next-action a[href="/coupons/{coupon}"]')
    expect(walk.page.locator("[data-consent-card]")).to_contain_text(STATE_PART.short())
    press(walk.page, "/consent")
    no_error(walk.page)
    walk.read()
    walk.page.wait_for_url("**/slip")
    redemption = int(walk.page.url.split("/")[-2])
    walk.open("/coupons/")
    walk.open("/redemptions/")
    walk.follow(f'main a[href="/redemptions/{redemption}"]')
    return redemption


def deliver(others: Others, redemption: int) -> None:
    for kind in list(EvidenceKind)[:4]:
        file = EvidenceFile(f"{kind}.pdf", a_paper())
        others.do(add_evidence, redemption, kind, [file], by=others.cashier)
    today = clock.bangkok_date(clock.now())
    others.do(
        deliver_service,
        redemption,
        delivered_on=today,
        invoice_number=f"IV-{redemption}",
        invoiced_on=today,
        by=others.cashier,
    )


def accept(walk: Walk, redemption: int) -> None:
    be_told(walk, f"/redemptions/{redemption}")
    walk.page.locator('label:has(input[name=rating][value="5"])').click()
    press(walk.page, "/accept")
    no_error(walk.page)
    walk.read()


def pay(others: Others, bank: Bank) -> None:
    batch = others.do(draft_batch, Selection(payee_id=others.provider_id), by=Role.FINANCE_OFFICER)
    others.do(submit_batch, batch, by=Role.FINANCE_OFFICER)
    others.do(approve_batch, batch, by=Role.FINANCE_APPROVER)
    others.do(release_batch, batch, "09", by=Role.FINANCE_RELEASER)
    with others.house.app.app_context():
        order = read(db.session.get(Document, db.session.get(BankFile, batch).document_id))
        db.session.remove()
    bank.hold(debtor_of(order))
    bank.send(order)
    bank.live_banking_days(3)
    answers = bank.collect()
    for answer in [*answers.pain002, *answers.camt053]:
        others.do(take_answer, answer, by=Role.FINANCE_OFFICER)


def the_end(walk: Walk, coupon: int, redemption: int) -> None:
    """The service's page says what was paid, to whom and when; the coupon what is left."""
    be_told(walk, f"/redemptions/{redemption}")
    expect(walk.page.locator("main")).to_contain_text(STATE_PART.short())
    walk.open(f"/coupons/{coupon}")
    expect(walk.page.locator("main")).to_contain_text((Money.baht(100_000) - STATE_PART).short())
