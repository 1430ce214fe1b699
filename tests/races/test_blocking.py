"""A block against what the blocked does at the same moment: it was done before and is undone, or it is refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.actor import Actor, actor_with
from core.db import db, transaction
from core.errors import Forbidden, Refused
from core.permissions import Role
from identity.accounts.models import SignInSession
from identity.accounts.operations import NewSession, open_session, refuse_overtaken
from identity.organisations.models import Invitation
from identity.organisations.services.invite_member import invite_member
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from identity.rights_requests.services.block_person import block_person
from identity.staff.queries import administrators
from tests.factories import NOW, World, build

DONE = "done"
AtOnce = Callable[..., list[str]]
SLOW_SECONDS = 0.15
WHY = "บัญชีถูกผู้อื่นนำไปใช้"


def _slowed(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    """What the blocked does takes its time between the look at their rights and the writing."""
    if statement.startswith(("INSERT INTO invitations", "INSERT INTO sign_in_sessions")):
        time.sleep(SLOW_SECONDS)


def _careless(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> tuple[str, Any]:
    """The negative control, in one process: who looks at rights or at the account locks nothing."""
    return statement.replace(" FOR SHARE OF memberships, people", "").replace(" FOR SHARE", ""), parameters


def run(verb: str, careless: bool = False, **given: Any) -> str:
    """One of the race, in a process of its own: `done`, the refusal's name or the kind of error."""
    sa.event.listen(db.engine, "before_cursor_execute", _slowed)
    if careless:
        sa.event.listen(db.engine, "before_cursor_execute", _careless, retval=True)
    verbs = {"block": _block, "invite": _invite, "sign_in": _sign_in}
    try:
        verbs[verb](**given)
    except Refused as refused:
        return str(refused.reason)
    except Forbidden:
        return "forbidden"
    except Exception as error:
        return type(error).__name__
    return DONE


def _block(by: int, whom: int) -> None:
    actor = actor_with(frozenset({Role.ADMINISTRATOR}), person_id=by)
    block_person(whom, WHY, actor=actor, now=NOW)


def _invite(by: int, organisation_id: int) -> None:
    actor = actor_with(frozenset({Role.SME_OWNER}), person_id=by, organisation_id=organisation_id)
    invite_member(
        organisation_id, "guest@example.test", MemberRole.OWNER, may_consent=True, actor=actor, now=NOW
    )


def _sign_in(who: int, uniquifier: str) -> None:
    """As identity.accounts.views.security.signing does once the password was right."""
    with transaction() as tx:
        refuse_overtaken(tx, who, uniquifier)
        open_session(tx, NewSession(who, password_at=NOW), now=NOW)


class Scene:
    """An administrator and owners to block, each once."""

    def __init__(self) -> None:
        self.world = World()
        self.admin = self.administrator()

    def administrator(self) -> int:
        """Another one."""
        return int(build(lambda tx: self.world.staff(tx, Role.ADMINISTRATOR)).known_person_id)

    def owner(self) -> Actor:
        """An owner of an SME of their own."""
        actor: Actor = build(lambda tx: self.world.member(tx, self.world.organisation(tx).id, Capacity.SME))
        return actor


@pytest.fixture
def scene(db_app: Flask) -> Scene:
    return Scene()


def inviting(scene: Scene, owner: Actor, **more: Any) -> list[dict[str, Any]]:
    """The owner invites another owner, while the administrator blocks."""
    invites = {"verb": "invite", "by": owner.person_id, "organisation_id": owner.organisation_id}
    return [invites | more, {"verb": "block", "by": scene.admin, "whom": owner.person_id} | more]


def left_open(owner: Actor) -> bool:
    """Whether an invitation of the owner can still be accepted once they are unblocked."""
    mine = sa.select(Invitation.id).where(
        Invitation.invited_by_id == owner.person_id, Invitation.withdrawn_at.is_(None)
    )
    return db.session.scalar(mine) is not None


def entering(scene: Scene, owner: Actor, **more: Any) -> list[dict[str, Any]]:
    """The owner, whose password was right, is signed in while the administrator blocks."""
    uniquifier = db.session.get_one(Person, owner.person_id).fs_uniquifier
    enters = {"verb": "sign_in", "who": owner.person_id, "uniquifier": uniquifier}
    return [enters | more, {"verb": "block", "by": scene.admin, "whom": owner.person_id} | more]


def is_in(owner: Actor) -> bool:
    """Whether a session of the owner is live."""
    live = sa.select(SignInSession.id).where(
        SignInSession.person_id == owner.person_id, SignInSession.ended_at.is_(None)
    )
    return db.session.scalar(live) is not None


def test_no_command_of_the_blocked_ends_after_the_block(scene: Scene, at_once: AtOnce) -> None:
    for _ in range(3):
        owner = scene.owner()
        assert at_once(*inviting(scene, owner)) in ([DONE, DONE], [DONE, "forbidden"])
        assert not left_open(owner)


def test_no_sign_in_ends_after_the_block(scene: Scene, at_once: AtOnce) -> None:
    for _ in range(3):
        owner = scene.owner()
        assert at_once(*entering(scene, owner)) in ([DONE, DONE], [DONE, "sign_in_overtaken"])
        assert not is_in(owner)


@pytest.mark.parametrize(("field", "harm"), [(inviting, left_open), (entering, is_in)])
def test_without_the_guard_it_does(field: Any, harm: Any, scene: Scene, at_once: AtOnce) -> None:
    """The negative control; a race may come out well by chance, so it is run until it does not."""
    for _ in range(10):
        owner = scene.owner()
        at_once(*field(scene, owner, careless=True))
        if harm(owner):
            return
    raise AssertionError("ten races without the guard, and none went wrong")


def test_administrators_who_block_each_other_leave_one(scene: Scene, at_once: AtOnce) -> None:
    other = scene.administrator()
    blocks = [
        {"verb": "block", "by": by, "whom": whom} for by, whom in ((scene.admin, other), (other, scene.admin))
    ]
    assert at_once(*blocks) == [DONE, "forbidden"]
    assert administrators(db.session()) == 1
