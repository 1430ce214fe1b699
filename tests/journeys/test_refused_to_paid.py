"""Finance from a refused payment to paid, in a browser: three officers with passkeys, the payee, and a bank nobody here wrote.

Refused for want of our own money; sent back because the payee's account is closed; tried there once more; sent back again;
paid to another account when its days of waiting are over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
import sqlalchemy as sa
from flask_babel import force_locale, gettext
from flask_security import hash_password
from lxml import etree
from playwright.sync_api import BrowserContext, Page, expect

from banking.labels import words_for_bank_reason
from core import clock
from core.actor import FRESH_FOR
from core.db import db, transaction
from core.money import Money
from core.permissions import Role
from core.thai.writing import be_date
from demo.bank import Bank, debtor_of
from identity.accounts.models import SignInSession
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BankAccountState
from identity.organisations.states import Capacity
from identity.people.models import Person
from payouts.models.payables import Payable
from payouts.payables.services.review_holds import review_holds
from tests.factories import PASSWORD, World
from tests.identity.bank_accounts.test_bank_accounts import picture
from tests.journeys.conftest import GUNICORN, House, free_port, served
from tests.journeys.sentences import Reader
from tests.journeys.test_passkey import carry_authenticator, give_password
from tests.payouts.world import Finance

NewContext = Callable[..., BrowserContext]
PHONE, DESK, HEIGHT = 360, 1280, 900
FIRST_NUMBER = 500_001
"""Far from the numbers of the other worlds in this database."""
OWED, BYSTANDER = Money.baht(12_345), Money.baht(2_000)
OFFICERS = (Role.FINANCE_OFFICER, Role.FINANCE_APPROVER, Role.FINANCE_RELEASER)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who walks, by e-mail; what is owed, to whom, and out of which line."""

    staff: dict[Role, str]
    payee: str
    payee_id: int
    payable_id: int
    redemption_id: int
    line_id: int


