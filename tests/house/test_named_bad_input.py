"""One bad thing among good ones, through the pages as a person meets them, tokens and all, in both languages.

Each case of bad_inputs.py: a clear sentence beside its field in the reader's language, everything typed still there,
nothing written; and when that one thing is mended in the form that came back, and nothing else, the form does its work.
`test_bad_input.py` sends everything to every address besides.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_security.recoverable import generate_reset_password_token

from core import clock
from core.actor import Actor, actor_with
from core.db import Tx, db
from core.mail.models import OutboundMail
from core.money import Money
from core.thai.writing import be_date
from coupons.coupons.models import Coupon
from coupons.redemptions.models import Proposal, Redemption
from demo.bank import answers
from identity.bank_accounts.models import BankAccount
from identity.organisations.models import Organisation
from identity.organisations.services.invite_member import invite_member
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from smes.models import Sme
from smes.states import SmeState
from tests.coupons.counter import Counter, code_of, digits_for, open_counter
from tests.factories import build
from tests.house.bad_inputs import (
    A_PICTURE,
    ACCOUNT,
    ADDRESS,
    APPROVAL,
    CASES,
    CODE,
    COMPANY,
    DELIVERY,
    FIGURES,
    PRICE,
    SERVICE,
    SIX,
    Case,
    Words,
)
from tests.house.test_bad_input import rows
from tests.house.visitor import Page, Visitor, standing
from tests.kept_scenes import KeptScenes
from tests.payouts import fault_maker
from tests.payouts.world import MONDAY, Finance, order_of

BOTH = pytest.mark.parametrize("language", ["th", "en"])
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
DONE = (302, 303)


@dataclass
class Cast:
    """Who types, and what this world calls the things that they type, and type into."""

    people: dict[str, Actor]
    names: dict[str, Any]

    def named(self, text: str) -> str:
        """A text of a case with the names of this world in it."""
        return text.format(**self.names) if "{" in text else text


@pytest.fixture
def cast(db_app: Flask, kept_scene: KeptScenes, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A counter where a price waits, a claim is open and one accepted; a founder; somebody without a business."""
    monkeypatch.setitem(db_app.config, "WTF_CSRF_ENABLED", True)
    scene, now = kept_scene(Cast, _played, seconds=60), clock.now()
    digits = {
        "digits": digits_for(scene.names["proposal"], now=now),
        "expired_digits": digits_for(scene.names["proposal"], now=now - timedelta(minutes=3)),
        "foreign_digits": digits_for(scene.names["foreign_proposal"], now=now),
    }
    return replace(scene, names=scene.names | digits)


def _played() -> Cast:
    now = clock.now()
    counter, other = open_counter(now=now), open_counter(now=now)
    claims = {
        "claim": counter.reserve(Money.baht(20_000), now=now),
        "accepted": counter.accepted(invoice="IV-USED", now=now),
        "foreign_claim": other.reserve(now=now),
    }
    scan, proposal = counter.scan(now=now), counter.propose(service_id=counter.another_service(), now=now)
    names = claims | {
        "scan": scan,
        "proposal": proposal,
        "foreign_proposal": other.propose(now=now),
        "code": counter.code(),
        "foreign_code": other.code(),
    }
    counter.prove(names["claim"], now=now)
    return build(lambda tx: _peopled(tx, counter, other, names))


def _peopled(tx: Tx, counter: Counter, other: Counter, names: dict[str, Any]) -> Cast:
    world, now = counter.world, clock.now()
    draft = world.sme(
        tx,
        state=SmeState.DRAFT,
        submitted_at=None,
        submitted_by_id=None,
        verified_at=None,
        verified_by_id=None,
    )
    expired = world.coupon(
        tx,
        tx.get(Coupon, counter.coupon_id).scheme,
        world.sme(tx),
        limit=Money.baht(1_000),
        valid_from=world.today - timedelta(days=9),
        valid_until=world.today - timedelta(days=1),
    )
    tx.session.flush()
    taken = sa.select(Organisation.registration_number).where(Organisation.id == other.provider_id)
    account = sa.select(BankAccount.account_number).where(BankAccount.organisation_id == other.provider_id)
    people = {
        "newcomer": actor_with(frozenset(), person_id=world.person(tx).id),
        "founder": world.member(tx, draft.organisation_id, Capacity.SME),
        "shop": world.member(tx, counter.provider_id, Capacity.PROVIDER),
        "cashier": counter.cashier,
        "owner": counter.owner,
        "officer": counter.officer,
    }
    more = {
        "draft": draft.organisation_id,
        "provider": counter.provider_id,
        "service": counter.service_id,
        "category": counter.category_id,
        "foreign_provider": other.provider_id,
        "foreign_sme": other.sme_id,
        "coupon": counter.coupon_id,
        "foreign_service": other.service_id,
        "foreign_coupon": other.coupon_id,
        "taken": tx.scalar(taken),
        "taken_account": tx.scalar(account),
        "expired_code": code_of(expired.id),
        "today": be_date(clock.bangkok_date(now)),
        "tomorrow": be_date(clock.bangkok_date(now) + timedelta(days=1)),
    }
    return Cast(people, names | more)


