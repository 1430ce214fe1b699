"""Thai names in dictionary order, by a key that the database itself keeps beside them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class InThaiOrder:
    """A row with a Thai name, which lists sort by `name_order`: core.thai.writing.thai_sort_key, as SQL (migrations/baseline.sql).

    Code points put เ แ โ ใ ไ behind every consonant. An ICU collation would not, but not every
    PostgreSQL has one: the embedded one has none. A generated column cannot lag behind the name.
    """

    name_order: Mapped[str] = mapped_column(
        sa.Text(collation="C"),
        sa.Computed("thai_sort_key(name_th)", persisted=True),
        deferred=True,
        sort_order=9,
    )
