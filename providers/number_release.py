"""What freeing an organisation's number means for its registration here."""

from __future__ import annotations

import sqlalchemy as sa

from core.db import Tx
from core.errors import Refused
from identity.rights_requests.events import NumberContested
from identity.rights_requests.rules import RightsRequestRefusal
from providers.models import Provider, ProviderCategory
from providers.states import PROVIDER_MACHINE, CategoryState, ProviderState

_NEVER_THROUGH = frozenset(
    {ProviderState.DRAFT, ProviderState.SUBMITTED, ProviderState.RETURNED, ProviderState.REJECTED}
)


def on_number_contested(tx: Tx, event: NumberContested) -> None:
    """Refuse for what was ever let through; else take papers that wait from the officers' list.

    Nobody is left who could submit them again.
    """
    provider = tx.session.get(Provider, event.organisation_id, populate_existing=True, with_for_update=True)
    if provider is None:
        return
    if not (provider.state in _NEVER_THROUGH and not _ever_approved(tx, event.organisation_id)):
        raise Refused(RightsRequestRefusal.NUMBER_IN_USE)
    if event.is_freed and provider.state is ProviderState.SUBMITTED:
        tx.advance(Provider, event.organisation_id, PROVIDER_MACHINE, "return", state_since=event.now)


def _ever_approved(tx: Tx, provider_id: int) -> bool:
    decided = sa.select(ProviderCategory.id).where(
        ProviderCategory.provider_id == provider_id,
        ProviderCategory.state.in_([CategoryState.APPROVED, CategoryState.WITHDRAWN]),
    )
    return tx.scalar(decided.limit(1)) is not None
