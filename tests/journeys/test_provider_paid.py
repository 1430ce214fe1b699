"""A provider's way in a browser, from the scan to the day on which it is paid: no dead end, nothing cut, each sentence read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask_security import hash_password
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from core import clock
from core.db import Tx, db
from core.permissions import Role
from core.thai.writing import be_date
from demo.bank import Bank, answers, debtor_of, open_bank
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.services.verify_bank_account import verify_bank_account
from identity.bank_accounts.states import BankAccountState
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from payouts.batches.services.approve_batch import approve_batch
from payouts.batches.services.release_batch import release_batch
from payouts.payables.services.hold_payable import hold_payable
from payouts.payables.services.resume_payable import resume_payable
from payouts.payables.services.review_holds import review_holds
from providers.models import Provider
from providers.services.reinstate_provider import reinstate_provider
from providers.services.suspend_provider import suspend_provider
from schemes.models import Scheme
from tests.factories import PASSWORD, World, build
from tests.journeys.camera import show_to_camera
from tests.journeys.conftest import WORLDS, House, email_of, launch
from tests.journeys.sentences import Reader
from tests.journeys.test_whole_way import (
    _around_code,
    a_paper,
    coupon_pdf,
    no_error,
    press,
    sign_in,
    thai_today,
)
from tests.payouts import fault_maker
from tests.payouts.world import Finance, order_of, payable_of, payments_of

NewContext = Callable[..., BrowserContext]
PHONE, DESK = (360, 780), (1280, 900)
FIRST, SECOND, AGREED, APPROVED, CUT = "52,000", "45,000", "42,000", "30,000", "3,600"
"""Three prices, what is approved of the last one's 33,600, and what the provider bears itself."""


@pytest.fixture(scope="module")
def bank() -> Iterator[Bank]:
    """One bank for both languages: it numbers its statements, and its days go on."""
    with open_bank(clock.now()) as running:
        yield running


@dataclass
class Cast:
    """A finance department, a provider without a bank account, its people, and a customer with a coupon."""

    finance: Finance
    provider_id: int = 0
    owner: str = ""
    cashier: str = ""
    customer: str = ""
    officer: str = ""
    readers: list[Reader] = field(default_factory=list)
    size: tuple[int, int] = PHONE
    """Of the screens at which cashier and owner sit; every page on the way is read as on both."""

    def stands_up(self, tx: Tx) -> None:
        """Everybody, with one password."""
        world, finance = self.finance.world, self.finance
        scheme = tx.get(Scheme, finance.scheme_id)
        provider = world.provider(tx, finance.category)
        self.provider_id = provider.organisation_id
        world.service(tx, tx.get(Provider, self.provider_id), finance.category)
        sme = world.sme(tx)
        world.coupon(tx, scheme, sme)
        held = sa.update(BankAccount).where(BankAccount.organisation_id == self.provider_id)
        tx.execute(held.values(state=BankAccountState.WITHDRAWN))
        people = {
            "owner": world.member(tx, self.provider_id, Capacity.PROVIDER),
            "cashier": world.member(tx, self.provider_id, Capacity.PROVIDER, MemberRole.MEMBER),
            "customer": world.member(tx, sme.organisation_id, Capacity.SME),
            "officer": world.staff(tx, Role.CLAIM_OFFICER),
        }
        tx.execute(sa.update(Person).values(password=hash_password(PASSWORD)))
        tx.session.flush()
        for name, actor in people.items():
            setattr(self, name, email_of(actor))

    def note(self, page: Page) -> None:
        """Read the page on a phone and on a desk, the walk's own screen last."""
        for reader in sorted(self.readers, key=lambda each: each.width == self.size[0]):
            width, height = next(each for each in (PHONE, DESK) if each[0] == reader.width)
            page.set_viewport_size({"width": width, "height": height})
            reader.note(page)


