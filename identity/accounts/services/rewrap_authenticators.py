"""Bring the secrets of all authenticator apps under the newest generation of the application's key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from core.db import transaction
from identity.people.models import Person


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """How many secrets were wrapped anew, how many were so already, and of whom one cannot be read."""

    anew: int
    already: int
    unreadable: tuple[int, ...]


def rewrap_authenticators(rewrap: Callable[[str], str]) -> Rewrapped:
    """Wrap each secret anew. `rewrap` raises KeyError where the generation that wrapped it is listed no longer."""
    anew = already = 0
    unreadable = []
    with transaction() as tx:
        with_one = sa.select(Person).where(Person.tf_totp_secret != "").order_by(Person.id)
        for person in tx.execute(with_one.with_for_update(key_share=True)).scalars():
            before = person.tf_totp_secret or ""
            try:
                person.tf_totp_secret = rewrap(before)
            except KeyError:
                unreadable.append(person.id)
                continue
            anew += person.tf_totp_secret != before
            already += person.tf_totp_secret == before
    return Rewrapped(anew, already, tuple(unreadable))
