"""How many files a person may upload within an hour: counted before they are inspected, so that refused ones count too."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from core.db import db, release_connection
from core.documents.models import UploadHour
from core.errors import TryLater


class UploadLimit(StrEnum):
    """Why no file of this person is looked at now."""

    REACHED = "reached"


def count(person_id: int, files: int, *, most: int, now: datetime) -> None:
    """Count these files in the hour of the clock. Raises TryLater when they are more than `most` with those before.

    Written on a connection of its own, since it must remain whatever happens to the request, outside its transaction.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    sent = insert(UploadHour).values(person_id=person_id, hour=hour, files=files)
    same_hour = UploadHour.hour == sent.excluded.hour
    total = sa.case((same_hour, UploadHour.files), else_=0) + sent.excluded.files
    counted = sent.on_conflict_do_update(
        index_elements=[UploadHour.person_id], set_={"hour": sent.excluded.hour, "files": total}
    )
    release_connection()
    with db.engine.begin() as connection:
        so_far = connection.execute(counted.returning(UploadHour.files)).scalar_one()
    if so_far > most:
        left = hour + timedelta(hours=1) - now
        minutes = -(-left // timedelta(minutes=1))
        raise TryLater(UploadLimit.REACHED, int(left.total_seconds()) + 1, most=most, minutes=minutes)