@pytest.fixture(scope="module")
def url(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The journeys' database behind a server that waives nobody's second factor."""
    port = free_port()
    settings = replace(
        house.app.installation.settings, second_factor_waived=False, public_host=f"LOCALHOST:{port}"
    )
    with served(settings, port, tmp_path_factory.mktemp("finance") / "log", GUNICORN):
        yield f"http://localhost:{port}"


@pytest.fixture
def cast(house: House) -> Iterator[Cast]:
    """An approved claim that is owed to a provider with a verified account, and the people around it."""
    with house.app.app_context():
        count = db.session.scalar(sa.select(sa.func.count()).select_from(Person))
        finance = Finance(World(now=clock.now(), first=FIRST_NUMBER + 100 * count))
        payee_id = finance.provider()
        redemption_id = finance.claim(payee_id, OWED)
        finance.claim(finance.provider(), BYSTANDER)
        with transaction() as tx:
            owner = finance.world.member(tx, payee_id, Capacity.PROVIDER)
            tx.execute(sa.update(Person).values(password=hash_password(PASSWORD)))
        officers = (finance.officer, finance.approver, finance.releaser)
        *staff, payee = (
            db.session.get_one(Person, each.known_person_id).email for each in (*officers, owner)
        )
        owed = db.session.scalars(sa.select(Payable).where(Payable.redemption_id == redemption_id)).one()
        made = Cast(
            dict(zip(OFFICERS, staff, strict=True)),
            payee,
            payee_id,
            owed.id,
            redemption_id,
            owed.line_id,
        )
        db.session.remove()  # nothing stays open while people read
        yield made
        db.session.remove()


class Walker:
    """One person in a browser of their own, on a phone or at a desk; every page on the way is read as on both."""

    def __init__(self, page: Page, readers: tuple[Reader, ...]) -> None:
        self.page, self._readers = page, readers
        self._width = page.viewport_size["width"] if page.viewport_size else DESK

    def read(self, *, ends: bool = False) -> None:
        """Read the page that stands open; `ends`: nothing is to be done or waited for there."""
        for reader in sorted(self._readers, key=lambda each: each.width == self._width):
            self.page.set_viewport_size({"width": reader.width, "height": HEIGHT})
            reader.note(self.page, ends=ends)

    def open(self, address: str, *, ends: bool = False) -> None:
        self.page.goto(address)
        self.read(ends=ends)

    def follow(self, link: str) -> None:
        """The first link of `main` whose address contains this."""
        with self.page.expect_navigation():
            self.page.locator(f'main a[href*="{link}"]').first.click()
        self.read()

    def press(self, action_ends: str) -> None:
        """Send the form whose address ends so, as a person pressing its button would."""
        own = f'main form[action$="{action_ends}"] button[type=submit]:not([formaction], [aria-hidden])'
        with self.page.expect_navigation():
            self.page.locator(own).first.click()
        self.read()

    def sees(self, *texts: str, red: bool = False) -> None:
        """The page says so; `red`: in what is marked as wrong."""
        within = self.page.locator("main .notice--bad, main .tag--bad, main .flag--bad" if red else "main")
        for text in texts:
            expect(within.filter(has_text=text).first).to_be_visible()


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk: who takes part, in which language, with which bank."""

    house: House
    bank: Bank
    cast: Cast
    language: str
    readers: tuple[Reader, ...]
    officer: Walker
    approver: Walker
    releaser: Walker
    payee: Walker

    def word(self, english: str) -> str:
        """One of our sentences as this walk reads it."""
        with self.house.app.test_request_context(), force_locale(self.language):
            return gettext(english)

    def reason(self, code: str) -> str:
        """The bank's reason as this walk reads it."""
        with self.house.app.test_request_context(), force_locale(self.language):
            return str(words_for_bank_reason(code))

    def account(self, state: BankAccountState = BankAccountState.VERIFIED) -> BankAccount:
        """The payee's account in this state; as a rule the one to which it is to be paid."""
        found = db.session.scalars(
            sa.select(BankAccount).where(
                BankAccount.organisation_id == self.cast.payee_id,
                BankAccount.state == state,
            )
        ).one()
        db.session.expunge(found)
        db.session.rollback()
        return found


def enrol(walker: Walker, url: str, email: str) -> None:
    """First day of an officer: a password, and a passkey, without which nothing opens."""
    carry_authenticator(walker.page)
    give_password(walker.page, url, email)
    walker.open("/passkeys")
    walker.page.fill("input[name=name]", "Office")
    with walker.page.expect_navigation(url="**/me*"):
        walker.page.locator('main form[action$="/passkeys"] button[type=submit]').click()
    walker.open("/today", ends=True)


@pytest.fixture
def walk(
    request: pytest.FixtureRequest, house: House, url: str, bank: Bank, cast: Cast, new_context: NewContext
) -> Walk:
    """Four people, all of whom hold a phone, or sit at a desk."""
    language, width = request.param
    readers = tuple(Reader("finance", language, width) for width in (PHONE, DESK))
    walkers = [Walker(new_context(width, HEIGHT, language, url=url).new_page(), readers) for _ in range(4)]
    for walker, role in zip(walkers, OFFICERS, strict=False):
        enrol(walker, url, cast.staff[role])
    give_password(walkers[3].page, url, cast.payee)
    walkers[3].read()
    return Walk(house, bank, cast, language, readers, *walkers)


# A batch, from draft to the bank.


def draft(walk: Walk) -> str:
    """The finance officer drafts a batch of the walk's own budget line; its address."""
    officer = walk.officer
    officer.open("/payables?state=to-batch")
    officer.open("/batches/new")
    officer.page.select_option("select[name=line]", str(walk.cast.line_id))
    with officer.page.expect_navigation():
        officer.page.locator('main form[method="get"] button[type=submit]').click()
    officer.read()
    officer.press("/batches/new")
    officer.page.wait_for_url(re.compile(r"/batches/\d+"))
    return re.sub(r"\?.*", "", officer.page.url)


def sign(walk: Walk, batch: str) -> bytes:
    """Submitted by the officer, approved by the approver, released by the releaser's second factor; the bank file."""
    walk.officer.press("/submit")
    walk.approver.open("/today")
    walk.approver.open(batch)
    walk.approver.press("/approve")
    walk.releaser.open("/today")
    walk.releaser.open(batch)
    _let_proofs_age(walk)
    walk.releaser.press("/release")
    walk.releaser.page.locator("main form[data-passkey] button[type=submit]").click()
    walk.releaser.page.wait_for_url(batch, timeout=30_000)
    walk.releaser.read()
    file = walk.officer.page.request.get(f"{batch}/file")
    assert file.ok
    return file.body()


def _let_proofs_age(walk: Walk) -> None:
    """The releaser's second factor was proved too long ago."""
    releaser = sa.select(Person.id).where(Person.email == walk.cast.staff[Role.FINANCE_RELEASER])
    with transaction() as tx:
        tx.execute(
            sa.update(SignInSession)
            .where(SignInSession.person_id.in_(releaser))
            .values(second_factor_at=clock.now() - 2 * FRESH_FOR)
        )


def released(walk: Walk) -> tuple[str, bytes]:
    """A batch that went to the bank: its address and its file."""
    batch = draft(walk)
    return batch, sign(walk, batch)


def import_answers(walk: Walk, *answers: bytes) -> str:
    """The officer imports files of the bank; the address of the last import."""
    officer = walk.officer
    for answer in answers:
        officer.open("/statements/import")
        file = {"name": "bank.xml", "mimeType": "application/xml", "buffer": answer}
        officer.page.set_input_files("input[type=file]", file)
        officer.page.locator("main form button[type=submit]").last.click()
        officer.page.wait_for_url(re.compile(r"/statements/\d+$"), timeout=30_000)
        officer.read()
    return officer.page.url


def with_lines(statements: list[bytes]) -> list[bytes]:
    """The statements of days on which something moved."""
    return [each for each in statements if etree.fromstring(each).find(".//{*}Ntry") is not None]


def reference(order: bytes, account: BankAccount) -> str:
    """Our reference of the transfer to this account."""
    for transfer in etree.fromstring(order).iterfind(".//{*}CdtTrfTxInf"):
        if transfer.findtext(".//{*}CdtrAcct//{*}Othr/{*}Id") == account.account_number:
            return str(transfer.findtext(".//{*}EndToEndId"))
    raise LookupError(account.account_number)


# What is seen of it.


def is_red_for_finance(walk: Walk, batch: str, imported: str, why: str) -> None:
    """In the import, the batch, the payment and what is owed, with the bank's reason; each leads to the next."""
    officer, could_not = walk.officer, walk.word("The bank could not pay")
    officer.open(imported)
    officer.sees(could_not, red=True)
    officer.follow("meaning=refused")
    officer.sees(why)
    officer.open("/statements")
    officer.open("/batches")
    officer.open(batch)
    officer.sees(could_not, red=True)
    officer.follow("state=not-paid")
    officer.sees(why)
    officer.follow("/payables/payments/")
    officer.sees(why, red=True)
    officer.open("/payables?state=refused")
    officer.sees(could_not, red=True)
    officer.follow(f"/payables/{walk.cast.payable_id}")
    officer.sees(why, red=True)


def is_red_for_the_payee(walk: Walk, why: str) -> None:
    """In its notices, on the claim and among its payments."""
    payee = walk.payee
    payee.open("/today")
    payee.open("/notices")
    payee.sees(why)
    payee.open(f"/redemptions/{walk.cast.redemption_id}")
    payee.sees(why)
    payee.open("/payables/mine")
    payee.sees(walk.word("The bank could not pay"), red=True)
    payee.sees(why)


def add_another_account(walk: Walk) -> None:
    """By the link beside the red words."""
    payee = walk.payee
    payee.follow("/bank-accounts")
    payee.follow("/bank-accounts/new")
    payee.page.select_option("select[name=bank_code]", "004")
    payee.page.fill("input[name=account_number]", f"{7_000_000_000 + walk.cast.payable_id}")
    payee.page.set_input_files(
        "input[name=book]", {"name": "book.png", "mimeType": "image/png", "buffer": picture()}
    )
    with payee.page.expect_navigation():
        payee.page.locator("main form[enctype] button[type=submit]").last.click()
    payee.read()
    payee.open("/payables/mine")


def confirm_account(walk: Walk) -> None:
    """The officer verifies it; it waits its days, which both are told with the date."""
    officer, payee = walk.officer, walk.payee
    officer.open(f"/payables/{walk.cast.payable_id}")
    officer.open("/today")
    officer.open("/bank-accounts?state=pending")
    officer.follow(f"/bank-accounts/{walk.account(BankAccountState.PENDING).id}")
    officer.press("/verify")
    usable_from = walk.account().usable_from
    assert usable_from is not None
    assert usable_from > clock.bangkok_date(clock.now())
    day = be_date(usable_from, walk.language)
    review_holds(now=clock.now())
    for walker, address in (
        (payee, "/payables/mine"),
        (payee, f"/organisations/{walk.cast.payee_id}/bank-accounts"),
        (payee, f"/redemptions/{walk.cast.redemption_id}"),
        (payee, "/notices"),
        (officer, f"/payables/{walk.cast.payable_id}"),
    ):
        walker.open(address)
        walker.sees(day)
    officer.open("/batches/new")


def let_days_pass(walk: Walk) -> None:
    """The account's days of waiting are over."""
    with transaction() as tx:
        tx.execute(
            sa.update(BankAccount)
            .where(BankAccount.id == walk.account().id)
            .values(usable_from=clock.bangkok_date(clock.now()))
        )
    review_holds(now=clock.now())


def ends_paid(walk: Walk, batch: str) -> None:
    """Settled, for everybody, and closed."""
    officer, payee = walk.officer, walk.payee
    owed = db.session.get_one(Payable, walk.cast.payable_id)
    state, coupon_id = owed.state, owed.coupon_id
    db.session.rollback()
    assert state == "settled"
    for address in (f"/payables/{walk.cast.payable_id}", f"/money-path/{coupon_id}", batch):
        officer.open(address)
    officer.press("/close")
    for walker in (officer, payee):
        walker.open("/today", ends=True)
    for address in ("/notices", f"/redemptions/{walk.cast.redemption_id}", "/payables/mine"):
        payee.open(address)
    payee.sees(walk.word("Paid"))


# The walk.


def refused_for_want_of_our_money(walk: Walk) -> None:
    """Of two orders the bank takes one; the other is refused for a reason that is ours."""
    batch, order = released(walk)
    walk.bank.hold(debtor_of(order))
    walk.bank.run_short(BYSTANDER.satang)
    walk.bank.send(order)
    imported = import_answers(walk, *walk.bank.collect().pain002)
    walk.bank.set_behaviour("accept")
    is_red_for_finance(walk, batch, imported, walk.reason("AM04"))
    is_red_for_the_payee(walk, walk.reason("AM04"))


def comes_back(walk: Walk) -> None:
    """The bank pays, and two days later the payee's bank sends it back: the account is closed."""
    batch, order = released(walk)
    closed = {"days": 2, "reason": "AC04", "end_to_end_id": reference(order, walk.account())}
    walk.bank.set_behaviour("return-later", **closed)
    walk.bank.send(order)
    walk.bank.live_banking_days(6)
    answers = walk.bank.collect()
    imported = import_answers(walk, *answers.pain002, *with_lines(answers.camt053))
    walk.bank.set_behaviour("accept")
    is_red_for_finance(walk, batch, imported, walk.reason("AC04"))
    is_red_for_the_payee(walk, walk.reason("AC04"))


def try_same_account_once_more(walk: Walk) -> None:
    """The payee's bank says that the account is right: the officer lets go of the hold."""
    walk.officer.open(f"/payables/{walk.cast.payable_id}")
    walk.officer.press("/resume")
    walk.payee.open("/payables/mine")


def is_paid(walk: Walk) -> None:
    batch, order = released(walk)
    walk.bank.send(order)
    walk.bank.live_banking_days(4)
    answers = walk.bank.collect()
    import_answers(walk, *answers.pain002, *with_lines(answers.camt053))
    ends_paid(walk, batch)


@pytest.mark.parametrize(
    "walk", [(language, width) for language in ("th", "en") for width in (PHONE, DESK)], indirect=True
)
def test_a_refused_payment_is_paid_in_the_end(walk: Walk) -> None:
    refused_for_want_of_our_money(walk)
    comes_back(walk)
    try_same_account_once_more(walk)
    comes_back(walk)
    add_another_account(walk)
    confirm_account(walk)
    let_days_pass(walk)
    is_paid(walk)
    for reader in walk.readers:
        reader.done()
