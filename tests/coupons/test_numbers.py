"""What was typed is looked for as a number, or among the words, and found alike however many have them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core import clock
from core.database import search
from core.db import db
from coupons.coupons.models import Coupon
from coupons.coupons.queries import coupon_statement, search_coupons
from identity.organisations.models import Organisation
from tests.factories import World, build


@pytest.fixture
def three(db_app):
    """Three coupons of as many businesses: their ids by the names of these."""
    with db_app.app_context():

        def rows(tx):
            world = World(clock.now())
            category = world.category(tx)
            scheme = world.scheme(tx, category)
            found = {}
            for name in ("บริษัท ทองคำ จำกัด", "บริษัท เงินงาม จำกัด", "ห้าง 100% แท้"):
                sme = world.sme(tx)
                tx.execute(
                    sa.update(Organisation)
                    .where(Organisation.id == sme.organisation_id)
                    .values(name_th=name, name_en="")
                )
                found[name] = world.coupon(tx, scheme, sme).id
            return found

        yield build(rows)


def found(typed):
    rows = db.session.execute(search_coupons(db.session(), coupon_statement(), typed))
    return {row.id for row in rows}


@pytest.mark.parametrize("few", [1_000, 0])
def test_words_find_the_same_whether_few_or_many_have_them(three, monkeypatch, few):
    monkeypatch.setattr(search, "FEW", few)
    gold, silver, real = three.values()
    assert found("บริษัท") == {gold, silver}
    assert found("ทองคำ") == {gold}
    assert found("100%") == {real}, "a sign is taken literally"
    assert found("_") == found("ไม่มีใคร") == set()


@pytest.mark.parametrize("few", [1_000, 0])
def test_the_thirteen_digits_find_the_business(three, monkeypatch, few):
    monkeypatch.setattr(search, "FEW", few)
    gold = next(iter(three.values()))
    digits = db.session.scalar(
        sa.select(Organisation.registration_number)
        .join(Coupon, Coupon.sme_id == Organisation.id)
        .where(Coupon.id == gold)
    )
    assert found(digits) == {gold}
    assert gold in found(digits[:9])


def test_a_number_is_found_by_its_beginning_or_its_six_digits_and_no_word_is(three):
    coupons = {row.id: row.number for row in db.session.scalars(sa.select(Coupon))}
    gold = next(iter(three.values()))
    build(
        lambda tx: tx.execute(sa.update(Coupon).where(Coupon.id == gold).values(number=f"C2570-{gold:06d}"))
    )
    assert found(f"C2570-{gold:06d}") == found(f"c2570-{gold:06d}") == {gold}
    assert found(f"{gold:06d}") == {gold}
    assert found("C2570-0") == {gold}, "the others have other numbers"
    assert coupons.keys() == set(three.values())
    assert found("C25%") == found("C2571-0") == set()


def test_a_running_number_grows_beyond_six_digits_and_hides_no_business(three):
    gold, silver, _real = three.values()
    long = 1_234_567
    build(
        lambda tx: tx.execute(
            sa.text(
                "UPDATE organisations SET registration_number = '1234567890123' WHERE id = (SELECT sme_id FROM coupons WHERE id = :id)"
            ),
            {"id": silver},
        )
    )
    assert found(str(long)) == {silver}, "the digits begin a business's number"
    assert found(f"{gold:06d}") == {gold}