def refused(page: Page, language: str) -> None:
    """A page that says no: never a breakdown, always in the reader's language."""
    assert page.status in (200, 400, 404, 409), page.heard()[:500]
    assert page.tree.get("lang") == language


@BOTH
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_bad_thing_is_named_beside_its_field_and_nothing_else_is_lost(
    case: Case, language: str, db_app: Flask, cast: Cast
) -> None:
    visitor = Visitor(db_app, cast.people[case.who], language)
    good = {name: cast.named(value) for name, value in case.good.items()}
    typed = good if case.bad_file is not None else good | {case.field: cast.named(case.bad)}
    before = rows(case.adds)

    answer = visitor.send(visitor.open(cast.named(case.page)), case.form, typed, case.files(case.bad_file))

    refused(answer, language)
    assert case.words[language == "en"] in answer.beside(case.field), answer.beside(case.field)
    kept = standing(answer, case.form)
    assert {name: kept.get(name) for name in typed} == typed
    assert rows(case.adds) == before
    mended = {} if case.bad_file is not None else {case.field: good[case.field]}
    done = visitor.send(answer, case.form, mended, case.files())
    assert done.status in DONE, done.heard()[:500]


FOREIGN = (
    ("owner", "GET", "/coupons/{foreign_coupon}"),
    ("owner", "GET", "/redemptions/{foreign_claim}"),
    ("owner", "POST", "/proposals/{foreign_proposal}/consent"),
    ("owner", "POST", "/redemptions/{foreign_claim}/accept"),
    ("cashier", "POST", "/proposals/{foreign_proposal}/consent-by-code"),
    ("cashier", "POST", "/redemptions/{foreign_claim}/deliver"),
    ("shop", "GET", "/organisations/{foreign_provider}/bank-accounts"),
    ("shop", "GET", "/providers/{foreign_provider}/services"),
    ("shop", "GET", "/providers/services/{foreign_service}/edit"),
    ("founder", "GET", "/smes/{foreign_sme}/registration/figures"),
)
"""Addresses of other people's things, and what would be sent to them."""
NOT_FOUND = (
    "ที่อยู่อาจพิมพ์ผิด หรือหน้านี้เป็นของคนอื่น หรือไม่มีแล้ว",
    "The address may be mistyped, or the page belongs to somebody else or no longer exists.",
)
SENT = {
    "digits": "123456",
    "rating": "5",
    "delivered_on": "1/1/2570",
    "invoice_number": "1",
    "invoiced_on": "1/1/2570",
}


@BOTH
def test_other_peoples_ids_lead_nowhere(language: str, db_app: Flask, cast: Cast) -> None:
    before = rows()
    for who, method, address in FOREIGN:
        visitor = Visitor(db_app, cast.people[who], language)
        sent = SENT | {"csrf_token": visitor.token()} if method == "POST" else {}
        answer = visitor.ask(method, cast.named(address), sent)
        assert (answer.status, address) == (404, address)
        assert answer.tree.get("lang") == language
        assert NOT_FOUND[language == "en"] in answer.heard()
    assert rows() == before


@BOTH
def test_another_providers_service_is_not_priced(language: str, db_app: Flask, cast: Cast) -> None:
    visitor, before = Visitor(db_app, cast.people["cashier"], language), rows()
    page = visitor.open(cast.named("/scan/{scan}"))
    typed = {"service": cast.named("{foreign_service}"), "price": "42,000"}
    answer = visitor.send(page, "/price", typed)
    refused(answer, language)
    assert rows() == before


def in_thai(text: str) -> str:
    """The same number in Thai digits."""
    return text.translate(THAI_DIGITS)


