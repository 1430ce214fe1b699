"""A plan officer writes new terms of a scheme."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from schemes.models import Scheme, SchemeVersion
from schemes.operations import write_terms
from schemes.rules import VersionDraft, VersionReason
from schemes.states import VersionState
from schemes.versions.commands import DRAFT_VERSION
from schemes.versions.operations import refuse_unless_sound


def draft_version(scheme_id: int, draft: VersionDraft, *, actor: Actor, now: datetime) -> int:
    """Begin the next version of an approved, open or paused scheme; returns its id. Refused(DRAFT_EXISTS) while there is one."""
    with transaction(DRAFT_VERSION, actor, now) as tx:
        scheme = tx.lock(Scheme, scheme_id)
        refuse_unless_sound(tx, scheme, draft, now)
        stored = tx.session.execute(
            sa.select(SchemeVersion.number, SchemeVersion.state).where(SchemeVersion.scheme_id == scheme_id)
        ).all()
        if any(state is VersionState.DRAFT for _number, state in stored):
            raise Refused(VersionReason.DRAFT_EXISTS)
        version = SchemeVersion(
            scheme_id=scheme_id,
            number=max(number for number, _state in stored) + 1,
            effective_from=draft.effective_from,
            created_at=now,
            state_since=now,
            created_by_id=actor.known_person_id,
        )
        write_terms(tx, version, draft)
        tx.add(version)
        audit.record(
            tx, "scheme_version.drafted", "scheme_version", version.id, actor, now, {"scheme_id": scheme_id}
        )
        return version.id
