"""Alternatives for a page that does not open in the current capacity: another capacity of the person, or registering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import current_app, request, url_for

from core import registry
from core.actor import Actor, ActorKind
from core.permissions import MATRIX, STAFF_ROLES, Permission, Role
from core.settings import installation
from web.access import access_of, current_actor

MEMBERS = frozenset(Role) - STAFF_ROLES - {Role.PERSON}
"""Whoever acts for a business."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One button: its words and its address."""

    label: Any
    url: str


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What a person may do instead when a page is not for them; one of the two is empty."""

    acting_for: str
    """For whom they act now."""
    capacities: tuple[Alternative, ...]
    """Their other capacities in which the page opens; each is a POST that leads to the page."""
    registrations: tuple[Alternative, ...]
    """Where a person who acts for no business registers."""


def registrations(actor: Actor, choices: list[dict[str, Any]]) -> tuple[Alternative, ...]:
    """Return where a business is registered, for a person who can act for none."""
    if choices or actor.kind is not ActorKind.PERSON or actor.roles != {Role.PERSON}:
        return ()
    registering = [
        entry
        for entry in registry.navigation.values()
        if entry.capacity == "person" and Permission.IDENTITY_SELF_MANAGE not in entry.permissions
    ]
    return tuple(
        Alternative(entry.label, url_for(entry.endpoint))
        for entry in sorted(registering, key=lambda entry: entry.order)
    )


def _opens(access: frozenset[Permission], roles: frozenset[Role]) -> bool:
    return any(MATRIX[role] & access for role in roles)


def alternatives() -> Alternatives | None:
    """Return the alternatives for the requested page; None when there is none, or a form was sent."""
    known = installation.people().signed_in()
    if known is None or request.method != "GET" or request.endpoint is None:
        return None
    access = access_of(current_app._get_current_object(), request.endpoint)  # type: ignore[attr-defined]  # a proxy has it
    if not isinstance(access, frozenset):
        return None
    after = urlencode({"next": request.full_path.rstrip("?")})
    capacities = tuple(
        Alternative(each["label"], f"{each['url']}?{after}")
        for each in known["choices"]
        if not each["current"] and _opens(access, each["roles"])
    )
    registering = registrations(current_actor(), known["choices"]) if _opens(access, MEMBERS) else ()
    here = next((each["label"] for each in known["choices"] if each["current"]), "")
    return Alternatives(here, capacities, registering) if capacities or registering else None
