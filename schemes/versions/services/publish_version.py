"""Who records resolutions records when and where that of a scheme's terms was made public."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from projects import operations
from projects.rules import Publication
from schemes.models import SchemeVersion
from schemes.versions.commands import PUBLISH_VERSION


def publish_version(version_id: int, publication: Publication, *, actor: Actor, now: datetime) -> None:
    """Record the publication; what was recorded before gives way. As `operations.publish` refuses."""
    with transaction(PUBLISH_VERSION, actor, now) as tx:
        operations.publish(tx, SchemeVersion, version_id, "scheme_version", publication, actor=actor, now=now)
