"""Keep the file that was prepared of a list."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from core.actor import Actor
from core.db import transaction
from core.documents import operations as documents
from core.documents.operations import EXPORT
from core.tasks.long_work import Progress
from web.lists.commands import STORE_EXPORT


def store_export(
    path: Path, media_type: str, file_name: str, *, actor: Actor, now: datetime, progress: Progress
) -> None:
    """A document of the person who asked for it, and the work on it done; the file at `path` is moved.

    Forbidden when the person was blocked, or lost what they acted as, while it was written.
    """
    with transaction(STORE_EXPORT, actor, now) as tx:
        document = documents.store_file(tx, path, media_type, file_name, EXPORT, actor=actor, now=now)
        progress.finish(tx, document.id, now)
