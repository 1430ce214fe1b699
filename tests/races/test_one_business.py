"""Several at work on one business: who waits for its registration holds nothing that the one before still needs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask

from core.actor import Actor, actor_with
from core.db import Tx, db
from core.errors import Refused, WrongState
from core.money import Money
from core.permissions import Role
from coupons.applications.services.start_application import start_application
from identity.organisations.models import Organisation
from identity.organisations.rules import ContactDraft
from identity.organisations.states import Capacity
from identity.rights_requests.services.ask_number_release import ask_number_release
from identity.rights_requests.services.confirm_rights_request import confirm_rights_request
from identity.rights_requests.services.report_number import report_number
from providers.models import Provider, ProviderCategory
from providers.rules import ServiceDraft
from providers.services import save_address as of_provider
from providers.services.add_service import add_service
from providers.states import CategoryState
from schemes.states import SmeSize
from smes.models import Sme
from smes.services import save_address as of_sme
from tests.coupons.counter import picture
from tests.factories import NOW, World, build

WHY = "หนังสือรับรองแนบมาแล้ว"
ADDRESS = ContactDraft("9 ถนนพหลโยธิน", "10", "10900", "022225501", "office@example.com")
PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Scene:
    """A business that registers on both sides, whose number another has reported, and what each needs to act."""

    organisation_id: int
    category_id: int
    scheme_id: int
    report_id: int
    owner: Actor
    provider: Actor
    officer: Actor
    approver: Actor


@pytest.fixture
def scene(db_app: Flask) -> Scene:
    world = World()

    def make(tx: Tx) -> dict[str, Any]:
        organisation = world.organisation(tx)
        key, category = organisation.id, world.category(tx)
        tx.add(Sme(organisation_id=key, created_at=NOW, state_since=NOW))
        tx.add(Provider(organisation_id=key, created_at=NOW, state_since=NOW))
        asked = CategoryState.REQUESTED
        tx.add(ProviderCategory(provider_id=key, category_id=category.id, state=asked, state_since=NOW))
        return {
            "organisation_id": key,
            "category_id": category.id,
            "scheme_id": world.scheme(tx, category).id,
            "owner": world.member(tx, key, Capacity.SME),
            "provider": world.member(tx, key, Capacity.PROVIDER),
            "officer": world.staff(tx, Role.PROGRAMME_OFFICER),
            "approver": world.staff(tx, Role.PROGRAMME_APPROVER),
        }

    made = build(make)
    number = db.session.get_one(Organisation, made["organisation_id"]).registration_number
    reporter = actor_with(frozenset({Role.PERSON}), person_id=build(world.person).id)
    report = report_number(number, WHY, picture("proof"), "proof.png", actor=reporter, now=NOW)
    db.session.remove()
    return Scene(report_id=report, **made)


def _apply(scene: Scene) -> None:
    start_application(scene.scheme_id, scene.category_id, actor=scene.owner, now=NOW)


def _ask(scene: Scene) -> int:
    return ask_number_release(scene.report_id, WHY, actor=scene.officer, now=NOW)


def _confirm(scene: Scene, request_id: int) -> None:
    confirm_rights_request(request_id, objection_days=14, actor=scene.approver, now=NOW)


def _offer(scene: Scene) -> None:
    price = Money.baht(10_000)
    draft = ServiceDraft(scene.category_id, "ทดสอบ", "Test", "", "", "", price, price, 14)
    add_service(scene.organisation_id, draft, actor=scene.provider, now=NOW)


def _move_sme(scene: Scene) -> None:
    of_sme.save_address(scene.organisation_id, ADDRESS, actor=scene.owner, now=NOW)


def _move_provider(scene: Scene) -> None:
    of_provider.save_address(scene.organisation_id, ADDRESS, actor=scene.provider, now=NOW)


Work = Callable[[Scene], Any]


def _asked_before(scene: Scene) -> Work:
    request_id = _ask(scene)
    return lambda scene: _confirm(scene, request_id)


class Waiting:
    """A command in a thread of its own, which waits for what another connection has locked."""

    def __init__(self, app: Flask, work: Callable[[], Any]) -> None:
        self.failed: list[BaseException] = []

        def run() -> None:
            try:
                with app.app_context():
                    work()
            except BaseException as error:
                self.failed.append(error)

        self.thread = threading.Thread(target=run)
        self.thread.start()

    def ended(self) -> None:
        self.thread.join(PATIENCE_SECONDS)
        assert not self.thread.is_alive()
        assert not self.failed, self.failed


@pytest.fixture
def other(db_app: Flask) -> Iterator[psycopg.Connection[Any]]:
    """The connection of whoever came first."""
    with psycopg.connect(db_app.installation.reach.url) as connection:
        yield connection


def wait_until_it_waits(connection: psycopg.Connection[Any], waiting: Waiting) -> None:
    """Return when it waits for what this connection has locked."""
    blocked = "SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    until = time.monotonic() + PATIENCE_SECONDS
    while connection.execute(blocked).fetchone() is None:
        assert time.monotonic() < until, f"nobody waits: {waiting.failed}"
        time.sleep(0.02)


WORKS: dict[str, Work] = {
    "ask": _ask,
    "apply": _apply,
    "offer": _offer,
    "move_sme": _move_sme,
    "move_provider": _move_provider,
}
TOUCHED = [
    ("ask", "smes"),
    ("ask", "providers"),
    ("confirm", "smes"),
    ("confirm", "providers"),
    ("apply", "smes"),
    ("offer", "providers"),
    ("move_sme", "smes"),
    ("move_provider", "providers"),
]


@pytest.mark.parametrize(("command", "table"), TOUCHED)
def test_who_waits_for_a_registration_does_not_hold_its_organisation(
    db_app: Flask, scene: Scene, other: psycopg.Connection[Any], table: str, command: str
) -> None:
    """A member who saves the address has the registration's row, and takes the organisation's next."""
    work = _asked_before(scene) if command == "confirm" else WORKS[command]
    db.session.remove()
    row = f"FROM {table} WHERE organisation_id = %s FOR UPDATE"
    other.execute(f"SELECT {row}", (scene.organisation_id,))
    waiting = Waiting(db_app, lambda: work(scene))
    wait_until_it_waits(other, waiting)
    other.execute("SELECT FROM organisations WHERE id = %s FOR UPDATE NOWAIT", (scene.organisation_id,))
    other.commit()
    waiting.ended()


def test_an_application_that_is_begun_while_its_business_is_sized_keeps_the_new_size(
    db_app: Flask, scene: Scene, other: psycopg.Connection[Any]
) -> None:
    new = "UPDATE smes SET size = 'medium' WHERE organisation_id = %s"
    other.execute(new, (scene.organisation_id,))
    waiting = Waiting(db_app, lambda: _apply(scene))
    wait_until_it_waits(other, waiting)
    other.commit()
    waiting.ended()
    assert db.session.scalar(sa.text("SELECT sme_size FROM applications")) == SmeSize.MEDIUM


def test_who_asks_again_waits_for_who_confirms_and_is_refused(db_app: Flask, scene: Scene) -> None:
    """One holds the report and the other the request: neither may wait for both."""
    request_id = _ask(scene)
    db.session.remove()
    slowed = ("SELECT organisations", "SELECT number_reports", "INSERT INTO rights_requests")

    def slow(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(slowed):
            time.sleep(0.2)

    sa.event.listen(db.engine, "before_cursor_execute", slow)
    try:
        confirming = Waiting(db_app, lambda: _confirm(scene, request_id))
        asking = Waiting(db_app, lambda: _ask(scene))
        confirming.ended()
        asking.thread.join(PATIENCE_SECONDS)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", slow)
    assert [type(error) for error in asking.failed] in ([Refused], [WrongState])
