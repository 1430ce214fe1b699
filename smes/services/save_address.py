"""Where the SME is and how it is reached."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from identity.organisations.operations import change_contact
from identity.organisations.rules import ContactDraft
from smes.commands import SAVE_ADDRESS
from smes.operations import own_changeable


def save_address(organisation_id: int, draft: ContactDraft, *, actor: Actor, now: datetime) -> None:
    """Keep the address and contacts of one's own organisation at any time, but while an officer checks the registration."""
    with transaction(SAVE_ADDRESS, actor, now) as tx:
        own_changeable(tx, organisation_id, actor)
        change_contact(tx, organisation_id, draft, actor=actor, now=now)
        audit.record(tx, "sme.address_saved", "sme", organisation_id, actor, now)
