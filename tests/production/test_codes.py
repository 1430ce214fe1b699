"""Codes in production mode, behind the proxy: each is good once, however many ask, and guesses count where they come from."""

from __future__ import annotations

import re
from collections import Counter as Tally
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask_security.utils import hash_password

from core import clock
from core.db import Tx, db, transaction
from core.permissions import Role
from coupons.coupons.codes import ALPHABET, qr_url
from coupons.redemptions.models import Redemption
from identity.accounts.rules import FREE_GUESSES, FREE_GUESSES_NETWORK
from identity.people.models import Person
from tests.coupons.counter import Counter, digits_for, open_counter
from tests.factories import World
from tests.identity.accounts.test_second_factor import code_of, give_authenticator
from tests.production.site import HOST, PASSWORD, Answer, Client, Site

AT_ONCE = 8
"""As many as gunicorn has threads (gunicorn.conf.py): all of them are in the application together."""
BY_APP, BY_RECOVERY = "/second-factor/code", "/second-factor/recovery"
WRONG, TOO_MANY = "รหัสไม่ถูกต้อง", "ใส่รหัสผิดหลายครั้งเกินไป"


def at_once(works: list[Callable[[], Answer]]) -> list[Answer]:
    """Their answers; they begin together."""
    gate = Barrier(len(works))

    def work(each: Callable[[], Answer]) -> Answer:
        gate.wait()
        return each()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(work, works))


def statuses(answers: list[Answer]) -> Tally[int]:
    return Tally(answer.status for answer in answers)


def officers(tx: Tx, number: int) -> list[Person]:
    """Finance officers with `PASSWORD`, which is hashed once."""
    kept, world, found = hash_password(PASSWORD), World(), []
    for _ in range(number):
        person = tx.get(Person, world.staff(tx, Role.FINANCE_OFFICER).known_person_id)
        person.password = kept
        found.append(person)
    return found


@pytest.fixture
def officer(site: Site) -> Person:
    with transaction() as tx:
        (person,) = officers(tx, 1)
    return person


def half_in(site: Site, person: Person, address: str = "127.0.0.2") -> Client:
    """A browser that has given the password and is asked for a code."""
    client = site.client(address)
    assert BY_APP in client.sign_in(person.email).location
    return client


def recovery_code(site: Site, officer: Person, phone: TOTP) -> str:
    """One of the codes that the officer's page shows once."""
    desk = half_in(site, officer)
    assert desk.post(BY_APP, {"code": code_of(phone)}).location == "/today"
    page = desk.post("/recovery-codes", {"generate_new_codes": "1"})
    return re.findall(r"<code>([0-9a-z-]{19})</code>", page.text)[0]


def ask_with(clients: list[Client], path: str, code: str) -> list[Answer]:
    """All of them with one code at the same moment; each has its form open before."""
    forms = [{"code": code, "csrf_token": client.csrf(path)} for client in clients]
    return at_once(
        [
            lambda client=client, form=form: client.send(path, form)
            for client, form in zip(clients, forms, strict=True)
        ]
    )


def test_a_code_of_an_app_lets_in_once(site: Site, officer: Person) -> None:
    code = code_of(give_authenticator(site.app, officer))
    assert half_in(site, officer).post(BY_APP, {"code": code}).location == "/today"
    again = half_in(site, officer, "127.0.66.2").post(BY_APP, {"code": code})
    assert (again.status, WRONG in again.text) == (200, True)


def test_a_recovery_code_lets_in_once(site: Site, officer: Person) -> None:
    code = recovery_code(site, officer, give_authenticator(site.app, officer))
    assert half_in(site, officer).post(BY_RECOVERY, {"code": code}).location == "/today"
    assert half_in(site, officer, "127.0.66.2").post(BY_RECOVERY, {"code": code}).status == 200


