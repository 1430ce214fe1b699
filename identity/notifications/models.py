"""Notices, what is not wanted by e-mail, and which reminders were sent."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import At, BigId, Code, IdPk, db
from identity.notifications.states import NoticeGroup, ReminderStage


class Notice(db.Model):
    """One notice on a person's own page. `kind` and `facts` are worded by the package's labels when shown."""

    __tablename__ = "notices"

    id: Mapped[IdPk]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    kind: Mapped[Code]
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    url: Mapped[str] = mapped_column(sa.String(300))
    created_at: Mapped[At]
    """When it came; of one that gathers, when the last was added."""
    read_at: Mapped[datetime | None]
    about: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    """What an unread notice gathers; empty for one that gathers nothing."""
    in_digest: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether the next daily e-mail is to contain it."""

    __table_args__ = (
        sa.Index(None, "person_id", "id"),
        sa.Index("ix_notices_person_id_created_at", "person_id", "created_at", "id"),
        sa.Index("ix_notices_unread", "person_id", postgresql_where=sa.text("read_at IS NULL")),
        sa.Index("ix_notices_in_digest", "person_id", postgresql_where=sa.text("in_digest")),
        sa.Index(
            "uq_notices_gathered",
            "person_id",
            "kind",
            "about",
            unique=True,
            postgresql_where=sa.text("read_at IS NULL AND about <> ''"),
        ),
    )


class MutedMail(db.Model):
    """A person wants no e-mail of one group of notices. Without a row, all are mailed."""

    __tablename__ = "muted_mails"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    group: Mapped[NoticeGroup] = mapped_column(primary_key=True)
    since: Mapped[At]

    __table_args__ = (
        sa.CheckConstraint("\"group\" IN ('services', 'reminders', 'work')", name="may_be_chosen"),
    )


class Reminder(db.Model):
    """One stage of the time of something that waits, of which whoever's turn it is was notified. Once for each stage."""

    __tablename__ = "reminders"

    turn: Mapped[Code] = mapped_column(primary_key=True)
    """Name of a `core.registry.Turn`."""
    subject_id: Mapped[BigId] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[At] = mapped_column(primary_key=True)
    """When it began to wait: what comes back into the state waits anew."""
    stage: Mapped[ReminderStage] = mapped_column(primary_key=True)
    told_at: Mapped[At]
