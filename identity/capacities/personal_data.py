"""How capacities and roles are read to the person whose copy it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from core.labels import words_for
from identity.accounts.session_identity import SELF, STAFF
from identity.capacities.labels import actor_words
from identity.organisations.states import Capacity


def _capacity(key: str, _row: Mapping[str, Any]) -> str:
    """In which capacity somebody acts, of the key that names it (`identity.accounts.session_identity.Choice`)."""
    side, _colon, number = key.partition(":")
    if number and side in [*Capacity]:
        return words_for(Capacity(side))
    return str({SELF: _("Only myself"), STAFF: _("OSMEP staff")}.get(key) or _("Something else"))


def _roles(names: str, _row: Mapping[str, Any]) -> str:
    return ", ".join(actor_words(name) or _("Something else") for name in names.split(",") if name)


READERS = {
    "acts.actor_roles": _roles,
    "kept_forms.capacity": _capacity,
    "long_works.acting_as": _capacity,
    "person.acting_as": _capacity,
}
