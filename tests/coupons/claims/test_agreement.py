"""The agreement that is made of an approved development proposal: what it says, and who may read it."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdfium2
import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import Tx, db
from core.documents import operations as documents
from core.documents.models import Document
from core.errors import Refused
from core.money import Money
from core.permissions import Role
from core.thai.writing import be_date, grouped_thirteen_digits
from coupons.claims.developments.models import Development
from coupons.claims.developments.services.approve_development import approve_development
from coupons.claims.developments.services.confirm_quotation import confirm_quotation
from coupons.claims.models import Evidence
from coupons.claims.services.approve_claim import approve_claim
from coupons.claims.services.confirm_service import confirm_service
from coupons.claims.states import ClaimRefusal, EvidenceKind
from identity.organisations.models import Organisation
from identity.organisations.states import Capacity
from identity.people.models import Person
from schemes.states import PayeeMode
from tests.coupons.counter import DRAFT, PRICE, SUBSIDY, Counter, open_counter
from tests.coupons.redemptions.test_counter_pages import browser_of
from tests.factories import NOW, build


@pytest.fixture
def counter(db_app: Flask) -> Counter:
    return open_counter(payee_mode=PayeeMode.REIMBURSE_SME)


def approved(counter: Counter) -> Development:
    development_id = counter.develop()
    confirm_quotation(development_id, actor=counter.cashier, now=NOW + timedelta(minutes=1))
    approve_development(development_id, actor=counter.officer, now=NOW + timedelta(minutes=2))
    db.session.expire_all()
    return db.session.get_one(Development, development_id)


def text_of(content: bytes) -> str:
    """What a reader copies out of it, without the ends of its lines."""
    pages = pypdfium2.PdfDocument(content)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)


def paper_of(development: Development) -> bytes:
    assert development.agreement_id is not None
    return documents.content_of(development.agreement_id)


def named(person_id: int | None) -> str:
    return db.session.get_one(Person, person_id).full_name


def test_it_says_who_agreed_to_what_at_which_price(counter: Counter) -> None:
    development = approved(counter)
    text = text_of(paper_of(development))
    assert "ข้อตกลงการพัฒนาDA-" in text
    claim = counter.redemption(development.redemption_id or 0)
    quotation = db.session.get_one(Document, development.document_id)
    for said in (
        db.session.get_one(Organisation, development.sme_id).name_th,
        db.session.get_one(Organisation, development.provider_id).name_th,
        grouped_thirteen_digits(db.session.get_one(Organisation, development.sme_id).registration_number),
        DRAFT.problem,
        DRAFT.work,
        DRAFT.result,
        DRAFT.quotation_number,
        quotation.sha256.hex(),
        str(PRICE),
        str(SUBSIDY),
        str(PRICE - SUBSIDY),
        be_date(claim.deliver_by, long=True),
        named(development.sent_by_id),
        named(development.confirmed_by_id),
    ):
        assert "".join(said.split()) in text, said
    assert counter.coupon().number not in text, "the provider reads no number of a coupon"
    assert text.count("".join(named(development.approved_by_id).split())) == 2, (
        "all have one name: the officer is not named"
    )


def test_it_is_kept_with_the_proposal_and_the_quotation_alone_is_evidence(counter: Counter) -> None:
    development = approved(counter)
    assert development.agreement_id is not None
    kept = db.session.scalars(
        sa.select(Evidence).where(Evidence.redemption_id == development.redemption_id).order_by(Evidence.id)
    )
    assert [(each.kind, each.document_id) for each in kept] == [
        (EvidenceKind.AGREEMENT, development.document_id),
    ]


def test_both_sides_and_staff_open_it_and_nobody_else(db_app: Flask, counter: Counter) -> None:
    waiting = counter.develop()
    assert browser_of(db_app, counter.owner).get(f"/developments/{waiting}/agreement").status_code == 404
    confirm_quotation(waiting, actor=counter.cashier, now=NOW)
    approve_development(waiting, actor=counter.officer, now=NOW)
    where = f"/developments/{waiting}/agreement"
    for actor in (counter.owner, counter.cashier, counter.officer):
        assert f'href="{where}"' in browser_of(db_app, actor).get(f"/developments/{waiting}").text
        answer = browser_of(db_app, actor).get(where)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")

    def stranger(tx: Tx) -> object:
        return counter.world.member(tx, counter.world.sme(tx).organisation_id, Capacity.SME)

    assert browser_of(db_app, build(stranger)).get(where).status_code == 404


def test_what_people_typed_stays_text(counter: Counter) -> None:
    typed = '#read("/etc/passwd") *bold* $x$ <b>&amp;</b> \\ @me "'
    development_id = counter.develop()

    def write(tx: Tx) -> None:
        tx.execute(sa.update(Development).where(Development.id == development_id).values(work=typed))

    build(write)
    confirm_quotation(development_id, actor=counter.cashier, now=NOW)
    approve_development(development_id, actor=counter.officer, now=NOW)
    text = text_of(paper_of(db.session.get_one(Development, development_id)))
    assert "".join(typed.split()) in text


def test_long_texts_go_on_to_a_second_page(counter: Counter) -> None:
    development_id = counter.develop()
    long = "พัฒนากระบวนการผลิตและทดสอบสินค้าให้ได้มาตรฐาน " * 60

    def write(tx: Tx) -> None:
        values = {"work": long, "problem": long, "result": long}
        tx.execute(sa.update(Development).where(Development.id == development_id).values(**values))

    build(write)
    confirm_quotation(development_id, actor=counter.cashier, now=NOW)
    approve_development(development_id, actor=counter.officer, now=NOW)
    content = paper_of(db.session.get_one(Development, development_id))
    breaks = len(pypdfium2.PdfDocument(io.BytesIO(content))) - 1
    assert breaks > 0
    assert 180 - breaks <= text_of(content).count("ทดสอบสินค้า") <= 180, "a page's head may stand within a word"


def test_an_amount_is_written_in_words(counter: Counter) -> None:
    assert Money.baht(42_000) == PRICE
    assert "สี่หมื่นสองพันบาทถ้วน" in text_of(paper_of(approved(counter)))


def test_who_approved_the_proposal_does_not_decide_the_claim(db_app: Flask, counter: Counter) -> None:
    development = approved(counter)
    claim = development.redemption_id or 0
    counter.name_account()
    counter.file(claim)
    confirm_service(claim, actor=counter.cashier, now=NOW)
    deciding = f'action="/redemptions/{claim}/approve"'
    assert deciding not in browser_of(db_app, counter.officer).get(f"/redemptions/{claim}").text
    with pytest.raises(Refused) as refused:
        approve_claim(claim, SUBSIDY, actor=counter.officer, now=NOW)
    assert refused.value.reason is ClaimRefusal.RESERVED_BY_YOU
    another = build(lambda tx: counter.world.staff(tx, Role.CLAIM_OFFICER))
    assert deciding in browser_of(db_app, another).get(f"/redemptions/{claim}").text
    approve_claim(claim, SUBSIDY, actor=another, now=NOW)


def test_a_character_that_no_paper_has_does_not_keep_it_from_being_written(counter: Counter) -> None:
    development_id = counter.develop()

    def write(tx: Tx) -> None:
        tx.execute(sa.update(Development).where(Development.id == development_id).values(work="งานดี 😀株➊"))

    build(write)
    confirm_quotation(development_id, actor=counter.cashier, now=NOW)
    approve_development(development_id, actor=counter.officer, now=NOW)
    text = text_of(paper_of(db.session.get_one(Development, development_id)))
    assert "งานดี□□□" in text
