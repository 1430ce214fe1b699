"""Decides on which side of a redemption an actor is. Another's redemption looks like none at all."""

from __future__ import annotations

from core.actor import Actor
from core.errors import NotFound
from core.permissions import PROVIDER_ROLES, Role
from coupons.states import Party

SME_ROLES = frozenset({Role.SME_OWNER, Role.SME_MEMBER, Role.SME_CONSENTER})


def party_of(actor: Actor, *, sme_id: int, provider_id: int) -> Party:
    """Return the side of the actor, by the organisation and the capacity in which it acts. NotFound if on none."""
    if actor.is_staff:
        return Party.OSMEP
    if actor.organisation_id == sme_id and actor.roles & SME_ROLES:
        return Party.SME
    if actor.organisation_id == provider_id and actor.roles & PROVIDER_ROLES:
        return Party.PROVIDER
    raise NotFound


def provider_id_of(actor: Actor) -> int:
    """The provider the actor serves at the counter. NotFound for everybody else."""
    if actor.organisation_id is None or not actor.roles & PROVIDER_ROLES:
        raise NotFound
    return actor.organisation_id


def sme_id_of(actor: Actor) -> int:
    """The SME the actor serves. NotFound for everybody else."""
    if actor.organisation_id is None or not actor.roles & SME_ROLES:
        raise NotFound
    return actor.organisation_id
