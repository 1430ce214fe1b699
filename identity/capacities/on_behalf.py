"""A person for whom the worker acts while they are away: who they are now, in the capacity in which they asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from config import Settings
from core.actor import ANONYMOUS, Actor, actor_with
from core.permissions import PROVIDER_ROLES
from core.settings import installation
from identity.accounts.session_identity import SELF, STAFF, may_serve
from identity.capacities.queries import identity_of_person
from identity.organisations.states import Capacity


def capacity_key(actor: Actor) -> str:
    """The capacity in which the actor acts, as `identity.accounts.session_identity.Choice.key` names it."""
    if actor.is_staff:
        return STAFF
    if actor.organisation_id is None:
        return SELF
    side = Capacity.PROVIDER if actor.roles & PROVIDER_ROLES else Capacity.SME
    return f"{side}:{actor.organisation_id}"


def actor_on_behalf(session: Session, person_id: int, key: str, now: datetime) -> Actor:
    """The person, with the rights held at this moment in that capacity; none when it is held no more.

    Staff roles hold with a second factor, or where the setting waives it. The command that asked for the work wanted
    the second factor just given, and nobody is there to give it again: for staff it counts as given now.
    """
    settings: Settings = installation.settings()
    session_identity = identity_of_person(session, person_id)
    if session_identity is None:
        return ANONYMOUS
    choice = next((each for each in session_identity.choices if each.key == key), None)
    if choice is None or (key == STAFF and not may_serve(session_identity, settings)):
        return actor_with(frozenset(), person_id=person_id)
    return actor_with(
        choice.roles,
        person_id=person_id,
        organisation_id=choice.organisation_id,
        second_factor_at=now if key == STAFF else None,
    )
