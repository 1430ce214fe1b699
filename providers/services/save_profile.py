"""What the provider says of itself."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from providers.commands import SAVE_PROFILE
from providers.operations import own_catalogue


def save_profile(
    provider_id: int,
    profile_th: str,
    profile_en: str,
    track_record: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep profile and track record. They are shown to SMEs who compare."""
    with transaction(SAVE_PROFILE, actor, now) as tx:
        provider = own_catalogue(tx, provider_id, actor)
        provider.profile_th = profile_th
        provider.profile_en = profile_en
        provider.track_record = track_record
        audit.record(tx, "provider.profile_saved", "provider", provider_id, actor, now)