@pytest.fixture
def cast(house: House) -> Cast:
    world = World(now=clock.now(), first=next(WORLDS))
    with house.app.app_context():
        made = Cast(Finance(world))
        build(made.stands_up)
        db.session.remove()
    return made


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["th", "en"])
def test_a_provider_goes_from_the_scan_to_being_paid(
    house: House,
    cast: Cast,
    bank: Bank,
    playwright: Playwright,
    new_context: NewContext,
    tmp_path: Path,
    language: str,
    size: tuple[int, int],
) -> None:
    cast.size = size
    cast.readers = [Reader("provider", language, width) for width, _height in (DESK, PHONE)]
    cashier = sign_in(new_context(*size, language=language).new_page(), cast.cashier)
    _types_a_wrong_code(cast, cashier)
    customer = sign_in(new_context(*PHONE, language=language).new_page(), cast.customer)
    _coupon_id, pdf = coupon_pdf(customer)
    video = show_to_camera(_around_code(pdf), tmp_path / "camera.y4m")
    with_camera = launch(
        playwright,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={video}",
    )
    try:
        claim = _at_the_counter(new_context, with_camera, cast, customer, language)
    finally:
        with_camera.close()
    _deliver(cast, cashier, claim)
    customer.goto(f"/redemptions/{claim}")
    customer.locator('label:has(input[name=rating][value="4"])').click()
    press(customer, "/accept")
    cashier.goto(f"/redemptions/{claim}")
    cast.note(cashier)
    _approve_in_part(sign_in(new_context(*DESK, language=language).new_page(), cast.officer), claim)
    cashier.goto(f"/redemptions/{claim}")
    expect(cashier.locator("main")).to_contain_text(CUT)
    cast.note(cashier)
    owner = sign_in(new_context(*size, language=language).new_page(), cast.owner)
    _until_paid(house, cast, bank, owner, claim, language)
    for reader in cast.readers:
        reader.done()


def _types_a_wrong_code(cast: Cast, page: Page) -> None:
    """A counter without a camera types, is told what is wrong, and may type again."""
    _go(page, "/scan")
    cast.note(page)
    page.fill("input[name=code]", "ABCD EFGH JKLM NPQR")
    press(page, "/scan")
    cast.note(page)
    expect(page.locator("input[name=code]")).to_have_value("ABCD EFGH JKLM NPQR")


def _at_the_counter(
    new_context: NewContext, with_camera: Browser, cast: Cast, customer: Page, language: str
) -> str:
    """Scan, name a price, replace it, withdraw it, and name the one that the customer confirms; returns the claim."""
    page = sign_in(new_context(*cast.size, language=language, source=with_camera).new_page(), cast.cashier)
    cast.note(page)
    page.goto("/scan")
    page.wait_for_url(re.compile(r"/scan/\d+"))
    cast.note(page)
    page.fill("input[name=price]", FIRST)
    page.locator(".counter__figures").wait_for()
    expect(page.locator(".counter__collect")).to_contain_text("10,400")
    cast.note(page)
    press(page, "/price")
    page.wait_for_url(re.compile(r"/proposals/\d+"))
    cast.note(page)
    page.locator('main a[href^="/scan/"]').first.click()
    page.wait_for_url(re.compile(r"/scan/\d+"))
    cast.note(page)
    page.fill("input[name=price]", SECOND)
    press(page, "/price")
    page.wait_for_url(re.compile(r"/proposals/\d+"))
    customer.goto("/today")
    customer.locator(".next-action a").first.click()
    expect(customer.locator("[data-consent-card]")).to_contain_text(FIRST)
    press(page, "/withdraw")
    page.wait_for_url(re.compile(r"/scan/\d+"))
    cast.note(page)
    page.fill("input[name=price]", AGREED)
    press(page, "/price")
    page.wait_for_url(re.compile(r"/proposals/\d+"))
    customer.goto("/today")
    customer.locator(".next-action a").first.click()
    press(customer, "/consent")
    link = page.locator('[data-consent-panel] a[href^="/redemptions/"], main a.button[href^="/redemptions/"]')
    link.first.wait_for(timeout=15_000)
    cast.note(page)
    link.first.click()
    page.wait_for_url(re.compile(r"/redemptions/\d+/slip"))
    cast.note(page)
    return page.url.rpartition("/redemptions/")[2].partition("/")[0]


