"""A plan officer changes new terms that are still a draft."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from projects.rules import ProjectReason
from schemes.operations import write_terms
from schemes.rules import VersionDraft
from schemes.states import VersionState
from schemes.versions.commands import CHANGE_VERSION
from schemes.versions.operations import lock_new_terms, refuse_unless_sound


def change_version(version_id: int, draft: VersionDraft, *, actor: Actor, now: datetime) -> None:
    """Write a draft version anew. Once approved its terms stand: what is sent is promised by them."""
    with transaction(CHANGE_VERSION, actor, now) as tx:
        scheme, version = lock_new_terms(tx, version_id)
        if version.state is not VersionState.DRAFT:
            raise Refused(ProjectReason.NOT_EDITABLE)
        refuse_unless_sound(tx, scheme, draft, now)
        version.effective_from = draft.effective_from
        write_terms(tx, version, draft)
        audit.record(tx, "scheme_version.changed", "scheme_version", version_id, actor, now)
