"""The words of roles, and of the capacities to act in."""

from __future__ import annotations

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.labels import Labels, words_for
from core.permissions import Role
from identity.accounts.session_identity import STAFF, Choice
from identity.organisations.states import Capacity

LABELS = (
    Labels(
        {
            Role.PERSON: _l("Myself"),
            Role.SME_OWNER: _l("SME owner"),
            Role.SME_MEMBER: _l("SME member"),
            Role.SME_CONSENTER: _l("Can confirm prices"),
            Role.PROVIDER_OWNER: _l("Provider owner"),
            Role.PROVIDER_CASHIER: _l("Provider staff"),
            Role.PLAN_OFFICER: _l("Plan officer"),
            Role.PLAN_APPROVER: _l("Plan approver"),
            Role.PROGRAMME_OFFICER: _l("Programme officer"),
            Role.PROGRAMME_APPROVER: _l("Programme approver"),
            Role.CLAIM_OFFICER: _l("Claim officer"),
            Role.FINANCE_OFFICER: _l("Finance officer"),
            Role.FINANCE_APPROVER: _l("Payment approver"),
            Role.FINANCE_RELEASER: _l("Payment releaser"),
            Role.AUDITOR: _l("Auditor"),
            Role.ADMINISTRATOR: _l("Administrator"),
        }
    ),
)
AUDIT_WORDS = {
    "person.capacity_chosen": _l("Chose the organisation to act for"),
}


def role_words(role: Role) -> str:
    """A role in the reader's language."""
    return words_for(role)


NOBODY = {"system": _l("The system"), "stranger": _l("Somebody not signed in")}
"""Who did something, where it was no person."""


def actor_words(name: str) -> str:
    """A role, or who is no person, by the name that the trail keeps; empty for one that this code does not know."""
    return words_for(Role(name)) if name in [*Role] else str(NOBODY.get(name, ""))


def organisation_name(choice: Choice) -> str:
    """The organisation acted for, in the reader's language; empty for staff and for oneself."""
    first, second = (choice.name_th, choice.name_en)
    if str(get_locale() or "th").startswith("en"):
        first, second = second, first
    return first or second


def choice_words(choice: Choice) -> str:
    """A capacity as the switcher offers it."""
    if choice.key == STAFF:
        return _("OSMEP staff")
    side, _colon, number = choice.key.partition(":")
    return f"{organisation_name(choice)} · {words_for(Capacity(side))}" if number else _("Only myself")