def _deliver(cast: Cast, page: Page, claim: str) -> None:
    """Two files in one go, then the rest, then the delivery; what is typed stays while files are added."""
    page.goto(f"/redemptions/{claim}")
    page.fill("input[name=invoice_number]", f"IV-{claim}")
    for kind, count in (("deliverable", 2), ("tax_invoice", 1), ("proof_of_own_share", 1)):
        _add(page, kind, count)
    cast.note(page)
    expect(page.locator("input[name=invoice_number]")).to_have_value(f"IV-{claim}")
    page.fill("input[name=delivered_on]", thai_today())
    page.fill("input[name=invoiced_on]", thai_today())
    press(page, "/deliver")
    agreement = page.locator("select[name=kind] option[value=agreement]").inner_text()
    expect(page.locator('.govuk-error-summary a[href="#evidence"]')).to_contain_text(agreement)
    cast.note(page)
    _add(page, "agreement", 1)
    press(page, "/deliver")
    no_error(page)
    cast.note(page)


def _add(page: Page, kind: str, count: int) -> None:
    page.select_option("select[name=kind]", kind)
    names = [f"{kind}-{number + 1}.pdf" for number in range(count)]
    files = [{"name": name, "mimeType": "application/pdf", "buffer": a_paper()} for name in names]
    page.set_input_files("input[type=file]", files)
    with page.expect_navigation():
        page.locator('main button[formaction$="/evidence"]').click()
    no_error(page)
    for name in names:
        expect(page.locator("#evidence")).to_contain_text(name)


def _approve_in_part(page: Page, claim: str) -> None:
    page.goto(f"/redemptions/{claim}")
    page.fill("input[name=amount]", APPROVED)
    page.fill("textarea[name=reason]", "ใบแจ้งหนี้รวมค่าเดินทางที่โครงการไม่สนับสนุน")
    press(page, "/approve")
    no_error(page)


def _until_paid(house: House, cast: Cast, bank: Bank, page: Page, claim: str, language: str) -> None:
    """No account, one being checked, one that cools off, one that the bank refuses; a batch, the bank, paid."""

    def look() -> None:
        """The money as its owner follows it: to do, notices, payments, the claim."""
        for path in ("/today", "/notices", "/payables/mine", f"/redemptions/{claim}"):
            _go(page, path)
            cast.note(page)

    def says(status: str) -> None:
        _go(page, "/payables/mine")
        expect(page.locator(f"main .tag--{status}")).to_have_count(1)
        assert page.locator("main .next-action__due").count() == (status != "good")

    look()
    says("bad")
    page.locator('main a[href$="/bank-accounts"]').first.click()
    cast.note(page)
    _give_account(cast, page)
    look()
    says("wait")
    _behind_the_scenes(house, lambda: _verify(cast))
    look()
    page.goto("/payables/mine")
    expect(page.locator("main")).to_contain_text(_day(7, language))
    _behind_the_scenes(house, lambda: _cooled_off(cast))
    look()
    says("wait")
    for stop, go_on in ((_held, _let_go), (_suspended, _reinstated)):
        _behind_the_scenes(house, lambda act=stop: act(cast, claim))
        look()
        says("bad")
        for link in page.locator('main a[href^="/providers/"]').all()[:1]:
            link.click()
            cast.note(page)
        _behind_the_scenes(house, lambda act=go_on: act(cast, claim))
    batch = _behind_the_scenes(house, lambda: _submitted(cast))
    look()
    _behind_the_scenes(house, lambda: _sent_off(cast, batch))
    look()
    _behind_the_scenes(house, lambda: _refused(cast, batch))
    look()
    says("bad")
    expect(page.locator("main")).to_contain_text("AC04")
    assert page.locator(f'main a[href="/organisations/{cast.provider_id}/bank-accounts"]').count() == 1
    _behind_the_scenes(house, lambda: _paid(cast, bank))
    look()
    says("good")
    expect(page.locator("main")).to_contain_text(APPROVED)


def _go(page: Page, path: str) -> None:
    answer = page.goto(path)
    assert answer is not None
    assert answer.ok, f"{path}: {answer.status}"


def _day(later: int, language: str) -> str:
    return be_date(clock.bangkok_date(clock.now()) + timedelta(days=later), language)


