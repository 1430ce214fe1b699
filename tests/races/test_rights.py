"""What moves somebody's rights, against what stops it in the same moment: one of the two holds, never both."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, current_app
from flask_security.recoverable import generate_reset_password_token
from flask_security.utils import hash_password

from core import clock
from core.actor import Actor, actor_with
from core.audit.models import AuditEvent
from core.calendar.due import official_holidays
from core.db import Tx, db, transaction
from core.errors import Forbidden, Refused
from core.permissions import Role
from identity.accounts.views.security import signing
from identity.factor_resets.models import FactorReset
from identity.factor_resets.services.ask_factor_reset import ask_factor_reset
from identity.factor_resets.services.confirm_factor_reset import confirm_factor_reset
from identity.factor_resets.states import FactorResetState
from identity.organisations.models import Membership
from identity.organisations.states import Capacity
from identity.people.models import Person
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.services.ask_owner_replacement import Replacement, ask_owner_replacement
from identity.rights_requests.services.block_person import block_person
from identity.rights_requests.services.confirm_rights_request import confirm_rights_request
from identity.rights_requests.services.object_to_replacement import object_to_replacement
from identity.rights_requests.services.replace_owners_due import replace_owners_due
from tests.coupons.counter import picture
from tests.factories import NOW, World, build

official_holidays(NOW.year)
"""Read before the start: it takes a process longer than the whole race."""
DONE = "done"
OVER = NOW + timedelta(days=30)
SLOW_SECONDS = 0.15
TRIES = 10
WHY = "เจ้าของเดิมเสียชีวิต ทายาทเป็นผู้จัดการแทน"
NEW = "the new password of a thief"
SLOWED = (
    "UPDATE rights_requests",
    "UPDATE factor_resets",
    "UPDATE people",
    "SELECT memberships",
    "SELECT rights_requests",
)
"""Between the look and the writing, and between one lock and the next."""
AtOnce = Callable[..., list[str]]


def run(verb: str, careless: bool = False, slow: float = SLOW_SECONDS, **given: Any) -> str:
    """One of the race, in a process of its own: `done`, the refusal's name or the kind of error."""
    clock.now = lambda: NOW
    sa.event.listen(db.engine, "before_cursor_execute", _slowed(slow))
    if careless:
        take_the_guards_away()
    verbs = {
        "object": _object,
        "effect": _effect,
        "confirm": _confirm,
        "reset": _reset,
        "block": _block,
        "factors": _factors,
    }
    try:
        return verbs[verb](**given)
    except Refused as refused:
        return str(refused.reason)
    except Forbidden:
        return "forbidden"
    except Exception as error:
        return f"{type(error).__name__} {error}"[:200]


