"""The size of its business that an application keeps beside it: true, and never a reason to wait."""

from __future__ import annotations

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db
from coupons.applications.models import Application
from schemes.states import SmeSize
from smes.models import Sme
from tests.factories import World, build


@pytest.fixture
def waiting(db_app: Flask) -> tuple[int, int]:
    """The ids of an application that waits and of its business, which is small."""
    world = World()

    def make(tx: object) -> tuple[int, int]:
        sme = world.sme(tx, size=SmeSize.SMALL)
        made = world.application(tx, world.scheme(tx, world.category(tx)), sme)
        return made.id, sme.organisation_id

    ids: tuple[int, int] = build(make)
    db.session.remove()
    return ids


def _kept(application_id: int) -> str | None:
    db.session.rollback()
    column = sa.literal_column("sme_size")
    return db.session.scalar(
        sa.select(column).select_from(Application).where(Application.id == application_id)
    )


def _sized(url: str, sme_id: int, size: SmeSize) -> None:
    with psycopg.connect(url, options="-c lock_timeout=1s") as other:
        other.execute("UPDATE smes SET size = %s WHERE organisation_id = %s", (size.value, sme_id))


def test_it_follows_the_business(db_app: Flask, waiting: tuple[int, int]) -> None:
    application_id, sme_id = waiting
    assert _kept(application_id) == "small"
    _sized(db_app.installation.reach.url, sme_id, SmeSize.MEDIUM)
    assert _kept(application_id) == "medium"


def test_who_sizes_a_business_waits_for_nobody_who_decides_on_its_application(
    db_app: Flask, waiting: tuple[int, int]
) -> None:
    application_id, sme_id = waiting
    url = db_app.installation.reach.url
    with psycopg.connect(url) as deciding:
        deciding.execute("SELECT FROM applications WHERE id = %s FOR UPDATE", (application_id,))
        _sized(url, sme_id, SmeSize.MEDIUM)
    assert db.session.scalar(sa.select(Sme.size).where(Sme.organisation_id == sme_id)) is SmeSize.MEDIUM
    assert _kept(application_id) == "small"