def _give_account(cast: Cast, page: Page) -> None:
    page.locator('main a[href$="/bank-accounts/new"]').first.click()
    cast.note(page)
    page.select_option("select[name=bank_code]", "004")
    page.fill("input[name=account_number]", "123-4-56789-6")
    if not page.input_value("input[name=account_name]"):
        page.fill("input[name=account_name]", "บริษัท ผู้ให้บริการ จำกัด")
    page.set_input_files(
        "input[type=file]", {"name": "book.pdf", "mimeType": "application/pdf", "buffer": a_paper()}
    )
    with page.expect_navigation():
        page.locator('main form[method="post"] button[type=submit]').last.click()
    no_error(page)
    cast.note(page)


# What others do meanwhile, through the services.


def _behind_the_scenes(house: House, act: Callable[[], Any]) -> Any:
    with house.app.app_context():
        done = act()
        db.session.remove()
    return done


def _account(cast: Cast, state: BankAccountState) -> BankAccount:
    found = sa.select(BankAccount).where(
        BankAccount.organisation_id == cast.provider_id, BankAccount.state == state
    )
    return db.session.scalars(found).one()


def _verify(cast: Cast) -> None:
    account_id = _account(cast, BankAccountState.PENDING).id
    db.session.rollback()
    verify_bank_account(account_id, actor=cast.finance.officer, now=clock.now())
    review_holds(now=clock.now())


def _cooled_off(cast: Cast) -> None:
    held = sa.update(BankAccount).where(BankAccount.organisation_id == cast.provider_id)
    build(lambda tx: tx.execute(held.values(usable_from=clock.bangkok_date(clock.now()))))
    review_holds(now=clock.now())


def _held(cast: Cast, claim: str) -> None:
    payable_id = payable_of(int(claim)).id
    db.session.rollback()
    hold_payable(payable_id, "ตรวจสอบใบกำกับภาษี", actor=cast.finance.officer, now=clock.now())


def _let_go(cast: Cast, claim: str) -> None:
    payable_id = payable_of(int(claim)).id
    db.session.rollback()
    resume_payable(payable_id, actor=cast.finance.officer, now=clock.now())


def _suspended(cast: Cast, _claim: str) -> None:
    approver = build(lambda tx: cast.finance.world.staff(tx, Role.PROGRAMME_APPROVER))
    suspend_provider(cast.provider_id, "ตรวจสอบข้อร้องเรียน", actor=approver, now=clock.now())
    review_holds(now=clock.now())


def _reinstated(cast: Cast, _claim: str) -> None:
    approver = build(lambda tx: cast.finance.world.staff(tx, Role.PROGRAMME_APPROVER))
    reinstate_provider(cast.provider_id, "ไม่พบความผิด", actor=approver, now=clock.now())
    review_holds(now=clock.now())


def _submitted(cast: Cast) -> int:
    return cast.finance.submitted(now=clock.now(), payee_id=cast.provider_id)


def _sent_off(cast: Cast, batch_id: int) -> None:
    approve_batch(batch_id, actor=cast.finance.approver, now=clock.now())
    release_batch(batch_id, "09", actor=cast.finance.releaser, now=clock.now())


def _refused(cast: Cast, batch_id: int) -> None:
    (payment,) = payments_of(batch_id)
    answer = fault_maker.reject(answers(order_of(batch_id)).pain002[0], [payment.end_to_end_id], "AC04")
    cast.finance.take(answer, now=clock.now())


def _paid(cast: Cast, bank: Bank) -> None:
    build(lambda tx: _another_account(cast, tx))
    batch_id = _submitted(cast)
    _sent_off(cast, batch_id)
    order = order_of(batch_id)
    bank.hold(debtor_of(order))
    bank.send(order)
    bank.live_banking_days(3)
    told = bank.collect()
    for answer in (*told.pain002, *told.camt053):
        cast.finance.take(answer, now=clock.now())


def _another_account(cast: Cast, tx: Tx) -> None:
    held = sa.update(BankAccount).where(BankAccount.organisation_id == cast.provider_id)
    tx.execute(held.values(state=BankAccountState.REPLACED))
    cast.finance.world.bank_account(tx, cast.provider_id)