def _slowed(seconds: float) -> Any:
    def slow(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(SLOWED):
            time.sleep(seconds)

    return slow


def take_the_guards_away() -> None:
    """The negative control, in one process: no row is locked, and what moves does not look where it stood."""

    def unlocked(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> tuple[str, Any]:
        plain = statement.replace("LOCK TABLE staff_roles IN SHARE ROW EXCLUSIVE MODE", "SELECT 1")
        plain, *_rest = plain.replace(" FOR NO KEY UPDATE", " FOR UPDATE").split(" FOR UPDATE")
        return plain.split(" FOR SHARE")[0], parameters

    def move(tx: Tx, model: Any, key: Any, machine: Any, trigger: str, **columns: Any) -> Any:
        target = next(each.target for each in machine.transitions if each.trigger == trigger)
        row = sa.update(model).where(sa.inspect(model).primary_key[0] == key)
        tx.execute(row.values(state=target, **columns).execution_options(synchronize_session=False))
        return target

    sa.event.listen(db.engine, "before_cursor_execute", unlocked, retval=True)
    Tx.advance = move  # type: ignore[method-assign]  # taken away here
    signing.refuse_overtaken_change = lambda *_: None


def _object(who: int, organisation_id: int, request_id: int) -> str:
    actor = actor_with(frozenset({Role.SME_OWNER}), person_id=who, organisation_id=organisation_id)
    object_to_replacement(request_id, "ฉันยังอยู่", actor=actor, now=NOW)
    return DONE


def _effect() -> str:
    return DONE if replace_owners_due(now=OVER) else "nothing due"


def _confirm(by: int, request_id: int) -> str:
    actor = actor_with(frozenset({Role.PROGRAMME_APPROVER}), person_id=by)
    confirm_rights_request(request_id, objection_days=7, actor=actor, now=NOW)
    return DONE


def _reset(token: str) -> str:
    """By the link of the e-mail, as a browser does it."""
    current_app.config["WTF_CSRF_ENABLED"] = False  # as for all tests: the form is not what is raced
    browser = current_app.test_client()
    answer = browser.post(f"/reset-password/{token}", data={"password": NEW, "password_confirm": NEW})
    return DONE if answer.location == "/sign-in" else str(answer.status_code)


def _block(by: int, whom: int) -> str:
    actor = actor_with(frozenset({Role.ADMINISTRATOR}), person_id=by)
    block_person(whom, WHY, actor=actor, now=NOW)
    return DONE


def _factors(by: int, reset_id: int) -> str:
    actor = actor_with(frozenset({Role.ADMINISTRATOR}), person_id=by)
    confirm_factor_reset(reset_id, actor=actor, now=NOW)
    return DONE


@pytest.fixture
def at_once(in_order: AtOnce) -> AtOnce:
    """Commands let go together, with or without their guards; their answers in that order."""

    def race(*field: dict[str, Any], careless: bool = False) -> list[str]:
        return in_order(*({**each, "careless": careless} for each in field))

    return race


class Scene:
    """Officers of both hands, and owners whose replacement is asked for."""

    def __init__(self) -> None:
        self.world = World()
        self.officer = self._staff(Role.PROGRAMME_OFFICER)
        self.approver = self._staff(Role.PROGRAMME_APPROVER)
        self.admins = [self._staff(Role.ADMINISTRATOR) for _ in range(3)]

    def _staff(self, role: Role) -> Actor:
        actor: Actor = build(lambda tx: self.world.staff(tx, role))
        return actor

    def in_question(self) -> dict[str, int]:
        """An owner whom the officer has asked to replace: who they are, of what, and the request."""
        owner = build(lambda tx: self.world.member(tx, self.world.organisation(tx).id, Capacity.SME))
        heir = build(lambda tx: self.world.person(tx).email)
        membership_id = db.session.scalars(
            sa.select(Membership.id).where(Membership.person_id == owner.person_id)
        ).one()
        draft = Replacement(heir, WHY, picture("x"), "p.png")
        ask_owner_replacement(membership_id, draft, actor=self.officer, now=NOW)
        mine = sa.select(RightsRequest.id).where(RightsRequest.membership_id == membership_id)
        request_id = db.session.scalars(mine).one()
        return {"who": owner.person_id, "organisation_id": owner.organisation_id, "request_id": request_id}

    def waiting(self) -> dict[str, int]:
        """The same, confirmed: it waits for its day."""
        facts = self.in_question()
        confirm_rights_request(facts["request_id"], objection_days=7, actor=self.approver, now=NOW)
        return facts

    def asked_to_reset(self) -> tuple[int, int]:
        """Somebody whose second factors one administrator has asked to remove; and the request."""
        secret = current_app.extensions["security"].totp_factory.generate_totp_secret()
        person_id = self._staff(Role.CLAIM_OFFICER).known_person_id
        with transaction() as tx:
            row = tx.get(Person, person_id)
            row.tf_primary_method, row.tf_totp_secret = "authenticator", secret
        return person_id, ask_factor_reset(person_id, WHY, actor=self.admins[0], now=NOW)

    def with_link(self) -> tuple[int, str]:
        """Somebody who has the link for a new password; and its token."""
        person_id: int = build(lambda tx: self.world.person(tx).id)
        with transaction() as tx:
            row = tx.get(Person, person_id)
            row.password = hash_password("the old password")
            token: str = generate_reset_password_token(row)
        return person_id, token


@pytest.fixture
def scene(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Scene()


def ended(facts: dict[str, int]) -> tuple[str, bool]:
    """What became of the request, and whether the owner is owner no more."""
    db.session.rollback()
    db.session.expire_all()
    request = db.session.get_one(RightsRequest, facts["request_id"])
    membership = db.session.get_one(Membership, request.membership_id)
    return request.state.value, membership.ended_at is not None


def objecting(facts: dict[str, int]) -> dict[str, Any]:
    return {"verb": "object", **facts}


def confirming(scene: Scene, facts: dict[str, int]) -> dict[str, Any]:
    return {
        "verb": "confirm",
        "by": scene.approver.known_person_id,
        "request_id": facts["request_id"],
    }


def blocking(scene: Scene, whom: int) -> dict[str, Any]:
    return {"verb": "block", "by": scene.admins[2].known_person_id, "whom": whom}


def resetting(scene: Scene, reset_id: int) -> dict[str, Any]:
    return {"verb": "factors", "by": scene.admins[1].known_person_id, "reset_id": reset_id}


def test_who_objects_as_the_day_comes_stays_owner_or_has_been_replaced(scene: Scene, at_once: AtOnce) -> None:
    for _ in range(4):
        facts = scene.waiting()
        answered = at_once(objecting(facts), {"verb": "effect"})
        assert (answered, *ended(facts)) in (
            ([DONE, "nothing due"], "objected", False),
            (["moved_on", DONE], "done", True),
        )


def test_who_objects_while_it_is_confirmed_stays_owner(scene: Scene, at_once: AtOnce) -> None:
    """It was confirmed first, or is no more; either way the objection stands, and nothing waits for its day."""
    for _ in range(4):
        facts = scene.in_question()
        answered = at_once(objecting(facts), confirming(scene, facts))
        assert answered in ([DONE, DONE], [DONE, "moved_on"])
        assert ended(facts) == ("objected", False)
        assert replace_owners_due(now=OVER) == 0


def happened(person_id: int) -> list[str]:
    """What the trail says of the person: who waited for the other's row wrote after it."""
    db.session.rollback()
    names = sa.select(AuditEvent.name).where(
        AuditEvent.subject_kind == "person", AuditEvent.subject_id == person_id
    )
    return list(db.session.scalars(names.order_by(AuditEvent.id)))


def test_a_password_is_reset_before_the_block_or_not_at_all(scene: Scene, at_once: AtOnce) -> None:
    for _ in range(4):
        person_id, token = scene.with_link()
        reset, blocked = at_once({"verb": "reset", "token": token}, blocking(scene, person_id))
        assert blocked == DONE
        assert reset in (DONE, "409")
        assert happened(person_id)[-1] == "person.blocked", reset


def test_factors_are_reset_before_the_block_or_not_at_all(scene: Scene, at_once: AtOnce) -> None:
    for _ in range(3):
        person_id, reset_id = scene.asked_to_reset()
        reset, blocked = at_once(resetting(scene, reset_id), blocking(scene, person_id))
        assert blocked == DONE
        db.session.expire_all()
        row, person = db.session.get_one(FactorReset, reset_id), db.session.get_one(Person, person_id)
        kept = bool(person.tf_totp_secret)
        assert (reset, row.state, kept) in (
            (DONE, FactorResetState.CONFIRMED, False),
            ("moved_on", FactorResetState.WITHDRAWN, True),
        )


def objected_and_replaced(scene: Scene, at_once: AtOnce) -> bool:
    facts = scene.waiting()
    answered = at_once(objecting(facts), {"verb": "effect"}, careless=True)
    return answered == [DONE, DONE]


def objected_and_still_waiting(scene: Scene, at_once: AtOnce) -> bool:
    facts = scene.in_question()
    answered = at_once(objecting(facts), confirming(scene, facts), careless=True)
    return answered == [DONE, DONE] and ended(facts)[0] == "waiting"


def reset_after_the_block(scene: Scene, at_once: AtOnce) -> bool:
    person_id, token = scene.with_link()
    at_once({"verb": "reset", "token": token}, blocking(scene, person_id), careless=True)
    return happened(person_id)[-1] != "person.blocked"


def removed_after_the_block(scene: Scene, at_once: AtOnce) -> bool:
    person_id, reset_id = scene.asked_to_reset()
    late = resetting(scene, reset_id) | {"slow": 4 * SLOW_SECONDS}
    at_once(late, blocking(scene, person_id), careless=True)
    return {"factor_reset.confirmed", "factor_reset.withdrawn"} <= set(happened(person_id))


@pytest.mark.parametrize(
    "went_wrong",
    [objected_and_replaced, objected_and_still_waiting, reset_after_the_block, removed_after_the_block],
)
def test_without_the_guards_both_hold(
    went_wrong: Callable[[Scene, AtOnce], bool], scene: Scene, at_once: AtOnce
) -> None:
    """The negative control; a race may come out well by chance, so it is run until it does not."""
    assert any(went_wrong(scene, at_once) for _ in range(TRIES))
