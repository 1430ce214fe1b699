"""An administrator blocks a person: protective, so one is enough, and it holds at once."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from flask import url_for

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from core.permissions import Role
from identity.accounts.operations import end_sessions
from identity.accounts.states import SessionEnd
from identity.notifications.operations import notify
from identity.people.models import Person
from identity.people.rules import PersonRefusal
from identity.rights_requests.commands import BLOCK_PERSON
from identity.rights_requests.operations import withdraw_what_the_blocked_began
from identity.staff.operations import one_at_a_time, tell, withdraw_what_was_asked


def block_person(person_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Shut the account: all sessions, sign-ins under way and links in e-mails end, and no way leads in.

    What the person began and others have not decided is withdrawn, and so is what others granted or asked for them.
    Roles and memberships stay, without effect until two people unblock; organisations go on by their other members.
    Who blocks is an administrator and not the person: so one who can sign in always remains.

    NotFound for nobody; refused with NOT_YOURSELF, REASON_MISSING, or ACCOUNT_BLOCKED for who is blocked already.
    """
    with transaction(BLOCK_PERSON, actor, now) as tx:
        one_at_a_time(tx)
        tx.get(Person, person_id)
        tx.authorise(person=person_id)
        by_id = actor.known_person_id
        notify(tx, [person_id], "person.blocked", {}, url_for("security.login"), now=now)
        reason_id = audit.store_reason(tx, by_id, reason)
        shut = (
            sa.update(Person)
            .where(Person.id == person_id, Person.active)
            .values(
                active=False,
                blocked_at=now,
                blocked_by_id=by_id,
                block_reason_id=reason_id,
                fs_uniquifier=uuid4().hex,
            )
            .execution_options(synchronize_session=False)
        )
        if not tx.execute(shut).rowcount:
            raise Refused(PersonRefusal.ACCOUNT_BLOCKED)
        # From here on each command of the person waits for us, and then finds the account shut (identity.capacities.rights).
        # We wait for none that takes long: it looks at the end whether its person may still sign (Tx.hold).
        withdraw_what_the_blocked_began(tx, person_id, actor=actor, now=now)
        withdraw_what_was_asked(tx, person_id, actor=actor, now=now, and_about_them=True)
        audit.record(tx, "person.blocked", "person", person_id, actor, now, reason_id=reason_id)
        tell(tx, Role.ADMINISTRATOR, "person.was_blocked", url_for("identity.blocked"), but=by_id, now=now)
        tell(tx, Role.AUDITOR, "person.was_blocked", url_for("identity.trail"), now=now)
        end_sessions(tx, person_id, SessionEnd.BLOCKED, by_id=by_id, now=now)