def test_thai_digits_are_numbers_wherever_one_is_asked(db_app: Flask, cast: Cast) -> None:
    newcomer, founder = (Visitor(db_app, cast.people[who], "th") for who in ("newcomer", "founder"))
    shop, cashier = (Visitor(db_app, cast.people[who], "th") for who in ("shop", "cashier"))
    names = cast.names

    def typed(visitor: Visitor, page: str, form: str, values: dict[str, str], *numbers: str) -> None:
        said = {name: cast.named(value) for name, value in values.items()}
        said |= {name: in_thai(said[name]) for name in numbers}
        files = {"book": ("สมุดบัญชี.png", A_PICTURE)} if "account_number" in said else None
        done = visitor.send(visitor.open(cast.named(page)), form, said, files)
        assert done.status in DONE, done.heard()[:500]

    draft, book = "/smes/{draft}/registration", "/organisations/{provider}/bank-accounts/new"
    typed(newcomer, "/smes/register", "/register", COMPANY, "registration_number")
    typed(founder, f"{draft}/address", "/address", ADDRESS, "postcode")
    typed(founder, f"{draft}/figures", "/figures", FIGURES, "employees", "revenue", "figures_year")
    typed(shop, book, "/new", ACCOUNT, "account_number")
    typed(
        shop, "/providers/{provider}/services/new", "/new", SERVICE, "price_from", "price_to", "duration_days"
    )
    typed(cashier, "/scan", "/scan", CODE, "code")
    typed(cashier, "/scan/{scan}", "/price", PRICE, "price")
    typed(cashier, "/proposals/{proposal}", "/consent-by-code", SIX, "digits")
    typed(
        cashier, "/redemptions/{claim}", "/deliver", DELIVERY, "delivered_on", "invoiced_on", "invoice_number"
    )

    db.session.expire_all()
    sme = db.session.get_one(Sme, names["draft"])
    assert (sme.employees, sme.revenue_satang, sme.figures_year) == (12, 900_000_050, 2568)
    assert db.session.get_one(Organisation, names["draft"]).postcode == "52000"
    numbers = set(db.session.scalars(sa.select(Organisation.registration_number)))
    assert COMPANY["registration_number"] in numbers
    assert ACCOUNT["account_number"] in set(db.session.scalars(sa.select(BankAccount.account_number)))
    newest = db.session.scalars(sa.select(Proposal).order_by(Proposal.id.desc())).first()
    assert newest is not None
    assert newest.price_satang == 4_200_000
    assert db.session.get_one(Redemption, names["claim"]).tax_invoice_number == "IV-7"


def test_emoji_in_words_are_kept_as_typed(db_app: Flask, cast: Cast) -> None:
    newcomer = Visitor(db_app, cast.people["newcomer"], "th")
    name = "ร้านก๋วยเตี๋ยว 🍜 ป้า👩🏽🔬"
    done = newcomer.send(newcomer.open("/smes/register"), "/register", COMPANY | {"name_th": name})
    assert done.status in DONE, done.heard()[:500]
    assert name in set(db.session.scalars(sa.select(Organisation.name_th)))


SENDINGS = (
    ("newcomer", "/smes/register", "/register", COMPANY, ""),
    ("founder", "/smes/{draft}/registration/documents", "/documents", {}, "files"),
    ("shop", "/providers/{provider}/services/new", "/new", SERVICE, ""),
    ("shop", "/organisations/{provider}/bank-accounts/new", "/new", ACCOUNT, "book"),
    ("cashier", "/scan", "/scan", CODE, ""),
    ("cashier", "/scan/{scan}", "/price", PRICE, ""),
    ("cashier", "/proposals/{proposal}", "/consent-by-code", SIX, ""),
    ("cashier", "/redemptions/{claim}", "/evidence", {"kind": "photo"}, "files"),
    ("cashier", "/redemptions/{claim}", "/deliver", DELIVERY, ""),
    ("owner", "/coupons/{coupon}", "/consent", {}, ""),
    ("officer", "/redemptions/{accepted}", "/approve", APPROVAL, ""),
)
"""Who sends what from which page; a form with files names their field."""


@pytest.mark.parametrize(("who", "page", "form", "good", "file"), SENDINGS, ids=lambda value: str(value)[:40])
def test_a_form_sent_twice_is_one_deed(
    who: str, page: str, form: str, good: dict[str, str], file: str, db_app: Flask, cast: Cast
) -> None:
    visitor = Visitor(db_app, cast.people[who], "th")
    shown = visitor.open(cast.named(page))
    typed = {name: cast.named(value) for name, value in good.items()}
    files = {file: ("กระดาษ.png", A_PICTURE)} if file else None
    first = visitor.send(shown, form, typed, files)
    after = rows()
    second = visitor.send(shown, form, typed, files)
    assert (first.status, second.status) == (303, 303), second.heard()[:500]
    assert second.address == first.address
    assert rows() == after


