"""Another administrator, or an approver, confirms: a person's second factors are removed."""

from __future__ import annotations

from datetime import datetime

from flask import url_for

from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_at
from core.db import transaction
from core.errors import WrongState
from core.permissions import Permission, Role
from identity.accounts.operations import end_sessions, remove_proofs, request_mail
from identity.accounts.states import MailKind, SessionEnd
from identity.factor_resets.commands import CONFIRM_FACTOR_RESET
from identity.factor_resets.models import FactorReset
from identity.factor_resets.states import CONFIRM_RESET_WITHIN, FACTOR_RESET
from identity.notifications.operations import notify
from identity.people.models import Person
from identity.staff.operations import one_at_a_time, tell
from identity.staff.origins import request_bars
from identity.staff.queries import may_still


def confirm_factor_reset(reset_id: int, *, actor: Actor, now: datetime) -> None:
    """Remove app, passkeys, recovery codes and the password, end all sessions and sign-ins under way, and notify the person.

    The person chooses a new password by the link of an e-mail, so that a stolen password alone sets up no factor, and
    sets up a new factor before any staff role holds again. Refused with NOT_YOURSELF, FACTOR_RESET_OWN for who asked,
    COMMON_ORIGIN for who is not independent of them, or StateReason.MOVED_ON, also when it waited too long or who
    asked is an administrator no more.
    """
    with transaction(CONFIRM_FACTOR_RESET, actor, now) as tx:
        one_at_a_time(tx)
        reset = tx.lock(FactorReset, reset_id)
        person = tx.lock(Person, reset.person_id, named_meanwhile=True)
        tx.authorise(**request_bars(tx.session, [reset], actor.known_person_id, now)[reset_id])
        overdue = due_at(CONFIRM_RESET_WITHIN, reset.asked_at) <= now
        if overdue or not may_still(tx.session, reset.asked_by_id, Permission.IDENTITY_STAFF_MANAGE):
            raise WrongState(FACTOR_RESET.name, "confirm", reset.state)
        tx.advance(
            FactorReset,
            reset_id,
            FACTOR_RESET,
            "confirm",
            decided_at=now,
            decided_by_id=actor.known_person_id,
        )
        remove_proofs(tx, person.id)
        request_mail(tx, MailKind.RESET, person.email, None, now=now)
        end_sessions(tx, person.id, SessionEnd.SECOND_FACTOR_CHANGED, by_id=actor.person_id, now=now)
        fields = {"factor_reset_id": reset_id, "asked_by_id": reset.asked_by_id}
        audit.record(tx, "factor_reset.confirmed", "person", person.id, actor, now, fields)
        notify(tx, [person.id], "factor_reset.confirmed", {}, url_for("security.forgot_password"), now=now)
        tell(tx, Role.AUDITOR, "factor_reset.removed", url_for("identity.trail"), now=now)
