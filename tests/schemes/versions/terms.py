"""New terms of a scheme, written and approved as people do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from core.actor import Actor
from core.db import db
from schemes.queries import read_version
from schemes.rules import VersionDraft
from schemes.versions.services.approve_version import approve_version
from schemes.versions.services.draft_version import draft_version
from tests.factories import NOW
from tests.projects.drafts import a_resolution
from tests.terms import first_version


def new_terms(scheme_id: int, effective_from: date, **changes: Any) -> VersionDraft:
    """What the first version says, from another day on and with these changes."""
    draft = read_version(first_version(db.session(), scheme_id))
    db.session.rollback()
    return replace(draft, effective_from=effective_from, **changes)


def approved_terms(
    scheme_id: int,
    effective_from: date,
    *,
    officer: Actor,
    approver: Actor,
    now: datetime = NOW,
    **changes: Any,
) -> int:
    """New terms by an officer and an approver; returns the version's id."""
    draft = new_terms(scheme_id, effective_from, **changes)
    version_id = draft_version(scheme_id, draft, actor=officer, now=now)
    approve_version(version_id, a_resolution(), actor=approver, now=now)
    return version_id
