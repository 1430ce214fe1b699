"""Who records resolutions records when and where that of a scheme was made public."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from projects import operations
from projects.rules import Publication
from schemes.commands import PUBLISH_SCHEME
from schemes.models import Scheme


def publish_scheme(scheme_id: int, publication: Publication, *, actor: Actor, now: datetime) -> None:
    """Record the publication; what was recorded before gives way. As `operations.publish` refuses."""
    with transaction(PUBLISH_SCHEME, actor, now) as tx:
        operations.publish(tx, Scheme, scheme_id, "scheme", publication, actor=actor, now=now)
