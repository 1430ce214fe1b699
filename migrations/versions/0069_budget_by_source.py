"""The budget of a project is approved by source; what lines of one source show is carried over."""

import sqlalchemy as sa
from alembic import op

from migrations.guards import grant

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

SOURCES = ("annual_budget", "sme_fund")
STAYS = """
CREATE FUNCTION source_budget_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  key bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.project_id ELSE NEW.project_id END;
BEGIN
  IF EXISTS (SELECT FROM projects WHERE id = key AND state IN ('approved', 'running', 'closed')) THEN
    RAISE EXCEPTION 'what was approved from a source is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$
"""
ADD_UP = """
CREATE FUNCTION source_budgets_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  row jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
  key bigint := coalesce(row->>'project_id', row->>'id')::bigint;
BEGIN
  IF EXISTS (
    SELECT FROM source_budgets JOIN projects ON projects.id = project_id WHERE project_id = key
    GROUP BY budget_satang HAVING sum(amount_satang) <> budget_satang
  ) THEN
    RAISE EXCEPTION 'the budgets by source of project % do not add up to its budget', key USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "source_budgets",
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(*SOURCES, name="fundsource", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("amount_satang", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_satang > 0", name=op.f("ck_source_budgets_amount_positive")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_source_budgets_project_id")),
        sa.PrimaryKeyConstraint("project_id", "source", name=op.f("pk_source_budgets")),
    )
    grant(op.execute, ["source_budgets"])
    op.execute(
        "INSERT INTO source_budgets (project_id, source, amount_satang)"
        " SELECT p.id, min(l.source), p.budget_satang FROM projects p JOIN budget_lines l ON l.project_id = p.id"
        " WHERE p.budget_satang > 0 GROUP BY p.id HAVING count(DISTINCT l.source) = 1"
    )
    op.execute(STAYS)
    op.execute(ADD_UP)
    op.execute(
        "CREATE TRIGGER stays BEFORE INSERT OR UPDATE OR DELETE ON source_budgets"
        " FOR EACH ROW EXECUTE FUNCTION source_budget_stays()"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER add_up AFTER INSERT OR UPDATE OR DELETE ON source_budgets"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION source_budgets_add_up()"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER add_up AFTER UPDATE OF budget_satang ON projects"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION source_budgets_add_up()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER add_up ON projects")
    op.drop_table("source_budgets")
    op.execute("DROP FUNCTION source_budgets_add_up()")
    op.execute("DROP FUNCTION source_budget_stays()")