@BOTH
def test_the_same_form_with_other_words_is_told_so(language: str, db_app: Flask, cast: Cast) -> None:
    visitor = Visitor(db_app, cast.people["cashier"], language)
    shown = visitor.open(cast.named("/scan/{scan}"))
    typed = {name: cast.named(value) for name, value in PRICE.items()}
    assert visitor.send(shown, "/price", typed).status == 303
    before = rows()
    answer = visitor.send(shown, "/price", typed | {"price": "43,000"})
    refused(answer, language)
    words = ("แบบฟอร์มนี้เคยส่งแล้ว แต่ข้อมูลครั้งนี้ต่างจากเดิม", "This form was already sent with different content.")
    assert words[language == "en"] in answer.heard()
    assert rows() == before


CUT = (
    "ไฟล์ขาดตอนท้าย ยังไม่ได้นำเข้ารายการใด โปรดดาวน์โหลดจากธนาคารอีกครั้ง",
    "The file is not complete. Nothing was imported. Download it from the bank again.",
)


@BOTH
def test_a_bank_file_cut_in_half_is_not_taken_and_the_whole_one_then_is(
    language: str, db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(db_app.config, "WTF_CSRF_ENABLED", True)
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    finance = Finance()
    finance.claims_of(2)
    whole = answers(order_of(finance.released())).camt053[1]
    visitor = Visitor(db_app, finance.officer, language)
    before = rows()
    half = {"answer": ("C053.xml", fault_maker.cut_in_half(whole))}
    answer = visitor.send(visitor.open("/statements/import"), "/statements/import", {}, half)
    refused(answer, language)
    assert CUT[language == "en"] in answer.beside("answer")
    assert rows() == before
    taken = visitor.send(answer, "/statements/import", {}, {"answer": ("C053.xml", whole)})
    assert taken.status in DONE, taken.heard()[:500]


RESET_INVALID = ("ลิงก์ตั้งรหัสผ่านไม่ถูกต้อง โปรดขอลิงก์ใหม่", "The link to choose a new password is not valid.")
RESET_EXPIRED = ("ลิงก์ตั้งรหัสผ่านหมดอายุแล้ว โปรดขอลิงก์ใหม่", "The link to choose a new password has expired.")
GONE = ("คำเชิญนี้ใช้ไม่ได้แล้ว", "This invitation is no longer valid")
FORWARDED = ("คำเชิญนี้ส่งถึงอีเมลอื่น", "This invitation was sent to another e-mail address.")
LETTERS = (
    ("a torn link", "/reset-password/{reset:.20}", RESET_INVALID),
    ("a link that no letter held", "/reset-password/WyJub2JvZHkiXQ.aaaa.bbbb", RESET_INVALID),
    ("a link of yesterday", "/reset-password/{old_reset}", RESET_EXPIRED),
)


@BOTH
@pytest.mark.parametrize(("name", "address", "words"), LETTERS, ids=[each[0] for each in LETTERS])
def test_a_bad_link_of_a_letter_opens_nothing_and_says_why(
    name: str, address: str, words: Words, language: str, db_app: Flask, cast: Cast
) -> None:
    stranger = db_app.test_client()
    stranger.set_cookie("lang", language)
    person = db.session.get_one(Person, cast.people["owner"].person_id)
    with db_app.test_request_context():
        links = {"reset": generate_reset_password_token(person)}
        with pytest.MonkeyPatch.context() as patch:
            yesterday = time.time() - 86_400 * 2
            patch.setattr(time, "time", lambda: yesterday)
            links["old_reset"] = generate_reset_password_token(person)
    before = rows()
    answer = stranger.get(address.format(**links), follow_redirects=True)
    assert answer.status_code == 200
    assert words[language == "en"] in answer.text, name
    assert rows() == before


@BOTH
def test_an_invitation_torn_or_forwarded_opens_nothing_and_says_why(
    language: str, db_app: Flask, cast: Cast
) -> None:
    owner, guest = cast.people["owner"], db.session.get_one(Person, cast.people["newcomer"].person_id)
    invite_member(
        owner.organisation_id or 0,
        guest.email,
        MemberRole.MEMBER,
        may_consent=False,
        actor=owner,
        now=clock.now(),
    )
    letter = db.session.scalars(sa.select(OutboundMail.body).order_by(OutboundMail.id.desc())).first()
    token = re.search(r"/invitations/(\S+)", letter or "")
    assert token
    before = rows()
    for who, address, words in (
        ("newcomer", f"/invitations/{token[1][:-4]}", GONE),
        ("founder", f"/invitations/{token[1]}", FORWARDED),
    ):
        answer = Visitor(db_app, cast.people[who], language).open(address)
        refused(answer, language)
        assert words[language == "en"] in answer.heard()
    assert rows() == before
