"""Officers find a business, and what it applied for, under the province in which it is now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any, NamedTuple

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.actor import Actor
from core.database import embedded
from core.db import Tx, db
from core.permissions import Role
from core.tasks import queue as jobs
from identity.organisations.states import Capacity
from tests.factories import World, build
from tests.signing_in import browser_of
from tests.works import queued

LAMPANG, BANGKOK = "52", "10"
LISTS = ("/smes/", "/providers/", "/applications/")
SIDES = {"smes": Capacity.SME, "providers": Capacity.PROVIDER}
ADDRESSES = {"smes": "registration/address", "providers": "address"}
MOVED = {
    "address": "9 ถนนพหลโยธิน",
    "province_code": BANGKOK,
    "postcode": "10900",
    "phone": "022225501",
    "email": "office@example.com",
}


class Scene(NamedTuple):
    organisation_id: int
    application: str
    owners: dict[str, Actor]
    officer: FlaskClient
    world: World


@pytest.fixture
def scene(db_app: Flask) -> Scene:
    """A business in Lampang that is an SME and a provider, and applies for a coupon."""
    world = World(clock.now())

    def make(tx: Tx) -> tuple[int, str, dict[str, Actor], Actor]:
        category = world.category(tx)
        sme = world.sme(tx)
        key = sme.organisation_id
        world.provider(tx, organisation_id=key)
        application = world.application(tx, world.scheme(tx, category), sme)
        owners = {path: world.member(tx, key, side) for path, side in SIDES.items()}
        return key, application.number, owners, world.staff(tx, Role.PROGRAMME_OFFICER)

    key, application, owners, officer = build(make)
    return Scene(key, application, owners, browser_of(db_app, officer.known_person_id), world)


def found_in(scene: Scene, province: str) -> list[bool]:
    """Whether each list shows it there."""
    shown = (f"/smes/{scene.organisation_id}", f"/providers/{scene.organisation_id}", scene.application)
    pages = (scene.officer.get(f"{each}?province={province}&lang=en") for each in LISTS)
    return [each in page.text for each, page in zip(shown, pages, strict=True)]


@pytest.mark.parametrize("side", SIDES)
def test_a_business_that_moves_is_found_in_its_new_province(db_app: Flask, scene: Scene, side: str) -> None:
    assert found_in(scene, LAMPANG) == [True] * 3
    owner = scene.owners[side]
    browser = browser_of(db_app, owner.known_person_id, f"{scene.organisation_id}:{SIDES[side].value}")
    answer = browser.post(f"/{side}/{scene.organisation_id}/{ADDRESSES[side]}", data=MOVED)
    assert answer.status_code == 303, answer.text
    (job,) = queued("coupons.keep_places")
    jobs.run_now(db_app, "coupons.keep_places", **job)
    assert (found_in(scene, LAMPANG), found_in(scene, BANGKOK)) == ([False] * 3, [True] * 3)


def test_a_new_address_in_the_same_province_asks_for_nothing(db_app: Flask, scene: Scene) -> None:
    owner = scene.owners["smes"]
    browser = browser_of(db_app, owner.known_person_id, f"{scene.organisation_id}:sme")
    browser.post(
        f"/smes/{scene.organisation_id}/registration/address",
        data=MOVED | {"province_code": LAMPANG, "postcode": "52000"},
    )
    assert db.session.scalar(sa.text("SELECT address FROM organisations WHERE address = '9 ถนนพหลโยธิน'"))
    assert queued("coupons.keep_places") == []


@pytest.mark.parametrize("order", ["name", "number", "province", "since"])
@pytest.mark.parametrize("path", LISTS[:2])
def test_lists_keep_the_order_of_the_organisations(
    db_app: Flask, scene: Scene, path: str, order: str
) -> None:
    world = scene.world
    build(lambda tx: [world.provider(tx, organisation_id=world.sme(tx).organisation_id) for _ in range(3)])
    column = {"name": "name_order", "number": "registration_number", "province": "province_code"}
    by = column.get(order, "id")
    expected = db.session.scalars(
        sa.text(f"SELECT o.id FROM organisations o JOIN smes ON organisation_id = o.id ORDER BY o.{by}, o.id")
    )
    page = scene.officer.get(f"{path}?sort={order}&lang=en").text
    shown = [int(key) for key in re.findall(rf'href="{path}(\d+)"', page)]
    assert list(dict.fromkeys(shown)) == list(expected)


@pytest.fixture
def superuser(db_app: Flask, server: embedded.EmbeddedServer) -> Iterator[Any]:
    """Makes connections that may do anything in this database; what they replaced is put back."""
    url, opened = server.url("postgres", db.engine.url.database), []

    def connect() -> psycopg.Connection[Any]:
        opened.append(psycopg.connect(url))
        return opened[-1]

    definition = db.session.scalar(sa.text("SELECT pg_get_functiondef('keep_place'::regproc)"))
    db.session.rollback()
    yield connect
    for connection in opened:
        connection.close()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(definition)


APPLY = (
    "INSERT INTO applications (number, scheme_id, sme_id, category_id, need, expected_result, state, state_since,"
    " created_at, created_by_id) SELECT 'A2570-999999', scheme_id, sme_id, category_id, '', '', 'draft', state_since,"
    " created_at, created_by_id FROM applications LIMIT 1"
)
MOVE = "UPDATE organisations SET province_code = '10'"


@pytest.mark.parametrize("careless", [False, True])
def test_a_new_application_and_a_move_wait_for_each_other(
    db_app: Flask, scene: Scene, superuser: Any, careless: bool
) -> None:
    """The negative control: without its lock an application that is written meanwhile stays in the old province."""
    build(lambda tx: tx.execute(sa.text("UPDATE applications SET state = 'withdrawn'")))
    one, other = superuser(), superuser()
    if careless:
        [(definition,)] = one.execute("SELECT pg_get_functiondef('keep_place'::regproc)").fetchall()
        assert one.execute(definition.replace(" FOR SHARE", "")).statusmessage == "CREATE FUNCTION"
        one.commit()
    one.execute(APPLY)
    with ThreadPoolExecutor(1) as threads:
        moving = threads.submit(lambda: (other.execute(MOVE), other.commit()))
        done, _waiting = wait([moving], timeout=1)
        if careless:
            jobs.run_now(db_app, "coupons.keep_places", organisation_id=scene.organisation_id)
        one.commit()
        moving.result(timeout=20)
    assert bool(done) is careless, "the move waits for the application"
    if not careless:
        jobs.run_now(db_app, "coupons.keep_places", organisation_id=scene.organisation_id)
    found = db.session.scalar(
        sa.text("SELECT sme_province_code FROM applications WHERE number = 'A2570-999999'")
    )
    assert (found == BANGKOK) is not careless


def test_a_business_that_moved_there_and_back_is_not_left_where_a_decision_saw_it(
    db_app: Flask, scene: Scene, superuser: Any
) -> None:
    """The decision wrote the province between, and ends after the second move."""
    key, deciding, moving = scene.organisation_id, superuser(), superuser()
    db.session.remove()
    moving.execute(MOVE)
    moving.commit()
    for table in ("smes", "providers", "applications"):
        deciding.execute(f"UPDATE {table} SET state = state")
    moving.execute(MOVE.replace(BANGKOK, LAMPANG))
    moving.commit()
    with ThreadPoolExecutor(1) as threads:
        keeping = threads.submit(jobs.run_now, db_app, "coupons.keep_places", organisation_id=key)
        wait([keeping], timeout=1)
        deciding.commit()
        keeping.result(timeout=20)
    assert found_in(scene, LAMPANG) == [True] * 3
