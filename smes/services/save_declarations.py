"""What the owner declares."""

from __future__ import annotations

from datetime import datetime

from core import audit
from core.actor import Actor
from core.db import transaction
from smes.commands import SAVE_DECLARATIONS
from smes.moves import own_editable
from smes.rules import Declarations


def save_declarations(
    organisation_id: int, declarations: Declarations, *, actor: Actor, now: datetime
) -> None:
    """Keep the declarations as they are, the unfavourable ones too: an officer judges them, not the form."""
    with transaction(SAVE_DECLARATIONS, actor, now) as tx:
        sme = own_editable(tx, organisation_id, actor)
        sme.thai_share_bp = declarations.thai_share_bp
        sme.taxes_filed = declarations.taxes_filed
        sme.not_bankrupt = declarations.not_bankrupt
        sme.not_barred = declarations.not_barred
        sme.lawful_business = declarations.lawful_business
        audit.record(tx, "sme.declarations_saved", "sme", organisation_id, actor, now)
