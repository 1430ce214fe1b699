"""A person for whom the worker acts while she is away: who she is now, in the capacity in which she asked."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.orm import Session

from config import Settings
from core.actor import STRANGER, Actor, actor_with
from core.permissions import Role
from identity.actors import SELF, STAFF, may_serve, standing_of
from identity.states import Capacity

_OF_A_PROVIDER = frozenset({Role.PROVIDER_OWNER, Role.PROVIDER_CASHIER})


def capacity_key(actor: Actor) -> str:
    """The capacity in which she acts, as `identity.actors.Choice.key` names it."""
    if actor.is_staff:
        return STAFF
    if actor.organisation_id is None:
        return SELF
    side = Capacity.PROVIDER if actor.roles & _OF_A_PROVIDER else Capacity.SME
    return f"{side}:{actor.organisation_id}"


def actor_in_absence(session: Session, person_id: int, key: str) -> Actor:
    """Her, with the rights she has at this moment in that capacity; none when she has it no more.

    Staff roles hold as they do for a request: with a second factor, or where the setting waives it.
    """
    settings: Settings = current_app.extensions["settings"]
    standing = standing_of(session, person_id)
    if standing is None:
        return STRANGER
    choice = next((each for each in standing.choices if each.key == key), None)
    if choice is None or (key == STAFF and not may_serve(standing, settings)):
        return actor_with(frozenset(), person_id=person_id)
    return actor_with(choice.roles, person_id=person_id, organisation_id=choice.organisation_id)
