"""The database's key of a Thai name is core.thai.writing's, to the letter, and follows the name."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.db import db
from core.thai.writing import thai_sort_key
from identity.organisations.models import Organisation
from tests.factories import World, build

THAI = st.characters(min_codepoint=0x0E01, max_codepoint=0x0E59, categories=("L", "M", "N"))
LATIN = st.sampled_from("aZé 7&.-")
NAMES = st.text(st.one_of(THAI, st.sampled_from("เแโใไกขอ่้๊๋์ํำา"), LATIN), min_size=1, max_size=24)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAMES)
def test_the_database_makes_the_key_that_we_make(db_app: Flask, name: str) -> None:
    assert db.session().scalar(sa.select(sa.func.thai_sort_key(name))) == thai_sort_key(name)


def test_the_key_follows_the_name(db_app: Flask) -> None:
    world = World()
    organisation = build(lambda tx: world.organisation(tx, "ขาว"))
    renamed = sa.update(Organisation).where(Organisation.id == organisation.id).values(name_th="เกา")
    build(lambda tx: tx.execute(renamed))
    assert db.session().scalar(sa.select(Organisation.name_order)) == thai_sort_key("เกา")
