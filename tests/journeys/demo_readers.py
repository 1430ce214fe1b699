"""Fixtures on the demo world: its own server, browsers in which its people have signed in, a price at the counter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser

from core import clock
from core.db import db
from core.money import Money
from coupons.redemptions.queries import sheet_for
from coupons.redemptions.services.decline_proposal import decline_proposal
from coupons.redemptions.services.propose_price import propose_price
from coupons.redemptions.services.scan_coupon import scan_coupon
from demo import people
from identity.people.models import Person
from tests.factories import actor_of
from tests.journeys.conftest import GUNICORN, free_port, served
from tests.journeys.walks import Moment, OpenBrowser, Walks, signed_in, usable_coupon


@pytest.fixture(scope="session")
def walks(demo_world: Flask) -> Walks:
    return Walks(demo_world)


@pytest.fixture(scope="session")
def address(demo_world: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """gunicorn on this worker's copy of the world."""
    port = free_port()
    log = tmp_path_factory.mktemp("readers") / "log"
    with served(demo_world.installation.settings, port, log, GUNICORN):
        yield f"http://localhost:{port}"


@pytest.fixture
def open_browser(browser: Browser, demo_world: Flask, address: str) -> Iterator[OpenBrowser]:
    opener = OpenBrowser(browser, demo_world, address)
    yield opener
    for context in opener.made:
        context.close()


@pytest.fixture
def moment(demo_world: Flask) -> Iterator[Moment]:
    coupon, code = usable_coupon(signed_in(demo_world, people.SME_OWNER.email))
    with demo_world.app_context():
        owner, cashier = (
            actor_of(
                db.session(), db.session.scalars(sa.select(Person.id).where(Person.email == email)).one()
            )
            for email in (people.SME_OWNER.email, people.CASHIER.email)
        )
        now = clock.now()
        scan_id = scan_coupon(code, actor=cashier, now=now).scan_id
        service = sheet_for(db.session(), scan_id, cashier, now).services[0]
        db.session.rollback()
        price = Money(service.price_from_satang)
        proposed = propose_price(scan_id, service.id, price, actor=cashier, now=now)
        assert proposed.proposal_id is not None, proposed.refusal
        db.session.remove()
    yield Moment(coupon, f"/scan/{scan_id}", f"/proposals/{proposed.proposal_id}")
    with demo_world.app_context():
        decline_proposal(proposed.proposal_id, actor=owner, now=clock.now())
        db.session.remove()
