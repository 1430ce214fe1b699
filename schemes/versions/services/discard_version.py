"""A plan officer discards new terms that are still a draft."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from schemes.models import SchemeVersion
from schemes.states import VERSION_MACHINE
from schemes.versions.commands import DISCARD_VERSION
from schemes.versions.operations import lock_new_terms


def discard_version(version_id: int, *, actor: Actor, now: datetime) -> None:
    """Discard a draft version; the scheme's terms stay as they are."""
    with transaction(DISCARD_VERSION, actor, now) as tx:
        lock_new_terms(tx, version_id)
        tx.advance(SchemeVersion, version_id, VERSION_MACHINE, "discard", state_since=now)
        audit.record(tx, "scheme_version.discarded", "scheme_version", version_id, actor, now)