@pytest.mark.parametrize("path", [BY_APP, BY_RECOVERY])
def test_of_many_with_one_code_at_the_same_moment_one_is_let_in(
    site: Site, officer: Person, path: str
) -> None:
    phone = give_authenticator(site.app, officer)
    code = recovery_code(site, officer, phone) if path == BY_RECOVERY else ""
    clients = [half_in(site, officer, f"127.0.{number + 10}.2") for number in range(AT_ONCE)]
    answers = ask_with(clients, path, code or code_of(phone))
    assert statuses(answers) == {302: 1, 200: AT_ONCE - 1}
    assert [client.get("/me").status for client in clients].count(200) == 1


def test_wrong_codes_of_one_network_do_not_lock_out_another(site: Site) -> None:
    with transaction() as tx:
        *guessed_at, officer = officers(tx, FREE_GUESSES_NETWORK // FREE_GUESSES + 1)
    for person in guessed_at:
        give_authenticator(site.app, person)
        attacker = half_in(site, person, "127.0.66.2")
        token = attacker.csrf(BY_APP)
        for _ in range(FREE_GUESSES):
            attacker.send(BY_APP, {"code": "000000", "csrf_token": token})
    code = code_of(give_authenticator(site.app, officer))
    assert TOO_MANY in half_in(site, officer, "127.0.66.3").post(BY_APP, {"code": code}).text
    assert half_in(site, officer, "127.0.77.2").post(BY_APP, {"code": code}).location == "/today"


@pytest.fixture
def counter(site: Site) -> Counter:
    return open_counter(now=clock.now())


@pytest.fixture
def till(site: Site, counter: Counter) -> Client:
    """The cashier, signed in."""
    with transaction() as tx:
        person = tx.get(Person, counter.cashier.known_person_id)
        person.password = hash_password(PASSWORD)
    client = site.client()
    assert client.sign_in(person.email).location == "/today"
    return client


def changed(code: str) -> str:
    """The code with another last character but one, of the alphabet."""
    other = ALPHABET[ALPHABET.index(code[-2]) ^ 1]
    return f"{code[:-2]}{other}{code[-1]}"


def test_a_scanned_code_with_a_changed_character_is_refused(till: Client, counter: Counter) -> None:
    code, tag = counter.code(), counter.tag()
    for forged in (qr_url(HOST, changed(code), tag), qr_url(HOST, code, changed(tag)), changed(code)):
        assert till.post("/scan", {"code": forged}).status == 409, forged
    assert till.post("/scan", {"code": qr_url(HOST, code, tag)}).status == 303


@dataclass(frozen=True, slots=True)
class Offer:
    """A price that was sent to the customer, as the till shows it, and the six digits of the customer's phone."""

    page: str
    digits: str

    def form(self, till: Client, digits: str) -> tuple[str, dict[str, str]]:
        """Where digits are typed, and what is sent then."""
        return f"{self.page}/consent-by-code", {"digits": digits, "csrf_token": till.csrf(self.page)}


def offer(till: Client, counter: Counter) -> Offer:
    sheet = till.post("/scan", {"code": counter.code()}).location
    sent = till.post(f"{sheet}/price", {"service": counter.service_id, "price": "42,000"}, page=sheet)
    db.session.rollback()
    return Offer(sent.location, digits_for(int(sent.location.rsplit("/", 1)[1]), now=clock.now()))


def redemptions() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Redemption)) or 0


def test_six_digits_confirm_their_price_once(till: Client, counter: Counter) -> None:
    asked = offer(till, counter)
    wrong = f"{(int(asked.digits) + 1) % 1_000_000:06d}"
    assert till.send(*asked.form(till, wrong)).status == 409
    form = asked.form(till, asked.digits)
    answers = at_once([lambda: till.send(*form)] * AT_ONCE)
    assert max(statuses(answers)) < 500
    assert len({answer.location for answer in answers if answer.status == 303}) == 1
    assert redemptions() == 1


def test_six_digits_confirm_no_other_price(till: Client, counter: Counter) -> None:
    first, second = offer(till, counter), offer(till, counter)
    assert till.send(*second.form(till, first.digits)).status == 409
    assert redemptions() == 0
