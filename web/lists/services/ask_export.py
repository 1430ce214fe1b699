"""Ask for a list as a file that is prepared in the background."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.tasks import long_work
from core.tasks.long_work import Kind


def ask_export(
    kind: Kind, name: str, address: str, file_format: str, language: str, *, actor: Actor, now: datetime
) -> int:
    """Returns the id of the work. Refused(UNDER_WAY) while another file is being prepared for the same person.

    One at a time: nobody fills the queue that others wait in.
    """
    actor.require(kind.needs)
    arguments = {"name": name, "address": address, "format": file_format, "language": language}
    with transaction() as tx:
        about = str(actor.known_person_id)
        return long_work.ask(tx, kind, about, arguments, actor=actor, now=now)
