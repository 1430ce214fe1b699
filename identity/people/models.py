"""People, and the passkeys they prove themselves with."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_security import UserMixin, WebAuthnMixin
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database.search import trigrams_of
from core.db import At, IdPk, Name, db


class Person(db.Model, UserMixin):
    """One e-mail, one person. Flask-Security's columns keep its names."""

    __tablename__ = "people"

    id: Mapped[IdPk]
    email: Mapped[str] = mapped_column(sa.String(255), unique=True)
    """Lower case."""
    title: Mapped[str] = mapped_column(sa.String(40), default="")
    """นาย, นางสาว, Dr.; empty when none was given."""
    full_name: Mapped[Name]
    phone: Mapped[str] = mapped_column(sa.String(20), default="")
    """As `core.typed.telephones.read_phone` returns it."""
    locale: Mapped[str] = mapped_column(sa.String(2), default="th")
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    """False: signs in by no way, holds no right, is notified only of their own rights."""
    blocked_at: Mapped[datetime | None]
    blocked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    block_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), active_history=True)
    """Written anew when all that was proved of the person must die. No key that a row could refer to: that would make
    a block wait for everybody who has written one (see the index)."""
    confirmed_at: Mapped[datetime | None]
    create_datetime: Mapped[At] = mapped_column(server_default=sa.func.now())
    update_datetime: Mapped[At] = mapped_column(server_default=sa.func.now(), onupdate=sa.func.now())
    tf_primary_method: Mapped[str | None] = mapped_column(sa.String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(sa.String(255))
    tf_last_counter: Mapped[int | None] = mapped_column(sa.BigInteger)
    """The time step of the last TOTP code taken: each is good once."""
    mf_recovery_codes: Mapped[list[Any] | None] = mapped_column(MutableList.as_mutable(sa.JSON))
    """Digests of the recovery codes that are left (`identity.accounts.recovery_codes`)."""
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    acting_as: Mapped[str] = mapped_column(sa.String(40), default="")
    """The capacity last chosen (`actors.Capability.key`): where the next sign-in begins."""

    webauthn: Mapped[list["Passkey"]] = relationship(back_populates="person", cascade="all, delete-orphan")
    blocked_by: Mapped["Person | None"] = relationship(remote_side="Person.id")

    __table_args__ = (
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.CheckConstraint("blocked_at IS NULL OR NOT active", name="blocked_is_shut"),
        sa.CheckConstraint(
            "(blocked_at IS NULL) = (blocked_by_id IS NULL) AND (blocked_at IS NULL) = (block_reason_id IS NULL)",
            name="blocked_by_someone",
        ),
        sa.CheckConstraint("blocked_by_id <> id", name="not_by_oneself"),
        # Partial, though it holds for all: a change of what an index for all keeps bars every row that refers to it.
        sa.Index(
            "uq_people_fs_uniquifier",
            "fs_uniquifier",
            unique=True,
            postgresql_where=sa.text("fs_uniquifier IS NOT NULL"),
        ),
        sa.Index("ix_people_blocked", "blocked_at", "id", postgresql_where=sa.text("blocked_at IS NOT NULL")),
    )


PERSON_TRIGRAMS = trigrams_of(Person.full_name, Person.email)
"""What a search by words looks for; an index keeps it."""
sa.Index("ix_people_trigrams", PERSON_TRIGRAMS, postgresql_using="gin")


class Passkey(db.Model, WebAuthnMixin):
    """A WebAuthn credential, used as a second factor. Flask-Security's columns keep its names."""

    __tablename__ = "passkeys"

    id: Mapped[IdPk]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sign_count: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    transports: Mapped[list[Any] | None] = mapped_column(MutableList.as_mutable(sa.JSON))
    extensions: Mapped[str | None] = mapped_column(sa.String(255))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(64))
    usage: Mapped[str] = mapped_column(sa.String(64))
    create_datetime: Mapped[At] = mapped_column(server_default=sa.func.now())
    lastuse_datetime: Mapped[At]

    person: Mapped[Person] = relationship(back_populates="webauthn")

    __table_args__ = (sa.UniqueConstraint("user_id", "name"),)

    def get_user_mapping(self) -> dict[str, Any]:
        """How Flask-Security finds the person of a credential."""
        return {"id": self.user_id}
