"""Notices gather, wait for the e-mail of the day, and are paged; e-mail can be declined; each reminder is told once."""

import sqlalchemy as sa
from alembic import op

from migrations import guards

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

GROUPS = ("security", "decisions", "payments", "services", "reminders", "work")
STAGES = ("arrived", "half", "soon", "late")


def upgrade() -> None:
    op.add_column("notices", sa.Column("about", sa.String(60), nullable=False, server_default=""))
    op.add_column("notices", sa.Column("in_digest", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_notices_person_id_created_at", "notices", ["person_id", "created_at", "id"])
    op.create_index(
        "ix_notices_unread", "notices", ["person_id"], postgresql_where=sa.text("read_at IS NULL")
    )
    op.create_index("ix_notices_in_digest", "notices", ["person_id"], postgresql_where=sa.text("in_digest"))
    op.create_index(
        "uq_notices_gathered",
        "notices",
        ["person_id", "kind", "about"],
        unique=True,
        postgresql_where=sa.text("read_at IS NULL AND about <> ''"),
    )
    op.drop_index("ix_notices_person_id", "notices")
    op.create_table(
        "muted_mails",
        sa.Column(
            "person_id",
            sa.BigInteger(),
            sa.ForeignKey("people.id", name="fk_muted_mails_person_id"),
            nullable=False,
        ),
        sa.Column(
            "group",
            sa.Enum(*GROUPS, name="noticegroup", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "group", name="pk_muted_mails"),
        sa.CheckConstraint("\"group\" IN ('services', 'reminders', 'work')", name="may_be_chosen"),
    )
    op.create_table(
        "reminders",
        sa.Column("turn", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(*STAGES, name="reminderstage", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("turn", "subject_id", "since", "stage", name="pk_reminders"),
    )
    unsettled = sa.text("state IN ('submitted', 'returned', 'suspended')")
    op.create_index("ix_smes_unsettled", "smes", ["state"], postgresql_where=unsettled)
    guards.grant(op.execute, ["muted_mails", "reminders"])


def downgrade() -> None:
    op.drop_index("ix_smes_unsettled", "smes")
    op.drop_table("reminders")
    op.drop_table("muted_mails")
    op.create_index("ix_notices_person_id", "notices", ["person_id"])
    for name in (
        "uq_notices_gathered",
        "ix_notices_in_digest",
        "ix_notices_unread",
        "ix_notices_person_id_created_at",
    ):
        op.drop_index(name, "notices")
    op.drop_column("notices", "in_digest")
    op.drop_column("notices", "about")
