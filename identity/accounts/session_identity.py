"""What a person is here as of one request: the capacities to choose from, and the session that proves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from config import Settings
from core.actor import Actor, actor_with
from core.permissions import Role
from identity.accounts.rules import Limits, SessionFacts, limits_of

SELF = "self"
STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Choice:
    """One capacity in which a person may act: for themselves, for OSMEP, or for one organisation on one side.

    `key` names it in the session and in addresses: `self`, `staff`, `sme:7`, `provider:7`.
    """

    key: str
    roles: frozenset[Role]
    organisation_id: int | None = None
    name_th: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class SessionIdentity:
    """What a person is here, as of this request."""

    person_id: int
    full_name: str
    locale: str
    has_second_factor: bool
    choices: tuple[Choice, ...]
    """Staff first, then memberships by name; acting for oneself is last and always there."""
    acting_as: str
    """The capacity last chosen, kept with the person."""
    session: SessionFacts | None = None
    """The sign-in by which the person is known; None when nobody has signed in: a background task."""

    @property
    def second_factor_at(self) -> datetime | None:
        """When this session last proved a second factor that the person still has."""
        return self.session.second_factor_at if self.session and self.has_second_factor else None

    @property
    def is_staff(self) -> bool:
        """Whether the person holds any staff role, in whatever capacity they act now."""
        return any(choice.key == STAFF for choice in self.choices)

    def chosen(self, key: str | None) -> Choice | None:
        """The capacity to act in: the one chosen, else the one used last, else the only one.

        None when there are several and none was ever chosen: the person is asked.
        """
        by_key = {choice.key: choice for choice in self.choices}
        for wanted in (key, self.acting_as):
            if wanted and wanted in by_key:
                return by_key[wanted]
        return self.choices[0] if len(self.choices) <= 2 else None

    def actor(self, key: str | None) -> Actor:
        """The actor in that capacity; undecided, a mere person."""
        choice = self.chosen(key) or self.choices[-1]
        return actor_with(
            choice.roles,
            person_id=self.person_id,
            organisation_id=choice.organisation_id,
            second_factor_at=self.second_factor_at,
        )

    def limits(self, key: str | None) -> Limits:
        """How long this session lasts in that capacity."""
        choice = self.chosen(key) or self.choices[-1]
        remembered = self.session is not None and self.session.remembered
        return limits_of(choice.roles, is_staff=self.is_staff, remembered=remembered)


def may_serve(found: SessionIdentity, settings: Settings) -> bool:
    """Whether staff roles hold: in a session that proved a second factor itself, or where the setting waives it.

    In the background, where there is no session, it is enough that the person has one: the session in which the
    work was asked for proved it.
    """
    if settings.second_factor_waived:
        return True
    return found.has_second_factor if found.session is None else found.second_factor_at is not None
