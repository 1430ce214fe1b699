"""What freeing an organisation's number means for its registration here."""

from __future__ import annotations

from core.db import Tx
from core.errors import Refused
from identity.rights_requests.events import NumberContested
from identity.rights_requests.rules import RightsRequestRefusal
from smes.models import Sme
from smes.states import SME_MACHINE, SmeState

_NEVER_THROUGH = frozenset({SmeState.DRAFT, SmeState.SUBMITTED, SmeState.RETURNED, SmeState.REJECTED})


def on_number_contested(tx: Tx, event: NumberContested) -> None:
    """Refuse for what was ever let through; else take papers that wait from the officers' list.

    Nobody is left who could submit them again.
    """
    sme = tx.session.get(Sme, event.organisation_id, populate_existing=True, with_for_update=True)
    if sme is None:
        return
    if not (sme.state in _NEVER_THROUGH and sme.verified_at is None):
        raise Refused(RightsRequestRefusal.NUMBER_IN_USE)
    if event.is_freed and sme.state is SmeState.SUBMITTED:
        tx.advance(Sme, event.organisation_id, SME_MACHINE, "return", state_since=event.now)
