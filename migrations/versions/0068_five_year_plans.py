"""Five-year plans with their revisions, strategies and programmes; yearly plans and projects name them."""

import sqlalchemy as sa
from alembic import op

from migrations.guards import grant

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None

BODIES = ("sme_promotion_board", "executive_board", "cabinet", "budget_bureau", "director_general")
KINDS = ("government_agency", "state_body", "state_enterprise", "private_organisation")
STATES = ("draft", "submitted", "returned", "approved", "superseded")
WHOLE = (
    "approved_by_id IS NOT NULL AND resolution_number IS NOT NULL AND resolution_date IS NOT NULL "
    "AND resolution_document_id IS NOT NULL"
)
PUBLISHED = (
    "(published_on IS NULL) = (published_in IS NULL) "
    "AND (published_on IS NULL OR resolution_date IS NOT NULL AND published_on >= resolution_date)"
)
STAYS = """
CREATE FUNCTION five_year_plan_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('approved', 'superseded') AND (
    TG_OP = 'DELETE' OR (
      NEW.first_year, NEW.edition, NEW.revises_id, NEW.name_th, NEW.name_en, NEW.approved_at, NEW.approved_by_id,
      NEW.resolution_body, NEW.resolution_number, NEW.resolution_date, NEW.resolution_document_id
    ) IS DISTINCT FROM (
      OLD.first_year, OLD.edition, OLD.revises_id, OLD.name_th, OLD.name_en, OLD.approved_at, OLD.approved_by_id,
      OLD.resolution_body, OLD.resolution_number, OLD.resolution_date, OLD.resolution_document_id
    )
  ) THEN
    RAISE EXCEPTION 'an approved five-year plan is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$
"""
OUTLINE_STAYS = """
CREATE FUNCTION five_year_outline_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  row jsonb;
BEGIN
  FOREACH row IN ARRAY ARRAY[
    CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END, CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END
  ] LOOP
    IF EXISTS (
      SELECT FROM five_year_plans
      WHERE state IN ('approved', 'superseded') AND id = coalesce(
        (row->>'plan_id')::bigint,
        (SELECT plan_id FROM strategies WHERE strategies.id = (row->>'strategy_id')::bigint)
      )
    ) THEN
      RAISE EXCEPTION 'an approved five-year plan is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
  END LOOP;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$
"""


def _of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _plans()
    _outline()
    grant(op.execute, ["five_year_plans", "strategies", "programmes"])
    for table, column, other in (
        ("action_plans", "five_year_plan_id", "five_year_plans"),
        ("projects", "programme_id", "programmes"),
    ):
        op.add_column(table, sa.Column(column, sa.BigInteger()))
        op.create_foreign_key(op.f(f"fk_{table}_{column}"), table, other, [column], ["id"])
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.execute(STAYS)
    op.execute(OUTLINE_STAYS)
    op.execute(
        "CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON five_year_plans"
        " FOR EACH ROW EXECUTE FUNCTION five_year_plan_stays()"
    )
    for table in ("strategies", "programmes"):
        op.execute(
            f"CREATE TRIGGER stays BEFORE INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION five_year_outline_stays()"
        )


def _plans() -> None:
    op.create_table(
        "five_year_plans",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("revises_id", sa.BigInteger()),
        sa.Column("name_th", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("state", _of("fiveyearplanstate", *STATES), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("submitted_by_id", sa.BigInteger()),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("approved_by_id", sa.BigInteger()),
        sa.Column("resolution_body", _of("decidingbody", *BODIES)),
        sa.Column("resolution_number", sa.String(length=100)),
        sa.Column("resolution_date", sa.Date()),
        sa.Column("resolution_document_id", sa.BigInteger()),
        sa.Column("state_reason_id", sa.BigInteger()),
        sa.Column("published_on", sa.Date()),
        sa.Column("published_in", sa.String(length=300)),
        sa.CheckConstraint(
            "edition > 0 AND (edition = 1) = (revises_id IS NULL)",
            name=op.f("ck_five_year_plans_first_or_revision"),
        ),
        sa.CheckConstraint(
            f"(state IN ('approved', 'superseded')) = ({WHOLE})",
            name=op.f("ck_five_year_plans_approved_has_resolution"),
        ),
        sa.CheckConstraint(
            "approved_by_id <> submitted_by_id", name=op.f("ck_five_year_plans_approved_by_another")
        ),
        sa.CheckConstraint(PUBLISHED, name=op.f("ck_five_year_plans_published_whole_and_after")),
        *(
            sa.ForeignKeyConstraint([column], [other], name=op.f(f"fk_five_year_plans_{column}"))
            for column, other in (
                ("revises_id", "five_year_plans.id"),
                ("created_by_id", "people.id"),
                ("submitted_by_id", "people.id"),
                ("approved_by_id", "people.id"),
                ("resolution_document_id", "documents.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_five_year_plans")),
        sa.UniqueConstraint("revises_id", name=op.f("uq_five_year_plans_revises_id")),
    )
    op.create_index(
        op.f("ix_five_year_plans_resolution_document_id"), "five_year_plans", ["resolution_document_id"]
    )
    op.execute(
        "ALTER TABLE five_year_plans ADD CONSTRAINT ex_five_year_plans_one_in_force"
        " EXCLUDE USING gist (int4range(first_year, first_year + 5) WITH &&) WHERE (state = 'approved')"
    )


def _named(*columns: sa.Column) -> tuple[sa.Column, ...]:
    return (
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        *columns,
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name_th", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
    )


def _outline() -> None:
    op.create_table(
        "strategies",
        *_named(sa.Column("plan_id", sa.BigInteger(), nullable=False)),
        sa.Column("goal", sa.String(length=4000), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_strategies_number_positive")),
        sa.ForeignKeyConstraint(["plan_id"], ["five_year_plans.id"], name=op.f("fk_strategies_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategies")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_strategies_plan_id_number")),
    )
    op.create_table(
        "programmes",
        *_named(sa.Column("strategy_id", sa.BigInteger(), nullable=False)),
        sa.Column("lead_agency", sa.String(length=300), nullable=False),
        sa.Column("lead_agency_kind", _of("agencykind", *KINDS), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("consulted_on", sa.Date()),
        sa.Column("first_id", sa.BigInteger()),
        sa.CheckConstraint("number > 0", name=op.f("ck_programmes_number_positive")),
        sa.CheckConstraint("priority BETWEEN 1 AND 5", name=op.f("ck_programmes_priority_1_to_5")),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategies.id"], name=op.f("fk_programmes_strategy_id")),
        sa.ForeignKeyConstraint(["first_id"], ["programmes.id"], name=op.f("fk_programmes_first_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
        sa.UniqueConstraint("strategy_id", "number", name=op.f("uq_programmes_strategy_id_number")),
    )
    op.create_index(op.f("ix_programmes_first_id"), "programmes", ["first_id"])


def downgrade() -> None:
    op.drop_column("projects", "programme_id")
    op.drop_column("action_plans", "five_year_plan_id")
    for table in ("programmes", "strategies", "five_year_plans"):
        op.drop_table(table)
    op.execute("DROP FUNCTION five_year_outline_stays()")
    op.execute("DROP FUNCTION five_year_plan_stays()")
